"""``styring-xl forget``: a citizen is planted in every field and file, and is nowhere after."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from styring_xl import StyringError, job
from styring_xl import forget as forget_module
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.cli import app
from styring_xl.forget import forget
from styring_xl.imports import detail_file, overflow
from styring_xl.imports.posting import TEXTS, Pools, Postings
from styring_xl.reading.history.words import said_in
from styring_xl.reports import read
from styring_xl.reports.variance import AREA
from tests.command_line import CliRunner
from tests.workbooks import HEADER, LEDGER, MONTHS, cell, day, values
from tests.workbooks import save as saved

CPR = "610180-4321"
NAME = "Zoltanova Markør"
OTHER = "620180-4005"
MARKERS = ("610180-4321", "6101804321", "610180 4321", "Zoltanova", "hemmelig", "610180432100")


@pytest.fixture(autouse=True)
def presses(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What buttons remember on this computer: a press that held the citizen, and one that did not."""
    place = tmp_path_factory.mktemp("fortryd")
    monkeypatch.setattr(forget_module, "folder", lambda: place)
    (place / "a.json").write_text(json.dumps({"written": [NAME, CPR]}), "utf-8")
    (place / "b.json").write_text(json.dumps({"written": [OTHER]}), "utf-8")
    return place


def municipality(folder: Path) -> Path:
    """Two citizens with rows, postings, scores and agreements; one stands in a table, texts and notes of others too."""
    head = ["Nr.", "Navn", *HEADER, "Bemærkning"]
    months = [None] * (len(MONTHS) + 1)
    rows = [
        head,
        [1, NAME, CPR, "Familiepleje", 30_000, "måned", None, day("01-01-2026"), None, None, *months, "hemmelig sag"],
        [
            2,
            "Kim Holt",
            OTHER,
            "Familiepleje",
            20_000,
            "måned",
            None,
            day("01-01-2026"),
            None,
            None,
            *months,
            f"Bror til {NAME}",
        ],
        [
            3,
            NAME,
            6101804321,
            "Aflastning",
            5_000,
            "måned",
            None,
            day("01-01-2026"),
            day("28-02-2026"),
            None,
            *months,
            None,
        ],
    ]
    ledger = [
        (*LEDGER, "Posteringstekst", "Leverandør"),
        (day("05-01-2026"), CPR, "Familiepleje", 31_000, "A1", "hemmelig regning", NAME),
        (day("05-01-2026"), OTHER, "Familiepleje", 20_000, "A2", f"Retur 610180432100 fra {CPR}", "Hus"),
        (day("06-01-2026"), 6101804321, "Aflastning", 5_000, "A3", NAME, "Hus"),
    ]
    budget = [["Foranstaltning", "Oprindeligt budget"], ["Familiepleje", 700_000], ["Aflastning", 20_000]]
    scores = [
        ["CPR-nr.", "Skema", "Parameter", "Dato", "Score"],
        [CPR, "hemmelig", "Trivsel", day("01-01-2026"), 3],
        [OTHER, "Skema", "Trivsel", day("01-01-2026"), 4],
    ]
    own = [
        ["Mit ark", None],
        [6101804321, 12],
        [f"Ring til {NAME.upper()} 610180 4321", 7],
        [f'=IF(A2=6101804321,"{CPR}",0)', None],
    ]
    path = saved(
        folder / "Styring.xlsx", Disponering=rows, Posteringer=ledger, Budget=budget, Progression=scores, Mit=own
    )
    book = openpyxl.load_workbook(path)
    book["Mit"]["B1"] = CellRichText("Zolta", TextBlock(InlineFont(b=True), "nova Markør"), " er flyttet")
    book["Disponering"]["F2"].comment = Comment("hemmelig kommentar", NAME)
    book["Budget"]["A2"].comment = Comment(f"Husk {NAME}", "Bo")
    book.properties.creator = NAME
    book.save(path)
    return path


def comment(path: Path, words: str) -> None:
    """What a controller writes beside a line of Afvigelse."""
    path.write_bytes(FileBook.open(path).edit(Patch(blocks=(Block.of("Afvigelse", 8, 13, ((words,),)),))).bytes())


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is in them where they are a zip."""
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def tells(folder: Path) -> set[str]:
    """The files of a folder in which a marker stands, and which marker."""
    return {
        f"{each.name}: {marker}"
        for each in folder.iterdir()
        for piece in unpacked(each.read_bytes())
        for marker in MARKERS
        if re.search(re.escape(marker).encode(), piece, re.IGNORECASE)
    }


def run(*command: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, [*command], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output + result.stderr


def test_a_citizen_is_nowhere_after(tmp_path: Path, presses: Path) -> None:
    path = municipality(tmp_path)
    assert run("adopt", str(path))[0] == 0
    assert run("refresh", str(path), "--closed-month", "0")[0] in (0, 1)
    comment(path, f"|{NAME} = {CPR}")
    assert run("close", str(path), "--month", "1", "--note", f"Uden {NAME}")[0] in (0, 1)
    comment(path, f"Igen {CPR.replace('-', '')}")
    assert {each.rpartition(" ")[2] for each in tells(tmp_path)} >= {"610180-4321", "6101804321", "Zoltanova"}
    before = job.run(path, dry_run=True).refreshed.figures

    code, said = run("forget", str(path), "-", typed=f"{CPR}\n")

    assert code == 0, said
    assert tells(tmp_path) == set()
    assert [each.name for each in presses.iterdir()] == ["b.json"]
    assert not any(marker.lower() in said.lower() for marker in MARKERS), said
    assert "fortrydelser er fjernet" in said
    after = job.run(path, dry_run=True).refreshed.figures
    assert (after.realised, after.closed) == (before.realised, 1)
    assert values(path, "Posteringer")[1][2:4] == ["Familiepleje", 31_000]
    assert cell(path, "Disponering", "D3") == "Familiepleje"
    assert cell(path, "Afvigelse", "M8") == "Igen (fjernet)"
    history = read(FileBook.open(path)).history
    assert [text for _, text, _ in said_in(history.entries[0].cells, AREA)] == ["|(fjernet) = (fjernet)"]
    assert history.problems == ()
    assert cell(path, "Mit", "A3") == "Ring til (fjernet) (fjernet)"
    openpyxl.load_workbook(path)
    again, said = run("forget", str(path), CPR)
    assert (again, "ikke fundet" in said) == (2, True)
    assert run("refresh", str(path))[0] in (0, 1)
    assert tells(tmp_path) == set()


def test_single_postings_beside_the_workbook_lose_the_citizen_and_keep_their_kroner(tmp_path: Path) -> None:
    pools = Pools()
    texts = {field: pools.add(field, ["", ""]) for field in TEXTS}
    texts |= {"cpr": pools.add("cpr", [CPR.replace("-", ""), OTHER]), "text": pools.add("text", ["hemmelig", "Mad"])}
    zeros = np.zeros(2, np.int64)
    made = Postings(zeros, zeros, zeros + 2026 * 12, zeros + 20_500, np.array([3_100_000, 700]), texts)
    data = detail_file.to_bytes(made, pools)
    path = municipality(tmp_path)
    name = detail_file.file_name(path, data)
    (tmp_path / name).write_bytes(data)
    book = openpyxl.load_workbook(path)
    book["Posteringer"].append(
        [day("05-01-2026"), CPR, "Familiepleje", 31_000, overflow.DOCUMENT, f"1 posteringer i {name}"]
    )
    book["Posteringer"].append(
        [day("05-01-2026"), OTHER, "Familiepleje", 7, overflow.DOCUMENT, f"1 posteringer i {name}"]
    )
    book.save(path)
    assert run("forget", str(path), CPR)[0] == 0
    (left,) = [each.name for each in tmp_path.iterdir() if each.suffix == ".parquet"]
    assert left != name
    assert values(path, "Posteringer")[4][4:6] == [overflow.DOCUMENT, f"1 posteringer i {left}"]
    found = detail_file.read(tmp_path, detail_file.DetailFile(left, 2, 3_100_700), again := Pools())
    assert ([again.names["cpr"][code] for code in found.texts["cpr"]], found.amount.tolist()) == (
        ["", OTHER],
        [3_100_000, 700],
    )
    assert tells(tmp_path) == set()


@pytest.mark.slow
def test_what_stops_it_leaves_the_workbook_and_the_same_command_does_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = municipality(tmp_path)
    run("adopt", str(path))
    data = path.read_bytes()
    real = os.replace

    def full(old: str, new: Path) -> None:
        if Path(new) == path:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(old, new)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        code, said = run("forget", str(path), CPR)
    assert (code, path.read_bytes() == data) == (2, True)
    assert not any(marker.lower() in said.lower() for marker in MARKERS), said
    assert run("forget", str(path), CPR)[0] == 0
    assert tells(tmp_path) == set()


def test_what_is_not_ours_is_named_and_what_is_no_number_is_refused(tmp_path: Path) -> None:
    path = municipality(tmp_path)
    (tmp_path / "Udtræk.csv").write_text(f"{CPR};7", "utf-8")
    (tmp_path / "Styring.kopi7.xlsx").write_bytes(path.read_bytes())
    dry = run("forget", str(path), CPR, "--dry-run")
    assert "intet er skrevet" in dry[1]
    assert len(tells(tmp_path)) > 5
    code, said = run("forget", str(path), CPR)
    assert (code, [name for name in ("Udtræk.csv", "Styring.kopi7.xlsx") if name in said]) == (
        0, ["Udtræk.csv", "Styring.kopi7.xlsx"],
    )  # fmt: skip
    assert run("forget", str(path), "-", typed=f"{CPR}\nBo\n")[0] == 2
    code, said = run("forget", str(path), "610180-43")
    assert (code, "610180" in said) == (2, False)


def test_a_name_two_citizens_have_stays_with_the_other(tmp_path: Path) -> None:
    head = ("Navn", *HEADER)
    rows = [[NAME, who, "Familiepleje", 100, "måned", None, day("01-01-2026")] for who in (CPR, OTHER)]
    path = saved(tmp_path / "Styring.xlsx", Disponering=[head, *rows])
    assert run("forget", str(path), CPR)[0] == 0
    assert [row[:2] for row in values(path, "Disponering")[1:3]] == [[None, None], [NAME, OTHER]]


def test_a_sheet_called_by_the_citizen_is_refused(tmp_path: Path) -> None:
    rows = [HEADER, [CPR, "Familiepleje", 100, "måned", None, day("01-01-2026")]]
    path = saved(tmp_path / "Styring.xlsx", Disponering=rows, **{CPR: [["x"]]})
    with pytest.raises(StyringError, match=r"^Ark nr\. 2 er opkaldt efter borgeren"):
        forget(path, CPR)
