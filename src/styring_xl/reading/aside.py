"""What a sheet says of a row elsewhere than in *Status*: that it does not hold, has ended, or is another year's.

»Aktiv« with nej, »Udgået« with x, »Bortfaldet« as a remark, »Slettede sager« over the rows, »År« with last year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, label
from styring_xl.pattern import seldom
from styring_xl.reading.header import BUDGET
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.void import says_void


class Aside(StrEnum):
    """What is said of a row. ``ENDED`` is a contradiction only where the row has no stop.

    ``INCOME`` is one where its amount is above 0. ``SPEND`` and ``BEFORE`` are said of a budget's rows: that they hold
    spend, or the budget before it was changed.
    """

    VOID = "void"
    ENDED = "ended"
    OTHER_YEAR = "other_year"
    SPEND = "spend"
    INCOME = "income"
    BEFORE = "before"


class Saying(Struct, frozen=True):
    """A column with the rows of which it says one thing, from the top."""

    aside: Aside
    column: int
    rows: tuple[int, ...]


_COUNTS: Final = seldom(
    r"(?:er )?(?:aktive?|gælder|gældende)(?: sag| bevilling)?|medtages|medtag|medregnes|medregn|regnes med|beregnes"
    r"|tæller(?: med)?|indgår|med|skal (?:tælle )?med|(?:indgår|med|medtages|tæller)(?: med)? i \w+"
)
"""Headers of a column in which nej says that the row does not count."""
_LEFT_OUT: Final = seldom(
    r"(?:er )?(?:udgået|slettet|annulleret|bortfaldet|afslået|inaktiv|arkiveret)|(?:skal )?slettes|udelades|udelad"
    r"|ignorer(?:es)?|(?:medtages|tæller) ikke(?: med)?|ikke med"
)
"""Headers of a column in which ja or a cross says that the row does not count."""
_OVER: Final = seldom(
    r"(?:er )?(?:afsluttet|ophørt|lukket|stoppet)|(?:sag(?:en)?|bevilling(?:en)?) (?:afsluttet|lukket)"
)
_YEAR: Final = seldom(r"år|årstal|regnskabsår|budgetår|kalenderår|bevillingsår|gælder år")
_NO: Final = frozenset(("nej", "n", "no", "falsk", "false", "0", "inaktiv"))
_YES: Final = frozenset(("ja", "j", "x", "yes", "y", "sand", "true", "1", "✓", "✔"))
_FIRST_YEAR, _LAST_YEAR = 2000, 2100

_SUBJECT: Final = r"(?:(?:sagen|rækken|bevillingen|den) (?:er )?)?"
_REMARK: Final = re.compile(
    rf"{_SUBJECT}(?:udgår|udgået|slettes|slettet|annulleret|bortfaldet|bortfalder|fejloprettet"
    r"|(?:tæller|medtages|medregnes) ikke(?: med)?"
    r"|(?:skal|må) ikke (?:tælle(?:s)? |regnes )?med(?:tages|regnes)?)[.!]*",
    re.IGNORECASE,
)
"""A remark that is nothing but these words; in a longer one they may be said of something else."""
_ENDED_WORDS: Final = (
    r"(?:ophørt|afsluttet|lukket|stoppet|udskrevet|fraflyttet|afgået|inaktiv|passiv|afdød|død|hjemgivet)"
)
_ENDED: Final = re.compile(rf"{_SUBJECT}{_ENDED_WORDS}\b(?! ikke)", re.IGNORECASE)
_ENDED_REMARK: Final = re.compile(
    rf"{_SUBJECT}{_ENDED_WORDS}(?:,? (?:(?:pr|d)\.?|den|fra|i|ultimo|primo|medio))*(?: ?[\d./ -]+)?"
    r"(?: ?(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*\.?)?(?: ?[\d./ -]+)?[.!]*",
    re.IGNORECASE,
)
_VOID_HEADING: Final = seldom(
    r"(?:slettede?|udgåede|annullerede|afslåede|afviste|bortfaldne|fejloprettede|inaktive|arkiverede|ikke bevilgede"
    r"|arkiv|til sletning|skal slettes|eksempel|eksempler|skabelon)\b|(?:tæller|medtages|medregnes) ikke\b",
    re.IGNORECASE,
)
_ENDED_HEADING: Final = seldom(r"(?:ophørte|afsluttede|lukkede|stoppede|udskrevne|fraflyttede)\b", re.IGNORECASE)


_SPEND: Final = seldom(
    r"(?:årets )?(?:forbrug|regnskab|realiseret|bogført|prognose|skøn)|forventet(?: (?:regnskab|forbrug))?"
)
_INCOME: Final = seldom(r"indtægt(?:er)?|i")
_SIDES: Final = frozenset(("u", "udgift", "udgifter", "i", "indtægt", "indtægter"))
"""What a column holds that says of each row whether it is spend or an income."""
_INCOME_NAME: Final = seldom(
    r"(?:stats|central )?refusion(?:er)?(?: (?:fra|vedr|efter|af|§)\b.*)?|indtægt(?:er)?\b.*"
    r"|mellemkommunale? (?:indtægt|refusion)(?:er)?\b.*",
    re.IGNORECASE,
)
"""A measure or a heading that is an income by its name."""
_BEFORE: Final = seldom(r"(?:opr(?:indeligt?)?|vedtaget)(?: budget)?")
_AFTER: Final = seldom(r"(?:korr(?:igeret)?|gældende)(?: budget)?")
_LONGEST: Final = 60
"""Characters; a longer text says more than one of these words."""


def _is_no(value: Value) -> bool:
    return label(value) in _NO if isinstance(value, str) else isinstance(value, (bool, int, float)) and value == 0


def _is_yes(value: Value) -> bool:
    if isinstance(value, str):
        return label(value) in _YES or clean(value) in _YES
    return isinstance(value, dt.date) or (isinstance(value, (bool, int, float)) and value == 1)


def says_ended(value: Value) -> bool:
    """Whether a status says that the case is over: »Ophørt«, »Afsluttet«, »Lukket«."""
    return isinstance(value, str) and _ENDED.match(clean(value)) is not None


def heads(text: Value) -> Aside | None:
    """What a heading says of all the rows below it: »Slettede sager«, »Ophørte«."""
    plain = clean(text) if isinstance(text, str) else ""
    if _VOID_HEADING.match(plain) or says_void(plain):
        return Aside.VOID
    if _INCOME_NAME.fullmatch(plain):
        return Aside.INCOME
    return Aside.ENDED if _ENDED_HEADING.match(plain) else None


def _remarked(value: Value) -> Aside | None:
    plain = clean(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    if _REMARK.fullmatch(plain):
        return Aside.VOID
    return Aside.ENDED if _ENDED_REMARK.fullmatch(plain) else None


def _of_status(value: Value) -> Aside | None:
    return Aside.ENDED if says_ended(value) else None


def _of_budget(value: Value) -> Aside | None:
    name = label(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    said = ((_SPEND, Aside.SPEND), (_INCOME, Aside.INCOME), (_BEFORE, Aside.BEFORE))
    return next((aside for words, aside in said if words.fullmatch(name)), _remarked(value))


def _of_measure(value: Value) -> Aside | None:
    plain = clean(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    return Aside.INCOME if _INCOME_NAME.fullmatch(plain) else None


def _of_text(value: Value) -> Aside | None:
    name = label(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    return Aside.INCOME if _INCOME.fullmatch(name) else _remarked(value)


def _flagged(is_said: Callable[[Value], bool], aside: Aside, value: Value) -> Aside | None:
    return aside if is_said(value) else None


def _of_year(year: int, value: Value) -> Aside | None:
    text = label(value) if isinstance(value, str) else value
    if isinstance(text, str):
        text = int(text) if text.isdigit() else None
    stated = isinstance(text, (int, float)) and not isinstance(text, bool) and _FIRST_YEAR <= text <= _LAST_YEAR
    return Aside.OTHER_YEAR if stated and text != year else None


def _readers(table: RoleTable, year: int) -> Mapping[int, Callable[[Value], Aside | None]]:
    """How the cells of each column are understood that may set a row aside, by column."""
    named = {column: name for name, column in table.columns.items()}
    found: dict[int, Callable[[Value], Aside | None]] = {}
    for column, text in table.headers.items():
        field = named.get(column)
        if column in table.months.values() or field not in (None, "status", "note", "section", "measure"):
            continue
        name = label(text)
        if field == "measure":
            found[column] = _of_measure
        elif field == "status":
            found[column] = _of_status
        elif field == "section":
            found[column] = heads
        elif field == "note":
            found[column] = _remarked
        elif _COUNTS.fullmatch(name):
            found[column] = lambda value: _flagged(_is_no, Aside.VOID, value)
        elif _LEFT_OUT.fullmatch(name):
            found[column] = lambda value: _flagged(_is_yes, Aside.VOID, value)
        elif _OVER.fullmatch(name):
            found[column] = lambda value: _flagged(_is_yes, Aside.ENDED, value)
        elif _YEAR.fullmatch(name):
            found[column] = lambda value: _of_year(year, value)
        else:
            found[column] = _of_budget if table.role == BUDGET else _of_text
    return found


def sayings(table: RoleTable, grid: Grid, year: int) -> Iterator[Saying]:
    """What the table's columns say of its rows, one for each column and thing said, by column."""
    readers = _readers(table, year)
    columns = grid.whole_columns({*readers})
    last = min(end for end in (table.last_row, table.end, len(grid.rows)) if end is not None)
    for column, read in sorted(readers.items()):
        cells = columns[column][table.header_bottom : last]
        values = {*cells}
        said = {value: aside for value in values if (aside := read(value)) is not None}
        if Aside.BEFORE in said.values() and not any(_AFTER.fullmatch(label(value)) for value in values):
            said = {value: aside for value, aside in said.items() if aside != Aside.BEFORE}
        words = {label(value) for value in values if isinstance(value, str)} - {""}
        if "i" in words and not ("u" in words and words <= _SIDES):
            # Beside other letters than u it may be »intern« or »institution«.
            said = {value: aside for value, aside in said.items() if label(value) != "i"}
        for aside in Aside:
            rows = [
                row
                for row, value in enumerate(cells, start=table.first_row)
                if said and value in said and said[value] == aside
            ]
            if rows:
                yield Saying(aside, column, tuple(rows))
