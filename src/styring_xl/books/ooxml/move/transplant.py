"""Sheets copied into a workbook from a template, with their styles, charts, tables and names under ids that are free
there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import Final

from styring_xl.books.ooxml.markup import (
    TOKEN,
    Splice,
    attributes,
    check,
    children,
    escaped,
    plain_text,
    root,
    set_attribute,
    splice,
    within,
)
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import (
    TYPES,
    Relation,
    add_relation,
    add_type,
    content_type,
    relations_part,
    relative_target,
)
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.whole import needed, whole, whole_or
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.books.ooxml.workbookxml import add_sheet, parse_names, parse_sheets, set_names
from styring_xl.cells.formula import rename_sheets
from styring_xl.cells.patch import NewSheet
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

# What a sheet may bring along; anything else (pivots, slicers, queries) belongs to the workbook it stands in.
_CARRIED: Final = frozenset(
    {
        "chart",
        "chartColorStyle",
        "chartEx",
        "chartStyle",
        "chartUserShapes",
        "comments",
        "ctrlProp",
        "drawing",
        "hyperlink",
        "image",
        "table",
        "themeOverride",
        "vmlDrawing",
    }
)
_STRICT: Final = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
)
_FORMULAS: Final = frozenset(("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"))
_LAST_TABLE_ID: Final = 0x7FFF_FFFF
_DIGITS: Final = seldom(r"\d*$")


def add_sheets(book: Workbook, template: Workbook, sheets: Sequence[NewSheet]) -> Package:
    """The workbook's package with sheets of the template appended.

    Raises StyringError when the template lacks one or the workbook has a sheet of that name already.
    """
    work = _Transplant(book, template, {each.template.lower(): each.name for each in sheets})
    for each in sheets:
        work.add(each)
    return work.finish()


class _Transplant:
    def __init__(self, book: Workbook, template: Workbook, renamed: dict[str, str]) -> None:
        self.book = book
        self.template = template
        self.renamed = {old: new for old, new in renamed.items() if old != new.lower()}
        self.parts: dict[str, bytes | None] = {}
        self.types = book.types
        self.workbook = book.workbook
        self.relations_name = relations_part(book.main)
        self.relations = book.package.read(self.relations_name)
        self.styles = Styles(book.styles.data)
        self.taken = {name.lower() for name in book.package.names}
        self.copied: dict[str, str] = {}
        self.table_names = {table.name.lower() for sheet in book.sheets if sheet.part for table in book.tables(sheet)}
        self.table_names |= {name.lower() for name in book.names}
        self.table_id = self._last_table_id()
        self.tables_renamed: dict[str, str] = {}
        self.strings: list[bytes] | None = None

    def _last_table_id(self) -> int:
        last = 0
        for sheet in self.book.sheets:
            for relation in self.book.relations(sheet.part) if sheet.part else ():
                if relation.kind == "table" and relation.part is not None and relation.part in self.book.package:
                    number = root(self.book.package.read(relation.part)).attributes.get("id")
                    last = max(last, whole_or(number, 0, _LAST_TABLE_ID))
        return last

    def add(self, new: NewSheet) -> None:
        if any(each.name.lower() == new.name.lower() for each in parse_sheets(self.workbook)):
            raise StyringError(f"Projektmappen har allerede et ark, der hedder »{new.name}«.")
        source = self.template.sheet(new.template)
        part = self._copy(source.part, "worksheet")
        kind = self._kind("worksheet")
        self.relations, relation = add_relation(self.relations, kind, relative_target(self.book.main, part))
        index = len(parse_sheets(self.workbook))
        self.workbook = add_sheet(self.workbook, new.name, relation)
        self._names(source, new, index)

    def finish(self) -> Package:
        main = self.book
        self.parts[main.main] = self.workbook
        self.parts[self.relations_name] = self.relations
        styles = self.styles.render()
        if styles is not None:
            part = main.related("styles")
            if part is None:
                part = posixpath.join(posixpath.dirname(main.main), "styles.xml")
                target = relative_target(main.main, part)
                self.parts[self.relations_name], _ = add_relation(self.relations, self._kind("styles"), target)
                self.types = add_type(
                    self.types, part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
                )
            self.parts[part] = styles
        self.parts[TYPES] = self.types
        return main.package.changed_by(self.parts)

    def _kind(self, kind: str) -> str:
        base = _STRICT[1][1] if self.book.is_strict else _STRICT[1][0]
        return f"{base}/{kind}"

    def _names(self, source: WorkbookSheet, new: NewSheet, index: int) -> None:
        """The names that live on the sheet: its own, and the workbook's that point at it."""
        texts: dict[tuple[str, int | None], str] = {}
        hidden = []
        for each in parse_names(self.template.workbook):
            text = rename_sheets(each.text, self.renamed)
            if each.local == source.index:
                texts[each.name, index] = text
            elif each.local is None and _points_at(each.text, source.name):
                texts[each.name, None] = text
            else:
                continue
            if each.hidden:
                hidden.append(each.name)
        if texts:
            self.workbook = set_names(self.workbook, texts, hidden)

    def _fresh(self, part: str) -> str:
        """A free part name like one of the template's."""
        stem, dot, extension = part.rpartition(".")
        base = _DIGITS.sub("", stem)
        # The workbook's own parts may lie in other folders; any folder is allowed, so the template's are used.
        number = 1
        while f"{base}{number}{dot}{extension}".lower() in self.taken:
            number += 1
        name = f"{base}{number}{dot}{extension}"
        self.taken.add(name.lower())
        return name

    def _copy(self, part: str, kind: str) -> str:
        """Copy a part and what it needs; its new name."""
        if part in self.copied:
            return self.copied[part]
        name = self.copied[part] = self._fresh(part)
        data = self.template.package.read(part)
        found = self.template.relations(part)
        dropped: set[str] = set()
        own: bytes | None = None
        ids: dict[str, str] = {}
        for relation in found:
            if relation.kind not in _CARRIED:
                dropped.add(relation.id)
                continue
            target = relation.target
            if relation.part is not None:
                if relation.part not in self.template.package:
                    dropped.add(relation.id)
                    continue
                target = relative_target(name, self._copy(relation.part, relation.kind))
            own, ids[relation.id] = self._relation(own, relation, target)
        if part.lower().endswith((".xml", ".vml")):
            check(data)
            data = self._adapt(data, kind, ids, dropped)
        self.parts[name] = data
        if own is not None:
            self.parts[relations_part(name)] = own
        declared = content_type(self.template.types, part)
        if declared:
            self.types = add_type(self.types, name, declared)
        return name

    def _relation(self, own: bytes | None, relation: Relation, target: str) -> tuple[bytes, str]:
        kind = relation.type
        if self.book.is_strict:
            kind = kind.replace(*_STRICT[1])
        return add_relation(own, kind, target, external=relation.part is None and not relation.target.startswith("#"))

    def _adapt(self, data: bytes, kind: str, ids: dict[str, str], dropped: set[str]) -> bytes:
        if kind == "worksheet":
            data = self._sheet(data, dropped)
        elif kind == "table":
            data = self._table(data)
        data = _map_ids(data, ids)
        if self.renamed or self.tables_renamed:
            data = self._formulas(data)
        if self.book.is_strict:
            for loose, strict in _STRICT:
                data = data.replace(b'"' + loose.encode(), b'"' + strict.encode())
        return data

    def _formulas(self, data: bytes) -> bytes:
        """Formulas and chart references with the new names of sheets and tables."""
        changes = []
        inside = -1
        for token in TOKEN.finditer(data):
            if token["tag"] is None or token["tag"].rpartition(b":")[2].decode("utf-8", "replace") not in _FORMULAS:
                continue
            if token["close"]:
                if inside >= 0:
                    old = plain_text(data[inside : token.start()])
                    new = rename_sheets(old, self.renamed)
                    for before, after in self.tables_renamed.items():
                        new = re.sub(rf"(?<![\w.]){re.escape(before)}(?=\[)", after, new)
                    if new != old:
                        changes.append(Splice(inside, token.start(), escaped(new)))
                inside = -1
            elif not token["rest"].endswith(b"/"):
                inside = token.end()
        return splice(data, changes)

    def _table(self, data: bytes) -> bytes:
        """A table with an id and a name of its own, and its looks."""
        outer = root(data)
        tag = data[outer.start : outer.inside]
        values = outer.attributes
        self.table_id += 1
        tag = set_attribute(tag, "id", str(self.table_id))
        name = values.get("displayName") or values.get("name", "Tabel")
        fresh, number = name, 1
        while fresh.lower() in self.table_names:
            number += 1
            fresh = f"{name}_{number}"
        self.table_names.add(fresh.lower())
        if fresh != name:
            self.tables_renamed[name] = fresh
            tag = set_attribute(set_attribute(tag, "name", fresh), "displayName", fresh)
        data = splice(data, [Splice(outer.start, outer.inside, tag)])
        changes = []
        for token in TOKEN.finditer(data):
            if token["tag"] is None or token["close"] or b"xfId" not in token["rest"]:
                continue
            tag = token[0]
            for key, value in attributes(token["rest"]).items():
                if key.endswith("DxfId") or key == "dxfId":
                    index = self.styles.adopt_difference(self.template.styles, needed(value))
                    tag = set_attribute(tag, key, str(index))
            if tag != token[0]:
                changes.append(Splice(token.start(), token.end(), tag))
        return splice(data, changes)

    def _shared(self, index: int) -> bytes:
        """The inside of a shared string of the template."""
        if self.strings is None:
            part = self.template.related("sharedStrings")
            data = b"" if part is None else check(self.template.package.read(part))
            nodes = within(data, root(data), "si") if data else ()
            self.strings = [data[node.inside : node.close] for node in nodes]
        return self.strings[index] if index < len(self.strings) else b""

    def _sheet(self, data: bytes, dropped: set[str]) -> bytes:
        """A worksheet with styles and texts of its new home."""
        theirs, mine = self.template.styles, self.styles
        changes: list[Splice] = []
        known: dict[int, int] = {}

        def style(tag: bytes, key: str, value: str) -> bytes:
            index = needed(value)
            if index not in known:
                known[index] = mine.adopt(theirs, index) if index else 0
            return set_attribute(tag, key, str(known[index]))

        cell_at = -1
        for token in TOKEN.finditer(data):
            name = token["tag"]
            if name is None:
                continue
            local = name.rpartition(b":")[2]
            if token["close"]:
                continue
            tag, values = token[0], attributes(token["rest"])
            end = token.end()
            if any(key.endswith(":id") and value in dropped for key, value in values.items()):
                # What leads to a part that stays behind: the printer's settings are an attribute, others an element.
                if local == b"pageSetup":
                    key = next(key for key, value in values.items() if key.endswith(":id") and value in dropped)
                    tag = set_attribute(tag, key, None)
                elif token["rest"].endswith(b"/"):
                    tag = b""
            elif local == b"c":
                tag, end, content = self._cell(data, token, tag, values)
                if "s" in values:
                    tag = style(tag, "s", values["s"])
                tag += content
                cell_at = end
            elif token.start() < cell_at:
                continue
            elif local == b"row" and "s" in values:
                tag = style(tag, "s", values["s"])
            elif local == b"col" and "style" in values:
                tag = style(tag, "style", values["style"])
            elif local == b"cfRule" and "dxfId" in values:
                tag = set_attribute(tag, "dxfId", str(mine.adopt_difference(theirs, needed(values["dxfId"]))))
            elif local == b"sheetView":
                tag = set_attribute(tag, "tabSelected", None)
            elif local == b"sheetPr":
                tag = set_attribute(tag, "codeName", None)
            if tag != data[token.start() : end]:
                changes.append(Splice(token.start(), end, tag))
        return splice(data, changes)

    def _cell(
        self, data: bytes, token: re.Match[bytes], tag: bytes, values: dict[str, str]
    ) -> tuple[bytes, int, bytes]:
        """A cell with a shared string gets the string itself: (start tag, end of what is replaced, inside)."""
        if values.get("t") != "s" or token["rest"].endswith(b"/"):
            return tag, token.end(), b""
        head, colon, _ = token["tag"].rpartition(b":")
        prefix = head + colon
        end = data.index(b"</" + token["tag"], token.end())
        for node in children(data, token.end(), end):
            if node.local == "v":
                index = whole(plain_text(data[node.inside : node.close]))
                inner = b"" if index is None else self._shared(index)
                content = b"<" + prefix + b"is>" + inner + b"</" + prefix + b"is>"
                return set_attribute(tag, "t", "inlineStr"), end, content
        return tag, token.end(), b""


def _points_at(text: str, sheet: str) -> bool:
    """True when a formula mentions a sheet."""
    return rename_sheets(text, {sheet: sheet + "\0"}) != text


def _map_ids(data: bytes, ids: dict[str, str]) -> bytes:
    """Relationship ids (the attributes of the relationships namespace) as they are called now."""
    if all(old == new for old, new in ids.items()):
        return data
    prefixes = {match[1] for match in re.finditer(rb"""xmlns:([^\s=]+)\s*=\s*["'][^"']*/relationships["']""", data)}
    changes = []
    for token in TOKEN.finditer(data):
        if token["tag"] is None or token["close"]:
            continue
        tag = token[0]
        for key, value in attributes(token["rest"]).items():
            prefix = key.partition(":")[0].encode()
            if (prefix in prefixes or key == "o:relid") and value in ids and ids[value] != value:
                tag = set_attribute(tag, key, ids[value])
        if tag != token[0]:
            changes.append(Splice(token.start(), token.end(), tag))
    return splice(data, changes)
