"""A person at the screen: real clicks and keys on the real workbook in a real LibreOffice, from macro to cells."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from styring_xl import demo, job
from styring_xl.calc.engine import caller, connect
from styring_xl.calc.workbook import for_calc
from styring_xl.sheets import standard
from tests.calc.office import Office
from tests.calc.test_engine import content

UPDATE, PREVIEW, CHECK, UNDO = "Opdater prognose", "Vis ændringer", "Kontrollér data", "Fortryd"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "Styringsark.xlsm"
    path.write_bytes(for_calc(demo.workbook(macro_enabled=True)))
    return path


@pytest.fixture
def opened(office: Office, workbook: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "Styringsark.xlsm"
    shutil.copy(workbook, path)
    document = office.user("open", str(path))
    yield document
    if document in office.channel.call("desk.documents"):
        office.close(document)


@pytest.fixture
def book(office: Office, opened: str) -> Iterator[xlwings.Book]:
    """The document as the engine sees it, to look at."""
    active = xlwings.engines.active
    yield caller(connect(office.channel), opened)
    del xlwings.Book._mock_caller
    xlwings.engines.active = active


def differences(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {at: (one.get(at), other.get(at)) for at in one.keys() | other.keys() if one.get(at) != other.get(at)}


def test_clicks_on_the_buttons_do_what_the_command_line_does(
    office: Office, opened: str, book: xlwings.Book, workbook: Path, tmp_path: Path
) -> None:
    before = content(book)
    office.picture("calc-foer")
    assert "De står i arket »Vis ændringer«" in office.press(opened, standard.START, PREVIEW)
    assert [sheet.name for sheet in book.sheets][-1] == "Vis ændringer"
    assert differences({at: held for at, held in content(book).items() if "Vis ændringer" not in at[0]}, before) == {}
    book.sheets["Vis ændringer"].delete()

    assert "Prognosen er opdateret: " in office.press(opened, standard.START, UPDATE, picture="calc-opdater")
    after = content(book)
    refreshed = tmp_path / "fil.xlsm"
    shutil.copy(workbook, refreshed)
    job.run(refreshed)
    document = office.open(refreshed)
    filed = content(caller(connect(office.channel), document))
    office.close(document)
    assert len(after) > 10_000
    assert differences(after, filed) == {}

    assert "Alt er opdateret i forvejen" in office.press(opened, standard.VARIANCE, UPDATE)
    office.picture("calc-afvigelse")
    assert "fejl og" in office.press(opened, standard.FINDINGS, CHECK)
    office.picture("calc-kontrol")
    assert differences(content(book), after) == {}
    assert "er fortrudt" in office.press(opened, standard.START, UNDO)
    assert differences(content(book), before) == {}
