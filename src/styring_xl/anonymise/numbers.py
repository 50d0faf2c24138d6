"""CPR numbers found in texts and in number cells, with and without their leading zero."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from styring_xl.danish.citizen import has_cpr_form
from styring_xl.model.arrays import Flags, Floats

# Both begin with a digit, so that the search goes from one to the next: whole parts are searched.
_TOKEN: Final = re.compile(r"(\d(?<!\d\d)(?:\d{5}|\d{4}))([-\u2010-\u2015\u2212./ \u00a0\u202f]?)(\d{4})(?!\d)")
_LONG: Final = re.compile(r"\d\d{10,}")
_SPREAD: Final = re.compile(r"(?<!\d)(\d{1,2})[\W_]{0,6}(\d\d)[\W_]{0,6}(\d\d)[\W_]{0,6}(\d{4})(?!\d)")
"""Day, month, year and the last four, with any signs between them: ``61.01.80 - 0001``."""
_SPLIT: Final = re.compile(r"(\d{5,6})\.(\d{3,4})")
_BETWEEN: Final = re.compile(r"[\W_]+")
_NINE: Final = re.compile(r"\d{9,}")
_BODY_END: Final = re.compile(r"</(?:\w+:)?(?:rich|txBody|si|is|text)>")
_RUN: Final = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")
_DECIMAL: Final = re.compile(r"=(?:\"-?\d+\.\d+(?:[eE][-+]?\d+)?\"|'-?\d+\.\d+(?:[eE][-+]?\d+)?')")
_SHORTEST: Final = 9
"""Digits of a CPR number without its first nought."""
SMALLEST: Final = 10**8
LARGEST: Final = 10**10
"""From and below which a number cell may be a CPR number."""
_LONGEST: Final = 10**15
"""Below it a number has all its digits."""


def in_text(text: str) -> Iterator[str]:
    """The ten digits of everything in a text that has the form of a CPR number."""
    for match in _TOKEN.finditer(text):
        cpr = (match[1] + match[3]).zfill(10)
        if has_cpr_form(cpr):
            yield cpr
    for run in _LONG.finditer(text):
        # A CPR number may be written together with other digits: any ten in a row may be one.
        digits = run[0]
        for at in range(len(digits) - 9):
            if has_cpr_form(digits[at : at + 10]):
                yield digits[at : at + 10]


def in_words(text: str) -> list[str]:
    """The same of a text that a person has typed, also of numbers with odd signs between their parts: a day's points,
    a dash with spaces about it, line breaks, marks that do not show. An amount has its signs elsewhere."""
    found = dict.fromkeys(in_text(text))
    if sum(map(str.isdigit, text)) >= _SHORTEST:
        plain = _shown(text)
        found |= dict.fromkeys(in_text(plain))
        spread = ("".join(each).zfill(10) for each in _SPREAD.findall(plain))
        found |= dict.fromkeys(filter(has_cpr_form, spread))
    return list(found)


def may_hold(text: str) -> bool:
    """Whether the digits of a text that is to stand as it stood may be a CPR number, however they are spread: all that
    is no letter is taken out from between them, and any ten in a row are looked at, and nine without their nought."""
    if sum(map(str.isdigit, text)) < _SHORTEST:
        return False
    runs = _NINE.findall(_BETWEEN.sub("", _shown(text)))
    tens = (run[at : at + 10] for run in runs for at in range(len(run) - 9))
    return any(map(has_cpr_form, (*tens, *(f"0{run}" for run in runs if len(run) == _SHORTEST))))


def _shown(text: str) -> str:
    """A text with plain digits, and without the marks that do not show: soft hyphens, joiners, accents."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if unicodedata.category(each) not in ("Cf", "Mn"))


def in_markup(xml: str) -> set[str]:
    """The same for a part's text with entities resolved, each once, as a long part holds the same numbers many times;
    attributes that are decimal figures are none."""
    text = _DECIMAL.sub("=", xml)
    found = {(start + end).zfill(10) for start, _, end in set(_TOKEN.findall(text))}
    for digits in set(_LONG.findall(text)):
        found.update(digits[at : at + 10] for at in range(len(digits) - 9))
    return {cpr for cpr in found if has_cpr_form(cpr)}


def bare_in_markup(xml: str) -> set[str]:
    """Those that are written without a sign between their digits, each time: they may be amounts."""
    text = _DECIMAL.sub("=", xml)
    tokens = set(_TOKEN.findall(text))
    signed = {(start + end).zfill(10) for start, sign, end in tokens if sign}
    bare = {(start + end).zfill(10) for start, sign, end in tokens if not sign}
    return {cpr for cpr in bare - signed if has_cpr_form(cpr)}


def in_bodies(xml: str) -> set[str]:
    """The same of what is shown as one text and written as several: the runs and lines of a title, a box, a note.
    Of a part's text with its entities as they are."""
    bodies = ("".join(map(str.strip, _RUN.findall(body))) for body in _BODY_END.split(xml)[:-1])
    return {cpr for body in bodies for cpr in in_text(html.unescape(body))}


def in_number(number: float) -> str | None:
    """The ten digits of a number cell that has the form of a CPR number, with or without a minus, else None."""
    if number != number or not SMALLEST <= abs(number) < LARGEST or number != int(number):
        return None
    cpr = f"{abs(int(number)):010d}"
    return cpr if has_cpr_form(cpr) else None


def in_long(number: float) -> list[str]:
    """All that has the form of a CPR number within the digits of a number that is longer: of a case, of a journal."""
    if number != number or not LARGEST <= abs(number) < _LONGEST or number != int(number):
        return []
    digits = f"0{abs(int(number))}"
    return [digits[at : at + 10] for at in range(len(digits) - 9) if has_cpr_form(digits[at : at + 10])]


def in_split(number: float) -> str | None:
    """The ten digits of a CPR number whose sign between its halves was read as a decimal comma, else None: 610180.0001,
    and 610180.123, which has lost its last nought."""
    found = _SPLIT.fullmatch(repr(number))
    cpr = "" if found is None else f"{found[1].zfill(6)}{found[2].ljust(4, '0')}"
    return cpr if has_cpr_form(cpr) else None


def may_be_citizens(values: Floats) -> Flags:
    """Which of some numbers have the size of a CPR number, of one with more digits about it, or of its halves about a
    decimal comma, (n,)."""
    whole = (np.abs(values) >= SMALLEST) & (np.abs(values) < _LONGEST)
    with np.errstate(invalid="ignore", over="ignore"):
        of_halves = (values >= 10**4) & (values < 10**6) & (np.abs(values * 100 - np.round(values * 100)) > 1e-4)
    found: Flags = whole | of_halves
    return found


class Replacements:
    """Each CPR number's stand-in: a replacement number (day + 60), the same for the same citizen everywhere."""

    def __init__(self, originals: Iterable[str]) -> None:
        self.originals = frozenset(originals)
        self._of: dict[str, str] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._of)

    def of(self, cpr: str) -> str:
        """The stand-in of ten digits; never a number that stood in the workbook."""
        known = self._of.get(cpr)
        while known is None:
            n, self._next = self._next, self._next + 1
            day, month, year = 61 + n % 28, 1 + n // 28 % 12, n // 336 % 100
            candidate = f"{day:02d}{month:02d}{year:02d}{1 + n // 33_600 % 3999:04d}"
            if candidate not in self.originals:
                known = self._of[cpr] = candidate
        return known

    def spelled(self, text: str) -> str | None:
        """A text that is a CPR number and nothing else, with its stand-in in the same spelling; else None."""
        match = _TOKEN.fullmatch(text.strip())
        if match is None:
            return None
        cpr = (match[1] + match[3]).zfill(10)
        if not has_cpr_form(cpr):
            return None
        new = self.of(cpr)
        return new[:6] + match[2] + new[6:]
