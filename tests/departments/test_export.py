"""Tables for BI: what a workbook says, to the øre, read back by the tools that people use, without naming anybody."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import polars as pl
import pytest
from pyarrow import parquet

from styring_xl.cli import app
from styring_xl.departments import pseudonym, schema
from tests.command_line import CliRunner
from tests.departments import story
from tests.refreshed import refreshed
from tests.workbooks import LEDGER, saved, type_in

KEY: Final = "en nøgle til prøver på 32 tegn..."
GUIDE: Final = (Path(__file__).parents[2] / "docs" / "samlet.md").read_text(encoding="utf-8")


def booked() -> bytes:
    """The children with two closed months in the ledger, last January, and a bill that nobody has a commitment for."""
    rows = [
        ("15-01-2026", story.ANNA, "Familiepleje", 11_000.25, 1),
        ("15-02-2026", story.ANNA, "Familiepleje", 10_000, 2),
        ("16-02-2026", story.ANNA, "Familiepleje", -0.25, 3),
        ("20-02-2026", story.CLARA, "Aflastning", 700, 4),
        ("20-02-2026", None, "Aflastning", 50, 5),
        ("15-01-2025", story.ANNA, "Familiepleje", 9_000, 6),
    ]
    return saved(
        Opsætning=story.setup(closed=2, Afdelingens_navn="Børn & unge/nord afd."),
        Disponering=[
            story.ROWS,
            (story.ANNA, "Familiepleje", 10_000, "måned", "01-01-2026", None),
            (story.BO, "Aflastning", 1_000, "måned", "16-06-2026", "31-12-2026"),
        ],
        Budget=[story.BUDGET, ("Familiepleje", 100_000, 1), ("Aflastning", 20_000.5, 0.25)],
        Realiseret=[LEDGER, *rows],
    )


def run(*arguments: object, workers: int = 1) -> Any:
    """In this process, for another takes longer to start than the work takes; 0 for one of each processor."""
    return CliRunner().invoke(app, ["export", *map(str, arguments), "--workers", str(workers)])


def asked(sql: str) -> list[Any]:
    """The rows of an answer."""
    answer = duckdb.sql(sql)
    assert answer is not None
    return answer.fetchall()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pseudonym.VARIABLE, KEY)


def departments(folder: Path) -> Path:
    (folder / "Børn.xlsx").write_bytes(booked())
    (folder / "Voksne.xlsx").write_bytes(story.adults())
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return departments(tmp_path)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of both departments, each read by a process of its own."""
    made = departments(tmp_path_factory.mktemp("exported"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(pseudonym.VARIABLE, KEY)
        done = run(made, "--parquet", made / "bi", workers=0)
    assert done.exit_code == 0, done.stderr
    return made / "bi"


@pytest.fixture
def bi(folder: Path, exported: Path) -> Path:
    """``exported`` beside its workbooks, a test's own."""
    return Path(shutil.copytree(exported, folder / "bi"))


@pytest.mark.slow
def test_the_months_add_up_to_the_forecast_in_every_tool(bi: Path) -> None:
    wanted = {
        "Børn & unge/nord afd.": refreshed(booked()).refreshed.figures.result,
        "Voksne": refreshed(story.adults()).refreshed.figures.result,
    }
    by_pandas: Any = pd.read_parquet(bi / "commitment_months")
    assert by_pandas.groupby("department", observed=True)["amount_ore"].sum().to_dict() == wanted
    by_polars = pl.read_parquet(bi / "commitment_months" / "**" / "*.parquet", hive_partitioning=True)
    assert dict(by_polars.group_by("department").agg(pl.col("amount_ore").sum()).iter_rows()) == wanted
    found = asked(f"SELECT department, sum(amount_ore) FROM '{bi}/commitment_months/**/*.parquet' GROUP BY 1")
    assert {name: int(ore) for name, ore in found} == wanted


def test_a_month_is_booked_or_expected_and_what_met_no_commitment_is_told(bi: Path) -> None:
    months: Any = pd.read_parquet(bi / "commitment_months")
    mine = months[months.department_name == "Børn & unge/nord afd."]
    table = mine[["kind", "measure", "month", "amount_ore", "is_booked", "active_days"]].astype(object)
    assert [tuple(row) for row in table.itertuples(index=False) if row.month <= 6] == [
        ("commitment", "Familiepleje", 1, 11_000_25, True, 31),
        ("commitment", "Familiepleje", 2, 9_999_75, True, 28),
        *(("commitment", "Familiepleje", month, 10_000_00, False, days) for month, days in ((3, 31), (4, 30), (5, 31))),
        ("commitment", "Familiepleje", 6, 10_000_00, False, 30),
        ("commitment", "Aflastning", 6, 500_00, False, 15),
        ("unplaced", "Aflastning", 2, 700_00, True, 0),
        ("no_person", "Aflastning", 2, 50_00, True, 0),
    ]
    assert {*mine.as_of} == {dt.date(2026, 2, 28)}
    assert mine[mine.kind == "no_person"].citizen.isna().all()


def test_postings_keep_every_oere_of_every_year(bi: Path) -> None:
    postings: Any = pd.read_parquet(bi / "postings_by_month")
    mine = postings[postings.measure == "Familiepleje"][["posting_year", "month", "amount_ore", "postings"]]
    assert sorted(map(tuple, mine.astype(int).to_numpy().tolist())) == [
        (2025, 1, 9_000_00, 1),
        (2026, 1, 11_000_25, 1),
        (2026, 2, 9_999_75, 2),
    ]
    assert postings.amount_ore.sum() == 30_750_00


def test_budget_lines_keep_what_they_do_not_have_empty(bi: Path) -> None:
    lines = pl.read_parquet(bi / "budget_lines" / "**" / "*.parquet").filter(pl.col("department_name") != "Voksne")
    assert lines.select("measure", "revised_ore", "persons_e4", "price_ore").rows() == [
        ("Familiepleje", 100_000_00, 10_000, None),
        ("Aflastning", 20_000_50, 2_500, None),
    ]


def test_the_columns_are_those_of_the_guide(bi: Path) -> None:
    assert GUIDE.endswith(schema.markdown()), "python: styring_xl.departments.schema.markdown()"
    for table in schema.TABLES:
        for file in (bi / table.name).glob("*/*/*.parquet"):
            fields = parquet.read_schema(file)
            told = [(each.name, str(each.type), each.nullable) for each in fields]
            types = {"date32": "date32[day]"}
            assert told == [
                (each.name, types.get(each.type, each.type), each.can_be_empty)
                for each in (*table.columns, *schema.COMMON)
            ]


def test_nobody_is_named(bi: Path, folder: Path) -> None:
    written = [path.read_bytes() for path in bi.rglob("*") if path.is_file()]
    told = [repr(parquet.read_table(path, partitioning=None).to_pydict()) for path in bi.rglob("*.parquet")]
    for cpr in (story.ANNA, story.BO, story.CLARA):
        for spelt in (cpr, cpr.replace("-", "")):
            assert not any(spelt.encode() in data for data in written)
            assert not any(spelt in text for text in told)
    assert not any(KEY.encode() in data for data in written)
    assert not any(
        name in {each.name for table in schema.TABLES for each in table.columns} for name in ("cpr", "supplier")
    )


def test_a_citizen_is_the_same_in_every_department_and_another_under_another_key(bi: Path) -> None:
    months: Any = pd.read_parquet(bi / "commitment_months")
    anna = pseudonym.of_citizens(["6101800001"], KEY.encode(), "")["6101800001"]
    assert {*months[months.citizen == anna].department_name} == {"Børn & unge/nord afd.", "Voksne"}
    other = pseudonym.of_citizens(["6101800001"], b"x" * 32, "")["6101800001"]
    assert other != anna
    own = [pseudonym.of_citizens(["A-17"], KEY.encode(), name)["A-17"] for name in ("Børn", "Voksne")]
    assert own[0] != own[1], "a department's own number is no other department's"


@pytest.mark.parametrize(("stated", "told"), [("", "mangler"), ("kort", "har kun 4 tegn")])
def test_without_a_long_key_nothing_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stated: str, told: str
) -> None:
    monkeypatch.setenv(pseudonym.VARIABLE, stated)
    done = run(folder, "--parquet", folder / "bi")
    assert (done.exit_code, (folder / "bi").exists()) == (2, False)
    assert told in done.stderr
    assert stated not in done.stderr or not stated


def test_without_pyarrow_one_sentence_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run(folder, "--parquet", folder / "bi")
    assert (done.exit_code, done.stderr) == (
        2,
        "Parquet-filer skrives med pyarrow, som mangler: pip install pyarrow.\n",
    )


def test_another_key_does_not_mix_with_the_first(bi: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in bi.rglob("*.parquet")}
    monkeypatch.setenv(pseudonym.VARIABLE, "en anden nøgle, som er lang nok til det")
    done = run(folder, "--parquet", bi)
    assert done.exit_code == 2
    assert "en anden nøgle" in done.stderr
    assert {path: path.read_bytes() for path in bi.rglob("*.parquet")} == before


def test_two_departments_of_one_name_do_not_replace_each_other(folder: Path) -> None:
    (folder / "Sydbørn.xlsx").write_bytes(booked())
    done = run(folder / "Børn.xlsx", folder / "Sydbørn.xlsx", "--parquet", folder / "bi", "--json")
    assert done.exit_code == 2
    first, second = json.loads(done.stdout)["files"]
    assert (first["department"], first["closed_month"]) == ("Børn & unge/nord afd.", 2)
    assert "ligesom den i Børn.xlsx" in second["error"]


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of tables after January was exported, and after February was with a dearer rate; only read."""
    folder = departments(tmp_path_factory.mktemp("two_months"))
    book = folder / "Børn.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(pseudonym.VARIABLE, KEY)
        assert run(book, "--closed-month", 1, "--parquet", folder / "bi").exit_code == 0
        type_in(book, "Disponering", "C2", 10_500)
        for _ in range(2):
            assert run(folder, "--parquet", folder / "bi").exit_code == 0
    return folder / "bi"


def test_a_closing_is_added_to_those_before_and_replaces_itself(two_months: Path) -> None:
    files = sorted(path.name for path in (two_months / "budget_lines").rglob("*.parquet") if "nord" in str(path))
    assert files == ["closed-01.parquet", "closed-02.parquet"]
    assert not [path for path in two_months.rglob("*") if path.suffix == ".tmp"]


ANSWERS: Final[dict[str, list[tuple[Any, ...]]]] = {
    "Hvad koster året, pr. afdeling og foranstaltning?": [
        ("Børn & unge/nord afd.", "Aflastning", 7_250.0),
        ("Børn & unge/nord afd.", "Familiepleje", 126_000.0),
        ("Voksne", "Botilbud", 240_000.0),
        ("Voksne", "aflastning", 30_000.0),
    ],
    "Hvor langt er afdelingerne fra budgettet?": [
        ("Børn & unge/nord afd.", 2026, 120_000.5, 133_250.0, -13_249.5),
        ("Voksne", 2026, 340_000.0, 270_000.0, 70_000.0),
    ],
    "Hvordan har forventet regnskab flyttet sig fra lukning til lukning?": [
        ("Børn & unge/nord afd.", dt.date(2026, 1, 31), 127_500.25, None),
        ("Børn & unge/nord afd.", dt.date(2026, 2, 28), 133_250.0, 5_749.75),
        ("Voksne", dt.date(2025, 12, 31), 270_000.0, None),
    ],
    "Hvor mange borgere har bevillinger i flere afdelinger?": [(1,)],
    "Hvad er bogført måned for måned, mod sidste år?": [
        ("Børn & unge/nord afd.", 1, 11_000.25, 9_000.0),
        ("Børn & unge/nord afd.", 2, 10_749.75, 0.0),
    ],
    "Hvornår er månederne lukket, og stemte de med økonomisystemet?": [],
}


@pytest.mark.parametrize(
    ("question", "sql"), re.findall(r"\n([^\n]+\?)\n\n```sql\n(.*?)```", GUIDE, re.S), ids=lambda text: text[:40]
)
def test_the_guides_questions_are_answered(two_months: Path, question: str, sql: str) -> None:
    answer = asked(sql.replace("'bi/", f"'{two_months}/"))
    if question == "Hvilke kontroller har flest fund?":
        found = [
            refreshed(package).findings for package in ((two_months.parent / "Børn.xlsx").read_bytes(), story.adults())
        ]
        assert sum(row[3] for row in answer) == sum(map(len, found)) > 0
    else:
        assert [tuple(map(_plain, row)) for row in answer] == ANSWERS[question]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def test_the_guide_asks_the_questions_that_are_answered_here() -> None:
    assert [*ANSWERS, "Hvilke kontroller har flest fund?"] == sorted(
        re.findall(r"\n([^\n]+\?)\n\n```sql", GUIDE), key=lambda text: text == "Hvilke kontroller har flest fund?"
    )


def test_a_closing_is_told_with_the_ledgers_total(folder: Path) -> None:
    book = folder / "Voksne.xlsx"
    done = CliRunner().invoke(
        app, ["close", str(book), "--month", "1", "--ledger-total", "10,00", "--note", "Intet", "--date", "2026-02-05"]
    )
    assert done.exit_code == 0, done.output
    run(book, "--parquet", folder / "bi")
    told = pl.read_parquet(folder / "bi" / "closings" / "**" / "*.parquet")
    assert told.select("kind", "date", "month", "realised_ore", "ledger_ore", "closed_month").rows() == [
        ("closing", dt.date(2026, 2, 5), 1, 0, 10_00, 1)
    ]
