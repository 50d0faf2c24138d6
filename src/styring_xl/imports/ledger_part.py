"""A workbook's part of an extract that all departments share: read once, and handed on as plain arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.danish import writing
from styring_xl.imports.extract import Extract
from styring_xl.imports.posting import TEXTS, Pools, Postings, Read, RefusedRows
from styring_xl.model.arrays import Flags
from styring_xl.reading.account import KindAccount, RowFate


class LedgerPart(Struct, frozen=True, eq=False):
    """Some postings of an extract. Their texts are numbers in ``names``, which hold no others than theirs, so that a
    part tells nothing of another department's citizens."""

    extract: Extract
    """How the whole was read; without its rows."""
    read: Read
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, extract: Extract, read: Read, rows: Flags, pools: Pools) -> LedgerPart:
        """The postings of some rows (n,) of what was read of an extract."""
        some = read.postings.take(rows)
        codes, names = {}, {}
        for field in TEXTS:
            used, codes[field] = np.unique(some.texts[field], return_inverse=True)
            names[field] = tuple(pools.names[field][code] for code in used.tolist())
        part = Postings(some.source, some.line, some.month, some.day, some.amount, codes)
        whole = len(read.postings)
        note = f"En del af et fælles udtræk: {writing.count(len(part))} af dets {writing.count(whole)} posteringer."
        bare = replace(extract, lines=extract.lines[:0], texts={}, amounts={}, ragged=extract.ragged[:0], count=None)
        return cls(
            bare,
            replace(
                read,
                postings=part,
                refused=_none(read.refused),
                rows=(KindAccount(RowFate.POSTING, len(part), part.total),),
                notes=(note,),
            ),
            names,
        )

    def numbered(self, number: int, pools: Pools) -> Read:
        """The same with its texts numbered in other pools, as the ``number``th source."""
        postings = self.read.postings
        texts = {field: pools.add(field, self.names[field])[codes] for field, codes in postings.texts.items()}
        source = np.full(len(postings), number, np.int64)
        return replace(self.read, postings=replace(postings, source=source, texts=texts))

    @property
    def fingerprint(self) -> str:
        """The sha256 of what is brought in, wherever in the extract it stands."""
        postings = self.read.postings
        found = hashlib.sha256()
        for array in (postings.month, postings.day, postings.amount, *(postings.texts[field] for field in TEXTS)):
            found.update(np.ascontiguousarray(array, np.int64).tobytes())
        found.update(repr((sorted(self.names.items()), self.extract.mapping.headers)).encode())
        return found.hexdigest()


def _none(refused: RefusedRows) -> RefusedRows:
    return RefusedRows(refused.line[:0], refused.reason[:0], refused.amount[:0], refused.has_amount[:0])
