"""What a memo says, as named facts, from which alone its sentences are made.

Amounts are whole steps of the memo's scale (tenths of a million or thousands of kroner), rounded so that they foot.
A variance is what is left of the budget: below 0 it is merforbrug.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from styring_xl.danish.phrase import AmountScale
from styring_xl.model.goal import Prospect


class ResultFact(Struct, frozen=True):
    """The year in all. ``budget`` is the revised one with what is applied for, None without any budget.

    ``variance`` = ``budget`` − ``expected``, and with ``carried`` it is ``with_carried``; ``booked``, ``committed`` and
    ``pool`` come to ``expected``. ``per_mille`` is the size of the variance in thousandths of the budget, None where
    the budget is nothing or an income; ``is_exact`` says that not an øre is left.
    """

    budget: int | None
    expected: int
    variance: int = 0
    per_mille: int | None = None
    is_exact: bool = False
    applied: int = 0
    carried: int = 0
    with_carried: int = 0
    booked: int = 0
    committed: int = 0
    pool: int = 0


class FrameFact(Struct, frozen=True):
    """The variance of one kind of budget; ``is_income`` where both budget and spend are below 0."""

    frame: str
    variance: int
    is_income: bool = False


class PartKind(StrEnum):
    """A part of the variance, as it is called in a sentence."""

    QUANTITY = "antallet"
    PRICE = "prisen"
    MIX = "sammensætningen af foranstaltninger"
    REST = "budget ud over antal gange pris"
    UNDIVIDED = "linjer uden antal"
    POOL = "puljer"


class PartFact(Struct, frozen=True):
    """A part of a variance."""

    kind: PartKind
    amount: int


class LineFact(Struct, frozen=True):
    """A line that differs from its budget, with the parts that are not nothing."""

    name: str
    variance: int
    parts: tuple[PartFact, ...] = ()
    is_income: bool = False


class ReasonFact(Struct, frozen=True):
    """Why the year differs from the budget. ``parts`` come to ``variance``, which is without what is applied for;
    ``has_applied`` says that it therefore is another than the result's.

    ``persons`` are expected and budgeted tenths of full-year persons, None where the budget has no number. ``lines``
    are those that differ the most; ``is_whole`` says that no other line differs at all.
    """

    parts: tuple[PartFact, ...]
    persons: tuple[int, int] | None
    lines: tuple[LineFact, ...]
    is_whole: bool = False
    has_applied: bool = False

    @property
    def variance(self) -> int:
        """What is left of the budget without what is applied for."""
        return sum(part.amount for part in self.parts)


class CauseFact(Struct, frozen=True):
    """A cause of *Forklaring* by its number, with how many lines it has moved; -1 is several causes together."""

    cause: int
    count: int
    amount: int


class MoveFact(Struct, frozen=True):
    """What has moved forventet regnskab since ``since``, until now or until a later time that is named.

    ``causes`` come to ``change``. ``measure`` is the one that moved the most, empty where there is one alone.
    """

    since: str
    until: str
    change: int
    is_still: bool
    causes: tuple[CauseFact, ...] = ()
    measure: str = ""
    measure_change: int = 0


class Awaited(StrEnum):
    """What the simulation has to wait for."""

    POSTINGS = "der er posteringer at lære af"
    CITIZENS = "posteringerne har borgere, eller der er tre hele tidligere år"
    MONTHS = "posteringerne dækker seks lukkede måneder"


class BandFact(Struct, frozen=True):
    """The year as simulated: P10, P50 and P90, and in how many of 100 courses the budget holds, None without one.

    ``source`` makes the largest part of the uncertainty, ``share`` per cent of it. ``inflow`` and ``stops`` are what is
    expected of each besides what is known.
    """

    low: int
    middle: int
    high: int
    chance: int | None
    source: str
    share: int
    inflow: int
    stops: int


class RiskFact(Struct, frozen=True):
    """What is unsure. ``rows`` are left out since they can't be computed, worth ``left_out``.

    ``dearest`` citizens cost ``dear``, per cent ``dear_share`` of the year; 0 citizens where they are not the few.
    """

    band: BandFact | None
    lack: Awaited | None
    rows: int = 0
    left_out: int = 0
    dearest: int = 0
    dear: int = 0
    dear_share: int = 0


class GoalFact(Struct, frozen=True):
    """A goal that is not expected to be met, with its figures as they are written."""

    name: str
    prospect: Prospect
    latest: str
    target: str
    at_least: bool
    period: str


class GoalsFact(Struct, frozen=True):
    """The goals: how many, how many that nobody has measured yet, and those at risk."""

    number: int
    unmeasured: int
    at_risk: tuple[GoalFact, ...]


class CommentFact(Struct, frozen=True):
    """The controller's own words about a line."""

    line: str
    text: str


class MemoFacts(Struct, frozen=True):
    """All that a memo says. ``closed`` is the last month that is closed, 0..12."""

    year: int
    closed: int
    scale: AmountScale
    result: ResultFact
    frames: tuple[FrameFact, ...] = ()
    reason: ReasonFact | None = None
    moved: MoveFact | None = None
    risk: RiskFact | None = None
    goals: GoalsFact | None = None
    comments: tuple[CommentFact, ...] = ()
