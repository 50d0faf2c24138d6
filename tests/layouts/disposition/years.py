"""Other years, quarters and budgets between and beside the months of a disposition, and 1.000 kr."""

from __future__ import annotations

from random import Random

from ..base import MONTHS
from ..features import Draft, feature
from ..page import MONTH_KEYS, RESULT, Column
from .columns import WORKBOOK, name_months


@feature(WORKBOOK, "years", "sidste år ved siden af", stage=16)
def last_year(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    header = rng.choice((f"Regnskab {year - 1}", f"R{year - 1}", f"Forbrug {year - 1}", f"I alt {year - 1}"))
    column = Column("x_year", header)
    if rng.random() < 0.5:
        page.insert_after(RESULT, column)
    else:
        page.columns.insert(next(i for i, each in enumerate(page.columns) if each.key == "m1"), column)
    for line in page.rows():
        line.cells["x_year"] = 1_000 * (95 + 11 * line.index)


@feature(WORKBOOK, "years", "to år ved siden af hinanden", stage=16)
def two_years(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    with_year = rng.choice(("{} {}", "{}-{}", "{} '{}"))

    def named(month: int, of: int) -> str:
        return with_year.format(MONTHS[month - 1], of if "'" not in with_year else of % 100)

    name_months(made, lambda month: named(month, year))
    other = year - 1 if rng.random() < 0.6 else year + 1
    columns = [Column(f"y{month}", named(month, other)) for month in range(1, 13)]
    columns.append(Column("y_all", f"I alt {other}"))
    result = page.column(RESULT)
    assert result is not None
    result.header = f"I alt {year}"
    at = next(i for i, each in enumerate(page.columns) if each.key == "m1")
    if other > year:
        at = max(i for i, each in enumerate(page.columns) if each.key in (*MONTH_KEYS, RESULT)) + 1
    page.columns[at:at] = columns
    for line in page.rows():
        amount = 1_000 * (6 + line.index)
        for month in range(1, 13):
            line.cells[f"y{month}"] = amount
        line.cells["y_all"] = 12 * amount


@feature(WORKBOOK, "between", "kvartaler mellem månederne", stage=17)
def quarters(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}. kvartal", "K{}", "Q{}", "{}. kvt.", "I alt {}. kvartal"))
    _between(made, rng, {f"q{n}": tuple(range(3 * n - 2, 3 * n + 1)) for n in range(1, 5)}, text)


@feature(WORKBOOK, "between", "halvår mellem månederne", stage=17)
def halves(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}. halvår", "H{}", "Halvår {}"))
    _between(made, rng, {f"q{n}": tuple(range(6 * n - 5, 6 * n + 1)) for n in (1, 2)}, text)


def _between(made: Draft, rng: Random, parts: dict[str, tuple[int, ...]], text: str) -> None:
    made.notes["quarters"] = parts
    made.notes["quarter_form"] = rng.choice(("formulas", "formulas", "values"))
    for number, (key, members) in enumerate(parts.items(), start=1):
        made.disposition.insert_after(f"m{members[-1]}", Column(key, text.format(number)))


@feature(WORKBOOK, "between", "realiseret og budget i hver måned", stage=17)
def pairs(made: Draft, rng: Random) -> None:
    page = made.disposition
    banded = rng.random() < 0.5
    words = rng.choice((("Realiseret", "Budget"), ("Forbrug", "Budget"), ("Forventet", "Budget")))
    for month, key in enumerate(MONTH_KEYS, start=1):
        column = page.column(key)
        assert column is not None
        name = column.header if isinstance(column.header, str) else MONTHS[month - 1]
        if banded:
            column.band, column.header = name, words[0]
        else:
            column.header = f"{name} {words[0]}"
        page.insert_after(key, Column(f"b{month}", words[1] if banded else f"{name} {words[1]}", band=column.band))
        for line in page.rows():
            line.cells[f"b{month}"] = 1_000 * (10 + line.index)
    # Nobody can know whether the expected months belong into a column of what was spent.
    made.notes["months_optional"] = True


@feature(WORKBOOK, "scale", "beløb i 1.000 kr. ifølge titlen", stage=18, weight=1)
def thousands_by_title(made: Draft, rng: Random) -> None:
    _in_thousands(made)
    rate = made.disposition.column("rate")
    if rate is not None and "kr" in str(rate.header).casefold() and made.notes["fill"] == "empty":
        made.unclear.append("the title says 1.000 kr. and the rate's header kr.")
    made.disposition.above.insert(
        0,
        [rng.choice(("Disponering 2026, beløb i 1.000 kr.", "Alle beløb er i 1.000 kr.", "Disponering 2026 (t.kr.)"))],
    )


@feature(WORKBOOK, "scale", "beløb i 1.000 kr. ifølge overskrifterne", stage=18, weight=1)
def thousands_by_header(made: Draft, rng: Random) -> None:
    _in_thousands(made)
    text = rng.choice(("{} (1.000 kr.)", "{} i 1.000 kr.", "{} (t.kr.)"))
    for column in made.disposition.columns:
        if column.key in ("rate", *MONTH_KEYS, RESULT, "q1", "q2", "q3", "q4") and isinstance(column.header, str):
            column.header = text.format(column.header)


def _in_thousands(made: Draft) -> None:
    made.notes["scale"] = 1000
    for line in made.disposition.rows():
        rate = line.cells["rate"]
        if isinstance(rate, int | float):
            line.cells["rate"] = round(rate / 1000, 5)


@feature(WORKBOOK, "scale", "måneder i 1.000 kr. og takst i kroner", stage=18, weight=2)
def only_months_in_thousands(made: Draft, rng: Random) -> None:
    """A price is in kroner, the table's amounts in 1.000 kr.: a header says it, or last month's figures show it."""
    page = made.disposition
    made.notes["scale"] = 1000
    rate = page.column("rate")
    assert rate is not None
    form = rng.choice(("months", "months and rate", "title and rate", "title"))
    if form in ("months and rate", "title and rate"):
        rate.header = f"{rate.header} (kr.)" if "kr" not in str(rate.header).casefold() else rate.header
    if form.startswith("months"):
        text = rng.choice(("{} (1.000 kr.)", "{} i 1.000 kr.", "{} (t.kr.)"))
        for column in page.columns:
            if column.key in (*MONTH_KEYS, RESULT, "q1", "q2", "q3", "q4") and isinstance(column.header, str):
                column.header = text.format(column.header)
    else:
        page.above.insert(0, [rng.choice(("Disponering 2026, beløb i 1.000 kr.", "Disponering 2026 (t.kr.)"))])
    if form in ("months", "title") and made.notes["fill"] == "empty":
        made.unclear.append("nothing says whether the rate is in kroner or in 1.000 kr.")
