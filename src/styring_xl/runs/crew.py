"""Who does the work of a run: processes on this machine, or the workers of a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import FileOutcome, Task, contained

if TYPE_CHECKING:
    from styring_xl.runs.by_bytes import Reply
    from styring_xl.runs.cluster import Cluster

Item = TypeVar("Item")
Result = TypeVar("Result")


class Help(Struct, frozen=True):
    """How many items are worked on at a time (0: one for each processor, or for each worker of a cluster), and the
    scheduler's address of the cluster that is to do the work; empty for this machine."""

    workers: int = 0
    cluster: str = ""
    by_bytes: bool = False
    """Whether the workbooks are sent to the cluster, whose workers do not see their folder."""

    def check(self) -> None:
        """Raise StyringError when it cannot be asked for."""
        if self.by_bytes and not self.cluster:
            raise StyringError("--by-bytes (by-bytes i batchfilen) kræver en klynge, --cluster.")


MACHINE: Final = Help()
"""All the processors of this machine."""


class Crew(Struct, frozen=True):
    """Those who do the work. ``cluster`` is None for this machine."""

    workers: int
    cluster: Cluster | None = None
    by_bytes: bool = False

    def is_one(self, count: int) -> bool:
        """Whether so many items are best done here, one after the other."""
        return self.cluster is None and (self.workers == 1 or count == 1)

    def over(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        files: Sequence[Path],
        died: Callable[[Item], Result],
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[int, Result]]:
        """The number and the result of each item, as they come; as ``side_by_side`` and ``Cluster.over``. ``files`` are
        those that the items are about."""
        if self.cluster is None:
            # Imported here, so that a run on a cluster, or of one file, does not load multiprocessing.
            from styring_xl.runs.lanes import cores, side_by_side

            return side_by_side(work, items, min(self.workers or cores(), len(items)), died, is_stopped)
        if self.by_bytes:
            replies = self._by_bytes(self.cluster, work, items, files, died, is_stopped)
            return ((number, reply.result) for number, reply in replies)
        folder = None if all(file.is_absolute() for file in files) else Path.cwd()
        return self.cluster.over(work, items, lambda item: item, self.workers, died, is_stopped, folder)

    def _by_bytes(
        self,
        cluster: Cluster,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        files: Sequence[Path],
        died: Callable[[Item], Result],
        is_stopped: Callable[[], bool],
    ) -> Iterator[tuple[int, Reply[Result]]]:
        from styring_xl.runs.by_bytes import InMemory, Parcel, Reply, packed

        in_memory: Callable[[Parcel[Item]], Reply[Result]] = InMemory(work)
        addressed = [*zip(items, files, strict=True)]

        def lost(addressed: tuple[Item, Path]) -> Reply[Result]:
            return Reply(died(addressed[0]))

        return cluster.over(in_memory, addressed, packed, self.workers, lost, is_stopped)

    def outcomes(
        self, tasks: Sequence[Task], died: Callable[[Task], FileOutcome], is_stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, FileOutcome]]:
        """The number and the outcome of each task, as they come; what is printed is held back."""
        files = [task.file for task in tasks]
        if self.cluster is None:
            yield from self.over(contained, tasks, files, died, is_stopped)
        elif self.by_bytes:
            from styring_xl.runs.by_bytes import contained_by_bytes, delivered

            for number, reply in self._by_bytes(self.cluster, contained_by_bytes, tasks, files, died, is_stopped):
                yield number, delivered(tasks[number], reply)
        else:
            from styring_xl.runs.cluster_work import contained_again

            yield from self.over(contained_again, tasks, files, died, is_stopped)


@contextlib.contextmanager
def assembled(wanted: Help, told: Callable[[str], None]) -> Iterator[Crew]:
    """Those who are asked for; ``told`` gets a sentence for each worker of a cluster that comes later and may not take
    part. Raises StyringError where the cluster cannot be had."""
    wanted.check()
    if not wanted.cluster:
        yield Crew(wanted.workers)
        return
    from styring_xl.runs.cluster import connected

    with connected(wanted.cluster, told) as cluster:
        yield Crew(wanted.workers, cluster, wanted.by_bytes)
