"""A citizen, a name and an amount are planted in every field, and looked for in all that is beside the workbook."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from styring_xl import buttons, job
from styring_xl.books.file import save
from styring_xl.buttons import undo
from styring_xl.cli import app
from tests.books.test_faults import Dying, in_child
from tests.command_line import CliRunner
from tests.excel.conftest import own_memory as own_memory
from tests.excel.engine import open_book
from tests.workbooks import LEDGER, day
from tests.workbooks import save as saved

CPR = "610180-4321"
NAME = "Zoltanova Markør"
MARKERS = ("610180-4321", "6101804321", "Zoltanova", "98765432", "98.765.432", "98,765,432", "98 765 432")


def planted(folder: Path) -> Path:
    """A workbook with rows that can be read and rows that cannot, about the citizen with the name and the amount."""
    head = [
        "CPR-nr.",
        "Navn",
        "Foranstaltning",
        "Leverandør",
        "Rådgiver",
        "Takst",
        "Startdato",
        "Stopdato",
        "Bemærkning",
    ]
    one = [CPR, NAME, "Familiepleje", NAME, NAME, 98_765_432.17, day("01-01-2026"), None, NAME]
    other = ["620180-4005", "B", "Familiepleje", "B", "B", 1_000, day("01-01-2026"), None, None]
    bad = [CPR, NAME, "Familiepleje", NAME, NAME, f"98.765.432,17 til {NAME}", f"når {NAME} kan", CPR, CPR]
    ledger = [[day("05-01-2026"), CPR, "Familiepleje", 98_765_432.17, CPR], [NAME, CPR, NAME, NAME, NAME]]
    more = [day("06-01-2026"), "620180-4005", "Familiepleje", 900, "1"]
    budget = [["Foranstaltning", "Oprindeligt budget"], ["Familiepleje", 5_000_000], [NAME, "98.765.432,17?"]]
    path = folder / "Styring.xlsx"
    return saved(path, Disponering=[head, one, other, bad], Posteringer=[LEDGER, *ledger, more], Budget=budget)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is in them where they are a zip."""
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def leaks(where: str, data: bytes) -> list[str]:
    spelt = [(marker, code) for marker in MARKERS for code in ("utf-8", "utf-16-le", "cp1252")]
    return [f"{where}: {marker}" for piece in unpacked(data) for marker, code in spelt if marker.encode(code) in piece]


EXTRACT = f"""Bogføringsdato;CPR-nr.;Foranstaltning;Beløb;Bilagsnr.;Posteringstekst
05-01-2026;{CPR};Familiepleje;98.765.432,17;1;{NAME}
{NAME};{CPR};Familiepleje;98.765.432,17;2;{NAME}
06-01-2026;{CPR};Familiepleje;98.765.432,17 {NAME};3;{NAME}
06-01-2026;{CPR};Familiepleje;98.765.432,17;4;{NAME};{CPR};{NAME}
06-01-2026;620180-4005;Familiepleje;10.000,00;5;B
{NAME};620180-4005;Familiepleje;10.000,00;6;B
06-01-2026;620180-4005;Familiepleje;10.000,00;7;B;B;B
"""
"""A ledger's extract with rows that can be read and rows that cannot, of two citizens."""


def into(extract: Path, path: Path, *command: str, found: list[str]) -> int:
    """The exit code of a command that brings an extract in; what it tells of anybody is noted."""
    result = CliRunner().invoke(app, [command[0], str(extract), *command[1:], str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    found.extend(leaks(" ".join(command), result.output.encode() + result.stderr.encode()))
    return result.exit_code


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.slow
def test_what_a_killed_run_leaves_is_for_the_user_alone(tmp_path: Path) -> None:
    path = planted(tmp_path)
    path.chmod(0o644)
    seen = set()
    for at in (3, 9, 14, 20):

        def work(step: int = at) -> None:
            Dying(step).install()
            job.run(path, year=2025 + step % 2)

        seen.add(in_child(work))
        for each in tmp_path.iterdir():
            mode, data = each.stat().st_mode & 0o777, each.read_bytes()
            if each.suffix != ".xlsx" and leaks(each.name, data):
                assert each.suffix == ".tmp", each.name
                # It is as open as the workbook only once it is whole and about to take its place.
                assert mode & 0o077 == 0 or zipfile.is_zipfile(each), each.name
    assert -9 in seen
    job.run(path)
    assert not [each.name for each in tmp_path.iterdir() if each.suffix == ".tmp"]


@pytest.mark.usefixtures("own_memory")
def test_no_button_tells_of_anybody_or_leaves_what_others_can_read(tmp_path: Path) -> None:
    path = planted(tmp_path)
    extract = tmp_path / "Udtræk.csv"
    extract.write_text(EXTRACT, "utf-8")
    _, book = open_book(path.read_bytes())
    book.chosen = [str(extract)]
    for command in ("update_forecast", "preview", "check_data", "import_postings", "update_forecast", "undo", "about"):
        buttons.press(command)
    book.data[0].cells.clear()
    buttons.press("update_forecast")
    assert len(book.app.alerts) >= 5
    said = "\n".join(map(str, book.app.alerts))
    assert leaks("the messages", said.encode()) == []
    for each in undo.folder().rglob("*"):
        assert each.stat().st_mode & 0o077 == 0, "cells of the last press are the user's alone"
    log = tmp_path / "Styring.xlsx.log"
    assert not log.exists() or leaks("the log", log.read_bytes()) == []


@pytest.mark.slow
def test_nothing_of_anybody_is_told_or_kept_beside_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = planted(tmp_path)
    path.chmod(0o640)
    lock = path.with_name(f"~${path.name}")
    commands: list[list[str]] = [
        ["refresh", "--json"], ["refresh"], ["check", "--json"], ["undo"], ["tidy"],
        ["adopt"], ["close", "--month", "1", "--note", "ok"],
    ]  # fmt: skip
    found: list[str] = []

    def run(*command: str) -> int:
        result = CliRunner().invoke(app, [command[0], str(path), *command[1:]])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        found.extend(leaks(" ".join(command), result.output.encode() + result.stderr.encode()))
        return result.exit_code

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    codes = [run(*command) for command in commands]
    assert (codes, found) == ([1, 1, 1, 0, 0, 0, 1], [])
    coarse = tmp_path / "Kopi.xlsx"
    for more in (
        ["snapshot", "--label", "BO1"], ["reopen", "--month", "1"], ["accept-reserves"],
        ["move-recommendation"],
        ["check", "--layout", "--json"],
        ["repostings", "-o", str(tmp_path / "Om.csv")],
        ["forget", CPR, "--dry-run"], ["anonymise", str(coarse), "--coarse", "--replace-measures"],
    ):  # fmt: skip
        run(*more)
    found += leaks("the anonymised copy", coarse.read_bytes())
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        assert run("refresh", "--year", "2025") == 2
    with monkeypatch.context() as broken:
        broken.setattr(save, "_dress", full)
        assert run("refresh", "--year", "2025") == 2
    lock.write_bytes(b"")
    assert run("refresh", "--year", "2025") == 2
    lock.unlink()
    extract = tmp_path / "Udtræk.csv"
    extract.write_text(EXTRACT, "utf-8")
    for command in ("import", "import-cases", "import-benchmark"):
        assert into(extract, path, command, "--into", found=found) in (0, 1, 2)
    assert into(extract.with_name("findes ikke.csv"), path, "import", "--into", found=found) == 2
    extract.unlink()
    data = path.read_bytes()
    assert {each.rpartition(": ")[2] for each in leaks("the workbook", data)} >= {"6101804321", "Zoltanova", "98765432"}
    path.write_bytes(data[: len(data) // 2])
    assert (run("refresh"), run("check", "--json")) == (2, 2)
    for each in tmp_path.iterdir():
        assert each.stat().st_mode & 0o777 == 0o640, each.name
        if each.suffix != ".xlsx":
            found += leaks(each.name, each.read_bytes())
    assert any(each.name.startswith(".Styring.xlsx.fortryd") for each in tmp_path.iterdir())
    assert found == []
