"""The command line of functions: each a command, its options and help as its signature and docstring say them.

argparse of the standard library does the work, for the one command that is asked for. A library that makes a parser of
each function, and colours its help, took longer to start than numpy.
"""

from __future__ import annotations

import argparse
import errno
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from glob import glob
from importlib import import_module
from typing import Any, NoReturn, TextIO, get_type_hints

from styring_xl.cli import parameter, refusal


class Exit(Exception):
    """Ends a command with an exit code."""

    def __init__(self, code: int = 0) -> None:
        self.code = code


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Prints to stdout, or to stderr, at once: both may go to one file."""
    stream: TextIO | None = sys.stderr if err else sys.stdout
    if stream is not None:  # a program without a window has none
        stream.write(text + "\n" if nl else text)
        stream.flush()


class Subcommand:
    """A function as a command; ``place`` is its module and name, ``refresh.check``."""

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self._module, _, self._function = place.partition(".")

    @property
    def function(self) -> Callable[..., None]:
        """Imported when it is asked for."""
        found: Callable[..., None] = vars(import_module(f"styring_xl.cli.{self._module}"))[self._function]
        return found

    @property
    def help(self) -> str:
        """What the command does, in a sentence."""
        return inspect.cleandoc(self.function.__doc__ or "").replace("\n", " ")

    def parser(self) -> _Parser:
        """Of its options and arguments. What cannot be parsed ends the program with 2."""
        function = self.function
        parser = _Parser(prog=f"styring-xl {self.name}", description=self.help)
        hints = get_type_hints(function, include_extras=True)
        usage = []
        for name, each in inspect.signature(function).parameters.items():
            is_needed = each.default is inspect.Parameter.empty
            default = None if is_needed else each.default
            usage.append(parameter.add(parser, name, hints[name], default, is_needed=is_needed))
        parser.usage = " ".join(["%(prog)s [OPTIONS]", *filter(None, usage)])
        return parser

    def run(self, words: Sequence[str]) -> None:
        """Raises Exit, or SystemExit for words it does not take."""
        parser = self.parser()
        if hyphened := parser.hyphened(words):
            parser.error(hyphened)
        # Mixed with options, what follows -- is lost.
        parse = parser.parse_args if "--" in words else parser.parse_intermixed_args
        self.function(**vars(parse([*parser.joined(words)])))


class _Parser(argparse.ArgumentParser):
    def __init__(self, prog: str, description: str) -> None:
        self._flags: dict[str, bool] = {}
        """Each flag, and whether a value follows it."""
        super().__init__(prog, description=description, allow_abbrev=False)

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        action = super().add_argument(*names, **given)
        self._flags |= dict.fromkeys(action.option_strings, action.nargs != 0)
        return action

    def joined(self, words: Sequence[str]) -> Iterator[str]:
        """The words with a value that begins with a sign, such as -12.345,00, as one with its flag: argparse takes it
        for an option of its own."""
        left = iter(words)
        for word in left:
            value = next(left, None) if self._flags.get(word) else None
            if value is None:
                yield word
            elif value.startswith("-") and value.partition("=")[0] not in self._flags:
                yield f"{word}={value}" if word.startswith("--") else word + value
            else:
                yield from (word, value)

    def hyphened(self, words: Sequence[str]) -> str:
        """What to write instead of a file whose name is taken for an option; empty where there is none."""
        # A value that follows its flag is no file by itself.
        alone = [word for before, word in zip(("", *words), words, strict=False) if not self._flags.get(before)]
        return refusal.hyphened(alone, self._flags)

    def error(self, message: str) -> NoReturn:
        refuse(self.prog, self.format_usage(), refusal.told(message))


def refuse(prog: str, usage: str, message: str) -> NoReturn:
    """Ends the program over words that cannot be taken."""
    echo(f"{usage}\n{message}\nSe, hvad der kan stå: {prog} --help", err=True)
    raise SystemExit(2)


class CommandLine:
    """A program of commands, in the order they are listed in; called with the words after its name, gives its exit
    code."""

    def __init__(self, name: str, help: str, version: str, places: Mapping[str, str]) -> None:
        self._name, self._help, self._version = name, help, version
        self.commands = {each: Subcommand(each, place) for each, place in places.items()}

    def __call__(self, words: Sequence[str]) -> int:
        """Runs the command that the words ask for."""
        try:
            return self._run(words)
        except Exit as end:
            return end.code
        except KeyboardInterrupt:
            echo("Afbrudt: den fil, der var i gang, er, som den var; kør kommandoen igen, når du vil.", err=True)
            return 130
        except OSError as error:
            if error.errno != errno.EPIPE:
                raise
            # Whoever reads what is printed has gone: nothing is to be said, on the way out either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1

    def _run(self, words: Sequence[str]) -> int:
        usage = f"usage: {self._name} [OPTIONS] COMMAND [ARGS]...\n"
        if not words or words[0] == "--help":
            echo(usage + "\n" + self._listed())
            return 0 if words else 2
        if words[0] == "--version":
            echo(f"{self._name} {self._version}")
            return 0
        if words[0] not in self.commands:
            from difflib import get_close_matches

            what = "et valg" if words[0].startswith("-") else "en kommando"
            near = get_close_matches(words[0], self.commands, n=1)
            meant = f" Mente du {near[0]}?" if near else ""
            refuse(self._name, usage, f"{words[0]} er ikke {what}.{meant}")
        self.commands[words[0]].run([*_expanded(words[1:])])
        return 0

    def _listed(self) -> str:
        """The help of the whole: a line or more for each command."""
        parser = argparse.ArgumentParser(
            prog=self._name, usage=argparse.SUPPRESS, description=self._help, add_help=False
        )
        options = parser.add_argument_group("options")
        options.add_argument("--version", action="store_true", help="Print the version and stop.")
        options.add_argument("--help", action="store_true", help="Show this message and exit.")
        commands = parser.add_argument_group("commands")
        for each in self.commands.values():
            commands.add_argument(each.name, help=each.help.replace("%", "%%"))
        return parser.format_help().rstrip()


def _expanded(words: Iterable[str]) -> Iterable[str]:
    """Patterns as the files they fit, on Windows, whose shell leaves that to the program."""
    for word in words:
        yield from (os.name == "nt" and glob(os.path.expandvars(os.path.expanduser(word)), recursive=True)) or [word]
