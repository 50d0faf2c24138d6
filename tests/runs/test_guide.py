"""The guide's chapter about many workbooks, followed word by word in a clean folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from styring_xl.cli import app
from tests import workbooks
from tests.command_line import CliRunner, Invoked
from tests.runs.dask_cluster import QUIET

GUIDE = (Path(__file__).parents[2] / "docs" / "mange_projektmapper.md").read_text("utf-8")
CPR = "6101054001"
EXTRACT = f"""Bogføringsdato;CPR-nr.;Foranstaltning;Konto;Omkostningssted;Bilagsnr.;Beløb
15-01-2026;{CPR};Plejefamilie;5282010;1201;1;1.000,00
15-01-2026;;Plejefamilie;5282010;1405;2;2.000,50
15-02-2026;;Plejefamilie;9999999;9999;3;300,25
"""


def chapter(title: str) -> str:
    """The text under a heading."""
    return GUIDE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def commands(text: str) -> list[str]:
    """The commands that stand on lines of their own."""
    return re.findall(r"^    ((?:styring-xl|pip|export|dask) .*)$", text, re.MULTILINE)


def run(command: str, **replaced: str) -> Invoked:
    """A command as it stands, but for what is called otherwise on this machine."""
    for name, here in replaced.items():
        command = command.replace(name, here)
    program, *arguments = shlex.split(command)
    assert program == "styring-xl"
    return CliRunner().invoke(app, arguments)


def workbook(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    workbooks.save(
        file,
        Disponering=[workbooks.HEADER[:6], (CPR, "Plejefamilie", 1000, "måned", 1, "01-01-2026")],
        Posteringer=[workbooks.LEDGER],
    )


def extract(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".csv":
        file.write_text(EXTRACT, "utf-8")
    else:
        workbooks.save(file, Ark1=[line.split(";") for line in EXTRACT.splitlines()])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_several_at_a_time(folder: Path) -> None:
    for file in ("afdelinger/Børn.xlsx", "afdelinger/arkiv/Gammel.xlsx", "skoler/Nord.xlsx", "distrikter/Øst.xlsm"):
        workbook(folder / file)
    text = chapter("Flere på én gang")
    (first,) = commands(text)
    (several,) = re.findall(r"`(styring-xl refresh afdelinger .*?)`", text)
    options = re.findall(r"^\| `(--.*?)` \|", text, re.MULTILINE)
    assert len(options) == 5
    done = run(" ".join([first, *options]))
    assert done.exit_code == 0, done.output
    assert (folder / "Kørsel.xlsx").exists()
    done = run(several.replace("\\", "/"))
    assert done.exit_code == 0, done.output
    assert [name for name in ("Børn", "Nord", "Øst", "Gammel") if f"{name}.xls" in done.stdout] == [
        "Børn",
        "Nord",
        "Øst",
    ]
    assert not (folder / "afdelinger" / "arkiv" / "Gammel.kopi1.xlsx").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_the_batch_files(folder: Path, number: int) -> None:
    text = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[number]
    (folder / "afdelinger.toml").write_text(text, "utf-8")
    order: dict[str, Any] = tomllib.loads(text)
    named = [each["file"] for each in order.get("workbook", [])] or ["afdelinger/Børn.xlsx", "afdelinger/Voksne.xlsx"]
    for file in named:
        workbook(folder / file)
    shared = order.get("ledger", {}).get("files")
    own = [each.get("ledger", []) for each in order.get("workbook", [])]
    for some in (shared or [], *own):
        for file in [some] if isinstance(some, str) else some:
            extract(folder / file)
    (command,) = commands(chapter("Batchfilen"))
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    tried = run(f"{command} --dry-run")
    assert {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()} == before
    done = run(command)
    assert done.exit_code == tried.exit_code == (1 if shared else 0), done.output
    told = json.loads((folder / "ud" / "rapport.json").read_text("utf-8"))["files"]
    assert [Path(each["file"]).name for each in told] == [Path(file).name for file in named]
    assert not [each for each in told if each["outcome"] == "not_done"]
    if shared:
        sample = chapter("Ét udtræk til alle").partition("    Fælles udtræk, delt\n")[2].partition("\n\n")[0]
        words = [line.split("  ")[0] for line in re.findall(r"^      (\S.*)$", sample, re.MULTILINE) if "…" not in line]
        assert words == ["Kommet ind", "Børn nord.xlsm", "Ufordelt", "Difference"]
        assert all(f"  {word}  " in done.stdout for word in words)
        assert (folder / "ud" / "ufordelt.csv").exists()
    if order.get("skip-unchanged"):
        assert "uændret siden sidst, sprunget over" in run(command).stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the chapter starts the cluster from a Unix shell")
def test_a_cluster_of_ones_own(folder: Path) -> None:
    workbook(folder / "afdelinger" / "Børn.xlsx")
    workbook(folder / "afdelinger" / "Voksne.xlsx")
    _, refresh, setting, scheduler, worker, sent = commands(chapter("Når én maskine er for lille"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = f"{setting}\n{scheduler} &\n{worker} &\nwait\n".replace("klynge", "127.0.0.1").replace("8786", port)
    started = subprocess.Popen(
        ["bash", "-c", script],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **QUIET, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        start_new_session=True,
    )
    try:
        here = {"klynge": "127.0.0.1", "8786": port, "/srv/afdelinger": "afdelinger"}
        until = time.monotonic() + 60
        while (done := run(refresh, **here)).exit_code == 2 and time.monotonic() < until:
            assert re.search(r"svarer ikke|har ingen arbejdere", done.stderr), done.stderr
            time.sleep(0.5)
        again = run(sent, **here)
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    assert done.exit_code == 0, done.output
    assert again.exit_code == 0, again.output
    assert again.stdout.count("projektmappen er allerede opdateret") == 2
    assert sorted(each.name for each in folder.glob("afdelinger/*.kopi1.xlsx")) == [
        "Børn.kopi1.xlsx",
        "Voksne.kopi1.xlsx",
    ]
