"""From XlsxWriter's package to ours: named cell styles, styles on table columns, bulk rows, a reproducible zip."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from styring_xl.cells.cell import column_letters
from styring_xl.standard import style
from styring_xl.workbook import rows
from styring_xl.workbook.rows import Body, Strings

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_STRINGS: Final = "xl/sharedStrings.xml"
_PLAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_STYLE_IDS: Final = {name: at for at, name in enumerate(style.ALL, 1)}


class Big(Struct, frozen=True):
    """A table whose rows are put in afterwards: the sheet's number from 1, its header row, its body."""

    sheet: int
    header_row: int
    body: Body


def finish(raw: bytes, big: Mapping[str, Big], columns: Mapping[str, tuple[str, ...]], macro_enabled: bool) -> bytes:
    """The package with everything XlsxWriter cannot write.

    big: by table name; columns: the style of every column of the other tables, by table name.
    """
    by_sheet = {f"xl/worksheets/sheet{table.sheet}.xml": table for table in big.values()}
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        strings = _strings(source.read(_STRINGS).decode())
        for name in source.namelist():
            if name == _STRINGS:
                continue
            if name in by_sheet:
                with target.open(_entry(name), "w") as part:
                    _write_sheet(part, source.read(name).decode(), by_sheet[name], strings)
                continue
            data = source.read(name)
            if name == "xl/styles.xml":
                data = named_styles(data.decode()).encode()
            elif name.startswith("xl/charts/chart"):
                data = straight_lines(data.decode()).encode()
            elif name.startswith("xl/tables/"):
                data = _table(data.decode(), big, columns).encode()
            elif name == "[Content_Types].xml" and macro_enabled:
                data = _replace(data.decode(), _PLAIN, _MACRO).encode()
            target.writestr(_entry(name), data)
        target.writestr(_entry(_STRINGS), strings.xml())
    return out.getvalue()


def named_styles(xml: str) -> str:
    """styles.xml with a named style for each of ``style.ALL``; format n of the cells is exactly style n."""
    found = re.search(r'<cellXfs count="\d+">(.*?)</cellXfs>', xml, re.S)
    formats = re.findall(r"<xf [^>]*?/>|<xf .*?</xf>", found[1], re.S) if found else []
    if len(formats) != len(style.ALL) + 1:
        raise RuntimeError("the formats of the workbook are not the named styles alone")
    # Without apply flags a cell follows its named style when a user edits that in Excel.
    bare = [re.sub(r' (?:xfId|apply\w+)="\d+"', "", xf) for xf in formats]
    cells = [xf.replace("<xf ", f'<xf xfId="{at}" ', 1) for at, xf in enumerate(bare)]
    styles = "".join(f'<cellStyle name={quoteattr(name)} xfId="{at}"/>' for name, at in _STYLE_IDS.items())
    count = len(formats)
    for element, body in (
        ("cellStyleXfs", "".join(bare)),
        ("cellXfs", "".join(cells)),
        ("cellStyles", f'<cellStyle name="Normal" xfId="0" builtinId="0"/>{styles}'),
    ):
        new = f'<{element} count="{count}">{body}</{element}>'
        old = re.search(rf"<{element} .*?</{element}>", xml, re.S)
        if old is None:
            raise RuntimeError(f"styles.xml has no {element}")
        xml = xml[: old.start()] + new + xml[old.end() :]
    return xml


def straight_lines(xml: str) -> str:
    """A chart whose lines say that they are straight.

    XlsxWriter leaves that out, as Excel 2007 does. In a workbook that a later Excel made, where the chart is brought
    by adoption, LibreOffice then takes the lines for curves, which dip below the figures they are drawn from.
    """

    def lines(match: re.Match[str]) -> str:
        return match[0].replace("</c:ser>", '<c:smooth val="0"/></c:ser>')

    return re.sub(r"<c:lineChart>.*?</c:lineChart>", lines, xml, flags=re.S)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _replace(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise RuntimeError(f"the package holds {old!r} {text.count(old)} times")
    return text.replace(old, new)


def _strings(xml: str) -> Strings:
    uses = re.search(r'<sst [^>]*?count="(\d+)"', xml)
    return Strings(re.findall(r"<si><t[^>]*>(.*?)</t></si>", xml, re.S), int(uses[1]) if uses else 0)


def _write_sheet(part: IO[bytes], xml: str, table: Big, strings: Strings) -> None:
    body, first = table.body, table.header_row + 1
    right = column_letters(len(body.columns))
    xml = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{right}{table.header_row + body.rows}"/>', xml)
    before, after = xml.split("</sheetData>")
    part.write(before.encode())
    for chunk in rows.xml(body, first, _STYLE_IDS, strings):
        part.write(chunk)
    part.write(f"</sheetData>{after}".encode())


def _table(xml: str, big: Mapping[str, Big], columns: Mapping[str, tuple[str, ...]]) -> str:
    found = re.search(r'displayName="([^"]*)"', xml)
    name = found[1] if found else ""
    calculated: Mapping[int, str] = {}
    if name in big:
        table = big[name]
        looks, calculated = table.body.styles, table.body.calculated
        right = column_letters(len(looks))
        ref = f'ref="A{table.header_row}:{right}{table.header_row + table.body.rows}"'
        xml = re.sub(r'\bref="[^"]*"', ref, xml)
    else:
        looks = columns[name]
    xml = xml.replace("<table ", f'<table headerRowCellStyle="{style.HEADER}" ', 1)
    at = iter(range(len(looks)))

    # A row that Excel adds to the table takes its styles and its formula from here.
    def column(match: re.Match[str]) -> str:
        number = next(at)
        element = f"{match[1]} dataCellStyle={quoteattr(looks[number])}"
        if number in calculated:
            formula = escape(calculated[number])
            return f"{element}><calculatedColumnFormula>{formula}</calculatedColumnFormula></tableColumn>"
        return f"{element}/>"

    return re.sub(r"(<tableColumn [^>]*?)/>", column, xml)
