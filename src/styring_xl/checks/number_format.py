"""A number format that shows an amount as something else than it is read as: »t.kr.«, »€«, »kr. pr. døgn«."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from styring_xl.cells.grid import Grid
from styring_xl.cells.number_format import HIDDEN
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, shown
from styring_xl.danish.text import label
from styring_xl.danish.units import RATE_UNITS
from styring_xl.pattern import seldom
from styring_xl.reading.budget_row import AMOUNTS
from styring_xl.reading.header import BUDGET, DISPOSITION, unit_factor, unit_hint
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "talformat"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Talformatet viser noget andet, end der er læst"
ABOUT = About(
    why=(
        "Et talformat kan skrive »t.kr.«, »€« eller »kr. pr. døgn« efter tallet, eller skjule det. I cellen står kun "
        "tallet, og det er læst i kroner og i rækkens egen enhed. Det ses i lukkede .xlsx- og .xlsm-filer og ikke "
        "i en åben projektmappe."
    ),
    remedy="Skriv enheden i overskriften eller i Takstenhed, og giv cellen et almindeligt talformat.",
    example='Formatet 0 "kr./døgn" på en takst, hvis takstenhed er måned.',
)
KINDS: tuple[Kind, ...] = ()

_FOREIGN: Final = seldom(r"\b(?:eur|euro|usd|gbp|sek|nok|chf)\b")


def check(case: Evidence) -> Iterator[Finding]:
    """Each such column of rates or of a budget's amounts once for each thing that its formats say."""
    rows = case.disposition.commitments
    sums = case.figures.months.sum(axis=1).tolist()
    for table in case.layout.of(DISPOSITION):
        at = {each.row: index for index, each in enumerate(rows.places) if each.sheet == table.sheet and sums[index]}
        units = {row: RATE_UNITS[int(rows.unit[index])] for row, index in at.items()}
        column = table.columns.get("rate", 0)
        yield from _of_column(table, case.grids[table.sheet], column, {row: sums[i] for row, i in at.items()}, units)
    for table in case.layout.of(BUDGET):
        lines = {each.place.row: each.revised for each in case.budget.lines if each.place.sheet == table.sheet}
        for name in AMOUNTS:
            yield from _of_column(table, case.grids[table.sheet], table.columns.get(name, 0), lines, {})


def _of_column(
    table: RoleTable, grid: Grid, column: int, ore: Mapping[int, int], units: Mapping[int, str]
) -> Iterator[Finding]:
    if not column or not grid.words:
        return
    said: dict[str, list[int]] = {}
    for row in sorted(ore):
        words = grid.words.get((row, column))
        what = "" if words is None or not grid.value(row, column) else _says(words, table.scale(column), units.get(row))
        if what:
            said.setdefault(what, []).append(row)
    for what, rows in said.items():
        count = "" if len(rows) == 1 else f" Det gælder {len(rows)} rækker."
        value, stake = shown(grid.value(rows[0], column)), abs(sum(ore[row] for row in rows))
        remedy = "Skriv enheden i overskriften eller i Takstenhed, eller ret talformatet."
        what += count
        yield Finding(CODE, SEVERITY, grid.sheet, rows[0], column, value, what, remedy, stake, len(rows))


def _says(words: str, scale: int, unit: str | None) -> str:
    """What is to be told of a format's words beside an amount that is read in ``scale`` kroner and per ``unit``."""
    if words == HIDDEN:
        return "Talformatet viser ikke tallet, men det er regnet med."
    bare = words.rstrip(",")
    if _FOREIGN.search(label(bare)) or any(sign in bare for sign in "€$£"):
        return f"Talformatet viser »{bare}«, men tallet er læst som kroner."
    factor = unit_factor(bare)
    if factor not in (1, scale, 1000 ** (len(words) - len(bare))):
        return f"Talformatet viser »{bare}«, men tallet er læst som kroner."
    hint = None if unit is None else unit_hint(bare)
    return f"Talformatet viser »{bare}«, men taksten er regnet pr. {unit}." if hint not in (None, unit) else ""
