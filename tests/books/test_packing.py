"""A part is packed to what it was, in whatever pieces it comes, and the same each time."""

from __future__ import annotations

import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from styring_xl.books.ooxml import package
from styring_xl.books.ooxml.package import PackedPart

SMALL = package._SMALL
pieces = st.lists(
    st.builds(
        lambda word, times, rest: word * times + b"." * rest,
        st.binary(min_size=1, max_size=40),
        st.integers(0, 900),
        st.sampled_from([0, 0, 1, SMALL - 1, SMALL, SMALL + 1]),
    ),
    max_size=6,
)


@given(pieces)
def test_what_is_packed_in_pieces_is_what_they_are_together(content: list[bytes]) -> None:
    whole = b"".join(content)
    part = PackedPart.of(iter(content))
    assert (part.size, part.crc) == (len(whole), zlib.crc32(whole))
    if not whole:
        assert part.method == zipfile.ZIP_STORED
        return
    assert zlib.decompress(part.packed, -15) == whole


@given(pieces)
def test_a_small_part_is_the_same_in_whatever_pieces_it_comes(content: list[bytes]) -> None:
    whole = b"".join(content)[:SMALL]
    assert PackedPart.of((whole,)) == PackedPart.of([whole[:7], b"", whole[7:]])
