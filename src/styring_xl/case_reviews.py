"""*Sagsgennemgang* of every adviser as a file of its own: a PDF where LibreOffice is installed, else a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import office, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.save import write_new
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish.text import label
from styring_xl.errors import StyringError
from styring_xl.figures.case_review import advisers
from styring_xl.refresh import material_of
from styring_xl.reports import case_review, read
from styring_xl.reports.report import Material
from styring_xl.standard import style

_UNSAFE = re.compile(r"[^\w .-]+")


class Reviews(Struct, frozen=True):
    """The files made, in the order of the advisers; ``are_pdf`` is False where LibreOffice is not installed."""

    files: tuple[Path, ...]
    are_pdf: bool


def make(file: Path, folder: Path, wanted: Sequence[str] = ()) -> Reviews:
    """Writes a file for each adviser in ``wanted``, or for all of them. The workbook itself is only read.

    Raises StyringError where nobody is an adviser or a wanted one is not, and where a file is there already.
    """
    material = material_of(read(FileBook.open(file), hint=file.stem))
    names = advisers(material.snapshot.disposition.commitments)
    if not names:
        raise StyringError("Ingen række i disponeringen har en rådgiver. Udfyld kolonnen Rådgiver, og prøv igen.")
    known = {label(name): name for name in names}
    unknown = next((name for name in wanted if label(name) not in known), None)
    if unknown is not None:
        raise StyringError("Ingen række har den ønskede rådgiver; se navnene i kolonnen Rådgiver.")
    chosen = [known[label(name)] for name in wanted] or names
    folder.mkdir(parents=True, exist_ok=True)
    books = [folder / f"{stem}.xlsx" for stem in _stems(chosen)]
    program = office.find()
    targets = [path.with_suffix(".pdf") for path in books] if program else books
    taken = next((path for path in (*targets, *books) if path.exists()), None)
    if taken is not None:
        raise StyringError(f"Filen {taken.name} findes allerede. Vælg en anden mappe, eller flyt den.")
    made: list[Path] = []
    try:
        for name, path in zip(chosen, books, strict=True):
            write_new(path, _one(material, name), like=file)
            made.append(path)
        if program is not None:
            office.to_pdf(program, books, folder)
    finally:
        if program is not None:
            for path in made:
                path.unlink(missing_ok=True)
    return Reviews(tuple(targets), program is not None)


def _stems(names: Sequence[str]) -> list[str]:
    """A file name for each adviser, no two alike on a disk that does not tell capitals from small letters."""
    found: list[str] = []
    for name in names:
        stem = f"Sagsgennemgang {_UNSAFE.sub('', name).strip(' .') or 'rådgiver'}"
        taken = {each.casefold() for each in found}
        numbered = (stem, *(f"{stem} {number}" for number in range(2, len(names) + 2)))
        found.append(next(each for each in numbered if each.casefold() not in taken))
    return found


def _one(material: Material, adviser: str) -> Sequence[bytes | memoryview]:
    """The workbook of one adviser's sheet. Links to rows of another workbook lead nowhere, so it has none."""
    sheet = case_review.SHEET
    site = sheet.site(sheet.name)
    drawn = case_review.review(replace(material, sites={}), site, adviser, adviser)
    areas = tuple(replace(area, links=()) for area in drawn.areas)
    figures = material.figures
    until = f"til og med {standard.MONTH_NAMES[figures.closed - 1]}" if figures.closed else "intet endnu"
    said = f"Regnskabsår {figures.year}, realiseret {until}."
    status = Block.of(sheet.name, standard.STATUS_ROW, 1, ((said,),), ((style.STATUS,),))
    book = FileBook.from_bytes(workbook.of([sheet]), "Sagsgennemgang.xlsx")
    return book.edit(Patch(areas=areas, blocks=(status,))).pieces
