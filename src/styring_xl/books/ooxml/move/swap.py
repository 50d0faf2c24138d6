"""A sheet replaced by the template's of the same name: its place, its name and what points at it stay."""

from __future__ import annotations

from typing import Final

from styring_xl.books.ooxml.markup import Splice, child, root, set_attribute, splice, within
from styring_xl.books.ooxml.move.transplant import add_sheets
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import TYPES, drop_relations, drop_type, relations_part, relative_target
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.books.ooxml.workbookxml import parse_names, set_names
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import rename_sheets
from styring_xl.cells.patch import NewSheet

_PASSING: Final = "Styring skifter ark"
"""What the new sheet is called until it has taken the old one's place."""


def swap_sheet(book: Workbook, template: Workbook, name: str) -> Package:
    """The workbook's package with one of its sheets as the template has it; all that stood on the old one is gone.

    Raises StyringError when either lacks the sheet.
    """
    hollow = Workbook(_hollow(book, name))
    added = Workbook(add_sheets(hollow, template, [NewSheet(_PASSING, template.sheet(name).name)]))
    old, new = added.sheet(name), added.sheet(_PASSING)
    renamed = {_PASSING: old.name}
    relations_name = relations_part(added.main)
    relations = drop_relations(added.package.read(relations_name), {new.entry.relation})
    node = next(
        each
        for each in within(relations, root(relations), "Relationship")
        if each.attributes.get("Id") == old.entry.relation
    )
    tag = set_attribute(relations[node.start : node.inside], "Target", relative_target(added.main, new.part))
    relations = splice(relations, [Splice(node.start, node.inside, tag)])
    workbook = added.workbook
    texts: dict[tuple[str, int | None], str] = {}
    for each in parse_names(workbook):
        text = rename_sheets(each.text, renamed)
        if each.local == new.index or text != each.text:
            texts[each.name, old.index if each.local == new.index else each.local] = text
    kept = {key.lower() for key, local in texts if local == old.index}
    gone = [
        Splice(each.node.start, each.node.end, b"")
        for each in parse_names(workbook)
        if each.local == new.index
        # What the old sheet printed is no business of the new one's.
        or (each.local == old.index and each.name.startswith("_xlnm.") and each.name.lower() not in kept)
    ]
    listed = child(workbook, root(workbook), "sheets")
    entries = list(within(workbook, listed, "sheet"))
    gone.append(Splice(entries[new.index].start, entries[new.index].end, b""))
    workbook = set_names(splice(workbook, gone), texts) if texts else splice(workbook, gone)
    passing, own = (f"{quote_sheet(each)}!".encode() for each in (_PASSING, old.name))
    data = added.package.read(new.part).replace(passing.replace(b"'", b"&apos;"), own).replace(passing, own)
    return added.package.changed_by(
        {
            added.main: workbook,
            relations_name: relations,
            old.part: None,
            new.part: data,
            TYPES: drop_type(added.types, old.part),
        }
    )


def _hollow(book: Workbook, name: str) -> Package:
    """The package with an empty sheet in place of one, whose tables and drawings are gone with their names."""
    sheet = book.sheet(name)
    others = {
        relation.part
        for part in book.package.names
        if part not in {sheet.part, relations_part(sheet.part)} and not part.endswith(".rels")
        for relation in book.relations(part)
        if relation.part is not None
    }
    gone: dict[str, bytes | None] = {}
    types = book.types
    waiting = [sheet.part]
    while waiting:
        part = waiting.pop()
        for relation in book.relations(part):
            target = relation.part
            if target is not None and target in book.package and target not in others and target not in gone:
                waiting.append(target)
                gone[target] = None
                types = drop_type(types, target)
        own = book.package.find(relations_part(part))
        if own is not None:
            gone[own] = None
    data = book.package.read(sheet.part)
    outer = root(data)
    prefix = outer.prefix
    empty = data[: outer.inside] + b"<" + prefix + b"sheetData/></" + outer.tag + b">"
    return book.package.changed_by({**gone, sheet.part: empty, TYPES: types})
