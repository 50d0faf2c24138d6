"""A workbook that is worked on by a machine that does not see its folder: it was sent as bytes, and goes back as bytes.

It stands in memory alone, so a machine that is lost leaves nothing of it anywhere. Whoever sent it saves what is made.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar, Token
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.books.file.save import copy_path
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied
    from styring_xl.books.file.replacement import Edition, MadeEdition


class SentBook(Struct):
    """``path`` is the workbook's name as it was asked for, ``where`` the file where it came from; ``data`` its bytes,
    and after a save those it would hold by then."""

    path: Path
    where: Path
    data: bytes
    number: int = 1
    """That of the next copy beside it."""
    why_not: str = ""
    """Why it could not be sent, as a sentence; empty where it could."""
    made: list[MadeEdition] = field(default_factory=list)
    """The saves, in the order they were asked for."""
    copies: tuple[int | None, int | None] | None = None
    """How many copies are to be kept, and for how many months, as the workbook says; None where nothing was asked."""

    def check(self) -> None:
        """Raise StyringError when it could not be sent."""
        if self.why_not:
            raise StyringError(self.why_not)

    def tried(self) -> None:
        """A save within a preview."""
        self.made.append(self._as_it_is(is_tried=True))

    def save(self, edition: Edition, logged: tuple[str, Mapping[str, int | float]], *, is_new: bool) -> Applied:
        """Keep a save for whoever sent the workbook; ``logged`` as in ``Replacement``. Returns what will have been
        done."""
        from styring_xl.books.file.replacement import Replacement

        if not is_new:
            self.made.append(self._as_it_is())
            return replace(edition.applied, path=self.where)
        copy, data = copy_path(self.where, self.number), edition.bytes()
        change = Replacement(self.where, self.where, self.data, copied=True, recorded=True, logged=logged)
        self.made.append(replace(self._as_it_is(), data=data, papers=change.papers(edition, copy)))
        self.number += 1
        self.data = data
        return replace(edition.applied, path=self.where, backup=copy)

    def _as_it_is(self, *, is_tried: bool = False) -> MadeEdition:
        from styring_xl.books.file.replacement import MadeEdition

        return MadeEdition(hashlib.sha256(self.data).hexdigest(), is_tried=is_tried)


_CURRENT: ContextVar[SentBook | None] = ContextVar("sent", default=None)


def sent_as(path: Path) -> SentBook | None:
    """The workbook that was sent here under a name; None for any other."""
    sent = _CURRENT.get()
    return sent if sent is not None and sent.path == path else None


@contextlib.contextmanager
def unpacked(sent: SentBook) -> Iterator[SentBook]:
    """What is done inside is done to a workbook that was sent."""
    token: Token[SentBook | None] = _CURRENT.set(sent)
    try:
        yield sent
    finally:
        _CURRENT.reset(token)
