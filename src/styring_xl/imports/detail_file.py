"""The Parquet file with the postings behind the sums of a sheet: written once, and believed only when it is that one.

The sheet's sums name the file, and its name holds the fingerprint of its bytes; they also tell how many postings it has
and what these come to. A file that does not fit all of it is refused, its footer before any of its rows is read.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

from styring_xl.errors import StyringError
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import exact_sum

DETAIL: Final = -2
"""The ``source`` of a posting that stands in a detail file."""
NUMBERS: Final = ("month", "day", "amount")
_FINGERPRINT: Final = re.compile(r"\.posteringer-(?P<sha256>[0-9a-f]{10,64})\.parquet$")
_MOST_ROWS: Final = 10_000_000
_MOST_BYTES: Final = 1 << 30
_MONTHS: Final = (12, 10_000 * 12)
_DAYS: Final = (-719_162, 2_932_897)
"""The first and the day after the last a calendar has, counted from 1970."""
_MOST_ORE: Final = 10**17


class DetailFile(Struct, frozen=True):
    """What a sheet says of a detail file: its name, how many postings it has, and øre in all."""

    name: str
    rows: int
    ore: int


def to_bytes(postings: Postings, pools: Pools) -> bytes:
    """A detail file."""
    import pyarrow
    from pyarrow import parquet

    columns: dict[str, Any] = {name: pyarrow.array(getattr(postings, name)) for name in NUMBERS}
    for field in TEXTS:
        codes, at = np.unique(postings.texts[field], return_inverse=True)
        names = pyarrow.array([pools.names[field][code] for code in codes.tolist()], pyarrow.string())
        columns[field] = pyarrow.DictionaryArray.from_arrays(pyarrow.array(at.astype(np.int32)), names)
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def file_name(workbook: Path, data: bytes) -> str:
    """The name of a detail file: the same postings give the same one, and other bytes another."""
    return f"{workbook.stem}.posteringer-{hashlib.sha256(data).hexdigest()[:32]}.parquet"


def read(folder: Path, file: DetailFile, pools: Pools) -> Postings:
    """The postings of a detail file. Raises StyringError when it is missing or is not the one the sheet speaks of."""
    import pyarrow
    from pyarrow import parquet

    other = StyringError(
        f"Filen {file.name} med de enkelte posteringer er ikke den, som arket henviser til: den eller arkets sum er "
        "ændret siden, så det kan ikke ses, hvilke posteringer der er med. Læg den rigtige tilbage, og prøv igen."
    )
    try:
        data = _bytes(folder / file.name)
        if data is None or not _is_named_for(file.name, data) or not 0 < file.rows <= _MOST_ROWS:
            raise other
        whole = parquet.ParquetFile(io.BytesIO(data))
        if not _fits(pyarrow, whole, file.rows):
            raise other
        table = whole.read()
        if any(column.null_count for column in table.columns):
            raise other
        numbers = {each: table.column(each).to_numpy() for each in NUMBERS}
        if not _are_postings(numbers) or exact_sum(numbers["amount"]) != file.ore:
            raise other
        texts = {field: _codes(table.column(field), pools, field) for field in TEXTS}
    except FileNotFoundError as error:
        raise StyringError(
            f"Filen {file.name} med de enkelte posteringer mangler ved siden af projektmappen, så det kan ikke ses, "
            "hvilke posteringer der er med. Læg den tilbage, og prøv igen."
        ) from error
    except (OSError, KeyError, ValueError, IndexError, pyarrow.ArrowException):
        raise other from None
    return Postings(np.full(file.rows, DETAIL, np.int64), np.arange(file.rows), **numbers, texts=texts)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None


def _is_named_for(name: str, data: bytes) -> bool:
    said = _FINGERPRINT.search(name)
    return said is not None and hashlib.sha256(data).hexdigest().startswith(said["sha256"])


def _fits(pyarrow: Any, file: Any, rows: int) -> bool:
    """Whether the footer tells of as many rows, of our columns and types, and of no more than memory has room for."""
    text = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    wanted = {**dict.fromkeys(NUMBERS, pyarrow.int64()), **dict.fromkeys(TEXTS, text)}
    told = file.metadata
    size = sum(told.row_group(at).total_byte_size for at in range(told.num_row_groups))
    schema = file.schema_arrow
    return bool(
        told.num_rows == rows
        and size <= _MOST_BYTES
        and len(schema) == len(wanted)
        and {field.name: field.type for field in schema} == wanted
    )


def _are_postings(numbers: dict[str, Integers]) -> bool:
    """Whether months, days and amounts are such as a ledger has."""
    month, day, amount = (numbers[name] for name in NUMBERS)
    days = day[day != NO_DAY]
    return bool(
        ((month >= _MONTHS[0]) & (month < _MONTHS[1])).all()
        and ((days >= _DAYS[0]) & (days < _DAYS[1])).all()
        and ((amount > -_MOST_ORE) & (amount < _MOST_ORE)).all()
    )


def _codes(column: Any, pools: Pools, field: str) -> Integers:
    whole = column.combine_chunks()
    if whole.dictionary.null_count:
        raise ValueError("null")
    numbers = pools.add(field, whole.dictionary.to_pylist())
    result: Integers = numbers[whole.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    return result
