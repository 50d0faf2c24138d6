"""One line of *Budgetforslag*: number × price = kroner, and what it is made of, to the øre."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import round_div

_TENTH = ONE // 10
_KRONE = 100


class ProposalPart(Struct, frozen=True):
    """Kroner and full-year persons that a line is made of: øre, and tenths (None where there is no number)."""

    amount: int = 0
    persons: int | None = None


class TypedParts(Struct, frozen=True):
    """What a user has typed on a line: ``moved`` and ``persons`` in ten-thousandths, ``amount`` øre, ``rise`` of the
    rates in ten-thousandths; None where nothing is typed that can be read."""

    rise: int | None = None
    moved: int | None = None
    persons: int | None = None
    amount: int | None = None


class ProposedLine(Struct, frozen=True, eq=False, dict=True):
    """The line of *Afvigelse* it stands beside, and its parts.

    ``running`` is what runs on, ``stops`` and ``by_age`` what ends, ``index`` (øre) the rise of rates, ``left`` and
    ``came`` the expected stops and inflow, ``rise`` what prices rise by in ten-thousandths. The proposal is their sum
    and what is typed, rounded to number × a price of whole kroner; ``rounding`` is what that adds.
    """

    line: VarianceLine
    running: ProposalPart = ProposalPart()
    stops: ProposalPart = ProposalPart()
    by_age: ProposalPart = ProposalPart()
    index: int = 0
    left: ProposalPart = ProposalPart()
    came: ProposalPart = ProposalPart()
    rise: int = 0
    typed: TypedParts = field(default_factory=TypedParts)
    code: int = -1
    """The measure whose commitments it has, by its place in ``Figures.measures``; -1 for a line of none."""

    @cached_property
    def granted(self) -> ProposalPart:
        """What the commitments come to in next year's prices."""
        amount = self.running.amount + self.stops.amount + self.by_age.amount + self.index
        if self.running.persons is None:
            return ProposalPart(amount)
        return ProposalPart(amount, self.running.persons + (self.stops.persons or 0) + (self.by_age.persons or 0))

    @cached_property
    def price(self) -> int | None:
        """Whole kroner of a full-year person in next year's prices: the commitments', else this year's expected or
        budgeted one raised; None where there is none."""
        granted = self.granted
        if granted.persons is not None and granted.persons > 0:
            return round_div(granted.amount, granted.persons * 10)
        this_year = self.expected_price if self.expected_price is not None else self.budget_price
        return None if this_year is None else round_div(this_year * (ONE + self.rise), ONE)

    @cached_property
    def expected_price(self) -> int | None:
        """Whole kroner of a full-year person as this year is expected to be; None where it has no number."""
        return average(self.line.expected, (self.line.expected_count or 0) * _TENTH)

    @cached_property
    def budget_price(self) -> int | None:
        """Whole kroner of a full-year person in this year's budget; None where it has no number."""
        return average(self.line.revised, self.line.budget_count or 0)

    @cached_property
    def lacks_price(self) -> bool:
        """True when a number is typed that no price can make kroner of; a pulje's 0 needs none."""
        return self.price is None and bool(self.typed.moved or self.typed.persons)

    @cached_property
    def movement(self) -> int:
        """Øre of stops and inflow together: as typed at the line's price, else as expected."""
        if self.typed.moved is None:
            return self.left.amount + self.came.amount
        return self._priced(self.typed.moved)

    @cached_property
    def changes(self) -> int:
        """Øre of the typed changes, those in number at the line's price."""
        return self._priced(self.typed.persons or 0) + (self.typed.amount or 0)

    @cached_property
    def before_rounding(self) -> int:
        """Øre of all parts."""
        return self.granted.amount + self.movement + self.changes

    @cached_property
    def persons(self) -> int | None:
        """Tenths of full-year persons of the proposal; None on a line without a number."""
        typed = self.typed
        known = [part.persons for part in (self.running, self.left, self.came) if part.persons is not None]
        if not known and typed.moved is None and typed.persons is None:
            return None
        moved = typed.moved
        if moved is None:
            moved = ((self.left.persons or 0) + (self.came.persons or 0)) * _TENTH
        return round_div((self.granted.persons or 0) * _TENTH + moved + (typed.persons or 0), _TENTH)

    @cached_property
    def proposed_price(self) -> int | None:
        """Whole kroner of a full-year person in the proposal; None where it has no number."""
        return average(self.before_rounding, (self.persons or 0) * _TENTH)

    @cached_property
    def amount(self) -> int:
        """The proposal, øre: number × price to the øre, on a line without a number the sum of its parts."""
        price = self.proposed_price
        return self.before_rounding if price is None else (self.persons or 0) * price * (_KRONE // 10)

    @cached_property
    def rounding(self) -> int:
        """What number × a price of whole kroner adds to the parts, øre."""
        return self.amount - self.before_rounding

    def with_typed(self, typed: TypedParts) -> ProposedLine:
        """The line with what a user has typed."""
        return replace(self, typed=typed)

    def _priced(self, persons: int) -> int:
        return round_div(persons * (self.price or 0) * _KRONE, ONE)


def average(amount: int, persons: int) -> int | None:
    """Whole kroner of a full-year person (persons in ten-thousandths), None where there is nobody."""
    return round_div(amount * (ONE // _KRONE), persons) if persons > 0 else None
