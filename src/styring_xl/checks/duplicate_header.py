"""Two columns with the same header."""

from collections.abc import Iterator

from styring_xl.cells.cell import column_letters
from styring_xl.checks.finding import WARNING, About, Evidence, Finding
from styring_xl.reading.problem import Kind

CODE = "dobbelt-overskrift"
SEVERITY = WARNING
TITLE = "To kolonner har samme overskrift"
ABOUT = About(
    why="Kun den ene af to kolonner med samme overskrift kan være den rigtige.",
    remedy="Giv den ene et andet navn.",
    example="To kolonner hedder Takst.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """The second column is not read; of two months or results in blocks that nothing tells apart neither is."""
    for table in case.layout.tables:
        used = {*table.columns.values(), *table.months.values()}
        for double in table.duplicates:
            other = f"Overskriften står også i kolonne {column_letters(double.used)}"
            what = (
                f"{other}, som er den, der er læst."
                if double.used in used
                else f"{other}, og intet siger, hvilken der er årets; ingen af dem er læst eller skrevet."
            )
            yield Finding(
                CODE,
                SEVERITY,
                table.sheet,
                table.header_bottom,
                double.column,
                table.headers.get(double.column, ""),
                what,
                "Giv den ene kolonne en anden overskrift.",
            )
