"""A run on a Dask cluster: what it leaves is what a run here leaves, whatever is lost on the way."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from styring_xl.cli import app
from styring_xl.cli.batch import Many, report_each
from styring_xl.runs.crew import Help
from tests.command_line import CliRunner
from tests.runs import proof
from tests.runs.dask_cluster import dask_cluster
from tests.runs.departments import folder_of
from tests.runs.tasks import HungryAt

SLOW = "tests.runs.slow_disk"


def told(*arguments: str | Path) -> tuple[int, str]:
    """The exit code, and what is said on stderr."""
    done = CliRunner().invoke(app, [*map(str, arguments)])
    return done.exit_code, done.stderr


@pytest.mark.slow
def test_a_dozen_workbooks_are_the_same_to_the_byte_though_a_worker_and_a_parent_are_killed(tmp_path: Path) -> None:
    source = tmp_path / "nye"
    folder_of(12, source, broken_each=3)
    alone = proof.one_after_the_other(source, tmp_path / "for sig")
    with dask_cluster(tmp_path / "klynge") as cluster:
        proof.check_same(alone, proof.on_a_cluster(source, tmp_path / "på klynge", cluster))
        proof.killed_on_the_way(source, tmp_path / "dræbt", "--cluster", cluster.address)
    found = proof.states(source, tmp_path / "for sig", tmp_path / "dræbt")
    assert {"old", "new"} <= set(found.values())
    assert "else" not in found.values()


@pytest.mark.slow
def test_two_clusters_on_one_folder_leave_each_workbook_whole_and_tell_each_other(tmp_path: Path) -> None:
    source, here = tmp_path / "nye", tmp_path / "afdelinger"
    folder_of(4, source)
    shutil.copytree(source, here)
    with dask_cluster(tmp_path / "den ene") as one, dask_cluster(tmp_path / "den anden") as other:
        runs = []
        for cluster in (one, other):
            cluster.hire("arbejder", preload=SLOW)
        for cluster in (one, other):
            cluster.wait_for(1)
        for cluster in (one, other):
            command = [sys.executable, "-m", "styring_xl.cli", "refresh", str(here), "--cluster", cluster.address]
            runs.append(subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        said = [json.loads(run.communicate()[0])["files"] for run in runs]
    for entries in zip(*said, strict=True):
        refused = [entry["error"] for entry in entries if "error" in entry]
        assert len(refused) <= 1
        assert all("anden kørsel" in why or "ændret af en anden" in why for why in refused)
        # Who comes second to a workbook that is done finds nothing to do.
        assert sum(bool(entry.get("cells_changed")) for entry in entries) == 1
    for file in source.iterdir():
        CliRunner().invoke(app, ["refresh", str(file)])
        assert (here / file.name).read_bytes() == file.read_bytes()


@pytest.mark.slow
def test_a_worker_that_does_not_fit_is_refused_by_name_and_nothing_is_begun(tmp_path: Path) -> None:
    here = tmp_path / "afdelinger"
    files = folder_of(2, here)
    before = [file.read_bytes() for file in files]
    with dask_cluster(tmp_path / "klynge") as cluster:
        assert told("refresh", here, "--cluster", cluster.address) == (
            2, f"Klyngen på {cluster.address} har ingen arbejdere. Intet er begyndt. Start mindst én.\n",
        )  # fmt: skip
        cluster.hire("god")
        cluster.hire("gammel", preload="tests.runs.old_edition")
        cluster.hire("gemmer", memory="4GB", DASK_DISTRIBUTED__WORKER__MEMORY__SPILL="0.7")
        cluster.wait_for(3)
        code, said = told("refresh", here, "--cluster", cluster.address)
    assert code == 2
    assert "Arbejderen gammel (tcp://127.0.0.1:" in said
    assert ") har styring-xl 0.1.0, men her er styring-xl" in said
    assert "Arbejderen gemmer (tcp://127.0.0.1:" in said
    assert "god" not in said
    assert [file.read_bytes() for file in files] == before


@pytest.mark.slow
def test_a_workbook_that_takes_more_memory_than_a_worker_may_have_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # How many workers one workbook may take down; four, where nobody says otherwise.
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    files = folder_of(3, tmp_path / "afdelinger")
    with dask_cluster(tmp_path / "klynge") as cluster:
        cluster.hire("arbejder", nanny=True, memory="400MB")
        cluster.wait_for(1)
        many = Many(help=Help(cluster=cluster.address))
        assert report_each(files, HungryAt(files[0].name), True, many) == 2
    entries = json.loads(capsys.readouterr().out)["files"]
    assert [each.get("error", "")[:40] for each in entries] == ["Arbejdet med filen blev slået ned udefra", "", ""]


def test_without_an_answer_or_without_dask_it_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = folder_of(1, tmp_path)
    assert told("check", file, "--cluster", "maskine:8786") == (
        2, "»maskine:8786« er ikke en klynges adresse; den skrives som tcp://maskine:8786.\n",
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert told("check", file, "--cluster", "tcp://127.0.0.1:8786") == (
        2, "En klynge kræver Dask: pip install 'styring-xl[cluster]'.\n",
    )  # fmt: skip


@pytest.mark.slow
def test_the_overview_and_the_tables_are_those_of_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRING_XL_BI_KEY", "en nøgle til prøver på 32 tegn...")
    here = tmp_path / "afdelinger"
    folder_of(3, here, broken_each=3)

    def tables(name: str, *options: str) -> tuple[str, dict[str, bytes]]:
        done = CliRunner().invoke(app, ["export", str(here), "--parquet", str(tmp_path / name), *options])
        files = (tmp_path / name).rglob("*.parquet")
        return done.output, {str(each.relative_to(tmp_path / name)): each.read_bytes() for each in files}

    alone = CliRunner().invoke(app, ["overview", str(here), "--workers", "1"]).output, tables("her", "--workers", "1")
    with dask_cluster(tmp_path / "klynge") as cluster:
        cluster.hire("arbejder")
        cluster.wait_for(1)
        for name, way in (("der", ()), ("sendt", ("--by-bytes",))):
            options = "--cluster", cluster.address, *way
            spread = CliRunner().invoke(app, ["overview", str(here), *options]).output
            assert (spread, tables(name, *options)) == alone
    said, files = alone[1]
    assert "Kontrol: forventet regnskab i 2 projektmapper " in said
    assert len(files) == 10
