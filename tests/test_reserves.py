"""*Accepter pulje*: what *Usikkerhed* proposes becomes rows of the disposition, once, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from styring_xl import demo, job, reserves
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.overlay import Overlay
from styring_xl.cli import app
from styring_xl.errors import StyringError
from styring_xl.refresh import refresh
from tests.command_line import CliRunner
from tests.refreshed import Told, refreshed
from tests.reports.test_uncertainty import small, table
from tests.workbooks import saved, values

PROPOSED = "Foreslået pulje (P50 − kendt − puljer)"


def package(told: Told, closed: int = 6) -> bytes:
    """The sheets of a story, with an *Opsætning* that says its year and month."""
    sheets: dict[str, list[list[Any]]] = {
        name: [list(row) for row in told.book.grid(name).rows] for name in told.book.sheet_names
    }
    return saved(**sheets, Opsætning=[["Regnskabsår", 2026], ["Realiseret til og med", closed]])


def test_what_is_accepted_counts_with_what_is_known_and_is_proposed_no_more() -> None:
    content = package(small())
    before = FileBook.from_bytes(content)
    proposals = {name: row[PROPOSED] for name, row in table(refreshed(content)).items()}
    accepted = reserves.accept(before, ["aflastning"])
    (reserve,) = accepted.reserves
    assert (reserve.measure, reserve.amount / 100) == ("Aflastning", proposals["Aflastning"])
    written = Overlay(before, accepted.blocks, accepted.growths)
    shown = table(Told(before, refresh(accepted.snapshot)))
    assert shown["Aflastning"][PROPOSED] == 0
    assert shown["Aflastning"]["Puljer i forventet regnskab"] == proposals["Aflastning"]
    assert shown["Plejefamilie"][PROPOSED] == proposals["Plejefamilie"], "only what was asked for"
    assert shown["I alt"][PROPOSED] == pytest.approx(proposals["I alt"] - proposals["Aflastning"], abs=0.001)
    with pytest.raises(StyringError, match="ingen foreslået pulje til »Aflastning«"):
        reserves.accept(written, ["Aflastning"])
    rest = reserves.accept(written)
    assert {each.measure for each in rest.reserves} == {"Plejefamilie", "Aftale"}
    with pytest.raises(StyringError, match="ingen pulje at acceptere"):
        reserves.accept(Overlay(written, rest.blocks, rest.growths))
    result = refresh(rest.snapshot).figures.result / 100
    assert result == pytest.approx(sum(shown[name]["P50"] for name in ("Aflastning", "Plejefamilie", "Aftale")))


def test_where_the_year_is_not_simulated_a_sentence_says_why() -> None:
    with pytest.raises(StyringError, match=r"kan ikke simuleres: posteringerne dækker færre end seks lukkede måneder"):
        reserves.accept(FileBook.from_bytes(package(small(months=7, closed=1), closed=1)))


@pytest.mark.slow
def test_by_file_the_rows_are_written_once_raised_when_the_year_moves_on_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "Ark 2026.xlsm"
    path.write_bytes(demo.workbook(cases=20, closed_month=6))
    job.run(path)
    untouched = values(path, "Disponering")
    run = CliRunner().invoke
    done = run(app, ["accept-reserves", str(path), "--measure", "alle"])
    assert done.exit_code in (0, 1), done.output
    assert "står nu i Disponering." in done.output
    rows = values(path, "Disponering")
    assert rows[: len(untouched)] == untouched
    header = next(row for row in rows if "Status" in row)
    at = {name: header.index(name) for name in ("Foranstaltning", "Status", "Forventet regnskab", "Bemærkning")}
    new = [row for row in rows if row[at["Bemærkning"]] == reserves.NOTE]
    assert len(new) == len(rows) - len(untouched)
    assert {row[at["Status"]] for row in new} == {"Pulje"}
    again = run(app, ["accept-reserves", str(path)])
    assert again.exit_code == 2
    assert "Der er ingen pulje at acceptere" in again.output
    assert not job.run(path).saved, "the press has refreshed all that follows from it"
    first = next(row for row in new if row[at["Forventet regnskab"]] > 0)
    FileBook.open(path).apply(_lowered(path, rows.index(first) + 1, at["Forventet regnskab"] + 1), backup=False)
    report, accepted = job.accept_reserves(path, [first[at["Foranstaltning"]]])
    assert accepted.amount == 100_000_00
    assert values(path, "Disponering")[rows.index(first)] == first, "the same row, not one more"
    assert report.saved
    assert run(app, ["undo", str(path)]).exit_code == 0
    assert values(path, "Disponering")[rows.index(first)][at["Forventet regnskab"]] == pytest.approx(
        first[at["Forventet regnskab"]] - 100_000
    )


FOREIGN: dict[str, tuple[str, ...]] = {
    "status": ("Løbenr", "Slutdato", "Startdato", "CPR", "Indsats", "Status", "Bemærkninger", "Månedspris"),
    "forventet": ("Til dato", "Fra dato", "Personnr.", "Ydelse", "Pris pr. måned", "Forventet regnskab"),
    "hverken": ("Fra dato", "Til dato", "Pris pr. måned", "Ydelse", "Kommentar", "Personnr."),
}


def _foreign(headers: tuple[str, ...]) -> bytes:
    """The story's rows in a sheet of another shape, under headers of the user's own."""
    told = small()
    fields = (
        ("cpr", ("CPR", "Personnr.")), ("measure", ("Indsats", "Ydelse")), ("rate", ("Månedspris", "Pris pr. måned")),
        ("unit", ()), ("quantity", ()), ("start", ("Startdato", "Fra dato")), ("stop", ("Slutdato", "Til dato")),
    )  # fmt: skip
    rows: list[list[Any]] = []
    for row in list(told.book.grid("Disponering").rows)[1:]:
        said = {name: value for (_, names), value in zip(fields, row, strict=False) for name in names}
        rows.append([said.get(header, "Aktiv" if header == "Status" else None) for header in headers])
    sheets = {name: [list(row) for row in told.book.grid(name).rows] for name in ("Realiseret", "Budget")}
    stated = [["Regnskabsår", 2026], ["Realiseret til og med", 6]]
    return saved(**{"Vores sager": [["Børn og unge"], [], list(headers), *rows]}, **sheets, Opsætning=stated)


@pytest.mark.parametrize("shape", ["status", "forventet"])
def test_in_a_sheet_of_the_users_own_the_puljer_stand_under_its_own_headers(shape: str) -> None:
    headers = FOREIGN[shape]
    before = FileBook.from_bytes(_foreign(headers))
    bottom = len(list(before.grid("Vores sager").rows))
    accepted = reserves.accept(before)
    assert len(accepted.reserves) == 3
    written = Overlay(before, accepted.blocks, accepted.growths)
    rows: list[list[Any]] = [list(row) for row in written.grid("Vores sager").rows]
    new = rows[bottom:]
    money = headers.index("Forventet regnskab" if shape == "forventet" else "Månedspris")
    measure = headers.index("Ydelse" if shape == "forventet" else "Indsats")
    says = headers.index("Personnr." if shape == "forventet" else "Status")
    assert [(row[measure], round(100 * row[money]), row[says]) for row in new] == [
        (each.measure, each.amount, "Pulje") for each in accepted.reserves
    ]
    assert rows[:bottom] == [list(row) for row in before.grid("Vores sager").rows]
    with pytest.raises(StyringError, match="ingen pulje at acceptere"):
        reserves.accept(written)


def test_a_sheet_in_which_a_pulje_cannot_be_told_from_a_rate_says_what_it_lacks() -> None:
    with pytest.raises(StyringError, match=r"»Vores sager« har hverken en kolonne med status"):
        reserves.accept(FileBook.from_bytes(_foreign(FOREIGN["hverken"])))


def _lowered(path: Path, row: int, column: int) -> Any:
    """The pulje as a user may have lowered it by 100.000."""
    from styring_xl.cells.patch import Block, Patch

    amount = values(path, "Disponering")[row - 1][column - 1]
    return Patch(blocks=(Block.of("Disponering", row, column, ((amount - 100_000,),)),))
