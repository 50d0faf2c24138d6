"""Workbooks made part by part, so that a test says exactly what is in the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = (
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="4" fontId="1" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="1" fillId="0" borderId="0" xfId="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    '<cellStyle name="Min stil" xfId="1"/></cellStyles>'
)
"""Style indices: 1 a date, 2 the named style Min stil, 3 bold by hand."""


def zipped(parts: Mapping[str, str | bytes], **options: int) -> bytes:
    """The parts as a zip, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = options.get("method", zipfile.ZIP_DEFLATED)
            archive.writestr(info, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The reverse."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook(
    sheets: Mapping[str, str],
    *,
    strings: str | None = None,
    workbook_more: str = "",
    properties: str = "",
    strict: bool = False,
    prefix: str = "",
    more: Mapping[str, str | bytes] | None = None,
    types: str = "",
    relations: str = "",
    absolute: bool = False,
) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets have the given inner XML (without prefix: it is added).

    ``strings`` is the inside of the shared strings, ``workbook_more`` what follows the sheets in the workbook part,
    ``more`` parts to add, ``types`` and ``relations`` what to add to the content types and the workbook's relations.
    """
    main, base = (STRICT, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    colon = f"{prefix}:" if prefix else ""

    def own(xml: str) -> str:
        if not prefix:
            return xml
        return xml.replace("</", "\0").replace("<", f"<{colon}").replace("\0", f"</{colon}")

    def part(tag: str, inner: str) -> str:
        declared = f' xmlns{":" + prefix if prefix else ""}="{main}" xmlns:r="{base}"'
        return f"{HEAD}<{colon}{tag}{declared}>{own(inner)}</{colon}{tag}>"

    folder = "/xl/" if absolute else ""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/worksheet" Target="{folder}worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdStyles" Type="{base}/styles" Target="{folder}styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    result: dict[str, str | bytes] = {}
    if strings is not None:
        links += f'<Relationship Id="rIdStrings" Type="{base}/sharedStrings" Target="{folder}sharedStrings.xml"/>'
        overrides += f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
        result["xl/sharedStrings.xml"] = part("sst", strings)
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{overrides}{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{base}/officeDocument" Target="{"/xl/" if absolute else "xl/"}workbook.xml"/></Relationships>',
        "xl/workbook.xml": part("workbook", f"{properties}<sheets>{listed}</sheets>{workbook_more}"),
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{links}{relations}</Relationships>',
        "xl/styles.xml": part("styleSheet", STYLES),
        **{f"xl/worksheets/sheet{n}.xml": part("worksheet", inner) for n, inner in enumerate(sheets.values(), 1)},
        **result,
        **(more or {}),
    }


def simple(inner: str, name: str = "Ark1", **options: object) -> bytes:
    """A workbook of one sheet."""
    return zipped(workbook({name: inner}, **options))  # type: ignore[arg-type]
