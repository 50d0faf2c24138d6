"""What a person sees who sees no colours, has a grey printer, or has the workbook read aloud."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from lxml import etree

from styring_xl.departments.book import write
from styring_xl.departments.overview import LeftOut, bring_together
from styring_xl.departments.sheets import SHEETS as OVERVIEW_SHEETS
from styring_xl.reports import SHEETS
from styring_xl.reports.beside import Chart
from styring_xl.standard import style
from styring_xl.standard.commands import COMMANDS
from tests import shown_whole
from tests.departments import story

SIGNALS: Final = frozenset(
    (style.ERROR, style.WARNING, style.SIGNAL_RED, style.SIGNAL_YELLOW, style.SIGNAL_GREEN, style.SIGNAL_GREY)
)
SHIPPED: Final = Path(__file__).parents[2] / "xl" / "Styringsark.xlsm"
APART: Final = 60
"""How much lighter one fill is than another, of 255, where both are plain: less is one grey on a poor printer."""
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_SHEET: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_VML: Final = "{urn:schemas-microsoft-com:vml}"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]


@pytest.fixture(scope="module", params=["as shipped", "refreshed", "overview"])
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if request.param == "as shipped":
        return SHIPPED.read_bytes()
    if request.param == "refreshed":
        return shown_whole.package()
    place: Path = tmp_path_factory.mktemp("overview") / "Samlet.xlsx"
    departments = [story.of(story.children(), "boern"), story.of(story.other_year(), "Skole")]
    write(bring_together(departments, [LeftOut("Ældre", "Ældre.xlsx", "Ikke læst.")]), place)
    return place.read_bytes()


def test_a_cell_with_a_signal_says_it_in_words(package: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(package), data_only=True)
    coloured = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.style in SIGNALS
    ]
    assert coloured
    assert [each for each in coloured if not (isinstance(each[2], str) and each[2].strip())] == []


def test_the_series_of_a_chart_are_told_apart_in_grey(package: bytes) -> None:
    several = 0
    for name, root in _parts(package, "xl/charts/chart"):
        # A series that the legend leaves out is the other half of one it shows, and has its fill.
        unseen = {each.find(f"{_CHART}idx").get("val") for each in root.iter(f"{_CHART}legendEntry")}
        series = [each for each in root.iter(f"{_CHART}ser") if each.find(f"{_CHART}idx").get("val") not in unseen]
        looks = [_look(each) for each in series]
        several += len(looks) > 1
        assert not [pair for pair in combinations(looks, 2) if not _apart(*pair)], name
    assert several


def test_every_chart_and_button_says_what_it_is(package: bytes) -> None:
    declared = {
        each.name: each.picture.description
        for sheet in (*SHEETS, *(each.design for each in OVERVIEW_SHEETS))
        for each in sheet.beside
        if isinstance(each, Chart)
    }
    shown = {
        each.get("name"): each.get("descr")
        for _, root in _parts(package, "xl/drawings/drawing")
        for each in root.iter(f"{_SHEET}cNvPr")
    }
    assert shown
    assert shown.items() <= declared.items()
    buttons = [each for _, root in _parts(package, "xl/drawings/vml") for each in root.iter(f"{_VML}shape")]
    assert bool(buttons) == (b"vbaProject.bin" in package)
    helps = {command.help for command in COMMANDS}
    assert all(each.get("alt") in helps for each in buttons)
    assert all(len(text) > 10 for text in (*declared.values(), *helps))


def _parts(package: bytes, begins: str) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            if name.startswith(begins):
                yield posixpath.basename(name), etree.fromstring(archive.read(name))


def _look(series: etree._Element) -> tuple[str, ...]:
    """How a series is drawn: ("line", its dashes), ("pattern", its name) or ("plain", how light it is)."""
    drawn = series.find(f"{_CHART}spPr")
    if series.getparent().tag in (f"{_CHART}lineChart", f"{_CHART}radarChart"):
        return "line", drawn.find(f".//{_DRAWING}prstDash").get("val")
    pattern, plain = drawn.find(f"{_DRAWING}pattFill"), drawn.find(f"{_DRAWING}solidFill")
    if pattern is not None:
        return "pattern", pattern.get("prst")
    red, green, blue = bytes.fromhex(plain[0].get("val"))
    return "plain", str(round(0.299 * red + 0.587 * green + 0.114 * blue))


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if one[0] == other[0] == "plain":
        return abs(int(one[1]) - int(other[1])) >= APART
    return one != other
