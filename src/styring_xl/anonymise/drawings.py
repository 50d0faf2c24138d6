"""The charts that a user has put on the sheets of a workbook, and the same charts put on the sheets of its copy."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import count
from typing import Final

from msgspec import Struct

from styring_xl.anonymise.charts import CHART, DRAWING
from styring_xl.anonymise.package import XML
from styring_xl.books.ooxml.markup import MAIN, RELATIONS, Splice, check, children, root, splice
from styring_xl.books.ooxml.move.widen import anchors, drawings
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import (
    TYPES,
    add_relation,
    add_type,
    content_type,
    relations_part,
    relative_target,
)
from styring_xl.books.ooxml.sheetxml import ORDER
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.books.ooxml.workbookxml import add_sheet

_SHEET_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_NEWER_TYPE: Final = "application/vnd.ms-office.chartex+xml"
_CHART_PART: Final = re.compile(r"/charts/chart(?:Ex)?\d*\.xml$", re.IGNORECASE)
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml"
_EMPTY: Final = f'{XML}<xdr:wsDr xmlns:xdr="{_SHEET_DRAWING}"></xdr:wsDr>'.encode()
_CHART_SHEET: Final = (
    f'{XML}<chartsheet xmlns="{MAIN[0]}" xmlns:r="{RELATIONS[0]}"><sheetPr/><sheetViews>'
    '<sheetView workbookViewId="0" zoomToFit="1"/></sheetViews>'
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<drawing r:id="rId1"/></chartsheet>'
).encode()
_PLACES: Final = {
    "twoCellAnchor": ("from", "to"), "oneCellAnchor": ("from", "ext"), "absoluteAnchor": ("pos", "ext"),
}  # fmt: skip
"""What says where a chart stands, by the kind of its anchor."""
_CELL: Final = ("col", "colOff", "row", "rowOff")
_SIZES: Final = {"ext": ("cx", "cy"), "pos": ("x", "y")}
_MOVES: Final = ("twoCell", "oneCell", "absolute")
_WHOLE: Final = re.compile(r"-?\d{1,9}")
_FIRST_ID: Final = 1001
"""Of the charts that are put in; those of the result sheets themselves have small numbers."""


class PlacedChart(Struct, frozen=True):
    """A chart of a sheet: the kind of its anchor, where it stands as that kind says it, how it moves, and its part."""

    anchor: str
    place: str
    moves: str
    part: str

    def written(self, number: int, relation: str) -> bytes:
        """The anchor as it stands in the copy's drawing."""
        moves = f' editAs="{self.moves}"' if self.moves else ""
        return (
            f'<xdr:{self.anchor} xmlns:xdr="{_SHEET_DRAWING}" xmlns:a="{DRAWING}"{moves}>{self.place}'
            f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number}" name="Diagram {number}"/>'
            '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
            f'</xdr:xfrm><a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{RELATIONS[0]}" '
            f'r:id="{relation}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:{self.anchor}>'
        ).encode()


def own_charts(book: Workbook, sheet: WorkbookSheet, ours: Container[str]) -> Iterator[PlacedChart]:
    """The charts of a sheet that stand there by themselves and have none of the names of ``ours``."""
    for part in _drawings(book, sheet):
        charts = {each.id: each.part for each in book.relations(part) if each.kind == "chart"}
        for anchor in ET.fromstring(check(book.package.read(part))):
            frame = next((each for each in anchor if _local(each) == "graphicFrame"), None)
            if frame is None or _called(frame) in ours:
                continue
            chart = next((each for each in frame.iter() if _local(each) == "chart"), None)
            target = None if chart is None else charts.get(next((v for k, v in chart.items() if k.endswith("}id")), ""))
            place = _place(anchor)
            if target is None or target not in book.package or place is None:
                continue
            moves = anchor.get("editAs", "")
            yield PlacedChart(_local(anchor), place, moves if moves in _MOVES else "", target)


def only_charts(book: Workbook) -> set[str]:
    """The parts of the drawings that hold charts and nothing else."""
    found: set[str] = set()
    for sheet in book.sheets:
        for part in _drawings(book, sheet):
            frames = [
                any(_local(each) == "graphicFrame" for each in a) for a in ET.fromstring(check(book.package.read(part)))
            ]
            if all(frames):
                found.add(part)
    return found


def charts_of(book: Workbook) -> set[str]:
    """The parts of all charts of a workbook, of the newer kinds too."""
    return {
        name
        for name in book.package.names
        if content_type(book.types, name) in (_CHART_TYPE, _NEWER_TYPE) or _CHART_PART.search(name)
    }


def names_of(template: Workbook) -> set[str]:
    """What the charts of the result sheets are called."""
    found = (
        anchors(template.package.read(part)) for sheet in template.sheets for part in drawings(template, sheet.name)
    )
    return {name for each in found for name in each}


def charts_of_names(book: Workbook, names: Container[str]) -> set[str]:
    """The parts of the charts that are called so."""
    found: set[str] = set()
    for sheet in book.sheets:
        if sheet.kind == "worksheet":
            every = {each.part for each in own_charts(book, sheet, ())}
            found |= every - {each.part for each in own_charts(book, sheet, names)}
    return found


Placed = Sequence[tuple[PlacedChart, bytes]]
"""Charts of a sheet and their parts."""


def with_charts(data: bytes, charts: Mapping[str, Placed], sheets: Mapping[str, Placed]) -> bytes:
    """A workbook with charts put on some of its sheets, and with some sheets more that hold nothing but charts."""
    book = Workbook(Package.parse(data))
    workbook = book.workbook
    own = relations_part(book.main)
    relations_of_book = book.package.read(own)
    parts: dict[str, bytes | None] = {}
    types = book.types
    taken = {name.lower() for name in book.package.names}

    def fresh(stem: str) -> str:
        name = next(each for n in count(1) if (each := f"xl/{stem}{n}.xml").lower() not in taken)
        taken.add(name.lower())
        return name

    def draw(part: str, drawn: bytes, relations: bytes | None, placed: Placed) -> None:
        """Put charts into a drawing."""
        nonlocal types
        written = []
        for number, (chart, content) in enumerate(placed, _FIRST_ID):
            target = fresh("charts/chart")
            types = add_type(types, target, _CHART_TYPE)
            parts[target] = content
            relations, relation = add_relation(relations, f"{RELATIONS[0]}/chart", relative_target(part, target))
            written.append(chart.written(number, relation))
        end = root(drawn).close
        parts[part] = splice(drawn, [Splice(end, end, b"".join(written))])
        parts[relations_part(part)] = relations

    for name, placed in charts.items():
        part = next(iter(drawings(book, name)), None)
        if part is None:
            part = fresh("drawings/drawing")
            types = add_type(types, part, _DRAWING_TYPE)
            parts |= _drawn_on(book, book.sheet(name), part)
            draw(part, _EMPTY, None, placed)
        else:
            found = book.package.find(relations_part(part))
            draw(part, book.package.read(part), None if found is None else book.package.read(found), placed)
    for name, placed in sheets.items():
        sheet, part = fresh("chartsheets/sheet"), fresh("drawings/drawing")
        types = add_type(add_type(types, part, _DRAWING_TYPE), sheet, _SHEET_TYPE)
        parts[sheet] = _CHART_SHEET
        parts[relations_part(sheet)], _ = add_relation(None, f"{RELATIONS[0]}/drawing", relative_target(sheet, part))
        draw(part, _EMPTY, None, placed)
        target = relative_target(book.main, sheet)
        relations_of_book, relation = add_relation(relations_of_book, f"{RELATIONS[0]}/chartsheet", target)
        workbook = add_sheet(workbook, name, relation)
    if sheets:
        parts |= {own: relations_of_book, book.main: workbook}
    parts[TYPES] = types
    return b"".join(book.package.changed_by(parts).pieces())


def _drawn_on(book: Workbook, sheet: WorkbookSheet, drawing: str) -> dict[str, bytes]:
    """The parts of a sheet that has got a drawing."""
    own = relations_part(sheet.part)
    found = book.package.find(own)
    old = None if found is None else book.package.read(found)
    relations, relation = add_relation(old, f"{RELATIONS[0]}/drawing", relative_target(sheet.part, drawing))
    data, tail = book.package.read(sheet.part), book.tail(sheet.name)
    last = tail.rfind(b"</")
    after = ORDER[ORDER.index("drawing") + 1 :]
    at = next((node.start for node in children(tail, 0, last) if node.local in after), last)
    at += len(data) - len(tail)
    element = f'<drawing xmlns:r="{RELATIONS[0]}" r:id="{relation}"/>'.encode()
    return {own: relations, sheet.part: data[:at] + element + data[at:]}


def _drawings(book: Workbook, sheet: WorkbookSheet) -> list[str]:
    """The parts with what is drawn on a sheet of any kind."""
    found = [each.part for each in book.relations(sheet.part) if each.kind == "drawing"] if sheet.part else []
    return [part for part in found if part is not None and part in book.package]


def _local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _called(frame: ET.Element) -> str:
    return next((each.get("name", "") for each in frame.iter() if _local(each) == "cNvPr"), "")


def _place(anchor: ET.Element) -> str | None:
    """Where an anchor says that its chart stands, as whole numbers; None for what is said otherwise."""
    wanted = _PLACES.get(_local(anchor), ())
    made = ""
    for name in wanted:
        element = next((each for each in anchor if _local(each) == name), None)
        if element is None:
            return None
        if name in _SIZES:
            values = [element.get(key, "") for key in _SIZES[name]]
            shown = " ".join(f'{key}="{value}"' for key, value in zip(_SIZES[name], values, strict=True))
            made += f"<xdr:{name} {shown}/>"
        else:
            texts = {_local(each): (each.text or "").strip() for each in element}
            values = [texts.get(key, "") for key in _CELL]
            inside = "".join(f"<xdr:{key}>{value}</xdr:{key}>" for key, value in zip(_CELL, values, strict=True))
            made += f"<xdr:{name}>{inside}</xdr:{name}>"
        if not all(map(_WHOLE.fullmatch, values)):
            return None
    return made or None
