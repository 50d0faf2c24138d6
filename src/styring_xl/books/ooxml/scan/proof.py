"""Whether a chunk of rows is well-formed XML: seen from its tokens where they suffice, else by reading it with
expat."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from styring_xl.books.ooxml.markup import attributes, is_content
from styring_xl.books.ooxml.scan.digits import LOW, digit_counts
from styring_xl.books.ooxml.scan.tokens import Tokens
from styring_xl.model.arrays import Integers

_ATTRIBUTES: Final = re.compile(
    rb"""(?:\s+(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*/?""", re.ASCII
)
_NAME: Final = re.compile(rb"""\s([A-Za-z_][\w.:-]*)\s*=\s*(?:"[^"]*"|'[^']*')""", re.ASCII)


class Proof:
    """Tells of each chunk of one sheet whether it is well-formed.

    ``prefix`` is the tag prefix with its colon. ``opening`` is all start tags a chunk stands within, ``closing`` their
    end tags: no spreadsheet program opens a part that uses a prefix which neither it nor they declare.
    """

    def __init__(self, prefix: bytes, opening: bytes, closing: bytes) -> None:
        self.prefix = prefix
        self.opening = opening
        self.closing = closing
        self._declared = {b"xml", *(name[6:].encode() for name in attributes(opening) if name[:6] == "xmlns:")}
        self._cell_tails: set[bytes] = set()
        self._row_tails: set[bytes] = set()

    def is_content(self, found: Tokens) -> bool:
        """Whether a chunk is well-formed, as the content of an element: proven here for the shapes most writers use,
        else read through by expat."""
        return self.is_proven(found) or self.is_read(found.chunk)

    def is_read(self, chunk: bytes) -> bool:
        """The same by expat alone."""
        return is_content(chunk, self.opening, self.closing)

    def is_proven(self, found: Tokens) -> bool:
        """Whether a chunk is seen to be well-formed without expat."""
        # ``tokens`` has accounted for every tag and its place; what is left is how the tags are spelt, the characters
        # and the references.
        chunk, bytes_, start, stop = found.chunk, found.bytes_, found.start, found.stop
        size, width = len(chunk), len(self.prefix)
        if not found.addressed or found.odd.any() or b"&" in chunk or not self._are_cells(found):
            return False
        # Most writers have none; to count one of a kind takes three times as long as to count them all.
        controls = np.count_nonzero(bytes_[:size] < 32)
        if controls and controls != sum(map(chunk.count, (b"\n", b"\r", b"\t"))):
            return False
        if not chunk.isascii():
            try:
                chunk.decode()
            except UnicodeDecodeError:
                return False
            if b"\xef\xbf" in chunk:  # the two characters above all others, which XML does not have
                return False
        length = stop - start
        if found.formula.any() or found.member.any() or found.inline.any():
            # All tags but those of rows and cells are to be as short as can be, or short enough to look at.
            plain = self._plain_tags(found, length)
        else:
            values = found.cells[found.value]
            plain = bool(
                (length[values + 1] == 2 + width).all()
                and (length[values + 2] == 3 + width).all()
                and (length[values + 3] == 3 + width).all()
            )
            pairs = found.cells[(found.length == 2)]
            plain = plain and bool((length[pairs + 1] == 3 + width).all())
        return plain and self._are_rows(found, length)

    def _are_cells(self, found: Tokens) -> bool:
        """Whether the start tags of cells are XML."""
        new = set(found.tails) - self._cell_tails
        if any(tail.endswith(b"/") or not self._are_attributes(b' r="A1"' + tail) for tail in new):
            return False
        self._cell_tails |= new
        return True

    def _plain_tags(self, found: Tokens, length: Integers) -> bool:
        """Whether every tag inside the cells is ``<v>``, ``</v>`` and the like, or has attributes that are XML."""
        chunk, start, stop, width = found.chunk, found.start, found.stop, len(self.prefix)
        rest = np.ones(len(start), bool)
        rest[found.at_rows] = rest[found.row_ends] = rest[found.cells] = False
        tags = np.flatnonzero(rest)
        closes = found.bytes_[start[tags] + 1] == 47
        two = found.bytes_[start[tags] + 1 + width + closes] == 105  # <is>
        spelt = length[tags] == 2 + width + closes + two
        if (closes & ~spelt).any():
            return False
        # An element that closes itself stands only where a member of a shared formula is expected.
        if (found.bytes_[stop[found.cells[found.inline] + 1] - 1] == 47).any():
            return False
        spans = zip(start[tags[~spelt]].tolist(), stop[tags[~spelt]].tolist(), strict=True)
        return all(map(self._are_attributes, {chunk[a + width + 2 : b] for a, b in spans}))

    def _are_rows(self, found: Tokens, length: Integers) -> bool:
        """Whether the start and end tags of rows are XML."""
        chunk, words, start, stop = found.chunk, found.words, found.start, found.stop
        width = len(self.prefix)
        ends = found.row_ends
        closing = int.from_bytes(b"row>", "little")
        if ((words[start[ends] + 2 + width] & LOW[4]) != np.uint64(closing)).any():
            return False
        opens = start[found.at_rows] + 4 + width
        if ((words[opens - 3] & LOW[3]) != np.uint64(int.from_bytes(b"row", "little"))).any():
            return False
        # The attributes after the number are few: they are looked up.
        head = opens + 4 + digit_counts(found.rows)
        numbered = ((words[opens] & LOW[4]) == np.uint64(int.from_bytes(b' r="', "little"))) & (
            found.bytes_[head] == 34
        )
        begin = np.where(numbered, head + 1, opens)
        spans = zip(begin.tolist(), stop[found.at_rows].tolist(), numbered.tolist(), strict=True)
        tails = {(b' r="1"' if said else b"") + chunk[a:b] for a, b, said in spans}
        if not all(map(self._are_attributes, tails - self._row_tails)):
            return False
        self._row_tails |= tails
        return True

    def _are_attributes(self, rest: bytes) -> bool:
        """Whether what follows the name in a start tag is XML; False where that takes more than a look."""
        if _ATTRIBUTES.fullmatch(rest) is None:
            return False
        names = _NAME.findall(rest)
        if len(names) != len(set(names)) or b"xmlns" in rest:
            return False
        # Two prefixes may stand for one namespace, and then two attributes may be the same.
        prefixes = [name.partition(b":")[0] for name in names if b":" in name]
        return len(prefixes) < 2 and self._declared.issuperset(prefixes)
