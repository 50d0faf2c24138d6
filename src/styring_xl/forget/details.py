"""The Parquet files with single postings without the citizen: the same rows and amounts, under a new name."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np

from styring_xl.errors import StyringError
from styring_xl.forget.person import Person
from styring_xl.imports.detail_file import file_name

_TOLD = ("cpr", "text", "document")
"""What is emptied in the citizen's postings; the others keep what they have, without the citizen's name."""


def files(workbook: Path) -> list[Path]:
    """The detail files beside a workbook."""
    pattern = re.compile(re.escape(workbook.stem) + r"\.posteringer-[0-9a-f]{10,64}\.parquet")
    return sorted(each for each in workbook.parent.iterdir() if pattern.fullmatch(each.name))


def without(workbook: Path, file: Path, person: Person) -> tuple[str, bytes, int] | None:
    """The new file's name and bytes and how many postings lost their citizen; None when the citizen is not in it.

    Raises StyringError when it cannot be read.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(io.BytesIO(file.read_bytes())).read()
        columns: dict[str, Any] = {name: table.column(name) for name in table.column_names}
        texts: dict[str, tuple[list[str], Any]] = {}
        for name, column in columns.items():
            if pyarrow.types.is_dictionary(column.type):
                whole = column.combine_chunks()
                texts[name] = whole.dictionary.to_pylist(), whole.indices.to_numpy(zero_copy_only=False)
    except (OSError, ValueError, KeyError, pyarrow.ArrowException) as error:
        raise StyringError(
            f"Filen {file.name} med de enkelte posteringer kan ikke læses. Intet er skrevet. Læg den tilbage fra en "
            "sikkerhedskopi, og prøv igen."
        ) from error
    names, codes = texts.get("cpr", ([], np.zeros(0, np.int64)))
    mine = np.isin(codes, [at for at, name in enumerate(names) if person.stands_in(name)])
    if not mine.any() and not any(person.stands_in(name) for known, _ in texts.values() for name in known):
        return None
    for field, (known, codes) in texts.items():
        spelled = [person.out_of(name) for name in known]
        if field in _TOLD and mine.any():
            codes = np.where(mine, len(spelled), codes)
            spelled.append("")
        used, at = np.unique(codes, return_inverse=True)
        kept = pyarrow.array([spelled[code] for code in used.tolist()], pyarrow.string())
        columns[field] = pyarrow.DictionaryArray.from_arrays(pyarrow.array(at.astype(np.int32)), kept)
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer, compression="zstd")
    data = buffer.getvalue()
    return file_name(workbook, data), data, int(mine.sum())
