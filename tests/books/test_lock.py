"""The lock beside a workbook: it says which machine has it since when, and holds where the system's does not."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from styring_xl import StyringError, edit_cells
from styring_xl.books.file.attempt import Attempt, on_behalf
from styring_xl.books.file.lock import only_one
from styring_xl.books.file.log import log_path
from tests.books.packages import simple

LEFT = b" v\xc3\xa6rt=AELDRE-PC7 proces=12 siden=2026-02-03T02:15:00+01:00 k\xc3\xb8rsel=%s\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "Børn.xlsx"
    file.write_bytes(simple('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'))
    return file


def lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.styring-lock")


def change(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2}})


def test_it_says_who_has_it_and_since_when(path: Path) -> None:
    with only_one(path):
        told = lock_of(path).read_text("utf-8")
        with pytest.raises(StyringError, match=rf"kørsel på {re.escape(socket.gethostname())} siden \d\d-\d\d-\d{{4}}"):
            change(path)
    assert f"proces={os.getpid()} " in told
    assert not lock_of(path).exists()


def test_one_that_another_machine_left_is_told_and_is_for_a_person_to_remove(path: Path) -> None:
    old = path.read_bytes()
    lock_of(path).write_bytes(LEFT % b"-")
    with pytest.raises(StyringError, match=r"låst af en kørsel på AELDRE-PC7 siden \d\d-02-2026.*slet filen \.Børn"):
        change(path)
    assert path.read_bytes() == old
    assert lock_of(path).read_bytes() == LEFT % b"-"
    lock_of(path).unlink()
    change(path)
    assert path.read_bytes() != old


def test_the_same_work_begun_again_takes_over_the_lock_of_the_machine_that_was_lost(path: Path) -> None:
    lock_of(path).write_bytes(LEFT % b"n42")
    with on_behalf(Attempt("n43", "bo")), pytest.raises(StyringError, match="AELDRE-PC7"):
        change(path)
    with on_behalf(Attempt("n42", "bo")):
        change(path)
    assert not lock_of(path).exists()
    line = log_path(path).read_text("utf-8")
    assert " bruger=bo " in line
    assert " kørsel=n42 " in line


@pytest.mark.parametrize("left", [b"", b" v\xc3\xa6rt=HALV", LEFT % b"-"])
def test_one_that_a_run_of_this_machine_left_is_taken_over(path: Path, left: bytes) -> None:
    lock_of(path).write_bytes(left.replace(b"AELDRE-PC7", socket.gethostname().encode()))
    change(path)
    assert not lock_of(path).exists()
