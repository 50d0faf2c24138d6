"""The names of a Calc document's cells, as Excel writes them."""

from __future__ import annotations

from typing import Any, List, Tuple

from .grammar import to_calc, to_excel
from .sheets import Sheets


class Names(Sheets):
    """A document's names."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self._are_held = False

    def names(self) -> List[Tuple[str, str]]:
        """The document's names and what they refer to, with ``=``."""
        return [(each.Name, "=" + to_excel(each.Content)) for each in self.model.NamedRanges]

    def find_name(self, name: str) -> Any:
        """A name as the document spells it, and what it refers to with ``=``; None when there is none."""
        spelled = self._spelled(name)
        return None if spelled is None else (spelled, "=" + to_excel(self.model.NamedRanges.getByName(spelled).Content))

    def set_name(self, name: str, refers_to: str) -> None:
        """Define a name, or let it refer to something else.

        After each of them LibreOffice would read all formulas of the document anew: it does so once for several that
        follow each other, when ``release_names`` is called.
        """
        names = self.model.NamedRanges
        if not self._are_held:
            names.addActionLock()
            self._are_held = True
        content = to_calc(refers_to[1:] if refers_to.startswith("=") else refers_to)
        known = self._spelled(name)
        if known is not None:
            names.getByName(known).Content = content
        else:
            names.addNewByName(name, content, self.model.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress, 0)

    def release_names(self) -> None:
        """Let LibreOffice take in the names that were set; before anything else is asked of the document."""
        if self._are_held:
            self._are_held = False
            self.model.NamedRanges.removeActionLock()

    def _spelled(self, name: str) -> Any:
        return next((each for each in self.model.NamedRanges.ElementNames if each.lower() == name.lower()), None)

    def remove_name(self, name: str) -> None:
        self.model.NamedRanges.removeByName(self._spelled(name))
