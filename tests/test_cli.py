"""The command line as such: what it lists, how the commands spell what they share, and what starting it costs."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from styring_xl import StyringError, __version__
from styring_xl import demo as fiction
from styring_xl.cli import app
from styring_xl.cli.meter import waiting
from styring_xl.cli.summary import cells
from styring_xl.danish import writing
from tests import workbooks
from tests.command_line import CliRunner
from tests.workbooks import values

ORDER = (
    "refresh close reopen snapshot accept-reserves move-recommendation repostings memo memo-template check explain "
    "history overview export case-review adopt upgrade undo tidy import import-cases import-benchmark batch new-year "
    "new demo anonymise forget install uninstall doctor"
)
EXTRACT = ("encoding", "delimiter", "decimal", "sheet", "dry_run", "as_json")


def parameters(command: str) -> dict[str, argparse.Action]:
    return {each.dest: each for each in app.commands[command].parser()._actions}


def test_the_commands_are_listed_in_the_order_of_the_work() -> None:
    assert " ".join(app.commands) == ORDER
    said = CliRunner().invoke(app, ["--help"]).stdout
    assert [line.split()[0] for line in said.splitlines() if re.match("  [a-z]", line)] == ORDER.split()


def test_every_command_and_option_is_explained() -> None:
    for name, command in app.commands.items():
        assert command.help, name
        assert all(each.help for each in parameters(name).values()), name
        said = CliRunner().invoke(app, [name, "--help"])
        assert (said.exit_code, f"styring-xl {name} [OPTIONS]" in said.stdout) == (0, True)


def test_the_version_is_said_and_nothing_else_done() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.output) == (0, f"styring-xl {__version__}\n")


def test_a_copy_without_changes_is_told_of(tmp_path: Path) -> None:
    file, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    file.write_bytes(workbooks.new())
    for _ in range(2):
        done = CliRunner().invoke(app, ["refresh", str(file), "-o", str(copy)])
        file.write_bytes(copy.read_bytes())
    assert f"allerede opdateret; en kopi er gemt → {copy}" in done.output


def test_both_imports_spell_what_they_share_alike() -> None:
    postings, cases = parameters("import"), parameters("import-cases")
    for name in EXTRACT:
        assert (postings[name].option_strings, postings[name].help) == (cases[name].option_strings, cases[name].help)
    assert postings["unit"].help == "The unit of the amounts: kr or øre."
    assert cases["unit"].help == "The unit of the rates: kr or øre."
    assert 'Beløb=Netto"' in str(postings["column"].help)
    assert 'Takst=Pris"' in str(cases["column"].help)


@pytest.mark.usefixtures("one_process")
def test_one_file_that_cannot_be_done_stops_no_other_and_stands_in_the_report(tmp_path: Path) -> None:
    good, broken, missing = (tmp_path / name for name in ("god.xlsx", "halv.xlsx", "mangler.xlsx"))
    good.write_bytes(workbooks.new())
    broken.write_bytes(good.read_bytes()[:5000])
    result = CliRunner().invoke(app, ["refresh", str(broken), str(missing), str(good), "--json"])
    entries = {Path(each["file"]).name: each for each in json.loads(result.stdout)["files"]}
    assert (result.exit_code, [*entries]) == (2, ["halv.xlsx", "mangler.xlsx", "god.xlsx"])
    assert "beskadiget" in entries["halv.xlsx"]["error"]
    assert "findes ikke" in entries["mangler.xlsx"]["error"]
    assert entries["god.xlsx"]["totals"]["result"] == 0
    result = CliRunner().invoke(app, ["import", str(tmp_path / "a.csv"), "--into", str(good), "--json"])
    assert "a.csv findes ikke" in json.loads(result.stdout)["files"][0]["error"]


def test_a_command_about_one_workbook_takes_no_folder_for_the_workbooks_in_it(tmp_path: Path) -> None:
    extract, book = tmp_path / "alle.csv", tmp_path / "bøger" / "a.xlsx"
    extract.write_text("Dato;CPR-nr.;Konto;Beløb\n15-01-2026;6101054001;5282010;10,00", "utf-8")
    book.parent.mkdir()
    book.write_bytes(workbooks.new())
    for command in (["import", extract, "--into", book.parent], ["undo", book.parent], ["tidy", book.parent]):
        done = CliRunner().invoke(app, [*map(str, command)])
        assert (done.exit_code, "mappe" in done.stderr) == (2, True), command
    assert book.read_bytes() == workbooks.new()


def test_a_dry_run_lists_each_new_content_and_counts_the_cells_that_only_look_otherwise(tmp_path: Path) -> None:
    book = tmp_path / "demo.xlsx"
    book.write_bytes(fiction.workbook(cases=10, macro_enabled=False))
    said = CliRunner().invoke(app, ["refresh", str(book), "--dry-run"]).stdout.splitlines()
    pairs = [line.partition(": ")[2].split(" → ") for line in said if " → " in line]
    assert pairs
    assert not [pair for pair in pairs if pair[0] == pair[1]]
    looks = next(int(line.split()[0].replace(".", "")) for line in said if line.endswith("celler skifter kun udseende"))
    assert f"  {writing.count(len(pairs) + looks)} celler ville blive ændret" in said


def test_one_of_anything_is_said_as_one() -> None:
    assert [cells(number) for number in (0, 1, 2, 20_816)] == ["0 celler", "1 celle", "2 celler", "20.816 celler"]


def test_a_file_nobody_may_read_is_refused_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked first, whether a path may be read ends the whole command in English, before any other file is done.
    book, extract = tmp_path / "bog.xlsx", tmp_path / "marts.csv"
    book.write_bytes(workbooks.new())
    extract.write_text("Dato;Konto;Beløb\n05-03-2026;528201003;17,50\n", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)
    for arguments in (
        ["check", book],
        ["close", book, "--month", 1],
        ["import", extract, "--into", book],
        ["import-cases", extract, "--into", book],
        ["anonymise", book, tmp_path / "kopi.xlsx"],
    ):
        result = CliRunner().invoke(app, [str(each) for each in arguments])
        assert "Invalid value" not in result.output, arguments


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["refresh", "a.xlsx", "--foo"], "--foo kan ikke stå her."),
        (["refres", "a.xlsx"], "refres er ikke en kommando. Mente du refresh?"),
        (["--foo"], "--foo er ikke et valg."),
        (["refresh"], "Der mangler FILE.\n"),
        (["close", "a.xlsx"], "Der mangler --month"),
        (["close", "a.xlsx", "--month", "13"], "--month: 13 er ikke et tal fra 1 til 12."),
        (["close", "a.xlsx", "--month", "marts"], "marts er ikke et helt tal."),
        (["refresh", "a.xlsx", "--workers", "-1"], "-1 er ikke et tal på mindst 0."),
        (
            ["close", "a.xlsx", "--month", "3", "--date", "2026-02-30"],
            "2026-02-30 er ikke en dag; skriv den som 2026-03-31.",
        ),
        (["refresh", "-a.xlsx"], "Er det en fil, så skriv ./-a.xlsx\n"),
        (["import", "-april.csv", "--into", "a.xlsx"], "så skriv ./-april.csv"),
        (["refresh", "a.xlsx", "--dry"], "--dry kan ikke stå her."),
    ],
)
def test_words_that_cannot_be_taken_are_told_of(words: list[str], told: str) -> None:
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.endswith(" --help\n")


def test_options_may_stand_before_between_and_after_the_files() -> None:
    parse = app.commands["refresh"].parser().parse_intermixed_args
    for words in (["--json", "-o", "c", "a", "b"], ["a", "--json", "b", "--output=c"], ["a", "b", "-oc", "--json"]):
        found = parse(words)
        assert (found.files, found.output, found.as_json) == ([Path("a"), Path("b")], Path("c"), True)
    assert parse(["a", "--exclude", "x", "--exclude", "y"]).exclude == ["x", "y"]
    batch = app.commands["batch"].parser().parse_intermixed_args
    assert [batch(["b.toml", *more]).by_bytes for more in ([], ["--by-bytes"], ["--by-path"])] == [None, True, False]


@pytest.mark.slow
def test_a_reader_who_has_gone_is_not_blamed_on_the_workbook(tmp_path: Path) -> None:
    book = tmp_path / "bog.xlsx"
    book.write_bytes(workbooks.new())
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "styring_xl.cli", "refresh", str(book)],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        os.close(write)
    assert "bog.xlsx" not in done.stderr


def test_what_the_system_says_is_said_in_danish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = CliRunner().invoke(app, ["new", str(tmp_path / "ny.xlsx")])
    assert (result.exit_code, "device" in result.stderr) == (2, False)
    assert "drevet er fyldt" in result.stderr


def test_a_municipality_is_made_or_refused_whatever_its_size(tmp_path: Path) -> None:
    for cases, code in (("9", 2), ("10", 0)):
        result = CliRunner().invoke(
            app, ["demo", "-o", str(tmp_path / "lille.xlsx"), "--cases", cases, "--postings", "40"]
        )
        assert result.exit_code == code, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_asking_for_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, styring_xl.cli as cli; cli.app(['--help']); "
        "print(*{'numpy', 'pandas', 'openpyxl', 'rich', 'xlwings', 'xlsxwriter'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_a_refresh_loads_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    workbook = tmp_path / "ark.xlsx"
    assert CliRunner().invoke(app, ["demo", "-o", str(workbook), "--cases", "40", "--postings", "400"]).exit_code < 2
    code = (
        "import sys, styring_xl.cli as cli; cli.app(sys.argv[1:]); "
        "print(*{'numpy.ma', 'pandas', 'rich', 'socket', 'statistics', 'difflib', 'calendar'} & {*sys.modules})"
    )
    asked = [sys.executable, "-c", code, "refresh", str(workbook), "-o", str(tmp_path / "ny.xlsx")]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_whoever_waits_at_a_terminal_is_told_what_for_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "20")
    with suppress(StyringError), waiting("Opdaterer kommune 101.xlsm …", quiet=False):
        told = screen.getvalue()
        raise StyringError("Filen findes ikke.")
    assert told == "Opdaterer kommune 1\r"
    assert screen.getvalue() == told + 19 * " " + "\r"
    with waiting("Læser ark.xlsx …", quiet=True):
        assert "Læser" not in screen.getvalue()


@pytest.mark.parametrize(("given", "found"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_numpy_is_loaded_without_a_thread_for_each_processor(given: dict[str, str], found: str) -> None:
    # It looks at the setting once, when it is loaded.
    code = (
        "import atexit, os, sys\n"
        "atexit.register(lambda: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules))\n"
        "from styring_xl.cli import main\n"
        "sys.argv = ['styring-xl', '--version']\n"
        "main()"
    )
    settings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=settings)
    assert done.stdout.splitlines()[-1] == f"{found} False"


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "styring_xl.cli", "new", "a.txt"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(".xlsx, .xlsm eller .ods.")


def test_an_option_s_value_may_begin_with_a_sign(tmp_path: Path) -> None:
    book = tmp_path / "demo.xlsx"
    book.write_bytes(fiction.workbook(12, closed_month=3, macro_enabled=False))
    run = CliRunner().invoke
    done = run(app, ["close", str(book), "--month", "4", "--ledger-total", "-12.345,00", "--note", "-rest"])
    assert done.exit_code == 0, done.output
    [row] = [row for row in values(book, "Historik") if row[0] == "April 2026"]
    assert -12_345 in row
    assert "-rest" in row
    assert "Der mangler en værdi efter --note." in run(app, ["close", str(book), "--note", "--json"]).stderr
    assert "-1 er ikke et tal fra 1 til 12." in run(app, ["close", str(book), "--month", "-1"]).stderr
