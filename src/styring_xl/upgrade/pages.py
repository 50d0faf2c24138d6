"""*Start* and *Opsætning* as this edition has them: the page is exchanged, what the user has typed on it is kept.

A page on which something stands that has no place on the new one is left as it is, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.books.ooxml.move.swap import swap_sheet
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.cell import Value, address, quote_sheet
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.cells.patch import Block, Growth, Patch
from styring_xl.danish.text import is_blank, label
from styring_xl.reports.contents import AREA as CONTENTS
from styring_xl.standard import setup
from styring_xl.upgrade.buttons import macros_of

_RETIRED: Final = frozenset(
    {
        "Vælg regnskabsår, og hvilken måned der er realiseret til og med.",
        "Indsæt årets posteringer fra økonomisystemet under de posteringer, der står der i forvejen.",
        "nej = arket tilføjes ikke.",
        "Arket siger, at tallene er i 1.000 kr.",
        "Indstilling",
        "Gem og luk arket, og opdatér det: styring-xl refresh efterfulgt af filens navn.",
        "Gennemgå fejl og advarsler, ret dem i grundlaget, og opdatér igen.",
    }
)
"""Words of ours that stood on the pages of 0.1 and 0.2 and no longer do."""

_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)<")
_DRAWN: Final = frozenset(("vmlDrawing", "drawing", "ctrlProp", "table", "printerSettings"))
"""Kinds of relation that a page of ours has: buttons as Excel keeps them, tables, and a printer's settings."""
_KEYED: Final = (setup.SHEETS.name, setup.CHECKS.name)
"""Tables whose rows are ours and whose last column is the user's."""
_BY_ROW: Final = (setup.LAYOUT.name, setup.HEADINGS.name, setup.LIMITS.name)
"""Tables whose rows are the user's."""


class Kept(Struct):
    """What a user has typed on a page, as cells and table growths of the new one, and in Danish the first cell or thing
    (``homeless``) that has no place there; empty where all has."""

    blocks: list[Block] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)
    homeless: str = ""


def exchange(book: Workbook, template: Workbook, name: str) -> tuple[Package, Patch, str]:
    """The package with the new page, the cells that bring back what was typed on the old one, and what to tell.

    ``template`` is this edition's workbook. All three are as before where there is nothing to do.
    """
    nothing = (book.package, Patch(), "")
    if name.lower() not in {sheet.name.lower() for sheet in book.sheets if sheet.kind == "worksheet"}:
        return nothing
    old, new = book.grid(name), template.grid(name)
    if _is_current(book, template, old, new):
        return nothing
    kept = _setup(old, new) if name == standard.SETUP else _start(old, new)
    if not kept.homeless and _hangs_more(book, name):
        kept.homeless = "et billede, et diagram eller en note"
    follower = _follower(book, old, new)
    if not kept.homeless and follower:
        kept.homeless = f"en celle, som en formel på »{follower}« henviser til,"
    if kept.homeless:
        left = f"Arket »{name}« er ikke skiftet: {kept.homeless} har ingen plads i den nye udgave."
        return (*nothing[:2], f"{left} Slet eller flyt det, og kør kommandoen igen.")
    return (
        swap_sheet(book, template, name),
        Patch(blocks=tuple(kept.blocks), growths=tuple(kept.growths)),
        f"Arket »{name}« er som i den nye udgave, med det, I har skrevet.",
    )


def _is_current(book: Workbook, template: Workbook, old: Grid, new: Grid) -> bool:
    """Whether all words, tables, buttons and the list of sheets of the new page are on the old one."""
    area = template.resolve(CONTENTS)
    if area is not None and area[0] == new.sheet and book.resolve(CONTENTS) is None:
        return False
    for row, cells in enumerate(new.rows, 1):
        for column, value in enumerate(cells, 1):
            inside = area is not None and area[0] == new.sheet and (row, column) in area[1]
            if isinstance(value, str) and not inside and old.value(row, column) != value:
                typed = new.styles.get((row, column), "").lower().startswith("styring input")
                if not typed:
                    return False
    tables = {table.name.lower() for table in old.tables}
    return all(table.name.lower() in tables for table in new.tables) and macros_of(template, new.sheet) <= macros_of(
        book, new.sheet
    )


def _follower(book: Workbook, old: Grid, new: Grid) -> str:
    """A sheet with a formula about a cell of the page that is something else on the new one; empty where none is."""
    mark = f"{quote_sheet(old.sheet)}!".encode().replace(b"'", b"(?:'|&apos;)?")
    pattern = re.compile(mark + rb"\$?([A-Z]{1,3})\$?(\d+)(?::\$?[A-Z]{1,3}\$?(\d+))?")
    for sheet in book.sheets:
        if sheet.kind != "worksheet" or sheet.name.lower() == old.sheet.lower():
            continue
        data = book.package.read(sheet.part)
        for formula in _FORMULA.finditer(data) if old.sheet.encode() in data else ():
            for found in pattern.finditer(formula[1]):
                rows = {int(found[2]), int(found[3] or found[2])}
                if any(old.value(row, 1) != new.value(row, 1) or found[1] not in b"ABC" for row in rows):
                    return sheet.name
    return ""


def _hangs_more(book: Workbook, name: str) -> bool:
    """Whether something of a user's is drawn on the sheet or belongs to a cell of it."""
    relations = book.relations(book.sheet(name).part)
    drawings = [each.part for each in relations if each.kind == "drawing" and each.part is not None]
    return (
        any(relation.kind not in _DRAWN and relation.kind != "hyperlink" for relation in relations)
        or any(relation.kind == "hyperlink" and relation.part is None for relation in relations)
        or any(book.relations(part) for part in drawings)
    )


def _cells(grid: Grid) -> Iterator[tuple[int, int, Value]]:
    for row, cells in enumerate(grid.rows, 1):
        for column, value in enumerate(cells, 1):
            if not is_blank(value) or (row, column) in grid.formulas:
                yield row, column, value


def _words(grid: Grid) -> set[str]:
    return {value for _, _, value in _cells(grid) if isinstance(value, str)} | _RETIRED


def _start(old: Grid, new: Grid) -> Kept:
    """What a user has typed on *Start* stays in its cell, where the new page has nothing there."""
    kept, ours = Kept(), _words(new)
    first = next((row for row, _, value in _cells(new) if value == "Sådan læses arket"), 1)
    for row, column, value in _cells(old):
        if value in ours or (row >= first and isinstance(value, (int, float)) and column in (1, 5)):
            continue
        if (row, column) in old.formulas or not is_blank(new.value(row, column)):
            kept.homeless = kept.homeless or address(row, column)
        else:
            look = old.styles.get((row, column))
            kept.blocks.append(Block.of(new.sheet, row, column, ((value,),), ((look,),) if look else None))
    return kept


def _setup(old: Grid, new: Grid) -> Kept:
    """On *Opsætning* a setting is found again by its name and a table's row by its first cell; our own texts are the
    new edition's."""
    kept, ours = Kept(), _words(new)
    settings = {label(name): row for row, name in enumerate(standard.SETTINGS, standard.SETTINGS_ROW)}
    mine = {table.name.lower(): table for table in new.tables}
    taken: set[tuple[int, int]] = set()
    for table in old.tables:
        target = mine.get(table.name.lower())
        cells = _rows(old, table)
        taken |= {
            (row, column) for row, values in cells for column in range(table.ref.left, table.ref.left + len(values))
        }
        if target is None:
            kept.homeless = kept.homeless or f"tabellen {table.name}"
        elif target.name in _KEYED:
            _keep_choices(kept, new, target, cells)
        elif target.name in _BY_ROW:
            _keep_rows(kept, new, target, [values for _, values in cells])
    there = {label(value): is_blank(old.value(row, 2)) for row, column, value in _cells(old) if column == 1}
    # An earlier edition kept all copies where nothing was said, so none is removed for having been upgraded.
    there.setdefault(label(standard.SETTING_COPIES), True)
    for name, row in settings.items():
        if there.get(name) and not is_blank(new.value(row, 2)):
            kept.blocks.append(Block.of(new.sheet, row, 2, ((None,),)))
    for row, column, value in _cells(old):
        if (row, column) in taken:
            continue
        if (row, column) in old.formulas:
            kept.homeless = kept.homeless or address(row, column)
        elif column == 2 and label(old.value(row, 1)) in settings:
            kept.blocks.append(Block.of(new.sheet, settings[label(old.value(row, 1))], 2, ((value,),)))
        elif value not in ours:
            kept.homeless = kept.homeless or address(row, column)
    return kept


def _rows(grid: Grid, table: ExcelTable) -> list[tuple[int, list[Value]]]:
    """A table's rows, the empty ones left out."""
    ref = table.ref
    rows = (
        (row, [grid.value(row, column) for column in range(ref.left, ref.right + 1)])
        for row in range(ref.top + 1, ref.bottom + 1)
    )
    return [(row, values) for row, values in rows if not all(map(is_blank, values))]


def _keep_choices(kept: Kept, new: Grid, target: ExcelTable, cells: Sequence[tuple[int, Sequence[Value]]]) -> None:
    """The user's yes or no, by the name in the first column. A name that is gone has nothing to switch."""
    rows: Mapping[str, int] = {label(values[0]): row for row, values in _rows(new, target)}
    for _, values in cells:
        row = rows.get(label(values[0]))
        if row is not None and values[-1] != new.value(row, target.ref.right):
            kept.blocks.append(Block.of(new.sheet, row, target.ref.right, ((values[-1],),)))


def _keep_rows(kept: Kept, new: Grid, target: ExcelTable, rows: Sequence[Sequence[Value]]) -> None:
    """The user's rows in place of the template's."""
    ref = target.ref
    width = ref.right - ref.left + 1
    if any(not all(map(is_blank, values[width:])) for values in rows):
        kept.homeless = kept.homeless or f"en kolonne i tabellen {target.name}"
        return
    looks = tuple(new.styles.get((ref.top + 1, column)) for column in range(ref.left, ref.right + 1))
    filled = [tuple(values[:width]) + (None,) * (width - len(values)) for values in rows]
    standing = ref.bottom - ref.top
    filled += [(None,) * width] * (standing - len(filled))
    if not filled:
        return
    kept.blocks.append(Block.of(new.sheet, ref.top + 1, ref.left, tuple(filled), (looks,) * len(filled)))
    if len(filled) > standing:
        below = range(ref.bottom + 1, ref.top + len(filled) + 3)
        if any(not is_blank(new.value(row, column)) for row in below for column in range(ref.left, ref.right + 1)):
            kept.homeless = kept.homeless or f"tabellen {target.name}"
            return
        data = Ref(ref.top + 1, ref.left, ref.bottom, ref.right)
        kept.growths.append(Growth(new.sheet, data, replace(data, bottom=ref.top + len(filled))))
