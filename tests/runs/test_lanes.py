"""Work side by side: every item once, and a process that dies takes only its own with it."""

from __future__ import annotations

from pathlib import Path

from styring_xl.runs.lanes import side_by_side
from tests.runs import tasks


def lost(item: int) -> int:
    return -1


def test_every_item_is_done_once() -> None:
    assert sorted(side_by_side(tasks.doubled, range(7), 3, lost)) == [(n, 2 * n) for n in range(7)]


def test_no_more_lanes_are_opened_than_asked_for_and_a_slow_one_holds_nobody_up(tmp_path: Path) -> None:
    items = [tmp_path / str(number) for number in range(6)]
    done = list(side_by_side(tasks.first_waits_for_last, items, 2, lambda item: -1))
    # The one it waits for may answer a moment later than it.
    assert 0 in [number for number, _ in done[-2:]]
    assert len({process for _, process in done}) == 2


def test_a_process_that_is_killed_takes_its_own_item_alone() -> None:
    done = dict(side_by_side(tasks.killed_at_three, range(8), 2, lost))
    assert done == {**{n: n for n in range(8)}, 3: -1}


def test_nothing_more_is_begun_when_it_is_stopped_and_what_was_begun_is_finished() -> None:
    done: list[int] = []
    for number, _ in side_by_side(tasks.doubled, range(50), 1, lost, lambda: len(done) >= 2):
        done.append(number)
    assert done == [0, 1]
