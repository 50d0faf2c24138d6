"""Extracts taken in one after the other: each is compared with all postings so far, and every krone is accounted
for."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec.structs import replace

from styring_xl.danish import writing
from styring_xl.imports import ledger_sheet, magnitude
from styring_xl.imports.account import Difference, FileAccount, RefusedRow
from styring_xl.imports.columns import NAMES
from styring_xl.imports.control import Control, Tally
from styring_xl.imports.extract import Extract
from styring_xl.imports.ledger_sheet import LedgerSheet
from styring_xl.imports.merge import Merged, differing, merge
from styring_xl.imports.posting import REASONS, TEXTS, Pools, Postings, Read
from styring_xl.imports.profile import profile_of
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.ledger.amount import MARK_NAMES
from styring_xl.reading.ledger.entries import Reason

_UNITS: Final = {1: "øre", 100: "kr.", 100_000: "1.000 kr.", 100_000_000: "mio. kr."}


def part_of(postings: Postings) -> Tally:
    """How many postings, and their øre."""
    return Tally(len(postings), postings.total)


class Intake:
    """Gathers what some extracts bring to a sheet.

    ``there`` are all postings so far, those of the workbook first; ``updates`` which of the workbook's are to be
    written again, with the fields that an extract knows.
    """

    def __init__(
        self, sheet: LedgerSheet, there: Postings, known: frozenset[str], pools: Pools, update_changed: bool
    ) -> None:
        self.sheet, self.there, self.known, self.pools, self.update_changed = sheet, there, known, pools, update_changed
        self.standing = len(there)
        self.files: list[FileAccount] = []
        self.refused: list[RefusedRow] = []
        self.differences: list[Difference] = []
        self.control = Control()
        self.updates: dict[int, frozenset[str]] = {}
        self.alike = Tally()
        self.fields: set[str] = set()
        self.headers: set[str] = set()

    @property
    def fresh(self) -> Postings:
        """The new ones."""
        return self.there.take(np.arange(self.standing, len(self.there)))

    def take(self, extract: Extract, read: Read) -> None:
        """One more extract."""
        self.headers |= {*extract.mapping.headers}
        self.fields |= read.fields
        self.refused += [
            RefusedRow(extract.name, line, REASONS[Reason(reason)])
            for line, reason in zip(read.refused.line.tolist(), read.refused.reason.tolist(), strict=True)
        ]
        postings = ledger_sheet.as_written(self.sheet, read.postings)
        merged = merge(self.there, postings, read.fields, self.known, self.pools)
        self.files.append(
            _account(extract, read, (*_repeats(postings, merged), *magnitude.remark(postings, self.there)))
        )
        other = postings.take(merged.changed)
        self._tell_changed(extract.name, other, merged.changed_from, read.fields)
        changed, updated, replaced = part_of(other), Tally(), Tally()
        if self.update_changed and len(other):
            changed, updated, replaced = self._put_right(other, merged.changed_from, merged.own_row, read.fields)
        self.alike += part_of(postings.take(merged.alike))
        refused = Tally(len(read.refused), read.refused.total)
        before = self.control
        self.control = Control(
            came_in=before.came_in + part_of(read.postings) + refused,
            placed=before.placed,
            known=before.known + part_of(postings.take(merged.known)),
            changed=before.changed + changed,
            updated=before.updated + updated,
            replaced=before.replaced + replaced,
            refused=before.refused + refused,
            unreadable=before.unreadable + int((~read.refused.has_amount).sum()),
        )
        self.there = Postings.joined((self.there, postings.take(merged.new)))

    def _tell_changed(self, file: str, other: Postings, changed_from: Integers, fields: frozenset[str]) -> None:
        before = self.there.take(changed_from)
        common = tuple(sorted(fields & self.known))
        self.differences += [
            Difference(file, line, self.sheet.table.sheet, row if row > 0 and place < self.standing else None, names)
            for line, row, place, names in zip(
                other.line.tolist(),
                before.line.tolist(),
                changed_from.tolist(),
                differing(before, other, common, self.pools),
                strict=True,
            )
        ]

    def _put_right(
        self, other: Postings, at: Integers, own_row: Flags, fields: frozenset[str]
    ) -> tuple[Tally, Tally, Tally]:
        """What is left changed, put right in the sheet, and replaced among what is yet to be written."""
        # Only what stands in a row of the sheet, or is about to, can be put right.
        before = self.there.take(at)
        written = (at >= self.standing) | (before.line > 0) & (before.source == ledger_sheet.SHEET)
        place = np.flatnonzero(written & own_row)
        self.there = _with(self.there, at[place], other.take(place), fields)
        in_sheet = at[place] < self.standing
        self.updates |= dict.fromkeys(at[place][in_sheet].tolist(), fields)
        rest = np.setdiff1d(np.arange(len(other)), place)
        return (
            part_of(other.take(rest)),
            part_of(other.take(place[in_sheet])),
            part_of(before.take(place[~in_sheet])),
        )


def _repeats(postings: Postings, merged: Merged) -> tuple[str, ...]:
    """What the user should know about rows of one extract with the same bilag and line, Danish sentences."""
    notes = []
    if len(merged.repeated):
        part = part_of(postings.take(merged.repeated))
        notes.append(
            f"{writing.count(part.rows)} rækker på {writing.kroner(part.ore)} kr. gentager samme bilag og linje i "
            "udtrækket og er talt én gang."
        )
    if len(merged.unnumbered):
        part = part_of(postings.take(merged.unnumbered))
        notes.append(
            "Linjenr. er det samme på alle et bilags rækker og er derfor ikke et linjenummer: "
            f"{writing.count(part.rows)} rækker på {writing.kroner(part.ore)} kr. er talt hver for sig. Er de "
            "gentagelser, så slet dem i udtrækket."
        )
    return tuple(notes)


def _account(extract: Extract, read: Read, more: tuple[str, ...]) -> FileAccount:
    how = [extract.how] if extract.how else [f"arket »{extract.sheet}«"]
    profile = profile_of(extract.mapping.headers)
    if profile:
        how.insert(0, profile)
    if extract.how:
        how.append(MARK_NAMES[read.mark])
    how.append(f"beløb i {_UNITS[read.unit]}")
    columns = tuple((NAMES[each], extract.mapping.header(each)) for each in extract.mapping.columns)
    rows = len(read.postings) + len(read.refused)
    by_cells = extract.mapping.by_cells
    return FileAccount(
        extract.name,
        ", ".join(how),
        extract.header_line,
        columns,
        extract.mapping.unused,
        rows,
        read.rows,
        extract.count,
        (*read.notes, *more),
        tuple(pair for field, pair in zip(extract.mapping.columns, columns, strict=True) if field not in by_cells),
        profile,
    )


def _with(there: Postings, rows: Integers, by: Postings, fields: frozenset[str]) -> Postings:
    """What stands there with some rows as a later extract has them; fields it knows nothing of stay."""
    month, day, amount = there.month.copy(), there.day.copy(), there.amount.copy()
    month[rows], amount[rows] = by.month, by.amount
    if "day" in fields:
        day[rows] = by.day
    codes = {name: code.copy() for name, code in there.texts.items()}
    for name in TEXTS:
        if name in fields:
            codes[name][rows] = by.texts[name]
    return replace(there, month=month, day=day, amount=amount, texts=codes)
