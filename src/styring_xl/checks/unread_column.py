"""A column of the disposition that may change what a bevilling costs, and is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_number, read_share
from styring_xl.model.periods import is_open
from styring_xl.pattern import seldom
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable
from styring_xl.standard import SETUP

CODE = "kolonne-ikke-læst"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En kolonne, der kan ændre prisen, er ikke læst"
ABOUT = About(
    why=(
        "Betaler kommunen halvdelen, kommer der et tillæg oveni, eller gælder taksten to døgn om ugen eller kun fire "
        "måneder, er prisen en anden, end takst og datoer giver."
    ),
    remedy="Regn det ind i takst, mængde eller stopdato, eller kald kolonnen Mængde, hvis den er det.",
    example="»Kommunens andel« med 50 %, »Tillæg« med 1.500 eller »Antal måneder« med 4 uden stopdato.",
)
KINDS: tuple[Kind, ...] = ()

_TIMES = seldom(
    r"(?:antal )?(?:dage|døgn|nætter|weekender|timer|minutter|gange)"
    r" (?:pr|om|i) (?:ugen?|måned(?:en)?|mdr?|år(?:et)?|14 dage)"
    r"|(?:antal |bevilgede |bevilget )?(?:timer|minutter)(?: (?:i ?alt|bevilget|i \d{4}))?"
)
_SHARE = seldom(
    r"(?:(?:kommunens|vores|egen|egne) )?(?:betalings|finansierings)?andel(?: (?:i )?(?:pct|procent))?|pct|procent"
    r"|belægning(?:sgrad|sprocent)?"
)
_COUNT = seldom(
    r"(?:antal )?(?:stk|faktor|antal|børn|pladser|personer|borgere|unge|weekender|nætter|besøg|gange|moduler)"
)
_MONEY = seldom(r"valuta(?:kode)?")
_MORE = seldom(
    r"(?:vederlags?)?tillæg(?: (?:pr )?(?:md|mdr|måned|døgn))?|kost(?: og logi)?(?: (?:pr )?(?:md|mdr|måned|døgn))?"
    r"|(?:rabat|moms|nedslag|fradrag)(?: (?:%|pct|procent|beløb))?|egenbetaling|medfinansiering|kørsel"
    r"|mellemkommunal (?:refusion|betaling|indtægt)"
    r"|engangs(?:udgift|udgifter|beløb|ydelse)|etablering(?:sudgift|sudgifter)?|pause(?: (?:fra|til))?"
    r"|(?:fast|manuelt|overstyret|aftalt|korrigeret) (?:beløb|årsbeløb)"
)
"""What comes on top of the price, goes off it, or stands in its place."""
_SPAN = seldom(
    r"(?:antal )?(?P<unit>måneder|mdr|md|døgn|dage|uger)(?: (?:i )?(?:alt|\d{4}))?"
    r"|varighed(?: (?:i )?(?P<in>måneder|mdr|md|døgn|dage|uger))?"
)
_DAY, _WEEK, _MONTH = 1.0, 7.0, 365 / 12
_LENGTHS: Final = {
    **dict.fromkeys(("døgn", "dage"), (_DAY,)),
    "uger": (_WEEK,),
    **dict.fromkeys(("måneder", "mdr", "md"), (_MONTH,)),
}
"""Days to one of what a header counts."""
_ANY: Final = (_DAY, _WEEK, _MONTH)
_NEAR: Final = 1.2
"""Of its units; a span that begins or ends within a month, or whose last day does not count, is as long as it says."""
_KRONER = frozenset(("dkk", "kr", "kroner", "danske kroner"))


def check(case: Evidence) -> Iterator[Finding]:
    """Each such column once, where some cell of it says something: not that all is paid, nor in kroner."""
    for table in case.layout.of("disponering"):
        used = {*table.columns.values(), *table.months.values()}
        rows = case.grids[table.sheet].rows[table.header_bottom :]
        for column, text in table.headers.items():
            if column in used and column != table.bare_count:
                continue
            name = label(text)
            if (span := _SPAN.fullmatch(name)) is not None:
                yield from _shorter(case, table, column, _LENGTHS.get(span["unit"] or span["in"] or "", _ANY))
                continue
            kind = next((each for each in (_TIMES, _SHARE, _COUNT, _MONEY, _MORE) if each.fullmatch(name)), None)
            cells = (row[column - 1] for row in rows if len(row) >= column and not is_blank(row[column - 1]))
            if kind is None or not any(_says(kind, value) for value in cells):
                continue
            what = "Kolonnen er ikke læst, men kan ændre, hvad bevillingerne koster."
            remedy = f"Regn den ind i takst eller mængde, eller skriv i {SETUP}, hvad den er."
            yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, column, clean(text), what, remedy)


def _shorter(case: Evidence, table: RoleTable, column: int, lengths: Sequence[float]) -> Iterator[Finding]:
    """The column of how long a bevilling lasts, where it is neither the time from start to stop nor what of that is in
    the year. ``lengths`` are the days that one of its figures may be."""
    rows, grid, year = case.disposition.commitments, case.grids[table.sheet], case.figures.year
    first, last = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    start, stop = rows.start.astype("datetime64[D]"), rows.stop.astype("datetime64[D]")
    ends = np.where(is_open(stop), last, stop)
    within = (np.minimum(ends, last) - np.maximum(start, first)).astype(np.int64) + 1
    whole = np.where(is_open(stop), within, (ends - start).astype(np.int64) + 1)
    other = []
    for at, place in enumerate(rows.places):
        if place.sheet != table.sheet or not rows.computable[at] or within[at] <= 0:
            continue
        try:
            said = read_number(grid.value(place.row, column))
        except Unreadable:
            continue
        spans = [days / length for days in (within[at], whole[at]) for length in lengths]
        if said and all(abs(float(said) - span) > _NEAR for span in spans):
            other.append(place.row)
    if other:
        count = counted(len(other), "række varer", "rækker varer")
        what = f"{count} her en anden tid end fra start til stop, som er det, der er læst."
        remedy = "Skriv stopdatoen, eller slet kolonnen, hvis den ikke gælder."
        head = clean(table.headers[column])
        yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, column, head, what, remedy)


def _says(kind: re.Pattern[str], value: Value) -> bool:
    if kind is _MONEY:
        return label(value) not in _KRONER
    if isinstance(value, str) and not any(c.isdigit() for c in value):
        return False
    try:
        if kind is _COUNT:
            return read_number(value) != 1
        if kind is _MORE:
            return not isinstance(value, (int, float)) or value != 0
        if kind is _SHARE:
            return read_share(value) != 10_000
    except Unreadable:
        return kind is _SHARE
    return True
