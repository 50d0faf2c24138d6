"""Which parts of a disposition sheet a word may name, looked up by word instead of part by part."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from styring_xl.reading.sum_label import long_words, stem

_NEVER = 1 << 62


class PartNames:
    """The words of the parts' names. ``near`` is so many parts, counted from the first.

    What tells a part from others are the stems of its words, and all of a word that another near part's word begins
    like: Familiepleje and Familiebehandling.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._words = [long_words(name) for name in names]
        self._with_stem: dict[str, list[int]] = {}
        self._with_word: dict[str, dict[str, list[int]]] = {}
        self._alike_after: dict[str, int] = {}
        self._shared_after: dict[str, int] = {}
        for at, words in enumerate(self._words):
            for word in dict.fromkeys(words):
                own = self._with_word.setdefault(stem(word), {})
                if own and word not in own:
                    self._alike_after.setdefault(stem(word), at)
                parts = own.setdefault(word, [])
                parts.append(at)
                if len(parts) > 1:
                    self._shared_after.setdefault(stem(word), at)
            for beginning in dict.fromkeys(map(stem, words)):
                self._with_stem.setdefault(beginning, []).append(at)

    def is_alike(self, beginning: str, near: int) -> bool:
        """Whether different words of near parts have that stem."""
        return self._alike_after.get(beginning, _NEVER) < near

    def is_shared(self, beginning: str, near: int) -> bool:
        """Whether a whole word with that stem is in the names of several near parts."""
        return self._shared_after.get(beginning, _NEVER) < near

    def words(self, beginning: str, near: int) -> list[str]:
        """The words of near parts that have that stem."""
        return [word for word, parts in self._with_word.get(beginning, {}).items() if parts[0] < near]

    def told_by(self, telling: str, near: int) -> tuple[int, int]:
        """How many near parts a stem or a word tells, and the first of them."""
        beginning = stem(telling)
        if self.is_alike(beginning, near):
            parts: Sequence[int] = self._with_word[beginning].get(telling, ())
        else:
            parts = self._with_stem.get(telling, ())
        count = bisect_left(parts, near)
        return count, parts[0] if count else -1

    def telling(self, part: int, near: int) -> set[str]:
        """What tells a part from the near ones."""
        return {word if self.is_alike(stem(word), near) else stem(word) for word in self._words[part]}

    def whole_words(self, said: Iterable[str], near: int) -> set[str]:
        """The parts' words that a sum's words with a stem of several stand for, or those words where none fits."""
        found: set[str] = set()
        for word in said:
            beginning = stem(word)
            if self.is_alike(beginning, near):
                others = self.words(beginning, near)
                found |= {each for each in others if each.startswith(word) or word.startswith(each)} or {word}
        return found
