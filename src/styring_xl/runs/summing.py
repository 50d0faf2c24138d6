"""Workbooks brought down to their sums, one after another or side by side, for an overview of departments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from styring_xl.departments.department import Department, OverviewItself, of_file
from styring_xl.departments.overview import LeftOut
from styring_xl.errors import StyringError
from styring_xl.runs.crew import Crew
from styring_xl.runs.trouble import DIED, clear_errors, unforeseen


class Summing(Struct, frozen=True):
    """A workbook brought down to its sums, or the sentence that says why it cannot be; arguments as ``of_file``."""

    year: int | None = None
    closed: int | None = None

    def __call__(self, file: Path) -> Department | str | None:
        """None for a file that is an overview itself: nobody wants it added."""
        try:
            with clear_errors():
                return of_file(file, year=self.year, closed=self.closed)
        except OverviewItself:
            return None
        except StyringError as error:
            return str(error)
        except Exception as error:
            # An error of ours with one workbook must not stop the others.
            return unforeseen(error)


class BroughtDown(Struct, frozen=True):
    """What came of some files, each in their order: departments, files that cannot be read, overviews themselves."""

    departments: tuple[Department, ...]
    refused: tuple[tuple[Path, str], ...]
    overviews: tuple[Path, ...]

    @property
    def left_out(self) -> list[LeftOut]:
        """The files that cannot be read, as an overview tells of them."""
        return [LeftOut(file.stem, file.name, f"Ikke læst: {why}") for file, why in self.refused]


def bring_down(work: Summing, files: Sequence[Path], crew: Crew, done: Callable[[Path], None]) -> BroughtDown:
    """Reads the files; no more of them are in memory than the ``crew`` has hands; ``done`` is told of each."""
    found: dict[int, Department | str | None] = {}
    for number, result in _results(work, files, crew):
        found[number] = result
        done(files[number])
    departments: list[Department] = []
    refused: list[tuple[Path, str]] = []
    overviews: list[Path] = []
    for number, file in enumerate(files):
        result = found[number]
        if result is None:
            overviews.append(file)
        elif isinstance(result, str):
            refused.append((file, result))
        else:
            departments.append(result)
    return BroughtDown(tuple(departments), tuple(refused), tuple(overviews))


def _results(work: Summing, files: Sequence[Path], crew: Crew) -> Iterator[tuple[int, Department | str | None]]:
    if crew.is_one(len(files)):
        yield from enumerate(map(work, files))
    else:
        yield from crew.over(work, files, files, _died)


def _died(file: Path) -> Department | str | None:
    return DIED
