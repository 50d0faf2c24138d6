"""Workbooks sent to a cluster whose workers do not see their folder: what is left is what a run here leaves."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.books.file.script import edit_cells
from styring_xl.cli import app, batch
from styring_xl.cli.refresh import Refreshing
from styring_xl.departments.department import Department
from styring_xl.runs import by_bytes
from styring_xl.runs.by_bytes import InMemory, Item, Reply, Result, contained_by_bytes, delivered, packed
from styring_xl.runs.file_outcome import FileOutcome, Task, contained
from styring_xl.runs.summing import Summing
from tests.command_line import CliRunner
from tests.runs import proof
from tests.runs.dask_cluster import dask_cluster
from tests.runs.departments import folder_of
from tests.workbooks import standard_package

ROW = "CPR-nr.|Foranstaltning|Takst|Takstenhed|Startdato\n610180-0001|Familiepleje|100|måned|01-01-2026"


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
def test_blind_workers_leave_the_same_to_the_byte_though_one_is_killed_and_a_file_is_changed_and_one_comes_late(
    tmp_path: Path,
) -> None:
    source, here, room = tmp_path / "nye", tmp_path / "afdelinger", tmp_path / "klynge"
    files = folder_of(8, source, broken_each=4)
    dies, waits = files[1].name, files[5].name
    alone = proof.one_after_the_other(source, tmp_path / "for sig")
    shutil.copytree(source, here)
    said = tmp_path / "sagt"
    with dask_cluster(room) as cluster, open(said, "wb") as stderr:
        for name in ("første", "anden"):
            cluster.hire(
                name, preload="tests.runs.blind", BLIND_TO=str(here), ROOM=str(room), DIES_AT=dies, WAITS_AT=waits
            )
        cluster.wait_for(2)
        command = [sys.executable, "-m", "styring_xl.cli", "refresh", str(here), "--json"]
        process = subprocess.Popen(
            [*command, "--cluster", cluster.address, "--by-bytes"], stdout=subprocess.PIPE, stderr=stderr
        )
        _until((room / "waits").exists)
        cluster.hire("gammel", preload="tests.runs.old_edition")
        _until(lambda: b"Arbejderen gammel (tcp://" in said.read_bytes())
        # Somebody saves the workbook while its work is done elsewhere.
        shutil.copy(files[0], here / waits)
        (room / "goes on").touch()
        entries = {Path(each["file"]).name: each for each in json.loads(process.communicate()[0])["files"]}
    assert process.returncode == 2
    assert (room / "has died").exists()
    assert ") har styring-xl 0.1.0, men her er styring-xl" in said.read_text("utf-8")
    changed = entries.pop(waits)
    assert changed["error"] == f"{waits} er ændret af en anden, siden den blev læst. Intet er skrevet; prøv igen."
    assert (here / waits).read_bytes() == files[0].read_bytes()
    assert entries == {Path(each["file"]).name: each for each in alone.said if Path(each["file"]).name != waits}
    # Nothing of the one that was changed: no copy, no record, no log, and no lock.
    theirs, logs = proof.left_in(here)
    stem = Path(waits).stem
    assert theirs == {**{name: data for name, data in alone.files.items() if stem not in name}, waits: theirs[waits]}
    assert logs == {name: line for name, line in alone.logs.items() if stem not in name}
    # As if it had been done here: one line for the one that was begun twice, and it can be taken back.
    (line,) = (here / f"{dies}.log").read_text("utf-8").splitlines()
    assert " kørsel=" not in line
    assert CliRunner().invoke(app, ["undo", str(here / dies)]).exit_code == 0
    assert (here / dies).read_bytes() == files[1].read_bytes()


def _by_bytes(task: Task) -> FileOutcome:
    """A task as a cluster does it: the folder is not there meanwhile, and what is sent is bytes both ways."""
    return delivered(task, _elsewhere(contained_by_bytes, task, task.file))


def _elsewhere(work: Callable[[Item], Result], item: Item, file: Path) -> Reply[Result]:
    parcel = pickle.dumps(packed((item, file)))
    folder = file.resolve().parent
    away = folder.rename(folder.with_name("ikke her"))
    try:
        reply = pickle.dumps(InMemory(work)(pickle.loads(parcel)))
    finally:
        away.rename(folder)
    found: Reply[Result] = pickle.loads(reply)
    return found


STEPS: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("refresh",),
    ("refresh",),
    ("close", "--month", "1", "--date", "2026-02-03"),
    ("snapshot", "--label", "BO1", "--date", "2026-02-04"),
    ("close", "--month", "1", "--date", "2026-02-03"),
    ("reopen", "--month", "1"),
    ("refresh", "--closed-month", "2", "--dry-run"),
)


@pytest.mark.slow
def test_every_command_says_and_leaves_the_same_as_where_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "nye" / "Styring.xlsx"
    made.parent.mkdir()
    made.write_bytes(standard_package(ROW))
    at = standard.SETTINGS_ROW + standard.SETTINGS.index(standard.SETTING_COPIES)
    edit_cells(made, made, {"Opsætning": {f"B{at}": 1}}, backup=False)
    found = []
    for way in (contained, _by_bytes):
        here = tmp_path / "afdelinger"
        shutil.copytree(made.parent, here)
        told: list[FileOutcome] = []
        monkeypatch.setattr(batch, "attempt", _keeping(way, told))
        for step in STEPS:
            CliRunner().invoke(app, [step[0], str(here / made.name), *step[1:]])
        found.append((told, *proof.left_in(here)))
        here.rename(tmp_path / way.__name__)
    assert found[0] == found[1]
    outcomes, files, logs = found[0]
    assert [each.code for each in outcomes] == [0, 0, 0, 0, 0, 2, 0, 0]
    assert sum("Fjernet, som Opsætning siger" in each.said for each in outcomes) == 3
    assert len(files) > 3
    assert logs


def _keeping(way: Callable[[Task], FileOutcome], told: list[FileOutcome]) -> Callable[[Task], FileOutcome]:
    def keeping(task: Task) -> FileOutcome:
        outcome = way(task)
        told.append(replace(outcome, seconds=0))
        return outcome

    return keeping


def test_what_cannot_be_sent_or_saved_is_told_in_a_sentence_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = folder_of(3, tmp_path / "afdelinger")
    ods = first.with_suffix(".ods")
    ods.write_bytes(b"PK")
    monkeypatch.setattr(by_bytes, "MOST", third.stat().st_size - 1)
    third.write_bytes(third.read_bytes() + b" " * third.stat().st_size)
    before = {each: each.read_bytes() for each in first.parent.iterdir()}

    def why(file: Path) -> str | None:
        return _by_bytes(Task(file, Refreshing(as_json=True))).error

    assert why(ods) == "afdeling000.ods er en .ods, og de kan ikke sendes; brug --cluster uden --by-bytes."
    assert why(third) == "afdeling002.xlsx fylder 1 MB, og der sendes højst 0 MB; brug --cluster uden --by-bytes."
    assert why(tmp_path / "væk.xlsx") == "Filen væk.xlsx findes ikke. Se efter, om navn og mappe er skrevet rigtigt."
    assert {each: each.read_bytes() for each in first.parent.iterdir()} == before
    # A copy of its own that somebody has put there meanwhile is not ours to renumber.
    task = Task(second, Refreshing(as_json=True))
    reply = _elsewhere(contained_by_bytes, task, second)
    second.with_name("afdeling001.kopi1.xlsx").write_bytes(b"mine")
    assert "ændret af en anden" in (delivered(task, reply).error or "")
    # Who only reads needs no more than the bytes, and says the same of what cannot be read.
    assert [_elsewhere(Summing(), file, file).result for file in (third, ods)] == [why(third), why(ods)]
    assert isinstance(_elsewhere(Summing(), first, first).result, Department)
    first.with_name(f"~${first.name}").write_bytes(b"\x04Bent" + b" " * 50)
    assert "er åben hos Bent" in (why(first) or "")
    assert {each: each.read_bytes() for each in before} == before
    assert len([*first.parent.iterdir()]) == len(before) + 2


def test_by_bytes_is_about_a_cluster_and_a_batch_with_extracts_is_refused(tmp_path: Path) -> None:
    (file,) = folder_of(1, tmp_path)
    done = CliRunner().invoke(app, ["refresh", str(file), "--by-bytes"])
    assert (done.exit_code, done.stderr) == (2, "--by-bytes (by-bytes i batchfilen) kræver en klynge, --cluster.\n")
    batch_file = tmp_path / "afdelinger.toml"
    some = 'by-bytes = true\ncluster = "tcp://127.0.0.1:1"\n[[workbook]]\nfile = "afdeling000.xlsx"\nledger = "a.csv"\n'
    batch_file.write_text(some, "utf-8")
    done = CliRunner().invoke(app, ["batch", str(batch_file)])
    assert done.exit_code == 2
    assert done.stderr.startswith("Projektmapper, der skal have udtræk, kan ikke sendes (--by-bytes): ")
