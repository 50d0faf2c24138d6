"""Two columns with the same header."""

from collections.abc import Iterator

from styring_xl.cells.cell import column_letters
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import Duplicate, RoleTable, Twin

CODE = "dobbelt-overskrift"
SEVERITY = WARNING
STAKE = Stake.NONE
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
            if double.why != Twin.HEADER:
                yield _other(table, double)
                continue
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


def _other(table: RoleTable, double: Duplicate) -> Finding:
    """A column that may belong to what is read though its header is another's."""
    header = table.headers.get(double.column, "")
    if double.why == Twin.MONTHS:
        what = (
            "Her begynder tolv kolonner, der kan være årets måneder, men overskriften siger det ikke; de er ikke læst."
        )
        remedy = "Skriv januar til december i overskrifterne, hvis det er dem, der skal skrives."
    elif double.why == Twin.GROSS:
        used = table.headers.get(double.used, "")
        what = f"Kolonnen er ikke læst: det er »{used}«, der er, og de to har ikke de samme tal."
        remedy = "Skriv i Opsætning, hvilken kolonne der gælder, eller slet den anden."
    elif double.why == Twin.TABLE:
        at = column_letters(double.used)
        what = f"Her står en tabel til ved siden af den, der er læst (kolonne {at}); den er ikke læst."
        remedy = "Flyt dens rækker ind under den første tabel."
    else:
        used = table.headers.get(double.used, "")
        what = f"Kolonnen er udfyldt i rækker, hvor »{used}« er tom, men det er »{used}«, der er læst."
        remedy = f"Skriv datoen i »{used}«, hvis den gælder."
    return Finding(CODE, SEVERITY, table.sheet, table.header_bottom, double.column, header, what, remedy)
