"""The copy before its result sheets are made: every sheet written anew, and put together to a workbook."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import Final

from msgspec import Struct

from styring_xl import workbook
from styring_xl.anonymise.choices import choices
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.formulas import may_stay
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.looks import clean_styles
from styring_xl.anonymise.package import SheetPart, packed
from styring_xl.anonymise.plan import Plans
from styring_xl.anonymise.sheet import write
from styring_xl.anonymise.tables import tables
from styring_xl.errors import StyringError

_HIDDEN: Final = ("hidden", "veryHidden")


class CleanContents(Struct, frozen=True):
    """The workbook's bytes, and how many formulas are replaced by their results."""

    data: bytes
    emptied: int


def contents(given: GivenWorkbook, columns: Masked, plans: Plans) -> CleanContents:
    """The sheets of a workbook with stand-ins for whatever is anybody's."""
    formulas = _KeptFormulas({old for old, new in columns.texts.sheets.items() if old == new}, columns)
    made = tables(given, plans)
    lists = choices(given.book, {each.name: each.heads for some in made.values() for each in some}, columns)
    sheets: list[SheetPart] = []
    for sheet in given.sheets:
        own = made[sheet.name]
        listed = partial(lists.listed, sheet.name)
        body = write(given.book, sheet, plans.of(sheet), formulas.keeps, len(own), listed, columns.bound)
        state = sheet.entry.state if sheet.entry.state in _HIDDEN else ""
        sheets.append(SheetPart(columns.texts.sheets[sheet.name], state, body, [each.data for each in own]))
    if all(each.state for each in sheets):
        raise StyringError(
            "Projektmappen har ingen synlige ark med celler at lave en kopi af. Vis mindst ét, og prøv igen."
        )
    with zipfile.ZipFile(io.BytesIO(workbook.build())) as template:
        theme = template.read("xl/theme/theme1.xml")
        plain = template.read("xl/styles.xml")
    styles = clean_styles(plain if given.book.related("styles") is None else given.book.styles.data, columns.bound)
    return CleanContents(packed(sheets, lists.names, styles, theme, given.book.date1904), formulas.emptied)


class _KeptFormulas(Struct):
    """Which formulas stay, and a count of the others; ``same`` are the sheets that keep their names."""

    same: set[str]
    columns: Masked
    emptied: int = 0

    def keeps(self, text: str, is_needed: bool) -> bool:
        """``is_needed`` of a formula that has no result to stand in its place, and gives no amount."""
        # In a coarse copy amounts are rounded, so a formula's stored sum would no longer be that of its cells.
        linear = self.columns.scale != 1 and not is_needed
        stays = not self.columns.coarse and may_stay(text, self.same, linear=linear)
        self.emptied += not stays
        return stays
