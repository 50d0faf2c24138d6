"""One office for all the tests of a worker, and the workbook open in it as its user has it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from styring_xl import demo
from styring_xl.calc.workbook import for_calc
from tests.calc.office import Office, required, seen


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    required()
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "Styringsark.xlsm"
    # Few postings: what is tried here is the program, and every press reads them all.
    path.write_bytes(for_calc(demo.workbook(postings=400)))
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
    with seen(office, opened) as found:
        yield found
