"""The tables for BI written as Parquet files, one for each table, department, year and closed month."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from styring_xl.books.file.save import write_whole
from styring_xl.danish.text import label
from styring_xl.departments import pseudonym, schema, tables
from styring_xl.departments.department import computed, name_of
from styring_xl.departments.schema import BiColumn, BiTable, ColumnType
from styring_xl.departments.tables import TableColumns
from styring_xl.errors import StyringError

NOTICE: Final = "_styring-xl.json"
"""What the folder is: the version of its tables and the fingerprint of the key. Readers of Parquet pass it over."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written of a workbook: its department, year and month, and the rows of each table by name."""

    department: str
    year: int
    closed: int
    rows: dict[str, int]
    has_errors: bool


@dataclass(slots=True)
class Export:
    """A folder of tables that workbooks are written to, one after the other."""

    folder: Path
    secret: bytes
    _taken: dict[str, str] = field(default_factory=dict)
    """The label of each department written -> its file: two of one name would replace each other."""

    @classmethod
    def to(cls, folder: Path) -> Export:
        """The folder, made where it is not there. Raises StyringError without a key or pyarrow, and for a folder whose
        citizens were named with another key."""
        secret = pseudonym.key()
        _arrow()
        folder.mkdir(parents=True, exist_ok=True)
        told = {"schema": schema.VERSION, "key": pseudonym.fingerprint(secret)}
        notice = folder / NOTICE
        if notice.exists():
            _check(notice, told)
        else:
            write_whole(notice, [json.dumps(told).encode()])
        return cls(folder, secret)

    def add(self, file: Path, *, year: int | None = None, closed: int | None = None) -> Exported:
        """Computes a workbook as a refresh does and writes its tables; the workbook is only read.

        A closed month that was written before is replaced. Raises StyringError for what is no workbook, OverviewItself
        for an overview, and for a department that has the name of another one's.
        """
        refreshed = computed(file, year=year, closed=closed, is_written=False)
        figures = refreshed.figures
        department = name_of(refreshed.snapshot, file)
        other = self._taken.setdefault(label(department), file.name)
        if other != file.name:
            raise StyringError(
                f"Afdelingen hedder »{department}« ligesom den i {other}, så tabellerne ville erstatte hinanden. Skriv "
                "et andet navn ud for Afdelingens navn i Opsætning."
            )
        made = tables.of(refreshed, department, self.secret)
        rows = {}
        for table in schema.TABLES:
            place = self.folder / table.name / f"department={_part(department)}" / f"year={figures.year}"
            place.mkdir(parents=True, exist_ok=True)
            write_whole(place / f"closed-{figures.closed:02d}.parquet", [_parquet(table, made[table.name])])
            rows[table.name] = len(made[table.name][table.columns[0].name])
        return Exported(department, figures.year, figures.closed, rows, refreshed.has_errors)


def _part(department: str) -> str:
    """A department as part of a path, the way readers of such folders expect it; Windows takes no point at the end."""
    return quote(department, safe="").replace(".", "%2E")


def _check(notice: Path, told: dict[str, Any]) -> None:
    try:
        found = json.loads(notice.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("schema") != told["schema"]:
        raise StyringError(f"Mappen {notice.parent} er skrevet af en anden udgave. Vælg en ny mappe.")
    if found.get("key") != told["key"]:
        raise StyringError(
            f"Mappen {notice.parent} er skrevet med en anden nøgle, så de samme borgere ville få to pseudonymer. Brug "
            "den samme nøgle, eller vælg en ny mappe."
        )


def _arrow() -> Any:
    """pyarrow, which writes the files. Raises StyringError where it is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise StyringError("Parquet-filer skrives med pyarrow, som mangler: pip install pyarrow.") from error
    return pyarrow, parquet


def _parquet(table: BiTable, columns: TableColumns) -> bytes:
    """A table as the bytes of a file, compressed in the way that every reader knows."""
    pyarrow, parquet = _arrow()
    wanted = (*table.columns, *schema.COMMON)
    fields = pyarrow.schema([_field(pyarrow, each) for each in wanted])
    arrays = [pyarrow.array(columns[each.name], fields.field(each.name).type) for each in wanted]
    out = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table(arrays, schema=fields), out, compression="snappy")
    written: bytes = out.getvalue().to_pybytes()
    return written


def _field(pyarrow: Any, column: BiColumn) -> Any:
    made = {
        ColumnType.TEXT: pyarrow.string,
        ColumnType.AMOUNT: pyarrow.int64,
        ColumnType.NUMBER: pyarrow.int32,
        ColumnType.YEAR: pyarrow.int16,
        ColumnType.MONTH: pyarrow.int8,
        ColumnType.DATE: pyarrow.date32,
        ColumnType.FLAG: pyarrow.bool_,
    }[column.type]()
    return pyarrow.field(column.name, made, nullable=column.can_be_empty)
