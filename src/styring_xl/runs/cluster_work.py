"""What a worker of a cluster is asked to do: say what it is, and do the work on one file.

What is sent is plain bytes until it is known that both ends have the same edition of the program.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import threading
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import __version__
from styring_xl.books.file.attempt import Attempt, on_behalf
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import FileOutcome, Task, Work, contained

_ONE: Final = threading.Lock()
"""A process works on one workbook at a time, however many threads it has: its memory is then that workbook's, and what
is printed is too."""


class DaskWorker(Protocol):
    """What is asked of a worker of Dask's."""

    name: object
    address: str
    data: MutableMapping[Any, Any]


class Hand(Struct, frozen=True):
    """A worker: what it is called, and what of the program and of its settings the work depends on."""

    name: str
    edition: str
    """The edition of the program that it has; empty for none."""
    may_spill: bool
    """Whether it may put results on its disk when memory is short."""

    @property
    def why_not(self) -> str:
        """Why it may not take part, as a sentence; empty where it may."""
        if self.edition != __version__:
            return wrong_edition(self.name, self.edition, __version__)
        if self.may_spill:
            return (
                f"Arbejderen {self.name} må lægge mellemresultater på sin disk, og i dem kan der være CPR-numre, så "
                "den får ingen projektmapper. Start den med DASK_DISTRIBUTED__WORKER__MEMORY__TARGET=False og "
                "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL=False."
            )
        return ""


def wrong_edition(worker: str, theirs: str, ours: str) -> str:
    """The sentence about a worker with another edition of the program than who sends the work."""
    has = f"styring-xl {theirs}" if theirs else "ikke styring-xl"
    return (
        f"Arbejderen {worker} har {has}, men her er styring-xl {ours}, så den får ingen projektmapper. Installér den "
        "samme udgave på den."
    )


def introduced(dask_worker: DaskWorker) -> tuple[str, str, bool]:
    """A worker's name, edition and whether it may put results on its disk, as values that any edition can read."""
    return f"{dask_worker.name} ({dask_worker.address})", __version__, type(dask_worker.data) is not dict


class WorkOrder(Struct, frozen=True):
    """One item of a run as it is sent: the work, the attempt's name, and the folder that relative paths are from, None
    where there are none."""

    work: Callable[[Any], Any]
    item: Any
    attempt: Attempt
    folder: Path | None


class Refusal(Struct, frozen=True):
    """The worker could not begin; ``why`` is a sentence that names it."""

    why: str


def perform(edition: str, payload: bytes) -> Any:
    """The result of an order, sent as bytes from the ``edition``; a Refusal where this is another."""
    if edition != __version__:
        return Refusal(wrong_edition(_name(), __version__, edition))
    with _ONE:
        order: WorkOrder = pickle.loads(payload)
        try:
            with _standing_in(order.folder), on_behalf(order.attempt), _no_search():
                return order.work(order.item)
        except NotShared:
            return Refusal(
                f"Arbejderen {_name()} kan ikke se mappen {order.folder}. Skriv hele stien, eller del mappen med den."
            )


class NotShared(Exception):
    """The folder that paths are from is not there."""


@contextlib.contextmanager
def _standing_in(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    before = Path.cwd()
    try:
        os.chdir(folder)
    except OSError as error:
        raise NotShared from error
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _no_search() -> Iterator[None]:
    """Plain values hold no cycles, and the search for them takes a third of the time with half a million values."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _name() -> str:
    from distributed import get_worker

    worker = get_worker()
    return f"{worker.name} ({worker.address})"


class BegunAgain(Struct, frozen=True):
    """Work on a file that may have been begun on a worker that was lost: what that one had done is taken back first."""

    work: Work

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.books.file.again import take_back

        if not file.exists():
            raise StyringError(
                f"Arbejderen {_name()} kan ikke se filen. Mappen skal være delt med den, under det samme navn."
            )
        take_back(file)
        return self.work(file)


def contained_again(task: Task) -> FileOutcome:
    """As ``contained``, on a worker of a cluster."""
    return contained(replace(task, work=BegunAgain(task.work)))
