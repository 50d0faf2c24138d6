"""What a workbook's VBA project holds: its modules and their texts, read from ``vbaProject.bin``.

The file is a compound file (MS-CFB); the texts are packed as MS-OVBA says in 2.4.1, and where each begins stands in the
stream ``dir``. Only what is needed to tell our own macros from a user's is read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = 0xFFFFFFFA
"""Sector numbers from here on say that no sector follows."""
_MODULE_STREAM, _MODULE_OFFSET, _MODULE_END = 0x001A, 0x0031, 0x002B
_PROJECT_VERSION: Final = 0x0009
_PROCEDURE: Final = re.compile(
    r"^[ \t]*(?:(?:public|private|friend|static)[ \t]+)*(?:sub|function|property[ \t]+(?:get|let|set))[ \t]+(\w+)",
    re.IGNORECASE | re.MULTILINE,
)
_MOST: Final = 100_000


class UnreadableProject(Exception):
    """The project is not as the format says."""


def procedures(project: bytes) -> dict[str, frozenset[str]]:
    """Module name -> the names of its procedures, all in lower case. Raises UnreadableProject."""
    return {
        name.lower(): frozenset(each.lower() for each in _PROCEDURE.findall(text))
        for name, text in modules(project).items()
    }


def modules(project: bytes) -> dict[str, str]:
    """Module name -> its text. Raises UnreadableProject."""
    try:
        streams = _streams(project)
        listed = _unpacked(streams["dir"])
        return {name: _unpacked(streams[name.lower()][at:]).decode("cp1252", "replace") for name, at in _listed(listed)}
    except (KeyError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise UnreadableProject from error


def _streams(data: bytes) -> dict[str, bytes]:
    """Stream name in lower case -> its bytes."""
    if data[:8] != _SIGNATURE:
        raise UnreadableProject
    shift, small_shift = struct.unpack_from("<2H", data, 30)
    directory, _, cutoff, small_table = struct.unpack_from("<4I", data, 48)
    size = 1 << shift

    def sector(number: int) -> bytes:
        found = data[(number + 1) * size : (number + 2) * size]
        if not found:
            raise UnreadableProject
        return found

    heads = [each for each in struct.unpack_from("<109I", data, 76) if each < _END]
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _END:
        *some, more = struct.unpack(f"<{size // 4}I", sector(more))
        heads += [each for each in some if each < _END]
        if len(heads) > _MOST:
            raise UnreadableProject
    table = [each for head in heads for each in struct.unpack(f"<{size // 4}I", sector(head))]

    def chain(first: int, following: list[int]) -> Iterator[int]:
        seen = 0
        while first < _END:
            yield first
            first = following[first]
            seen += 1
            if seen > _MOST:
                raise UnreadableProject

    entries = b"".join(sector(each) for each in chain(directory, table))
    small = [each for number in chain(small_table, table) for each in struct.unpack(f"<{size // 4}I", sector(number))]
    found: dict[str, bytes] = {}
    container = b""
    for at in range(0, len(entries), 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le")
        kind = entries[at + 66]
        first, total = struct.unpack_from("<IQ", entries, at + 116)
        if kind == 5:
            container = b"".join(sector(each) for each in chain(first, table))
        elif kind == 2 and total >= cutoff:
            found[name.lower()] = b"".join(sector(each) for each in chain(first, table))[:total]
        elif kind == 2:
            width = 1 << small_shift
            pieces = (container[each * width : (each + 1) * width] for each in chain(first, small))
            found[name.lower()] = b"".join(pieces)[:total]
    return found


def _listed(data: bytes) -> Iterator[tuple[str, int]]:
    """Each module's stream and where in it the text begins, from the unpacked stream ``dir``."""
    at, name, offset = 0, "", -1
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        content = data[at + 6 : at + 6 + size]
        # The version's size is written as four and it takes six.
        at += 6 + (6 if kind == _PROJECT_VERSION else size)
        if kind == _MODULE_STREAM:
            name = content.decode("cp1252")
        elif kind == _MODULE_OFFSET:
            offset = struct.unpack("<I", content)[0]
        elif kind == _MODULE_END and name:
            yield name, offset
            name = ""


def _unpacked(data: bytes) -> bytes:
    """A container of MS-OVBA 2.4.1 unpacked."""
    if data[:1] != b"\x01":
        raise UnreadableProject
    out = bytearray()
    at = 1
    while at + 2 <= len(data):
        header = struct.unpack_from("<H", data, at)[0]
        end = min(at + (header & 0x0FFF) + 3, len(data))
        at += 2
        start = len(out)
        if not header & 0x8000:
            out += data[at : at + 4096]
            at += 4096
            continue
        while at < end:
            flags = data[at]
            at += 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    out.append(data[at])
                    at += 1
                    continue
                token = struct.unpack_from("<H", data, at)[0]
                at += 2
                width = max((len(out) - start - 1).bit_length(), 4)
                length = (token & (0xFFFF >> width)) + 3
                back = (token >> (16 - width)) + 1
                if back > len(out) - start:
                    raise UnreadableProject
                for _ in range(length):
                    out.append(out[-back])
    return bytes(out)
