"""Who is still there: the chance that each unit lasts through each month, by rows, invoices and hazards together.

A unit is followed from its *anchor*, the last month it is known to have been there. Each later month may be the one it
left in; how likely that is follows from three things (Bayes): the hazard of its measure and age; each closed month
without an invoice, which is unlikely for one who is there; and the row, which is seldom left open long after somebody
has gone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.invoices import InvoiceTiming
from styring_xl.model.forecasting.leaving import Leaving, bands
from styring_xl.model.forecasting.spells import UNKNOWN_START, LedgerSpells
from styring_xl.model.forecasting.sums import rising
from styring_xl.model.forecasting.units import LAGS, NEVER, Observed

TAIL: Final = 13
"""Months back from the last closed one in which a unit may have left without anyone having said so."""
PROLONGED: Final = 0.25
"""The usual chance that a stop granted for a month to come is passed."""
_AT_HAND: Final = 0.1
"""The usual chance that a stop in this month or before it is passed."""
_STOPS: Final = 10.0
"""How many stops ``_AT_HAND`` weighs as."""
_OPEN: Final = 3.0
"""How many leavings ``_PRIOR_OPEN`` weighs as, month by month."""
_SURPRISE: Final = 0.004
"""The least chance that one who is there has no invoice for a month, however long ago."""
_UNTRIED: Final = 0.04
"""The same for a unit that has had no invoice since its row began."""
_ROUNDS: Final = 6
"""Rounds of learning (expectation and maximisation); the answer moves little after three."""
_ROWS: Final = 30.0
"""How many rows ``_NEVER_PAID`` weighs as."""
_NEVER_PAID: Final = 0.02
"""The usual chance that a row never leads to an invoice."""
_PRIOR_OPEN: Final[Floats] = (0.35 * 0.4 ** np.arange(TAIL + 1)).astype(np.float64)
"""The usual chance that a row is still open k months after its citizen has left."""
_FORESEEN: Final = 0.4
"""The usual share of next month's leavings that rows state as stops already; less the further ahead."""
_SURPLUS: Final = 4.0
_SURPLUS_AT_HAND: Final = 6.0
"""How many stops the usual chance that a stop is passed weighs as, in later months and in the first."""
_MEET: Final = 4
_MEET_SHARE: Final = 0.1
"""A day on which so many rows stop, and such a share of all that stop, is the end of a period of grants and no decision
about each of them."""
_SHARED: Final = 1.5
"""How many stops on such days the usual chance weighs as."""
_REVIEWED: Final = 3.0
"""So many times as many as in another month leave on such a day, as each grant is looked at."""
_DATED: Final = 0.2
"""The hazard of one whose row names a later stop, over that of one with an open row."""
_WINDOWS: Final = ((0, 1), (1, 3), (3, 6), (6, 14))
"""Months ahead in which stops and leavings are counted together, as single months have few."""
_UNREGISTERED: Final = (0.15, 0.02)
"""The usual chance that one who is there has no row: one begun lately, and others."""
_YOUNG: Final = 4
"""Lately: in the last so many closed months."""


class Survival(Struct, frozen=True):
    """The chance ``survival`` (u, J + 1) to be there at the beginning of each month from ``start`` on, and after T.

    ``granted`` (u, J): the month holds the stop that the last row states, so that its cost is what the row says.
    ``trusted`` (m,): the measure has postings, so that a missing invoice says something.
    """

    start: int
    survival: Floats
    granted: Flags
    trusted: Flags


def lasting(
    material: Observed, seen: LedgerSpells, came: InvoiceTiming, gone: Leaving, adult: Integers, older: Integers
) -> Survival:
    """Judge how likely each unit is still there at the beginning of each month.

    came, gone: what ``invoices`` and ``leaving`` found; adult, older (u,): indices of the months in which the citizens
    turn 18 and 23.
    """
    frame, units = material.frame, material.units
    now, months = frame.closed, frame.months
    start = max(now - TAIL, 0)
    index = np.arange(start, months + 1)
    named = np.zeros(frame.measures, bool)
    named[units.measure[seen.present.any(axis=1)]] = True
    trusted = named | (np.abs(material.posted.loose).sum(axis=1) > 0)
    met = _met(material, seen, start, trusted)

    hazard = gone.hazard(units.measure, bands(index[None, :] - met.opened[:, None], index, adult, older))
    hazard = np.minimum(hazard * gone.season[(frame.first + index) % 12], 0.9)
    hazard, at_stop = _with_rows(hazard, material, met, index, _prolonged(material, seen, came))
    never = _never(material, seen, trusted, came.complete())
    at_anchor = (index == met.anchor[:, None]) & met.untried[:, None] & (met.anchor < now)[:, None]
    hazard[at_anchor] = never

    # Month by month (k, u), so that what is looked at together lies side by side.
    by_month = np.ascontiguousarray(hazard.T)
    del hazard, at_anchor
    survival = _learnt(material, seen, came, by_month, met, index)
    # Gone for certain: units paid for long ago without a row that still runs, and rows that stop before they start.
    lost = (met.anchor < start - 1) & ~(units.has_row & (material.ends >= start) & ~met.evidence)
    lost |= units.has_row & (material.ends < units.begins) & (seen.last < 0)
    survival[lost] = 0.0
    return Survival(start, survival, at_stop[:, :-1], trusted)


class _LastMet(Struct, frozen=True, eq=False):
    """When each unit was last known to be there, (u,) each; months are indices of the timeline.

    ``anchor``: its last paid month, or the month before its row begins when that is later. ``untried``: no invoice has
    come since its row began. ``opened``: the month its latest spell began. ``stop``: its rows' last month, NEVER where
    open or without a row. ``evidence``: its measure has postings, so that a missing invoice says something.
    """

    anchor: Integers
    untried: Flags
    opened: Integers
    stop: Integers
    evidence: Flags


def _met(material: Observed, seen: LedgerSpells, start: int, trusted: Flags) -> _LastMet:
    units = material.units
    again = units.has_row & (units.begins > seen.last + 2)
    anchor = np.where((seen.last < 0) | again, np.where(units.has_row, units.begins - 1, -NEVER), seen.last)
    if start == 0:
        # Where the row began before the ledger, no invoice can be missing from the months before it.
        anchor = np.where(units.has_row & (seen.last < 0), np.maximum(anchor, -1), anchor)
    return _LastMet(
        anchor,
        (seen.last < 0) | again,
        _opened(seen, units.begins, units.has_row, again),
        np.where(units.has_row, material.ends, NEVER),
        trusted[units.measure],
    )


def _with_rows(
    hazard: Floats, material: Observed, met: _LastMet, index: Integers, prolonged: float
) -> tuple[Floats, Flags]:
    """The hazards (u, k) with what the rows say of each month, and the months (u, k) in which a row stops.

    prolonged: the chance that a stop is passed, by those that lie back.
    """
    units, now, anchor, stop = material.units, material.frame.closed, met.anchor, met.stop
    running_row = units.has_row & (material.ends >= now - 1)
    running = running_row & (anchor >= now - 3) & (anchor < now)
    meets = shared(material.together, running)
    kept = bool((units.has_row & (material.ends < now) & (material.ends > -NEVER)).any())
    foreseen, passed = _foreseen(hazard, running, stop, meets, index, now, prolonged, kept)
    early = running_row[:, None] & (index < stop[:, None]) & (index >= now - 1)
    hazard = np.where(
        early, np.minimum(hazard * np.where(stop[:, None] < NEVER, foreseen[1], foreseen[0]), 0.9), hazard
    )
    at_stop = (index == stop[:, None]) & (stop >= anchor)[:, None]
    end = np.where(units.once[:, None], 1.0, 1 - passed[meets.astype(np.int64)])
    hazard = np.where(at_stop, end, hazard)
    hazard = np.where(index < anchor[:, None], 0.0, hazard)
    # Where a measure has no postings, the rows are believed of the closed months.
    told = (units.has_row & ~met.evidence)[:, None] & (index < np.minimum(stop, now - 1)[:, None])
    return np.where(told, 0.0, hazard), at_stop


def _learnt(
    material: Observed, seen: LedgerSpells, came: InvoiceTiming, hazard: Floats, met: _LastMet, index: Integers
) -> Floats:
    """The chance to be there (u, k); ``hazard`` (k, u).

    Two habits of the sheet decide how much an open row and a missing row say: how long rows stay open after somebody
    has left, and how many are there without a row. Both are learnt from the units whose invoices have stopped, which
    they in turn help to judge: so in rounds.
    """
    frame, units, evidence, anchor, untried = material.frame, material.units, met.evidence, met.anchor, met.untried
    now, start = frame.closed, int(index[0])
    closed = now - start
    with_rows = np.bincount(units.measure[units.has_row], minlength=frame.measures) > 0
    young = now - 1 - met.opened < _YOUNG
    bare = ~units.has_row & with_rows[units.measure]
    open_row = units.has_row & (material.ends >= now)
    open_curve: Floats = _PRIOR_OPEN
    unregistered = np.array(_UNREGISTERED)
    silent = _silent(material, seen, came, untried, start, closed)
    course = _course(hazard, anchor, start, closed, untried, evidence, silent)
    del silent
    looks = np.where(evidence, np.where(open_row, 0, np.where(bare, 1, 2)), np.where(open_row, 3, 2))
    for last in range(_ROUNDS + 1):
        always = np.ones(TAIL + 1)
        ended = np.take(np.stack([open_curve, 1 - open_curve, always, 0 * always], axis=1), looks, axis=1)
        lack = unregistered[np.where(young, 0, 1)]
        stays = np.where(bare & evidence, lack, np.where(open_row & evidence, 1 - lack, 1.0))
        survival, left = _weighed(course, hazard, ended, stays, bare & evidence)
        if last < _ROUNDS:
            use = ~untried & evidence
            open_curve = _reopened(left, use & (anchor >= start), open_row, now, start)
            unregistered = _unregistered(survival[closed], use & (anchor >= now - 3), bare, open_row, young)
            # Not held beside those of the next round, as they take much room.
            del survival, left, ended
    del course, left, ended
    whole = np.empty((len(index), len(anchor)))
    whole[: closed + 1] = survival
    for step in range(closed + 1, len(index)):
        whole[step] = whole[step - 1] * (1 - hazard[step - 1])
    return np.ascontiguousarray(whole.T)


def _opened(seen: LedgerSpells, begins: Integers, has_row: Flags, again: Flags) -> Integers:
    """``opened`` of ``_LastMet``; ``again`` (u,): a row begins after the last paid month."""
    if seen.age.shape[1] == 0:
        return begins
    at = np.maximum(seen.last, 0)
    opened = seen.last - np.take_along_axis(seen.age, at[:, None], axis=1)[:, 0]
    opened = np.where(seen.last < 0, np.where(has_row, begins, -UNKNOWN_START), opened)
    return np.where(again, begins, opened)


def _silent(
    material: Observed, seen: LedgerSpells, came: InvoiceTiming, untried: Flags, start: int, closed: int
) -> Floats:
    """The chance (closed, u) that a unit that is there has no invoice yet for each closed month from ``start`` on."""
    now = material.frame.closed
    has_cost = 1 - seen.zero[material.units.measure]
    least = np.where(untried, _UNTRIED, _SURPRISE)
    found = np.zeros((closed, len(untried)))
    for step in range(closed - 1):
        share = came.unit[:, np.clip(now - 2 - (start + step), 0, LAGS)] * has_cost
        found[step] = np.maximum(1 - share, least)
    return found


class _Course(Struct, frozen=True, eq=False):
    """What the invoices alone say, which no round of learning changes.

    ``left`` (closed, u): how likely the unit leaves in each closed month and the months without an invoice look as they
    do, the last row being that it has not left. ``bare``: the places in it, by month and unit, of months before whose
    end no row can say anything; ``later`` (u,): nothing at all is known of it until now; ``known`` (closed, u): it was
    there at the month's beginning.
    """

    left: Floats
    bare: tuple[Integers, ...]
    later: Flags
    known: Flags


def _course(
    hazard: Floats, anchor: Integers, start: int, closed: int, untried: Flags, counts: Flags, silent: Floats
) -> _Course:
    """hazard (k, u): of each month from ``start`` on. counts: ``evidence``; silent: as ``_silent`` gives it."""
    size, months = len(anchor), start + np.arange(closed)
    left = np.zeros((closed, size))
    seen = np.maximum(anchor, start - 1)
    alive, like = np.ones(size), np.ones(size)
    for step in range(closed - 1):
        after = months[step] >= anchor
        left[step] = alive * hazard[step] * like * (months[step] >= seen)
        alive = np.where(after, alive * (1 - hazard[step]), alive)
        like = np.where(after & counts, like * silent[step], like)
    left[-1:] = alive * like
    bare = np.nonzero(untried & (months[:-1, None] == anchor))
    return _Course(left, bare, start + closed - 1 < seen, months[:, None] <= anchor)


def _weighed(course: _Course, hazard: Floats, ended: Floats, stays: Floats, unsaid: Flags) -> tuple[Floats, Floats]:
    """The chance to be there (closed + 1, u) through the first open month, and the chance to have left in each closed
    month (closed, u), the last row being that it has not: by Bayes, given the months without an invoice and whether a
    row is open.

    ended (TAIL + 1, u): how likely the row looks as it does when the unit left k months before; stays (u,): the same
    when it is still there. unsaid: units without a row in a measure that has rows.
    """
    closed, size = course.left.shape
    survival = np.ones((closed + 1, size))
    if not closed:
        return survival, course.left
    left = course.left * np.concatenate([ended[closed - 1 : 0 : -1], stays[None]])
    left[course.bare] = course.left[course.bare]
    left[-1, course.later] = 1.0
    # A unit paid for until now and without a row may just have left, and its row been removed.
    gone = hazard[closed - 1] * ended[0]
    staying = np.where(unsaid, (1 - hazard[closed - 1]) * stays, 1 - hazard[closed - 1])
    onwards = staying / np.where(unsaid, np.maximum(gone + staying, 1e-30), 1.0)
    # From the last month back: what has not happened before a month is the chance to be there in it.
    later = rising(left[::-1])
    total = later[-1]
    known = np.where(total > 0, total, 1.0)
    left /= known
    np.divide(later[:0:-1], known, out=survival[:closed])
    np.copyto(survival[:closed], 1.0, where=course.known)
    survival[closed] = survival[closed - 1] * onwards
    return survival, left


def _reopened(left: Floats, use: Flags, open_row: Flags, now: int, start: int) -> Floats:
    """The chance (TAIL + 1,) that a row is still open k months after somebody has left, by when units probably left
    (``left``, as ``_weighed`` gives it), drawn to ``_PRIOR_OPEN``."""
    top, bottom = np.zeros(TAIL + 1), np.zeros(TAIL + 1)
    of_rows = np.flatnonzero(open_row)
    for step in range(len(left) - 1):
        silent = now - 1 - (start + step)
        gone = left[step] * use
        top[silent], bottom[silent] = gone[of_rows].sum(), gone.sum()
    curve = (top + _OPEN * _PRIOR_OPEN) / (bottom + _OPEN)
    found: Floats = np.maximum.accumulate(curve[::-1])[::-1].clip(0.0, 0.95).astype(np.float64)
    return found


def _unregistered(there: Floats, use: Flags, bare: Flags, open_row: Flags, young: Flags) -> Floats:
    """The chance (2,) that one who is there has no row, of those begun lately and of others; there (u,): the chance to
    be there now."""
    here = np.where(use, there, 0.0)
    found = []
    for group, prior in zip((young, ~young), _UNREGISTERED, strict=True):
        lacking = here[group & bare].sum()
        found.append((lacking + 10 * prior) / (lacking + here[group & open_row].sum() + 10))
    return np.array(found)


def _never(material: Observed, seen: LedgerSpells, trusted: Flags, complete: int) -> float:
    """The chance that a row never leads to an invoice, by those that began long enough ago to have had one."""
    frame, units = material.frame, material.units
    old = units.has_row & ~units.once & (units.begins >= 0) & (units.begins < frame.closed - complete - 2)
    old &= (units.begins >= frame.closed - 24) & trusted[units.measure]
    none = old & (seen.last < units.begins - 1)
    return float((none.sum() + _ROWS * _NEVER_PAID) / (old.sum() + _ROWS))


def shared(together: Integers, running: Flags) -> Flags:
    """Units (u,) whose rows stop on the same day as many others: grants of a year at a time, or until the next review,
    which end together and are then made anew. together: as in ``Units``; running (u,)."""
    dated = np.count_nonzero(running & (together > 0))
    return together >= max(_MEET, _MEET_SHARE * dated)


def _foreseen(
    hazard: Floats,
    running: Flags,
    stop: Integers,
    meets: Flags,
    index: Integers,
    now: int,
    prolonged: float,
    kept: bool,
) -> tuple[Floats, Floats]:
    """What stops that rows state say of leavings to come: two arrays (2, J + 1) by month.

    The first is what the hazard is multiplied by before a row's stop, for open rows and for rows with a later stop. The
    second is the chance that a stop in that month is passed, for single stops and for those that many share
    (``meets``).

    Hazards count all who leave. Some of the coming leavings are stated as stops already, the more the nearer the month;
    the rest falls on the other units, and less on those with a later stop, as they were granted for that long. Where
    more rows stop than usually leave, grants are for a time and are prolonged: the surplus stays. In the first month
    that is held back (``_SURPLUS_AT_HAND``), as most of its stops have been decided. Of shared stops as many leave as
    would have left anyway, times ``_REVIEWED``. ``kept`` is False where the sheet holds no row that has stopped, as
    when rows are removed; then the first month does not show what share of leavings is stated.
    """
    left, passed = np.ones((2, len(index))), np.full((2, len(index)), prolonged)
    passed[:, index > now] = max(prolonged, PROLONGED)
    alive = running.astype(np.float64)
    dated = running & (stop < NEVER)
    due, due_dated, told, natural = np.zeros((4, len(index)))
    told_shared = np.zeros(len(index))
    ahead = np.flatnonzero(index >= now - 1)
    for step in ahead:
        said = running & (stop == index[step])
        leaving = alive * hazard[:, step]
        due[step], due_dated[step] = leaving.sum(), leaving[dated].sum()
        told[step], told_shared[step] = (said & ~meets).sum(), (said & meets).sum()
        natural[step] = hazard[said & meets, step].sum()
        alive = np.where(said, 0.0, alive - leaving)
    believed = (_REVIEWED * natural + _SHARED * (1 - passed[1])) / (told_shared + _SHARED)
    passed[1] = np.maximum(passed[1], 1 - believed)
    share = _FORESEEN
    for first, last in _WINDOWS:
        part = ahead[first:last]
        if not len(part):
            break
        stops, leaving = told[part].sum(), due[part].sum()
        usual, surplus = 1 - passed[0, part[-1]], _SURPLUS if first else _SURPLUS_AT_HAND
        passed[0, part] = np.maximum(passed[0, part], 1 - (leaving + surplus * usual) / (stops + surplus))
        gone = (told[part] * (1 - passed[0, part]) + told_shared[part] * (1 - passed[1, part])).sum()
        if first or kept:
            share = min((gone + 3 * share) / (leaving + 3), share if first else 1.0)
        rest = 1 - min(share, 0.9)
        with_stop = float(due_dated[part].sum() / max(leaving, 1e-9))
        left[0, part] = rest / (1 - with_stop * (1 - _DATED))
        left[1, part] = _DATED * left[0, part]
        share *= 0.75
    return left, passed


def _prolonged(material: Observed, seen: LedgerSpells, came: InvoiceTiming) -> float:
    """The chance that a stated stop is passed, by the stops that lie back: in how many did invoices go on?"""
    frame, units = material.frame, material.units
    until = frame.closed - came.complete() - 2
    stops = units.has_row & ~units.once & (material.ends >= 0) & (material.ends < until) & (seen.last >= 0)
    met = stops & (seen.last >= material.ends - 1)
    on = met & (seen.last >= material.ends + 2)
    return float((on.sum() + _STOPS * _AT_HAND) / (met.sum() + _STOPS))
