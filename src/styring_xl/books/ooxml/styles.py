"""The styles part: what a cell's style index means, and styles added by content so that none is there twice."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Any, Final, cast

from styring_xl.books.ooxml.markup import (
    Node,
    Splice,
    attributes,
    check,
    children,
    quote,
    root,
    set_attribute,
    splice,
    within,
)
from styring_xl.books.ooxml.whole import next_free, whole, whole_or
from styring_xl.cells.dates import shows_date
from styring_xl.cells.number_format import words_of
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

MAX_STYLES: Final = 65_490
"""Formats of cells that Excel holds; no list of the styles is longer."""

ORDER: Final = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_PARTS: Final = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
_FIRST_CUSTOM_FORMAT: Final = 164
_SHORT: Final = 2_000
"""No element that a program of people writes is longer, in bytes."""

EMPTY_STYLES: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Shape = tuple[str, tuple[tuple[str, str], ...], tuple["Shape", ...], bytes]


def _strikes(font: bytes) -> bool:
    node = next((each for each in within(font, root(font)) if each.local == "strike"), None)
    return node is not None and attributes(font[node.start : node.inside]).get("val", "1") not in ("0", "false")


class Styles:
    """A workbook's styles, read; ``added`` collects what is to be appended to each list."""

    def __init__(self, data: bytes) -> None:
        self.data = check(data)
        self.outer = root(data)
        self.prefix = self.outer.prefix
        self.sections = {node.local: node for node in children(data, self.outer.inside, self.outer.close)}
        self._items: dict[str, list[bytes]] = {}
        self.added: dict[str, int] = {}
        self._shapes: dict[str, dict[Shape, int]] = {}
        self.formats: dict[int, str] = {}
        for item in self.items("numFmts"):
            values = attributes(item)
            format_ = whole(values.get("numFmtId"))
            if format_ is not None:
                self.formats[format_] = values.get("formatCode", "")
        self.dates: list[bool] = []
        self.names: list[str | None] = []
        self.words: list[str | None] = []
        self.struck: list[bool] = []
        self._read_cell_formats()

    def items(self, section: str) -> list[bytes]:
        """The elements of one list (``fonts``, ``cellXfs``...), those added too."""
        if section not in self._items:
            node = self.sections.get(section)
            found = [self.data[each.start : each.end] for each in islice(within(self.data, node), MAX_STYLES + 1)]
            if len(found) > MAX_STYLES:
                raise StyringError(
                    "Projektmappen har flere formater, end Excel selv kan åbne, og bliver ikke læst. Tag en kopi fra "
                    "før, eller kopiér cellerne til en ny projektmappe."
                )
            self._items[section] = found
        return self._items[section]

    def _read_cell_formats(self) -> None:
        self.style_names: dict[int, str] = {}
        normal = 0
        for item in self.items("cellStyles"):
            values = attributes(item)
            number = whole(values.get("xfId"))
            if number is not None:
                if values.get("builtinId") == "0":
                    normal = number
                else:
                    self.style_names.setdefault(number, values.get("name", ""))
        self.style_names.pop(normal, None)
        cache: dict[bytes, tuple[bool, str | None, str | None, bool]] = {}
        for item in self.items("cellXfs"):
            tag = item[: item.index(b">")]
            if tag not in cache:
                cache[tag] = self._meaning(attributes(tag))
            self._keep(cache[tag])

    def _keep(self, meaning: tuple[bool, str | None, str | None, bool]) -> None:
        for kept, each in zip((self.dates, self.names, self.words, self.struck), meaning, strict=True):
            cast("list[Any]", kept).append(each)

    def _meaning(self, values: dict[str, str]) -> tuple[bool, str | None, str | None, bool]:
        number = whole_or(values.get("numFmtId"), 0)
        code = self.formats.get(number)
        is_date = shows_date(number, code)
        words = None if is_date else words_of(code)
        fonts, at = self.items("fonts"), whole_or(values.get("fontId"), 0)
        struck = 0 <= at < len(fonts) and b"strike" in fonts[at] and _strikes(fonts[at])
        return is_date, self.style_names.get(whole_or(values.get("xfId"), 0)), words, struck

    def is_date(self, style: int) -> bool:
        """True when cells of this style index show their number as a date."""
        return 0 <= style < len(self.dates) and self.dates[style]

    def name(self, style: int) -> str | None:
        """The named cell style behind a style index, None for Normal."""
        return self.names[style] if 0 <= style < len(self.names) else None

    # Adding.

    def shape(self, item: bytes) -> Shape:
        """What an element says, independent of prefix, attribute order and spelling of empty elements."""
        return _shape_of(item) if len(item) < _SHORT else _shape(item, root(item))

    def add(self, section: str, item: bytes) -> int:
        """The index of an element with this content in a list, appended when there is none.

        The element is written with this workbook's prefix already.
        """
        items = self.items(section)
        if section not in self._shapes:
            self._shapes[section] = {}
            for at, each in enumerate(items):
                self._shapes[section].setdefault(self.shape(each), at)
        shape = self.shape(item)
        known = self._shapes[section]
        if shape not in known:
            known[shape] = len(items)
            items.append(item)
            self.added[section] = self.added.get(section, 0) + 1
        return known[shape]

    def add_format(self, code: str) -> int:
        """The id of a number format code, defined when it is new."""
        for number, known in self.formats.items():
            if known == code:
                return number
        number = next_free(self.formats, _FIRST_CUSTOM_FORMAT)
        self.formats[number] = code
        item = b"<" + self.prefix + b'numFmt numFmtId="%d" formatCode=' % number + quote(code) + b"/>"
        self._append("numFmts", item)
        return number

    def add_cell_format(self, item: bytes) -> int:
        """The index of a cell format (an ``xf`` of ``cellXfs``) with this content, appended when there is none."""
        index = self.add("cellXfs", item)
        if index == len(self.dates):
            self._keep(self._meaning(attributes(item[: item.index(b">")])))
        return index

    def with_format(self, style: int, number: int) -> int:
        """The style index of cells that look as those of another one, but for the number format."""
        items = self.items("cellXfs")
        if not items:
            self.add_cell_format(b"<" + self.prefix + b'xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>')
        item = items[style] if style < len(items) else items[0]
        end = root(item).inside
        tag = set_attribute(item[:end], "numFmtId", str(number))
        tag = set_attribute(tag, "applyNumberFormat", "1")
        return self.add_cell_format(tag + item[end:])

    def named(self, name: str, template: Styles | None = None) -> int | None:
        """The style index for cells of a named cell style; taken from the template when the workbook lacks it.

        None when neither knows the name.
        """
        wanted = name.lower()
        for number, known in self.style_names.items():
            if known.lower() == wanted:
                return self._plain(number)
        if wanted in ("normal", "standard"):
            return 0
        if template is None:
            return None
        for number, known in template.style_names.items():
            if known.lower() == wanted:
                items = template.items("cellStyleXfs")
                if number >= len(items):
                    return None
                return self._plain(self._adopt_style(template, number, known))
        return None

    def _adopt_style(self, template: Styles, number: int, name: str) -> int:
        item = self.translated(template, template.items("cellStyleXfs")[number], None)
        # Two named styles may look the same and still be two: never shared, unlike everything else.
        if not self.items("cellStyleXfs"):
            # The first is what every cell without a named style has; it must not become one by being alone.
            plain = b'xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            self._append("cellStyleXfs", b"<" + self.prefix + plain)
            self._append("cellStyles", b"<" + self.prefix + b'cellStyle name="Normal" xfId="0" builtinId="0"/>')
        index = len(self.items("cellStyleXfs"))
        self._append("cellStyleXfs", item)
        style = b"<" + self.prefix + b"cellStyle name=" + quote(name) + b' xfId="%d"/>' % index
        self._append("cellStyles", style)
        self.style_names[index] = name
        return index

    def _append(self, section: str, item: bytes) -> None:
        self.items(section).append(item)
        self.added[section] = self.added.get(section, 0) + 1

    def _plain(self, number: int) -> int:
        """The index of the cell format that is the named style and nothing else."""
        items = self.items("cellStyleXfs")
        source = items[number] if number < len(items) else items[0]
        node = root(source)
        tag = source[: node.inside]
        for apply in [key for key in node.attributes if key.startswith("apply")]:
            tag = set_attribute(tag, apply, None)
        tag = set_attribute(tag, "xfId", str(number))
        wanted = self.shape(tag + source[node.inside :])
        for at, each in enumerate(self.items("cellXfs")):
            if f'"{number}"'.encode() in each or f"'{number}'".encode() in each:
                shape = self.shape(each)
                if _without_apply(shape) == _without_apply(wanted):
                    return at
        return self.add_cell_format(tag + source[node.inside :])

    def translated(self, other: Styles, item: bytes, style: int | None) -> bytes:
        """An ``xf`` of another workbook with its number format, font, fill and border found or added here.

        ``style`` is the index here of the named style it belongs to, None for an ``xf`` of ``cellStyleXfs``.
        """
        item = other.rewritten(item, self.prefix)
        end = root(item).inside
        tag, rest = item[:end], item[end:]
        values = attributes(tag)
        for key, section in _PARTS:
            index = whole_or(values.get(key), 0)
            theirs = other.items(section)
            if key in values and index < len(theirs):
                mine = self.add(section, other.rewritten(theirs[index], self.prefix))
                tag = set_attribute(tag, key, str(mine))
        number = whole_or(values.get("numFmtId"), 0)
        if number in other.formats:
            tag = set_attribute(tag, "numFmtId", str(self.add_format(other.formats[number])))
        tag = set_attribute(tag, "xfId", None if style is None else str(style))
        return tag + rest

    def adopt(self, other: Styles, style: int) -> int:
        """The style index here for cells that look as another workbook's cells of a style index."""
        items = other.items("cellXfs")
        if not 0 <= style < len(items):
            return 0
        item = items[style]
        name = other.names[style]
        home = 0
        if name is not None:
            plain = self.named(name, other)
            if plain is not None:
                home = whole_or(attributes(self.items("cellXfs")[plain]).get("xfId"), 0)
        return self.add_cell_format(self.translated(other, item, home))

    def adopt_difference(self, other: Styles, index: int) -> int:
        """The index here of another workbook's differential format (conditional formats and tables use them)."""
        theirs = other.items("dxfs")
        if not 0 <= index < len(theirs):
            return 0
        item = other.rewritten(theirs[index], self.prefix)
        for node in within(item, root(item), "numFmt"):
            values = node.attributes
            number = self.add_format(values.get("formatCode", ""))
            tag = set_attribute(item[node.start : node.inside], "numFmtId", str(number))
            item = splice(item, [Splice(node.start, node.inside, tag)])
            break
        return self.add("dxfs", item)

    def rewritten(self, item: bytes, prefix: bytes) -> bytes:
        """An element of this part written with another prefix, its namespaces declared on the spot."""
        return rewrite(item, self.outer, prefix)

    def render(self) -> bytes | None:
        """The part with what was added, None when nothing was."""
        if not self.added:
            return None
        changes: list[Splice] = []
        missing: dict[int, bytes] = {}
        for section in ORDER:
            count = self.added.get(section)
            if not count:
                continue
            items = self.items(section)
            content = b"".join(items[-count:])
            node = self.sections.get(section)
            if node is not None:
                tag = self.data[node.start : node.inside]
                if node.is_empty:
                    tag = tag[:-2].rstrip() + b">"
                    content += b"</" + node.tag + b">"
                else:
                    changes.append(Splice(node.close, node.close, content))
                    content = b""
                changes.append(Splice(node.start, node.inside, set_attribute(tag, "count", str(len(items))) + content))
            else:
                name = self.prefix + section.encode()
                whole = b"<" + name + b' count="%d">' % len(items) + content + b"</" + name + b">"
                at = self.outer.inside
                for earlier in ORDER[: ORDER.index(section)]:
                    if earlier in self.sections:
                        at = max(at, self.sections[earlier].end)
                missing[at] = missing.get(at, b"") + whole
        changes.extend(Splice(at, at, whole) for at, whole in missing.items())
        return splice(self.data, changes)


@lru_cache(maxsize=4096)
def _shape_of(item: bytes) -> Shape:
    """Kept, as the template's few hundred elements are looked at anew for each workbook that gets its sheets."""
    return _shape(item, root(item))


def _shape(data: bytes, node: Node) -> Shape:
    inner = tuple(_shape(data, each) for each in children(data, node.inside, node.close))
    text = b"" if inner else data[node.inside : node.close].strip()
    plain = sorted((key, value) for key, value in node.attributes.items() if not key.startswith("xmlns"))
    return node.local, tuple(plain), inner, text


def _without_apply(shape: Shape) -> Shape:
    name, values, inner, text = shape
    kept = [
        (key, value)
        for key, value in values
        if not key.startswith("apply") and key not in ("quotePrefix", "pivotButton")
    ]
    return name, tuple(kept), inner, text


_TAG: Final = seldom(rb"<(/?)([^\s/>!?\"'=<]+)")
_PREFIXED: Final = seldom(rb"[\s<]/?([A-Za-z_][\w.\-]*):[A-Za-z_]")


def rewrite(item: bytes, outer: Node, prefix: bytes) -> bytes:
    """An element that stood under ``outer``, as it reads in a part whose main namespace has another prefix.

    Other prefixes it uses are declared on the element itself, as they were on the outer one.
    """
    own = outer.prefix

    def retag(match: re.Match[bytes]) -> bytes:
        name = match[2]
        if own:
            if name.startswith(own):
                name = prefix + name[len(own) :]
        elif b":" not in name:
            name = prefix + name
        return b"<" + match[1] + name

    if own != prefix:
        item = _TAG.sub(retag, item)
    end = root(item).inside
    used = {match[1] for match in _PREFIXED.finditer(item)} - {prefix[:-1], b"xml", b"xmlns"}
    tag = item[:end]
    declared = outer.attributes
    for name in sorted(used):
        key = "xmlns:" + name.decode()
        if key in declared and key.encode() + b"=" not in item:
            tag = set_attribute(tag, key, declared[key])
    return tag + item[end:]
