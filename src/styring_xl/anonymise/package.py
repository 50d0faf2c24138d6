"""The copy as a package: its sheets, tables, names and looks put together from nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.anonymise.looks import MAIN
from styring_xl.books.ooxml.markup import escape
from styring_xl.books.ooxml.package import Package

_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_FIRST: Final = "[Content_Types].xml"
_THEME: Final = "theme/theme1.xml"
_PLAIN_TABLE: Final = (
    '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/>'
)


class SheetPart(Struct, frozen=True):
    """A sheet and its tables as they are written; ``state`` is empty when it is shown."""

    name: str
    state: str
    body: bytes
    tables: Sequence[bytes]


class TablePart(Struct, frozen=True):
    """A table's name and headers as the copy has them, and its part."""

    name: str
    heads: Sequence[str]
    data: bytes


def packed(sheets: Sequence[SheetPart], names: Mapping[str, str], styles: bytes, theme: bytes, date1904: bool) -> bytes:
    """The workbook's bytes; ``names`` says what each defined name stands for."""
    parts: dict[str, bytes] = {}
    overrides = {"/xl/workbook.xml": f"{_SHEET_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_SHEET_TYPE}.styles+xml"}
    overrides[f"/xl/{_THEME}"] = "application/vnd.openxmlformats-officedocument.theme+xml"
    tables = 0
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet.body
        overrides[f"/xl/worksheets/sheet{number}.xml"] = f"{_SHEET_TYPE}.worksheet+xml"
        if sheet.tables:
            links = [("table", f"../tables/table{tables + n}.xml") for n in range(1, len(sheet.tables) + 1)]
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(links)
        for each in sheet.tables:
            tables += 1
            parts[f"xl/tables/table{tables}.xml"] = each
            overrides[f"/xl/tables/table{tables}.xml"] = f"{_SHEET_TYPE}.table+xml"
    parts["xl/workbook.xml"] = _workbook(sheets, names, date1904)
    relations = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = _relations([*relations, ("styles", "styles.xml"), ("theme", _THEME)])
    parts[f"xl/{_THEME}"] = theme
    parts["xl/styles.xml"] = styles
    parts["_rels/.rels"] = _relations([("officeDocument", "xl/workbook.xml")])
    types = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in overrides.items())
    parts["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    ).encode()
    return _zip(parts)


def table_part(number: int, name: str, where: str, heads: Sequence[str], totals_rows: int) -> bytes:
    """A table: its place and its headers' texts, as the cells have them."""
    columns = [f'<tableColumn id="{n}" name="{_attribute(head)}"/>' for n, head in enumerate(heads, start=1)]
    totals = f' totalsRowCount="{totals_rows}"' if totals_rows else ' totalsRowShown="0"'
    named = f'id="{number}" name="{_attribute(name)}" displayName="{_attribute(name)}"'
    return (
        f'{XML}<table xmlns="{MAIN}" {named} ref="{where}"{totals}>'
        f'<tableColumns count="{len(columns)}">{"".join(columns)}</tableColumns>{_PLAIN_TABLE}</table>'.encode()
    )


def _workbook(sheets: Sequence[SheetPart], names: Mapping[str, str], date1904: bool) -> bytes:
    listed = "".join(
        f'<sheet name="{_attribute(sheet.name)}" sheetId="{number}"'
        + (f' state="{sheet.state}"' if sheet.state else "")
        + f' r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    defined = "".join(
        f'<definedName name="{_attribute(name)}">{escape(where)}</definedName>' for name, where in names.items()
    )
    if defined:
        defined = f"<definedNames>{defined}</definedNames>"
    dates = ' date1904="1"' if date1904 else ""
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{_REL}"><workbookPr{dates}/>'
        f"<bookViews><workbookView/></bookViews>"
        f'<sheets>{listed}</sheets>{defined}<calcPr fullCalcOnLoad="1"/></workbook>'
    ).encode()


def _attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def _relations(links: Iterable[tuple[str, str]]) -> bytes:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, start=1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE_REL}">{each}</Relationships>'.encode()


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(_FIRST, (1980, 1, 1, 0, 0, 0)), parts[_FIRST])
    rest = {name: content for name, content in parts.items() if name != _FIRST}
    return b"".join(Package.parse(out.getvalue()).changed_by(rest).pieces())
