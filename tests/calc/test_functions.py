"""The custom functions in Calc: through the add-in and back, they give what the functions themselves give."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import styring_udf
import xlwings
from styring_udf.function import FUNCTIONS

from styring_xl.calc.engine import caller, connect
from tests.calc.office import Office

ROWS = 20_000


@pytest.fixture
def book(office: Office) -> Iterator[xlwings.Book]:
    active = xlwings.engines.active
    document = str(office.channel.call("desk.new"))
    yield caller(connect(office.channel), document)
    del xlwings.Book._mock_caller
    xlwings.engines.active = active
    office.close(document)


def as_calc_reads(formula: str) -> str:
    """A Danish example as a program enters it: columns in braces by ``;``, rows by ``|``, decimal points."""

    def piece(match: re.Match[str]) -> str:
        if match["text"]:
            return match["text"]
        if match["braces"]:
            return re.sub(r'"[^"]*"|[\\;]', lambda m: {"\\": ";", ";": "|"}.get(m[0], m[0]), match["braces"])
        return f"{match['whole']}.{match['rest']}"

    return re.sub(r'(?P<braces>\{.*?\})|(?P<text>"[^"]*")|(?P<whole>\d+),(?P<rest>\d+)', piece, formula)


def number(text: str) -> float | str:
    """What the reference says that an example gives, in its first cell."""
    if text in ("SAND", "FALSK"):
        return float(text == "SAND")
    first = text.split()[0].replace(".", "").replace(",", ".")
    return float(first) if re.fullmatch(r"-?[\d.]+", first) else text


def test_every_example_of_the_reference_gives_in_calc_what_it_says(office: Office, book: xlwings.Book) -> None:
    names = list(styring_udf.__all__)
    found = office.user("enter", book.impl.document, [as_calc_reads(FUNCTIONS[name].example) for name in names])
    for name, value in zip(names, found, strict=True):
        wanted = number(FUNCTIONS[name].gives)
        assert value == (pytest.approx(wanted, rel=1e-12) if isinstance(wanted, float) else wanted), name


def test_mistakes_show_a_danish_text_in_the_cell(office: Office, book: xlwings.Book) -> None:
    cases = {
        '=STYRING_REGNSKAB(1;1;"kvartal";46037;"";2026)': "Fejl: takstenhed kan ikke læses",
        '=STYRING_REGNSKAB(100;1;"måned";"";"";2026)': "Fejl: startdato mangler",
        "=STYRING_12_12(100;0)": "Fejl: ingen måneder er lukket",
        "=STYRING_12_12(100;6)": 200.0,
        "=STYRING_12_12(B1;6)": 0.0,
        "=STYRING_REGNSKAB(10000;;;46023;;2026)": 120_000.0,
    }
    assert dict(zip(cases, office.user("enter", book.impl.document, list(cases)), strict=True)) == cases


def test_an_array_of_20_000_rows_equals_the_functions_own_answer(office: Office, book: xlwings.Book) -> None:
    chance = np.random.default_rng(5)
    rates = np.round(chance.uniform(500, 90_000, ROWS), 2)
    units = chance.choice(["måned", "døgn", "uge", "år"], ROWS)
    starts = chance.integers(45_700, 46_300, ROWS)
    stops = starts + chance.integers(0, 500, ROWS)
    rows = [
        [float(rate), None, str(unit), float(start), float(stop) if stop % 3 else None]
        for rate, unit, start, stop in zip(rates, units, starts, stops, strict=True)
    ]
    sheet = book.sheets[0]
    sheet.range("A1").value = rows
    sheet.range((1, 4), (ROWS, 5)).number_format = "dd-mm-yyyy"
    assert sheet.range("D1").value == dt.datetime(1899, 12, 30) + dt.timedelta(days=float(starts[0]))
    arguments: list[Any] = [tuple((row[at],) for row in rows) for at in range(5)]
    wanted = styring_udf.STYRING_FORVENTEDE(*arguments, 2026)
    text = f"=STYRING_FORVENTEDE(A1:A{ROWS};B1:B{ROWS};C1:C{ROWS};D1:D{ROWS};E1:E{ROWS};2026)"
    found = office.user("array", book.impl.document, f"G1:R{ROWS}", text)
    assert np.array_equal(np.array(found, dtype=float), np.array(wanted, dtype=float))
    assert np.array(found, dtype=float).sum() > 1e9
