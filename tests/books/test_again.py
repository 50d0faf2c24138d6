"""Work that is begun again after its machine was lost: whatever it had come to, the workbook is changed once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from styring_xl import StyringError, edit_cells
from styring_xl.books.file.again import take_back
from styring_xl.books.file.attempt import Attempt, on_behalf
from styring_xl.books.file.log import log_path
from tests.books.packages import simple
from tests.books.test_faults import Dying, in_child

OLD = simple('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
MINE = Attempt("n42", "bo")


def change(path: Path, value: int) -> None:
    edit_cells(path, path, {"Ark1": {"A1": value}})


def work(path: Path) -> None:
    """Two changes of a workbook, as an import and a refresh make, begun as if it might be for the second time."""
    with on_behalf(MINE):
        take_back(path)
        change(path, 7)
        change(path, 8)


def beside(folder: Path) -> dict[str, bytes]:
    """All files but the log, in which each attempt stands with its time."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix != ".log"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook that has been changed once before."""
    file = tmp_path / "nu" / "Børn.xlsx"
    file.parent.mkdir()
    file.write_bytes(OLD)
    change(file, 5)
    return file


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_work_that_died_at_any_step_is_done_once_when_it_is_begun_again(path: Path) -> None:
    before = beside(path.parent)
    work(path)
    undisturbed = beside(path.parent)
    codes = []
    for step in range(1, 200):
        for each in path.parent.iterdir():
            each.unlink()
        for name, data in before.items():
            (path.parent / name).write_bytes(data)

        def dying(step: int = step) -> None:
            Dying(step).install()
            work(path)

        codes.append(in_child(dying))
        work(path)
        assert beside(path.parent) == undisturbed, f"killed at step {step}"
        if codes[-1] == 0:
            break
    assert codes[-1] == 0
    assert set(codes[:-1]) == {-signal.SIGKILL}


def test_a_second_loss_is_no_other_than_the_first(path: Path) -> None:
    work(path)
    undisturbed = beside(path.parent)
    work(path)
    work(path)
    assert beside(path.parent) == undisturbed


def test_what_somebody_has_changed_since_is_told_and_left_as_it_is(path: Path) -> None:
    work(path)
    change(path, 9)
    now = beside(path.parent)
    with on_behalf(MINE), pytest.raises(StyringError, match=r"er ændret af en anden siden\. Se i Børn\.xlsx\.log"):
        take_back(path)
    assert beside(path.parent) == now


def test_another_run_takes_nothing_back(path: Path) -> None:
    work(path)
    now, log = beside(path.parent), log_path(path).read_bytes()
    with on_behalf(Attempt("n43", "bo")):
        take_back(path)
    take_back(path)
    assert (beside(path.parent), log_path(path).read_bytes()) == (now, log)
