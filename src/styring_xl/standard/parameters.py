"""The sheet *Parametre*: dated figures and mappings, an Excel table for each kind."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look, place
from styring_xl.standard.column import Column
from styring_xl.standard.mask import Mask
from styring_xl.standard.rule import DropDown
from styring_xl.standard.table import InputTable
from styring_xl.standard.words import NO, REFUND_GROUPS, TARGETS, YES

_MEASURES: Final = DropDown(place.NAME_MEASURES, strict=False)

ACCOUNTS: Final = InputTable(
    "tblKonto",
    "Konti",
    "Konto: hel (528201003), begyndelse (5282*) eller interval (fra-til). Prognoselinje: tom = foranstaltningen.",
    (
        Column("account", "Konto", look.TYPED_CPR, 24),
        Column("measure", "Foranstaltning", look.TYPED_TEXT, 38, rule=_MEASURES),
        Column("line", "Prognoselinje", look.TYPED_TEXT, 34),
    ),
)
"""Konto is exact (528201003), a prefix (5282*) or a range (528201000-528201999)."""
REFUND: Final = InputTable(
    "tblStatsrefusion",
    "Særligt dyre enkeltsager: grænser pr. år, kr.",
    "Kun år med en kontrolleret kilde. Skriv selv de øvrige år, med kilde.",
    (
        Column("year", "År", look.TYPED_WHOLE, 8),
        Column("group", "Målgruppe", look.TYPED_TEXT, 12, rule=DropDown(REFUND_GROUPS, strict=False)),
        Column("above_25", "25 % over", look.TYPED_KRONER, 13),
        Column("above_50", "50 % over", look.TYPED_KRONER, 13),
        Column("above_75", "75 % over", look.TYPED_KRONER, 13),
        Column("source", "Kilde", look.TYPED_TEXT, 48),
    ),
)
"""Yearly limits in kroner; an empty 75 % means that there is no third step. They are the State's and known to all."""
INDEX: Final = InputTable(
    "tblIndeks",
    "Pris- og lønindeks",
    "Hæver takster til senere år: Flerårsoverblik, Scenarier, Budgetforslag.",
    (
        Column("year", "År", look.TYPED_WHOLE, 8),
        Column("index", "PL-indeks", look.TYPED_COUNT, 12),
        Column("source", "Kilde", look.TYPED_TEXT, 34),
    ),
)
"""Prices of one year against another: rate × index of the year ÷ index of the workbook's year."""
STEPS: Final = InputTable(
    "tblIndsatstrappe",
    "Indsatstrappe",
    "Trin 0-9, det højeste er mest indgribende. Trinnavn: nok én gang pr. trin.",
    (
        Column("measure", "Foranstaltning", look.TYPED_TEXT, 38, rule=_MEASURES),
        Column("step", "Trin", look.TYPED_WHOLE, 7),
        Column("name", "Trinnavn", look.TYPED_TEXT, 34),
    ),
)
"""Trin is 0..9, the highest the most intrusive; measures without a row are *uden trin*."""
TEAMS: Final = InputTable(
    "tblTeam",
    "Teams",
    "Rådgivernes teams.",
    (Column("adviser", "Rådgiver", look.TYPED_TEXT, 24), Column("team", "Team", look.TYPED_TEXT, 24)),
)
EARLIER: Final = InputTable(
    "tblTidligereÅr",
    "Tidligere år",
    "Regnskab i kr. og helårspersoner for år, hvis posteringer ikke står i arket.",
    (
        Column("year", "År", look.TYPED_WHOLE, 8),
        Column("measure", "Foranstaltning", look.TYPED_TEXT, 38, rule=_MEASURES),
        Column("result", "Regnskab", look.TYPED_KRONER, 15, mask=Mask.MONEY),
        Column("persons", "Helårspersoner", look.TYPED_COUNT, 15),
    ),
)
"""Earlier years' results in kroner, for years whose postings the workbook does not hold."""
TARGET_GROUPS: Final = InputTable(
    "tblMålgruppe",
    "Målgruppe og statsrefusion",
    "Målgruppe: tom = efter borgernes alder. Statsrefusion: nej = objektivt finansieret.",
    (
        Column("measure", "Foranstaltning", look.TYPED_TEXT, 38, rule=_MEASURES),
        Column("target", "Målgruppe", look.TYPED_TEXT, 12, rule=DropDown(TARGETS, strict=False)),
        Column("refund", "Statsrefusion", look.TYPED_TEXT, 34, rule=DropDown((YES, NO), strict=False)),
    ),
)
"""Whose measure it is (børn med efterværn, voksne), and *nej* where it is objectively financed or of another law."""

TABLES: Final = (ACCOUNTS, REFUND, INDEX, STEPS, TEAMS, EARLIER, TARGET_GROUPS)
"""In the order they stand beside one another."""
