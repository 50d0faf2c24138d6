"""More postings than a sheet has rows: sums per citizen, measure, supplier and month, the postings in a Parquet file.

Each sum names its file, so that once an import is undone, later imports do not count its postings as there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.imports import detail_file
from styring_xl.imports.detail_file import DetailFile
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings
from styring_xl.model.arrays import Flags
from styring_xl.reading.interning import combine, factorize

DOCUMENT: Final = "Flere bilag"
"""Stands in place of the voucher. It must not be a word for a sum, or the row would be read as a sum of the sheet."""
_TEXT: Final = re.compile(r"(?P<count>[0-9.]{1,13}) posteringer i (?P<file>[^/\\]+\.parquet)")


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
    found = np.array([_TEXT.fullmatch(text) is not None for text in pools.names["text"]], bool)
    result: Flags = found[postings.texts["text"]]
    return result


def files(postings: Postings, pools: Pools) -> list[DetailFile]:
    """The detail files some sums name, with what these say of each."""
    rows: dict[str, int] = {}
    ore: dict[str, list[int]] = {}
    codes, at = np.unique(postings.texts["text"], return_inverse=True)
    for number, code in enumerate(codes.tolist()):
        said = _TEXT.fullmatch(pools.names["text"][code])
        if said is not None:
            amounts = postings.amount[at == number].tolist()
            rows[said["file"]] = rows.get(said["file"], 0) + len(amounts) * int(said["count"].replace(".", "") or 0)
            ore.setdefault(said["file"], []).extend(amounts)
    return [DetailFile(name, rows[name], sum(ore[name])) for name in sorted(rows)]


def read(folder: Path, named: Sequence[DetailFile], pools: Pools) -> Postings:
    """The postings of some detail files. Raises StyringError when one is missing or not the one that was written."""
    return Postings.joined([detail_file.read(folder, each, pools) for each in named])
