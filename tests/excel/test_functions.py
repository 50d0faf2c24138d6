"""The custom functions through xlwings' real UDF layer, called as Excel's COM server calls them."""

from __future__ import annotations

import datetime as dt
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_udf.__main__ import reference
from styring_udf.function import FUNCTIONS
from styring_xl.danish.units import RATE_UNITS
from styring_xl.model.commitments import expected
from styring_xl.model.kroner import from_kroner, to_kroner
from tests.examples import examples

MISSING = -2147352572
DIV0, NA = -2146826281, -2146826246
Call = Callable[..., Any]


def rng(*rows: Any) -> dict[str, Any]:
    """A worksheet range; a row that is no tuple is a row of one cell."""
    return {"range": tuple(row if isinstance(row, tuple) else (row,) for row in rows)}


def day(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d-%m-%Y")


@pytest.fixture(scope="module")
def excel() -> Iterator[Call]:
    script = Path(__file__).with_name("com_server.py")
    server = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(name: str, *arguments: Any) -> Any:
        assert server.stdin is not None
        assert server.stdout is not None
        pickle.dump((name, arguments), server.stdin)
        server.stdin.flush()
        return pickle.load(server.stdout)

    yield call
    assert server.stdin is not None
    server.stdin.close()
    server.wait(10)


ROLES = rng(
    ("Rådgiver", None, 60_000.0, 12.0, None),
    ("Teamleder", None, "250.000", None, ""),
    ("Teamleder", None, 500_000.0, 24.0, "Egen"),
    ("Udvalg", "Sikret institution", 900_000.0, None, None),
)
JAN15 = 46037.0  # 15-01-2026
TEN = (
    rng(*(f"{61 + at}018{at}000{at}" for at in range(10))),
    "Aflastning",
    rng(*[1000.0] * 10),
    rng(*(day(f"05-{min(at, 5) + 1:02d}-2026") for at in range(10))),
)
"""Ten citizens with a posting each in six months: cpr, measure, amount, date."""
CASES = [
    ("a budget nothing reaches", "STYRING_SANDSYNLIGHED", (9e7, 2026.0, 6.0, *TEN), 1.0),
    ("a budget everything is above", "STYRING_SANDSYNLIGHED", (-9e7, 2026.0, 6.0, *TEN), 0.0),
    (
        "no budget",
        "STYRING_SANDSYNLIGHED",
        (rng(None, None), 2026.0, 6.0, *TEN, rng("Aflastning", "Aflastning")),
        "Fejl: korrigeret budget mangler",
    ),
    (
        "an unknown measure",
        "STYRING_SANDSYNLIGHED",
        (1.0, 2026.0, 6.0, *TEN, "Andet"),
        "Fejl: foranstaltningen findes ikke",
    ),
    (
        "postings of another length",
        "STYRING_INTERVAL",
        (2026.0, 6.0, rng("6101800001", "6201800002", "6301800003"), *TEN[1:]),
        "Fejl: posteringernes CPR-nr. har et andet antal celler end resten",
    ),
    (
        "a row that stops before it starts",
        "STYRING_INTERVAL",
        (2026.0, 6.0, *TEN, MISSING, "6101800001", "Aflastning", 1000.0, MISSING, MISSING, JAN15, day("01-01-2026")),
        "Fejl: stopdato før startdato",
    ),
    (
        "nothing to learn from",
        "STYRING_INTERVAL",
        (2026.0, 6.0, *[rng(None, None)] * 4),
        "Fejl: året kan ikke simuleres: der er ingen posteringer at lære af",
    ),
    ("one month", "STYRING_FORVENTET", (10000.0, MISSING, "måned", day("15-01-2026"), None, 2026.0, 1.0), 5483.87),
    (
        "a currency cell",
        "STYRING_FORVENTET",
        (Decimal("10000"), 1.0, "måned", day("15-01-2026"), None, 2026.0, 2.0),
        10000.0,
    ),
    (
        "a text date",
        "STYRING_FORVENTET",
        ("10.000,00", None, "Måned", "15.01.2026", "31-12-9999", "2026", "jan"),
        5483.87,
    ),
    (
        "months that 64 bits hold, and a year that they do not",
        "STYRING_REGNSKAB",
        (9e12, 40.0, "døgn", JAN15, None, 2026.0),
        "Fejl: beløbet er for stort",
    ),
    (
        "the same in a column",
        "STYRING_REGNSKAB",
        (rng(9e12, 1.0), 40.0, "døgn", JAN15, None, 2026.0),
        "Fejl: beløbet er for stort",
    ),
    ("a serial", "STYRING_FORVENTET", (100.0, None, "døgn", JAN15, JAN15, 2026.0, 1.0), 100.0),
    ("whole months", "STYRING_FORVENTET", (10000.0, None, None, JAN15, None, 2026.0, 1.0, "hele"), 10000.0),
    ("VAT comes back", "STYRING_FORVENTET", (10000.0, None, None, JAN15, None, 2026.0, 2.0, None, 0.954), 9540.0),
    ("an empty row is 0", "STYRING_FORVENTET", (None, None, None, None, None, 2026.0, 1.0), 0.0),
    ("no start", "STYRING_FORVENTET", (100.0, None, None, None, None, 2026.0, 1.0), "Fejl: startdato mangler"),
    ("no rate", "STYRING_REGNSKAB", (None, None, None, JAN15, None, 2026.0), "Fejl: takst mangler"),
    ("an error passes on", "STYRING_REGNSKAB", (DIV0, None, None, JAN15, None, 2026.0), "Fejl: takst er #DIV/0!"),
    ("not a date", "STYRING_REGNSKAB", (1.0, None, None, "31-02-2026", None, 2026.0), "Fejl: startdato kan ikke læses"),
    ("disponeret and outside", "STYRING_PROGNOSE", ("disp", None, 0.0, 900.5, None, None, None, 99.5), 1000.0),
    ("no estimate", "STYRING_PROGNOSE", ("SKØN", 100.0, 6.0), "Fejl: skøn mangler"),
    (
        "some estimates",
        "STYRING_PROGNOSE",
        ("SKØN", 100.0, 6.0, None, None, None, rng(7.0, None)),
        ((7.0,), ("Fejl: skøn mangler",)),
    ),
    (
        "the twelve months are not all there",
        "STYRING_PROGNOSE",
        (rng("BUDG", "12M", "12/12"), 100.0, 6.0, None, "mangler måneder", 350.5),
        ((350.5,), ("Fejl: gældende 12 mdr. kan ikke læses",), (200.0,)),
    ),
    ("a unit's own figure", "STYRING_PROGNOSE", ("DCO", 100.0, 6.0, None, None, None, 77.0), 77.0),
    ("a line that has ended", "STYRING_PROGNOSE", ("UDGÅET", 100.0, 6.0), 100.0),
    ("no closed month", "STYRING_PROGNOSE", ("12/12", 100.0, 0.0), "Fejl: ingen måneder er lukket"),
    ("12/12 read as a date", "STYRING_PROGNOSE", (day("12-12-2026"), 100.0, 6.0), 200.0),
    ("no such method", "STYRING_PROGNOSE", ("mavefornemmelse", 100.0, 6.0), "Fejl: metoden findes ikke"),
    ("AUTO needs a past", "STYRING_PROGNOSE", ("AUTO", 100.0, 6.0), "Fejl: AUTO findes kun i arket Prognose"),
    ("an English decimal", "STYRING_REGNSKAB", ("12.5", None, None, JAN15, None, 2026.0), "Fejl: takst kan ikke læses"),
    (
        "unknown unit",
        "STYRING_REGNSKAB",
        (1.0, None, "halvår", JAN15, None, 2026.0),
        "Fejl: takstenhed kan ikke læses",
    ),
    (
        "stop before start",
        "STYRING_REGNSKAB",
        (1.0, None, None, JAN15, 46000.0, 2026.0),
        "Fejl: stopdato før startdato",
    ),
    ("month 13", "STYRING_FORVENTET", (1.0, None, None, JAN15, None, 2026.0, 13.0), "Fejl: måned kan ikke læses"),
    ("no year", "STYRING_REGNSKAB", (1.0, None, None, JAN15, None, None), "Fejl: år mangler"),
    (
        "ranges that do not fit",
        "STYRING_REGNSKAB",
        (rng(1.0, 2.0), rng(1.0, 2.0, 3.0), None, JAN15, None, 2026.0),
        "Fejl: områderne har ikke samme størrelse",
    ),
    (
        "rates and starts that do not fit",
        "STYRING_REGNSKAB",
        (rng(1.0, 2.0, 3.0), None, None, rng(JAN15, JAN15), None, 2026.0),
        "Fejl: områderne har ikke samme størrelse",
    ),
    (
        "twelve months",
        "STYRING_FORVENTEDE",
        (31.0, None, "døgn", day("01-12-2026"), day("02-12-2026"), 2026.0),
        (0.0,) * 11 + (62.0,),
    ),
    (
        "rows by twelve",
        "STYRING_FORVENTEDE",
        (rng(1.0, "x", None), None, "engang", rng(JAN15, JAN15, None), None, 2026.0),
        ((1.0, *(0.0,) * 11), ("Fejl: takst kan ikke læses", *("",) * 11), (0.0,) * 12),
    ),
    (
        "a column against a row",
        "STYRING_FORVENTET",
        (rng(31.0, 62.0), None, "døgn", JAN15, None, 2026.0, rng((1.0, 3.0))),
        ((527.0, 961.0), (1054.0, 1922.0)),
    ),
    (
        "the year foots",
        "STYRING_REGNSKAB",
        (rng(10000.0, None), None, None, rng(JAN15, None), None, 2026.0),
        ((115483.87,), (0.0,)),
    ),
    (
        "a citizen's month",
        "STYRING_MAANEDSFORBRUG",
        (
            rng("610101-1234", 6201011234.0, None),
            2026.0,
            rng((1.0, "feb")),
            rng("6101011234", "620101 1234", "610101-1234", None),
            rng(JAN15, day("03-02-2026"), "16-01-2026", None),
            rng(100.0, Decimal("20.5"), "-1,50", None),
        ),
        ((98.5, 0.0), (0.0, 20.5), ("", "")),
    ),
    (
        "of one measure",
        "STYRING_MAANEDSFORBRUG",
        (
            "610101-1234",
            2026.0,
            1.0,
            rng("610101-1234", "610101-1234"),
            rng(JAN15, JAN15),
            rng(1.0, 2.0),
            "Plejefamilier",
            rng("plejefamilier ", "x"),
        ),
        1.0,
    ),
    (
        "a posting that cannot be read is never a wrong sum",
        "STYRING_MAANEDSFORBRUG",
        ("610101-1234", 2026.0, 1.0, rng("610101-1234", "x"), rng(JAN15, JAN15), rng(1.0, NA)),
        "Fejl: beløb er #N/A",
    ),
    (
        "a posting without a date",
        "STYRING_MAANEDSFORBRUG",
        ("610101-1234", 2026.0, 1.0, rng("610101-1234", "x"), rng(JAN15, None), rng(1.0, 5.0)),
        "Fejl: posteringsdato mangler",
    ),
    ("full-year persons", "STYRING_HELAAR", (rng(46023.0, 46023.0), rng(None, 46387.0), 2026.0), 2.0),
    (
        "a citizen counts once",
        "STYRING_HELAAR",
        (rng(46023.0, 46023.0), rng(None, 46387.0), 2026.0, rng("610101-1234", 6101011234.0)),
        1.0,
    ),
    (
        "a one-off is there in its start month",
        "STYRING_HELAAR",
        (rng(46023.0, 46023.0), rng(None, None), 2026.0, None, "måneder", rng("engang", "døgn")),
        13 / 12,
    ),
    (
        "a one-off is not there later",
        "STYRING_ANTAL",
        (rng(46023.0, 46023.0), rng(None, None), 2026.0, rng((1.0, 2.0)), None, rng("engang", None)),
        (2.0, 1.0),
    ),
    (
        "a one-off neither comes nor goes",
        "STYRING_TILGANG",
        (rng(46023.0, 46023.0), rng(None, None), 2026.0, 1.0, None, rng("engang", "måned")),
        1.0,
    ),
    ("by months", "STYRING_HELAAR", (rng(JAN15), rng(46060.0), 2026.0, None, "måneder"), 2 / 12),
    (
        "a new price is no new citizen",
        "STYRING_TILGANG",
        (
            rng("01-01-2026", "01-02-2026", "15-02-2026"),
            rng("31-01-2026", None, None),
            2026.0,
            rng((1.0, 2.0)),
            rng("610101-1234", "6101011234", "620101-1234"),
        ),
        (1.0, 1.0),
    ),
    (
        "the last day decides the month",
        "STYRING_AFGANG",
        (rng("01-01-2026", "01-01-2026", None), rng("28-02-2026", "31-12-9999", None), 2026.0, "feb"),
        1.0,
    ),
    (
        "the highest step on each of two days",
        "STYRING_TRIN",
        (
            rng("610101-1234", 6201011234.0, "630101-1234", "640101-1234", None),
            rng((day("31-12-2025"), "30-06-2026")),
            rng("610101-1234", "6101011234", "620101-1234", "620101-1234", "630101-1234"),
            rng(2.0, "Trin 4", 3.0, 6.0, None),
            rng("01-01-2025", "01-03-2026", "01-01-2025", "01-01-2025", "01-01-2026"),
            rng(None, "31-12-9999", None, "31-12-2025", "30-06-2026"),
        ),
        ((2.0, 4.0), (6.0, 3.0), ("", "uden trin"), ("", ""), ("", "")),
    ),
    (
        "a one-off is no step to stand on",
        "STYRING_TRIN",
        (
            rng("610101-1234", "620101-1234"),
            "30-06-2026",
            rng("610101-1234", "610101-1234", "620101-1234"),
            rng(2.0, 6.0, 6.0),
            rng("01-01-2025", "01-02-2026", "01-02-2026"),
            rng(None, None, None),
            rng("måned", "engang", "engang"),
        ),
        ((2.0,), ("",)),
    ),
    (
        "a step that is no step",
        "STYRING_TRIN",
        ("610101-1234", JAN15, "610101-1234", "højt", JAN15, None),
        "Fejl: trin kan ikke læses",
    ),
    (
        "how many in each month",
        "STYRING_ANTAL",
        (rng(46023.0, 46054.0, None), rng(None, None, None), 2026.0, rng((1.0, 2.0))),
        (1.0, 2.0),
    ),
    (
        "average price by the printed count",
        "STYRING_GNSPRIS",
        (rng(1000.0, 5.0, "x"), rng(2.04, 0.04, 1.0)),
        ((500.0,), ("",), ("Fejl: beløb kan ikke læses",)),
    ),
    ("fewer citizens", "STYRING_MAENGDEEFFEKT", (10.0, 100000.0, 8.5), 150000.0),
    ("dearer citizens", "STYRING_PRISEFFEKT", (100000.0, 900000.0, 8.5), -50000.0),
    ("a dearer mix", "STYRING_MIXEFFEKT", (rng(10.0, 10.0), rng(100.0, 300.0), rng(8.0, 12.0)), -400.0),
    (
        "thirds to the øre",
        "STYRING_FORDEL",
        (rng(100000.01, "x"), rng(("1/3", "1/3", "1/3"))),
        ((33333.34, 33333.34, 33333.33), ("Fejl: beløb kan ikke læses",) * 3),
    ),
    ("one amount down a column", "STYRING_FORDEL", (100.0, rng("40 %", 0.6)), ((40.0,), (60.0,))),
    ("shares that lack", "STYRING_FORDEL", (100.0, rng(33.33, 33.33, 33.33)), "Fejl: andelene giver ikke 100 %"),
    (
        "what to expect of a goal: met but moving away, on its way, and not measured",
        "STYRING_MAAL",
        (rng(3552.0, "9,5", None), rng(3560.0, 10.0, 10.0), rng("højst", "mindst", "mindst"), rng(3240.0, 9.0, 9.0)),
        (("målopfyldelse er usikker",), ("målopfyldelse er usikker",), ("",)),
    ),
    ("a share in per cent, met at once", "STYRING_MAAL", ("65 %", 0.65, "Mindst"), "målopfyldelse forventes"),
    ("a direction that is none", "STYRING_MAAL", (3.0, 4.0, "op"), "Fejl: retning kan ikke læses"),
    (
        "a change that comes in over two months, one that began last year and has grown, one without a start",
        "STYRING_SCENARIE",
        (rng(-100.0, 1000.0, 1.0), rng("november 2026", "01-07-2025", None), 2026, 2.0, None, rng(None, "10 %", None)),
        (
            (0.0,) * 10 + (-50.0, -100.0),
            (1000.0,) * 6 + (1100.0,) * 6,
            ("Fejl: startdato mangler",) * 12,
        ),
    ),
    (
        "a change until May whose growth may be two things, and one that nobody begins",
        "STYRING_SCENARIE",
        (12.0, rng("01-01-2026", "31-12-9999"), 2026, None, "maj 2026", rng(3.0, "3 %")),
        (("Fejl: vækst kan ikke læses",) * 12, ("Fejl: startdato kan ikke læses",) * 12),
    ),
    (
        "who may grant: within both limits, one øre above, without an end, a measure the list names, nobody",
        "STYRING_KOMPETENCE",
        (
            rng(60_000.0, 60_000.01, 1_000.0, 1_000.0, 900_001.0),
            rng(12.0, 12.0, None, 1.0, 1.0),
            ROLES,
            rng("Aflastning", None, None, "sikret institution ", "Sikret institution"),
        ),
        (("Rådgiver",), ("Teamleder",), ("Teamleder",), ("Udvalg",), ("ingen rolle",)),
    ),
    (
        "who may grant the municipality's own, and what another supplier gets",
        "STYRING_KOMPETENCE",
        (400_000.0, 6.0, ROLES, MISSING, rng("egen", "ekstern", "privat")),
        (("Teamleder",), ("ingen rolle",), ("Fejl: leverandørtype kan ikke læses",)),
    ),
    (
        "limits that nobody can read",
        "STYRING_KOMPETENCE",
        (1.0, 1.0, rng(("Rådgiver", None, "mange", None, None))),
        "Fejl: kompetence kan ikke læses",
    ),
    ("12/12", "STYRING_12_12", (rng(100.0, None), 3.0), ((400.0,), (0.0,))),
    ("12/12 before any month is closed", "STYRING_12_12", (100.0, 0.0), "Fejl: ingen måneder er lukket"),
    ("the last twelve", "STYRING_12M", (rng(*[1.0] * 12), rng(tuple([2.0] * 12)), 3.0), 15.0),
    (
        "eleven months are not twelve",
        "STYRING_12M",
        (rng(*[1.0] * 11), rng(*[2.0] * 12), 3.0),
        "Fejl: sidste års måneder har et andet antal celler end resten",
    ),
    (
        "the State's refund, a case a row",
        "STYRING_STATSREFUSION",
        (rng((0.0,) * 6 + (150000.0,) * 6, (None,) * 12, ("x", *(0.0,) * 11)), 2022.0),
        ((132500.0,), (0.0,), ("Fejl: måneder kan ikke læses",)),
    ),
    ("twelve months down", "STYRING_STATSREFUSION", (rng(*[100000.0] * 12), 2020.0, "voksne"), 27500.0),
    (
        "limits of their own",
        "STYRING_STATSREFUSION",
        (rng((100000.0,) * 12), 2030.0, None, rng(900000.0, 1100000.0, None)),
        100000.0,
    ),
    (
        "a year without limits",
        "STYRING_STATSREFUSION",
        (rng((1.0,) * 12), 2026.0),
        "Fejl: ingen kontrollerede grænser for 2026; angiv dem",
    ),
    (
        "a year of two groups",
        "STYRING_STATSREFUSION",
        (rng((1.0,) * 12), 2020.0),
        "Fejl: angiv målgruppe for 2020: børn eller voksne",
    ),
    (
        "limits that do not rise",
        "STYRING_STATSREFUSION",
        (rng((1.0,) * 12), 2026.0, None, rng(2.0, 1.0)),
        "Fejl: grænser skal være 2 eller 3 stigende beløb",
    ),
    ("no month", "STYRING_STATSREFUSION", (1.0, 2022.0), "Fejl: måneder skal være 12 celler"),
    (
        "age",
        "STYRING_ALDER",
        (rng("610105-4567", "6101054567", None, "abc"), rng(day("31-12-2025"), 46023.0, JAN15, JAN15)),
        ((20.0,), (21.0,), ("",), ("Fejl: CPR-nr. har ikke en gyldig form",)),
    ),
    (
        "form of a CPR number",
        "STYRING_CPROK",
        (rng("610105-4567", 6101054567.0, "611305-4567", "12", None, "²610105456"),),
        ((True,), (True,), (False,), (False,), ("",), (False,)),
    ),
]


def plain(answer: Any) -> Any:
    """What Excel gets, with lists as tuples so that it compares."""
    return tuple(plain(each) for each in answer) if isinstance(answer, (list, tuple)) else answer


@pytest.mark.parametrize(("name", "arguments", "answer"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_excel_gets(excel: Call, name: str, arguments: tuple[Any, ...], answer: Any) -> None:
    assert plain(excel(name, *arguments)) == answer


def test_every_function_has_cases_and_help_that_fits_in_excel() -> None:
    assert {case[1] for case in CASES} == set(FUNCTIONS)
    for function in FUNCTIONS.values():
        assert 20 < len(function.description) <= 255
        assert all(0 < len(text) <= 255 for _, text, _ in function.arguments)


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.sampled_from([DIV0, NA, MISSING, 0, 1, 2**31]),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(dt.datetime(1900, 1, 1)),
    st.text(max_size=12),
    st.sampled_from(["610101-1234", "døgn", "31-12-2026", "1.234,56", "hele", "2026"]),
)
ANY = st.one_of(
    ODD,
    st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
        lambda size: st.lists(st.tuples(*[ODD] * size[1]), min_size=size[0], max_size=size[0]).map(
            lambda rows: rng(*rows)
        )
    ),
)


@settings(max_examples=examples(300), deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(FUNCTIONS)))
def test_nothing_a_cell_can_hold_crashes_a_function(excel: Call, data: st.DataObject, name: str) -> None:
    arguments = data.draw(st.tuples(*[ANY] * len(FUNCTIONS[name].arguments)))
    answer = excel(name, *arguments)
    assert not isinstance(answer, dict), answer
    flat = (
        [cell for row in answer for cell in (row if isinstance(row, list) else [row])]
        if isinstance(answer, list)
        else [answer]
    )
    assert all(
        isinstance(cell, (float, bool)) or (isinstance(cell, str) and (not cell or cell.startswith("Fejl: ")))
        for cell in flat
    )
    assert "Fejl: kunne ikke beregnes" not in flat


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**9), 10**9),
            st.integers(45658, 46753),
            st.integers(0, 900),
            st.integers(0, len(RATE_UNITS) - 1),
            st.integers(0, 1),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_range_gives_what_the_model_gives(excel: Call, rows: list[tuple[int, int, int, int, int]]) -> None:
    units = RATE_UNITS
    rules = ("dage", "hele")
    rate, start, length, unit, rule = (list(column) for column in zip(*rows, strict=True))
    kroner = [each / 100 for each in rate]
    stop = [a + b for a, b in zip(start, length, strict=True)]
    answer = excel(
        "STYRING_FORVENTEDE",
        rng(*kroner),
        None,
        rng(*[units[u] for u in unit]),
        rng(*map(float, start)),
        rng(*map(float, stop)),
        2026.0,
        rng(*[rules[r] for r in rule]),
    )
    epoch = 25569  # 1 January 1970 as a serial
    days = [(np.array(each) - epoch).astype("datetime64[D]") for each in (start, stop)]
    wanted = to_kroner(expected(from_kroner(kroner), 10_000, unit, days[0], days[1], 2026, rule)).tolist()
    assert (answer if len(rows) > 1 else [answer]) == wanted


def literal(text: str) -> Any:
    """A value as a Danish Excel formula spells it."""
    if text.startswith("{"):
        return rng(*(tuple(literal(cell) for cell in row.split("\\")) for row in text[1:-1].split(";")))
    if text.startswith('"'):
        return text[1:-1] or None
    return float(text.replace(",", "."))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_example_in_the_reference_is_true(excel: Call, name: str) -> None:
    function = FUNCTIONS[name]
    inside = function.example.removeprefix(f"={name}(").removesuffix(")")
    assert inside != function.example
    arguments = [literal(text) for text in re.findall(r'\{[^}]*\}|"[^"]*"|[^;]+', inside)]
    answer = excel(name, *arguments)
    cells = answer if isinstance(answer, list) else [answer]
    if isinstance(cells[0], str):
        cells = cells[:1]
    shown = " ".join(
        cell if isinstance(cell, str) else "SAND" if cell is True else f"{cell:.16g}".replace(".", ",")
        for cell in cells
    )
    assert shown == function.gives


def test_the_reference_is_that_of_the_functions() -> None:
    page = Path(__file__).parents[2] / "docs" / "funktioner.md"
    assert page.read_text(encoding="utf-8") == reference(), "run python -m styring_udf > docs/funktioner.md"
