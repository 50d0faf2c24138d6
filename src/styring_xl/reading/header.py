"""What a column's header says the column holds: the field's synonyms, month headers, and the hints in brackets."""

from __future__ import annotations

import datetime as dt
import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, label, month_of_name
from styring_xl.reading.headers import HEADERS
from styring_xl.standard import inputs

DISPOSITION: Final = "disponering"
POSTINGS: Final = "posteringer"
BUDGET: Final = "budget"
ROLES: Final = (DISPOSITION, POSTINGS, BUDGET)

_LOOKUP: Final = {
    role: {
        " ".join(name.split()): (field, rank)
        for field, names in fields.items()
        for rank, name in reversed(list(enumerate(names.split(","))))
    }
    for role, fields in HEADERS.items()
}

FIELD_NAMES: Final = {name: column.header for name, column in inputs.FIELDS.items() if not name.startswith("month")}
"""The field's name on sheets and in messages."""

_YEAR = re.compile(r"\b(20\d\d)\b")
_YEAR_MONTH = re.compile(r"(20\d\d)\s?[-./mM]?\s?(0?[1-9]|1[0-2])")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s?[-./]\s?(20\d\d|2\d|30)")
_NAMED_MONTH = re.compile(r"([a-zæøå]+)[.\s/-]*(?:(20\d\d)|'?(\d\d))?", re.IGNORECASE)
_NUMBERED_MONTH = re.compile(
    r"(?:md|mdr|måned|periode|p|m)[.\s]*(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[.\s]*(?:md|mdr|måned)\.?", re.IGNORECASE
)
_PREFIX = re.compile(
    r"^(?:forventet|forv\.?|forbrug|disponeret|realiseret|regnskab|skøn|prognose|est\.?|estimat|sum af|beløb"
    r"|udgift(?:er)?|(?:0?[1-9]|1[0-2]):)\s+",
    re.IGNORECASE,
)
# »Jan Forventet« is a month of expected amounts; »Jan Realiseret« and »Jan Budget« are not.
_SUFFIX = re.compile(
    r"(?<=[a-zæøå])\s+måned$"
    r"|\s+(?:forventet|forv\.?|disponeret|disp\.?|skøn|prognose|f|\((?:forventet|forv\.?|disponeret|skøn|prognose|f)\))$",
    re.IGNORECASE,
)
_BOOKED_SUFFIX = re.compile(
    r"\s+(?:realiseret|real\.?|regnskab|forbrug|bogført|r|\((?:realiseret|real\.?|regnskab|forbrug|bogført|r)\))$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s,]*[(\[]?(?<![\w.])(?:bel(?:øb)?\s+)?(?:i\s+)?"
    r"(?:(?:hele )?1[. ]?000 ?(?:kroner|kr|dkk)|tusinde? ?(?:kroner|kr|dkk)|t\.? ?kr|tdkk|t\.? ?dkk"
    r"|mio\.?(?: ?(?:kr|dkk))?|mill?\.?(?: ?(?:kr|dkk))?|millioner(?: ?kr)?"
    r"|kr|dkk)"
    r"(?![\w])\.?[)\]]?",
    re.IGNORECASE,
)


class Month(Struct, frozen=True):
    """A header that names a month 1..12, and its year when the header says so."""

    month: int
    year: int | None


@lru_cache(maxsize=4096, typed=True)
def read_month(value: Value) -> Month | None:
    """The month a header names: ``Jan.``, ``Januar 2026``, ``01-2026``, ``202601``, a date cell; else None."""
    if isinstance(value, (dt.date, dt.datetime)):
        return Month(value.month, value.year) if 2000 <= value.year <= 2100 else None
    text = _SUFFIX.sub("", _PREFIX.sub("", without_unit(clean(value)))).rstrip(" :")
    if match := _YEAR_MONTH.fullmatch(text):
        return Month(int(match[2]), int(match[1]))
    if match := _MONTH_YEAR.fullmatch(text):
        return Month(int(match[1]), int(match[2]) % 2000 + 2000)
    if match := _NUMBERED_MONTH.fullmatch(text):
        return Month(int(match[1] or match[2]), None)
    if match := _NAMED_MONTH.fullmatch(text):
        month = month_of_name(match[1])
        if month is not None:
            year = int(match[2]) if match[2] else 2000 + int(match[3]) if match[3] else None
            return Month(month, year)
    return None


@lru_cache(maxsize=4096, typed=True)
def read_booked_month(value: Value) -> Month | None:
    """The month whose booked amounts a header names: ``Jan realiseret``, ``Feb R``; else None."""
    text = clean(value) if isinstance(value, str) else ""
    bare = _BOOKED_SUFFIX.sub("", without_unit(text))
    return read_month(bare) if bare != without_unit(text) else None


def without_unit(text: str) -> str:
    """A header without what it says of its amounts' unit: »Takst i 1.000 kr.« -> »Takst«, »Jan (kr.)« -> »Jan«."""
    return clean(_UNIT.sub(" ", text)).strip(" ,")


def read_year(value: Value) -> int | None:
    """The one year 20xx a text names, None when it names none or several."""
    years = set(_YEAR.findall(clean(value))) if isinstance(value, str) else set()
    return int(years.pop()) if len(years) == 1 else None


@lru_cache(maxsize=4096, typed=True)
def match_field(role: str, value: Value) -> tuple[str, int] | None:
    """The field of the role that a header means, and how certain (0 is the most), or None."""
    if not isinstance(value, str):
        return None
    lookup, text = _LOOKUP[role], clean(value)
    found = lookup.get(label(_YEAR.sub(" ", text)))
    if found is None and "(" in text:
        # A bracket usually holds a unit or a remark: "Cpr-nr. (barn)", "Beløb (kr.)".
        found = lookup.get(label(_YEAR.sub(" ", clean(re.sub(r"\([^)]*\)", " ", value)))))
        found = None if found is None else (found[0], found[1] + 100)
    if found is None and (bare := without_unit(text)) != text:
        found = lookup.get(label(_YEAR.sub(" ", bare)))
        found = None if found is None else (found[0], found[1] + 50)
    if found is None and (danish := _spelled_out(label(text))) is not None:
        found = lookup.get(danish)
    if found is None and text.lower().startswith(_AMOUNT) and _UNIT.fullmatch(text, len(_AMOUNT)):
        # »Beløb t.kr.«: all of it says the unit, and none of it is left to say that it is an amount.
        found = lookup.get(_AMOUNT)
    return found


_AMOUNT: Final = "beløb"
_LETTERS: Final = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))


def _spelled_out(text: str) -> str | None:
    """A label whose Danish letters a system has written as two, »beloeb«, with the letters; None when it has none."""
    found = text
    for two, one in _LETTERS:
        found = found.replace(two, one)
    return found if found != text else None


_UNIT_HINTS: Final = (
    ("måned", re.compile(r"måned|\bmd|\bmdr|\bmdl")),
    ("døgn", re.compile(r"døgn|\bdag")),
    ("uge", re.compile(r"\buge")),
    ("time", re.compile(r"\btime")),
    ("år", re.compile(r"\bår")),
)


class Said(IntEnum):
    """What a header says its amounts are, those that may be this year's expected ones first."""

    EXPECTED = 0
    NOTHING = 1
    BOOKED = 2
    BUDGET = 3
    LAST_YEAR = 4


_AHEAD = re.compile(r"forvent|forv\b|skøn|prognose|dispon", re.IGNORECASE)
_BOOKED = re.compile(r"forbrug|realiseret|regnskab|bogført|faktisk", re.IGNORECASE)
_BUDGET = re.compile(r"budget|\bramme", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\b(?:sidste|forrige|foregående|tidligere) år", re.IGNORECASE)


def says_of(text: str) -> Said:
    """Whose amounts a header's words name: »Forbrug jan« booked ones, »Sidste år jan« last year's."""
    if _LAST_YEAR.search(text):
        return Said.LAST_YEAR
    if _AHEAD.search(text):
        return Said.EXPECTED
    if _BUDGET.search(text):
        return Said.BUDGET
    return Said.BOOKED if _BOOKED.search(text) else Said.NOTHING


def is_plain_sum(value: Value) -> bool:
    """True for »I alt«, »Sum« and »Total«, which may sum anything, unlike »Forventet regnskab«."""
    return label(_YEAR.sub(" ", clean(value))) in ("i alt", "ialt", "i alt kr", "total", "sum")


def unit_hint(value: Value) -> str | None:
    """The rate unit a rate's header names: ``Takst (mdl.)`` -> måned, ``Døgntakst`` -> døgn; else None."""
    text = label(value)
    return next((unit for unit, pattern in _UNIT_HINTS if pattern.search(text)), None)


def in_ore(value: Value) -> bool:
    """True when an amount's header says that its figures are øre."""
    return bool(re.search(r"\børe\b", label(value)))


_THOUSANDS = re.compile(r"\b1 ?000 (?:kr|dkk)|\btusinde? ?(?:kr|dkk)|\bt ?kr\b|\btkr\b|\bt dkk\b|\btdkk\b")
_MILLIONS = re.compile(r"\bmio\b|\bmill\b|\bmil kr\b|\bmillioner\b")


def in_thousands(value: Value) -> bool:
    """True when an amount's header says that its figures are 1.000 kr."""
    return unit_factor(value) == 1000


def unit_factor(value: Value) -> int:
    """Kroner to one of the figures by a header or a title: 1.000 for »1.000 kr.«, 1.000.000 for »mio. kr.«, else 1."""
    text = label(value)
    if _MILLIONS.search(text):
        return 1_000_000
    return 1000 if _THOUSANDS.search(text) else 1
