"""Months or a result of another year than the workbook's in the disposition: nothing is written there."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake
from styring_xl.reading.header import DISPOSITION
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "andet-år"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Disponeringens måneder er et andet års"
ABOUT = About(
    why="Tal for ét år under et andet års overskrifter er forkerte for begge år, så der er ikke skrevet noget i dem.",
    remedy="Ret regnskabsåret i Opsætning eller årstallet i overskrifterne.",
    example="Kolonnerne hedder »Jan 2025« … »Dec 2025«, og Opsætning siger 2026.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Each disposition that has months or a result of another year only, at the first of them."""
    for table in case.layout.of(DISPOSITION):
        if not table.other_years or table.months or "result" in table.columns:
            continue
        column = min(table.other_years)
        year = table.other_years[column]
        yield Finding(
            CODE,
            SEVERITY,
            table.sheet,
            table.header_bottom,
            column,
            table.headers.get(column, ""),
            f"Overskriften er for {year}, men regnskabsåret er {case.figures.year}; kolonnen er ikke skrevet.",
            f"Ret regnskabsåret i {SETUP} eller årstallet i overskrifterne.",
        )
