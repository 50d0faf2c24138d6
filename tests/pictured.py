"""What the guide's pictures show, as a digest of each: texts, figures, looks, widths and charts, not dots.

A picture is old when what it shows has changed since it was made. ``python -m tests.pictures`` writes the digests
beside the pictures, and a test computes them again from the workbook as it is today.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import posixpath
import re
import tempfile
import zipfile
from functools import cached_property
from pathlib import Path
from typing import Final

from lxml import etree
from msgspec import Struct

from styring_xl import demo, memo_document
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.buttons import first_press, sentences
from styring_xl.calc.workbook import for_calc
from styring_xl.cells.cell import MAX_COLUMN, parse_address
from styring_xl.reports import SHEETS
from styring_xl.standard.commands import TOOLBAR
from tests import recommended, workbooks

PICTURES: Final = Path(__file__).parent.parent / "docs" / "billeder"
KEPT: Final = PICTURES / "billeder.json"
"""The name of each picture, and the digest of what it showed when it was made."""
VERIFIED: Final = 2022
"""A year whose limits of *Statsrefusion* are known."""
APPLICATION: Final = (
    {**recommended.HOME, "Takst": 4_000.5, "Startdato": dt.date(2026, 11, 1)},
    recommended.CARE,
    {
        "Foranstaltning": "Familiepleje", "Leverandør": "Plejefamilie 017", "Takst": 38_000, "Takstenhed": "md.",
        "Startdato": dt.date(2026, 11, 1), "Stopdato": "oktober 2027",
    },
)  # fmt: skip
REVIEW: Final = "Sagsgennemgang"
INPUT: Final = ("Opsætning", "Budget")
"""Sheets that people fill in, as they are printed."""
OTHERWISE: Final = (recommended.SHEET, "Statsrefusion", "Notat")
"""Sheets whose pictures are not of the municipality as it is printed."""
_REASONS: Final = (
    "Barnet kan ikke blive hjemme, og netværket er afklaret uden resultat.",
    "Forslaget er det mindst indgribende, der kan dække behovet.",
)
_BUILT_IN: Final = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "14": "dd-mm-yyyy"}
"""Formats that a workbook names by their number alone."""
_CHECKSUM: Final = re.compile(r"\b[0-9a-f]{16}(?:-[0-9a-f]{16})?\b")
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def file_name(sheet: str) -> str:
    """»Til- og afgang« as ``til_og_afgang.png``."""
    plain = sheet.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "_".join(re.findall("[a-z]+", plain)) + ".png"


class Material(Struct, frozen=True, dict=True):
    """The workbooks that the pictures are of; each is made when it is first asked for."""

    @cached_property
    def municipality(self) -> bytes:
        """The demonstration with six closed months, refreshed, as it is printed."""
        return _refreshed(demo.workbook(macro_enabled=False, closings=True))

    @cached_property
    def verified(self) -> bytes:
        """The demonstration of a year whose limits of *Statsrefusion* are known, refreshed."""
        return _refreshed(demo.workbook(macro_enabled=False, year=VERIFIED))

    @cached_property
    def application(self) -> bytes:
        """The demonstration with *Indstilling* filled in, refreshed."""
        package = recommended.asked(demo.workbook(macro_enabled=False))
        rows = FileBook.from_bytes(package).grid(recommended.SHEET).rows
        [first] = [at for at, row in enumerate(rows, 1) if row and row[0] == "Begrundelse"]
        reasons = [(recommended.SHEET, first + at, 1, text) for at, text in enumerate(_REASONS, 1)]
        case = (recommended.SHEET, recommended.CITIZEN[0], 2, "Sag 26/123")
        typed = recommended.typed(package, *APPLICATION)
        return recommended.pressed(recommended.edited(typed, case, *reasons))

    @cached_property
    def review(self) -> bytes:
        """The municipality with *Sagsgennemgang*, refreshed."""
        return recommended.asked(self.municipality, REVIEW)

    @cached_property
    def memo(self) -> bytes:
        """The municipality's memo as Word."""
        with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
            book, word = Path(work) / "ark.xlsx", Path(work) / "notat.docx"
            book.write_bytes(self.municipality)
            memo_document.make(book, word, dt.datetime(VERIFIED, 1, 1))
            return word.read_bytes()

    @cached_property
    def opened(self) -> bytes:
        """The demonstration with buttons, not refreshed yet, as it is opened in LibreOffice."""
        return for_calc(demo.workbook())

    @cached_property
    def pressed(self) -> tuple[bytes, str]:
        """The same refreshed, and what the message says of it."""
        with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
            book = Path(work) / "ark.xlsm"
            book.write_bytes(self.opened)
            told = workbooks.update(book)
            return book.read_bytes(), f"{sentences.figures(told)}\n{sentences.findings(told)}{first_press.UPDATED}"


def _refreshed(package: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        book = Path(work) / "ark.xlsx"
        book.write_bytes(package)
        return workbooks.refreshed(book).read_bytes()


def digests(material: Material) -> dict[str, str]:
    """The name of each picture that is made, and the digest of what it shows."""
    printed = ShownBook(material.municipality)
    results = [sheet.name for sheet in SHEETS if sheet.name in printed.names and sheet.name not in OTHERWISE]
    found = {file_name(name): printed.digest(name) for name in (*results, *INPUT)}
    found[file_name(REVIEW)] = ShownBook(material.review).digest(REVIEW)
    with zipfile.ZipFile(io.BytesIO(material.memo)) as word:
        shown = [word.read(f"word/{name}.xml") for name in ("document", "styles")]
    found["notat.png"] = hashlib.sha256(b"".join(shown)).hexdigest()[:16]
    found["statsrefusion.png"] = ShownBook(material.verified).digest("Statsrefusion")
    found["indstilling.png"] = ShownBook(material.application).digest(recommended.SHEET)
    opened, (pressed, message) = ShownBook(material.opened), material.pressed
    tools = " ".join(each.label for each in TOOLBAR)
    found["start.png"] = opened.digest("Start")
    found["disponering.png"] = opened.digest("Disponering", tools)
    found["calc-opdater.png"] = opened.digest("Start", tools, message)
    found["calc-link.png"] = opened.digest("Disponering", tools, message)
    found["calc-afvigelse.png"] = ShownBook(pressed).digest("Afvigelse", tools)
    return dict(sorted(found.items()))


def kept() -> dict[str, str]:
    """The digests as they were when the pictures were made."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8")))


class ShownBook:
    """A workbook as it is seen: what its sheets print, and how that looks."""

    def __init__(self, package: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._book = Workbook(Package.parse(package))
        styles = etree.fromstring(self._parts["xl/styles.xml"])
        self._formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{_MAIN}numFmt")}
        self._kinds = {kind: list(styles.find(f"{_MAIN}{kind}")) for kind in ("fonts", "fills", "borders", "dxfs")}
        self._looks = [self._look(each) for each in styles.find(f"{_MAIN}cellXfs")]

    @property
    def names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets]

    def digest(self, sheet: str, *beside: str) -> str:
        """A digest of the sheet's printed cells, its charts, buttons and page, and of what is shown ``beside`` it."""
        part = self._book.sheet(sheet).part
        root = etree.fromstring(self._parts[part])
        grid = self._book.grid(sheet)
        printed = self._printed_columns(sheet)
        told: list[str] = [*beside]
        for row in root.iter(f"{_MAIN}row"):
            told.append(f"{row.get('r')} {row.get('ht')} {row.get('hidden')}")
            for cell in row:
                at = parse_address(cell.get("r"))
                if at[1] in printed:
                    look, decimals = self._looks[int(cell.get("s", 0))]
                    told.append(f"{cell.get('r')} {_text(grid.value(*at), decimals)} {look}")
        for column in root.iter(f"{_MAIN}col"):
            if int(column.get("min")) in printed:
                told.append(f"{column.get('min')} {column.get('width')} {column.get('hidden')}")
        for rule in root.iter(f"{_MAIN}cfRule"):
            if rule.get("dxfId") is not None:
                told.append(_plain(self._kinds["dxfs"][int(rule.get("dxfId"))]))
                del rule.attrib["dxfId"]
        for name in ("mergeCells", "conditionalFormatting", "pageSetup", "pageMargins", "printOptions", "rowBreaks"):
            told += [_plain(each) for each in root.iter(f"{_MAIN}{name}")]
        told += self._drawn(part)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def _printed_columns(self, sheet: str) -> set[int]:
        """The columns that are printed; all of them where the sheet does not say."""
        text = etree.fromstring(self._parts["xl/workbook.xml"])
        for name in text.iter(f"{_MAIN}definedName"):
            own = int(name.get("localSheetId", -1))
            if name.get("name") == "_xlnm.Print_Area" and own >= 0 and self.names[own] == sheet:
                spans = re.findall(r"\$([A-Z]+)(?:\$\d+)?:\$([A-Z]+)", name.text or "")
                ends = [(parse_address(f"{left}1")[1], parse_address(f"{right}1")[1]) for left, right in spans]
                return {column for left, right in ends for column in range(left, right + 1)}
        return set(range(1, MAX_COLUMN + 1))

    def _look(self, style: etree._Element) -> tuple[str, int]:
        """A cell's number format, font, fill, border and alignment as one short word, and how many decimals a figure
        is shown with."""
        number = style.get("numFmtId")
        code = self._formats.get(number) or _BUILT_IN.get(number, "0.00")
        told = [code]
        for kind, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            told.append(_plain(self._kinds[kind][int(style.get(key, 0))]))
        told += [_plain(each) for each in style.iter(f"{_MAIN}alignment")]
        decimals = re.search(r"\.([0#]+)", code)
        shown = (len(decimals[1]) if decimals else 0) + 2 * ("%" in code)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:8], shown

    def _drawn(self, part: str) -> list[str]:
        """The sheet's charts, buttons and small charts with all they consist of; in order of their names."""
        told = [
            _plain(each)
            for each in etree.fromstring(self._parts[part]).iter()
            if str(each.tag).endswith("}sparklineGroup")
        ]
        folder, _, name = part.rpartition("/")
        relations = self._parts.get(f"{folder}/_rels/{name}.rels")
        if relations is None:
            return told
        for each in etree.fromstring(relations):
            target = posixpath.normpath(posixpath.join(folder, each.get("Target")))
            kind = each.get("Type").rpartition("/")[2]
            if kind in ("drawing", "chart", "ctrlProp", "vmlDrawing") and target in self._parts:
                # Names of parts and of relations say nothing of what is seen.
                told += [_rounded(_plain(etree.fromstring(self._parts[target]))), *self._drawn(target)]
        return sorted(told)


def _text(value: object, decimals: int) -> str:
    """What is seen in a cell; a checksum follows figures that nobody sees."""
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    return _CHECKSUM.sub("…", str(value))


def _plain(element: etree._Element) -> str:
    """An element's text as XML in one form, without the ids that only lead from part to part."""
    for each in element.iter():
        if isinstance(each.tag, str) and _RELATION in each.attrib:
            del each.attrib[_RELATION]
    return str(etree.tostring(element, method="c14n").decode())


def _rounded(text: str) -> str:
    """A chart's text with the figures it keeps rounded."""
    return re.sub(r"(?<=:v>)-?\d+\.\d+(?:E-?\d+)?(?=<)", lambda found: f"{float(found[0]):.4g}", text)
