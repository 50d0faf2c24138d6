"""Commitments whose cost several sectors share: what each pays before and after, and what to move in the ledger."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish import writing
from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.sectors import Sectors
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.model.arrays import Integers
from styring_xl.model.share import of_whole, split
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.parameters import AccountRule
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.lists.shares import SHARES

_WHOSE: Final = "Nr., eller både CPR-nr. og foranstaltning, mangler, så rækken er ikke brugt."
_NOBODY: Final = "Hverken sektor eller konto er angivet, så rækken er ikke brugt."
_NO_ROW: Final = "Nr. står ikke på én bevilling i Disponering, så nøglen er ikke brugt."
_OTHER_ROW: Final = "CPR-nr. eller foranstaltning er en anden end bevillingens, så nøglen er ikke brugt."
_NOTHING: Final = "Borgeren har ingen bevilling til og intet forbrug på foranstaltningen, så nøglen er ikke brugt."
_TAKEN: Final = "Bevillingen er fordelt af en nøgle længere oppe, så denne er ikke brugt."


class Payer(Struct, frozen=True):
    """Who pays: a sector, and the account where one is stated or known."""

    sector: str
    account: str = ""


class PayerShare(Struct, frozen=True, eq=False):
    """A payer's share of a key (a part of 1) and its months, øre (12,)."""

    payer: Payer
    share: Fraction
    months: Integers
    approved: str
    date: dt.date | None
    row: ListRow


class Key(Struct, frozen=True, eq=False):
    """A commitment, or a citizen's measure, that is shared. ``before`` is what each payer has today, øre (12,)."""

    name: str
    cpr: str
    measure: str
    before: Mapping[Payer, Integers]
    parts: tuple[PayerShare, ...]
    rows_of: Mapping[Payer, tuple[int, ...]]
    """The commitments, by their places in the disposition, that are in each payer's ``before``."""
    loose: Mapping[Payer, tuple[str, str]]
    """The citizen and measure whose spend without a commitment is in a payer's ``before``."""

    @property
    def months(self) -> Integers:
        """All that is shared, øre (12,)."""
        return _total(self.before.values())

    def moves(self) -> dict[Payer, Integers]:
        """What each payer is to have more, øre (12,); they sum to nothing in each month."""
        found = {payer: -months for payer, months in self.before.items()}
        for part in self.parts:
            payer = self.payer_of(part, found)
            found[payer] = found.get(payer, np.zeros(12, np.int64)) + part.months
        return found

    def payer_of(self, part: PayerShare, known: Mapping[Payer, Integers] | None = None) -> Payer:
        """The payer on whose line a part stands: one who has something today, or is ``known``, where they are one."""
        return _same(part.payer, self.before if known is None else known)


class Reposting(Struct, frozen=True):
    """One line to book: ``amount`` øre more in a month (1..12) for a payer."""

    key: Key
    payer: Payer
    month: int
    amount: int


class Shares(Struct, frozen=True):
    """The keys in the order of the list, and its rows that cannot be used.

    ``before`` is øre of the whole workbook by sector: booked in the closed months, and expected with the puljer.
    """

    keys: tuple[Key, ...]
    before: Mapping[str, tuple[int, int]]
    problems: tuple[Problem, ...] = ()

    def repostings(self, first: int, last: int) -> list[Reposting]:
        """What brings the months ``first`` to ``last`` (1..12) of the ledger in line; each key's month sums to 0."""
        return [
            Reposting(key, payer, month, int(months[month - 1]))
            for key in self.keys
            for month in range(first, last + 1)
            for payer, months in key.moves().items()
            if months[month - 1]
        ]


def of(snapshot: Snapshot, figures: Figures, sectors: Sectors) -> Shares:
    """The keys of the list. One whose shares do not come to 100 % exactly is a problem, and nothing of it is split."""
    problems: list[Problem] = []
    grouped: dict[tuple[str, ...], list[ListRow]] = {}
    for row in snapshot.lists.of(SHARES):
        number, cpr, measure = label(row.text("id")), row.text("cpr"), label(row.text("measure"))
        if not number and not (cpr and measure):
            problems.append(row.problem(Kind.LIST_UNKNOWN, SHARES, "cpr" if measure else "measure", detail=_WHOSE))
        elif not row.text("sector") and not row.text("account"):
            problems.append(row.problem(Kind.LIST_UNKNOWN, SHARES, "sector", detail=_NOBODY))
        else:
            grouped.setdefault((number,) if number else (cpr, measure), []).append(row)
    reader = _KeyReader(snapshot, figures, sectors)
    keys: list[Key] = []
    for rows in grouped.values():
        found = reader.read(rows)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            keys.append(found)
    problems.sort(key=lambda each: (each.sheet, each.row))
    return Shares(tuple(keys), _before(snapshot, figures, sectors), tuple(problems))


class _KeyReader:
    """Makes a key of the rows about it; each commitment and each unplaced spend is in one key at most."""

    def __init__(self, snapshot: Snapshot, figures: Figures, sectors: Sectors) -> None:
        self.rows = snapshot.disposition.commitments
        self.figures = figures
        self.sectors = sectors
        self.rules = snapshot.parameters.accounts
        self.taken: set[int | tuple[str, str]] = set()

    def read(self, rows: Sequence[ListRow]) -> Key | Problem:
        first = rows[0]
        shares = [row.number("share") or Fraction(0) for row in rows]
        parts = of_whole(shares)
        if parts is None:
            total = sum(shares, Fraction(0))
            shown = writing.decimals(float(total * 100 if total < 2 else total), 4)
            detail = f"Nøglens andele giver {shown} % og ikke 100 %, så intet er fordelt."
            return first.problem(Kind.LIST_UNKNOWN, SHARES, "share", float(shares[0]), detail)
        name = "id" if first.text("id") else "cpr"
        found = (
            self._by_number(rows) if first.text("id") else self._by_citizen(first.text("cpr"), first.text("measure"))
        )
        if isinstance(found, str):
            return first.problem(Kind.LIST_UNKNOWN, SHARES, name, detail=found)
        at, loose = found
        wanted: set[int | tuple[str, str]] = {*at, *((loose,) if loose else ())}
        if wanted & self.taken:
            return first.problem(Kind.LIST_TWICE, SHARES, name, detail=_TAKEN)
        self.taken |= wanted
        cpr, measure = loose or (self.rows.cpr[at[0]], self.rows.measure[at[0]])
        before, rows_of, beside = self._today(at, loose)
        months = split(_total(before.values()), parts)
        return Key(
            f"Nr. {first.text('id')}" if first.text("id") else "",
            cpr,
            self.rows.measure[at[0]] if at else measure,
            before,
            tuple(
                PayerShare(self._payer(row), share, each, row.text("approved"), row.date("date"), row)
                for row, share, each in zip(rows, parts, months, strict=True)
            ),
            rows_of,
            beside,
        )

    def _by_number(self, rows: Sequence[ListRow]) -> tuple[list[int], None] | str:
        number = label(rows[0].text("id"))
        at = [at for at, own in enumerate(self.rows.id) if label(own) == number and self.rows.computable[at]]
        if len(at) != 1:
            return _NO_ROW
        cpr, measure = self.rows.cpr[at[0]], label(self.rows.measure[at[0]])
        if any(row.text("cpr") not in ("", cpr) or label(row.text("measure")) not in ("", measure) for row in rows):
            return _OTHER_ROW
        return at, None

    def _by_citizen(self, cpr: str, measure: str) -> tuple[list[int], tuple[str, str]] | str:
        wanted = label(measure)
        at = [
            at
            for at, own in enumerate(self.rows.cpr)
            if own == cpr and label(self.rows.measure[at]) == wanted and self.rows.computable[at]
        ]
        spent = next((key for key in self.figures.unplaced if key[0] == cpr and label(key[1]) == wanted), None)
        return (at, spent or (cpr, measure)) if at or spent else _NOTHING

    def _today(
        self, at: Sequence[int], loose: tuple[str, str] | None
    ) -> tuple[dict[Payer, Integers], dict[Payer, tuple[int, ...]], dict[Payer, tuple[str, str]]]:
        """Øre (12,) by who has it today, and the commitments and the spend without one that it is made of."""
        found: dict[Payer, Integers] = {}
        rows_of: dict[Payer, tuple[int, ...]] = {}
        beside: dict[Payer, tuple[str, str]] = {}
        for row in at:
            payer = Payer(self.sectors.rows[row], account_of(self.rules, self.rows.measure[row]))
            found[payer] = found.get(payer, np.zeros(12, np.int64)) + self.figures.months[row]
            rows_of[payer] = (*rows_of.get(payer, ()), row)
        if loose is not None and loose in self.figures.unplaced:
            payer = Payer(self.sectors.of_citizen(*loose), account_of(self.rules, loose[1]))
            found[payer] = found.get(payer, np.zeros(12, np.int64)) + self.figures.unplaced[loose]
            beside[payer] = loose
        return found, rows_of, beside

    def _payer(self, row: ListRow) -> Payer:
        account = row.text("account")
        sector = row.text("sector")
        if not sector:
            digits = re.sub(r"\D", "", account)
            fitting = [rule for rule in self.rules if rule.measure and digits and rule.matches(digits)]
            measure = min(fitting, key=lambda rule: rule.breadth).measure if fitting else ""
            sector = self.sectors.of_measure(measure)
        return Payer(self.sectors.spelled(sector), account)


def account_of(rules: Sequence[AccountRule], measure: str) -> str:
    """The account of a measure, where *Parametre* keeps exactly one for it."""
    alone = (rule for rule in rules if rule.first == rule.last and not rule.prefix)
    mine = {rule.first for rule in alone if label(rule.measure) == label(measure)}
    return mine.pop() if len(mine) == 1 else ""


def _same(payer: Payer, known: Mapping[Payer, Integers]) -> Payer:
    """The payer who has something today where the two are one: the sector is, and no other account is stated."""
    if payer in known or payer.account:
        return payer
    return next((each for each in known if each.sector == payer.sector), payer)


def _total(months: Iterable[Integers]) -> Integers:
    return sum(months, np.zeros(12, np.int64))


def _before(snapshot: Snapshot, figures: Figures, sectors: Sectors) -> dict[str, tuple[int, int]]:
    """All of *Månedsforbrug* by sector, øre: booked, and expected with the puljer."""
    found: dict[str, tuple[int, int]] = {}

    def add(sector: str, booked: int, expected: int) -> None:
        has = found.get(sector, (0, 0))
        found[sector] = has[0] + booked, has[1] + expected

    closed, computable = figures.closed, snapshot.disposition.commitments.computable
    rows = np.flatnonzero(computable)
    until, after = figures.months[rows, :closed].sum(axis=1), figures.months[rows, closed:].sum(axis=1)
    for at, booked, expected in zip(rows.tolist(), until.tolist(), after.tolist(), strict=True):
        add(sectors.rows[at], booked, expected)
    for line in figures.lines.of(UNPLACED, NO_PERSON):
        sector = sectors.of_citizen(line.cpr, line.measure) if line.cpr else sectors.of_measure(line.measure)
        add(sector, int(line.months[:closed].sum()), int(line.months[closed:].sum()))
    for pool in snapshot.disposition.pools:
        add(sectors.of_measure(pool.measure), 0, pool.amount or 0)
    return {name: found[name] for name in sectors.in_order(found)}
