"""A list that users keep beside the disposition, such as contracts or goals: its columns and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.look import Look
from styring_xl.standard.mask import Mask
from styring_xl.standard.rule import DropDown, InputRule
from styring_xl.standard.table import InputTable


class Holds(StrEnum):
    """What the cells of a list's column hold, and so how they are read, look and are anonymised."""

    TEXT = "text"
    CITIZEN = "citizen"
    MEASURE = "measure"
    SUPPLIER = "supplier"
    DATE = "date"
    KRONER = "kroner"
    UNIT = "unit"
    PART = "part"
    CHANGE = "change"
    NUMBER = "number"
    WHOLE = "whole"
    REMARK = "remark"


_LOOKS: Final[Mapping[Holds, Look]] = {
    Holds.CITIZEN: look.TYPED_CPR,
    Holds.DATE: look.TYPED_DATE,
    Holds.KRONER: look.TYPED_EXACT,
    Holds.PART: look.TYPED_FACTOR,
    Holds.CHANGE: look.TYPED_FACTOR,
    Holds.NUMBER: look.TYPED_COUNT,
    Holds.WHOLE: look.TYPED_WHOLE,
}
_MASKS: Final[Mapping[Holds, Mask]] = {
    Holds.CITIZEN: Mask.CITIZEN,
    Holds.MEASURE: Mask.MEASURE,
    Holds.SUPPLIER: Mask.SUPPLIER,
    Holds.DATE: Mask.FIGURE,
    Holds.KRONER: Mask.MONEY,
    Holds.PART: Mask.FIGURE,
    Holds.CHANGE: Mask.FIGURE,
    Holds.NUMBER: Mask.FIGURE,
    Holds.WHOLE: Mask.FIGURE,
    Holds.REMARK: Mask.BLANK,
}


class ListField(Struct, frozen=True):
    """A column of a list. ``needed`` rows without it cannot be used; ``words`` are all that may stand in it.

    ``also`` are other headers that users give it; ``width`` is in characters.
    """

    name: str
    header: str
    holds: Holds = Holds.TEXT
    width: float = 16
    needed: bool = False
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rule: InputRule | None = None

    @property
    def column(self) -> Column:
        """The column of the standard workbook's table."""
        shown = _LOOKS.get(self.holds, look.TYPED_TEXT)
        rule = self.rule or (DropDown(self.words, "Vælg på listen.") if self.words else None)
        return Column(self.name, self.header, shown, self.width, rule=rule, mask=self.mask)

    @property
    def mask(self) -> Mask:
        """What becomes of its cells in an anonymised copy."""
        return _MASKS.get(self.holds, Mask.TEXT)


class ListTable(Struct, frozen=True):
    """A list as the standard workbook has it, and the words by which a user's own table is known to be one.

    ``also`` are what such a sheet or Excel table may be called; a table that nobody has called so is one when it has
    the columns of ``telling``.
    """

    name: str
    title: str
    note: str
    fields: tuple[ListField, ...]
    also: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    across: str = ""
    """The column that users may lay out with one column for each year."""

    @property
    def table(self) -> InputTable:
        """The Excel table of the standard workbook."""
        return InputTable(self.name, self.title, self.note, tuple(field.column for field in self.fields))

    def field(self, name: str) -> ListField:
        """The column of that name. Raises KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


class ListSheet(Struct, frozen=True):
    """A sheet of lists that stand side by side, so that each can grow."""

    name: str
    code_name: str
    title: str
    note: str
    tables: tuple[ListTable, ...]
