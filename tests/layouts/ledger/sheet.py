"""Where a ledger stands: under a heading, on several sheets, elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec.structs import replace

from ..base import LONG_MONTHS, kroner
from ..features import Draft, feature
from ..page import Line
from .columns import LEDGER, SHEET, page, posting


@feature(LEDGER, "above", "rapporthoved over posteringerne", stage=50)
def report_head(made: Draft, rng: Random) -> None:
    total = sum(each.amount for each in made.town.postings)
    heads: tuple[list[list[Any]], ...] = (
        [["Posteringsudtræk"], ["Udskrevet", "03-04-2026"], []],
        [
            ["Fjordby Kommune", None, "Side 1"],
            ["Kontokort", "528201000 - 528209999"],
            ["Periode", "01-01-2026 - 30-06-2026"],
        ],
        [["Rapport: Posteringer 2026"], ["Antal", len(made.town.postings)], ["Beløb i alt", kroner(total)], []],
    )
    page(made).above[:0] = rng.choice(heads)


@feature(SHEET, "band", "flettede overskrifter over posteringerne", stage=50)
def bands(made: Draft, rng: Random) -> None:
    for column in made.ledger.columns:
        if column.key in ("date", "voucher", "line"):
            column.band = "Bilag"
        elif column.key in ("cpr", "measure", "supplier"):
            column.band = "Borger"
        elif column.key in ("amount", "debit", "credit", "balance"):
            column.band = "Beløb"


@feature(SHEET, "sheets", "et ark for hver måned", stage=60, weight=2)
def sheet_each_month(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "Posteringer {}", "Post. {}", "{} 2026"))
    _split(made, lambda line: posting(made, line).date.month, lambda month: text.format(LONG_MONTHS[month - 1]))


@feature(SHEET, "sheets", "et ark for hver foranstaltning", stage=60, weight=2)
def sheet_each_measure(made: Draft, rng: Random) -> None:
    _split(made, lambda line: posting(made, line).measure, lambda name: f"Post {name}"[:31])


def _split(made: Draft, key: Callable[[Line], Any], name: Callable[[Any], str]) -> None:
    """One sheet of the ledger for each key, with the same columns; rows that are no postings stay behind."""
    whole = made.ledger
    if any(line.kind == "own" for line in whole.lines):
        return
    keys = sorted({key(line) for line in whole.rows()})
    if len(keys) < 2:
        return
    pages = []
    for each in keys:
        part = replace(whole, name=name(each), lines=[line for line in whole.rows() if key(line) == each])
        pages.append(part)
    made.ledger = pages[0]
    made.extra += pages[1:]


@feature(SHEET, "name", "posteringsarket hedder noget andet", stage=50)
def sheet_name(made: Draft, rng: Random) -> None:
    made.ledger.name = rng.choice(("Forbrug", "Realiseret", "Udtræk", "Opus", "Ark2", "Bogført 2026"))


@feature(SHEET, "hidden", "skjulte kolonner i posteringerne", stage=50, weight=1)
def hide(made: Draft, rng: Random) -> None:
    for column in made.ledger.columns:
        if column.key in ("voucher", "line", "supplier"):
            column.hidden = True


@feature(SHEET, "left", "posteringerne rykket til højre", stage=50, weight=1)
def moved(made: Draft, rng: Random) -> None:
    made.ledger.left = 1


@feature(SHEET, "sheets", "et ark for hver konto", stage=60, weight=1)
def sheet_each_account(made: Draft, rng: Random) -> None:
    names = sorted({each.measure for each in made.town.postings})
    text = rng.choice(("5282010{}", "Konto 5282010{}", "52.3.{}"))
    _split(made, lambda line: posting(made, line).measure, lambda name: text.format(names.index(name) + 1))


@feature(SHEET, "sheets", "et ark for januar ved siden af hele året", stage=60, weight=1)
def one_month_twice(made: Draft, rng: Random) -> None:
    """January stands on the year's sheet and on one of its own; counted twice it would be wrong."""
    first = min(each.date.month for each in made.town.postings)
    lines = [replace(line, kind="own", trouble=True) for line in made.ledger.rows()
             if posting(made, line).date.month == first]  # fmt: skip
    made.extra.append(replace(made.ledger, name=LONG_MONTHS[first - 1], lines=lines))
    made.unclear.append("the same postings stand on two sheets")


@feature(SHEET, "lines", "linjenr. er altid 1 på arket", stage=21, weight=2)
def constant_line(made: Draft, rng: Random) -> None:
    """One voucher holds two alike postings, and the line number tells them not apart."""
    rows = made.ledger.rows()
    for line in rows:
        line.cells["line"] = 1
    twin = Line("row", dict(rows[0].cells), len(made.town.postings))
    made.ledger.lines.insert(made.ledger.lines.index(rows[0]) + 1, twin)
    made.town = replace(made.town, postings=(*made.town.postings, posting(made, rows[0])))


@feature(SHEET, "above", "flettet rapporthoved over posteringerne", stage=50)
def merged_head(made: Draft, rng: Random) -> None:
    head = [["Fjordby Kommune"], [rng.choice(("Posteringer 2026", "Kontokort 01-01-2026 - 30-06-2026"))]]
    made.ledger.above[:0] = head
    made.ledger.wide_above += [(1, 6), (2, 6)]
