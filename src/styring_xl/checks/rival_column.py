"""Two columns that say the same thing of a bevilling or a budget line, each in its own way."""

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from styring_xl.cells.cell import CellError, Value
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount, read_start, read_stop
from styring_xl.danish.units import RATE_UNITS
from styring_xl.pattern import seldom
from styring_xl.reading.budget_row import AMOUNTS
from styring_xl.reading.header import BUDGET, DISPOSITION, match_field, read_year, unit_hint
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable
from styring_xl.standard import SETUP

CODE = "to-slags"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "To kolonner siger hver sit om takst, datoer eller budget"
ABOUT = About(
    why=(
        "En ny takst, en faktisk startdato eller endnu en kolonne med budgetændringer ved siden af den, der er læst, "
        "giver et andet beløb."
    ),
    remedy="Skriv i Opsætning, hvilken kolonne der gælder, eller giv den anden række sin egen takst fra den dag.",
    example="»Takst« 3.000 og »Ny takst« 3.200, eller »Bevilget fra« 1-2 og »Faktisk start« 1-4.",
)
KINDS: tuple[Kind, ...] = ()

_READERS: Final[dict[str, Callable[[Value], Any]]] = {"rate": read_amount, "start": read_start, "stop": read_stop}
_WORDS: Final = seldom(
    r"\b(?:ny(?:e|este)?|nuværende|kommende|næste|aktuel(?:le)?|aftalt|faktisk(?:e)?|reel(?:le|t)?|bevilget|bevilgede"
    r"|bevillings?|forventet|forventede|planlagt|indekseret|reguleret|fremskrevet|\d{4})\b"
    r"|\b(?<=.)(?:fra|efter|pr|fom) .*|(?<=[^\W\d] )[2-9]$"
)
"""Words beside a rate or a date that leave it one of this year's; »oprindelig« or »sidste års« say that it is not."""


def check(case: Evidence) -> Iterator[Finding]:
    """Each unread column that says the same as a read one, where their cells differ in some row."""
    yield from _of_disposition(case)
    yield from _of_budget(case)


def _of_disposition(case: Evidence) -> Iterator[Finding]:
    for table in case.layout.of(DISPOSITION):
        told = {*table.columns.values(), *table.months.values(), *(double.column for double in table.duplicates)}
        pins = [pin for pin in case.settings.pins if pin.role == DISPOSITION and pin.sheet in ("", table.sheet)]
        pinned = {name for pin in pins for name in pin.columns}
        rows = case.grids[table.sheet].rows[table.header_bottom :]
        yield from _of_last_year(case, table)
        yield from _of_units(case, table)
        for column, text in table.headers.items():
            of_other_year = read_year(text) not in (None, case.figures.year)
            field = None if column in told or of_other_year else _field(text)
            at = table.columns.get(field or "")
            if field is None or at is None or field in pinned:
                continue
            read = clean(table.headers.get(at, ""))
            units = table.columns.get("unit", 0), unit_hint(read)
            other = sum(
                _differ(_READERS[field], _same_price(unit_hint(text), *units, row) if field == "rate" else operator.eq,
                        row[column - 1], row[at - 1])
                for row in rows
                if len(row) >= max(column, at)
            )  # fmt: skip
            if other:
                count = counted(other, "række har", "rækker har")
                what = f"{count} en anden værdi her end i »{read}«, som er den, der er læst."
                remedy = f"Skriv i {SETUP}, hvilken kolonne der gælder, eller slet den anden."
                yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, column, clean(text), what, remedy)


def _of_last_year(case: Evidence, table: RoleTable) -> Iterator[Finding]:
    """The column of rates that is read though its header names another year."""
    at = table.columns.get("rate", 0)
    head = clean(table.headers.get(at, ""))
    year = read_year(head)
    if year not in (None, case.figures.year) and "rate" not in table.stated:
        what = f"Overskriften er for {year}, men taksten er læst som den for {case.figures.year}."
        remedy = "Ret årstallet i overskriften, eller skriv årets takster i en kolonne for sig."
        yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, head, what, remedy)


_OF_YEAR: Final = seldom(r"\b(?:årstakst|årspris|årlig\w*)\b|\bpr år\b")


def _of_units(case: Evidence, table: RoleTable) -> Iterator[Finding]:
    """The header of rates that names another unit than the rows' own: »Døgntakst« beside the unit måned."""
    head = clean(table.headers.get(at := table.columns.get("rate", 0), ""))
    hint = unit_hint(head)
    # »Takst (året 2026)« is no price of a year.
    if hint is None or "unit" not in table.columns or (hint == "år" and not _OF_YEAR.search(label(head))):
        return
    rows = case.disposition.commitments
    other = [
        RATE_UNITS[unit]
        for place, unit, fine in zip(rows.places, rows.unit.tolist(), rows.computable, strict=True)
        if fine and place.sheet == table.sheet and RATE_UNITS[unit] != hint
    ]
    if other:
        count = counted(len(other), "række har", "rækker har")
        what = f"Overskriften siger {hint}, men {count} en anden takstenhed ({other[0]}), som er den, der er brugt."
        remedy = "Ret overskriften eller rækkernes takstenhed."
        yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, head, what, remedy)


def _of_budget(case: Evidence) -> Iterator[Finding]:
    """Each unread column of a budget that is an amount the budget has another column for, and says something else:
    »Omplacering« beside »Tillægsbevilling«."""
    lines = {(each.place.sheet, each.place.row) for each in case.budget.lines}
    for table in case.layout.of(BUDGET):
        told = {*table.columns.values(), *table.months.values(), *(double.column for double in table.duplicates)}
        rows = enumerate(case.grids[table.sheet].rows[table.header_bottom :], start=table.first_row)
        cells = [row for number, row in rows if (table.sheet, number) in lines]
        for column, text in table.headers.items():
            matched = match_field(BUDGET, text)
            at = table.columns.get(matched[0] if matched is not None else "")
            if matched is None or at is None or matched[0] not in AMOUNTS or column in told:
                continue
            if read_year(text) not in (None, case.figures.year) or matched[0] in table.stated:
                continue
            # With a corrected budget the changes come of it, and one that does not fit is told by itself.
            if matched[0] == "changes" and "revised" in table.columns:
                continue
            other = sum(_adds(row, column, 0 if matched[0] == "changes" else at) for row in cells)
            if other:
                read, count = clean(table.headers.get(at, "")), counted(other, "række har", "rækker har")
                what = f"{count} et beløb her, som ikke er læst; det er »{read}«, der er."
                remedy = f"Læg beløbene sammen i én kolonne, eller skriv i {SETUP}, hvilken der gælder."
                yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, column, clean(text), what, remedy)


def _adds(row: Sequence[Value], column: int, at: int) -> bool:
    """Whether a row has an amount in the unread column that the read one has not; 0 where none can stand for it."""
    try:
        found, read = (read_amount(row[each - 1]) if 0 < each <= len(row) else None for each in (column, at))
    except Unreadable:
        return False
    return bool(found) and found != read


def _field(text: str) -> str | None:
    """The rate, start or stop a header means once words such as »ny« and »faktisk« are gone; None for anything else."""
    for name in (text, " ".join(_WORDS.sub(" ", label(text)).split())):
        found = match_field(DISPOSITION, name)
        if found is not None:
            return found[0] if found[0] in _READERS else None
    return None


def _differ(read: Callable[[Value], Any], same: Callable[[Any, Any], bool], one: Value, other: Value) -> bool:
    """Whether two cells of a row both hold something, and not the same."""
    if is_blank(one) or is_blank(other) or isinstance(one, CellError) or isinstance(other, CellError):
        return False
    try:
        return not same(read(one), read(other))
    except Unreadable:
        return False


def _same_price(hint: str | None, unit: int, stated: str | None, row: Sequence[Value]) -> Callable[[int, int], bool]:
    """How two prices of a row are compared: those of a day and a month by the days of a month, of other two units not
    at all. ``hint`` is the unit that the unread column's header says, ``stated`` that of the read one's, and ``unit``
    the column of the row's own, 0 for none."""
    own = (unit_hint(row[unit - 1]) if 0 < unit <= len(row) else stated) or "måned"
    if hint in (None, own):
        return operator.eq
    if {hint, own} != {"døgn", "måned"}:
        return lambda first, second: True
    return lambda first, second: 28 * min(first, second) <= max(first, second) <= 32 * min(first, second)
