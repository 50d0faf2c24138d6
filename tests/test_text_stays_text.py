"""Text that a spreadsheet could take for something else stays the text it is, wherever it is repeated."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.live.cell import link_target, write_cell
from styring_xl.books.live.plan import with_links
from styring_xl.books.ooxml.strings import escape_text
from styring_xl.buttons.undo import from_json, to_json
from styring_xl.cells.cell import Formula
from styring_xl.cells.patch import Area, Block, Link, Patch
from styring_xl.danish.writing import csv_text
from styring_xl.fit import fit
from styring_xl.reports import read
from tests.workbooks import saved

SHEET = 'Disp. "A" & B\'s!'
"""A name with all that must be spelt otherwise in a formula, a link and XML."""
LEDGER = "Bogført 'i år'!"
TEXTS = (
    "=1+1", "+SUM(A1:A9)", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|'/c calc'!A0", "'=1+1", '="a"&"b"',
    "a\x01b\x1f", "\ud83d", "\u202eelgnak", "_x0041_", "1-2", "1e5", "#N/A", "TRUE", "<b>&amp;</b>", "{=1}",
    "é" * 32_767,
)  # fmt: skip
DAY = dt.date(2026, 1, 1)


def planted() -> bytes:
    """A workbook whose measures, suppliers, advisers, groups, documents and posting texts are all of the texts."""
    cprs = [f"{61 + at % 30:02d}0180-{4000 + at}" for at in range(len(TEXTS))]
    sheets: dict[str, list[list[Any]]] = {
        SHEET: [
            ["CPR-nr.", "Foranstaltning", "Leverandør", "Rådgiver", "Takst", "Startdato", "Bemærkning"],
            *([cpr, "x", "x", "x", 1000, DAY, "x"] for cpr in cprs),
        ],
        LEDGER: [
            ["Dato", "CPR-nr.", "Foranstaltning", "Leverandør", "Bilagsnr.", "Posteringstekst", "Beløb"],
            *([DAY, cpr, "x", "x", "x", "x", 900] for cpr in cprs),
        ],
        "Budget": [["Gruppe", "Foranstaltning", "Oprindeligt budget"], *(["x", "x", 12_000] for _ in cprs)],
    }
    book = FileBook.from_bytes(saved(**sheets))
    rows = tuple((text,) for text in TEXTS)
    places = {SHEET: (2, 3, 4, 7), LEDGER: (3, 4, 5, 6), "Budget": (1, 2)}
    blocks = [Block.of(sheet, 2, column, rows) for sheet, columns in places.items() for column in columns]
    return book.edit(Patch(blocks=tuple(blocks))).bytes()


def cells(package: bytes) -> Iterator[tuple[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(package))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell


def test_in_every_sheet_of_a_refreshed_file() -> None:
    book = FileBook.from_bytes(planted(), template=workbook.build)
    done = fit(book, read(book, year=2026, closed=1))
    after = book.edit(done.plan).bytes()
    seen: dict[str, set[str]] = {}
    spelt = {escape_text(text): text for text in TEXTS} | {text: text for text in TEXTS}
    for sheet, cell in cells(after):
        if cell.data_type != "f":
            whole = str(cell.value)
            if whole in spelt:
                seen.setdefault(sheet, set()).add(spelt[whole])
            continue
        # A formula of ours speaks of cells, never of what somebody wrote in one.
        text = getattr(cell.value, "text", cell.value)
        assert not any(planted in text for planted in TEXTS if len(planted) > 4), (sheet, cell.coordinate)
    told = {
        "=1+1",
        "+SUM(A1:A9)",
        "-2+3",
        "@SUM(1)",
        "=cmd|'/c calc'!A0",
        "1-2",
        "1e5",
        "#N/A",
        "TRUE",
        "{=1}",
        TEXTS[-1],
    }
    assert seen[SHEET] == seen[LEDGER] == seen["Budget"] == set(TEXTS)
    for sheet in ("Månedsforbrug", "Afvigelse", "Prognose", "Rådgivere", "Flerårsoverblik"):
        assert seen[sheet] >= told, (sheet, told - seen[sheet])
    # Where the sheets stand in formulas, the name is spelt so that it is one.
    names = {each: where for each in book.names if (where := FileBook.from_bytes(after).resolve(each)) is not None}
    assert all(where[0] in FileBook.from_bytes(after).sheet_names for where in names.values())


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_in_an_open_workbook_and_in_what_takes_a_press_back(text: str) -> None:
    """An apostrophe before what does not begin with a letter, as a person types it; and the same text after JSON."""
    assert write_cell(text) == f"'{text}" or (write_cell(text) == text and text[0].isalpha())
    block = Block.of("Ark1", 1, 1, ((text,),))
    (again,) = from_json(json.loads(json.dumps(to_json(Patch(blocks=(block,)))))).blocks
    assert (again.ref, again.rows(), again.styles()) == (block.ref, ((text,),), None)
    link = Link(1, 1, f"'{SHEET}'!A1")
    (linked,) = with_links(Area("Omr", block, links=(link,))).block.rows()[0]
    if len(text) > 255:
        assert linked == text
    else:
        assert isinstance(linked, Formula)
        assert link_target(linked) == (link.target, text)


def test_in_csv_that_a_spreadsheet_opens() -> None:
    """What would be run gets the apostrophe a person would type; anything else stays as it is."""
    for text in TEXTS:
        written = csv_text(text)
        assert written.removeprefix("'") == text.removeprefix("'")
        assert written[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert [csv_text(text) for text in ("", "Døgnophold", "5.46", " =1", "-")] == [
        "",
        "Døgnophold",
        "5.46",
        "' =1",
        "'-",
    ]
