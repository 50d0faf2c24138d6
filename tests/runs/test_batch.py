"""A batch file: what it may hold, and a whole run of it as a scheduled task would start it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.runs import batch_file
from tests import workbooks
from tests.command_line import CliRunner
from tests.runs.departments import folder_of

NORTH, SOUTH = "6101054001", "6101054002"
LEDGER = f"""Bogføringsdato;CPR-nr.;Foranstaltning;Konto;Omkostningssted;Bilagsnr.;Beløb
15-01-2026;{NORTH};Plejefamilie;5282010;1201;1;1.000,00
15-01-2026;{SOUTH};Plejefamilie;5282010;1305;2;2.000,50
15-02-2026;;Plejefamilie;5282010;9999;3;300,25
"""


def told(folder: Path, text: str) -> list[str]:
    """The sentences about a batch file."""
    file = folder / "afdelinger.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(StyringError) as refused:
        batch_file.read(file)
    return str(refused.value).splitlines()


def test_paths_are_from_the_folder_of_the_file_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    file = tmp_path / "afdelinger.toml"
    file.write_text('\ufefffiles = ["bøger/*.xlsx"]\nreport = "ud/rapport.json"', "utf-8")
    found = batch_file.read(file)
    assert (found.places, found.reports) == ((tmp_path / "bøger/*.xlsx",), (tmp_path / "ud/rapport.json",))


def test_all_that_is_wrong_is_told_at_once_a_sentence_each(tmp_path: Path) -> None:
    text = """
    files = 3
    yaer = 2026
    closed-month = 13
    action = "opdater"
    recursive = "ja"
    [[workbook]]
    fil = "Børn.xlsx"
    [[workbook.take]]
    account = ["1200-12"]
    """
    assert [sentence.removeprefix("afdelinger.toml: ") for sentence in told(tmp_path, text)] == [
        'files skal være en tekst i anførselstegn eller en liste af dem, ["…", "…"].',
        "recursive skal være true eller false.",
        "file i workbook nr. 1 mangler.",
        "account i take nr. 1 i workbook nr. 1 har mønstret »1200-12«, som skal gå fra et tal til et større med lige "
        "så mange cifre.",
        "fil i workbook nr. 1 kendes ikke; her kan stå file, year, closed-month, ledger, take.",
        "action er »opdater«, men skal være refresh eller check eller close eller snapshot.",
        "closed-month skal være et helt tal fra 0 til 12.",
        "yaer kendes ikke; her kan stå ledger, files, recursive, exclude, workbook, action, year, closed-month, label, "
        "note, workers, cluster, by-bytes, report, skip-unchanged.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("files = [", "er ikke gyldig TOML: slutningen mangler"),
        ('files = "C:\\users\\a.xlsx"', "er ikke gyldig TOML: se linje 1, tegn 14 (stier skrives med /"),
        ("year = 2026", "files eller [[workbook]] mangler"),
        ('files = "*.xlsx"\naction = "close"', "closed-month skal være den måned, der lukkes"),
        ('files = "*.xlsx"\naction = "snapshot"', "label mangler"),
        ('files = "*.xlsx"\nskip-unchanged = true', "kræver en report på .json"),
        ('files = "*.xlsx"\n[ledger]\nfiles = "a.csv"', "skal deles, men ingen [[workbook]] har"),
        ('[[workbook]]\nfile = "a.xlsx"\n[[workbook]]\nfile = "./a.xlsx"', "nævner a.xlsx to gange"),
        ('[[workbook]]\nfile = "a.xlsx"\n[[workbook.take]]', "account, cost-center eller citizens i take nr. 1"),
        ('[[workbook]]\nfile = "a.xlsx"\n[[workbook.take]]\ncitizens = true', "der er ingen files i [ledger]"),
        ('action = "check"\n[[workbook]]\nfile = "a.xlsx"\nledger = "a.csv"', "er check, der intet skriver"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (said,) = told(tmp_path, text)
    assert said.startswith("afdelinger.toml")
    assert sentence in said


def test_every_batch_file_of_the_guide_can_be_read(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2] / "docs" / "mange_projektmapper.md"
    blocks = re.findall(r"```toml\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 3
    for number, text in enumerate(blocks):
        file = tmp_path / f"{number}.toml"
        file.write_text(text, "utf-8")
        batch_file.read(file)


def departments(folder: Path) -> None:
    """Two departments, the extract they share, and a batch file in a folder with Danish letters in its name."""
    folder.mkdir()
    for name, cpr in (("Nørre", NORTH), ("Søndre", SOUTH)):
        workbooks.save(
            folder / f"{name}.xlsx",
            Disponering=[workbooks.HEADER[:6], (cpr, "Plejefamilie", 1000, "måned", 1, "01-01-2026")],
            Posteringer=[workbooks.LEDGER],
        )
    (folder / "alle.csv").write_text(LEDGER, "utf-8")
    (folder / "afdelinger.toml").write_text(
        """
        year = 2026
        closed-month = 3
        workers = 1
        report = ["ud/rapport.json", "ud/Kørsel.xlsx"]
        skip-unchanged = true
        [ledger]
        files = "alle.csv"
        [[workbook]]
        file = "Nørre.xlsx"
        take = [{ cost-center = "1200-1299" }]
        [[workbook]]
        file = "Søndre.xlsx"
        take = [{ citizens = true }]
        """,
        "utf-8",
    )


def scheduled(folder: Path) -> tuple[int, str]:
    """As cron and Windows' Task Scheduler start it: no terminal, no input, another folder, another locale, no home."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "styring_xl.cli", "batch", str(folder / "afdelinger.toml")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        env={"LC_ALL": "C", "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'udf'}"},
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8")


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "ud" / "rapport.json").read_text("utf-8"))
    return found


@pytest.mark.slow
def test_a_scheduled_task_parts_the_ledger_and_brings_every_department_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "Område Ø"
    departments(folder)
    code, said = scheduled(folder)
    assert (code, "Traceback" in said) == (1, False), said
    found = report(folder)
    control = found["ledger"]["control"]
    assert [each["amount"] for each in control["parts"]] == [100_000, 200_050]
    assert (control["unallocated"], control["difference"]["amount"]) == ({"rows": 1, "amount": 30_025}, 0)
    assert [each["totals"]["realised"] for each in found["files"]] == [100_000, 200_050]
    left = (folder / "ud" / "ufordelt.csv").read_text("utf-8-sig").splitlines()
    assert left[1:] == ["alle.csv;4;ingen regel passer;2026-02;5282010;9999;Plejefamilie;3;300,25"]
    assert "Ufordelt" in said
    assert (folder / "ud" / "Kørsel.xlsx").exists()
    assert not any(cpr in text for cpr in (NORTH, SOUTH) for text in (said, json.dumps(found)))

    # The next night nothing is new, but for one department's extract.
    before = (folder / "Nørre.xlsx").read_bytes()
    with open(folder / "alle.csv", "a", encoding="utf-8") as file:
        file.write(f"15-03-2026;{SOUTH};Plejefamilie;5282010;1305;4;10,00\n")
    code, said = scheduled(folder)
    assert "Nørre.xlsx: uændret siden sidst, sprunget over" in said
    assert [each["totals"]["realised"] for each in report(folder)["files"]] == [100_000, 201_050]
    assert (folder / "Nørre.xlsx").read_bytes() == before


@pytest.mark.usefixtures("one_process")
def test_a_department_that_cannot_be_read_costs_no_other_its_own_postings(tmp_path: Path) -> None:
    folder = tmp_path / "afd"
    departments(folder)
    (folder / "Søndre.xlsx").write_bytes(b"")
    done = CliRunner().invoke(app, ["batch", str(folder / "afdelinger.toml")])
    assert done.exit_code == 2
    # Its citizens are unknown, so nobody knows whether the other's posting is not its too.
    control = report(folder)["ledger"]["control"]
    assert [each["rows"] for each in control["parts"]] == [0, 1]
    assert control["unallocated"]["rows"] == 2
    assert [each["outcome"] for each in report(folder)["files"]] == ["done", "not_done"]


@pytest.mark.slow
def test_an_extract_of_one_department_and_files_by_pattern(tmp_path: Path) -> None:
    folder_of(2, tmp_path / "andre")
    departments(tmp_path / "afd")
    text = """
    files = ["../andre/*.xlsx", "."]
    report = "rapport.json"
    workers = 1
    [[workbook]]
    file = "Nørre.xlsx"
    ledger = "alle.csv"
    """
    (tmp_path / "afd" / "to.toml").write_text(text, "utf-8")
    done = CliRunner().invoke(app, ["batch", str(tmp_path / "afd" / "to.toml"), "--json"])
    found = json.loads(done.stdout)["files"]
    names = [Path(each["file"]).name for each in found]
    assert names == ["Nørre.xlsx", "afdeling000.xlsx", "afdeling001.xlsx", "Søndre.xlsx"]
    assert found[0]["import"]["control"]["placed"] == {"rows": 3, "amount": 330_075}
    assert "import" not in found[1]


@pytest.mark.usefixtures("one_process")
def test_a_file_of_another_kind_is_not_written_over_by_what_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "afd"
    departments(folder)
    (folder / "ud").mkdir()
    (folder / "ud" / "ufordelt.csv").write_text("mine egne noter", "utf-8")
    before = (folder / "Nørre.xlsx").read_bytes()
    done = CliRunner().invoke(app, ["batch", str(folder / "afdelinger.toml")])
    assert (done.exit_code, "ikke bliver overskrevet" in done.stderr) == (2, True)
    assert (folder / "Nørre.xlsx").read_bytes() == before


@pytest.mark.usefixtures("one_process")
def test_a_dry_run_tells_what_the_run_comes_to_and_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "afd"
    departments(folder)
    batch = str(folder / "afdelinger.toml")
    before = {each: each.read_bytes() for each in folder.rglob("*")}
    said = CliRunner().invoke(app, ["batch", batch, "--dry-run", "--workers", "1"])
    told = json.loads(CliRunner().invoke(app, ["batch", batch, "--dry-run", "--workers", "1", "--json"]).stdout)
    assert {each: each.read_bytes() for each in folder.rglob("*")} == before
    assert "Nørre.xlsx: posteringer ville blive hentet" in said.stdout
    assert "celler ville blive ændret, nye ark: " in said.stdout
    assert said.stdout.endswith("Intet er skrevet.\n")
    done = CliRunner().invoke(app, ["batch", batch, "--workers", "1"])
    assert done.exit_code == said.exit_code == 1
    # Also what needs the postings that were not brought in, but would be.
    for would, did in zip(told["files"], report(folder)["files"], strict=True):
        assert [would[key] for key in ("totals", "rows", "findings", "cells_changed", "sheets_added")] == [
            did[key] for key in ("totals", "rows", "findings", "cells_changed", "sheets_added")
        ]
        assert (would["saved"], would["import"]["saved"], would["backup"]) == (False, False, None)
        assert (did["saved"], did["import"]["saved"]) == (True, True)
