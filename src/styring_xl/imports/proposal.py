"""How an extract of bevillinger differs from *Disponering*: a line for each new row or changed field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from styring_xl.cells.cell import Content, Value
from styring_xl.danish import writing
from styring_xl.danish.citizen import spelled
from styring_xl.danish.text import clean, label
from styring_xl.imports.case import CaseRow
from styring_xl.reading import header
from styring_xl.reading.role_table import RoleTable

NEW: Final = "ny"
CHANGED: Final = "ændret"
OPEN: Final = "(åben)"
COMPARED: Final = ("measure", "supplier", "adviser", "rate", "unit", "quantity", "start", "stop")
"""The fields that may differ."""


class Proposal(Struct, frozen=True):
    """One line of the preview: a new bevilling, or one field of one that stands there."""

    kind: str
    row: int | None
    case: CaseRow
    field: str
    before: str
    after: str
    source: str
    value: Content = None

    @property
    def cells(self) -> tuple[Value, ...]:
        """The line as the sheet shows it, without the answer."""
        start = self.case.fields.get("start")
        return (
            self.kind, self.row, spelled(self.case.fields["cpr"]), self.case.fields.get("measure", ""),
            None if start is None else writing.day(start), header.FIELD_NAMES.get(self.field),
            self.before or None, self.after, self.source,
        )  # fmt: skip

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same line as one that was answered: all but where it stands and came from."""
        shown = self.cells
        return tuple(clean(shown[at]) for at in (0, 2, 3, 4, 5, 6, 7))


def _shown(name: str, value: Any) -> str:
    if value is None:
        return OPEN if name == "stop" else ""
    if isinstance(value, dt.date):
        return writing.day(value)
    if name == "rate" and isinstance(value, int):
        return writing.kroner(value)
    return writing.number(value) if isinstance(value, float) else str(value)


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "quantity":
        # An empty quantity counts as 1.
        return (1 if one is None else one) == (1 if other is None else other)
    return label(one) == label(other) if isinstance(one, str) and isinstance(other, str) else bool(one == other)


def compare(
    standing: Sequence[CaseRow], cases: Sequence[CaseRow], table: RoleTable, file: str, has_id: bool
) -> list[Proposal]:
    """What an extract says otherwise than the disposition, in the order of its lines; ``has_id`` where both number
    their bevillinger alike."""
    by_key = {case.key: case for case in reversed(standing)}
    by_id = {(label(case.fields.get("id")), case.fields["cpr"]): case for case in standing if "id" in case.fields}
    measures: dict[tuple[str, str], list[CaseRow]] = {}
    for case in standing:
        measures.setdefault(case.key[:2], []).append(case)
    found: list[Proposal] = []
    for case in cases:
        source = f"{file} linje {case.line}"
        there = by_id.get((label(case.fields["id"]), case.fields["cpr"])) if has_id and "id" in case.fields else None
        there = there or by_key.get(case.key)
        if there is None:
            earlier = [_shown("start", each.fields.get("start")) for each in measures.get(case.key[:2], ())]
            note = f" (har den i forvejen fra {' og '.join(earlier)})" if earlier else ""
            found.append(Proposal(NEW, None, case, "", "", _summary(case) + note, source))
            continue
        for name in COMPARED:
            after = case.fields.get(name)
            if name not in table.columns or (after is None and (name != "stop" or "stop" not in _known(cases))):
                continue
            before = there.fields.get(name)
            if not _same(name, before, after):
                value = cell_of(name, after, table)
                found.append(
                    Proposal(CHANGED, there.line, there, name, _shown(name, before), _shown(name, after), source, value)
                )
    return found


def _known(cases: Sequence[CaseRow]) -> set[str]:
    """The fields some bevilling of the extract has; a stop date in none of them is no column at all."""
    return {name for case in cases for name in case.fields}


def _summary(case: CaseRow) -> str:
    f = case.fields
    parts = [f"{_shown('rate', f['rate'])} kr." if "rate" in f else "uden takst"]
    if "unit" in f:
        parts.append(f"pr. {f['unit']}")
    if "quantity" in f:
        parts.append(f"× {_shown('quantity', f['quantity'])}")
    parts.append(f"til {_shown('stop', f.get('stop'))}")
    return " ".join([*parts, *([f["supplier"]] if "supplier" in f else [])])


def cell_of(name: str, value: Any, table: RoleTable) -> Content:
    """A field as a cell of the disposition holds it."""
    if name == "rate":
        kroner = value / (100 * table.scale(table.columns["rate"]))
        return int(kroner) if kroner == int(kroner) else float(kroner)
    result: Content = spelled(value) if name == "cpr" else value
    return result
