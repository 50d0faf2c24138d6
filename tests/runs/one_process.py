"""The items of a run done in this process: a story that is not about processes need not wait for them to start."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def one_after_the_other(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
    died: Callable[[Item], Result],
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, Result]]:
    """As ``lanes.side_by_side``; what a process would be sent, and what it would answer, is pickled here too."""
    mine = pickle.loads(pickle.dumps(work))
    for number, item in enumerate(items):
        if is_stopped():
            return
        yield number, pickle.loads(pickle.dumps(mine(pickle.loads(pickle.dumps(item)))))
