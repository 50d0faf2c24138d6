"""Sheets that have got more columns since the workbook was made get them by a refresh, and nothing is to be deleted."""

from __future__ import annotations

import io
import shutil
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from styring_xl import buttons, demo, job
from styring_xl.cells.grid import Ref
from styring_xl.cells.widening import Widening
from tests import earlier_edition
from tests.excel.engine import anchored, open_book, printed

pytestmark = [
    pytest.mark.filterwarnings("ignore:Print area cannot be set"),
    pytest.mark.usefixtures("own_memory"),
]
SHIPPED = Path(__file__).parents[1] / "upgrade" / "shipped"
HEADERS = ["Kommentar", "Sidste kommentar"]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small municipality with a closed month, refreshed."""
    path = tmp_path_factory.mktemp("ark") / "Ark.xlsx"
    path.write_bytes(demo.workbook(12, closed_month=2, closings=True, macro_enabled=False))
    job.run(path)
    return path.read_bytes()


@lru_cache(maxsize=2)
def read(package: bytes) -> Workbook:
    """A story asks the same file several times, and only reads."""
    return openpyxl.load_workbook(io.BytesIO(package))


def headers(package: bytes, sheet: str, row: int = 5) -> list[object]:
    return [cell.value for cell in read(package)[sheet][row]]


def widths(package: bytes, sheet: str) -> dict[int, float]:
    found: dict[int, float] = {}
    for each in read(package)[sheet].column_dimensions.values():
        found |= dict.fromkeys(range(each.min or 1, (each.max or 0) + 1), round(each.width - 5 / 7, 1))
    return found


@pytest.mark.slow
def test_a_refresh_gives_the_columns_and_the_chart_makes_room(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Ark.xlsx"
    # What is the user's stands right of everything.
    old = earlier_edition.of(package, AH3="mit eget", AH40=7)
    number = read(old).sheetnames.index("Afvigelse") + 1
    assert HEADERS[0] not in headers(old, "Afvigelse")
    assert (anchored(old, number), printed(old, number)) == ({"Styring_Diagram": 14}, "$A:$L,$N:$Y")
    path.write_bytes(old)
    job.run(path)
    new = path.read_bytes()
    assert headers(new, "Afvigelse")[12:14] == HEADERS
    assert [widths(new, "Afvigelse")[column] for column in (13, 14, 16)] == [44, 44, 11]
    assert (anchored(new, number), printed(new, number)) == ({"Styring_Diagram": 16}, "$A:$L,$P:$Y")
    assert [widths(new, "Forklaring")[column] for column in (15, 16)] == [44, 44]
    sheet = read(new)["Afvigelse"]
    assert (sheet["AH3"].value, sheet["AH40"].value) == ("mit eget", 7)
    job.run(path)
    assert path.read_bytes() == new


@pytest.mark.parametrize("edition", ["0.1", "0.2"])
def test_the_workbooks_that_were_shipped_get_them_wherever_they_have_come_in(edition: str, tmp_path: Path) -> None:
    path = tmp_path / "Ark.xlsm"
    shutil.copy(SHIPPED / f"{edition}.xlsm", path)
    job.run(path)
    package = path.read_bytes()
    for sheet in ("Afvigelse", "Prognose"):
        found = headers(package, sheet)
        at = [found.index(name) + 1 for name in HEADERS]
        assert all(widths(package, sheet)[column] >= 44 for column in at), sheet
    number = read(package).sheetnames.index("Afvigelse") + 1
    assert anchored(package, number) == {"Styring_Diagram": 16}


@pytest.mark.slow
def test_a_press_does_the_same_in_the_open_workbook(package: bytes) -> None:
    _, book = open_book(earlier_edition.of(package))
    data = next(each for each in book.data if each.name == "Afvigelse")
    buttons.press("update_forecast")
    assert "Prognosen er opdateret" in str(book.app.alerts[-1])
    assert [data.cells.get((5, column)) for column in (13, 14)] == HEADERS
    assert [data.widths[column] for column in (13, 14, 16)] == [44, 44, 11]
    assert (data.anchors["Styring_Diagram"], data.print_area) == (16, "$A:$L,$P:$Y")
    buttons.press("update_forecast")
    assert str(book.app.alerts[-1]).startswith("Alt er opdateret i forvejen")


@pytest.mark.slow
def test_what_the_user_has_beside_the_table_stays_and_is_told(package: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Ark.xlsx"
    path.write_bytes(earlier_edition.of(package, M9="min note", N12=5))
    job.run(path)
    sheet = openpyxl.load_workbook(path)["Afvigelse"]
    assert (sheet["M9"].value, sheet["N12"].value) == ("min note", 5)
    assert "Kommentar" not in [cell.value for cell in sheet[5]]
    told = [cell.value for cell in sheet["A"] if str(cell.value).startswith("Kommentarer kommer med her")]
    assert told == [
        "Kommentarer kommer med her, når der er plads: flyt det, der står i M9 og derfra til højre, og opdater."
    ]
    # Moved out of the way by the user, they come.
    path.write_bytes(earlier_edition.of(package))
    job.run(path)
    assert "Kommentar" in [cell.value for cell in openpyxl.load_workbook(path)["Afvigelse"][5]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A:$L,$N:$Y", "$A:$L,$P:$Y"),
        ("'Afvigelse'!$A$1:$L$40,'Afvigelse'!$N$1:$Y$40", "'Afvigelse'!$A$1:$L$40,'Afvigelse'!$P$1:$Y$40"),
        ("$A:$L;$N:$Y", "$A:$L;$P:$Y"),
        # What ends within the new columns, and what begins elsewhere, is the user's own choice.
        ("$M:$N", "$M:$N"),
        ("$A:$Y", "$A:$Y"),
        ("$Q:$Y", "$Q:$Y"),
    ],
)
def test_what_is_printed_beside_the_table_is_without_its_new_columns(text: str, expected: str) -> None:
    wider = Widening(Ref(5, 1, 30, 12), Ref(5, 1, 30, 14), ())
    assert wider.printed(text) == expected
