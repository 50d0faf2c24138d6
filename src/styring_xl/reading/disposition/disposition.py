"""The disposition as records: commitments, puljer, sections and totals, and where each stands."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from msgspec import Struct

from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.commitments import Terms, active_stop
from styring_xl.model.cpr import birthdays
from styring_xl.reading.account import TableAccount
from styring_xl.reading.problem import Problem

NO_MEASURE: Final = "Uden foranstaltning"


class Place(Struct, frozen=True):
    """A row of a sheet."""

    sheet: str
    row: int


class Commitments(Struct, frozen=True, dict=True):
    """The citizen rows; every array has length n.

    ``rate`` is øre; ``quantity``, ``probability`` and ``vat`` are ten-thousandths. ``stop`` is the last day the year is
    computed with, NaT for an open end: the one that is expected, where the row says so, else ``granted_stop``;
    ``expects`` tells which rows say so. ``id`` is the row's own number, ``household`` what siblings share, ``approver``
    who has granted it (a role or a name); texts are empty where nothing is stated.
    ``computable`` is False for rows a problem keeps out of every sum (their numbers are 0).
    """

    places: tuple[Place, ...]
    cpr: tuple[str, ...]
    measure: tuple[str, ...]
    supplier: tuple[str, ...]
    adviser: tuple[str, ...]
    id: tuple[str, ...]
    household: tuple[str, ...]
    team: tuple[str, ...]
    approver: tuple[str, ...]
    rate: Integers
    quantity: Integers
    unit: Integers
    start: Dates
    stop: Dates
    granted_stop: Dates
    expects: Integers
    """1 where the expected stop is used, -1 where one stands that cannot be, else 0."""
    rule: Integers
    probability: Integers
    vat: Integers
    computable: Flags

    def __len__(self) -> int:
        return len(self.places)

    @property
    def terms(self) -> Terms:
        """What the rows are agreed to cost; rows that cannot be computed have terms of 0."""
        return Terms(self.rate, self.quantity, self.unit, self.start, self.stop, self.rule, self.vat, self.probability)

    @property
    def active_stop(self) -> Dates:
        """The last day each row counts as active: its stop, a one-off's the end of its start month if it has none."""
        return active_stop(self.start, self.stop, self.unit)

    @cached_property
    def born(self) -> Dates:
        """When each row's citizen was born, as the CPR number says, NaT where it says nothing; read-only."""
        days = birthdays(self.cpr)
        days.flags.writeable = False
        return days


class Pool(Struct, frozen=True):
    """A pulje: a lump typed in the result column. ``amount`` is øre; None when the cell cannot be read or is empty.

    ``measure`` is the foranstaltning it is kept for, empty when it is for all.
    """

    place: Place
    label: str
    measure: str
    amount: int | None


class Covered(Struct, frozen=True):
    """What a sum may be of: commitments and puljer as indices, and in Danish words."""

    commitments: Integers
    pools: tuple[int, ...]
    name: str


class Total(Struct, frozen=True):
    """A sum that stands inside the table and what it may be of; one reading is proven, several are not guessed between.

    ``average`` is True when an average that stands in the row's rate cell is kept up to date, ``fresh`` when an empty
    one gets it: in a row that nobody has filled yet, named after its part, of a table whose rates have one unit.
    """

    place: Place
    readings: tuple[Covered, ...]
    average: bool
    fresh: bool


class Disposition(Struct, frozen=True):
    """Everything the disposition sheets hold."""

    commitments: Commitments
    pools: tuple[Pool, ...]
    totals: tuple[Total, ...]
    sections: tuple[Place, ...]
    problems: tuple[Problem, ...]
    accounts: tuple[TableAccount, ...] = ()
    """Where the rows and the kroner of each table went."""
