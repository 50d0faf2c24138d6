"""The memo in words: what a dozen municipalities are told, and what a Danish reader would put a mark beside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields

from styring_xl.danish.phrase import AmountScale, listed
from styring_xl.figures.memo import memo as memos
from styring_xl.figures.memo.facts import (
    Awaited,
    BandFact,
    CauseFact,
    CommentFact,
    FrameFact,
    GoalFact,
    GoalsFact,
    LineFact,
    MemoFacts,
    MoveFact,
    PartFact,
    PartKind,
    ReasonFact,
    ResultFact,
    RiskFact,
)
from styring_xl.figures.memo.memo import Memo, YearCourse, memo
from styring_xl.model.goal import Prospect
from styring_xl.standard.words import REFUND_FRAME, SERVICE_FRAME
from tests.examples import examples
from tests.reports.memos import KINDS, TOWNS, Town, case, text

GOLDEN = Path(__file__).parent.parent / "golden" / "notat"
_NOTHING: tuple[int | None, ...] = (None,) * 12
NO_COURSE = YearCourse(_NOTHING, _NOTHING, _NOTHING, _NOTHING, None)
LONGEST = 30


@pytest.mark.parametrize("name", TOWNS)
def test_a_municipality_is_told_what_its_figures_show(name: str) -> None:
    told = TOWNS[name].memo
    assert text(told) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    for section in told.sections:
        for sentence in (*section.sentences, *section.after):
            check(sentence)
        for line in section.lines:
            check(line, is_line=True)


def test_a_measure_with_a_budget_line_for_each_department_is_one_line_of_the_memo() -> None:
    """What it costs stands on its first line: that one would be far over its budget, and the other far below."""
    town = Town(
        cases=[case(at, "Opholdssted", 100_000) for at in range(1, 5)],
        budget=[
            ["Anbringelser", "Opholdssted", 2_400_000, 0, 2, 1_200_000],
            ["Anbringelser", "Opholdssted", 1_200_000, 0, 1, 1_200_000],
        ],
    )
    (why,) = (section for section in town.memo.sections if section.title == "Hvorfor")
    assert why.lines == ("Opholdssted: merforbrug på 1.200.000 kr. (antal: merforbrug 1.200.000)",)


def check(said: str, *, is_line: bool = False) -> None:
    """What a Danish reader would mark in a sentence, or in a line of a list."""
    assert len(said.split()) <= LONGEST, said
    assert said[0].isupper() or said[0].isdigit(), said
    assert is_line or said[-1] in ".:", said
    assert ".." not in said, said
    assert "  " not in said, said
    negations = re.findall(r"\b(?:ikke|ingen|intet|aldrig|hverken)\b", said, re.IGNORECASE)
    assert len(negations) <= 1, f"double negative: {said}"
    assert not re.search(r"\ben (?:mer|mindre)forbrug|\bet (?:mer|mindre)indtægt", said), said
    assert not re.search(r"\bAlle 2\b", said), said
    names = "Januar|Februar|Marts|April|Maj|Juni?|Juli?|Jan|Feb|Mar|Apr|Aug|Sept|Okt|Nov|Dec"
    assert not re.search(rf"[a-zæøå,] (?:{names})|\((?:{names})", said), said
    assert not re.search(r"\d\.\d{1,2}\b|\d,\d{3}\b|(?<![\d-])-\d", said), f"not a Danish figure: {said}"
    one = r"\b(?<![\d.,])1 (?:nye|ophørte|forkortede|forlængede|bevillinger|rækker|linjer|helårspersoner|puljer)\b"
    assert not re.search(one, said), f"several of one: {said}"
    many = r"(?<![\d.,])(?:[02-9]|\d[\d.]*\d)(?:,\d)? (?:ny|ophørt|bevilling|række|linje|helårsperson|pulje)\b"
    assert not re.search(many, said), f"one of several: {said}"


STEPS = st.integers(-99_999, 99_999)
COUNT = st.integers(1, 3_000)
PARTS = st.lists(st.builds(PartFact, st.sampled_from(PartKind), STEPS), max_size=6, unique_by=lambda part: part.kind)
LINE_PARTS = st.lists(
    st.builds(
        PartFact,
        st.sampled_from([PartKind.QUANTITY, PartKind.PRICE, PartKind.REST, PartKind.POOL]),
        STEPS.filter(bool),
    ),
    max_size=4,
    unique_by=lambda part: part.kind,
)
NAMES = st.sampled_from(["Familiepleje", "Døgninstitution", "Uddannelse og supervision af plejefamilier"])
FACTS = st.builds(
    MemoFacts,
    year=st.just(2026),
    closed=st.integers(0, 12),
    scale=st.sampled_from(AmountScale),
    result=st.builds(
        ResultFact, st.none() | STEPS, STEPS, STEPS, st.none() | st.integers(0, 999), st.just(False), STEPS, STEPS,
        STEPS, STEPS, STEPS, STEPS,
    ),
    frames=st.lists(
        st.builds(FrameFact, st.sampled_from([SERVICE_FRAME, REFUND_FRAME, "Anlæg"]), STEPS, st.booleans()), max_size=3
    ).map(tuple),
    reason=st.none()
    | st.builds(
        ReasonFact, PARTS.map(tuple), st.none() | st.tuples(COUNT, COUNT),
        st.lists(st.builds(LineFact, NAMES, STEPS.filter(bool), LINE_PARTS.map(tuple), st.booleans()), max_size=4)
        .map(tuple), st.booleans(), st.booleans(),
    ),
    moved=st.none()
    | st.builds(
        MoveFact, st.sampled_from(["lukningen af maj 2026", "»BO1«"]), st.sampled_from(["", "»BO2«"]), STEPS,
        st.booleans(), st.lists(st.builds(CauseFact, st.integers(-1, 9), COUNT, STEPS.filter(bool)), max_size=5)
        .map(tuple), NAMES | st.just(""), STEPS,
    ),
    risk=st.none()
    | st.builds(
        RiskFact,
        st.none()
        | st.builds(BandFact, STEPS, STEPS, STEPS, st.none() | st.integers(0, 100), st.just("ny tilgang"), COUNT,
                    STEPS, STEPS),
        st.none() | st.sampled_from(Awaited), st.integers(0, 3), STEPS, st.integers(0, 20), STEPS, COUNT,
    ),
    goals=st.none()
    | st.builds(
        GoalsFact, st.just(5), st.integers(0, 2),
        st.lists(
            st.builds(GoalFact, st.just("Skolefravær"), st.sampled_from([Prospect.UNSURE, Prospect.NOT_EXPECTED]),
                      st.sampled_from(["", "9,8"]), st.just("8"), st.booleans(), st.just("juni 2026")),
            max_size=3,
        ).map(tuple),
    ),
)  # fmt: skip


AMOUNT = st.integers(-400, 4_000).map(lambda thousands: thousands * 1_000) | st.sampled_from([50_000, 10_050_000, 0.35])
MEASURE = st.sampled_from(["Familiepleje", "Uddannelse og supervision af plejefamilier", "Egenbetaling"])
RANDOM_TOWNS = st.builds(
    Town,
    cases=st.lists(
        st.builds(case, st.integers(1, 40), MEASURE, st.integers(-50, 300).map(lambda thousands: thousands * 1_000)),
        min_size=1, max_size=6,
    ),
    budget=st.lists(
        st.tuples(
            st.sampled_from(["Anbringelser", "Øvrige"]), MEASURE, AMOUNT, AMOUNT, st.none() | st.integers(0, 9),
            st.none() | st.integers(0, 900_000), st.sampled_from([None, "Serviceramme", "Refusion", "Anlæg"]),
            st.none() | AMOUNT, st.none() | AMOUNT,
        ),
        max_size=4,
    ),
    head=st.just(KINDS),
    closed=st.integers(0, 12),
)  # fmt: skip


@settings(max_examples=examples(40), deadline=None)
@given(RANDOM_TOWNS)
def test_any_municipality_gets_a_memo_that_a_reader_takes_as_it_is(town: Town) -> None:
    told = town.memo
    for section in told.sections:
        for sentence in (*section.sentences, *section.after):
            check(sentence)
    if told.table is not None:
        assert told.table.total.expected == sum(row.expected for each in told.table.frames for row in each.rows)


def figures(said: str) -> set[str]:
    """The figures of a text, with their sign where they have one."""
    return set(re.findall(r"\d[\d.]*(?:,\d+)?", re.sub(r"\.(?=\s|$|\))", "", said)))


def known(fact: Any, scale: AmountScale) -> set[str]:
    """Every way in which a figure of the facts may be written."""
    if isinstance(fact, Struct):
        return set().union(*(known(getattr(fact, each.name), scale) for each in fields(fact)))
    if isinstance(fact, tuple):
        return set().union(*(known(each, scale) for each in fact))
    if isinstance(fact, str):
        return figures(fact)
    if isinstance(fact, bool) or not isinstance(fact, int):
        return set()
    size = abs(fact)
    tenths = f"{size // 10:,}".replace(",", ".") + (f",{size % 10}" if size % 10 else "")
    return {scale.short(size), scale.figure(size), tenths, f"{size:,}".replace(",", "."), str(size)}


@settings(max_examples=examples(150), deadline=None)
@given(FACTS)
def test_no_figure_is_said_that_the_facts_do_not_hold_and_a_reader_marks_nothing(facts: MemoFacts) -> None:
    told = memo(facts, None, NO_COURSE)
    allowed = known(facts, facts.scale) | figures(facts.scale.amount(1)) | {"8", "10", "100", "1", "99"}
    if facts.reason is not None:
        allowed |= known(facts.reason.variance, facts.scale)
    if facts.goals is not None:
        allowed |= {str(len(facts.goals.at_risk)), str(facts.goals.number - facts.goals.unmeasured)}
    for section in told.sections:
        for sentence in (*section.sentences, *section.after):
            check(sentence)
            assert figures(sentence) <= allowed, sentence
        for line in section.lines:
            assert figures(line) <= allowed, line


def told(**given: Any) -> dict[str, list[str]]:
    """The sections of a memo of some facts: heading -> its sentences and lines."""
    base: dict[str, Any] = {"year": 2026, "closed": 6, "scale": AmountScale.MILLIONS, "result": ResultFact(100, 90, 10)}
    made: Memo = memo(MemoFacts(**(base | given)), None, NO_COURSE)
    return {each.title: [*each.sentences, *each.lines, *each.after] for each in made.sections}


def test_a_band_is_told_with_its_chance_and_what_makes_it() -> None:
    band = BandFact(1182, 1206, 1230, 12, "ny tilgang", 63, 24, -11)
    assert told(risk=RiskFact(band, None, 1, 3, 20, 451, 37))[memos.RISK] == [
        "I 8 af 10 simulerede forløb ender året mellem 118,2 og 123,0 mio. kr.; i midten ligger 120,6 mio. kr.",
        "Det korrigerede budget holder i 12 af 100 forløb.",
        "Den største usikkerhed er ny tilgang (63 pct. af den samlede).",
        "Ud over det kendte ventes ny tilgang at koste 2,4 mio. kr. og ophør og forlængelser at spare 1,1 mio. kr.",
        "1 række kan ikke beregnes og er holdt ude; den svarer til 0,3 mio. kr.",
        "De 20 dyreste sager koster 45,1 mio. kr., 37 pct. af årets forbrug.",
    ]
    dear = RiskFact(None, None, dearest=20, dear=85, dear_share=101)
    assert told(risk=dear)[memos.RISK] == ["De 20 dyreste sager koster 8,5 mio. kr."]
    sure = BandFact(211, 211, 211, 100, "priserne", 100, 0, 0)
    assert told(risk=RiskFact(sure, None))[memos.RISK] == [
        "I 8 af 10 simulerede forløb ender året på 21,1 mio. kr.",
        "Det korrigerede budget holder i over 99 af 100 forløb.",
    ]


@pytest.mark.parametrize("lack", Awaited)
def test_without_a_simulation_it_says_what_is_waited_for(lack: Awaited) -> None:
    assert told(risk=RiskFact(None, lack))[memos.RISK] == [f"Usikkerheden kan først beregnes, når {lack}."]


def test_what_is_not_there_has_no_section() -> None:
    assert list(told()) == [memos.RESULT, memos.MOVED]
    assert list(told(risk=RiskFact(None, None))) == [memos.RESULT, memos.MOVED]


def test_goals_are_counted_as_a_reader_counts_them() -> None:
    risk = GoalFact("Skolefravær", Prospect.NOT_EXPECTED, "9,8", "8", False, "juni 2026")
    assert told(goals=GoalsFact(1, 0, (risk,)))[memos.GOALS] == [
        "Målet er i fare:",
        "Skolefravær: målopfyldelse forventes ikke; seneste værdi 9,8 mod målet højst 8 (juni 2026)",
    ]
    assert told(goals=GoalsFact(3, 1, (risk,)))[memos.GOALS][::2] == [
        "1 af 3 mål er i fare:",
        "1 mål er endnu uden måling.",
    ]
    assert told(goals=GoalsFact(2, 0, (risk, risk)))[memos.GOALS][0] == "Begge mål er i fare:"
    assert told(goals=GoalsFact(4, 0, ()))[memos.GOALS] == ["Alle 4 mål forventes nået."]
    assert told(goals=GoalsFact(4, 1, ()))[memos.GOALS] == ["3 mål forventes nået.", "1 mål er endnu uden måling."]
    assert told(goals=GoalsFact(1, 0, ()))[memos.GOALS] == ["Målet forventes nået."]
    assert told(goals=GoalsFact(1, 1, ()))[memos.GOALS] == ["Målet er endnu uden måling."]
    assert told(goals=GoalsFact(2, 2, ()))[memos.GOALS] == ["Begge mål er endnu uden måling."]


def test_two_chosen_times_are_both_named_and_many_small_causes_are_told_together() -> None:
    moved = MoveFact("»BO1«", "»BO2«", -2, False, (CauseFact(0, 1, 3), CauseFact(-1, 9, -5)), "Aflastning", -4)
    assert told(moved=moved)[memos.MOVED] == [
        "Fra »BO1« til »BO2« er det forventede regnskab faldet med 0,2 mio. kr.",
        "Mest flyttede Aflastning (−0,4 mio. kr.).",
        "1 ny bevilling: +0,3 mio. kr.",
        "9 linjer af mindre årsager: −0,5 mio. kr.",
    ]


def test_comments_stand_as_they_are_written() -> None:
    assert told(comments=(CommentFact("Familiepleje", "Afventer dom."),))[memos.COMMENTS] == [
        "Familiepleje: Afventer dom."
    ]


def test_a_list_is_joined_as_in_danish() -> None:
    assert [listed(each) for each in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a og b", "a, b og c"]
