"""How a delimited text file is written: encoding, delimiter, header. Found or refused, never guessed.

A file that can be read in two ways is refused with a sentence that says how to state which one is meant.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.errors import StyringError

DELIMITERS: Final = {";": "semikolon", ",": "komma", "\t": "tabulator", "|": "lodret streg"}
_ENCODING_NAMES: Final = {
    "utf-8-sig": "UTF-8 med BOM",
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (big endian)",
    "latin-1": "ISO 8859-1",
    "cp850": "DOS (850)",
    "ascii": "ASCII",
}
HEAD_RECORDS: Final = 60
"""A header stands within this many records of the top of its file."""
_SAMPLE: Final = 200_000
_PIECE: Final = 1 << 16
EVIDENCE: Final = 1_000
"""So many records under the header show what its columns hold."""
_DANISH: Final = frozenset("æøåÆØÅ")
_LIKELY: Final = frozenset("æøåÆØÅéÉüÜöÖäÄèêàáíóúñç§½°´–—’‘“”…€·£²³µ«»×−\xa0")
_BROKEN: Final = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85\xa9]")


class Dialect(Struct, frozen=True):
    """How a file is written. ``encoding`` is Python's name of it."""

    encoding: str
    delimiter: str

    @property
    def text(self) -> str:
        """As it is shown to the user."""
        encoding = _ENCODING_NAMES.get(self.encoding, self.encoding)
        return f"tegnsæt {encoding}, skilletegn {DELIMITERS.get(self.delimiter, repr(self.delimiter))}"


class Head(Struct, frozen=True):
    """What stands at the top of a delimited file: the header's fields and where the first record under it begins."""

    fields: tuple[str, ...]
    line: int
    """The header's line, from 1."""
    above: int
    """The lines down to its last one."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The first of the records under it."""
    titles: tuple[str, ...] = ()
    """The texts over it."""


def decode(data: bytes, stated: str | None) -> tuple[bytes, str, str]:
    """The file as bytes in which every delimiter is one byte, their encoding, and the encoding it came in.

    Raises StyringError when the bytes fit no encoding, or when none of the likely ones is certain.
    """
    found = _stated(stated) if stated else _encoding(data)
    if found.startswith("utf-16"):
        try:
            text = data.decode(found).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise _unfit(found) from error
        return text.encode(), "utf-8", found
    if found in ("utf-8-sig", "utf-8"):
        # What was found to be UTF-8 by itself has been looked through already.
        if (stated or found == "utf-8-sig") and not _is_utf8(data):
            raise _unfit(found)
        return data.removeprefix(codecs.BOM_UTF8), "utf-8", found
    try:
        data.decode(found)
    except UnicodeDecodeError as error:
        raise _unfit(found) from error
    return data, found, found


def _stated(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise StyringError(f"Tegnsættet »{name}« findes ikke. Kendte navne er utf-8, cp1252 og utf-16.") from error
    if found == "utf-16":
        return "utf-16-le"
    return {"utf_8": "utf-8", "iso8859-1": "latin-1"}.get(found, found)


def _unfit(encoding: str) -> StyringError:
    name = _ENCODING_NAMES.get(encoding, encoding)
    return StyringError(
        f"Filen er ikke skrevet i tegnsættet {name}. Angiv et andet med --encoding, eller udelad det, så det findes "
        "selv."
    )


def no_text() -> StyringError:
    """The file is of some other kind, whatever its name says."""
    return StyringError("Filen er ikke en tekstfil. Gem udtrækket som .xlsx eller .csv, og prøv igen.")


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = data[:4000]
    if b"\0" in sample:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        half = max(1, len(sample) // 2)
        if odd > 0.6 * half and even < 0.2 * half:
            return "utf-16-le"
        if even > 0.6 * half and odd < 0.2 * half:
            return "utf-16-be"
        raise no_text()
    if data.isascii():
        return "ascii"
    return "utf-8" if _is_utf8(data) else _single_byte(data)


def _is_utf8(data: bytes) -> bool:
    """Piece by piece: as one text a large file would take its room twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(0, len(view), _PIECE):
            decoder.decode(view[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(data: bytes) -> str:
    """Windows-1252 when its special letters are those of Danish, else a question to the user."""
    special = bytes(sorted(set(data) - set(range(128))))
    try:
        letters = special.decode("cp1252")
    except UnicodeDecodeError:
        letters = ""
    if not letters or _BROKEN.search(data) or not _DANISH & set(letters) or set(letters) - _LIKELY:
        raise StyringError(
            "Filens tegnsæt kan ikke afgøres: den er ikke UTF-8, og som Windows-1252 står der tegn, dansk ikke bruger. "
            "Gem den i Excel som »CSV UTF-8«, eller angiv tegnsættet på kommandolinjen, f.eks. --encoding cp1252 eller "
            "--encoding cp850."
        )
    return "cp1252"


Lacking = Callable[[Sequence[str]], str | None]
"""What a record's fields lack to be a header that the import can use, None when nothing."""


def delimiter_and_head(
    data: bytes, encoding: str, stated: str | None, lacking: Lacking, example: str
) -> tuple[str, Head]:
    """The delimiter, and the header found with it. Raises StyringError when there is none, or more than one way.

    ``example`` is what a user may write after --column.
    """
    sample = data[:_SAMPLE].decode(encoding, errors="ignore")
    if stated is not None:
        stated = {"tab": "\t", "\\t": "\t", "tabulator": "\t"}.get(stated.lower(), stated)
        if len(stated) != 1 or stated in '"\r\n' or not stated.isascii():
            raise StyringError('Skilletegnet skal være ét tegn, f.eks. --delimiter ";" eller --delimiter tab.')
    elif (hint := re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE)) is not None:
        stated = hint[1]
    found: list[tuple[str, Head]] = []
    widest: tuple[int, list[str]] = (0, [])
    for delimiter in (stated,) if stated else DELIMITERS:
        records = _records(sample, delimiter)
        for number, (line, last, fields) in enumerate(records[:HEAD_RECORDS]):
            if len([text for text in fields if text.strip()]) > widest[0]:
                widest = (len(fields), fields)
            if len(fields) > 1 and lacking(fields) is None:
                rows = tuple(tuple(text.strip() for text in each) for _, _, each in records[number + 1 :])
                titles = tuple(text for _, _, each in records[:number] for text in each)
                found.append((delimiter, Head(tuple(text.strip() for text in fields), line, last, rows, titles)))
                break
    if len(found) > 1:
        names = " og ".join(DELIMITERS.get(each[0], each[0]) for each in found)
        raise StyringError(
            f"Filens skilletegn kan ikke afgøres: den kan læses med {names}. Gem den i Excel som .xlsx, eller angiv "
            "det på kommandolinjen med --delimiter."
        )
    if not found:
        raise StyringError(no_header(widest[1], lacking(widest[1]), example))
    return found[0]


def no_header(fields: Sequence[str], lacking: str | None, example: str) -> str:
    """The sentence about a file in which no header was found: what the richest row lacks, and how to say otherwise."""
    shown = " | ".join(text.strip()[:30] for text in fields[:12] if text.strip())
    # The first row of a file without a header is data, which may be personal and must not be in an error message.
    quoted = (
        f" Den rigeste række er: {shown}. Den mangler {lacking}." if shown and not re.search(r"\d{4}", shown) else ""
    )
    return (
        f"Der blev ikke fundet en overskriftsrække, der kan bruges.{quoted} Skriv i Opsætning, hvilken overskrift "
        f'der er hvad, eller på kommandolinjen med f.eks. --column "{example}" (en gang pr. felt).'
    )


def _records(sample: str, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """The first records of a sample with the lines each begins and ends on."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    records: list[tuple[int, int, list[str]]] = []
    line = 1
    try:
        for fields in reader:
            records.append((line, reader.line_num, fields))
            line = reader.line_num + 1
            if len(records) >= HEAD_RECORDS + EVIDENCE:
                break
    except csv.Error:
        pass
    return records
