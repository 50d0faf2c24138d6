"""What the reading of a workbook decided that changes kroner, on what evidence, and how *Opsætning* says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import column_letters
from styring_xl.danish.text import is_blank, label
from styring_xl.danish.writing import count
from styring_xl.reading import header
from styring_xl.reading.column_style import DateStyle, Numbers
from styring_xl.reading.ledger.entries import AMOUNT_FIELDS
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot

_STATED: Final = "Opsætning siger det"
_NOTHING: Final = "ingen overskrift eller titel siger andet"
_UNITS: Final = {1: "kr.", 1_000: "1.000 kr.", 1_000_000: "mio. kr."}
_NAME: Final = {
    header.DISPOSITION: "Beløb i disponeringen",
    header.POSTINGS: "Beløb i posteringerne",
    header.BUDGET: "Beløb i budgettet",
}
_NUMBERS: Final = {
    Numbers.DANISH: "decimalkomma",
    Numbers.ENGLISH: "decimalpunktum",
    Numbers.DECIMALS: "decimalpunktum",
    Numbers.COMMA: "decimalkomma",
    Numbers.OPEN: "kan ikke afgøres",
}
_DATES: Final = {
    DateStyle.DAY_FIRST: "dag-måned",
    DateStyle.MONTH_FIRST: "måned-dag",
    DateStyle.MIXED: "kan ikke afgøres",
}


class Decision(Struct, frozen=True):
    """One decision about a table. All texts are Danish; ``pin`` is what is written in *Opsætning* to have it
    otherwise."""

    role: str
    sheet: str
    what: str
    read_as: str
    evidence: str
    pin: str

    def to_json(self) -> dict[str, str]:
        """The texts by name."""
        return {
            "role": self.role, "sheet": self.sheet, "what": self.what, "read_as": self.read_as,
            "evidence": self.evidence, "pin": self.pin,
        }  # fmt: skip


def decisions(snapshot: Snapshot) -> tuple[Decision, ...]:
    """The decisions of all tables, in their order."""
    return tuple(each for table in snapshot.layout.tables for each in _of_table(snapshot, table))


def _of_table(snapshot: Snapshot, table: RoleTable) -> Iterator[Decision]:
    for what, read_as, evidence, pin in (
        *_unit(table),
        *_amount(table),
        *_texts(snapshot, table),
        *_sums(snapshot, table),
    ):
        yield Decision(table.role, table.sheet, what, read_as, evidence, pin)


def _unit(table: RoleTable) -> Iterator[tuple[str, str, str, str]]:
    money = [table.columns[name] for name in ("rate", "result", *AMOUNT_FIELDS, "original") if name in table.columns]
    if not money or any(table.in_ore(at) for at in money):
        return
    column = max(money, key=table.scale)
    factor = table.scale(column)
    said = header.unit_factor(table.headers.get(column, ""))
    if table.manner.unit is not None:
        evidence = _STATED
    elif factor == 1:
        evidence = _NOTHING
    elif said == factor:
        evidence = f"overskriften i kolonne {column_letters(column)} siger det"
    else:
        evidence = (
            "en titel over overskriften siger det" if table.titled != 1 else "en anden kolonnes overskrift siger det"
        )
    pin = f"{_NAME[table.role]}: kr., 1.000 kr. eller mio. kr."
    yield "Beløbene er", _UNITS.get(factor, f"{count(factor)} kr."), evidence, pin


def _amount(table: RoleTable) -> Iterator[tuple[str, str, str, str]]:
    if table.role != header.POSTINGS:
        return
    used = [name for name in AMOUNT_FIELDS if name in table.columns]
    if used[0] == "amount":
        used = used[:1]
    shown = " minus ".join(f"{column_letters(table.columns[name])} »{table.header_of(name)}«" for name in used)
    yield (
        "Beløbet er",
        f"kolonne {shown}",
        "overskriften siger det",
        f"Kolonner med andre overskrifter: posteringer, {header.FIELD_NAMES[used[0]]} og kolonnens overskrift",
    )


def _texts(snapshot: Snapshot, table: RoleTable) -> Iterator[tuple[str, str, str, str]]:
    """How figures and dates that stand as texts are read, where there are any."""
    grid = snapshot.grids.get(table.sheet)
    if grid is None:
        return

    def texts(*names: str) -> list[str]:
        columns = [table.columns[name] for name in names if name in table.columns]
        values = (grid.value(row, at) for at in columns for row in range(table.first_row, len(grid.rows) + 1))
        return [value for value in values if isinstance(value, str) and not is_blank(value)]

    figures = [text for text in texts("rate", "original", "revised") if text[:1].isdigit()]
    if figures:
        evidence = _STATED if table.manner.numbers else "teksterne i kolonnen er skrevet sådan"
        read_as = _NUMBERS[table.manner.of_numbers(figures, amounts=True)]
        yield "Tal skrevet som tekst har", read_as, evidence, "Tal skrevet som tekst: komma eller punktum"
    dates = [text for text in texts("start", "stop", "expected_stop") if text[:1].isdigit()]
    orders = table.manner.of_dates(dates) if dates else {}
    for mark in sorted({mark for mark in orders if any(mark in text for text in dates)}):
        evidence = _STATED if table.manner.order else "datoer, der kun kan læses på én måde, viser det"
        yield (
            f"Datoer skrevet som tekst med »{mark}« er",
            _DATES[orders[mark]],
            evidence,
            "Datoer skrevet som tekst: dag-måned eller måned-dag",
        )
    if dates and not orders:
        yield (
            "Datoer skrevet som tekst er",
            _DATES[DateStyle.DAY_FIRST],
            "ingen af dem viser andet",
            "Datoer skrevet som tekst: dag-måned eller måned-dag",
        )


def _sums(snapshot: Snapshot, table: RoleTable) -> Iterator[tuple[str, str, str, str]]:
    """What each sum of a disposition is of; one without a name of its own can be said to be of its section or all."""
    if table.role != header.DISPOSITION:
        return
    stated = snapshot.settings.bare_sums
    for total in snapshot.disposition.totals:
        if total.place.sheet == table.sheet:
            names = [each.name for each in total.readings]
            evidence = "ord, plads og gamle tal efterlader én læsning"
            if len(names) > 1:
                evidence = "to læsninger passer; rækken skrives kun, når de giver det samme"
            pin = "Summer uden navn: afsnit eller løbende" + (f" (nu {label(stated)})" if stated else "")
            yield f"Summen i række {total.place.row} er af", " eller ".join(names), evidence, pin
