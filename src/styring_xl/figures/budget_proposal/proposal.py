"""The lines of *Budgetforslag* in their groups, from a workbook and what users have typed on the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.figures import outlook
from styring_xl.figures.budget_proposal.line import ProposalPart, ProposedLine, TypedParts
from styring_xl.figures.budget_proposal.rows import NextYearRows, next_rows
from styring_xl.figures.compute import Figures
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.figures.uncertainty import workbook as uncertainty
from styring_xl.figures.uncertainty.columns import ForecastColumns
from styring_xl.figures.uncertainty.lines import CHANCES
from styring_xl.figures.uncertainty.next_year import NextMovement, next_movement, nothing
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import round_div
from styring_xl.model.quantile import quantiles
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.words import LATE_POOL, REFUND_POOL

DECLINED: Final = "den er slået fra"
TypedAt = Callable[[VarianceGroup, int], TypedParts]
"""What is typed on the line with that place in the group."""


class ProposedGroup(Struct, frozen=True):
    """The lines of a group of *Afvigelse*."""

    name: str
    lines: tuple[ProposedLine, ...]


class BudgetProposal(Struct, frozen=True):
    """Next year's budget, line by line. ``band`` is P10 and P90 of the stops and the inflow that are simulated, øre,
    None where none are. ``rise`` is the PL of next year in ten-thousandths, None where an index is
    missing; ``unraised`` says whether some rate could not be raised for want of it. ``without_row`` is what is booked
    this year without a commitment, øre, which is in no line."""

    groups: tuple[ProposedGroup, ...]
    rows: NextYearRows
    movement: NextMovement
    band: tuple[int, int] | None
    rise: int | None
    unraised: bool
    without_row: int

    @property
    def lines(self) -> tuple[ProposedLine, ...]:
        """All lines, in the order of *Afvigelse*."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def amount(self) -> int:
        """The proposal in all, øre."""
        return sum(line.amount for line in self.lines)


def compute(
    snapshot: Snapshot,
    figures: Figures,
    typed: TypedAt,
    *,
    by_age: bool = True,
    moves: bool = True,
    rise: int | None = None,
    simulates: bool = True,
    made: ForecastColumns | None = None,
) -> BudgetProposal:
    """``by_age`` ends children's open rows at 18 and 23, as *Flerårsoverblik* does; ``moves`` counts the stops and the
    inflow that are expected. ``rise`` is what the rates of lines that say nothing rise by, in ten-thousandths; without
    it they follow the PL index. ``simulates``: see ``next_movement``; ``made`` is what this year was simulated
    from, where it was."""
    rows, parameters = snapshot.disposition.commitments, snapshot.parameters
    on = {line: typed(group, at) for group in figures.groups for at, line in enumerate(group.lines)}
    code_at = {number: code for code, number in outlook.lines_of_rows(figures, rows).items()}
    code_of = {line: code_at[number] for number, line in enumerate(on) if number in code_at}
    rises = {
        code: rise if parts.rise is None else parts.rise
        for line, parts in on.items()
        if (code := code_of.get(line)) is not None
    }
    cost = next_rows(
        rows,
        parameters,
        figures,
        by_age=by_age,
        full_year=snapshot.settings.full_year,
        stated={code: own for code, own in rises.items() if own is not None},
    )
    expected = nothing(DECLINED, len(figures.measures))
    if moves:
        if made is None:
            made = uncertainty.columns_of(snapshot, figures)
        expected = next_movement(made, rows, snapshot.ledger, figures, snapshot.history, cost.stop, simulates=simulates)
    index = dict(parameters.index)
    base, later = index.get(figures.year), index.get(figures.year + 1)
    if rise is None and base is not None and later is not None:
        rise = round_div(later * ONE, base) - ONE

    def line_of(line: VarianceLine) -> ProposedLine:
        code, own = code_of.get(line), on[line].rise
        raised = own if own is not None else rise or 0
        if code is None:
            return replace(_repeated(line, on[line], replaced=not expected.why), rise=raised)
        return _moved(replace(_of_rows(line, code, cost), rise=raised), code, expected).with_typed(on[line])

    groups = tuple(ProposedGroup(group.name, tuple(map(line_of, group.lines))) for group in figures.groups)
    proposed = {line.line: line for group in groups for line in group.lines}
    return BudgetProposal(
        groups,
        cost,
        expected,
        _band([(code, proposed[line]) for line, code in code_of.items()], expected),
        rise,
        bool(cost.unraised.any()),
        figures.beside(UNPLACED) + figures.beside(NO_PERSON),
    )


def _of_rows(line: VarianceLine, code: int, cost: NextYearRows) -> ProposedLine:
    """The line that holds a measure's commitments."""
    amounts, persons = cost.amounts[:, code].tolist(), cost.persons[:, code].tolist()
    return ProposedLine(
        line,
        running=ProposalPart(amounts[0], persons[0]),
        stops=ProposalPart(amounts[1] - amounts[0], persons[1] - persons[0]),
        by_age=ProposalPart(amounts[2] - amounts[1], persons[2] - persons[1]),
        index=int(cost.index[code]),
        code=code,
    )


def _moved(line: ProposedLine, code: int, expected: NextMovement) -> ProposedLine:
    """The line with the stops and the inflow that are expected, at its price; one without a price has none.

    Where a measure has few citizens no movement is expected of it, so its number stays as it is this year.
    """
    price = line.price
    if price is None or expected.why:
        return line
    left, came = int(expected.left[code]), int(expected.came[code])
    if expected.thin[code]:
        left, came = 0, max((line.line.expected_count or 0) - (line.granted.persons or 0), 0)
    return replace(line, left=ProposalPart(left * price * 10, left), came=ProposalPart(came * price * 10, came))


def _band(lines: list[tuple[int, ProposedLine]], expected: NextMovement) -> tuple[int, int] | None:
    """P10 and P90 of stops and inflow together, øre, of the lines where they are expected and not typed; 0 where no
    years have been simulated."""
    mine = [(code, line) for code, line in lines if line.typed.moved is None and not expected.thin[code]]
    if expected.why or not mine:
        return None
    if not len(expected.stops):
        return 0, 0
    at = [code for code, _ in mine]
    sums = expected.stops[:, at] @ np.array([float(line.left.amount) for _, line in mine])
    sums += expected.inflow[:, at] @ np.array([float(line.came.amount) for _, line in mine])
    low, high = quantiles(sums, (CHANCES[0], CHANCES[-1]))
    return round(low), round(high)


def _repeated(line: VarianceLine, typed: TypedParts, *, replaced: bool) -> ProposedLine:
    """A line that nobody is committed to: this year's amount again, at another price only where that is typed.

    A pulje for cases nobody knows yet gives way to the inflow that is expected; late invoices of this year do not come
    once more.
    """
    if line.kept_for is not None and line.measure == LATE_POOL:
        return ProposedLine(line, typed=typed)
    found = ProposedLine(
        line,
        running=ProposalPart(line.expected, None if line.budget_count is None else 0),
        index=round_div(line.expected * (typed.rise or 0), ONE),
        typed=typed,
    )
    is_reserve = line.kept_for is not None and line.measure != REFUND_POOL and line.expected > 0
    if replaced and is_reserve:
        return replace(found, came=ProposalPart(-found.granted.amount))
    return found
