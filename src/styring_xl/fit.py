"""The refresh that fits a book: nothing of the user's is written over, whichever program holds the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic

from msgspec import Struct

from styring_xl.cells.book import Book, Obstacle, PlanT
from styring_xl.cells.patch import Patch
from styring_xl.heap import give_back
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Blocked, Refreshed, refresh

_ROUNDS: Final = 5
"""Blocking a cell changes the patch, which may uncover further conflicts; five rounds have always been enough."""


class Fitted(Struct, Generic[PlanT], frozen=True):
    """What a refresh gives, the plan of what it changes, and the obstacles that are left alone."""

    refreshed: Refreshed
    plan: PlanT
    obstacles: tuple[Obstacle, ...]


def _whole(patch: Patch) -> Patch:
    return patch


def fit(
    book: Book[PlanT], snapshot: Snapshot, narrow: Callable[[Patch], Patch] = _whole, *, is_written: bool = True
) -> Fitted[PlanT]:
    """The refresh and the plan that changes only what differs and nothing that would harm the user's own cells.

    ``narrow`` says which part of each patch is to be written; where none ``is_written``, the findings are what is asked
    for (see ``refresh``).
    """
    refreshed = refresh(snapshot, is_written=is_written)
    # To hold what is drawn against what stands there needs much room too.
    give_back()
    plan = book.plan(narrow(refreshed.patch))
    blocked, found = Blocked(), list(plan.obstacles)
    for _ in range(_ROUNDS):
        if not plan.obstacles:
            break
        # What is in the way becomes a finding, so the findings are computed again knowing it.
        blocked = _more(blocked, plan.obstacles)
        refreshed = refresh(snapshot, blocked, refreshed.uncertainty, is_written=is_written)
        plan = book.plan(narrow(refreshed.patch))
        found += plan.obstacles
    return Fitted(refreshed, plan, tuple(found))


def _more(blocked: Blocked, obstacles: Sequence[Obstacle]) -> Blocked:
    areas, cells = dict(blocked.areas), set(blocked.cells)
    for each in obstacles:
        places = [(each.sheet, row, column) for row, column in each.cells]
        if each.area:
            areas[each.area] = places[0]
        else:
            cells.update(places)
    return Blocked(areas, frozenset(cells))
