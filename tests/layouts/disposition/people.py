"""How citizens, dates and amounts are written in a disposition."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from msgspec.structs import replace

from ..cells import danish_text
from ..features import Draft, feature, of_truth
from ..municipality import Municipality
from ..page import RESULT, Formula, Line
from .columns import WORKBOOK


@feature(WORKBOOK, "cpr", "CPR kun på borgerens første række", stage=35, weight=3)
def cpr_once(made: Draft, rng: Random) -> None:
    _once(made, merged=False)


@feature(WORKBOOK, "cpr", "CPR flettet over borgerens rækker", stage=35, weight=3)
def cpr_merged(made: Draft, rng: Random) -> None:
    _once(made, merged=True)


def _once(made: Draft, *, merged: bool) -> None:
    page, town = made.disposition, made.town
    run: list[Line] = []
    for line in [*page.lines, Line("blank")]:
        same = line.kind == "row" and run and town.commitments[line.index].cpr == town.commitments[run[0].index].cpr
        if same:
            line.cells["cpr"] = None
            line.cells["name"] = None
            run.append(line)
            continue
        if merged and len(run) > 1:
            page.merges.append((run[0], run[-1], "cpr"))
            if page.has("name"):
                page.merges.append((run[0], run[-1], "name"))
        run = [line] if line.kind == "row" else []


def _each_cpr(made: Draft, change: Callable[[str, Line], Any]) -> None:
    for line in made.disposition.rows():
        if isinstance(line.cells.get("cpr"), str):
            line.cells["cpr"] = change(line.cells["cpr"], line)


@feature(WORKBOOK, "cpr", "CPR som tal", stage=35)
def cpr_number(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: int(cpr.replace("-", "")))


@feature(WORKBOOK, "cpr", "CPR som teksten 6101054567.0", stage=35, weight=1)
def cpr_float(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: cpr.replace("-", "") + ".0")


@feature(WORKBOOK, "cpr", "CPR som 6,10E+09", stage=35, weight=1)
def cpr_scientific(made: Draft, rng: Random) -> None:
    def lost(cpr: str, line: Line) -> str:
        line.trouble = True
        return f"{cpr[0]},{cpr[1:3]}E+09"

    _each_cpr(made, lost)
    made.unclear.append("the citizens' numbers are lost")


@feature(WORKBOOK, "cpr", "CPR med navn efter", stage=35)
def cpr_with_name(made: Draft, rng: Random) -> None:
    text = rng.choice(("{c} {n}", "{c}, {n}", "{c} - {n}", "{n} {c}", "{n} ({c})"))
    _each_cpr(made, lambda cpr, line: text.format(c=cpr, n=made.town.commitments[line.index].name))


@feature(WORKBOOK, "cpr", 'CPR som ="…"', stage=35, weight=1)
def cpr_formula(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: Formula(f'="{cpr}"', cpr))


@feature(WORKBOOK, "cpr", "CPR uden bindestreg", stage=35, weight=1)
def cpr_bare(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: cpr.replace("-", rng.choice(("", " "))))


def _each_date(made: Draft, text: str, open_end: Any = None) -> None:
    for line in made.disposition.rows():
        for key in ("start", "stop"):
            value = line.cells.get(key)
            if isinstance(value, dt.date):
                line.cells[key] = text.format(d=value.day, m=value.month, y=value.year, s=value.year % 100)
            elif value is None and key == "stop":
                line.cells[key] = open_end


@feature(WORKBOOK, "dates", "datoer som m/d beviset af kolonnen", stage=36)
def american(made: Draft, rng: Random) -> None:
    rows = [made.town.commitments[line.index] for line in made.disposition.rows()]
    proven = all(
        any(day is not None and day.day > 12 for day in days)
        for days in ([row.start for row in rows], [row.stop for row in rows])
        if any(days)
    )
    if proven:
        _each_date(made, rng.choice(("{m:02d}/{d:02d}/{y}", "{m}/{d}/{y}")))


@feature(WORKBOOK, "dates", "ISO-datoer som tekst", stage=36)
def iso(made: Draft, rng: Random) -> None:
    _each_date(made, "{y}-{m:02d}-{d:02d}")


@feature(WORKBOOK, "dates", "danske datoer som tekst", stage=36)
def danish(made: Draft, rng: Random) -> None:
    text = rng.choice(
        ("{d:02d}-{m:02d}-{y}", "{d:02d}.{m:02d}.{y}", "{d}/{m}-{y}", "{d}.{m}.{s:02d}", "{d:02d}-{m:02d}-{s:02d}")
    )
    _each_date(made, text, rng.choice((None, "31-12-9999", "01.01.9999")))


@feature(WORKBOOK, "dates", "åben slutdato som 31-12-9999", stage=36)
def year_9999(made: Draft, rng: Random) -> None:
    for line in made.disposition.rows():
        if line.cells.get("stop") is None:
            line.cells["stop"] = dt.date(9999, 12, 31)


def _each_rate(made: Draft, change: Callable[[float], Any]) -> None:
    for line in made.disposition.rows():
        if isinstance(line.cells.get("rate"), int | float):
            line.cells["rate"] = change(line.cells["rate"])


@feature(WORKBOOK, "amounts", "takster som dansk tekst", stage=37)
def danish_amounts(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "{} kr.", "kr. {}", "{} kr", "DKK {}"))
    # A rate in 1.000 kr. may have more than two decimals; three could be thousands.
    _each_rate(made, lambda value: text.format(danish_text(value, 2 if value == round(value, 2) else 4)))


@feature(WORKBOOK, "amounts", "takster som »31.000,-«", stage=37, weight=1)
def dash_amounts(made: Draft, rng: Random) -> None:
    _each_rate(made, lambda value: danish_text(value, 0) + ",-" if value == int(value) else value)


@feature(WORKBOOK, "amounts", "takster som »31,000«", stage=37, weight=1)
def english_amounts(made: Draft, rng: Random) -> None:
    if made.notes["scale"] != 1:
        return

    def english(value: float) -> Any:
        return f"{int(value):,}" if value == int(value) and value >= 1_000 else value

    for line in made.disposition.rows():
        line.trouble = line.trouble or isinstance(line.cells.get("rate"), int | float)
    _each_rate(made, english)
    made.unclear.append("»31,000« may be 31.000 or 31,00")


@of_truth(WORKBOOK, "quantity", "mængde »0.750« som tekst")
def part_quantity(town: Municipality, rng: Random) -> Municipality:
    rows = [
        replace(row, quantity=Fraction(3, 4)) if row.unit != "time" and rng.random() < 0.5 else row
        for row in town.commitments
    ]
    return replace(town, commitments=tuple(rows))


@feature(WORKBOOK, "quantitytext", "mængde som tekst", stage=38)
def quantity_text(made: Draft, rng: Random) -> None:
    style = rng.choice(("0.750", "0,75"))
    for line in made.disposition.rows():
        row = made.town.commitments[line.index]
        if row.quantity == Fraction(3, 4):
            line.cells["quantity"] = style


@of_truth(WORKBOOK, "coincidence", "en række, der ligner summen af sine naboer", weight=2)
def looks_like_a_sum(town: Municipality, rng: Random) -> Municipality:
    rows = list(town.commitments)
    counts = Counter(row.cpr for row in rows)
    spots = [i for i in range(2, len(rows)) if all(counts[row.cpr] == 1 for row in rows[i - 2 : i + 1])]
    if not spots:
        return town
    at = rng.choice(spots)
    for number, rate in ((at - 2, 1_000_000), (at - 1, 2_000_000), (at, 3_000_000)):
        rows[number] = replace(
            rows[number], unit="måned", rate=rate, quantity=Fraction(1), start=dt.date(town.year - 1, 3, 1), stop=None
        )
    return replace(town, commitments=tuple(rows))


@of_truth(WORKBOOK, "lonely", "et afsnit med én borger", weight=1)
def lonely(town: Municipality, rng: Random) -> Municipality:
    seen: set[str] = set()
    rows = []
    for row in town.commitments:
        if row.status == "Forventet":
            if "Forventet" in seen:
                continue
            seen.add("Forventet")
        rows.append(row)
    return replace(town, commitments=tuple(rows))


@feature(WORKBOOK, "cache", "formler uden gemt resultat", stage=90, weight=1)
def no_results(made: Draft, rng: Random) -> None:
    made.cached = False


@feature(WORKBOOK, "settings", "uden arket Opsætning", stage=90, weight=1)
def no_settings(made: Draft, rng: Random) -> None:
    made.settings = False


@feature(WORKBOOK, "pool", "pulje nederst", stage=26)
def pool_row(made: Draft, rng: Random) -> None:
    amount = 100_000 * rng.randint(2, 9)
    label = rng.choice(("Skøn (pulje)", "Pulje til nye sager", "Pulje"))
    made.disposition.lines.append(Line("pool", {"_label": label, RESULT: amount}))
    made.town = replace(made.town, pools=((label, 100 * amount),))
