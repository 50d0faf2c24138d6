"""The memo itself: sections in words, the committee's table and three charts, for a sheet and for a document."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from styring_xl.danish.phrase import AmountScale
from styring_xl.figures.memo import sentences
from styring_xl.figures.memo.committee import CommitteeTable
from styring_xl.figures.memo.facts import MemoFacts
from styring_xl.standard.sign import Sign
from styring_xl.standard.words import MONTHS

RESULT: Final = "Resultat"
REASON: Final = "Hvorfor"
MOVED: Final = "Siden sidst"
RISK: Final = "Risici og usikkerhed"
GOALS: Final = "Mål"
COMMENTS: Final = "Kommentarer"


class MemoSection(Struct, frozen=True):
    """A heading, sentences that run on, and lines of text beneath, each by itself."""

    title: str
    sentences: tuple[str, ...]
    lines: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Sentences below the lines."""


class ChartKind(StrEnum):
    """How a chart of the memo is drawn."""

    BESIDE = "beside"
    """Columns beside each other."""
    LYING = "lying"
    """Bars from 0 to either side."""
    FAN = "fan"
    """Through the year: a band from the first series upwards by the second, the others as lines."""


class MemoChart(Struct, frozen=True):
    """A chart: its categories, and for each series a value a category, in øre, None where there is none."""

    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing is there to be drawn."""
        return not any(value for _, values in self.series for value in values)


class YearCourse(Struct, frozen=True):
    """From January through each of twelve months, øre: what is booked (None in open months), what is expected (None in
    months closed before the last), P10 and P90 (None without a simulation), and the year's budget (None without)."""

    booked: tuple[int | None, ...]
    expected: tuple[int | None, ...]
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    budget: int | None


class Memo(Struct, frozen=True):
    """The memo. ``table`` is None without a budget; ``sign`` is the workbook's, by which what is left is shown."""

    title: str
    scale: AmountScale
    sign: Sign
    sections: tuple[MemoSection, ...]
    table: CommitteeTable | None
    charts: tuple[MemoChart, ...]

    @property
    def note(self) -> str:
        """What is said below the table."""
        return (
            f"Et resultat over nul er {self.sign.plus}. Tallene er afrundet, så tabellen stemmer på langs og på tværs; "
            f"et tal kan derfor afvige lidt fra sin egen afrunding."
        )

    def unit(self, ore: int) -> float:
        """Øre in the unit of the table and the charts."""
        tenths = 10 if self.scale is AmountScale.MILLIONS else 1
        return round(ore / (self.scale.step * tenths), 3) or 0.0


def memo(facts: MemoFacts, table: CommitteeTable | None, course: YearCourse, sign: Sign = Sign.BUDGET_MINUS) -> Memo:
    """The memo of some facts."""
    scale, is_over = facts.scale, facts.closed == len(MONTHS)
    sections = [MemoSection(RESULT, sentences.result(facts))]
    if facts.reason is not None:
        head, lines = sentences.lines(facts.reason, scale)
        sections.append(MemoSection(REASON, (*sentences.reason(facts.reason, scale, is_over=is_over), head), lines))
    sections.append(
        MemoSection(MOVED, sentences.moved(facts.moved, scale, is_over=is_over), sentences.causes(facts.moved, scale))
    )
    if facts.risk is not None and (told := sentences.risk(facts.risk, scale)):
        sections.append(MemoSection(RISK, told))
    if facts.goals is not None:
        head, lines = sentences.goals(facts.goals)
        sections.append(MemoSection(GOALS, (head,), lines, sentences.unmeasured(facts.goals)))
    if facts.comments:
        sections.append(MemoSection(COMMENTS, (), tuple(f"{each.line}: {each.text}" for each in facts.comments)))
    return Memo(sentences.title(facts), scale, sign, tuple(sections), table, _charts(facts, table, course, sign))


def _charts(facts: MemoFacts, table: CommitteeTable | None, course: YearCourse, sign: Sign) -> tuple[MemoChart, ...]:
    step, unit = facts.scale.step, facts.scale.unit
    rows = [(frame, row) for frame in table.frames for row in frame.rows] if table is not None else []
    seen = [row.name for _, row in rows]
    lines = facts.reason.lines if facts.reason is not None else ()
    band = tuple(
        None if low is None or high is None else high - low for low, high in zip(course.low, course.high, strict=True)
    )
    return (
        MemoChart(
            ChartKind.BESIDE,
            f"Budget og forventet forbrug, {unit}",
            tuple(
                row.name if seen.index(row.name) == at else f"{row.name}, {frame.name.lower()}"
                for at, (frame, row) in enumerate(rows)
            ),
            (
                ("Korrigeret budget inkl. ansøgninger", tuple(row.budget * step for _, row in rows)),
                ("Forventet forbrug", tuple(row.expected * step for _, row in rows)),
            ),
        ),
        MemoChart(
            ChartKind.LYING,
            f"De linjer, der afviger mest, {unit} (plus er {sign.plus})",
            tuple(line.name for line in lines),
            (("Afvigelse", tuple(sign.factor * line.variance * step for line in lines)),),
        ),
        MemoChart(
            ChartKind.FAN,
            f"Forbruget fra januar til og med hver måned, {unit}",
            MONTHS,
            (
                ("P10", course.low),
                ("Mellem P10 og P90", band),
                ("Bogført", course.booked),
                ("Forventet", course.expected),
                ("Korrigeret budget inkl. ansøgninger", (course.budget,) * len(MONTHS)),
            ),
        ),
    )
