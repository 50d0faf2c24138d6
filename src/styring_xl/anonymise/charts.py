"""A user's own chart for a copy: its formatting and its cells, written anew without anything that may hold words.

Everything a program has stored of the cells' contents is left out; programs read them of the cells. Texts are replaced
by the rules of the cells. An element or an attribute that the format of charts does not know is left out, and so is an
element with a value that it does not know.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Final

from msgspec import Struct, field

from styring_xl.anonymise.looks import FONTS, number_format
from styring_xl.anonymise.numbers import in_words
from styring_xl.anonymise.package import XML
from styring_xl.anonymise.terms import ATTRIBUTES, ELEMENTS, VALUES
from styring_xl.books.ooxml.markup import check, escape

CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PREFIXES: Final = {
    CHART: "c", DRAWING: "a",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c", "http://purl.oclc.org/ooxml/drawingml/main": "a",
}  # fmt: skip
_AMOUNTS: Final = frozenset(
    (
        "c:max", "c:min", "c:majorUnit", "c:minorUnit", "c:crossesAt", "c:intercept", "c:splitPos", "c:forward",
        "c:backward",
    )
)  # fmt: skip
"""What a user types of an axis or a line, in the unit of its figures."""
_OF_ANOTHER: Final = frozenset(("a:r", "a:t", "c:v", "c:pt"))
"""What stands in lines of words, in names and among figures alone, and is written with them."""
_SERIES_NEED: Final = ("c:val", "c:yVal", "c:xVal", "c:bubbleSize")
"""What a series is drawn from; one that has lost it is not drawn."""
_SHOWS: Final = ("c:showLegendKey", "c:showVal", "c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize")
_LABELS: Final = tuple((name, "0") for name in _SHOWS)
_TICKS: Final = (("c:majorTickMark", "out"), ("c:minorTickMark", "none"))
_UNSAID: Final = {"c:trendline": (("c:dispRSqr", "0"), ("c:dispEq", "0")), "c:axis": _TICKS}
"""What is so where a chart does not say it."""
_LAST: Final = ("c:trendlineLbl",)
_AXIS_LAST: Final = (
    "c:tickLblPos", "c:spPr", "c:txPr", "c:crossAx", "c:crosses", "c:crossesAt", "c:crossBetween", "c:auto",
    "c:lblAlgn", "c:lblOffset", "c:noMultiLvlLbl", "c:majorUnit", "c:minorUnit", "c:dispUnits",
)  # fmt: skip
_LABEL_LAST: Final = ("c:separator", "c:showLeaderLines", "c:leaderLines")
_AFTER: Final = (
    {name: (*_SHOWS[at + 1 :], *_LABEL_LAST) for at, name in enumerate(_SHOWS)}
    | {"c:dispRSqr": ("c:dispEq", *_LAST), "c:dispEq": _LAST}
    | {"c:majorTickMark": ("c:minorTickMark", *_AXIS_LAST), "c:minorTickMark": _AXIS_LAST}
)
"""What an element stands before, in the order that the format demands."""
_NUMBER: Final = re.compile(r"-?\d{1,8}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,3})?%?")
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_COLOURS: Final = ("a:prstClr", "a:schemeClr", "a:sysClr", "a:srgbClr")
_BLACK: Final = '<a:srgbClr val="000000"/>'
_THEME_FONTS: Final = frozenset(f"+{use}-{script}" for use in ("mn", "mj") for script in ("lt", "ea", "cs"))


class CleanChart(Struct):
    """What became of a chart: its new part, None where no series of it has cells in the copy; and the series lost."""

    data: bytes | None
    lost: int


class Rules(Struct, frozen=True):
    """How the contents of a chart are written: the cells a reference leads to, None for none; a text; a number; and
    what the copy shows in the one cell of a reference, None where it is not one; and a figure that a format holds
    others against."""

    reference: Callable[[str], str | None]
    text: Callable[[str], str]
    number: Callable[[float], float | None]
    shown: Callable[[str], str | None]
    bound: Callable[[float], float]


def cleaned(data: bytes, rules: Rules) -> CleanChart:
    """A chart's part for the copy."""
    work = _Cleaning(rules)
    space = ET.fromstring(check(data))
    plot = next((each for each in space.iter() if _name(each) == "c:plotArea"), None)
    if _name(space) != "c:chartSpace" or plot is None:
        return CleanChart(None, 0)
    lost = work.prune(plot)
    if not any(_name(each) == "c:ser" for group in plot for each in group):
        return CleanChart(None, lost)
    head = f'{XML}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}">'
    try:
        return CleanChart(f"{head}{work.inside(space)}</c:chartSpace>".encode(), lost)
    except RecursionError:
        # No program writes elements so deep in each other.
        return CleanChart(None, lost)


class _Cleaning(Struct):
    rules: Rules
    axes: dict[str, int] = field(default_factory=dict)

    def prune(self, plot: ET.Element) -> int:
        """Take out the series that are drawn from cells the copy has not, and what nothing is drawn on any more."""
        lost = 0
        for group in list(plot):
            series = [each for each in group if _name(each) == "c:ser"]
            gone = [each for each in series if not self._is_drawn(each)]
            for each in gone:
                group.remove(each)
            lost += len(gone)
            if series and len(gone) == len(series):
                plot.remove(group)
        used = {each.get("val") for group in plot for each in group if _name(each) == "c:axId" and not _is_axis(group)}
        for axis in [each for each in plot if _is_axis(each)]:
            if not any(_name(each) == "c:axId" and each.get("val") in used for each in axis):
                plot.remove(axis)
        return lost

    def _is_drawn(self, series: ET.Element) -> bool:
        needed = [each for each in series if _name(each) in _SERIES_NEED]
        return bool(needed) and all(self._has_cells(each) for each in needed)

    def _has_cells(self, source: ET.Element) -> bool:
        references = [each for each in source.iter() if _name(each) == "c:f"]
        literal = any(_name(each) in ("c:numLit", "c:strLit") for each in source)
        return literal or (bool(references) and all(self.rules.reference(each.text or "") for each in references))

    def inside(self, element: ET.Element) -> str:
        """The content of an element, written anew."""
        return "".join(self._written(each) for each in element)

    def _written(self, element: ET.Element) -> str:
        name = _name(element)
        if name is None or name not in ELEMENTS or name in _OF_ANOTHER:
            return ""
        if name in ("c:f", "c:formatCode", "c:name", "c:separator"):
            return self._text(name, element.text or "")
        if name in ("c:cat", "c:tx", "c:plus", "c:minus") and not self._stays(element):
            return ""
        if name == "c:tx":
            return f"<c:tx>{self._called(element)}</c:tx>"
        if name == "c:errBars" and not all(self._stays(e) for e in element if _name(e) in ("c:plus", "c:minus")):
            return ""
        if name in ("c:numLit", "c:strLit"):
            return f"<{name}>{''.join(self._literal(each, name == 'c:numLit') for each in element)}</{name}>"
        values = self._values(name, element)
        if values is None:
            # What is coloured must have a colour.
            return _BLACK if name in _COLOURS else ""
        inner = self._rich(element) if name == "c:rich" else self._completed(name, element)
        shown = "".join(f' {key}="{escape(value)}"'.replace("\n", "") for key, value in values.items())
        return f"<{name}{shown}>{inner}</{name}>" if inner else f"<{name}{shown}/>"

    def _completed(self, name: str, element: ET.Element) -> str:
        """The content of an element, with what programs take differently where it is not said."""
        if name == "c:dLbls" or name == "c:dLbl":
            parts = [] if any(_name(each) == "c:delete" for each in element) else list(_LABELS)
        else:
            parts = list(_UNSAID.get("c:axis" if _is_axis(element) else name, ()))
        there = {_name(each) for each in element}
        missing = [(part, value) for part, value in parts if part not in there]
        if not missing:
            return self.inside(element)
        made: list[str] = []
        for each in element:
            # The order is the format's: each stands before the first of what follows it there.
            while missing and _name(each) in _AFTER[missing[0][0]]:
                part, value = missing.pop(0)
                made.append(f'<{part} val="{value}"/>')
            made.append(self._written(each))
        return "".join((*made, *(f'<{part} val="{value}"/>' for part, value in missing)))

    def _called(self, element: ET.Element) -> str:
        """What a series or a title is called: by a cell, by lines of words that have looks, or by words alone."""
        cell = next((each for each in element.iter() if _name(each) == "c:f"), None)
        if cell is not None:
            return self._named(self.rules.reference(cell.text or "") or "")
        if (rich := next((each for each in element if _name(each) == "c:rich"), None)) is not None:
            return self._written(rich)
        words = "".join(each.text or "" for each in element if _name(each) == "c:v")
        return f"<c:v>{escape(self.rules.text(words))}</c:v>"

    def _named(self, reference: str) -> str:
        """A name that a cell of the copy gives, and what it shows there: not every program reads it of the cell."""
        text = self.rules.shown(reference)
        stored = "" if text is None else f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(text)}</c:v></c:pt>'
        stored = f"<c:strCache>{stored}</c:strCache>" if stored else ""
        return f"<c:strRef><c:f>{escape(reference)}</c:f>{stored}</c:strRef>"

    def _stays(self, element: ET.Element) -> bool:
        """Whether a source that a chart can be without has cells, or words, in the copy."""
        if any(_name(each) == "a:fld" for each in element.iter()):
            return False
        references = [each for each in element.iter() if _name(each) == "c:f"]
        return all(self.rules.reference(each.text or "") for each in references)

    def _text(self, name: str, text: str) -> str:
        if name == "c:f":
            text = self.rules.reference(text) or ""
        elif name == "c:formatCode":
            text = number_format(text, self.rules.bound)
        elif name == "c:separator":
            text = "; " if any(map(str.isalnum, text)) else text[:3]
        else:
            text = self.rules.text(text)
        return f"<{name}>{escape(text)}</{name}>"

    def _literal(self, element: ET.Element, is_number: bool) -> str:
        """A figure or a word that is typed into the chart and not in a cell."""
        name = _name(element)
        if name == "c:formatCode":
            return self._text(name, element.text or "")
        if name == "c:ptCount":
            return self._written(element)
        value = next((each.text or "" for each in element if _name(each) == "c:v"), None)
        index = element.get("idx", "")
        if name != "c:pt" or value is None or not index.isdecimal() or len(index) > 6:
            return ""
        if is_number:
            number = _float(value)
            if number is None:
                return ""
            value = _shown(self._masked(number))
        else:
            value = self.rules.text(value)
        return f'<c:pt idx="{index}"><c:v>{escape(value)}</c:v></c:pt>'

    def _masked(self, number: float) -> float:
        changed = self.rules.number(number)
        return number if changed is None else changed

    def _rich(self, element: ET.Element) -> str:
        """Lines of words; all words of a line stand in its first run, as a text is known by the whole of it."""
        lines = iter(self._lines([_words(each) for each in element if _name(each) == "a:p"]))
        return "".join(
            self._line(each, next(lines)) if _name(each) == "a:p" else self._written(each) for each in element
        )

    def _lines(self, words: list[str]) -> list[str]:
        """What stands for each line. A number may go on from one to the next, and is then known by all of them."""
        told = [self.rules.text(line) for line in words]
        figures = [at for at, line in enumerate(words) if line and not any(map(str.isalpha, line))]
        whole = "".join(map(str.strip, words))
        figure = "".join(words[at].strip() for at in figures)
        if in_words(whole):
            return [self.rules.text(whole), *[""] * (len(words) - 1)]
        if len(figures) > 1 and (stands := self.rules.text(figure)) != figure:
            for at in figures:
                told[at] = stands if at == figures[0] else ""
        return told

    def _line(self, element: ET.Element, text: str) -> str:
        parts = []
        first = next((each for each in element if _name(each) == "a:r"), None)
        for each in element:
            if each is first:
                looks = "".join(self._written(part) for part in each if _name(part) == "a:rPr")
                parts.append(f"<a:r>{looks}<a:t>{escape(text)}</a:t></a:r>")
            else:
                parts.append(self._written(each))
        return f"<a:p>{''.join(parts)}</a:p>"

    def _values(self, name: str, element: ET.Element) -> dict[str, str] | None:
        """The attributes of an element; None where one of them says what nobody knows."""
        kept: dict[str, str] = {}
        for key, value in element.attrib.items():
            if key not in ATTRIBUTES:
                continue
            if key == "typeface":
                if value not in FONTS and value not in _THEME_FONTS:
                    return None
            elif name in ("c:axId", "c:crossAx"):
                value = str(self.axes.setdefault(value, len(self.axes) + 1))
            elif name in _AMOUNTS or (name == "c:val" and key == "val"):
                number = _float(value)
                if number is None:
                    return None
                value = _shown(self._masked(number))
            elif key == "formatCode":
                value = number_format(value, self.rules.bound)
            elif not (_NUMBER.fullmatch(value) or _COLOUR.fullmatch(value) or value in VALUES):
                return None
            kept[key] = value
        return kept


def _name(element: ET.Element) -> str | None:
    """An element's name with the prefix it is written with; None outside the two vocabularies of charts."""
    space, _, local = str(element.tag).rpartition("}")
    prefix = _PREFIXES.get(space.removeprefix("{"))
    return None if prefix is None else f"{prefix}:{local}"


def _words(line: ET.Element) -> str:
    runs = (each for each in line if _name(each) == "a:r")
    return "".join(each.text or "" for run in runs for each in run if _name(each) == "a:t")


def _is_axis(element: ET.Element) -> bool:
    return _name(element) in ("c:catAx", "c:valAx", "c:dateAx", "c:serAx")


def _float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _shown(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
