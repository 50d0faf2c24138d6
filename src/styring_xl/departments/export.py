"""The tables for BI written as Parquet files, one for each table, department, year and closed month."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct, field

from styring_xl.books.file.save import write_whole
from styring_xl.danish.text import label
from styring_xl.departments import pseudonym, schema, tables
from styring_xl.departments.department import computed, name_of
from styring_xl.departments.schema import BiColumn, BiTable, ColumnType
from styring_xl.departments.tables import TableColumns
from styring_xl.errors import StyringError

NOTICE: Final = "_styring-xl.json"
"""What the folder is: the version of its tables and the fingerprint of the key. Readers of Parquet pass it over."""


class Exported(Struct, frozen=True):
    """What was written of a workbook: its department, year and month, and the rows of each table by name."""

    department: str
    year: int
    closed: int
    rows: dict[str, int]
    has_errors: bool
    expected: int
    """Forventet regnskab, øre, which the months of commitments sum to."""
    places: Mapping[str, Path]
    """The file of each table by name."""


class MadeTables(Struct, frozen=True):
    """A workbook's tables before they are written: by name the bytes of the file, and its rows."""

    file: str
    department: str
    year: int
    closed: int
    key: str
    """The fingerprint of the key that names its citizens."""
    tables: Mapping[str, tuple[bytes, int]]
    expected: int
    has_errors: bool


class Export(Struct):
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

    def write(self, made: MadeTables) -> Exported:
        """Writes a workbook's tables. A closed month that was written before is replaced.

        Raises StyringError for a department that has the name of another one's, and for tables made with another key.
        """
        if made.key != pseudonym.fingerprint(self.secret):
            raise StyringError(
                f"Tabellerne er regnet på en maskine med en anden nøgle i {pseudonym.VARIABLE}, så de samme borgere "
                "ville få to pseudonymer. De er ikke skrevet."
            )
        other = self._taken.setdefault(label(made.department), made.file)
        if other != made.file:
            raise StyringError(
                f"Afdelingen hedder »{made.department}« ligesom den i {other}, så tabellerne ville erstatte hinanden. "
                "Skriv et andet navn ud for Afdelingens navn i Opsætning."
            )
        places = {}
        for name, (data, _) in made.tables.items():
            place = self.folder / name / f"department={_part(made.department)}" / f"year={made.year}"
            place.mkdir(parents=True, exist_ok=True)
            places[name] = place / f"closed-{made.closed:02d}.parquet"
            write_whole(places[name], [data])
        rows = {name: count for name, (_, count) in made.tables.items()}
        return Exported(made.department, made.year, made.closed, rows, made.has_errors, made.expected, places)


def make(file: Path, *, year: int | None = None, closed: int | None = None) -> MadeTables:
    """Computes a workbook as a refresh does and makes its tables; the workbook is only read, and nothing is written.

    Raises StyringError without a key or pyarrow and for what is no workbook, OverviewItself for an overview.
    """
    secret = pseudonym.key()
    refreshed = computed(file, year=year, closed=closed, is_written=False)
    figures = refreshed.figures
    department = name_of(refreshed.snapshot, file)
    made = tables.of(refreshed, department, secret)
    return MadeTables(
        file.name,
        department,
        figures.year,
        figures.closed,
        pseudonym.fingerprint(secret),
        {
            each.name: (_parquet(each, made[each.name]), len(made[each.name][each.columns[0].name]))
            for each in schema.TABLES
        },
        figures.result,
        refreshed.has_errors,
    )


def read_back(places: Sequence[Path]) -> int:
    """Forventet regnskab, øre, as it stands in some files of commitment_months: summed by duckdb where it is installed,
    which reads no more at a time than it has memory for."""
    if not places:
        return 0
    try:
        import duckdb
    except ImportError:
        _, parquet = _arrow()
        columns = (parquet.ParquetFile(place).read(["amount_ore"]).column(0) for place in places)
        return sum(sum(column.to_pylist()) for column in columns)
    with duckdb.connect() as database:
        # In the order given, and without the names of folders, which hold departments' names.
        sql = "SELECT coalesce(sum(amount_ore), 0) FROM read_parquet(?, hive_partitioning = false)"
        found = database.execute(sql, [[str(place) for place in places]]).fetchone()
    return 0 if found is None else int(found[0])


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
