"""Work done side by side: some lanes, each a process of its own that does one item after the other.

Each lane has its own pipe, so it is always known which item a process was doing when it died, and only that one is
lost: the pools of the standard library and of loky share one queue, and give up everything that is under way when one
of their processes is killed. A lane whose parent is killed sees its pipe close, ends the item it has, and goes.

New processes are started from nothing (spawn) on every system: they inherit no lock, no thread and no open file.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Generic, TypeVar, cast

from styring_xl.collector import none_at_exit

_MOST: Final = 60
"""Windows waits for no more than 63 things at once."""
_PATIENCE: Final = 5.0
"""Seconds that a lane without work is given to end."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
    died: Callable[[Item], Result],
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, Result]]:
    """The number and the result of each item, as they come; the work, the items and the results can be pickled.

    ``died`` gives the result of an item whose process ended before its work did. Once ``is_stopped``, no more items are
    begun, and those that were not have no result. The items are begun in the order given, and each lane holds one at a
    time, so there is never more in memory than the ``workers`` largest take.
    """
    waiting = deque(enumerate(items))
    idle: list[_Lane[Item, Result]] = []
    busy: dict[Connection, tuple[_Lane[Item, Result], int, Item]] = {}
    try:
        while True:
            while waiting and len(busy) < min(workers, _MOST) and not is_stopped():
                number, item = waiting.popleft()
                lane = idle.pop() if idle else _Lane(work)
                busy[lane.pipe] = lane, number, item
                # A process that has died meanwhile is noticed when its answer is waited for.
                with contextlib.suppress(OSError):
                    lane.pipe.send(item)
            if not busy:
                return
            for ready in wait(list(busy)):
                lane, number, item = busy.pop(cast(Connection, ready))
                try:
                    result = lane.pipe.recv()
                except (EOFError, OSError):
                    lane.end()
                    result = died(item)
                else:
                    idle.append(lane)
                yield number, result
    finally:
        for lane, _, _ in busy.values():
            lane.process.terminate()
        for lane in (*idle, *(each[0] for each in busy.values())):
            lane.end()


class _Lane(Generic[Item, Result]):
    """A process and our end of its pipe."""

    def __init__(self, work: Callable[[Item], Result]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _interrupts_ignored():
            self.process.start()
        # Only the process has the other end now, so that it closes when the process ends.
        theirs.close()

    def end(self) -> None:
        """Wait for the process to see that there is no more, and to go."""
        self.pipe.close()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process that is started inside ignores Ctrl-C from its first moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """What a lane's process does until its pipe closes. Ctrl-C at the terminal reaches it too, but is its parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Plain values hold no cycles, and the search for them takes a third of the time with half a million values.
    gc.disable()
    none_at_exit()
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(work(pipe.recv()))
            gc.collect()
