"""Rows and blocks of a disposition sheet that are no citizens."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from ..base import kroner, money, old_months
from ..features import Draft, feature
from ..page import MONTH_KEYS, RESULT, Line
from .columns import WORKBOOK


@feature(WORKBOOK, "blank", "tomme rækker", stage=27)
def blank_rows(made: Draft, rng: Random) -> None:
    page = made.disposition
    for _ in range(rng.randint(1, 3)):
        page.lines.insert(rng.randint(1, len(page.lines)), Line("blank"))


@feature(WORKBOOK, "tail", "rækker med sidste års tal, budget og forskel", stage=28, weight=2)
def last_years_row(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    page.lines.append(Line("blank"))
    labels = [
        f"I alt {year - 1}",
        f"Regnskab {year - 1}",
        f"Budget {year}",
        "Forskel",
        "Difference til budget",
        f"Sum {year - 1}",
        "Gennemsnit pr. sag",
        "Afvigelse",
    ]
    for number, label in enumerate(rng.sample(labels, rng.randint(1, 3))):
        line = Line("own", {"_label": label}, trouble=True)
        for month, key in enumerate(MONTH_KEYS, start=1):
            line.cells[key] = 1_000 * (50 + 3 * month + number)
        line.cells[RESULT] = sum(1_000 * (50 + 3 * month + number) for month in range(1, 13))
        page.lines.append(line)


@feature(WORKBOOK, "tail", "oversigt under rækkerne", stage=28, weight=2)
def recap_below(made: Draft, rng: Random) -> None:
    page, town = made.disposition, made.town
    form = rng.choice(("two", "months"))
    page.lines += [Line("blank"), Line("blank")]
    names = list(dict.fromkeys(row.measure for row in town.commitments))
    amounts: dict[str, list[int]] = {
        name: [
            sum(months)
            for months in zip(
                *(old_months(town, i) for i, row in enumerate(town.commitments) if row.measure == name), strict=True
            )
        ]
        for name in names
    }
    page.lines.append(
        Line("own", {"_label": rng.choice(("Oversigt", "Fordelt på foranstaltning", "Rekapitulation"))}, trouble=True)
    )
    kind = "own" if form == "two" else "either"
    months = [sum(column) for column in zip(*amounts.values(), strict=True)]
    members = {name: [line for line in page.rows() if town.commitments[line.index].measure == name] for name in names}
    for name, figures in [*amounts.items(), ("I alt", months)]:
        line = Line(kind, {"_label": name}, trouble=True, of=members.get(name, page.rows()))
        if form == "two":
            line.cells["_second"] = kroner(sum(figures))
        else:
            line.cells |= {key: kroner(ore) for key, ore in zip(MONTH_KEYS, figures, strict=True)}
            line.cells[RESULT] = kroner(sum(figures))
        page.lines.append(line)


@feature(WORKBOOK, "tail", "oversigt med egen overskrift under rækkerne", stage=28, weight=2)
def recap_with_header(made: Draft, rng: Random) -> None:
    """A small table of its own below: its header, a line for each measure, and a sum."""
    page, town = made.disposition, made.town
    page.lines += [Line("blank") for _ in range(rng.randint(1, 3))]
    first = rng.choice(("Foranstaltning", "Område", "Type", "Opgørelse"))
    second = rng.choice(("I alt", "Forventet", "Forventet regnskab", "Beløb"))
    page.lines.append(Line("own", {"_label": first, "_second": second}, trouble=True))
    total = 0
    for name in dict.fromkeys(row.measure for row in town.commitments):
        amount = sum(sum(old_months(town, i)) for i, row in enumerate(town.commitments) if row.measure == name)
        total += amount
        page.lines.append(Line("own", {"_label": name, "_second": kroner(amount)}, trouble=True))
    page.lines.append(Line("own", {"_label": "I alt", "_second": kroner(total)}, trouble=True))


@feature(WORKBOOK, "ofwhich", "heraf-rækker under en bevilling", stage=32, weight=1)
def of_which(made: Draft, rng: Random) -> None:
    page = made.disposition
    text = rng.choice(("heraf {}", "- heraf {}", "Heraf {}", "deraf {}"))
    for line, name in zip(rng.sample(page.rows(), 2), ("skole", "kørsel"), strict=True):
        part = {"_label": text.format(name), RESULT: 1_000 * rng.randint(5, 40)}
        page.lines.insert(page.lines.index(line) + 1, Line("own", part, trouble=True))


@feature(WORKBOOK, "tail", "note under rækkerne", stage=28, weight=1)
def remark_below(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.lines += [Line("blank"), Line("own", {"_label": "Note: taksterne er fra takstkataloget pr. 1. januar 2026."})]


@feature(WORKBOOK, "beside", "tabel med totaler et andet sted", stage=28)
def totals_beside(made: Draft, rng: Random) -> None:
    page, town = made.disposition, made.town
    block: list[list[Any]] = [
        [rng.choice(("Foranstaltning", "Område")), rng.choice(("I alt", "Forventet", "Antal sager"))]
    ]
    for name in dict.fromkeys(row.measure for row in town.commitments):
        of = [i for i, row in enumerate(town.commitments) if row.measure == name]
        block.append([name, money(made, sum(sum(old_months(town, i)) for i in of))])
    block.append(["I alt", money(made, sum(sum(old_months(town, i)) for i in range(len(town.commitments))))])
    if rng.random() < 0.5:
        page.beside = block
    else:
        page.above = [*block, [], *page.above]


@feature(WORKBOOK, "beside", "oversigt med flere kolonner ved siden af", stage=28)
def wide_recap_beside(made: Draft, rng: Random) -> None:
    town = made.town
    block: list[list[Any]] = [[rng.choice(("Foranstaltning", "Indsats")), "Antal", "Budget", "Forventet", "Afvigelse"]]
    for name in dict.fromkeys(row.measure for row in town.commitments):
        of = [i for i, row in enumerate(town.commitments) if row.measure == name]
        budget = sum(line.revised for line in town.budget if line.measure == name)
        expected = sum(sum(old_months(town, i)) for i in of)
        block.append([name, len(of), *(money(made, ore) for ore in (budget, expected, budget - expected))])
    made.disposition.beside = block
    made.notes["wide_recap"] = True


@feature(WORKBOOK, "preamble", "tal i indledningen", stage=29)
def preamble(made: Draft, rng: Random) -> None:
    town = made.town
    heads: tuple[list[list[Any]], ...] = (
        [
            ["Fjordby Kommune"],
            ["Disponering 2026"],
            ["Budget 2026", money(made, town.revised)],
            ["Forbrug til dato", money(made, 81_234_550)],
            [],
        ],
        [["Opdateret", dt.date(2026, 4, 3), "af", "AH"], ["Antal sager", len(town.commitments)], []],
        [["Ramme", None, money(made, town.revised)], ["Rest", None, money(made, 12_345_600)], [], []],
    )
    made.disposition.above[:0] = rng.choice(heads)


@feature(WORKBOOK, "preamble", "titel over tabellen", stage=29)
def title(made: Draft, rng: Random) -> None:
    made.disposition.above[:0] = [
        [rng.choice(("Disponering 2026", "Fjordby Kommune - børn og unge 2026", "Anbringelser"))],
        [],
    ]


@feature(WORKBOOK, "sheetname", "arket hedder noget andet", stage=29)
def other_sheet_name(made: Draft, rng: Random) -> None:
    made.disposition.name = rng.choice(
        ("Anbringelser 2026", "Ark1", "Børn og unge", "Sagsoversigt", "Disp. 2026", "Økonomi")
    )


@feature(WORKBOOK, "left", "tomme kolonner til venstre", stage=29, weight=1)
def moved_right(made: Draft, rng: Random) -> None:
    made.disposition.left = rng.choice((1, 2))


@feature(WORKBOOK, "band", "flettede overskrifter over kolonnerne", stage=29, weight=1)
def bands(made: Draft, rng: Random) -> None:
    if any(column.band for column in made.disposition.columns):
        return
    for column in made.disposition.columns:
        if column.key in ("cpr", "name"):
            column.band = "Borger"
        elif column.key in ("rate", "unit", "quantity"):
            column.band = "Økonomi"
        elif column.key in ("start", "stop"):
            column.band = "Periode"
        elif column.key in MONTH_KEYS:
            column.band = "Måned"
