"""A sheet that says its figures are in 1.000 kr. or øre: how the product has read it."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.reading.header import POSTINGS, in_ore, unit_factor
from styring_xl.reading.ledger.entries import AMOUNT_FIELDS
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "tusind-kroner"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Arket siger, at tallene er i 1.000 kr. eller øre"
ABOUT = About(
    why=(
        "Beløb i 1.000 kr. mellem beløb i kr. giver tal, der er tusind gange for store eller små. Derfor siges "
        "det, hvad der er gjort."
    ),
    remedy="Skriv 1.000 kr. i overskriften på netop de kolonner, det gælder.",
    example="Overskriften »Budget (1.000 kr.)«.",
)
KINDS: tuple[Kind, ...] = ()

_MONEY = ("rate", "result", *AMOUNT_FIELDS, "original", "changes", "revised", "price")


def check(case: Evidence) -> Iterator[Finding]:
    """Each table once: whose columns are read and written in 1.000 kr., or whose title says so without effect."""
    for table in case.layout.tables:
        if table.titled_ore:
            yield from _ore(table)
        columns = [table.columns[name] for name in _MONEY if name in table.columns] + list(table.months.values())
        scaled = [column for column in columns if table.scale(column) != 1]
        if not scaled and table.titled == 1:
            continue
        factor = max([table.titled, *(table.scale(column) for column in scaled)])
        unit, times = ("mio. kr.", "1.000.000") if factor == 1_000_000 else ("1.000 kr.", "1.000")
        what = (
            f"Tallene i de kolonner, der siger {unit}, er ganget med {times}, når de læses."
            if scaled
            else f"En tekst over tabellen siger {unit}, men kolonnerne er læst som kroner."
        )
        remedy = f"Skriv {unit} i overskriften på de kolonner, det gælder, og kun dem."
        at = scaled[0] if scaled else columns[0]
        yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, table.headers.get(at, ""), what, remedy)
        yield from _rate(table, unit)


def _rate(table: RoleTable, unit: str) -> Iterator[Finding]:
    """A rate of which neither its header nor the months' figures say that it is in the months' unit."""
    at = table.columns.get("rate")
    if at is None or table.rate_unit is not None or table.scale(at) == 1 or table.manner.unit is not None:
        return
    text = table.headers.get(at, "")
    if unit_factor(text) == 1:
        what = f"Intet siger, om taksten er i kr. eller i {unit} som månederne; den er regnet i {unit}"
        remedy = "Skriv kr. eller 1.000 kr. i takstens overskrift."
        yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, text, what, remedy)


def _ore(table: RoleTable) -> Iterator[Finding]:
    """What a title's »øre« has led to; of a ledger alone the figures may be øre."""
    columns = [table.columns[name] for name in _MONEY if name in table.columns]
    unsaid = [column for column in [*columns, *table.months.values()] if not in_ore(table.headers.get(column, ""))]
    if not unsaid:
        return
    ledger = table.role == POSTINGS and table.in_ore(unsaid[0])
    what = (
        "En tekst over tabellen siger øre, så beløbene er delt med 100, når de læses."
        if ledger
        else "En tekst over tabellen siger øre, men kolonnerne er læst som kroner."
    )
    remedy = (
        "Skriv øre i beløbets overskrift, eller ret teksten."
        if ledger
        else "Skriv beløbene i kroner, eller ret teksten."
    )
    at = unsaid[0]
    yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, table.headers.get(at, ""), what, remedy)
