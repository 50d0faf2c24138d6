"""What cells need of their sheet, a sheet of its book and a book of the program: that, and no more, they know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from styring_xl.calc.program.channel import Channel


class Calls(Protocol):
    """Calls about one document: name and arguments as ``program.document.Document`` has them."""

    def __call__(self, name: str, *arguments: Any) -> Any: ...


class Program(Protocol):
    """The program, as a book needs it."""

    channel: Channel
    copied: Any
    """The row whose looks others are to have."""

    def on(self, document: str) -> Calls:
        """The calls about one of the documents."""
        ...


class SheetHolder(Protocol):
    """A book, as its sheets and cells need it."""

    call: Calls

    @property
    def app(self) -> Program: ...

    @property
    def name(self) -> str: ...

    @property
    def null_date(self) -> int:
        """Day 0 of the document's dates, in days after 30-12-1899."""
        ...

    @property
    def names(self) -> Any: ...


class CellHolder(Protocol):
    """A sheet, as its cells need it."""

    call: Calls

    @property
    def name(self) -> str: ...

    @property
    def book(self) -> SheetHolder: ...

    @property
    def used_range(self) -> Any: ...

    @property
    def tables(self) -> Iterable[Any]: ...
