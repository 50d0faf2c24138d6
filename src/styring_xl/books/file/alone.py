"""A workbook held while it is saved, or seen to be as it was: nobody else saves it meanwhile, and what lost saves have
left beside it is cleared."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from styring_xl.books.file.lock import check_not_open, check_writable, only_one
from styring_xl.books.file.log import end_open_line
from styring_xl.books.file.save import RECORD_NAME, StandingFile, clear_leftovers


@contextlib.contextmanager
def alone_with(where: Path, standing: Callable[[], StandingFile], *, in_place: bool) -> Iterator[Callable[[], None]]:
    """Hold a file that is to be saved, and clear what lost saves have left of it. Gives what raises StyringError when
    somebody has opened or saved it meanwhile; ``standing`` gives what stands there, once the lock is held."""
    with only_one(where):
        stood = standing()

        def check() -> None:
            check_not_open(where)
            stood.check()

        check()
        clear_leftovers(where)
        clear_orphans(where.parent)
        if in_place:
            end_open_line(where)
        yield check


def look_at(where: Path, stood: StandingFile) -> None:
    """What a save in place does where there turns out to be nothing to write. Raises StyringError as it does."""
    check_not_open(where)
    check_writable(where)
    with alone_with(where, lambda: stood, in_place=True):
        pass


def clear_orphans(folder: Path) -> None:
    """Remove the records of workbooks that are gone with their copies: there is nothing to take back with them."""
    with contextlib.suppress(OSError):
        for each in [*folder.iterdir()]:
            match = RECORD_NAME.fullmatch(each.name)
            if match is None or (folder / match["workbook"]).exists():
                continue
            # A record is arrays, which take a tenth of a second to import; there is seldom one to read.
            from styring_xl.books.file.record import read_record

            record = read_record(each)
            if record is not None and not (folder / record.backup).exists():
                with contextlib.suppress(OSError):
                    each.unlink()
