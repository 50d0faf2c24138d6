"""Made-up municipalities whose workbook shows every result sheet there is, so that none can be forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from msgspec.structs import replace

from styring_xl import demo, standard, workbook
from styring_xl.cells.cell import Formula
from styring_xl.demo import closings
from styring_xl.explain import Explanations, Trace
from styring_xl.reports import SHEETS
from styring_xl.standard.listing import ListTable
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY
from styring_xl.standard.lists.benchmark import BENCHMARK, KEY_FIGURES, POPULATION
from styring_xl.standard.lists.goals import AT_LEAST, AT_MOST, GOALS, KINDS, MEASUREMENTS
from styring_xl.standard.lists.measures import MEASURES
from styring_xl.standard.lists.programme import PROGRAMME
from styring_xl.standard.lists.progression import HIGH, LOW, PROGRESSION
from styring_xl.standard.lists.scores import INDICATORS, SCORES
from styring_xl.standard.lists.shares import SHARES
from styring_xl.standard.lists.solutions import SOLUTIONS
from tests.recommended import CARE, HOME, pressed, typed
from tests.refreshed import Told

ASKED: Final = tuple(each.name for each in SHEETS if not each.is_common)
CITIZENS: Final = ("610180-0001", "620180-0002", "630180-0003")
KINDS_OF_CARE: Final = ("Familiepleje", "Aflastning", "Opholdssted")
SECTORS: Final = ("Børn", "Skole", "Voksne")


@cache
def package() -> bytes:
    """The fictive municipality with two months closed, a recommendation typed, and every sheet asked for."""
    content = replace(demo.make(cases=30, seed=3, closed_month=2), asked=ASKED)
    return pressed(typed(pressed(workbook.build(closings.made(content))), HOME, CARE))


def figures(told: Told) -> list[Trace]:
    """What every number of every result sheet is made of: of those that are drawn, and of *Historik*, which stands."""
    found = Explanations(told.book, told.refreshed)
    names = {name for sheet in SHEETS for name in sheet.names}
    areas = {
        name: (where, ref.top, ref.left, ref.bottom, ref.right)
        for name, (where, ref) in told.refreshed.snapshot.areas.items()
        if name in names
    }
    for area in told.refreshed.patch.areas:
        block = area.block
        areas[area.name] = (block.sheet, block.row, block.column, block.ref.bottom, block.ref.right)
    assert {each.area for each in SHEETS if each.name in ASKED or each.applies(told.refreshed.snapshot)} <= areas.keys()
    return [
        found.of(sheet, row, column)
        for sheet, top, left, bottom, right in areas.values()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if _is_number(found, sheet, row, column)
    ]


def _is_number(found: Explanations, sheet: str, row: int, column: int) -> bool:
    content, _ = found.cells.content(sheet, row, column)
    value = content.value if isinstance(content, Formula) else content
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_DAYS = st.dates(dt.date(2024, 6, 1), dt.date(2027, 3, 31))
_KRONER = st.integers(-5_000_000, 50_000_000).map(lambda ore: ore / 100)
_YES = st.sampled_from([None, "ja", "nej"])
_ONE = st.sampled_from(CITIZENS)
_CARE = st.sampled_from(KINDS_OF_CARE)
_SECTOR = st.sampled_from(SECTORS)
_GOAL = st.sampled_from(["Trivsel", "Ventetid", "Dage"])


def _row(names: Sequence[str], **drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*(drawn.get(name, st.none()) for name in names))


def _listed(listing: ListTable, most: int, **drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(_row([field.name for field in listing.fields], **drawn), min_size=1, max_size=most)


@st.composite
def _keys(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Two payers of one citizen's measure, whose shares are a whole in most cases."""
    names = [field.name for field in SHARES.fields]
    part = draw(st.sampled_from(["1/3", "0,25", "60 %"]))
    other = {"1/3": "2/3", "0,25": "0,75", "60 %": draw(st.sampled_from(["40 %", "50 %"]))}[part]
    who = {"cpr": draw(_ONE), "measure": draw(_CARE)}
    told = [{**who, "sector": sector, "share": share} for sector, share in zip(SECTORS, (part, other), strict=False)]
    return [tuple(each.get(name) for name in names) for each in told]


LISTS: Final[Mapping[ListTable, st.SearchStrategy[list[tuple[Any, ...]]]]] = {
    MEASURES: _listed(
        MEASURES, 3, measure=_CARE, sector=_SECTOR, placement=_YES, institution=_YES, foster=_YES,
        law=st.sampled_from([None, "§ 11", "§ 52", "BL § 46"]),
    ),
    SHARES: _keys(),
    SOLUTIONS: _listed(
        SOLUTIONS, 4, solution=st.just("Ny vej"), sector=_SECTOR, cpr=st.one_of(st.none(), _ONE),
        old=st.one_of(st.none(), _KRONER), new=st.one_of(st.none(), _KRONER),
    ),
    PROGRAMME: _listed(
        PROGRAMME, 4, cpr=_ONE, family=st.sampled_from([None, "A", "B"]), start=st.one_of(st.none(), _DAYS),
        stop=st.one_of(st.none(), _DAYS), baseline=st.one_of(st.none(), _KRONER),
    ),
    GOALS: _listed(
        GOALS, 4, goal=_GOAL, kind=st.sampled_from(KINDS), direction=st.sampled_from([AT_LEAST, AT_MOST]),
        target=st.integers(1, 90).map(float), stop=st.one_of(st.none(), _DAYS),
    ),
    MEASUREMENTS: _listed(MEASUREMENTS, 20, goal=_GOAL, month=_DAYS, value=st.integers(0, 500).map(lambda n: n / 4)),
    PROGRESSION: _listed(
        PROGRESSION, 12, cpr=_ONE, form=st.just("SDQ"), parameter=st.sampled_from([None, "Ro", "Uro"]),
        score=st.integers(0, 10).map(float), date=_DAYS, best=st.sampled_from([None, HIGH, LOW]), measure=_CARE,
    ),
    SCORES: _listed(
        SCORES, 12, indicator=st.sampled_from([name for names in INDICATORS.values() for name in names]),
        year=st.integers(2023, 2026), score=st.sampled_from([1.0, 2.5, 4.0]),
    ),
    POPULATION: _listed(
        POPULATION, 4, ages=st.sampled_from(["0-17", "18-66", "67+", "0-100"]), year=st.integers(2024, 2026),
        count=st.integers(1, 9_999),
    ),
    BENCHMARK: _listed(
        BENCHMARK, 8, place=st.sampled_from(["Bakkeby", "Skovborg"]), figure=st.sampled_from(KEY_FIGURES),
        ages=st.just("0-17"), year=st.just(2025), value=st.integers(0, 4_000).map(lambda n: n / 4),
    ),
    AUTHORITY: _listed(
        AUTHORITY, 4, role=st.sampled_from(["Rådgiver", "Leder"]), measure=st.one_of(st.none(), _CARE),
        amount=st.one_of(st.none(), _KRONER), months=st.one_of(st.none(), st.integers(1, 24)),
    ),
    APPROVERS: _listed(APPROVERS, 2, name=st.sampled_from(["Mette Holm", "Ib Lund"]), role=st.just("Leder")),
}  # fmt: skip
"""Rows of the lists that a sheet of its own is made of, about the citizens and the measures of ``municipalities``."""

_COMMITMENT = _row(
    standard.DISPOSITION_COLUMNS,
    **{
        "CPR-nr.": st.one_of(st.none(), _ONE),
        "Foranstaltning": _CARE,
        "Leverandør": st.sampled_from([None, "Solhjem", "Skovly"]),
        "Rådgiver": st.sampled_from([None, "Ane Dahl", "Ib Lund"]),
        "Takst": _KRONER,
        "Takstenhed": st.sampled_from(standard.RATE_UNITS),
        "Mængde": st.sampled_from([1, 0.5, 3.75]),
        "Startdato": _DAYS,
        "Stopdato": st.one_of(st.none(), _DAYS),
        "Sandsynlighed": st.sampled_from([None, 0.5, 0.25]),
        "Godkendt af": st.sampled_from([None, "Mette Holm"]),
    },
)
_POSTING = _row(
    standard.POSTING_COLUMNS,
    **{
        "Bogføringsdato": _DAYS,
        "CPR-nr.": st.one_of(st.none(), _ONE),
        "Foranstaltning": _CARE,
        "Leverandør": st.sampled_from([None, "Solhjem"]),
        "Beløb": _KRONER,
    },
)
_BUDGET = (
    ("Børn", "Familiepleje", 900_000, -50_000.5, None, 2, 400_000, None, "Serviceramme", 70_000, 12_000),
    ("Børn", "Advokatbistand", 70_000, None, None, None, None, None, "Refusionsordning", None, None),
)  # fmt: skip


@st.composite
def municipalities(draw: st.DrawFn) -> bytes:
    """The standard workbook with some commitments, postings and rows in each list, and every sheet asked for."""
    rows, postings = draw(st.lists(_COMMITMENT, min_size=1, max_size=8)), draw(st.lists(_POSTING, max_size=12))
    some = st.booleans()
    return workbook.build(
        workbook.WorkbookContent(
            settings=workbook.Given(
                year=2026, closed=draw(st.integers(0, 12)), division=draw(st.sampled_from([None, "Rådgiver"]))
            ),
            dispositions=tuple(map(list, zip(*rows, strict=True))),
            postings=tuple(map(list, zip(*postings, strict=True))) or ((),) * len(standard.POSTING_COLUMNS),
            budget=tuple(map(list, zip(*_BUDGET, strict=True))),
            lists={listing.name: tuple(draw(each)) for listing, each in LISTS.items() if draw(some) or draw(some)},
            asked=ASKED,
        )
    )
