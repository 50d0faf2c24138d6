"""How long copies are kept is said in *Opsætning*, and done when the workbook is saved."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from styring_xl import job, retention, standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.log import log_path
from styring_xl.books.file.script import edit_cells
from styring_xl.cli import app
from styring_xl.reading import settings
from tests.command_line import CliRunner
from tests.workbooks import standard_package

ROW = "CPR-nr.|Foranstaltning|Takst|Takstenhed|Startdato\n610180-0001|Familiepleje|100|måned|01-01-2026"


def saved(folder: Path, copies: int | None, months: int | None) -> list[str]:
    """The copies beside a workbook after a refresh: there were five, four, eight … weeks old."""
    path = folder / "Styring.xlsx"
    path.write_bytes(standard_package(ROW))
    for number in range(1, 6):
        edit_cells(path, path, {"Disponering": {"G6": 200 + number}})
        copy = path.with_name(f"Styring.kopi{number}.xlsx")
        copy.write_bytes(copy.read_bytes())
        saved_at = dt.datetime.now() - dt.timedelta(28 * (6 - number))
        os.utime(copy, (saved_at.timestamp(),) * 2)
    at = {name: standard.SETTINGS_ROW + standard.SETTINGS.index(name) for name in standard.SETTINGS}
    cells = {standard.SETTING_COPIES: copies, standard.SETTING_COPY_MONTHS: months}
    edit_cells(path, path, {"Opsætning": {f"B{at[name]}": value for name, value in cells.items()}}, backup=False)
    job.run(path)
    return sorted(each.name.split(".")[1] for each in folder.iterdir() if "kopi" in each.name)


@pytest.mark.parametrize(
    ("copies", "months", "left"),
    [(None, None, "123456"), (None, 3, "3456"), (1, 1, "56"), (6, 100, "123456")],
)
def test_a_refresh_keeps_the_copies_that_the_workbook_says(
    copies: int | None, months: int | None, left: str, tmp_path: Path
) -> None:
    assert saved(tmp_path, copies, months) == [f"kopi{number}" for number in left]


def said(path: Path, *command: str, code: int = 0) -> list[str]:
    """The lines that a command prints of a workbook."""
    result = CliRunner().invoke(app, [command[0], str(path), *command[1:]])
    assert result.exit_code == code, result.output
    return [line.strip() for line in result.stdout.splitlines()]


def copies(path: Path) -> set[str]:
    """The numbers of the copies beside a workbook."""
    return {each.name.split(".")[1].removeprefix("kopi") for each in path.parent.glob("*.kopi*")}


def state(path: Path, **settings: int | None) -> None:
    """Write what the workbook says of its copies (``copies``, ``months``)."""
    names = {"copies": standard.SETTING_COPIES, "months": standard.SETTING_COPY_MONTHS}
    at = {key: standard.SETTINGS_ROW + standard.SETTINGS.index(name) for key, name in names.items()}
    edit_cells(path, path, {"Opsætning": {f"B{at[key]}": value for key, value in settings.items()}}, backup=False)


def workbook_of(folder: Path, **settings: int | None) -> Path:
    path = folder / "Styring.xlsx"
    path.write_bytes(standard_package(ROW))
    if settings:
        state(path, **settings)
    return path


def edited(path: Path, times: int) -> None:
    """So many changes by a script, each with its copy; those are the scripts' own to tidy."""
    for number in range(times):
        edit_cells(path, path, {"Disponering": {"G6": 200 + number}})


def test_tidy_goes_by_what_is_said_and_a_stated_number_goes_before(tmp_path: Path) -> None:
    saved(tmp_path, None, None)
    path = tmp_path / "Styring.xlsx"
    done, rule = retention.tidy(path, dry_run=True)
    assert (len(done.kept), rule) == (6, "Beholdes: de 10 nyeste kopier og af de ældre den nyeste i hver måned")
    state(path, months=1)
    lines = said(path, "tidy", "--keep", "0")
    assert (
        "Beholdes som angivet: de 0 nyeste kopier og af de ældre den nyeste i hver måned, ingen ældre end 1 måned"
        in (lines)
    )
    assert {"6"} <= copies(path) <= {"6", "5"}, "none is older than a month, and one of each month stays"


def test_every_command_that_saves_goes_by_the_rule_and_a_new_workbook_asks_for_ten(tmp_path: Path) -> None:
    assert settings.read(FileBook.from_bytes(workbook.build()).grid(standard.SETUP)).copies == 10
    path = workbook_of(tmp_path, copies=1)
    edited(path, 3)
    extract = tmp_path / "udtræk.csv"
    extract.write_text("Bogføringsdato;CPR-nr.;Foranstaltning;Beløb\n05-01-2026;610180-0001;Familiepleje;99,00\n")
    (told,) = [
        line for line in said(path, "refresh") if line.startswith("Fjernet, som Opsætning siger: 5 gamle filer (0")
    ]
    assert told.endswith(" MB)"), "two copies and three records"
    for number, command in enumerate(
        (
            ("close", "--month", "1", "--date", "2026-02-03"),
            ("reopen", "--month", "1"),
            ("snapshot", "--label", "BO1", "--date", "2026-02-04"),
        ),
        5,
    ):
        said(path, *command)
        # Those of this month but the newest, and the newest.
        assert copies(path) == {str(number - 1), str(number)}
    result = CliRunner().invoke(app, ["import", str(extract), "--into", str(path)])
    assert result.exit_code == 0
    assert "Fjernet, som Opsætning siger: " in result.stdout
    assert copies(path) == {"7", "8"}


def test_many_copies_are_never_kept_in_silence(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, copies=None)
    edited(path, 10)
    lines = said(path, "refresh")
    assert len(copies(path)) == 11
    (told,) = [line for line in lines if line.startswith("11 kopier fylder 1")]
    assert "styring-xl tidy Styring.xlsx rydder op" in told
    assert not any("kopier fylder" in line for line in said(path, "refresh")), "nothing was saved"


def test_the_last_change_can_always_be_undone_however_old_its_copy_is(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, copies=1, months=1)
    before = path.read_bytes()
    os.utime(path, ((dt.datetime.now() - dt.timedelta(100)).timestamp(),) * 2)
    said(path, "refresh")
    assert copies(path) == {"1"}
    lines = said(path, "tidy", "--keep", "0")
    assert "Beholdt, fordi den seneste ændring fortrydes med den: Styring.kopi1.xlsx" in lines
    said(path, "undo")
    assert path.read_bytes() == before
    said(path, "refresh")
    assert copies(path) == {"2"}, "what has been taken back needs its copy no more"


def test_a_copy_that_cannot_go_is_told_and_the_others_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook_of(tmp_path, copies=1)
    edited(path, 4)
    protected, held = tmp_path / "Styring.kopi1.xlsx", tmp_path / "Styring.kopi2.xlsx"
    protected.write_bytes(protected.read_bytes())
    protected.chmod(0o444)
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self == held:
            raise PermissionError
        real(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    told = (
        "Ikke fjernet, for skrivebeskyttet eller i brug af et andet program: Styring.kopi1.xlsx og Styring.kopi2.xlsx"
    )
    dry = said(path, "tidy", "--keep", "0", "--dry-run", code=1)
    assert "Ikke fjernet, for skrivebeskyttet eller i brug af et andet program: Styring.kopi1.xlsx" in dry
    assert len(copies(path)) == 4
    lines = said(path, "tidy", "--keep", "0", code=1)
    assert told in lines
    assert copies(path) == {"1", "2", "4"}
    assert log_path(path).read_text("utf-8").splitlines()[-1].endswith("udfald=ikke_gennemført")
    # After a save it is told and no error, as the workbook itself is saved.
    assert told in said(path, "refresh")
    monkeypatch.undo()
    said(path, "tidy", "--keep", "0", code=1)
    assert copies(path) == {"1", "5"}


def test_tidy_where_there_is_nothing_to_remove_says_no_size(tmp_path: Path) -> None:
    path = workbook_of(tmp_path)
    assert ": ingen filer fjernet, ingen kopier beholdt" in CliRunner().invoke(app, ["tidy", str(path)]).output
    edited(path, 1)
    done = CliRunner().invoke(app, ["tidy", str(path), "--dry-run"]).output
    assert ": ingen filer ville blive fjernet, 1 kopi (0,1 MB) beholdt" in done


def test_a_copy_that_is_gone_is_told_by_undo_and_nothing_to_tidy(tmp_path: Path) -> None:
    path = workbook_of(tmp_path)
    edited(path, 3)
    (tmp_path / "Styring.kopi3.xlsx").unlink()
    result = CliRunner().invoke(app, ["undo", str(path)])
    assert (result.exit_code, "Kopien Styring.kopi3.xlsx findes ikke længere" in result.output) == (2, True)
    done, _ = retention.tidy(path)
    # Without it no change before can be taken back one after the other.
    assert {each.name for each in done.removed} == {f".Styring.xlsx.fortryd{number}" for number in (1, 2, 3)}
    assert copies(path) == {"1", "2"}


def test_a_workbook_that_is_no_file_of_ours_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "Styring.xlsx"
    path.write_bytes(b"PK")
    for command in ("tidy", "undo"):
        result = CliRunner().invoke(app, [command, str(path)])
        assert (result.exit_code, "Traceback" in result.output, len(result.output.splitlines())) == (2, False, 1)
