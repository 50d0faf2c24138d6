"""A memo as a Word document: real headings, a real table, and its charts as pictures with a text in their place."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from styring_xl.figures.memo.committee import ALL, CommitteeRow, CommitteeTable
from styring_xl.figures.memo.memo import RESULT, Memo
from styring_xl.memo_document import charts, template
from styring_xl.reports.memo.columns import HEADERS
from styring_xl.standard.sign import Sign

if TYPE_CHECKING:
    import datetime as dt

    from docx.document import Document

CHARTS: Final = "Diagrammer"
_NAME: Final = 3.6
"""Centimetres of the first column; the figures share the rest."""
_LEFT: Final = (5, 7)
"""The columns of what is left of a budget, which has the workbook's sign."""


def written(memo: Memo, document: Document, moment: dt.datetime) -> bytes:
    """The memo at the end of a template, as a file; ``moment`` is when it is made."""
    _open_end(document)
    document.add_paragraph(memo.title, template.TITLE)
    for section in memo.sections:
        document.add_paragraph(section.title, template.HEADING)
        if section.sentences:
            document.add_paragraph(" ".join(section.sentences), template.TEXT)
        for line in section.lines:
            document.add_paragraph(line, template.BULLET)
        if section.after:
            document.add_paragraph(" ".join(section.after), template.TEXT)
        if section.title == RESULT and memo.table is not None:
            _table(document, memo.table, memo.sign)
            document.add_paragraph(memo.note, template.NOTE)
    _pictures(document, memo)
    _nobody(document, memo, moment)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _open_end(document: Document) -> None:
    """Takes away the empty paragraphs that a template ends with."""
    while document.paragraphs:
        last = document.element.body.xpath("./*[not(self::w:sectPr)][last()]")
        if not last or not last[0].tag.endswith("}p") or last[0].xpath(".//w:t | .//w:drawing | .//w:sectPr | .//w:br"):
            break
        last[0].getparent().remove(last[0])


def _table(document: Document, found: CommitteeTable, sign: Sign) -> None:
    rows: list[tuple[CommitteeRow, str, bool]] = []
    for frame in found.frames:
        rows += [(row, row.name, False) for row in frame.rows]
        if frame.name:
            rows.append((frame.total, f"{frame.name} i alt", True))
    rows.append((found.total, ALL, True))
    table = document.add_table(len(rows) + 1, len(HEADERS) + 1, template.TABLE)
    table.autofit = False
    head = table.rows[0].cells
    _cell(head[0], found.scale.unit.capitalize(), template.TABLE_NAME, bold=True)
    for cell, text in zip(head[1:], HEADERS, strict=True):
        _cell(cell, text, template.TABLE_HEAD)
    for row, (shown, name, is_sum) in zip(table.rows[1:], rows, strict=True):
        first, *cells = row.cells
        _cell(first, name, template.TABLE_NAME, bold=is_sum)
        figures = list(shown.figures)
        for at in _LEFT:
            figures[at] *= sign.factor
        for cell, steps in zip(cells, figures, strict=True):
            _cell(cell, found.scale.figure(steps), template.TABLE_FIGURE, bold=is_sum)
    _shape(document, table)


def _cell(cell: Any, text: str, style: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    run = paragraph.add_run(text)
    if bold:
        run.bold = True


def _shape(document: Document, table: Any) -> None:
    """The widths, a header that stands again on the next page, rows that no page parts, and what it is in words."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Emu

    section = document.sections[-1]
    width = (section.page_width or Cm(21)) - (section.left_margin or Cm(2)) - (section.right_margin or Cm(2))
    figure = Emu((width - Cm(_NAME)) // len(HEADERS))
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            cell.width = figure if at else Cm(_NAME)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for at, column in enumerate(table.columns):
        column.width = figure if at else Cm(_NAME)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for tag, text in (
        ("w:tblCaption", "Budget, forventet forbrug og resultat"),
        ("w:tblDescription", "En række for hver gruppe, summer for hver budgetart og i alt."),
    ):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _pictures(document: Document, memo: Memo) -> None:
    from docx.shared import Cm

    drawn = [chart for chart in memo.charts if not chart.is_empty]
    if drawn:
        document.add_paragraph(CHARTS, template.HEADING)
    for chart in drawn:
        document.add_paragraph(chart.title, template.CAPTION)
        section = document.sections[-1]
        room = (section.page_width or Cm(21)) - (section.left_margin or Cm(2)) - (section.right_margin or Cm(2))
        made = document.add_picture(io.BytesIO(charts.picture(chart, memo)), min(Cm(charts.WIDTH), room))
        properties = made._inline.docPr
        properties.set("descr", charts.description(chart, memo))
        properties.set("title", chart.title)


def _nobody(document: Document, memo: Memo, moment: dt.datetime) -> None:
    """The document's properties, without anybody's name, also where the template has one."""
    properties = document.core_properties
    properties.title, properties.language = memo.title, "da-DK"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.subject = properties.keywords = properties.category = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    for part in document.part.package.iter_parts():
        if str(part.partname) in ("/docProps/app.xml", "/docProps/custom.xml"):
            _empty(part)


def _empty(part: Any) -> None:
    """What a template says of its maker in the properties that python-docx leaves alone."""
    import re

    text = part._blob
    for tag in (b"Manager", b"Company", b"HyperlinkBase"):
        text = re.sub(rb"<(\w+:)?" + tag + rb"\b[^>]*>.*?</(\w+:)?" + tag + rb">", b"", text, flags=re.DOTALL)
    if str(part.partname).endswith("custom.xml"):
        text = re.sub(rb"<(\w+:)?property\b.*</(\w+:)?property>", b"", text, flags=re.DOTALL)
    part._blob = text
