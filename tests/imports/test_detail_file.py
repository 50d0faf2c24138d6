"""The file with single postings beside a workbook: read when it is what the sheet says, refused by name when not."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from styring_xl import StyringError
from styring_xl.imports.detail_file import DetailFile, file_name, read, to_bytes
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings

MONTH = 2026 * 12 + 2


def three() -> tuple[Postings, Pools]:
    pools = Pools()
    texts = {field: pools.add(field, [f"{field} 1", "", "=1+1"]) for field in TEXTS}
    numbers = np.zeros(3, np.int64)
    day = np.array([20_500, NO_DAY, 20_501])
    return Postings(numbers, numbers, numbers + MONTH, day, np.array([100, -40, 7]), texts), pools


def table() -> Any:
    return parquet.read_table(io.BytesIO(to_bytes(*three())))


def put(folder: Path, made: Any, *, rows: int = 3, ore: int = 67) -> DetailFile:
    """A table as a detail file under the name that its bytes give it."""
    buffer = io.BytesIO()
    parquet.write_table(made, buffer)
    name = file_name(Path("Styring.xlsx"), buffer.getvalue())
    (folder / name).write_bytes(buffer.getvalue())
    return DetailFile(name, rows, ore)


def column(made: Any, name: str, values: Any) -> Any:
    return made.set_column(made.schema.get_field_index(name), name, values)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    postings, pools = three()
    data = to_bytes(postings, pools)
    name = file_name(Path("Styring.xlsx"), data)
    (tmp_path / name).write_bytes(data)
    found = read(tmp_path, DetailFile(name, 3, 67), again := Pools())
    assert (found.amount.tolist(), found.day.tolist()) == ([100, -40, 7], [20_500, NO_DAY, 20_501])
    assert [again.names["text"][code] for code in found.texts["text"]] == ["text 1", "", "=1+1"]


HARM: dict[str, Callable[[Any], Any]] = {
    "a row is gone": lambda made: made.slice(0, 2),
    "an amount is another": lambda made: column(made, "amount", pyarrow.array([100, -40, 8])),
    "an amount is missing": lambda made: column(made, "amount", pyarrow.array([100, -33, None])),
    "an amount is no ledger's": lambda made: column(made, "amount", pyarrow.array([2**62, 67 - 2**62, 0])),
    "amounts are floats": lambda made: column(made, "amount", pyarrow.array([1e300, -1e300, 67.0])),
    "a month is none": lambda made: column(made, "month", pyarrow.array([MONTH, MONTH, -1])),
    "a day is none": lambda made: column(made, "day", pyarrow.array([0, 0, 2**60])),
    "a text is missing": lambda made: column(made, "text", pyarrow.array(["a", None, "b"]).dictionary_encode()),
    "texts are numbers": lambda made: column(made, "text", pyarrow.array([1, 2, 3])),
    "a column is gone": lambda made: made.drop_columns(["cpr"]),
    "a column came": lambda made: made.append_column("mere", pyarrow.array([1, 2, 3])),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_is_not_what_the_sheet_says_is_refused(harm: str, tmp_path: Path) -> None:
    file = put(tmp_path, HARM[harm](table()))
    with pytest.raises(StyringError, match="er ikke den, som arket henviser til"):
        read(tmp_path, file, Pools())


def test_other_bytes_under_the_name_are_refused_unread(tmp_path: Path) -> None:
    file = put(tmp_path, table())
    good = (tmp_path / file.name).read_bytes()
    for data in (good + b"x", b"", good[:40]):
        (tmp_path / file.name).write_bytes(data)
        with pytest.raises(StyringError, match="er ikke den"):
            read(tmp_path, file, Pools())


def test_a_small_file_of_endless_rows_is_refused_by_its_footer(tmp_path: Path) -> None:
    rows = 9_000_000
    one = table().slice(0, 1)
    columns = {name: pyarrow.array(np.zeros(rows, np.int64)) for name in ("month", "day", "amount")}
    same = pyarrow.DictionaryArray.from_arrays(pyarrow.array(np.zeros(rows, np.int32)), pyarrow.array(["a"]))
    made = pyarrow.table({**columns, **dict.fromkeys(TEXTS, same)}, schema=one.schema)
    file = put(tmp_path, made, rows=3)
    assert (tmp_path / file.name).stat().st_size < 1_000_000
    start = time.process_time()
    with pytest.raises(StyringError, match="er ikke den"):
        read(tmp_path, file, Pools())
    assert time.process_time() - start < 0.5
