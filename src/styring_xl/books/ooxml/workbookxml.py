"""The workbook part: sheets in tab order, defined names, the date system, and how calculation starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from styring_xl.books.ooxml.markup import (
    Node,
    Splice,
    attributes,
    child,
    children,
    escaped,
    insert_child,
    plain_text,
    quote,
    root,
    set_attribute,
    splice,
    within,
)
from styring_xl.books.ooxml.whole import next_free, whole, whole_or
from styring_xl.errors import StyringError

MAX_NAMES: Final = 100_000
"""A file with more is refused. Some tens of thousands do occur, where sheets have been copied year after year."""

# The order the schema demands of the workbook's children.
ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "AlternateContent",
    "revisionPtr",
    "absPath",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


class SheetEntry(Struct, frozen=True):
    """A sheet as the workbook part lists it."""

    name: str
    sheet_id: int
    relation: str
    state: str


class DefinedName(Struct, frozen=True):
    """A defined name; ``local`` is the index of the sheet it belongs to, None for the whole workbook."""

    name: str
    text: str
    local: int | None
    hidden: bool
    node: Node


def _order(node: Node) -> int:
    return ORDER.index(node.local) if node.local in ORDER else 0


def insertion_point(data: bytes, outer: Node, name: str) -> int:
    """Where the schema wants a new child of the workbook element."""
    rank = ORDER.index(name)
    at = outer.inside
    for node in children(data, outer.inside, outer.close):
        if node.local not in ORDER or _order(node) <= rank:
            at = node.end
    return at


def is_true(value: str | None) -> bool:
    """The two spellings of true in the format."""
    return value in ("1", "true", "on")


def parse_sheets(data: bytes) -> list[SheetEntry]:
    """All sheets (chart sheets too) in tab order."""
    sheets = []
    for node in within(data, child(data, root(data), "sheets"), "sheet"):
        values = node.attributes
        relation = next((value for key, value in values.items() if key.endswith(":id")), values.get("id", ""))
        number = whole_or(values.get("sheetId"), 0)
        sheets.append(SheetEntry(values.get("name", ""), number, relation, values.get("state", "")))
    return sheets


@lru_cache(maxsize=2)
def parse_names(data: bytes) -> tuple[DefinedName, ...]:
    """All defined names, those of the workbook and those of single sheets. Raises StyringError for an absurd number."""
    names: list[DefinedName] = []
    for node in within(data, child(data, root(data), "definedNames"), "definedName"):
        if len(names) == MAX_NAMES:
            raise StyringError(
                "Projektmappen har flere end 100.000 navne og bliver derfor ikke læst. Slet dem, der ikke bruges "
                "(Formler > Navnestyring), og prøv igen."
            )
        values = node.attributes
        names.append(
            DefinedName(
                values.get("name", ""),
                plain_text(data[node.inside : node.close]).strip(),
                whole(values.get("localSheetId")),
                is_true(values.get("hidden")),
                node,
            )
        )
    return tuple(names)


def is_date1904(data: bytes) -> bool:
    """True when the workbook counts days from 1904."""
    node = child(data, root(data), "workbookPr")
    return node is not None and is_true(attributes(node.rest).get("date1904"))


def ask_for_calculation(data: bytes) -> bytes:
    """Make the program recalculate everything when it opens the workbook."""
    outer = root(data)
    node = child(data, outer, "calcPr")
    if node is None:
        at = insertion_point(data, outer, "calcPr")
        return splice(data, [insert_child(data, outer, at, b"<" + outer.prefix + b'calcPr fullCalcOnLoad="1"/>')])
    tag = set_attribute(data[node.start : node.inside], "fullCalcOnLoad", "1")
    return splice(data, [Splice(node.start, node.inside, tag)])


def set_names(data: bytes, texts: Mapping[tuple[str, int | None], str], hidden: Iterable[str] = ()) -> bytes:
    """Define names, or give those that exist a new text; keyed by name (any case) and sheet index or None."""
    wanted = {(name.lower(), local): (name, text) for (name, local), text in texts.items()}
    changes = []
    for each in parse_names(data):
        if found := wanted.pop((each.name.lower(), each.local), None):
            node = each.node
            opening = data[node.start : node.inside]
            if node.is_empty:
                opening = opening[:-2].rstrip() + b">"
            changes.append(Splice(node.start, node.end, opening + escaped(found[1]) + b"</" + node.tag + b">"))
    data = splice(data, changes)
    if not wanted:
        return data
    outer = root(data)
    prefix = outer.prefix
    invisible = {name.lower() for name in hidden}
    content = b""
    for (lower, local), (name, text) in wanted.items():
        content += b"<" + prefix + b"definedName name=" + quote(name)
        content += b' localSheetId="%d"' % local if local is not None else b""
        content += b' hidden="1"' if lower in invisible else b""
        content += b">" + escaped(text) + b"</" + prefix + b"definedName>"
    listed = child(data, outer, "definedNames")
    if listed is not None:
        return splice(data, [insert_child(data, listed, listed.close, content)])
    content = b"<" + prefix + b"definedNames>" + content + b"</" + prefix + b"definedNames>"
    return splice(data, [insert_child(data, outer, insertion_point(data, outer, "definedNames"), content)])


def add_sheet(data: bytes, name: str, relation: str) -> bytes:
    """Append a sheet to the tab order with the next free sheet id; ``relation`` is its relationship's id."""
    outer = root(data)
    node = child(data, outer, "sheets")
    assert node is not None
    number = next_free([each.sheet_id for each in parse_sheets(data)], 1)
    declared = outer.attributes
    prefix = next(
        (
            key.partition(":")[2]
            for key, value in declared.items()
            if key.startswith("xmlns:") and value.endswith("/officeDocument/2006/relationships")
        ),
        None,
    ) or next(
        (
            key.partition(":")[2]
            for key, value in declared.items()
            if key.startswith("xmlns:") and value.endswith("/officeDocument/relationships")
        ),
        None,
    )
    declaration = b""
    if prefix is None:
        prefix = "r"
        strict = "purl.oclc.org" in " ".join(declared.values())
        uri = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        if not strict:
            uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        declaration = b" xmlns:r=" + quote(uri)
    content = b"<" + outer.prefix + b"sheet" + declaration + b" name=" + quote(name)
    content += b' sheetId="%d" ' % number + prefix.encode() + b":id=" + quote(relation) + b"/>"
    return splice(data, [insert_child(data, node, node.close, content)])
