"""Random layouts of one municipality's disposition, budget, ledger and extract: read right, or told at the place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from . import product
from .layout import Layout, draw, render, save
from .outcome import HARMED, RIGHT, SILENT, in_memory, read, try_out
from .survey import counts

SEEDS = range(75)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["workbook", "budget", "ledger", "extract"])
def test_no_layout_is_misread_in_silence_and_nearly_all_are_read(kind: str, tmp_path: Path) -> None:
    attempt = try_out if kind == "extract" else in_memory
    found = [attempt(draw(kind, seed), tmp_path) for seed in SEEDS]
    assert [(one.layout.seed, one.why[:2]) for one in found if one.verdict in (SILENT, HARMED)] == []
    number = counts(found)
    assert number["readable_right"] >= 0.95 * number["readable"]


ONCE_MISREAD = {
    "a ledger begun at the header's second page": Layout(
        "ledger",
        5487,
        (
            "posteringernes overskrifter med andre ord",
            "to kolonner »Beløb«, den ene tom",
            "debet og kredit",
            "overskriften gentaget på hver side",
            "et ark for hver måned",
        ),
    ),
    "»Bogført« for the amount beside the real one": Layout(
        "ledger",
        5503,
        ("posteringernes overskrifter med andre ord", "posteringernes kolonner i anden orden"),
    ),
    "a recap's header »Type, I alt« for a sum, and written on": Layout(
        "workbook", 1, ("oversigt med egen overskrift under rækkerne",)
    ),
    "a recap's total under Stopdato for a sum, and written on": Layout(
        "workbook",
        50945,
        ("kolonner i anden orden", "uden navn", "sum under hvert afsnit og af alt", "oversigt under rækkerne"),
    ),
    "an account's number in a sum's name for a citizen's": Layout(
        "workbook", 1, ("sum under hvert afsnit", "summer kaldt efter et kontonummer eller en kode")
    ),
    "a title's 1.000 kr. that is said of the months alone": Layout(
        "workbook", 2, ("måneder i 1.000 kr. og takst i kroner",)
    ),
    "a sheet with nothing but debits for another ledger": Layout(
        "ledger", 60811, ("fortegn i en kolonne for sig", "et ark for hver foranstaltning")
    ),
    "a sheet of another part of the disposition for another disposition": Layout(
        "workbook", 60366, ("hvert afsnit på sit eget ark",)
    ),
    "a rate in kr. for 1.000 kr. where no month is read": Layout(
        "workbook", 60086, ("realiseret og budget i hver måned", "måneder i 1.000 kr. og takst i kroner")
    ),
    "the days that are paid for in one cell": Layout("ledger", 0, ("ydelsesperiode som tekst i én kolonne",)),
    "a budget line that is the next two's sum, persons too, for a group": Layout(
        "budget", 64056, ("en linje, der er summen af de to næste", "linjer uden antal")
    ),
    "dates of a small sheet with the month first, as the other sheets show": Layout(
        "ledger", 64767, ("posteringsdatoer som m/d beviset af kolonnen", "et ark for hver foranstaltning")
    ),
    "a running sum without a section whose name begins like another's": Layout(
        "workbook", 64286, ("summer som nuller", "afsnit i hver række", "løbende sum")
    ),
    "an empty row between a line and a part of it, inside a merged group": Layout(
        "budget", 91234, ("gruppe flettet ned", "heraf-linjer", "tomme rækker i budgettet")
    ),
    "one date with the month first on a sheet whose others show it": Layout(
        "workbook", 90508, ("datoer som m/d beviset af kolonnen", "hvert afsnit på sit eget ark")
    ),
    "a sum without the puljer, where the rows' results are formulas without a result": Layout(
        "workbook",
        90777,
        ("forventet regnskab er en formel", "sum af alt over", "pulje nederst", "formler uden gemt resultat"),
    ),
    "a report's title over »Periode« for a part of its name": Layout(
        "ledger", 122090, ("ydelsesperiode som tekst i én kolonne", "flettet rapporthoved over posteringerne")
    ),
    "a pulje that is called so in the column of notes alone": Layout(
        "workbook",
        92462,
        (
            "månedstakst uden enhedskolonne",
            "foranstaltning som første kolonne",
            "ekstra kolonner",
            "pulje nederst",
            "foranstaltningen som titel",
        ),
    ),
}


@pytest.mark.parametrize("name", ONCE_MISREAD)
def test_layouts_that_were_once_misread_are_read_right(name: str, tmp_path: Path) -> None:
    assert in_memory(ONCE_MISREAD[name], tmp_path).verdict == RIGHT


@pytest.mark.parametrize("layout", [draw("workbook", 3), draw("budget", 5)], ids=["workbook", "budget"])
def test_what_is_said_in_memory_is_what_the_command_line_says(layout: Layout, tmp_path: Path) -> None:
    assert in_memory(layout, tmp_path) == try_out(layout, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("earlier", [0, 1, 5])
@pytest.mark.parametrize(
    ("kind", "seeds"), [("workbook", (7, 105, 115, 192, *range(12))), ("budget", range(8)), ("ledger", range(8))]
)
def test_it_makes_no_difference_that_an_earlier_refresh_has_written_in_the_users_sheets(
    kind: str, seeds: Sequence[int], earlier: int, tmp_path: Path
) -> None:
    """The workbook as it came, and the same with its months written some months ago, or just now."""
    apart = []
    for seed in seeds:
        rendered = render(draw(kind, seed))
        at_once, before, after = (tmp_path / f"{seed} {name}.xlsx" for name in ("at once", "before", "after"))
        came, now = save(rendered, tmp_path), rendered.town.closed
        told = [
            product.run(
                "refresh", str(file), "-o", str(made), "--json", "--year", "2026", "--closed-month", str(closed)
            )
            for file, made, closed in (
                (came, at_once, now),
                (came, before, max(0, now - earlier)),
                (before, after, now),
            )
        ]
        names = [sheet.name for sheet in rendered.sheets]
        assert rendered.town.year == 2026
        if told[0].code != 2 and (read(at_once, names), told[0].file["totals"]) != (
            read(after, names), told[2].file["totals"],
        ):  # fmt: skip
            apart.append(seed)
    assert apart == []


def test_a_wrong_figure_that_nobody_tells_of_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout("workbook", 0, ())
    assert in_memory(layout, tmp_path).verdict == RIGHT
    monkeypatch.setattr("tests.layouts.outcome.totals", lambda _: {"budget": 1})
    assert in_memory(layout, tmp_path).verdict == SILENT
