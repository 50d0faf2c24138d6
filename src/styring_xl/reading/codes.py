"""Numbers for names, so that rows can be grouped without comparing texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from styring_xl.danish.text import label

Ints = npt.NDArray[np.int64]


class Codes:
    """Numbers for names that mean the same: case, punctuation and spaces do not tell them apart.

    ``names`` holds the first spelling met of each, at its number.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._by_label: dict[str, int] = {}
        self._by_text: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The name's number, a new one when it has not been met."""
        known = self._by_text.get(name)
        if known is None:
            key = label(name)
            known = self._by_label.get(key)
            if known is None:
                known = self._by_label[key] = len(self.names)
                self.names.append(name)
            self._by_text[name] = known
        return known

    def all(self, names: Sequence[str]) -> Ints:
        """The numbers of (n,) names, int64 (n,)."""
        return np.fromiter((self.of(name) for name in names), np.int64, len(names))
