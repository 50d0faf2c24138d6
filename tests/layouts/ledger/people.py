"""Who and what a posting is about: the citizen and the measure."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from ..features import Draft, feature
from ..page import Column, Formula
from .columns import LEDGER, page


def _each_cpr(made: Draft, change: Callable[[str], Any]) -> None:
    for line in page(made).rows():
        if isinstance(line.cells.get("cpr"), str):
            line.cells["cpr"] = change(line.cells["cpr"])


@feature(LEDGER, "cpr", "posteringernes CPR som tal", stage=31)
def cpr_number(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: int(cpr.replace("-", "")))


@feature(LEDGER, "cpr", "posteringernes CPR uden bindestreg", stage=31)
def cpr_bare(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: cpr.replace("-", ""))


@feature(LEDGER, "cpr", "posteringernes CPR som teksten 6101054567.0", stage=31, weight=1)
def cpr_float(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: cpr.replace("-", "") + ".0")


@feature(LEDGER, "cpr", "posteringernes CPR som 6,10E+09", stage=31, weight=1)
def cpr_lost(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: f"{cpr[0]},{cpr[1:3]}E+09")
    for line in page(made).rows():
        line.trouble = True
    made.unclear.append("the citizens' numbers are lost")


@feature(LEDGER, "cpr", 'posteringernes CPR som ="…"', stage=31)
def cpr_formula(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr: Formula(f'="{cpr}"', cpr))


@feature(LEDGER, "cpr", "posteringernes CPR med navn efter", stage=31)
def cpr_name(made: Draft, rng: Random) -> None:
    names = {row.cpr: row.name for row in made.town.commitments}
    text = rng.choice(("{c} {n}", "{c}, {n}", "{c} - {n}"))
    _each_cpr(made, lambda cpr: text.format(c=cpr, n=names.get(cpr, "Bo")))


@feature(LEDGER, "cpr", "CPR kun i posteringens tekst", stage=31, weight=1)
def cpr_in_text(made: Draft, rng: Random) -> None:
    of = page(made)
    text = rng.choice(("{c} {t}", "{t} {c}", "{t} cpr {c}"))
    for line in of.rows():
        line.cells["text"] = text.format(c=line.cells["cpr"], t=line.cells["text"])
    of.columns = [column for column in of.columns if column.key != "cpr"]
    for line in of.rows():
        line.trouble = True


@feature(LEDGER, "measure", "konto foran foranstaltningens navn", stage=32, weight=3)
def account_text(made: Draft, rng: Random) -> None:
    column = page(made).column("measure")
    assert column is not None
    column.header = rng.choice(("Kontotekst", "Konto", "Kontonavn", "Foranstaltning", "Funktion"))
    text = rng.choice(("52.3.{n} {m}", "5.28.{n:02d} {m}", "52820{n} {m}", "52820{n} - {m}"))
    _measures(made, lambda number, name: text.format(n=number, m=name))


@feature(LEDGER, "measure", "kontonummer og kontonavn i hver sin kolonne", stage=32, weight=2)
def account_and_text(made: Draft, rng: Random) -> None:
    of = page(made)
    column = of.column("measure")
    assert column is not None
    column.header = rng.choice(("Kontonavn", "Kontotekst", "Konto tekst"))
    at = of.columns.index(column)
    of.columns.insert(at, Column("x_number", rng.choice(("Konto", "Kontonummer", "Kontonr."))))
    numbers = _numbers(made)
    for line in of.rows():
        line.cells["x_number"] = 528_201_000 + numbers[line.cells["measure"]]


@feature(LEDGER, "measure", "foranstaltningen med andre store og små bogstaver", stage=32, weight=1)
def other_case(made: Draft, rng: Random) -> None:
    change = rng.choice((str.upper, str.lower, lambda name: f" {name} "))
    _measures(made, lambda number, name: change(name))


def _numbers(made: Draft) -> dict[str, int]:
    names = sorted({row.measure for row in made.town.commitments})
    return {name: number for number, name in enumerate(names, start=1)}


def _measures(made: Draft, change: Callable[[int, str], str]) -> None:
    numbers = _numbers(made)
    for line in page(made).rows():
        name = line.cells["measure"]
        line.cells["measure"] = change(numbers[name], name)


@feature(LEDGER, "measure", "en foranstaltning stavet på to måder", stage=32, weight=1)
def two_spellings(made: Draft, rng: Random) -> None:
    """Every other posting of one measure is spelled as nobody else spells it: it is no other measure."""
    rows = page(made).rows()
    name = rng.choice([line.cells["measure"] for line in rows])
    half = len(name) // 2
    other = rng.choice((f"{name[:half]} {name[half:]}", f"{name[:half]}-{name[half:]}", f"{name}s", f"{name[:-1]}"))
    for line in [line for line in rows if line.cells["measure"] == name][::2]:
        line.cells["measure"] = other
        line.trouble = True
    made.unclear.append("a measure is spelled in two ways")


@feature(LEDGER, "emptykey", "en nøglekolonne er tom i alle rækker", stage=33, weight=1)
def empty_key(made: Draft, rng: Random) -> None:
    key = rng.choice(("cpr", "measure"))
    for line in page(made).lines:
        # Also in the lines of last year, which are no rows of this one's.
        if key in line.cells:
            line.cells[key] = None
        line.trouble = line.trouble or line.kind == "row"
    made.unclear.append(f"the column {key} is empty")
