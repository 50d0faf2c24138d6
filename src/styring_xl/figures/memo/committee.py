"""The committee's table: budget, expected spend and result by kind of budget and group, rounded so that it foots."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from styring_xl.danish.phrase import AmountScale
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import footed, round_div


class CommitteeLine(Struct, frozen=True):
    """What a row of the table adds up, øre."""

    frame: str
    name: str
    original: int = 0
    revised: int = 0
    applied: int = 0
    carried: int = 0
    expected: int = 0
    lines: tuple[VarianceLine, ...] = ()
    """The lines of *Afvigelse* that it adds up."""

    @property
    def free(self) -> tuple[int, int, int, int]:
        """The amounts that are rounded each for itself; expected spend follows from them and the result."""
        return self.original, self.revised, self.applied, self.carried

    @property
    def result(self) -> int:
        """What is left of the budget with what is applied for, øre."""
        return self.revised + self.applied - self.expected


class CommitteeRow(Struct, frozen=True):
    """A row as it is shown, in steps of the table's scale; what is not stored follows from the rest, so it foots."""

    name: str
    original: int
    revised: int
    applied: int
    carried: int
    result: int
    """What is left of the budget with what is applied for, without what is carried over."""

    @property
    def free(self) -> tuple[int, int, int, int]:
        """The amounts that are rounded each for itself."""
        return self.original, self.revised, self.applied, self.carried

    @property
    def budget(self) -> int:
        """Korrigeret budget with what is applied for."""
        return self.revised + self.applied

    @property
    def expected(self) -> int:
        """Forventet forbrug."""
        return self.budget - self.result

    @property
    def with_carried(self) -> int:
        """What is left with what is carried over from earlier years."""
        return self.result + self.carried

    @property
    def figures(self) -> tuple[int, ...]:
        """The eight columns from left to right."""
        return (
            self.original, self.revised, self.applied, self.budget, self.expected, self.result, self.carried,
            self.with_carried,
        )  # fmt: skip


class CommitteeFrame(Struct, frozen=True):
    """A kind of budget with its rows; the name is empty where the budget is not divided into kinds."""

    name: str
    rows: tuple[CommitteeRow, ...]
    total: CommitteeRow


class CommitteeTable(Struct, frozen=True):
    """The kinds of budget and the total of them all."""

    scale: AmountScale
    frames: tuple[CommitteeFrame, ...]
    total: CommitteeRow


ALL = "I alt"


def table(lines: Sequence[CommitteeLine], scale: AmountScale) -> CommitteeTable:
    """The table of some rows, which stay in their order within their kind of budget.

    The total is rounded first, then the kinds of budget so that they come to it, then the rows of each.
    """
    step = scale.step
    whole = total_of("", ALL, lines)
    total = _total(whole, step)
    names = tuple(dict.fromkeys(line.frame for line in lines))
    of_frame = [[line for line in lines if line.frame == name] for name in names]
    sums = _rows([total_of(name, name, mine) for name, mine in zip(names, of_frame, strict=True)], total, step)
    frames = [
        CommitteeFrame(name, tuple(_rows(mine, row, step)), row)
        for name, mine, row in zip(names, of_frame, sums, strict=True)
    ]
    return CommitteeTable(scale, tuple(frames), total)


def total_of(frame: str, name: str, lines: Sequence[CommitteeLine]) -> CommitteeLine:
    """What some rows come to, as a row of a kind of budget."""
    original, revised, applied, carried = map(sum, _columns(lines))
    return CommitteeLine(frame, name, original, revised, applied, carried, sum(line.expected for line in lines))


def _total(whole: CommitteeLine, step: int) -> CommitteeRow:
    """The last row: every figure to the nearest, but the result to the other side where expected spend would else be a
    whole step off, and what is applied for and the budget before it so that they come to the nearest budget."""
    budget = round_div(whole.revised + whole.applied, step)
    revised, applied = footed([whole.revised, whole.applied], step, budget)
    original, carried = round_div(whole.original, step), round_div(whole.carried, step)
    nearest = round_div(whole.result, step)
    down = whole.result // step
    choices = (nearest, *(each for each in (down, -(-whole.result // step)) if each != nearest))
    result = next((each for each in choices if abs((budget - each) * step - whole.expected) < step), nearest)
    return CommitteeRow(whole.name, original, revised, applied, carried, result)


def _rows(lines: Sequence[CommitteeLine], total: CommitteeRow, step: int) -> list[CommitteeRow]:
    """The rows that come to ``total``, each figure rounded up or down by largest remainder."""
    original, revised, applied, carried = (
        footed(column, step, whole) for column, whole in zip(_columns(lines), total.free, strict=True)
    )
    budgets = [one + other for one, other in zip(revised, applied, strict=True)]
    ranks = [_rank(line, budget, step) for line, budget in zip(lines, budgets, strict=True)]
    results = footed([line.result for line in lines], step, total.result, ranks)
    columns = zip(original, revised, applied, carried, results, strict=True)
    return [CommitteeRow(line.name, *figures) for line, figures in zip(lines, columns, strict=True)]


def _columns(lines: Sequence[CommitteeLine]) -> list[list[int]]:
    """The four columns of ``free``, each with its figures of the lines."""
    return [[line.free[at] for line in lines] for at in range(4)]


def _rank(line: CommitteeLine, budget: int, step: int) -> int:
    """2 where expected spend would be a whole step off if the result were rounded down, 0 if up, else 1."""
    down = line.result // step
    is_off = [abs((budget - each) * step - line.expected) >= step for each in (down, down + 1)]
    return 1 + is_off[0] - is_off[1]
