"""Buttons of a workbook of an earlier edition exchanged for this edition's, on the sheets where all of them are ours.

They are legacy VML shapes (``xl/drawings/vmlDrawing*.vml``), each with the macro that it calls.
"""

from __future__ import annotations

import re
from typing import Final

from styring_xl.books.ooxml.markup import insert_child, splice
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import (
    TYPES,
    add_relation,
    add_type,
    content_type,
    relations_part,
    relative_target,
)
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.danish.phrase import listed

_MACRO: Final = re.compile(rb"FmlaMacro>\[\d+\]!(\w+)<")
_SHAPE: Final = re.compile(rb"<v:shape\s")
_NUMBER: Final = re.compile(rb"_x0000_s(\d+)")
_BLOCK: Final = 1024
"""The shapes of a sheet are numbered from a multiple of this, its block, which no other sheet has."""
_VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
_RELATIONS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def macros_of(book: Workbook, name: str) -> set[bytes]:
    """The names of the macros that the buttons of a sheet call; none where the workbook has no macros."""
    part = _drawing(book, name)
    if part is None or book.related("vbaProject") is None:
        return set()
    return set(_MACRO.findall(book.package.read(part)))


def renew(book: Workbook, template: Workbook) -> tuple[Package, tuple[str, ...]]:
    """The package with all buttons of this edition on the sheets of ours that lack some, and what to tell in Danish.

    A sheet where something else is drawn is left as it is and told. ``template`` is this edition's workbook.
    """
    if book.related("vbaProject") is None or book.is_strict:
        return book.package, ()
    theirs = {sheet.name.lower(): sheet.name for sheet in template.sheets}
    left: list[str] = []
    for sheet in book.sheets:
        known = theirs.get(sheet.name.lower())
        if sheet.kind != "worksheet" or known is None or macros_of(template, known) <= macros_of(book, sheet.name):
            continue
        source = template.package.read(str(_drawing(template, known)))
        part = _drawing(book, sheet.name)
        if part is None:
            book = Workbook(_hung(book, sheet.part, source))
        elif _is_ours(book, sheet.part, part):
            old = book.package.read(part)
            book = Workbook(book.package.changed_by({part: _numbered(source, _first(old))}))
        else:
            left.append(sheet.name)
    if not left:
        return book.package, ()
    names = listed([f"»{name}«" for name in left])
    return book.package, (f"Nye knapper er ikke sat på {names}, hvor der er andet tegnet; de er i båndet Styring.",)


def _drawing(book: Workbook, name: str) -> str | None:
    """The part that holds a sheet's buttons."""
    return next(
        (
            each.part
            for each in book.relations(book.sheet(name).part)
            if each.kind == "vmlDrawing" and each.part is not None and each.part in book.package
        ),
        None,
    )


def _is_ours(book: Workbook, sheet: str, part: str) -> bool:
    """Whether all that is drawn there are buttons as we write them. When Excel has saved the workbook, the sheet has an
    element for each button too (``controls``), and the drawing cannot be exchanged alone."""
    data = book.package.read(part)
    return (
        len(_SHAPE.findall(data)) == len(_MACRO.findall(data))
        and not book.relations(part)
        and b"<controls" not in book.package.read(sheet)
    )


def _first(data: bytes) -> int:
    """The lowest block that the shapes of a drawing are numbered from; 1 where it has none."""
    return min((int(each) // _BLOCK for each in _NUMBER.findall(data)), default=1)


def _numbered(data: bytes, block: int) -> bytes:
    """The drawing with its shapes numbered from another block."""
    shift = (block - _first(data)) * _BLOCK
    data = _NUMBER.sub(lambda match: b"_x0000_s%d" % (int(match[1]) + shift), data)
    return re.sub(rb'(<o:idmap [^>]*data=")\d+', lambda match: match[1] + b"%d" % block, data)


def _hung(book: Workbook, sheet: str, source: bytes) -> Package:
    """A sheet without buttons gets its first."""
    package = book.package
    blocks = [_first(package.read(name)) for name in package.names if name.lower().endswith(".vml")]
    number = 1
    while f"xl/drawings/vmlDrawing{number}.vml" in package:
        number += 1
    part = f"xl/drawings/vmlDrawing{number}.vml"
    relations_name = relations_part(sheet)
    own = package.read(relations_name) if relations_name in package else None
    relations, identity = add_relation(own, _KIND, relative_target(sheet, part))
    xml = SheetXml(package.read(sheet))
    at = xml.insertion_point("legacyDrawing")
    element = b"<" + xml.prefix + b'legacyDrawing xmlns:r="' + _RELATIONS + b'" r:id="' + identity.encode() + b'"/>'
    types = book.types if content_type(book.types, part) == _VML else add_type(book.types, part, _VML)
    return package.changed_by(
        {
            part: _numbered(source, max(blocks, default=0) + 1),
            relations_name: relations,
            sheet: splice(xml.data, [insert_child(xml.data, xml.outer, at, element)]),
            TYPES: types,
        }
    )
