"""A column of the disposition that may change what a bevilling costs, and is not read."""

import re
from collections.abc import Iterator

from styring_xl.cells.cell import Value
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_number, read_share
from styring_xl.pattern import seldom
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "kolonne-ikke-læst"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En kolonne, der kan ændre prisen, er ikke læst"
ABOUT = About(
    why="Betaler kommunen halvdelen, eller gælder taksten to døgn om ugen, er prisen en anden, end den takst giver.",
    remedy="Regn det ind i takst eller mængde, eller kald kolonnen Mængde, hvis den er det.",
    example="»Kommunens andel« med 50 %, »Døgn pr. måned« med 4, »Antal« med 2 eller »Valuta« med EUR.",
)
KINDS: tuple[Kind, ...] = ()

_TIMES = seldom(
    r"(?:antal )?(?:dage|døgn|nætter|weekender|timer|gange) (?:pr|om|i) (?:ugen?|måned(?:en)?|mdr?|år(?:et)?|14 dage)"
)
_SHARE = seldom(
    r"(?:(?:kommunens|vores|egen|egne) )?(?:betalings|finansierings)?andel(?: (?:i )?(?:pct|procent))?|pct|procent"
)
_COUNT = seldom(r"(?:antal )?(?:stk|faktor|antal|børn|pladser|personer|borgere|unge)")
_MONEY = seldom(r"valuta(?:kode)?")
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
            kind = next((each for each in (_TIMES, _SHARE, _COUNT, _MONEY) if each.fullmatch(name)), None)
            cells = (row[column - 1] for row in rows if len(row) >= column and not is_blank(row[column - 1]))
            if kind is None or not any(_says(kind, value) for value in cells):
                continue
            what = "Kolonnen er ikke læst, men kan ændre, hvad bevillingerne koster."
            remedy = f"Regn den ind i takst eller mængde, eller skriv i {SETUP}, hvad den er."
            yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, column, clean(text), what, remedy)


def _says(kind: re.Pattern[str], value: Value) -> bool:
    if kind is _MONEY:
        return label(value) not in _KRONER
    if isinstance(value, str) and not any(c.isdigit() for c in value):
        return False
    try:
        if kind is _COUNT:
            return read_number(value) != 1
        if kind is _SHARE:
            return read_share(value) != 10_000
    except Unreadable:
        return kind is _SHARE
    return True
