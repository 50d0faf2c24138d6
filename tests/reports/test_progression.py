"""*Progression*: citizens' changes worked out by hand, told without naming anybody."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from tests.refreshed import Told, refreshed
from tests.workbooks import saved

HEAD = ["CPR", "Skema", "Parameter", "Score", "Dato", "Bedømmer", "Bedst er"]
GIRL, BOY = "610110-1234", "620211-1234"
SPRING, SUMMER, AUTUMN = dt.date(2026, 2, 1), dt.date(2026, 6, 1), dt.date(2026, 9, 1)


def package(*scores: list[Any]) -> bytes:
    return saved(
        Disponering=[
            ["CPR", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"],
            [GIRL, "Familiebehandling", 3000, "måned", dt.date(2026, 1, 1), None],
            [GIRL, "Aflastning", 1000, "måned", dt.date(2026, 1, 1), None],
            [BOY, "Kontaktperson", 1000, "måned", dt.date(2026, 1, 1), dt.date(2026, 4, 30)],
        ],
        Progressionsmåling=[HEAD, *scores],
    )


def book(*scores: list[Any]) -> Told:
    return refreshed(package(*scores), year=2026, closed=6)


STORY = (
    [GIRL, "SDQ", None, 74, SPRING, "Skole", "lavt"],
    [GIRL, "SDQ", None, 40, SUMMER, "Skole", None],
    [GIRL, "SDQ", "i alt", 17, AUTUMN, "Skole", None],
    [GIRL, "Trivsel", "Venner", 2, SPRING, None, "højt"],
    [GIRL, "Trivsel", "Søvn", 3, SPRING, None, None],
    [GIRL, "Trivsel", "Søvn", 1, AUTUMN, None, None],
    [GIRL, "Trivsel", "Fritid", 5, AUTUMN, None, None],
    [BOY, "SDQ", None, 20, SPRING, "Skole", None],
    [BOY, "SDQ", None, 20, SUMMER, "Skole", None],
    [BOY, "SDQ", None, 20, SUMMER, "Hjem", None],
)


def lines(told: Told, first: str) -> list[list[Any]]:
    return [row[1:] for row in told.values("Progression") if row[0] == first]


def test_a_girl_s_scores_from_74_to_17_are_an_improvement_where_low_is_best() -> None:
    told = book(*STORY)
    sdq, wellbeing = lines(told, "Familiebehandling")[1:]
    assert sdq[:10] == [2, "SDQ", "Skole", "lavt", SPRING, 74, AUTUMN, 17, -57, "forbedret"]
    # Sleep alone has been asked about on both dates.
    assert wellbeing[:10] == [2, "Trivsel", None, "højt", SPRING, 3, AUTUMN, 1, -2, "forværret"]
    assert [row[9] for row in lines(told, "Uden foranstaltning")[1:]] == ["uændret", "ikke vurderet"]
    assert lines(told, "Familiebehandling")[0][:8] == [2, 1, 0, 1, 0, 0.5, 0, 0.5]
    assert lines(told, "I alt")[0][:8] == [4, 1, 1, 1, 1, 1 / 3, 1 / 3, 1 / 3]
    assert not [code for code, _, _ in told.findings if code == "liste"]


def test_no_citizen_is_named_on_the_sheet() -> None:
    shown = {str(value) for row in book(*STORY).values("Progression") for value in row}
    assert not [text for text in shown for cpr in (GIRL, BOY) if cpr in text or cpr.replace("-", "") in text]


def test_the_yellow_cells_choose_the_citizen_and_the_dates_and_stand_as_they_were_typed() -> None:
    scores = (*STORY[3:7], [BOY, "Trivsel", "Venner", 4, SUMMER, None, None])
    first = book(*scores)
    assert charted(first) == (("Venner", 2, None), ("Søvn", 3, 1), ("Fritid", None, 5))
    file = FileBook.from_bytes(package(*scores), template=workbook.build)
    made = openpyxl.load_workbook(io.BytesIO(file.edit(first.refreshed.patch).bytes()))
    made["Progression"]["B5"], made["Progression"]["B6"], made["Progression"]["B7"] = 6, "igår", AUTUMN
    out = io.BytesIO()
    made.save(out)
    told = refreshed(out.getvalue(), year=2026, closed=6)
    assert charted(told) == (("Venner", 4, 4),)
    assert [row[1] for row in told.values("Progression")[4:7]] == [6, "igår", AUTUMN]
    assert sorted(cell for code, _, cell in told.findings if code == "indtastet") == ["B6", "B7"]


def test_the_chosen_citizen_is_followed_when_rows_are_inserted_above() -> None:
    scores = (*STORY[3:7], [BOY, "Trivsel", "Venner", 4, SUMMER, None, None])

    def edited(package: bytes, told: Told, change: Callable[[Any], None]) -> bytes:
        file = FileBook.from_bytes(package, template=workbook.build)
        made = openpyxl.load_workbook(io.BytesIO(file.edit(told.refreshed.patch).bytes()))
        change(made)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    def choose(made: Any) -> None:
        made["Progression"]["B5"] = 6

    def insert(made: Any) -> None:
        # What an office program does with the list and with the references to it.
        made["Progressionsmåling"].insert_rows(2, 3)
        said = made["Progression"]["C5"]
        assert said.value == """=IF(B5=6,"Viser række "&ROW('Progressionsmåling'!A6),"Tryk Opdater prognose")"""
        said.value = said.value.replace("!A6", "!A9")

    def type_another(made: Any) -> None:
        insert(made)
        made["Progression"]["B5"] = 5

    chosen = edited(package(*scores), book(*scores), choose)
    first = refreshed(chosen, year=2026, closed=6)
    assert charted(first) == (("Venner", 4, 4),)
    told = refreshed(edited(chosen, first, insert), year=2026, closed=6)
    assert (told.cell("Progression", "B5"), told.cell("Progression", "C5")) == (9, "Viser række 9")
    assert charted(told) == (("Venner", 4, 4),)
    told = refreshed(edited(chosen, first, type_another), year=2026, closed=6)
    assert told.cell("Progression", "B5") == 5
    assert charted(told)[0] == ("Venner", 2, None)


def charted(told: Told) -> tuple[Any, ...]:
    return next(area.block.rows() for area in told.refreshed.patch.areas if area.name == "Styring_Diagram_Parametre")


def test_a_score_twice_and_a_form_nobody_has_said_the_best_of_are_told() -> None:
    told = book(
        [GIRL, "SDQ", None, 74, SPRING, "Skole", None],
        [GIRL, "SDQ", None, 60, SPRING, "Skole", None],
        [GIRL, "SDQ", None, 17, AUTUMN, "Skole", None],
        [GIRL, "SDQ", None, "lav", AUTUMN, "Hjem", None],
    )
    assert sorted(cell for code, _, cell in told.findings if code == "liste") == ["B2", "D3", "D5"]
    assert lines(told, "Familiebehandling")[1][8:10] == [-57, "ikke vurderet"]
