"""A workbook's zip: read with care, written so that every untouched entry keeps its bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from isal import isal_zlib
from isal.igzip_lib import IsalError
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.errors import StyringError, too_large, unsound

# The library's own type hints take the class for an instance of it.
_INFLATE_ERROR: Final[Any] = IsalError

MAX_FILE: Final = 1 << 30
MAX_PART: Final = 1 << 30
MAX_TOTAL: Final = 3 << 30
MAX_ENTRIES: Final = 10_000
MAX_RATIO: Final = 250
RATIO_FREE: Final = 16 << 20
"""A part below this size is harmless however hard it is packed."""

CHUNK: Final = 4 << 20
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_UTF8_FLAG: Final = 0x800
_DESCRIPTOR_FLAG: Final = 0x8
_ENCRYPTED_FLAGS: Final = 0x1 | 0x40 | 0x2000


def damaged() -> StyringError:
    """The file cannot be read to the end, or does not hang together."""
    return StyringError(
        "Filen er beskadiget eller ikke hentet helt og kan ikke læses. Hent den igen, eller tag en kopi fra før."
    )


class ZipEntry(Struct, frozen=True):
    """One entry of the zip as its directory describes it; ``start`` is where its packed bytes begin."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    packed: int
    size: int
    extra: bytes
    comment: bytes
    made_by: int
    internal: int
    external: int
    start: int


_SMALL: Final = 1 << 15
"""Bytes of a part that takes zlib no longer than to be noticed: all of these in a workbook take it 5 ms."""


class PackedPart(Struct, frozen=True):
    """A part's content as the zip is to hold it: a large sheet takes an eighth of its room so until it is saved."""

    method: int
    crc: int
    size: int
    packed: bytes

    @classmethod
    def of(cls, content: Iterable[bytes]) -> PackedPart:
        """The content, which comes in pieces, packed."""
        pieces, first, size = iter(content), deque[bytes](), 0
        for piece in pieces:
            first.append(piece)
            size += len(piece)
            if size > _SMALL:
                break
        if not size:
            return cls(zipfile.ZIP_STORED, 0, 0, b"")
        # ISA-L deflates a sheet seventeen times faster than zlib, and a fifth larger. Its best level is three times
        # slower, and saves a twenty-fifth of that. Once in a hundred thousand parts it has taken a byte less for the
        # same content than before; so small parts, where it saves nothing, are zlib's, and a small workbook is the
        # same file each time it is made.
        is_small = size <= _SMALL
        engine: Any = zlib.compressobj(wbits=-15) if is_small else isal_zlib.compressobj(2, isal_zlib.DEFLATED, -15)
        packed: list[bytes] = []
        crc = size = 0
        for piece in _drained(first, pieces):
            packed.append(engine.compress(piece))
            crc = isal_zlib.crc32(piece, crc)
            size += len(piece)
        packed.append(engine.flush())
        return cls(zipfile.ZIP_DEFLATED, crc, size, b"".join(packed))


def _drained(first: deque[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, of which none is held once it has been taken."""
    while first:
        yield first.popleft()
    yield from rest


NewPart = bytes | PackedPart | None
"""What a part is to hold; None where it is to go."""


class Package:
    """The parts of a workbook, by name without leading slash, in the order of the file.

    Immutable: ``changed`` holds what differs from the file it was read from, None for a part that is gone.
    """

    def __init__(self, data: bytes, entries: dict[str, ZipEntry], changed: Mapping[str, NewPart] | None = None) -> None:
        self.data = data
        self.entries = entries
        self.changed = dict(changed or {})
        self.names = [name for name in entries if self.changed.get(name, b"") is not None]
        self.names += [name for name, content in self.changed.items() if name not in entries and content is not None]
        self._folded = {name.lower(): name for name in self.names}
        self._sound: set[str] = set()
        """The entries whose bytes have been unpacked to the end and found as their checksums say."""

    def changed_by(self, parts: Mapping[str, NewPart]) -> Package:
        """The package with some parts replaced, added or (None) gone."""
        new = Package(self.data, self.entries, {**self.changed, **{self.find(n) or n: c for n, c in parts.items()}})
        new._sound = self._sound
        return new

    @classmethod
    def parse(cls, data: bytes) -> Package:
        """Read the directory. Raises StyringError for what is not an unharmed, unencrypted, reasonable zip."""
        if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise StyringError("Filen er beskyttet med adgangskode; fjern adgangskoden i Excel og prøv igen.")
            raise StyringError("Filen er i det gamle Excel-format (.xls); gem den som .xlsx eller .xlsm og prøv igen.")
        if data[:2] != b"PK":
            raise StyringError(
                "Filen er ikke en Excel-projektmappe (.xlsx eller .xlsm). Se efter, om det er den rigtige fil."
            )
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error, EOFError) as error:
            raise damaged() from error
        if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
            raise too_large()
        entries: dict[str, ZipEntry] = {}
        seen: set[str] = set()
        spans: list[tuple[int, int]] = []
        for info in infos:
            entry = _entry(data, info)
            if entry.name.lower() in seen:
                raise unsound("Filen har to dele med samme navn")
            seen.add(entry.name.lower())
            entries[entry.name] = entry
            spans.append((info.header_offset, entry.start + entry.packed))
        spans.sort()
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            raise damaged()
        return cls(data, entries)

    def find(self, name: str) -> str | None:
        """The name as the file spells it (names differ in no more than case), None when there is no such part."""
        return self._folded.get(name.lower())

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def chunks(self, name: str, size: int = CHUNK) -> Iterator[bytes]:
        """The part's bytes, a piece at a time; the checksum is verified when the last one has been taken."""
        found = self.find(name)
        if found is None:
            raise damaged()
        content = self.changed.get(found)
        if isinstance(content, PackedPart):
            yield from _inflate(memoryview(content.packed), content.method, size, content.size)
            return
        if content is not None:
            for at in range(0, len(content), size):
                yield content[at : at + size]
            return
        entry = self.entries[found]
        packed = memoryview(self.data)[entry.start : entry.start + entry.packed]
        crc = 0
        total = 0
        for piece in _inflate(packed, entry.method, size, entry.size):
            total += len(piece)
            if total > entry.size:
                raise damaged()
            crc = isal_zlib.crc32(piece, crc)
            yield piece
        if total != entry.size or crc != entry.crc:
            raise damaged()
        self._sound.add(found)

    def size(self, name: str) -> int:
        """Bytes of the part when it is unpacked, as the file says."""
        found = self.find(name)
        if found is None:
            raise damaged()
        content = self.changed.get(found)
        if content is None:
            return self.entries[found].size
        return content.size if isinstance(content, PackedPart) else len(content)

    def read(self, name: str) -> bytes:
        """All of the part's bytes."""
        # In one piece where the size told is true, so that it is not there twice.
        return b"".join(self.chunks(name, max(self.size(name), 1)))

    def verify(self) -> None:
        """Unpack every entry that will be copied as it is and has not been unpacked before. Raises StyringError when
        one is damaged."""
        for entry in self._unproven():
            for _ in self.chunks(entry.name):
                pass

    @property
    def unproven(self) -> int:
        """How many packed bytes ``verify`` would go through."""
        return sum(entry.packed for entry in self._unproven())

    def _unproven(self) -> list[ZipEntry]:
        return [
            entry
            for name, entry in self.entries.items()
            if name not in self.changed and name not in self._sound and not name.endswith("/")
        ]

    def pieces(self) -> list[bytes | memoryview]:
        """The zip as pieces to write one after the other: untouched entries are copied as they are packed."""
        pieces: list[bytes | memoryview] = []
        directory: list[bytes] = []
        position = 0

        def put(entry: ZipEntry, packed: bytes | memoryview) -> None:
            nonlocal position
            flags = entry.flags & ~_DESCRIPTOR_FLAG
            version = 20
            # The run of fields that the entry itself and the directory have in common.
            shared = (version, flags, entry.method, *entry.stamp, entry.crc, entry.packed, entry.size)
            name = entry.raw_name
            pieces.extend((_LOCAL.pack(b"PK\x03\x04", *shared, len(name), 0) + name, packed))
            lengths = (len(name), len(entry.extra), len(entry.comment))
            place = (0, entry.internal, entry.external, position)
            head = _CENTRAL.pack(b"PK\x01\x02", entry.made_by, *shared, *lengths, *place)
            directory.append(head + name + entry.extra + entry.comment)
            position += _LOCAL.size + len(name) + len(packed)

        view = memoryview(self.data)
        changed = self.changed
        for name, entry in self.entries.items():
            if name not in changed:
                put(entry, view[entry.start : entry.start + entry.packed])
            elif (content := changed[name]) is not None:
                put(*_pack(entry, content))
        stamp = next(iter(self.entries.values())).stamp if self.entries else (0, 33)
        for name, content in changed.items():
            if name not in self.entries and content is not None:
                blank = ZipEntry(name, name.encode(), _UTF8_FLAG, 8, stamp, 0, 0, 0, b"", b"", 20, 0, 0, 0)
                put(*_pack(blank, content))
        size = sum(map(len, directory))
        if len(directory) > 0xFFFF or position + size > 0xFFFFFFFE:
            raise StyringError(
                "Filen er for stor til at blive gemt. Flyt gamle år til en projektmappe for sig, og prøv igen."
            )
        pieces.extend(directory)
        pieces.append(_END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), size, position, 0))
        return pieces


def _entry(data: bytes, info: zipfile.ZipInfo) -> ZipEntry:
    if info.flag_bits & _ENCRYPTED_FLAGS:
        raise StyringError("Filen er beskyttet med adgangskode; fjern adgangskoden i Excel og prøv igen.")
    name = info.orig_filename.replace("\\", "/")
    parts = name.rstrip("/").split("/")
    if not name or "\0" in name or any(part in ("", ".", "..") for part in parts) or ":" in parts[0]:
        raise unsound("Filen har en del med et ugyldigt navn")
    if info.file_size > MAX_PART or info.file_size > RATIO_FREE + MAX_RATIO * info.compress_size:
        raise too_large()
    at = info.header_offset
    if at < 0 or at + _LOCAL.size > len(data) or data[at : at + 4] != b"PK\x03\x04":
        raise damaged()
    name_length, extra_length = struct.unpack_from("<2H", data, at + 26)
    start = at + _LOCAL.size + name_length + extra_length
    if start + info.compress_size > len(data):
        raise damaged()
    year, month, day, hour, minute, second = info.date_time
    stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    raw_name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_FLAG else "cp437", "replace")
    return ZipEntry(
        name,
        raw_name,
        info.flag_bits,
        info.compress_type,
        stamp,
        info.CRC,
        info.compress_size,
        info.file_size,
        _without_zip64(info.extra),
        info.comment,
        info.create_system << 8 | info.create_version & 0xFF,
        info.internal_attr,
        info.external_attr,
        start,
    )


def _without_zip64(extra: bytes) -> bytes:
    """Sizes are written where they belong; a stale zip64 field beside them makes Excel reject the file."""
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


def _inflate(packed: memoryview, method: int, size: int, total: int) -> Iterator[bytes]:
    """The content in pieces of up to ``size`` bytes; ``total`` is what it ought to come to."""
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(packed), size):
            yield bytes(packed[at : at + size])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise unsound("Filen er pakket på en måde, Excel ikke bruger")
    engine: Any = isal_zlib.decompressobj(-15)
    # Where it comes in pieces, what is left of the packed bytes is copied each time, so there is not to be much of it.
    feed = 1 << 20 if size < total else max(len(packed), 1)
    try:
        for at in range(0, len(packed), feed):
            waiting: bytes | memoryview = packed[at : at + feed]
            while len(waiting):
                piece = engine.decompress(waiting, size)
                waiting = engine.unconsumed_tail
                if piece:
                    yield piece
                if engine.eof:
                    break
        while not engine.eof and (piece := engine.decompress(engine.unconsumed_tail, size)):
            yield piece
    except _INFLATE_ERROR as error:
        raise damaged() from error
    if not engine.eof:
        raise damaged()


def _pack(entry: ZipEntry, content: bytes | PackedPart) -> tuple[ZipEntry, bytes]:
    made = content if isinstance(content, PackedPart) else PackedPart.of((content,))
    held = replace(entry, method=made.method, crc=made.crc, packed=len(made.packed), size=made.size, start=0)
    return held, made.packed
