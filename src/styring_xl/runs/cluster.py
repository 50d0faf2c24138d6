"""Work done by the workers of a Dask cluster, in the place of processes on this machine.

Each item is a task of its own. Dask does the tasks of a worker that is killed or lost again, on another, until a task
has lost as many workers as the scheduler allows (four, where nobody has said otherwise).
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct, field

from styring_xl import __version__
from styring_xl.books.file.attempt import Attempt
from styring_xl.books.file.log import user_name
from styring_xl.errors import StyringError
from styring_xl.runs.cluster_work import Hand, Refusal, WorkOrder, introduced, perform

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER: Final = 10.0
"""Seconds that a scheduler is given to answer."""
_LOOK: Final = 1.0
"""Seconds between looks for workers that have come or gone."""
_ALONE: Final = 60.0
"""Seconds without any worker before the rest is given up."""
_SCHEMES: Final = ("tcp://", "tls://")

Item = TypeVar("Item")
Packed = TypeVar("Packed")
Result = TypeVar("Result")


@contextlib.contextmanager
def connected(address: str, told: Callable[[str], None]) -> Iterator[Cluster]:
    """A cluster, by its scheduler's address; ``told`` gets a sentence for each worker that comes later and may not take
    part. Raises StyringError when there is none, or one of its workers may not: then nothing has been begun.
    """
    if not address.startswith(_SCHEMES):
        raise StyringError(f"»{address}« er ikke en klynges adresse; den skrives som tcp://maskine:8786.")
    try:
        from distributed import Client
    except ImportError as error:
        raise StyringError("En klynge kræver Dask: pip install 'styring-xl[cluster]'.") from error
    # What it has to say is said by us, in a sentence.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_ANSWER)
    except (OSError, TimeoutError, ValueError, ImportError) as error:
        raise StyringError(f"Klyngen på {address} svarer ikke. Intet er begyndt. Se efter, om den kører.") from error
    try:
        cluster = Cluster(client, address, told)
        cluster.meet()
        yield cluster
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=_ANSWER)


class Cluster(Struct):
    """A scheduler and its workers. Those of them that may take part are its ``hands``, by address."""

    client: Client
    address: str
    told: Callable[[str], None]
    hands: dict[str, Hand] = field(default_factory=dict)
    _unfit: set[str] = field(default_factory=set)

    def meet(self) -> None:
        """Ask the workers what they are. Raises StyringError when there is none, or for each that may not take part."""
        refused = self._look()
        if refused:
            raise StyringError("\n".join(refused))
        if not self.hands:
            raise StyringError(f"Klyngen på {self.address} har ingen arbejdere. Intet er begyndt. Start mindst én.")

    def _look(self) -> list[str]:
        """Meets those who have come since, forgets those who have gone, and returns why some may not take part."""
        there = set(self.client.nthreads())
        for gone in [*self.hands]:
            if gone not in there:
                del self.hands[gone]
        new = there - set(self.hands) - self._unfit
        if not new:
            return []
        refused = []
        answers: dict[str, Any] = self.client.run(introduced, workers=sorted(new), on_error="return")
        for address, answer in sorted(answers.items()):
            match answer:
                case (str(name), str(edition), bool(may_spill)):
                    hand = Hand(name, edition, may_spill)
                case ImportError():
                    hand = Hand(address, "", False)
                case _:
                    continue  # It has gone meanwhile, or is about to; if it is not, it is asked again.
            if hand.why_not:
                self._unfit.add(address)
                refused.append(hand.why_not)
            else:
                self.hands[address] = hand
        return refused

    def over(
        self,
        work: Callable[[Packed], Result],
        items: Sequence[Item],
        packed: Callable[[Item], Packed],
        workers: int,
        died: Callable[[Item], Result],
        is_stopped: Callable[[], bool] = lambda: False,
        folder: Path | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """As ``side_by_side``: the number and the result of each item, as they come. ``workers`` is how many items are
        sent at a time, 0 for one to each worker; relative paths are from ``folder``.

        ``packed`` gives what is sent of an item, when it is sent. ``died`` gives the
        result of an item that has lost too many workers, or whose cluster was lost. Raises StyringError when no worker
        can begin an item.
        """
        run, user = uuid.uuid4().hex[:12], user_name()
        waiting = deque(range(len(items)))
        busy: dict[Future[Any], int] = {}
        refused: dict[int, int] = {}
        seen = time.monotonic()
        try:
            while waiting or busy:
                if is_stopped():
                    waiting.clear()
                self._look_again()
                if self.hands:
                    seen = time.monotonic()
                if self._is_lost() or time.monotonic() - seen > _ALONE:
                    for number in (*busy.values(), *waiting):
                        yield number, died(items[number])
                    return
                room = min(workers or len(self.hands), len(self.hands))
                while waiting and len(busy) < room:
                    number = waiting.popleft()
                    order = WorkOrder(work, packed(items[number]), Attempt(f"{run}-{number}", user), folder)
                    busy[self._send(order, f"{run}-{number}-{refused.get(number, 0)}", number in refused)] = number
                if not busy:
                    time.sleep(_LOOK / 4)
                    continue
                for future in _ended(busy):
                    result = _result(future)
                    if result is _NOT_YET:
                        continue
                    number = busy.pop(future)
                    # At once: where its worker dies with an answer that somebody still holds, Dask does it again.
                    future.release()
                    if isinstance(result, Refusal):
                        refused[number] = refused.get(number, 0) + 1
                        if refused[number] > len(self.hands):
                            raise StyringError(result.why)
                        waiting.appendleft(number)
                        continue
                    yield number, died(items[number]) if result is _LOST else result
        finally:
            if busy:
                with contextlib.suppress(Exception):
                    self.client.cancel([*busy])

    def _send(self, order: WorkOrder, key: str, is_again: bool) -> Future[Any]:
        with warnings.catch_warnings():
            # Dask finds that a workbook is much to send.
            warnings.simplefilter("ignore")
            return self.client.submit(
                perform,
                __version__,
                pickle.dumps(order),
                key=f"styring-xl-{key}",
                pure=False,
                # Where one has refused, the others are asked; should they have gone, it is better refused than left.
                workers=sorted(self.hands) if is_again else None,
                allow_other_workers=True if is_again else None,
            )

    def _look_again(self) -> None:
        """Looks for workers that have come or gone, and tells of those that may not take part."""
        # A scheduler that goes meanwhile gives no answer; that it has gone is asked by itself.
        with contextlib.suppress(Exception):
            if not self._is_lost():
                for sentence in self._look():
                    self.told(sentence)

    def _is_lost(self) -> bool:
        """Whether the scheduler has gone."""
        return self.client.status != "running"


_LOST: Final = object()
_NOT_YET: Final = object()


def _ended(busy: dict[Future[Any], int]) -> list[Future[Any]]:
    """Those that have ended, after a moment at the most."""
    from distributed import CancelledError, wait

    with contextlib.suppress(TimeoutError, CancelledError):
        wait([*busy], timeout=_LOOK, return_when="FIRST_COMPLETED")
    return [future for future in busy if future.status != "pending"]


def _result(future: Future[Any]) -> Any:
    """What came of a task; _LOST where nothing did, _NOT_YET where the worker that had the answer has gone, so
    that Dask does the task again."""
    if future.status != "finished":
        return _LOST
    try:
        return future.result(timeout=_ANSWER)
    except TimeoutError:
        return _NOT_YET
    except Exception:
        return _LOST
