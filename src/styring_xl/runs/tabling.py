"""Workbooks made into tables for BI, side by side or on a cluster, and read back to see that all is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from styring_xl.departments.department import OverviewItself
from styring_xl.departments.export import MadeTables, make, read_back
from styring_xl.errors import StyringError
from styring_xl.runs.crew import Crew
from styring_xl.runs.trouble import DIED, clear_errors, unforeseen


class NoTables(Struct, frozen=True):
    """A file without tables, with the reason; ``is_left_out`` for an overview, which nobody wants tables of."""

    why: str
    is_left_out: bool = False


class Tabling(Struct, frozen=True):
    """A workbook made into tables; arguments as ``make``."""

    year: int | None = None
    closed: int | None = None

    def __call__(self, file: Path) -> MadeTables | NoTables:
        try:
            with clear_errors():
                return make(file, year=self.year, closed=self.closed)
        except StyringError as error:
            return NoTables(str(error), isinstance(error, OverviewItself))
        except Exception as error:
            # An error of ours with one workbook must not stop the others.
            return NoTables(unforeseen(error))


def made_tables(
    work: Tabling, files: Sequence[Path], crew: Crew, done: Callable[[Path], None]
) -> Iterator[MadeTables | NoTables]:
    """What came of each file, in their order; ``done`` is told of each as it comes."""
    if crew.is_one(len(files)):
        for file in files:
            yield work(file)
            done(file)
        return
    waiting: dict[int, MadeTables | NoTables] = {}
    following = 0
    for number, result in crew.over(work, files, files, _died):
        waiting[number] = result
        done(files[number])
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _died(file: Path) -> MadeTables | NoTables:
    return NoTables(DIED)


def summed(places: Sequence[Path], crew: Crew) -> int:
    """As ``read_back``; by a worker of the crew's cluster that sees the files, where there is one."""
    if crew.cluster is not None and not crew.by_bytes and places:
        for _, found in crew.over(_seen, [tuple(places)], places, lambda item: None):
            if found is not None:
                return found
    return read_back(places)


def _seen(places: tuple[Path, ...]) -> int | None:
    return read_back(places) if all(place.exists() for place in places) else None
