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
from typer.testing import CliRunner

from styring_xl.books.file import save
from styring_xl.cli import app
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
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        assert run("refresh", "--year", "2025") == 2
    with monkeypatch.context() as broken:
        broken.setattr(save, "_dress", full)
        assert run("refresh", "--year", "2025") == 2
    lock.write_bytes(b"")
    assert run("refresh", "--year", "2025") == 2
    lock.unlink()
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
