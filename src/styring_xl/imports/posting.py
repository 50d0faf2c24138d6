"""Postings as arrays, whether they stand in an extract or in the workbook: the same words for the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells import column as kinds
from styring_xl.cells.column import CellColumn
from styring_xl.danish import writing
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import cell_text, is_blank
from styring_xl.errors import StyringError
from styring_xl.imports.columns import NAMES
from styring_xl.imports.extract import Extract, Options
from styring_xl.imports.remarks import lines, remarks, worth
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import exact_sum
from styring_xl.reading.account import KindAccount
from styring_xl.reading.interning import Interned, distinct, holds
from styring_xl.reading.ledger.amount import decide, of_sheet
from styring_xl.reading.ledger.booking import Booking
from styring_xl.reading.ledger.entries import (
    AMOUNT_FIELDS,
    Entries,
    EntryKind,
    Reason,
    Source,
    of_the_citizen_above,
    opening_rows,
    understand,
    void_rows,
)
from styring_xl.reading.ledger.evidence import cpr_in, is_citizens

_SEVERAL: Final = 4
_MOSTLY: Final = 0.9
"""Where a larger part of several amounts is below 0, costs are probably written with a minus."""
TEXTS: Final = ("account", "measure", "cpr", "supplier", "document", "line", "text")
"""The fields that are texts; the other two are when and how much."""
NO_DAY: Final = -(2**31)

REASONS: Final[dict[Reason, str]] = {
    Reason.DATE: "datoen eller perioden kan ikke læses",
    Reason.NO_DATE: "dato eller periode mangler",
    Reason.AMOUNT: "beløbet kan ikke læses",
    Reason.NO_AMOUNT: "beløbet mangler",
    Reason.SIDE: "debet/kredit kan ikke læses",
    Reason.RAGGED: "rækken har flere felter end overskriften",
    Reason.SUM: "rækken hedder en sum, men beløbet er ikke summen af rækkerne",
    Reason.CURRENCY: "beløbet er i en anden valuta end kroner",
    Reason.CITIZEN: "CPR-nummerets cifre er tabt (6,10E+09); hent udtrækket igen med CPR-nr. som tekst",
}
"""Why a row could not be used."""


class Pools:
    """The distinct texts of each field, numbered across all sources; number 0 is the empty text."""

    def __init__(self) -> None:
        self._of = {field: Interned() for field in TEXTS}
        self.names: dict[str, list[str]] = {field: pool.names for field, pool in self._of.items()}

    def add(self, field: str, names: Sequence[str]) -> Integers:
        """The numbers of some texts (n,)."""
        return self._of[field].add(names)

    def add_distinct(self, field: str, names: Sequence[str]) -> Integers:
        """The numbers of texts (n,) that are all different, none of them empty."""
        return self._of[field].add_distinct(names)

    def without_zeros(self, field: str) -> Integers:
        """Of each text of a field the number of the first one that is the same but for the zeros before its digits.

        A spreadsheet that takes a voucher for an amount drops them: 0001900012 and 1900012 are one voucher.
        """
        names = self.names[field]
        if "\n0" not in "\n".join(("", *names)):
            return np.arange(len(names))
        first: dict[str, int] = {}
        bare = (name.lstrip("0") or name[-1:] if name[:1] == "0" and name.isdigit() else name for name in names)
        return np.fromiter((first.setdefault(name, at) for at, name in enumerate(bare)), np.int64, len(names))


class Postings(Struct, frozen=True, eq=False):
    """n postings. ``month`` counts from year 0 (year × 12 + month − 1), ``day`` days since 1970 or NO_DAY,
    ``amount`` is øre, ``texts`` the numbers of each field's texts in the pools. ``source`` and ``line`` say where each
    comes from: the number of the extract and its line, or the row of the sheet."""

    source: Integers
    line: Integers
    month: Integers
    day: Integers
    amount: Integers
    texts: Mapping[str, Integers]

    def __len__(self) -> int:
        return len(self.amount)

    @property
    def total(self) -> int:
        """Øre in all, exact for any number of postings."""
        return exact_sum(self.amount)

    def take(self, rows: Integers | Flags) -> Postings:
        """Some of them, in the order given."""
        return Postings(
            self.source[rows],
            self.line[rows],
            self.month[rows],
            self.day[rows],
            self.amount[rows],
            {field: codes[rows] for field, codes in self.texts.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence[Postings]) -> Postings:
        """Several in a row."""
        empty = [np.zeros(0, np.int64)]
        return cls(
            np.concatenate([part.source for part in parts] or empty),
            np.concatenate([part.line for part in parts] or empty),
            np.concatenate([part.month for part in parts] or empty),
            np.concatenate([part.day for part in parts] or empty),
            np.concatenate([part.amount for part in parts] or empty),
            {field: np.concatenate([part.texts[field] for part in parts] or empty) for field in TEXTS},
        )


class RefusedRows(Struct, frozen=True, eq=False):
    """Rows of an extract that cannot be used: line, number of its Reason, øre where the amount could be read."""

    line: Integers
    reason: Integers
    amount: Integers
    has_amount: Flags

    def __len__(self) -> int:
        return len(self.line)

    @property
    def total(self) -> int:
        """Øre in all of those with an amount, exact for any number of rows."""
        return exact_sum(self.amount)


class Read(Struct, frozen=True, eq=False):
    """What came of an extract."""

    postings: Postings
    refused: RefusedRows
    fields: frozenset[str]
    """The fields the extract says anything about: TEXTS and ``day``."""
    mark: str
    unit: int
    """Øre to one figure."""
    rows: tuple[KindAccount, ...]
    """Where all rows under the header went."""
    notes: tuple[str, ...]
    """What the user should know about how it was read, Danish sentences."""


def read(extract: Extract, number: int, options: Options, pools: Pools, year: int | None) -> Read:
    """Reads an extract's rows. Raises StyringError when a column can be read in more than one way."""
    notes: list[str] = []
    mark = _mark(extract, options)
    first = next(name for name in AMOUNT_FIELDS if name in extract.amounts)
    unit = extract.unit(first) if options.ore is None else 1 if options.ore else 100
    source = Source(
        n=len(extract),
        texts=extract.texts,
        amounts=extract.amounts,
        mark=mark,
        unit=unit,
        headers={field: extract.mapping.header(field) for field in extract.mapping.columns},
        ragged=extract.ragged,
    )
    entries = _with_citizens(understand(source, year), extract.texts.get("cpr"))
    notes += _empty_keys(extract, entries)
    codes, fields = texts(extract.texts, len(extract), pools, notes)
    bad = entries.of(EntryKind.REFUSED)
    has_amount = bad & (entries.amount_state == 1) & ~extract.ragged
    refused = RefusedRows(
        extract.lines[bad],
        entries.reason[bad].astype(np.int64),
        np.where(has_amount[bad], entries.amount[bad], 0),
        has_amount[bad],
    )
    good = np.flatnonzero(entries.of(EntryKind.POSTING))
    is_all, split = len(good) == len(extract) and not entries.booking.served.any(), 0
    month, amount = entries.booking.month, entries.amount
    if not is_all:
        part, month, amount = entries.booking.parts(good, amount[good])
        split = len(part) - len(good)
        good = good[part]

    def of_good(values: Integers) -> Integers:
        return values if is_all else values[good]

    postings = Postings(
        np.full(len(good), number, np.int64),
        of_good(extract.lines),
        month,
        of_good(_days(entries.booking)),
        amount,
        {field: of_good(codes[field]) for field in TEXTS},
    )
    notes += _notes(extract, entries, postings, refused, split)
    notes += remarks(extract, entries, (codes["cpr"], pools.names["cpr"]), year)
    if "date" in extract.texts:
        fields |= {"day"}
    return Read(postings, refused, frozenset(fields), mark or ",", unit, entries.account, tuple(notes))


def _days(booking: Booking) -> Integers:
    """The days (n,) since 1970, NO_DAY where none was read."""
    dated = booking.day_state == 1
    return booking.day if dated.all() else np.where(dated, booking.day, NO_DAY)


_FEW: Final = 5
_SCANT: Final = 3 / 4
"""A column that is empty in so many of at least five postings may have been left out of the extract."""


def _empty_keys(extract: Extract, entries: Entries) -> Iterator[str]:
    """What is to be said of columns that tell whose or what a posting is and hold nothing at all, or next to nothing.

    Raises StyringError where none of them holds anything: the postings would stand as nobody's, of nothing.
    """
    postings = np.flatnonzero(entries.of(EntryKind.POSTING))
    if not len(postings):
        return
    keys = [name for name in ("cpr", "measure", "account") if name in extract.texts]
    # The header once more, as every page of a report has it, fills no column.
    blank = {name: postings[holds(extract.texts[name], postings, is_blank)] for name in keys}
    empty = [name for name in keys if len(blank[name]) == len(postings)]
    # Some corrections may name a citizen although the system has left the column out of all other rows.
    bare = {name: blank[name] for name in keys if name not in empty}
    few = len(postings) < _FEW
    scant = {name: at for name, at in bare.items() if not few and len(at) >= _SCANT * len(postings)}
    filled = {"cpr", "cpr_text", "measure", "account"} & extract.texts.keys() - {*empty, *scant}
    for name in empty:
        header = extract.mapping.header(name) or NAMES[name]
        if not filled:
            raise StyringError(
                f"{extract.name}: {header} er tom i alle rækker, så ingen af posteringerne kan placeres. Hent "
                f"udtrækket igen med {header}."
            )
        if name == "cpr" or not filled & {"measure", "account"}:
            yield f"{header} er tom i alle rækker. Skulle den ikke være det, så fortryd, og hent udtrækket igen."
        elif name == "measure":
            yield f"{header} er tom i alle rækker, så foranstaltningen er kun den, kontonummeret har i Parametre."
    for name, rows in scant.items():
        if name == "cpr" or not filled & {"measure", "account"}:
            yield (
                f"{extract.mapping.header(name) or NAMES[name]} er tom i {writing.count(len(rows))} af "
                f"{writing.count(len(postings))} rækker, {writing.kroner(exact_sum(entries.amount[rows]))} kr. i alt. "
                "Skulle den ikke være det, så fortryd, og hent udtrækket igen."
            )


def _with_citizens(entries: Entries, cpr: CellColumn | None) -> Entries:
    """The rows, those refused whose CPR number a spreadsheet has shortened: nobody knows whose they are."""
    if cpr is None:
        return entries
    codes, cells = distinct(cpr)
    lost = np.fromiter((is_lost(value) for value in cells), bool, len(cells))[codes]
    lost &= entries.of(EntryKind.POSTING)
    if not lost.any():
        return entries
    return replace(
        entries,
        kind=np.where(lost, EntryKind.REFUSED, entries.kind),
        reason=np.where(lost, Reason.CITIZEN, entries.reason),
    )


def _notes(extract: Extract, entries: Entries, postings: Postings, refused: RefusedRows, split: int) -> Iterator[str]:
    """What the user should know about how the rows were read, Danish sentences."""
    good = np.flatnonzero(entries.of(EntryKind.POSTING))
    if entries.signed_credit:
        yield "Kredit står med minus i udtrækket, så beløbet er debet plus kredit."
    if entries.booking.month_first:
        yield "Datoerne står med måneden først (måned/dag/år), som kolonnen viser, og er læst sådan."
    if split:
        yield f"Regninger for flere måneder er delt efter dage: {split} rækker flere end i udtrækket."
    void = void_rows(extract.texts["status"], entries) if "status" in extract.texts else good[:0]
    if len(void) and (ore := exact_sum(entries.amount[void])):
        head, what = extract.mapping.header("status"), "række gælder" if len(void) == 1 else "rækker gælder"
        yield (
            f"Af »{head}« fremgår, at {writing.count(len(void))} {what} ikke, {writing.kroner(ore)} kr. i alt (linje "
            f"{lines(extract, void)}). De er regnet med; gælder de ikke, så slet dem i udtrækket."
        )
    carried = opening_rows(extract.texts, entries)
    if len(carried) and (ore := exact_sum(entries.amount[carried])):
        yield (
            f"Teksten siger, at {writing.count(len(carried))} rækker er saldi, der er ført videre, "
            f"{writing.kroner(ore)} kr. i alt (linje {lines(extract, carried)}). De er regnet med; er de ikke årets, "
            "så slet dem i udtrækket."
        )
    below = of_the_citizen_above(extract.texts["cpr"], entries) if "cpr" in extract.texts else good[:0]
    if len(below):
        yield (
            f"CPR-nr. er tomt i {worth(entries, below)} (linje {lines(extract, below)}), og ingen borger står to "
            "gange: det står måske kun i borgerens første række."
        )
    minus = int((entries.of(EntryKind.POSTING) & (entries.amount < 0)).sum())
    if len(good) >= _SEVERAL and minus > _MOSTLY * len(good):
        income = writing.kroner(exact_sum(entries.amount[good[entries.amount[good] < 0]]))
        yield (
            f"{writing.count(minus)} af {writing.count(len(good))} beløb er under nul, {income} kr. i alt, og tæller "
            "som indtægter. Skriver systemet udgifter med minus, så vend fortegnet i udtrækket."
        )
    for kind, one, several in (
        (EntryKind.CARRY, "primo, ultimo eller en saldo", "primo, ultimo og saldi"),
        (EntryKind.SUM, "en sum", "summer"),
    ):
        rows = np.flatnonzero(entries.of(kind) & (entries.amount_state == 1))
        if len(rows):
            what = counted(
                len(rows),
                f"række er {one} og ikke en postering, så den er",
                f"rækker er {several} og ikke posteringer, så de er",
            )
            yield f"{what} ikke med (linje {lines(extract, rows)})."
    sums = np.flatnonzero(entries.of(EntryKind.SUM) & (entries.amount_state == 1))
    if len(sums):
        line, last = int(extract.lines[sums[-1]]), int(entries.amount[sums[-1]])
        # The last of several sums may be of its own part alone, which it has been found to fit.
        if abs(last) == abs(postings.total + refused.total):
            yield f"Udtrækkets egen sum i linje {line} stemmer med rækkerne."
        elif len(sums) == 1:
            yield f"Udtrækkets egen sum i linje {line} stemmer ikke med rækkerne: se, om udtrækket er helt."


# Amounts.


def _mark(extract: Extract, options: Options) -> str | None:
    columns = list(extract.amounts.values())
    if extract.sheet is not None and options.decimal is None:
        # A spreadsheet's own numbers need no mark; texts among them are read as on every other sheet.
        return of_sheet(columns)
    return decide(columns, options.decimal)


# Texts.


def texts(
    columns: Mapping[str, CellColumn], n: int, pools: Pools, notes: list[str]
) -> tuple[dict[str, Integers], set[str]]:
    """The numbers of each field's texts (n,), and the fields that have a column."""
    codes = {field: np.zeros(n, np.int64) for field in TEXTS}
    fields: set[str] = set()
    for field in TEXTS:
        if field in columns:
            fields.add(field)
            codes[field] = _spelled(columns[field], pools, field)
    if "cpr" in columns and "cpr_kind" in columns:
        codes["cpr"] = np.where(is_citizens(columns["cpr_kind"]), codes["cpr"], 0)
    if "cpr_text" in columns:
        fields.add("cpr")
        at, cells = distinct(columns["cpr_text"])
        inside = pools.add("cpr", [cpr_in(value) for value in cells])[at]
        codes["cpr"] = np.where(codes["cpr"] > 0, codes["cpr"], inside)
        notes.append(f"CPR-nr. er fundet i teksten i {int((inside > 0).sum())} af {n} rækker.")
    return codes, fields


_ODD_SPACES: Final = (
    "  ",
    "\n ",
    " \n",
    "\t",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\xa0",
    "\u2007",
    "\u202f",
    "\u200b",
    "\ufeff",
    "\u2028",
)


def _is_tidy(strings: Sequence[str]) -> bool:
    """Whether no text has spaces that would be folded or trimmed."""
    text = "\n".join(strings)
    return not (text.startswith(" ") or text.endswith(" ") or any(each in text for each in _ODD_SPACES))


def _only_texts(column: CellColumn) -> bool:
    """Whether a column holds nothing but texts as they came out of a file, trimmed already."""
    return column.kinds.max(initial=0) <= kinds.TEXT and not np.isin(column.kinds, (kinds.NUMBER, kinds.DATE)).any()


_NONE: Final = np.zeros(1, np.int64)


def _spelled(column: CellColumn, pools: Pools, field: str) -> Integers:
    at, cells = distinct(column)
    if field == "cpr":
        names = [citizen(value) for value in cells]
    elif _only_texts(column) and _is_tidy(column.strings):
        if "" not in column.strings:
            numbers = pools.add_distinct(field, column.strings)
            is_same = (numbers == np.arange(1, len(numbers) + 1)).all()
            return at.astype(np.int64) if is_same else np.concatenate((_NONE, numbers))[at]
        names = ["", *column.strings]
    else:
        names = [cell_text(value) for value in cells]
    return pools.add(field, names)[at]
