"""A table of a TOML file read key by key; whatever is wrong with it is gathered, a sentence for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class TomlTable:
    """One table. ``where`` names it in sentences; relative paths are from ``folder``. Problems go to ``problems``."""

    def __init__(self, values: Mapping[str, Any], where: str, folder: Path, problems: list[str]) -> None:
        self._left, self._asked = dict(values), list[str]()
        self.where, self.folder, self.problems = where, folder, problems

    def bad(self, key: str, why: str) -> None:
        """Something is wrong with a key."""
        self.problems.append(f"{key}{self.where} {why}.")

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self._taken(key)
        if value is None or isinstance(value, str):
            return default if value is None else value
        self.bad(key, "skal være en tekst i anførselstegn")
        return default

    def choice(self, key: str, among: tuple[str, ...]) -> str:
        """One of some texts; the first, where the key is not there."""
        value = self.text(key, among[0])
        if value in among:
            return value
        self.bad(key, f"er »{value}«, men skal være {' eller '.join(among)}")
        return among[0]

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number, both ends included."""
        value = self._taken(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
            return value
        self.bad(key, f"skal være et helt tal fra {low} til {high}")
        return None

    def flag(self, key: str) -> bool:
        """true or false; false where the key is not there."""
        value = self._taken(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.bad(key, "skal være true eller false")
        return False

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A text or a list of them; None where the key is not there."""
        value = self._taken(key)
        if value is None:
            return None
        found = [value] if isinstance(value, str) else value
        if isinstance(found, list) and all(isinstance(each, str) and each for each in found):
            return tuple(found)
        self.bad(key, 'skal være en tekst i anførselstegn eller en liste af dem, ["…", "…"]')
        return None

    def path(self, key: str) -> Path | None:
        """A path."""
        text = self.text(key)
        return self.folder / text if text else None

    def paths(self, key: str) -> tuple[Path, ...]:
        """A path or a list of them."""
        return tuple(self.folder / text for text in self.texts(key) or ())

    def table(self, key: str) -> TomlTable | None:
        """A table within; None where there is none."""
        value = self._taken(key)
        if value is None or isinstance(value, dict):
            return None if value is None else TomlTable(value, f" i [{key}]", self.folder, self.problems)
        self.bad(key, f"skal være en tabel, [{key}]")
        return None

    def tables(self, key: str) -> Iterator[TomlTable]:
        """The tables of a list of them."""
        value = self._taken(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.bad(key, f"skal være en liste af tabeller, [[{key}]]")
            return
        for number, each in enumerate(value, start=1):
            where = f" i {key} nr. {number}{self.where}"
            yield TomlTable(each, where, self.folder, self.problems)

    def end(self) -> None:
        """Keys nobody has asked for are told, with those there are."""
        for key in self._left:
            self.bad(key, f"kendes ikke; her kan stå {', '.join(self._asked)}")

    def _taken(self, key: str) -> Any:
        self._asked.append(key)
        return self._left.pop(key, None)
