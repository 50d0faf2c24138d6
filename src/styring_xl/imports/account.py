"""The whole account of an import of postings, as data: how each extract was read, and where its rows went."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from styring_xl.imports.control import Control, Tally
from styring_xl.imports.delimited import LineCount
from styring_xl.imports.spelling import Spelling
from styring_xl.reading.account import KindAccount
from styring_xl.reading.ledger.account import Contradiction


class RefusedRow(Struct, frozen=True):
    """A row that cannot be used: where it is and why."""

    file: str
    line: int
    reason: str


class Difference(Struct, frozen=True):
    """A posting that is known by its bilag and line but stands otherwise: where, and in which fields."""

    file: str
    line: int
    sheet: str
    row: int | None
    """The sheet's row; None when it stands in a detail file or in another extract of the same import."""
    fields: tuple[str, ...]


class FileAccount(Struct, frozen=True):
    """How one extract was read, as it is shown."""

    name: str
    how: str
    header_line: int
    columns: tuple[tuple[str, str], ...]
    """(the field's name, the header)."""
    unused: tuple[str, ...]
    rows: int
    kinds: tuple[KindAccount, ...]
    """Where all rows under the header went."""
    count: LineCount | None
    """The lines of a text file, counted without its parser."""
    notes: tuple[str, ...]
    by_header: tuple[tuple[str, str], ...]
    """Those of the columns that are known by their headers, and will be in the next extract."""
    profile: str = ""
    """The system it comes from, empty where its headers do not say."""


class ImportAccount(Struct, frozen=True):
    """The whole account of an import."""

    files: tuple[FileAccount, ...]
    control: Control
    refused: tuple[RefusedRow, ...]
    differences: tuple[Difference, ...]
    sheet: str
    unplaced: tuple[tuple[str, Tally], ...]
    """Accounts that no row of the table places on a measure."""
    contradictions: tuple[Contradiction, ...]
    reopened: Tally
    """New postings in months that are closed."""
    closed: int
    alike: Tally
    """New postings that resemble one that stands there."""
    not_kept: tuple[str, ...]
    """Fields of the extracts that the sheet has no column for."""
    aggregated: int
    """Rows that stand for the new postings when the sheet has no room for each, else 0."""
    detail: str
    """The file with the postings behind them."""
    misspelled: tuple[Spelling, ...] = ()
    """Measures that are spelled almost as others."""
    without_result: tuple[tuple[str, int], ...] = ()
    """Fields that are formulas of the sheet's own, and in how many new rows their result is not known."""

    def to_json(self) -> dict[str, Any]:
        """Øre, rows and lines; no text of any posting."""
        return {
            "files": [
                {
                    "file": each.name,
                    "read_as": each.how,
                    "profile": each.profile or None,
                    "header_line": each.header_line,
                    "columns": dict(each.columns),
                    "unused_columns": list(each.unused),
                    "rows": each.rows,
                    "rows_by_kind": {part.kind.value: {"rows": part.rows, "amount": part.ore} for part in each.kinds},
                    "lines": None if each.count is None else asdict(each.count),
                    "notes": list(each.notes),
                }
                for each in self.files
            ],
            "sheet": self.sheet,
            "control": self.control.to_json(),
            "refused": [{"file": each.file, "line": each.line, "reason": each.reason} for each in self.refused],
            "changed": [
                {"file": each.file, "line": each.line, "row": each.row, "fields": list(each.fields)}
                for each in self.differences
            ],
            "accounts_without_measure": [
                {"account": name, "rows": part.rows, "amount": part.ore} for name, part in self.unplaced
            ],
            "measures_spelled_otherwise": [
                {"measure": each.text, "like": each.like, "rows": each.part.rows, "amount": each.part.ore}
                for each in self.misspelled
            ],
            "contradictory_accounts": [
                {"account": each.account, "rows": list(each.rows), "measures": list(each.measures)}
                for each in self.contradictions
            ],
            "in_closed_months": {"rows": self.reopened.rows, "amount": self.reopened.ore},
            "closed_month": self.closed,
            "resembling": {"rows": self.alike.rows, "amount": self.alike.ore},
            "fields_without_column": list(self.not_kept),
            "aggregated_rows": self.aggregated,
            "detail_file": self.detail or None,
            "formulas_without_result": dict(self.without_result),
        }
