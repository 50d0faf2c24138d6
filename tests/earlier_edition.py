"""A workbook of the edition before *Afvigelse* and *Forklaring* had comments: narrower sheets, the chart right beside
them, and what the user may have there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import column_letters, parse_address
from styring_xl.cells.patch import Block, Patch

WIDTHS = {"Afvigelse": 12, "Forklaring": 14}
"""The columns of each sheet then."""


def of(package: bytes, **own: Any) -> bytes:
    """The workbook, refreshed by today's edition, as that edition left it; ``own`` are cells of *Afvigelse* that the
    user has filled, by their addresses."""
    book = FileBook.from_bytes(package)
    blocks = []
    for sheet, width in WIDTHS.items():
        ref = book.grid(sheet).rows
        blocks.append(Block.of(sheet, 5, width + 1, tuple((None, None) for _ in ref)))
    blocks += [Block.of("Afvigelse", *parse_address(cell), ((value,),)) for cell, value in own.items()]
    data = book.edit(Patch(blocks=tuple(blocks))).bytes()
    changes: dict[str, Callable[[str], str]] = {"xl/workbook.xml": _names}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    texts = {name: content.decode() for name, content in held.items() if name.endswith(".xml")}
    sheets = {name: _part(texts, held, name) for name in WIDTHS}
    for name, part in sheets.items():
        changes[part] = lambda text, width=WIDTHS[name]: _narrow(text, width)  # type: ignore[misc]
    drawing = next(
        name for name in texts if name.startswith("xl/drawings/") and 'name="Styring_Diagram"' in texts[name]
    )
    changes[drawing] = lambda text: text.replace("<xdr:col>15<", "<xdr:col>13<").replace("<xdr:col>24<", "<xdr:col>22<")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in held.items():
            made.writestr(name, changes[name](content.decode()) if name in changes else content)
    return out.getvalue()


def _part(texts: dict[str, str], held: dict[str, bytes], sheet: str) -> str:
    """The part of a sheet."""
    relation = re.search(rf'<sheet name="{sheet}"[^>]*r:id="(\w+)"', texts["xl/workbook.xml"])
    assert relation is not None
    found = re.search(rf'Id="{relation[1]}"[^>]*Target="([^"]*)"', held["xl/_rels/workbook.xml.rels"].decode())
    assert found is not None
    return f"xl/{found[1]}"


def _names(text: str) -> str:
    for sheet, width in WIDTHS.items():
        letters = column_letters(width)
        pattern = rf"(<definedName name=\"Styring_{sheet}\">'?{sheet}'?![$]A[$]\d+:[$])[A-Z]+([$]\d+)"
        text, count = re.subn(pattern, rf"\g<1>{letters}\g<2>", text)
        assert count == 1, sheet
    return text.replace("'Afvigelse'!$P:$Y", "'Afvigelse'!$N:$Y")


def _narrow(text: str, width: int) -> str:
    """The columns beyond the sheet's then had no width of their own."""
    columns = re.findall(r"<col [^>]*/>", text)
    kept = [each for each in columns if int(re.findall(r'max="(\d+)"', each)[0]) <= width]
    head, tail = text[: text.index("<cols>")], text[text.index("</cols>") + len("</cols>") :]
    return f"{head}<cols>{''.join(kept)}</cols>{tail}"
