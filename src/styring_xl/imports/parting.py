"""One extract for all departments parted: each posting goes to exactly one of them or to nobody, and every øre is told.

A department states rules; a posting meets a rule when it meets all that the rule says of account, cost centre and
citizen. It goes to the department whose rules alone it meets. One that meets those of several, or of none, is not
guessed at: it is left unallocated, and so is a row that cannot be used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.column import CellColumn
from styring_xl.danish import writing
from styring_xl.danish.text import cell_text
from styring_xl.errors import StyringError
from styring_xl.imports import extract as extracts
from styring_xl.imports import posting
from styring_xl.imports.columns import NAMES, Stated, check_given
from styring_xl.imports.control import Tally
from styring_xl.imports.extract import Extract, Options
from styring_xl.imports.intake import part_of
from styring_xl.imports.ledger_part import LedgerPart
from styring_xl.imports.posting import REASONS, Pools, Read
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.interning import distinct
from styring_xl.reading.ledger.account import digits
from styring_xl.reading.ledger.entries import Reason
from styring_xl.reading.parameters import AccountRule, account_span

COST_CENTER: Final = "cost_center"
"""The field of a column that only the parting reads."""
COST_CENTER_HEADER: Final = "Omkostningssted"
_INTERVAL: Final = re.compile(r"[\d. ]+[-–][\d. ]+")
_NOBODY: Final = -1
_SEVERAL: Final = -2


class Everybody(Enum):
    """Citizens nobody knows: the department whose workbook cannot be read may have any of them."""

    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a posting must be to be a department's, by one of its rules; None says nothing.

    Patterns are spelled as accounts are in *Parametre*: a whole number, the beginning of one (»5282*«) or an interval
    (»1200-1299«); what holds letters is a text with ``*`` and ``?``. ``citizens`` are CPR numbers of ten digits.
    """

    accounts: tuple[str, ...] | None = None
    cost_centers: tuple[str, ...] | None = None
    citizens: frozenset[str] | Everybody | None = field(default=None, repr=False)


def bad_pattern(pattern: str) -> str | None:
    """What is wrong with a pattern, as a Danish phrase."""
    if not pattern.strip():
        return "er tomt"
    if _INTERVAL.fullmatch(pattern) and account_span(pattern) is None:
        return "skal gå fra et tal til et større med lige så mange cifre"
    return None


class Whole(Struct, frozen=True, eq=False):
    """An extract that has been read, and each posting's cost centre as a number in ``centers``."""

    extract: Extract
    read: Read
    center: Integers
    centers: Sequence[str]


class PartingControl(Struct, frozen=True):
    """The control total over all departments: what came in = the parts + unallocated."""

    came_in: Tally
    parts: tuple[Tally, ...]
    unallocated: Tally
    unreadable: int
    """Rows of the unallocated whose amount nobody can read; they are in no sum."""

    @property
    def difference(self) -> Tally:
        """What the sum lacks; nothing, or nothing is brought in."""
        accounted = sum(self.parts, self.unallocated)
        return Tally(self.came_in.rows - accounted.rows, self.came_in.ore - accounted.ore)


class Unallocated(Struct, frozen=True):
    """A row that no department gets. It names no citizen: the extract's line is enough to find it. ``month`` counts
    from year 0, -1 where it is not known; ``ore`` is None where the amount cannot be read."""

    extract: str
    line: int
    why: str
    month: int = -1
    account: str = ""
    center: str = ""
    measure: str = ""
    document: str = ""
    ore: int | None = None


class Parted(Struct, frozen=True, eq=False):
    """The parts of each department in the order of the departments, what nobody gets, and the control total."""

    parts: tuple[tuple[LedgerPart, ...], ...]
    unallocated: tuple[Unallocated, ...]
    control: PartingControl
    notes: tuple[str, ...]
    """What the user should know about how the extracts were read, Danish sentences."""


def read(
    files: Sequence[Path],
    pools: Pools,
    *,
    options: Options,
    given: Sequence[tuple[str, str]] = (),
    center_header: str | None = None,
    year: int | None = None,
) -> list[Whole]:
    """Reads the extracts all departments share. ``center_header`` is the header of the cost centre where a rule asks
    for one. Raises StyringError when one cannot be read in one way only, or lacks that column."""
    centers = () if center_header is None else ((COST_CENTER, center_header),)
    columns = Stated((*given, *centers))
    found: list[Whole] = []
    headers: set[str] = set()
    for number, path in enumerate(files):
        extract = extracts.read(path, options, columns)
        headers |= {*extract.mapping.headers}
        if centers and COST_CENTER not in extract.mapping.columns:
            raise StyringError(
                f"{path.name} har ingen kolonne »{center_header}«, som reglerne deler efter. Skriv dens overskrift i "
                "cost-center-column."
            )
        found.append(_whole(extract, number, options, pools, year))
    check_given(given, headers, NAMES)
    return found


def _whole(extract: Extract, number: int, options: Options, pools: Pools, year: int | None) -> Whole:
    column = extract.texts.get(COST_CENTER)
    # How a row is understood must not depend on whether it is going to be parted.
    mapping = {name: at for name, at in extract.mapping.columns.items() if name != COST_CENTER}
    texts = {name: cells for name, cells in extract.texts.items() if name != COST_CENTER}
    extract = replace(extract, mapping=replace(extract.mapping, columns=mapping), texts=texts)
    found = posting.read(extract, number, options, pools, year)
    rows = np.searchsorted(extract.lines, found.postings.line)
    codes, names = _centers(column, len(extract))
    return Whole(extract, found, codes[rows], names)


def _centers(column: CellColumn | None, n: int) -> tuple[Integers, list[str]]:
    if column is None:
        return np.zeros(n, np.int64), [""]
    at, cells = distinct(column)
    return np.asarray(at, np.int64), [cell_text(value) for value in cells]


def part(wholes: Sequence[Whole], rules: Sequence[Sequence[Claim]], pools: Pools) -> Parted:
    """Parts the extracts' postings; ``rules`` are each department's."""
    parts: list[list[LedgerPart]] = [[] for _ in rules]
    unallocated: list[Unallocated] = []
    came_in, tallies, left, unreadable = Tally(), [Tally() for _ in rules], Tally(), 0
    for whole in wholes:
        postings, refused = whole.read.postings, whole.read.refused
        owner = owners(whole, rules, pools)
        for number, mine in enumerate(parts):
            rows = owner == number
            if rows.any():
                mine.append(LedgerPart.of(whole.extract, whole.read, rows, pools))
                tallies[number] += part_of(mine[-1].read.postings)
        nobodys = owner < 0
        unallocated += _rows(whole, owner, np.flatnonzero(nobodys), pools) + _refused(whole)
        came_in += part_of(postings) + Tally(len(refused), refused.total)
        left += part_of(postings.take(nobodys)) + Tally(len(refused), refused.total)
        unreadable += int((~refused.has_amount).sum())
    control = PartingControl(came_in, tuple(tallies), left, unreadable)
    if control.difference != Tally():
        raise StyringError(
            "Kontrolsummen stemmer ikke, så intet er delt. Giv udtrækket til den, der vedligeholder Styring-XL."
        )
    notes = tuple(f"{whole.extract.name}: {note}" for whole in wholes for note in whole.read.notes)
    return Parted(tuple(map(tuple, parts)), tuple(unallocated), control, notes)


def owners(whole: Whole, rules: Sequence[Sequence[Claim]], pools: Pools) -> Integers:
    """The number of the department each posting (n,) goes to; -1 for none and -2 for one that several claim."""
    postings = whole.read.postings
    claims = np.zeros(len(postings), np.int64)
    owner = np.full(len(postings), _NOBODY, np.int64)
    for number, some in enumerate(rules):
        mine = np.zeros(len(postings), bool)
        for rule in some:
            meets = np.ones(len(postings), bool)
            if rule.accounts is not None:
                meets &= _fitting(pools.names["account"], rule.accounts)[postings.texts["account"]]
            if rule.cost_centers is not None:
                meets &= _fitting(whole.centers, rule.cost_centers)[whole.center]
            if rule.citizens is not None:
                meets &= _known(pools.names["cpr"], rule.citizens)[postings.texts["cpr"]]
            mine |= meets
        claims += mine
        owner[mine] = number
    owner[claims > 1] = _SEVERAL
    return owner


def _fitting(names: Sequence[str], patterns: Sequence[str]) -> Flags:
    """Which texts fit one of the patterns; an empty text fits none."""
    tests = [_test(pattern) for pattern in patterns]
    return np.fromiter((bool(name) and any(test(name) for test in tests) for name in names), bool, len(names))


def _test(pattern: str) -> Callable[[str], bool]:
    span = account_span(pattern)
    if span is None:
        wanted = pattern.strip().casefold()
        return lambda name: fnmatchcase(name.casefold(), wanted)
    rule = AccountRule(0, *span, "", "")
    return lambda name: (bare := digits(name)).isdigit() and rule.matches(bare)


def _known(names: Sequence[str], citizens: frozenset[str] | Everybody) -> Flags:
    if isinstance(citizens, Everybody):
        return np.fromiter((bool(name) for name in names), bool, len(names))
    return np.fromiter((bool(name) and name in citizens for name in names), bool, len(names))


_WHY: Final = {_NOBODY: "ingen regel passer", _SEVERAL: "flere afdelingers regler passer"}


def _rows(whole: Whole, owner: Integers, rows: Integers, pools: Pools) -> list[Unallocated]:
    some = whole.read.postings.take(rows)
    texts = {name: [pools.names[name][code] for code in some.texts[name].tolist()]
             for name in ("account", "measure", "document")}  # fmt: skip
    return [
        Unallocated(whole.extract.name, line, _WHY[why], month, account, whole.centers[center], measure, document, ore)
        for line, why, month, account, center, measure, document, ore in zip(
            some.line.tolist(),
            owner[rows].tolist(),
            some.month.tolist(),
            texts["account"],
            whole.center[rows].tolist(),
            texts["measure"],
            texts["document"],
            some.amount.tolist(),
            strict=True,
        )
    ]


def _refused(whole: Whole) -> list[Unallocated]:
    refused = whole.read.refused
    return [
        Unallocated(whole.extract.name, line, REASONS[Reason(reason)], ore=ore if has_amount else None)
        for line, reason, ore, has_amount in zip(
            refused.line.tolist(),
            refused.reason.tolist(),
            refused.amount.tolist(),
            refused.has_amount.tolist(),
            strict=True,
        )
    ]


CSV_HEADER: Final = (
    "Udtræk", "Linje", "Årsag", "Måned", "Konto", "Omkostningssted", "Foranstaltning", "Bilagsnr.", "Beløb",
)  # fmt: skip


def as_csv(rows: Sequence[Unallocated]) -> bytes:
    """The unallocated rows as Excel in Danish opens them: semicolons, decimal commas, UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    for each in rows:
        month = "" if each.month < 0 else f"{each.month // 12}-{each.month % 12 + 1:02d}"
        texts = (each.account, each.center, each.measure, each.document)
        writer.writerow((each.extract, each.line, each.why, month, *map(writing.csv_text, texts), _kroner(each.ore)))
    return out.getvalue().encode("utf-8-sig")


def _kroner(ore: int | None) -> str:
    """Kroner with a comma and no mark between thousands."""
    if ore is None:
        return ""
    kroner, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kroner},{rest:02d}"


def control_json(control: PartingControl, names: Sequence[str]) -> Mapping[str, Any]:
    """Rows and øre of each department's part by its name, of what nobody gets, and of all."""

    def told(tally: Tally) -> dict[str, int]:
        return {"rows": tally.rows, "amount": tally.ore}

    return {
        "came_in": told(control.came_in),
        "parts": [{"file": name, **told(tally)} for name, tally in zip(names, control.parts, strict=True)],
        "unallocated": told(control.unallocated),
        "unreadable_amounts": control.unreadable,
        "difference": told(control.difference),
    }
