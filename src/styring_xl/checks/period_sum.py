"""A column of quarters or half-years whose typed sums are not those of the months beside it."""

import re
from collections.abc import Iterator, Sequence

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import clean
from styring_xl.pattern import seldom
from styring_xl.reading.header import read_year, without_unit
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "periodesum"
SEVERITY = WARNING
STAKE = Stake.APART
TITLE = "En tastet kvartals- eller halvårssum følger ikke månederne"
ABOUT = About(
    why=(
        "Månederne eller årets tal skrives ved hver opdatering, men en sum, der er tastet som tal, står, som den stod. "
        "Så viser arket to tal for samme periode."
    ),
    remedy="Skriv summen som en formel, eller slet kolonnen.",
    example="»1. kvartal« viser 90.000, mens januar, februar og marts tilsammen er 93.000.",
)
KINDS: tuple[Kind, ...] = ()

_QUARTER = seldom(r"(?:i ?alt )?(?:([1-4])\.? ?(?:kvartal|kvt\.?)|(?:kvartal|kvt\.?|k|q) ?([1-4]))", re.IGNORECASE)
_HALF = seldom(r"(?:i ?alt )?(?:([12])\.? ?halvår|(?:halvår|h) ?([12]))", re.IGNORECASE)
_YEAR = seldom(r"\s*\b20\d\d\b\s*")


def check(case: Evidence) -> Iterator[Finding]:
    """One finding for each such column, at its header; what is within the last digit its amounts show, or a krone, of
    the sum is rounded."""
    rows = case.disposition.commitments
    for table in case.layout.of("disponering"):
        mine = [i for i, place in enumerate(rows.places) if place.sheet == table.sheet and rows.computable[i]]
        grid = case.grids[table.sheet]
        for column, months in _periods(table, case.figures.year).items():
            scale = table.scale(column)
            sums = case.figures.months[:, months].sum(axis=1)
            typed = [
                (i, value)
                for i in mine
                if isinstance(value := grid.value(rows.places[i].row, column), (int, float))
                and (rows.places[i].row, column) not in grid.formulas
            ]
            room = max(100, 100 * scale // 10 ** _decimals([value for _, value in typed]))
            off = apart = 0
            for i, value in typed:
                missed = abs(round(value * 100 * scale) - int(sums[i]))
                if missed > room:
                    off, apart = off + 1, apart + missed
            if off:
                told = counted(off, "række viser", "rækker viser")
                yield Finding(
                    CODE, SEVERITY, table.sheet, table.header_bottom, column, table.headers[column],
                    f"{told} et tastet tal, som ikke er summen af periodens måneder i arket.",
                    "Skriv summen som en formel, så den følger månederne.",
                    apart,
                )  # fmt: skip


def _decimals(values: Sequence[float]) -> int:
    """How many decimals some numbers are written with, at most five."""
    return next((n for n in range(5) if all(abs(value - round(value, n)) < 1e-6 for value in values)), 5)


def _periods(table: RoleTable, year: int) -> dict[int, list[int]]:
    """Column -> the months (0..11) of the quarter or half-year that its header names, beside months or a result."""
    if not table.months and "result" not in table.columns:
        return {}
    known = {*table.columns.values(), *table.months.values(), *table.other_years}
    found: dict[int, list[int]] = {}
    for column, header in table.headers.items():
        if column in known or read_year(header) not in (None, year):
            continue
        text = clean(_YEAR.sub(" ", without_unit(header)))
        for pattern, length in ((_QUARTER, 3), (_HALF, 6)):
            if match := pattern.fullmatch(text):
                last = int(match[1] or match[2]) * length
                found[column] = list(range(last - length, last))
    return found
