"""The custom functions in Calc: through the add-in and back, they give what the functions themselves give."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import xlwings

import styring_udf
from styring_udf.function import FUNCTIONS
from styring_xl.calc.engine import caller, connect
from tests.calc.office import Office
from tests.excel.test_functions import CASES, DIV0, MISSING, NA

ROWS = 20_000


@pytest.fixture
def book(office: Office) -> Iterator[xlwings.Book]:
    active = xlwings.engines.active
    document = str(office.channel.call("desk.new"))
    yield caller(connect(office.channel), document)
    delattr(xlwings.Book, "_mock_caller")
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


@pytest.mark.newer
def test_every_example_of_the_reference_gives_in_calc_what_it_says(office: Office, book: xlwings.Book) -> None:
    names = list(styring_udf.__all__)
    found = office.user("enter", book.impl.document, [as_calc_reads(FUNCTIONS[name].example) for name in names])
    for name, value in zip(names, found, strict=True):
        wanted = number(FUNCTIONS[name].gives)
        assert value == (pytest.approx(wanted, rel=1e-12) if isinstance(wanted, float) else wanted), name


@pytest.mark.newer
def test_mistakes_show_a_danish_text_in_the_cell(office: Office, book: xlwings.Book) -> None:
    cases = {
        '=STYRING_REGNSKAB(1;1;"halvår";46037;"";2026)': "Fejl: takstenhed kan ikke læses",
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


def laid_out(book: xlwings.Book) -> list[tuple[str, str, str, Any]]:
    """Each case of the functions' own table in cells of a sheet: (title, where the answer is, formula, answer)."""
    sheet, row = book.sheets[0], 1
    found = []
    for title, name, arguments, answer in CASES:
        references, bottom = [], row + 3
        for number, argument in enumerate(arguments):
            cells = argument["range"] if isinstance(argument, dict) else ((argument,),)
            left = 2 + 13 * number
            place = sheet.range((row, left), (row + len(cells) - 1, left + len(cells[0]) - 1))
            if argument == MISSING:
                references.append("")
                continue
            place.value = [[held(each) for each in line] for line in cells]
            cell = place.address.replace("$", "")
            # What Calc tells no different from 0 in a cell, it does in a range.
            unclear = argument is None and FUNCTIONS[name].arguments[number][0] in ("maengde", "moms")
            references.append(f"{cell}:{cell}" if unclear else cell)
            bottom = max(bottom, row + len(cells))
        rows = answer if isinstance(answer, tuple) and isinstance(answer[0], tuple) else (answer,)
        rows = tuple(line if isinstance(line, tuple) else (line,) for line in rows)
        last = sheet.range((row, 150), (row + len(rows) - 1, 149 + len(rows[0])))
        found.append((title, last.address.replace("$", ""), f"={name}({';'.join(references)})", rows))
        row = max(bottom, row + len(rows)) + 1
    return found


def held(value: Any) -> Any:
    """A value of a case as a user has it in a cell."""
    if value in (DIV0, NA):
        return {DIV0: "=1/0", NA: "=NA()"}[value]
    return f"'{value}" if isinstance(value, str) else value


@pytest.mark.newer
def test_every_case_of_every_function_gives_in_calc_what_it_gives_in_excel(office: Office, book: xlwings.Book) -> None:
    wrong = {}
    for title, where, formula, answer in laid_out(book):
        found = office.user("array", book.impl.document, where, formula)
        wanted = tuple(tuple(float(each) if isinstance(each, bool) else each for each in line) for line in answer)
        # An error of the user's passes through Calc as an error, before any function sees it.
        if found != wanted and not (
            found == ((None,),) and any(word in str(wanted[0][0]) for word in ("#DIV/0!", "#N/A"))
        ):
            wrong[title] = (formula, found, wanted)
    assert wrong == {}


def test_a_cell_that_is_0_or_empty_is_never_guessed(office: Office, book: xlwings.Book) -> None:
    cases = {
        '=STYRING_FORVENTET(10000;B1;"måned";46037;B2;2026;1)': "Fejl: mængde er 0 eller en tom celle; "
        "skriv cellen som et område, f.eks. I6:I6",
        '=STYRING_FORVENTET(10000;B1:B1;"måned";46037;B2;2026;1)': 5483.87,
        "=STYRING_FORVENTET(10000;1;B1;46037;B2;2026;1)": 5483.87,
        "=STYRING_FORVENTET(B1;1;B1;46037;B2;2026;1)": "Fejl: takst mangler",
        "=STYRING_FORVENTET(10000;1;B1;B2;B2;2026;1)": "Fejl: startdato mangler",
        '=STYRING_PROGNOSE("SKØN";100;6;;;;B1)': "Fejl: skøn mangler",
    }
    assert dict(zip(cases, office.user("enter", book.impl.document, list(cases)), strict=True)) == cases
