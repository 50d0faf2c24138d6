"""What a command takes: its options and arguments, as they stand in its signature."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, get_args, get_origin


class Parameter:
    """What the help says of a parameter, and what it may be."""

    __slots__ = ("flags", "help", "max", "metavar", "min")

    def __init__(
        self, *flags: str, help: str, metavar: str = "", min: int | None = None, max: int | None = None
    ) -> None:
        self.flags, self.help, self.metavar, self.min, self.max = flags, help, metavar, min, max


class Option(Parameter):
    """Is given by one of its ``flags``: its name, where none is stated. ``--this/--that`` says yes or no."""


class Argument(Parameter):
    """Is given by its place."""


def add(parser: argparse.ArgumentParser, name: str, annotation: object, default: object, *, is_needed: bool) -> str:
    """Adds a parameter of a command to its parser and returns how the usage line shows it, empty for an option."""
    if get_origin(annotation) is not Annotated:
        raise TypeError(f"{name} is neither an option nor an argument.")
    kind, shown = get_args(annotation)
    if isinstance(kind, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    is_many = get_origin(kind) is list
    if is_many:
        (kind,) = get_args(kind)
    read, text = _reader(kind, shown), shown.help.replace("%", "%%")
    if isinstance(shown, Argument):
        count = "+" if is_many else None if is_needed else "?"
        parser.add_argument(name, nargs=count, default=default, type=read, metavar=shown.metavar, help=text)
        return str(shown.metavar)
    flags = shown.flags or (f"--{name.replace('_', '-')}",)
    if kind is bool:
        yes, _, no = flags[-1].partition("/")
        parser.add_argument(*flags[:-1], yes, dest=name, action="store_true", default=default, help=text)
        if no:
            parser.add_argument(no, dest=name, action="store_false", default=default, help=f"The opposite of {yes}.")
        return ""
    parser.add_argument(
        *flags,
        action="append" if is_many else "store",
        dest=name,
        required=is_needed,
        default=default,
        type=read,
        metavar=shown.metavar or _NAMES.get(kind, "TEXT"),
        help=f"{text} Required." if is_needed else f"{text} [{default}]" if default else text,
    )
    return ""


_NAMES: dict[object, str] = {int: "NUMBER", Path: "PATH", datetime: "DATE"}


def _reader(kind: Callable[[str], object], shown: Parameter) -> Callable[[str], object]:
    """What makes a value of a word; raises ArgumentTypeError with what is wrong."""

    def number(text: str) -> int:
        least, most = shown.min, shown.max
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text} er ikke et helt tal.") from None
        if (least is not None and value < least) or (most is not None and value > most):
            bounds = f"på mindst {least}" if most is None else f"fra {least} til {most}"
            raise argparse.ArgumentTypeError(f"{value} er ikke et tal {bounds}.")
        return value

    def day(text: str) -> datetime:
        try:
            return datetime.strptime(text, "%Y-%m-%d")
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text} er ikke en dag; skriv den som 2026-03-31.") from None

    readers: dict[object, Callable[[str], object]] = {int: number, datetime: day}
    return readers.get(kind, kind)
