"""*Notat* as a document of its own: Word, or PDF where LibreOffice is installed. The workbook is only read."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from styring_xl import office, workbook
from styring_xl.books.file.creation import create
from styring_xl.calc.closed import open_book
from styring_xl.errors import StyringError, already_there
from styring_xl.refresh import material_of
from styring_xl.reports import read
from styring_xl.reports.memo.gather import memo_of
from styring_xl.state import private_folder

if TYPE_CHECKING:
    import datetime as dt

    from styring_xl.figures.memo.memo import Memo
    from styring_xl.reading.snapshot import Snapshot

WORD: Final = ".docx"
PDF: Final = ".pdf"
_PACKAGES: Final = ("docx", "matplotlib")
_MISSING: Final = (
    "Notatet kan ikke skrives som fil, før to pakker er lagt ind (python-docx og matplotlib). Bed den, der har sat "
    "Styring-XL op, om at køre: pip install 'styring-xl[memo]'"
)


def make(
    file: Path,
    target: Path,
    moment: dt.datetime,
    *,
    template: Path | None = None,
    year: int | None = None,
    closed: int | None = None,
) -> Memo:
    """Writes the memo of a workbook to a new file, ``.docx`` or ``.pdf``; ``moment`` is when it is made.

    Raises StyringError when the packages or LibreOffice are missing, when the template can't be read, and when the
    file exists.
    """
    _check(target)
    book = open_book(file, template=workbook.build)
    return write(read(book, year=year, closed=closed, hint=file.stem), target, moment, template=template, like=file)


def write(
    snapshot: Snapshot, target: Path, moment: dt.datetime, *, template: Path | None = None, like: Path | None = None
) -> Memo:
    """Writes the memo of a workbook that is read; the new file is as open to others as ``like`` is. Raises as
    ``make``."""
    program = _check(target)
    memo = memo_of(material_of(snapshot, simulates=True))

    from styring_xl.memo_document.document import written
    from styring_xl.memo_document.template import load

    content = written(memo, load(template), moment)
    create(target, [content if program is None else _pdf(content, program)], like)
    return memo


def _check(target: Path) -> Path | None:
    """LibreOffice, where the memo needs it. Raises StyringError where it can't be written."""
    suffix = target.suffix.lower()
    if suffix not in (WORD, PDF):
        raise StyringError(f"Notatet skrives som {WORD} eller {PDF}: giv det et navn, der ender på en af dem.")
    _need_packages()
    program = office.find() if suffix == PDF else None
    if suffix == PDF and program is None:
        raise StyringError(f"PDF kræver LibreOffice, som ikke er installeret her. Skriv notatet som {WORD}.")
    if target.exists():
        raise already_there(target.name)
    return program


def make_template(target: Path) -> None:
    """Writes our own template to a new file, for a municipality to restyle. Raises StyringError as ``make`` does."""
    if target.suffix.lower() != WORD:
        raise StyringError(f"Skabelonen skrives som {WORD}: giv den et navn, der ender på det.")
    _need_packages()
    import io

    from styring_xl.memo_document.template import made

    document = made()
    document.core_properties.author = document.core_properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    create(target, [out.getvalue()])


def _need_packages() -> None:
    if any(importlib.util.find_spec(name) is None for name in _PACKAGES):
        raise StyringError(_MISSING)


def _pdf(content: bytes, program: Path) -> bytes:
    """The document as LibreOffice prints it."""
    try:
        folder = private_folder()
    except OSError as error:
        raise StyringError(
            "Der kan ikke laves en mappe til LibreOffice i jeres egen profil. Skriv notatet som .docx."
        ) from error
    try:
        word = folder / f"notat{WORD}"
        word.write_bytes(content)
        try:
            office.to_pdf(program, [word], folder)
        except StyringError as error:
            raise StyringError(f"{error} LibreOffice skal have Writer med.") from None
        return word.with_suffix(PDF).read_bytes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
