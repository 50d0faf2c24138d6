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
    """The second column is not read."""
    for table in case.layout.tables:
        for double in table.duplicates:
            yield Finding(
                CODE,
                SEVERITY,
                table.sheet,
                table.header_bottom,
                double.column,
                table.headers.get(double.column, ""),
                f"Overskriften står også i kolonne {column_letters(double.used)}, som er den, der er læst.",
                "Giv den ene kolonne en anden overskrift.",
            )
