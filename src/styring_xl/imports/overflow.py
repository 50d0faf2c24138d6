"""More postings than a sheet has rows: sums per citizen, measure, supplier and month, the postings in a Parquet file.

Each sum names its file, so that undoing the import also undoes what later imports think is there.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.errors import StyringError
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.interning import combine, factorize

DOCUMENT: Final = "Samlet"
DETAIL: Final = -2
"""The ``source`` of a posting that stands in a detail file."""
_TEXT: Final = re.compile(r"[\d.]+ posteringer i (?P<file>[^/\\]+\.parquet)")
_NUMBERS: Final = ("month", "day", "amount")


def sums(postings: Postings, pools: Pools, file: str) -> Postings:
    """The postings as one per citizen, measure, supplier and month; they sum to the same."""
    groups = factorize(postings.month)
    for field in ("cpr", "measure", "supplier"):
        groups = combine(groups, postings.texts[field])
    count = int(groups.max(initial=-1)) + 1
    first = np.empty(count, np.int64)
    first[groups[::-1]] = np.arange(len(groups) - 1, -1, -1)
    amount = np.zeros(count, np.int64)
    np.add.at(amount, groups, postings.amount)
    rows = np.bincount(groups, minlength=count)
    described = [f"{writing.count(number)} posteringer i {file}" for number in rows.tolist()]
    zeros = np.zeros(count, np.int64)
    return Postings(
        zeros,
        postings.line[first],
        postings.month[first],
        np.full(count, NO_DAY, np.int64),
        amount,
        {
            **dict.fromkeys(TEXTS, zeros),
            **{field: postings.texts[field][first] for field in ("cpr", "measure", "supplier")},
            "document": pools.add("document", [DOCUMENT] * count),
            "text": pools.add("text", described),
        },
    )


def is_sum(postings: Postings, pools: Pools) -> Flags:
    """Which postings of a sheet stand for those of a detail file."""
    document = pools.add("document", [DOCUMENT])[0]
    found = np.array([_TEXT.fullmatch(text) is not None for text in pools.names["text"]], bool)
    result: Flags = (postings.texts["document"] == document) & found[postings.texts["text"]]
    return result


def files(postings: Postings, pools: Pools) -> list[str]:
    """The detail files some sums name."""
    names = (pools.names["text"][code] for code in np.unique(postings.texts["text"]).tolist())
    return sorted({match["file"] for name in names if (match := _TEXT.fullmatch(name)) is not None})


def to_bytes(postings: Postings, pools: Pools) -> bytes:
    """A detail file."""
    import pyarrow
    from pyarrow import parquet

    columns: dict[str, Any] = {name: pyarrow.array(getattr(postings, name)) for name in _NUMBERS}
    for field in TEXTS:
        codes, at = np.unique(postings.texts[field], return_inverse=True)
        names = pyarrow.array([pools.names[field][code] for code in codes.tolist()])
        columns[field] = pyarrow.DictionaryArray.from_arrays(pyarrow.array(at.astype(np.int32)), names)
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def file_name(workbook: Path, data: bytes) -> str:
    """The name of a detail file: the same postings give the same one."""
    return f"{workbook.stem}.posteringer-{hashlib.sha256(data).hexdigest()[:10]}.parquet"


def read(folder: Path, names: Sequence[str], pools: Pools) -> Postings:
    """The postings of some detail files. Raises StyringError when one is missing: nobody could tell what is there."""
    if not names:
        return Postings.joined(())
    import pyarrow
    from pyarrow import parquet

    parts = []
    for name in names:
        try:
            table = parquet.read_table(folder / name)
            numbers = {each: table.column(each).to_numpy().astype(np.int64) for each in _NUMBERS}
            codes = {field: _codes(pyarrow, table.column(field), pools, field) for field in TEXTS}
        except (OSError, KeyError, ValueError, pyarrow.ArrowException) as error:
            raise StyringError(
                f"Filen {name} med de enkelte posteringer mangler ved siden af projektmappen eller er beskadiget, så "
                "det kan ikke ses, hvilke posteringer der er med. Læg den tilbage, og prøv igen."
            ) from error
        n = len(numbers["amount"])
        parts.append(Postings(np.full(n, DETAIL, np.int64), np.arange(n), **numbers, texts=codes))
    return Postings.joined(parts)


def _codes(pyarrow: Any, column: Any, pools: Pools, field: str) -> Integers:
    whole = column.combine_chunks()
    if not isinstance(whole, pyarrow.DictionaryArray):
        whole = whole.dictionary_encode()
    numbers = pools.add(field, whole.dictionary.to_pylist())
    result: Integers = numbers[whole.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    return result
