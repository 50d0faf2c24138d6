"""A ledger's rows understood, whether they stand on a sheet or in an extract: what is a posting, when, and how much.

Both the refresh and the import take this one reading, so that neither counts a row that the other does not know.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import partial, reduce
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.cells.cell import Value
from styring_xl.cells.column import CellColumn
from styring_xl.danish.text import clean, is_blank, is_total, label
from styring_xl.model.arrays import Flags, Integers, States
from styring_xl.pattern import seldom
from styring_xl.reading import account
from styring_xl.reading.account import KindAccount, RowFate
from styring_xl.reading.interning import distinct, holds
from styring_xl.reading.ledger import side
from styring_xl.reading.ledger.amount import FIGURES, NUMBER, OTHER, Amounts
from styring_xl.reading.ledger.booking import Booking, read_bookings
from styring_xl.reading.manner import UNSTATED, Manner
from styring_xl.reading.void import says_no_posting

AMOUNT_FIELDS: Final = ("amount", "amount_ore", "debit", "credit")
KEYS: Final = ("cpr", "supplier", "document", "line")
"""A row with one of these filled is a posting and no sum, whatever its text says."""
_WORDS: Final = ("text", "account", "measure", "document", "cpr", "date", "period", "supplier", "cpr_text")
"""The columns in which a sum is called one."""
_OF_THE_AMOUNT: Final = ("side", "side_doubtful", "currency", "year", "status")
"""The columns that say something of an amount and are filled down past the last one."""
_WHEN: Final = ("date", "period", "service", "service_from", "service_to")
"""The columns that say when, and nothing of whom or what."""
_CARRY: Final = re.compile(
    r"(?:saldo|primo|ultimo|(?:primo|ultimo|åbnings|slut|ind?gående |udgående )(?:saldo|balance)|balance"
    r"|overført (?:fra|til)|overførsel fra)"
    r"\b|\w+ (?:primo|ultimo)$",
    re.IGNORECASE,
)
_OPENING: Final = seldom(
    r"(?:primo|ultimo|åbnings|slut|ind?gående |udgående )[ -]?(?:saldo|balance|post(?:ering)?(?:er)?)\b"
    r"|saldo (?:primo|ultimo|overført)\b|(?:overført|overførsel af) saldo\b"
    r"|(?:saldo )?overført fra (?:sidste|forrige) år",
    re.IGNORECASE,
)
"""What a ledger calls a balance that it brings from one year to the next, with a voucher or without."""
_PAGE: Final = seldom(r"(?:transport|side ?total|sidetotal|overført|subtotal)\b", re.IGNORECASE)
"""Words that also occur in ordinary postings; a row with one is a sum only when it is the sum of the rows above it."""
_BROUGHT: Final = seldom(r"(?:overført|side ?total|subtotal)[.: ]*", re.IGNORECASE)
"""Such a word alone: a row without a voucher that is called so is a sum, whatever its amount."""
_MOST_SUMS: Final = 20_000
"""Where more rows than this are called sums they are all refused, as comparing them would take too long."""


class EntryKind(IntEnum):
    """What a row is. Only postings count; the account of what was read tells of the others."""

    BLANK = 0
    POSTING = 1
    SUM = 2
    """A sum of rows above or below it."""
    CARRY = 3
    """What stood there before, or stands there after: primo, ultimo, saldo."""
    HEADING = 4
    """The header once more."""
    NOTE = 5
    """Words alone: the end of a report, a remark."""
    REFUSED = 6


_ROW_KINDS: Final = {
    EntryKind.POSTING: RowFate.POSTING,
    EntryKind.SUM: RowFate.SUM,
    EntryKind.CARRY: RowFate.CARRY,
    EntryKind.HEADING: RowFate.HEADER,
    EntryKind.NOTE: RowFate.NOTE,
    EntryKind.REFUSED: RowFate.REFUSED,
}


class Reason(IntEnum):
    """Why a row is refused."""

    NONE = 0
    DATE = 1
    NO_DATE = 2
    AMOUNT = 3
    NO_AMOUNT = 4
    SIDE = 5
    RAGGED = 6
    SUM = 7
    CITIZEN = 8
    SIDE_DOUBTFUL = 9
    """A letter that means credit if its column says debit and credit, which is not certain."""
    CURRENCY = 10
    """Another currency, where the amount's header does not say that the amount is in kroner."""


class Source(Struct, frozen=True, eq=False):
    """A ledger's columns as they came: texts and amounts by field, n rows each.

    ``mark`` is the amounts' decimal mark (None: not told), ``unit`` øre to one of their figures, ``headers`` the
    header of each field. ``ragged`` marks rows whose columns nobody can be sure of.
    """

    n: int
    texts: Mapping[str, CellColumn]
    amounts: Mapping[str, Amounts]
    mark: str | None
    unit: int
    headers: Mapping[str, str]
    ragged: Flags
    manner: Manner = UNSTATED
    """What the user has said of how dates are written."""
    kept: dict[str, tuple[Integers, States]] = field(default_factory=dict)
    """What ``ore`` has given."""

    def ore(self, name: str) -> tuple[Integers, States]:
        """As ``Amounts.ore`` of a field, not to be changed: it is asked for by the reading and by its account."""
        if name not in self.kept:
            self.kept[name] = self.amounts[name].ore(self.mark, self.unit)
        return self.kept[name]


class Entries(Struct, frozen=True, eq=False):
    """n rows understood. ``amount`` øre, a cost +; ``amount_state`` 1 read, 0 empty, -1 unreadable."""

    kind: States
    reason: States
    amount: Integers
    amount_state: States
    booking: Booking
    signed_credit: bool
    """True where the credits of a debit/credit pair carry their minus already."""

    def of(self, *kinds: EntryKind) -> Flags:
        """The rows of some kinds, (n,)."""
        return reduce(operator.or_, (self.kind == kind for kind in kinds))

    @property
    def coded(self) -> States:
        """The kinds (n,) as the account of reading numbers them."""
        codes = account.coded(len(self.kind), RowFate.BLANK)
        for kind, row_kind in _ROW_KINDS.items():
            account.mark(codes, self.kind == kind, row_kind)
        return codes

    @property
    def account(self) -> tuple[KindAccount, ...]:
        """Where the rows went: their rows sum to all rows, their øre to all amounts that could be read."""
        read = self.amount_state == 1
        ore = self.amount if read.all() else np.where(read, self.amount, 0)
        return account.kinds_of(self.coded, ore)


def understand(source: Source, year: int | None) -> Entries:
    """Reads all rows; ``year`` is the workbook's, for periods that are a month alone."""
    amount, amount_state, signed_credit = _amounts(source)
    side_state = np.ones(source.n, np.int8)
    differ = False
    if "side" in source.texts and not {"debit", "credit"} <= source.amounts.keys():
        credit, side_state = side.read(source.texts["side"])
        read = (side_state == 1) & (amount_state == 1)
        turned = side.signed(amount, read & (credit == 1), read & (credit == 0))
        differ = turned is None
        amount = amount if turned is None else turned
    booking = read_bookings(source.texts, source.n, year, source.manner)

    words = [column for name, column in source.texts.items() if name not in _OF_THE_AMOUNT]
    bare = np.flatnonzero(~((amount_state != 0) | (booking.state != 0) | source.ragged))
    filled = np.ones(source.n, bool)
    filled[_without(words, bare, is_blank)] = False
    kind = np.where(filled, np.int8(EntryKind.POSTING), np.int8(EntryKind.BLANK))
    reason = np.zeros(source.n, np.int8)
    for state, why in (
        (amount_state == 0, Reason.NO_AMOUNT),
        (amount_state == -1, Reason.AMOUNT),
        (booking.state == 0, Reason.NO_DATE),
        (booking.state == -1, Reason.DATE),
        (side_state == -1, Reason.SIDE),
        (np.full(source.n, differ) & (amount_state == 1), Reason.SIDE),
        (_doubtful(source) & (amount_state == 1), Reason.SIDE_DOUBTFUL),
        (_foreign(source) & (amount_state == 1), Reason.CURRENCY),
        (source.ragged, Reason.RAGGED),
    ):
        reason[state] = why
    kind[filled & (reason > 0)] = EntryKind.REFUSED
    # Neither an amount nor anybody it could be of: no posting was lost here.
    loose = np.flatnonzero(filled & (amount_state == 0) & (booking.state != 1) & ~source.ragged)
    keys = [column for name, column in source.texts.items() if name in KEYS]
    kind[_without(keys, loose, is_blank)] = EntryKind.NOTE
    kind[_alone(words, loose)] = EntryKind.NOTE
    _headings(source, kind)
    _bare_sums(source, kind, amount, (reason == Reason.NO_DATE) & (amount_state == 1))
    _sums(source, kind, reason, amount, amount_state, booking.state)
    reason[kind != EntryKind.REFUSED] = Reason.NONE
    return Entries(kind, reason, amount, amount_state, booking, signed_credit)


_NUMBER: Final = seldom(r"\d{6}[- ]?\d{4}|^\s*\d+\s*$")


def _alone(columns: Sequence[CellColumn], rows: Integers) -> Integers:
    """The rows among some with nothing but one text, the heading of those below; a number alone is a bill begun."""
    filled = np.zeros(len(rows), np.int64)
    numbered = np.zeros(len(rows), bool)
    for column in columns:
        filled += ~holds(column, rows, is_blank)
        numbered |= holds(column, rows, _is_number)
    alone: Integers = rows[(filled == 1) & ~numbered]
    return alone


def _is_number(value: Value) -> bool:
    return not is_blank(value) and (not isinstance(value, str) or _NUMBER.search(value) is not None)


def _doubtful(source: Source) -> Flags:
    """The rows (n,) that are credits if a column of which nobody knows it says debit and credit."""
    if "side_doubtful" not in source.texts:
        return np.zeros(source.n, bool)
    credit, state = side.read_doubtful(source.texts["side_doubtful"])
    found: Flags = (state == 1) & (credit == 1)
    return found


_IN_KRONER: Final = seldom(r"\b(?:dkk|kr|kroner|øre)\b")


def _foreign(source: Source) -> Flags:
    """The rows (n,) whose amount is in another currency; none where the amounts' own header says kroner."""
    column = source.texts.get("currency")
    if column is None or any(_IN_KRONER.search(label(source.headers.get(name, ""))) for name in source.amounts):
        return np.zeros(source.n, bool)
    codes, cells = distinct(column)
    others = [not is_blank(value) and label(value) not in _KRONER for value in cells]
    return np.array([*others, False], bool)[codes]


_KRONER: Final = frozenset(("dkk", "kr", "kroner", "danske kroner", "dk", "d kr", "valuta", "valutakode"))


def _without(columns: Iterable[CellColumn], rows: Integers, is_none: Callable[[Value], bool]) -> Integers:
    """The rows among some in which every column's cell is none of what is asked for.

    A column is asked only of the rows that those before it have left, so that the vouchers, which are as many as the
    rows, are seldom asked.
    """
    for column in columns:
        if not len(rows):
            break
        rows = rows[holds(column, rows, is_none)]
    return rows


def _amounts(source: Source) -> tuple[Integers, States, bool]:
    columns = source.amounts
    single = next((name for name in AMOUNT_FIELDS[:2] if name in columns), None)
    if single is not None:
        return *source.ore(single), False
    empty = (np.zeros(source.n, np.int64), np.zeros(source.n, np.int8))
    debit, debit_state = source.ore("debit") if "debit" in columns else empty
    credit, credit_state = source.ore("credit") if "credit" in columns else empty
    signed = bool((credit < 0).any()) and not bool((credit > 0).any())
    ore = debit + credit if signed else debit - credit
    state = np.where((debit_state == -1) | (credit_state == -1), -1, np.maximum(debit_state, credit_state))
    return ore, state.astype(np.int8), signed


def _headings(source: Source, kind: States) -> None:
    """Marks the rows that repeat the header, as every page of a report does: none of their amounts is a figure."""
    figures = np.zeros(source.n, bool)
    for amounts in source.amounts.values():
        figures |= (amounts.state == NUMBER) | (amounts.state == FIGURES)
    rows = np.flatnonzero(~figures)
    alike = np.zeros(len(rows), np.int64)
    for name, column in source.texts.items():
        head = label(source.headers.get(name, ""))
        if head:
            alike += holds(column, rows, partial(_is_head, head))
    for name, amounts in source.amounts.items():
        head = label(source.headers.get(name, ""))
        for at in np.flatnonzero(amounts.state[rows] == OTHER).tolist():
            alike[at] += label(amounts.others[int(rows[at])]) == head
    kind[rows[alike >= min(3, len(source.texts) + len(source.amounts))]] = EntryKind.HEADING


def _is_head(head: str, value: Value) -> bool:
    """Whether a text is the header's; the search for a word is quick, and few of a ledger's texts hold the header's."""
    return isinstance(value, str) and head.split(maxsplit=1)[0] in value.casefold() and label(value) == head


def _bare_sums(source: Source, kind: States, amount: Integers, dayless: Flags) -> None:
    """Tells a sum that nobody calls one: it says no more than a day, and its amount is that of all the postings above
    it, or of those since such a sum. ``dayless`` (n,) are the rows that lack nothing but a day, such as a sum whose
    word stands in a column that is not read."""
    posting = np.flatnonzero(kind == EntryKind.POSTING)
    words = [column for name, column in source.texts.items() if name not in (*_WHEN, *_OF_THE_AMOUNT)]
    bare = np.flatnonzero((kind == EntryKind.POSTING) | ((kind == EntryKind.REFUSED) & dayless))
    rows = _without(words, bare, is_blank) if words else bare[:0]
    if not 0 < len(rows) <= min(_MOST_SUMS, len(bare) - 2):
        return
    of = np.zeros(source.n, np.int64)
    of[posting] = amount[posting]
    of[rows] = 0
    above = np.cumsum(of)[rows]
    before = np.searchsorted(np.setdiff1d(posting, rows), rows)
    more = last = 0
    for row, running, postings in zip(rows.tolist(), above.tolist(), before.tolist(), strict=True):
        value, so_far = int(amount[row]), running + more
        if value and postings >= 2 and abs(value) in (abs(so_far), abs(so_far - last)):
            kind[row] = EntryKind.SUM
            last = so_far
        elif kind[row] == EntryKind.POSTING:
            more += value


_ENDING: Final = seldom(r".*\w[ :.]+(?:total|subtotal|i ?alt)[.:]?", re.IGNORECASE)
"""A pivot table's sum of a citizen, a measure or an account: »610105-4567 Total«."""


def _is_ending(value: Value) -> bool:
    if not isinstance(value, str) or (value[-1:].isalnum() and value[-1] not in "lLtT"):
        # Its last letter is looked at first: a ledger has tens of thousands of numbers to ask.
        return False
    return _ENDING.fullmatch(clean(value)) is not None


def _is_brought(value: Value) -> bool:
    return isinstance(value, str) and _BROUGHT.fullmatch(clean(value)) is not None


def _is_carry(value: Value) -> bool:
    return isinstance(value, str) and _CARRY.match(clean(value)) is not None


def _is_page(value: Value) -> bool:
    return isinstance(value, str) and _PAGE.match(clean(value)) is not None


def _called(columns: Mapping[str, CellColumn], among: Integers, fits: Callable[[Value], bool], n: int) -> Flags:
    """Of n rows those among some with a text that is such a word."""
    found = np.zeros(n, bool)
    for name in _WORDS:
        if name in columns:
            found[among] |= holds(columns[name], among, fits)
    return found


def _sums(
    source: Source,
    kind: States,
    reason: States,
    amount: Integers,
    amount_state: States,
    when_state: States,
) -> None:
    """Tells sums and carried balances from postings, by their words and by the figures.

    A row that is called a sum, is no citizen's and has no voucher, is one when its amount is that of the rows above it
    (since the last sum, or all), below it, or of its month; without a date it is one all the same, for it could be no
    posting. With a date and another amount it may be either, and is refused.
    """
    among = np.flatnonzero((kind == EntryKind.POSTING) | (kind == EntryKind.REFUSED))
    # A voucher, a citizen, a line or a supplier make a row somebody's bill; a sum's word is none of them.
    among = _without([source.texts[name] for name in KEYS if name in source.texts], among, _is_no_key)
    if not len(among):
        return
    total, carry, page, brought = (
        _called(source.texts, among, fits, source.n) for fits in (is_total, _is_carry, _is_page, _is_brought)
    )
    cpr = source.texts.get("cpr")
    if cpr is not None:
        total[among] |= holds(cpr, among, _is_ending)
    candidates = np.flatnonzero(total | carry | page)
    if not len(candidates):
        return
    if len(candidates) > _MOST_SUMS:
        kind[candidates], reason[candidates] = EntryKind.REFUSED, Reason.SUM
        return
    posting = (kind == EntryKind.POSTING) & ~(total | carry | page)
    running = np.concatenate(([0], np.cumsum(np.where(posting, amount, 0))))
    everything = int(running[-1])
    last = 0
    for position, row in enumerate(candidates.tolist()):
        after = int(candidates[position + 1]) if position + 1 < len(candidates) else source.n
        above, since, below = int(running[row]), int(running[row] - running[last]), int(running[after] - running[row])
        value = int(amount[row])
        fits = amount_state[row] == 1 and value in _sums_of(above, since, below, everything)
        if carry[row] or (fits and (total[row] or page[row])):
            kind[row] = EntryKind.CARRY if carry[row] and not fits else EntryKind.SUM
            last = row
        elif total[row] and when_state[row] != 1:
            kind[row] = EntryKind.SUM
            last = row
        elif total[row] or brought[row]:
            kind[row], reason[row] = EntryKind.REFUSED, Reason.SUM


def _sums_of(*parts: int) -> set[int]:
    """What a sum may hold: a part, or its opposite where a ledger shows costs with a minus."""
    return {each for part in parts if part for each in (part, -part)}


def _is_no_key(value: Value) -> bool:
    if not isinstance(value, str):
        return value is None
    if value[:1].isdigit():
        return _is_ending(value)
    return is_blank(value) or is_total(value) or _is_carry(value)


def of_the_citizen_above(cpr: CellColumn, entries: Entries) -> Integers:
    """The postings without a CPR number in a ledger that may have it in the first of each citizen's rows alone.

    That is so where the first posting has one, none comes twice, and one row or more to every two of them has none.
    """
    postings = np.flatnonzero(entries.of(EntryKind.POSTING))
    blank = holds(cpr, postings, is_blank)
    named = len(postings) - int(blank.sum())
    if named < 2 or blank[0] or 2 * (len(postings) - named) < named:
        return postings[:0]
    codes, _ = distinct(cpr.take(postings[~blank]))
    return postings[:0] if len(np.unique(codes)) < named else postings[blank]


def void_rows(status: CellColumn, entries: Entries) -> Integers:
    """The postings whose status says that nothing was booked."""
    postings = np.flatnonzero(entries.of(EntryKind.POSTING))
    return postings[holds(status, postings, says_no_posting)]


def opening_rows(texts: Mapping[str, CellColumn], entries: Entries) -> Integers:
    """The postings of no citizen whose text calls them a balance brought forward: their voucher says otherwise."""
    postings = np.flatnonzero(entries.of(EntryKind.POSTING))
    if "text" not in texts:
        return postings[:0]
    if "cpr" in texts:
        postings = postings[holds(texts["cpr"], postings, is_blank)]
    return postings[holds(texts["text"], postings, _is_opening)]


def _is_opening(value: Value) -> bool:
    return isinstance(value, str) and value[:1] in "PpUuSsIiÅåOo" and _OPENING.match(clean(value)) is not None
