"""Saving, taking back, and saying so: all or nothing, and never in another's way."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

import styring_xl
from styring_xl import Formula, StyringError, edit_cells
from styring_xl.books.file import log, save
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.lock import only_one
from styring_xl.books.file.log import log_path
from styring_xl.books.file.record import UndoRecord
from styring_xl.books.file.tidy import tidy
from styring_xl.books.file.undo import undo
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Patch
from tests.books.packages import simple

SHEET = (
    '<cols><col min="4" max="4" style="3"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c>'
    '<c r="B1" s="1"><v>45351</v></c><c r="C1"><f>A1+1</f><v>2</v></c>'
    '<c r="D1" s="3" t="inlineStr"><is><t>fed</t></is></c></row></sheetData>'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "Styring 2026.xlsx"
    where.write_bytes(simple(SHEET))
    return where


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_in_place_the_old_file_is_kept_beside_it_under_a_number(path: Path) -> None:
    old = path.read_bytes()
    path.chmod(0o640)
    first = edit_cells(path, path, {"Ark1": {"A1": 2}})
    middle = path.read_bytes()
    second = edit_cells(path, path, {"Ark1": {"A1": 3}})
    assert first.backup is not None
    assert second.backup is not None
    assert first.backup.name == "Styring 2026.kopi1.xlsx"
    assert first.backup.read_bytes() == old
    assert second.backup.name == "Styring 2026.kopi2.xlsx"
    assert second.backup.read_bytes() == middle
    assert path.stat().st_mode & 0o777 == 0o640
    assert FileBook.open(path).grid("Ark1").value(1, 1) == 3


def test_a_copy_leaves_the_source_and_its_folder_alone(path: Path, tmp_path: Path) -> None:
    old, other = path.read_bytes(), tmp_path / "andet"
    other.mkdir()
    path.chmod(0o600)
    applied = edit_cells(path, other / "ny.xlsx", {"Ark1": {"A1": 2}})
    assert path.read_bytes() == old
    assert applied.backup is None
    assert names(path) == ["Styring 2026.xlsx", "andet"]
    assert [each.name for each in other.iterdir()] == ["ny.xlsx"]
    assert (other / "ny.xlsx").stat().st_mode & 0o777 == 0o600


def test_nothing_to_change_writes_nothing(path: Path) -> None:
    stamp = path.stat()
    applied = edit_cells(path, path, {"Ark1": {"A1": 1, "C1": Formula("A1+1", 2), "Z9": None}})
    assert applied.is_empty
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (stamp.st_ino, stamp.st_mtime_ns)
    assert names(path) == ["Styring 2026.xlsx"]


def test_a_link_to_a_workbook_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "genvej.xlsx"
    link.symlink_to(path)
    edit_cells(link, link, {"Ark1": {"A1": 9}})
    assert link.is_symlink()
    assert FileBook.open(path).grid("Ark1").value(1, 1) == 9


# Others.


def excel_lock(owner: str) -> bytes:
    """As Excel writes it: the name in the system's code page, padded, and again in UTF-16."""
    short, wide = owner.encode("cp1252"), owner.encode("utf-16-le")
    return bytes([len(short)]) + short.ljust(54) + bytes([len(owner), 0]) + wide.ljust(108, b"\0")


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$Styring 2026.xlsx", excel_lock("Åse Prøve"), "åben hos Åse Prøve"),
        ("~$Styring 2026.xlsx", b"", "er åben ("),
        (".~lock.Styring 2026.xlsx#", b"Bo Prove,bo,pc7,01.02.2026 08:00,file:///x;", "åben hos Bo Prove"),
        (".~lock.Styring 2026.xlsx#", b",bo,pc7,01.02.2026 08:00,file:///x;", "åben hos bo"),
    ],
)
def test_an_open_workbook_is_left_alone(path: Path, lock: str, content: bytes, who: str) -> None:
    old = path.read_bytes()
    (path.parent / lock).write_bytes(content)
    with pytest.raises(StyringError, match=re.escape(who)):
        edit_cells(path, path, {"Ark1": {"A1": 2}})
    with pytest.raises(StyringError, match=re.escape(who)):
        undo(path)
    assert path.read_bytes() == old
    assert names(path) == sorted([lock, path.name])
    edit_cells(path, path.parent / "kopi.xlsx", {"Ark1": {"A1": 2}})  # reading it is no harm


def test_a_read_only_file_is_left_alone(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(StyringError, match=r"Styring 2026\.xlsx er skrivebeskyttet"):
        edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert names(path) == [path.name]


def test_another_run_has_it(path: Path) -> None:
    with only_one(path), pytest.raises(StyringError, match="anden kørsel"):
        edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert names(path) == [path.name]
    edit_cells(path, path, {"Ark1": {"A1": 2}})


def saved_by_replace(path: Path) -> None:
    """As Excel saves: a new file put in the place of the old one."""
    other = path.with_name("kollega.tmp")
    other.write_bytes(simple(SHEET.replace("<v>1</v>", "<v>77</v>")))
    os.replace(other, path)


def saved_in_place(path: Path) -> None:
    """A save into the same file, in the same size and with its old time set back, just after it was read."""
    stamp = path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def opened(path: Path) -> None:
    path.with_name(f"~${path.name}").write_bytes(excel_lock("Bo Prøve"))


def deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("meanwhile", [saved_by_replace, saved_in_place, opened, deleted])
@pytest.mark.parametrize("command", ["edit", "undo"])
def test_what_another_does_until_the_last_moment_stands(
    path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Path], None], command: str
) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    before = names(path)
    theirs: list[bytes | None] = []
    real = save._dress  # the last that is done with the new file before it is put in place

    def dress(name: str, model: Path) -> None:
        real(name, model)
        if f".{path.name}.styring-" in name and not theirs:
            meanwhile(path)
            theirs.append(path.read_bytes() if path.exists() else None)

    monkeypatch.setattr(save, "_dress", dress)
    words = "er åben hos Bo" if meanwhile is opened else "ændret af en anden"
    with pytest.raises(StyringError, match=words):
        undo(path) if command == "undo" else edit_cells(path, path, {"Ark1": {"A1": 3}})
    assert (path.read_bytes() if path.exists() else None) == theirs[0]
    assert [each for each in names(path) if not each.startswith("~$")] == [
        each for each in before if path.exists() or each != path.name
    ]


def test_a_target_that_appears_meanwhile_is_not_overwritten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, real = path.with_name("ny.xlsx"), save._dress

    def dress(name: str, model: Path) -> None:
        real(name, model)
        target.write_bytes(b"en andens")

    monkeypatch.setattr(save, "_dress", dress)
    with pytest.raises(StyringError, match="ændret af en anden"):
        edit_cells(path, target, {"Ark1": {"A1": 3}})
    assert target.read_bytes() == b"en andens"


def test_a_file_that_holds_the_same_bytes_is_the_same(path: Path) -> None:
    book = FileBook.open(path)
    other = path.with_name("synkroniseret.tmp")
    other.write_bytes(path.read_bytes())
    os.replace(other, path)
    book.apply(Patch(blocks=(Block.of("Ark1", 1, 1, ((3,),)),)))
    assert FileBook.open(path).grid("Ark1").value(1, 1) == 3


# Undo.


def test_undo_brings_back_the_very_bytes_one_change_after_the_other(path: Path) -> None:
    states = [path.read_bytes()]
    for number in range(3):
        edit_cells(path, path, {"Ark1": {"A1": 10 + number, "F6": "tekst"}})
        states.append(path.read_bytes())
    for expected in reversed(states[:-1]):
        assert undo(path).exact
        assert path.read_bytes() == expected
    with pytest.raises(StyringError, match="ingen ændring"):
        undo(path)


def test_undo_after_the_user_has_worked_on(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2, "B1": "tekst", "C1": 5, "E5": "ny", "F5": 1.5}})
    edit_cells(path, path, {"Ark1": {"E5": "min egen", "H9": "også min"}}, backup=False)
    done = undo(path)
    assert not done.exact
    assert done.cells == 4
    assert [(obstacle.cells, obstacle.text) for obstacle in done.obstacles] == [
        (((5, 5),), "Cellen E5 på arket »Ark1« er ændret siden og er ikke rørt.")
    ]
    grid, before = FileBook.open(path).grid("Ark1"), FileBook.from_bytes(simple(SHEET)).grid("Ark1")
    assert list(grid.rows[0])[:4] == list(before.rows[0])
    assert grid.formulas[1, 3] == "A1+1"
    assert (grid.value(5, 5), grid.value(5, 6), grid.value(9, 8)) == ("min egen", None, "også min")
    with pytest.raises(StyringError, match="ingen ændring"):
        undo(path)


def test_undo_gives_cells_their_looks_back(path: Path) -> None:
    book = FileBook.open(path)
    book.apply(Patch(blocks=(Block.of("Ark1", 1, 1, ((5, 6, 7, 8),), (("Min stil",) * 4,)),)))
    edit_cells(path, path, {"Ark1": {"J1": 1}}, backup=False)
    assert undo(path).cells == 4
    before, after = FileBook.from_bytes(simple(SHEET)), FileBook.open(path)
    assert dict(after.grid("Ark1").styles) == dict(before.grid("Ark1").styles)
    assert list(after.grid("Ark1").rows[0])[:4] == list(before.grid("Ark1").rows[0])
    assert b'<c r="D1" s="3" t="inlineStr"' in after.sheet_part("Ark1")


def test_undo_of_an_area_takes_its_name_back(path: Path) -> None:
    small = Area("Omr", Block.of("Ark1", 5, 1, ((1, 2),)))
    large = Area("Omr", Block.of("Ark1", 5, 1, ((1, 2), (3, 4), (5, 6))))
    FileBook.open(path).apply(Patch(areas=(small,)))
    FileBook.open(path).apply(Patch(areas=(large,)))
    edit_cells(path, path, {"Ark1": {"J1": 1}}, backup=False)
    undo(path)
    book = FileBook.open(path)
    assert book.resolve("Omr") == ("Ark1", Ref(5, 1, 5, 2))
    assert book.grid("Ark1").value(7, 1) is None


def test_undo_needs_the_copy(path: Path) -> None:
    backup = edit_cells(path, path, {"Ark1": {"A1": 2}}).backup
    assert backup is not None
    now, kept = path.read_bytes(), backup.read_bytes()
    backup.write_bytes(kept + b"x")
    with pytest.raises(StyringError, match=r"kopi1\.xlsx er ændret"):
        undo(path)
    backup.unlink()
    with pytest.raises(StyringError, match=r"kopi1\.xlsx findes ikke længere"):
        undo(path)
    assert path.read_bytes() == now


def test_a_broken_record_is_no_record(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    (record,) = path.parent.glob(".*fortryd*")
    whole = record.read_bytes()
    for content in (b"", b"PK\x03\x04", whole[:50], whole[:-30], b"\x93NUMPY"):
        record.write_bytes(content)
        with pytest.raises(StyringError, match="ingen ændring"):
            undo(path)


def test_a_record_somebody_made_is_no_record(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    (place,) = path.parent.glob(".*fortryd*")
    whole = UndoRecord.from_bytes(place.read_bytes())
    assert whole is not None
    (sheet,) = whole.sheets
    for forged in (
        replace(whole, backup="../Styring 2026.kopi1.xlsx"),
        replace(whole, backup="andet.xlsx"),
        replace(whole, sheets=(replace(sheet, rows=sheet.rows - 1),)),
        replace(whole, sheets=(replace(sheet, columns=sheet.columns + 16_384),)),
        replace(whole, sheets=(replace(sheet, rows=np.append(sheet.rows, sheet.rows)),)),
        replace(whole, sheets=(replace(sheet, after=sheet.after.astype(float)),)),
    ):
        place.write_bytes(forged.to_bytes())
        with pytest.raises(StyringError, match="ingen ændring"):
            undo(path)


def test_the_record_holds_nothing_of_the_cells(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": "6101801234", "A2": 98765.43}})
    (record,) = path.parent.glob(".*fortryd*")
    assert b"6101801234" not in record.read_bytes()
    assert b"98765" not in record.read_bytes()


def test_only_leftovers_of_ours_are_cleared(path: Path) -> None:
    other = path.with_name("Gammel.xlsx")
    other.write_bytes(path.read_bytes())
    edit_cells(other, other, {"Ark1": {"A1": 2}})
    mine = [".Gammel.xlsx.fortryd9", ".Styring 2026.xlsx.abcdefgh.tmp", ".Styring 2026.xlsx.styring-mine.tmp"]
    for name in mine:
        path.with_name(name).write_bytes(b"min egen")
    path.with_name(".Styring 2026.xlsx.styring-abcd_123.tmp").write_bytes(b"en halv fil")
    other.unlink()
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert ".Gammel.xlsx.fortryd1" in names(path)  # its copy is still there
    other.with_name("Gammel.kopi1.xlsx").unlink()
    edit_cells(path, path, {"Ark1": {"A1": 3}})
    assert ".Gammel.xlsx.fortryd1" not in names(path)
    assert ".Styring 2026.xlsx.styring-abcd_123.tmp" not in names(path)
    assert set(mine) <= set(names(path))


# Old copies.


def test_tidy_keeps_the_last_copies_and_one_of_each_month(path: Path) -> None:
    for number in range(1, 8):
        edit_cells(path, path, {"Ark1": {"A1": 10 + number}})
        copy = path.with_name(f"Styring 2026.kopi{number}.xlsx")
        copy.write_bytes(copy.read_bytes())  # a file of its own, as where links are not known
        day = dt.datetime(2026, 1 + number // 3, 1 + number)
        os.utime(copy, (day.timestamp(), day.timestamp()))
    mine = path.with_name("Styring 2026.kopi99.xlsx")
    mine.write_bytes(simple(SHEET))
    for name in ("0123456789", "abcdef0123"):
        path.with_name(f"Styring 2026.posteringer-{name}.parquet").write_bytes(b"PAR1")
    text = "3 posteringer i Styring 2026.posteringer-abcdef0123.parquet"
    edit_cells(path, path, {"Ark1": {"D9": text}}, backup=False)
    before = names(path)
    assert {each.name for each in tidy(path, keep=2, dry_run=True).removed} == {
        *(f"Styring 2026.kopi{number}.xlsx" for number in (1, 3, 4)),
        *(f".Styring 2026.xlsx.fortryd{number}" for number in (1, 2, 3, 4, 5)),
        "Styring 2026.posteringer-0123456789.parquet",
    }
    assert names(path) == before
    done = tidy(path, keep=2)
    assert [each.name for each in done.kept] == [f"Styring 2026.kopi{number}.xlsx" for number in (7, 6, 5, 2)]
    assert (done.foreign, mine.exists()) == ((mine,), True)
    assert "handling=ryddet" in log_path(path).read_text("utf-8").splitlines()[-1]
    assert tidy(path, keep=2).removed == ()
    # What comes next is newer than all there is, also by its number, and can be taken back.
    edit_cells(path, path, {"Ark1": {"A1": 99}})
    assert path.with_name("Styring 2026.kopi100.xlsx").exists()
    assert undo(path).exact


def test_copies_older_than_may_be_kept_go_however_few_there_are(path: Path) -> None:
    for number, month in ((1, 1), (2, 5), (3, 6)):
        edit_cells(path, path, {"Ark1": {"A1": 10 + number}})
        copy = path.with_name(f"Styring 2026.kopi{number}.xlsx")
        copy.write_bytes(copy.read_bytes())
        os.utime(copy, (dt.datetime(2026, month, 2).timestamp(),) * 2)
    done = tidy(path, keep=10, since=dt.datetime(2026, 5, 1))
    assert [each.name for each in done.removed] == [".Styring 2026.xlsx.fortryd1", "Styring 2026.kopi1.xlsx"]
    assert len(done.kept) == 2


# The log.


def test_each_change_is_one_line_and_says_nothing_of_anybody(path: Path) -> None:
    block = Block.of("Ark1", 5, 1, (("6101801234", 98765.43), ("Ulla Prøve", None)))
    FileBook.open(path).apply(Patch(blocks=(block,)), totals={"Forventet regnskab": 1234567, "Budget": 1200000})
    edit_cells(path, path, {"Ark1": {"A5": None}})
    undo(path)
    text = log_path(path).read_text("utf-8")
    lines = text.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d bruger=\S+ handling=opdateret celler=3 ark=1 nye_ark=0 udeladt=0 "
        r"kopi=Styring_2026\.kopi1\.xlsx Forventet_regnskab=1234567 Budget=1200000 "
        r"før=[0-9a-f]{16} efter=[0-9a-f]{16} udfald=gennemført",
        lines[0],
    )
    assert "handling=fortrudt" in lines[2]
    for secret in ("6101801234", "98765", "Ulla", "Ark1"):
        assert secret not in text


def test_nothing_is_done_that_cannot_be_logged(path: Path) -> None:
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    log_path(path).unlink()
    log_path(path).mkdir()
    old, before = path.read_bytes(), names(path)
    for work in (lambda: edit_cells(path, path, {"Ark1": {"A1": 3}}), lambda: undo(path)):
        with pytest.raises(StyringError, match=r"Loggen Styring 2026\.xlsx\.log kan ikke skrives, så .* ikke ændret"):
            work()
    assert path.read_bytes() == old
    assert names(path) == before


def test_an_end_that_could_not_be_written_is_written_by_the_next_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(log, "_end", lambda path, outcome: None)
        edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert log_path(path).read_text("utf-8").endswith(" udfald=")
    edit_cells(path, path, {"Ark1": {"A1": 2}})  # even one with nothing to do
    assert log_path(path).read_text("utf-8").endswith(" udfald=gennemført_set_af_næste_kørsel\n")
    for cut, told in ((" udfald=genn", "udfald=gennemført_set"), (" ark=1", "udfald=ikke_gennemført_set")):
        whole = log_path(path).read_text("utf-8").splitlines()[0]
        log_path(path).write_text(whole[: whole.index(cut[:5])] + cut, "utf-8")
        edit_cells(path, path, {"Ark1": {"A1": 2}})
        assert log_path(path).read_text("utf-8").endswith(f"{told}_af_næste_kørsel\n")
    log_path(path).write_text(whole.replace("gennemført_set_af_næste_kørsel", ""), "utf-8")
    path.write_bytes(simple(SHEET))
    edit_cells(path, path, {"Ark1": {"A1": 1}})
    assert log_path(path).read_text("utf-8").endswith("udfald=ikke_gennemført_set_af_næste_kørsel\n")


def test_a_log_is_as_open_as_its_workbook(path: Path) -> None:
    path.chmod(0o660)
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o660}


# The package.


def loaded(code: str, *modules: str) -> list[str]:
    """Which of some modules a piece of code brings in."""
    ask = f"{code}; import sys; print(*(m for m in {modules!r} if m in sys.modules))"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()


def test_importing_the_package_costs_nothing() -> None:
    assert loaded("import styring_xl", "numpy", "isal", "openpyxl", "pandas") == []
    for name in styring_xl.__all__:
        assert getattr(styring_xl, name) is not None
    with pytest.raises(AttributeError, match="findes_ikke"):
        _ = styring_xl.findes_ikke


def test_the_editor_needs_no_other_reader() -> None:
    code = "import styring_xl.books.file.script, styring_xl.books.file.undo"
    assert loaded(code, "openpyxl", "pandas", "lxml", "python_calamine") == []


def test_extended_attributes_are_kept(path: Path) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes here")
    try:
        os.setxattr(path, "user.maerke", b"vigtig")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    edit_cells(path, path, {"Ark1": {"A1": 2}})
    assert os.getxattr(path, "user.maerke") == b"vigtig"
