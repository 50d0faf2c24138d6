"""The columns of *Budgetforslag*: this year and the proposal in number, price and kroner, then what it is made of."""

from __future__ import annotations

from typing import Final

from styring_xl.reports.sheet import Heading
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.look import Look
from styring_xl.standard.place import UNCERTAINTY

AREA: Final = "Styring_Budgetforslag"
TOTAL: Final = "I alt"
MOVES: Final = "Ventet til- og afgang med (ja/nej)?"
LEFT: Final = "Indtastninger på linjer, der ikke findes mere (regnes ikke med; flyt eller ryd dem)"
"""Heads what was typed on lines that the table no longer has."""
GROUP_SUM: Final = "(gruppens sum)"
"""Stands for the measure of what was typed over a group's sum."""
TYPED: Final[tuple[str, ...]] = ("rise", "moved_persons", "own_persons", "own", "reason")
"""The columns users fill in."""

_TYPED_COUNT: Final = Look(style.INPUT_COUNT, style.GROUP_COUNT, style.TOTAL_COUNT, typed=True)
"""A number a user types, with its decimal in the sums too."""
_N, _KR = 9, 13
_FOOT: Final = (
    "ROUND(SUM({running_persons},{stops_persons},{by_age_persons})+IF(ISNUMBER({moved_persons}),"
    "ROUND({moved_persons},4),SUM({left_persons},{came_persons}))+IF(ISNUMBER({own_persons}),"
    "ROUND({own_persons},4),0),1)"
)
PERSONS: Final = (
    'IF(COUNT({running_persons},{left_persons},{came_persons},{moved_persons},{own_persons})=0,"",' + _FOOT + ")"
)
PROPOSED_PRICE: Final = 'IF(ISNUMBER({persons}),IF({persons}>0,ROUND({parts}/{persons},0),""),"")'
PROPOSED: Final = "IF(ISNUMBER({proposed_price}),ROUND({persons}*{proposed_price},2),{parts})"
GRANTED: Final = "ROUND(SUM({running_persons},{stops_persons},{by_age_persons}),1)"
PRICE: Final = "IF(" + GRANTED + ">0,ROUND(SUM({running},{stops},{by_age},{index})/" + GRANTED + ",0),{or})"
MOVED: Final = "IF(ISNUMBER({moved_persons}),ROUND(ROUND({moved_persons},4)*{price},2),SUM({left},{came}))"
CHANGES: Final = (
    "ROUND(IF(ISNUMBER({own_persons}),ROUND({own_persons},4)*{price},0),2)+IF(ISNUMBER({own}),ROUND({own},2),0)"
)
PARTS: Final = "ROUND(SUM({running},{stops},{by_age},{index},{moved},{changes}),2)"
"""How a line is worked out from the others of its row; a group and the total are sums."""


def columns(heading: Heading) -> Columns:
    """The columns with the two years in their headers; without one they are numbered."""
    this = "år 1" if heading.year is None else str(heading.year)
    later = "år 2" if heading.year is None else str(heading.year + 1)
    return (
        Column("group", "Gruppe", look.TEXT, 9),
        Column("measure", "Foranstaltning", look.TEXT, 38),
        Column("budget_persons", f"Budget {this} (antal)", look.COUNT, _N, summed=True),
        Column("budget_price", f"Budget {this} (pris)", look.KRONER, _KR),
        Column("budget", f"Korrigeret budget {this}", look.KRONER, _KR, summed=True),
        Column("expected_persons", f"Forventet {this} (antal)", look.COUNT, _N, summed=True),
        Column("expected_price", f"Forventet {this} (pris)", look.KRONER, _KR),
        Column("expected", f"Forventet regnskab {this}", look.KRONER, _KR, summed=True),
        Column("persons", f"Forslag {later} (antal)", look.COUNT, _N, PERSONS, summed=True),
        Column("proposed_price", f"Forslag {later} (pris)", look.KRONER, _KR, PROPOSED_PRICE),
        Column("proposed", f"Budgetforslag {later}", look.KRONER, _KR, PROPOSED, summed=True),
        Column("to_budget", f"Forslag − budget {this}", look.KRONER, _KR, "{proposed}-{budget}"),
        Column("share", "Ændring i pct.", look.PERCENT, 9, 'IF({budget}<>0,{to_budget}/{budget},"")'),
        Column("to_expected", f"Forslag − forventet {this}", look.KRONER, _KR, "{proposed}-{expected}"),
        Column("granted", "Bevillinger, stop og tilgang", look.TEXT, 38),
        Column("running_persons", "Løber videre (antal)", look.COUNT, _N, summed=True),
        Column("running", "Løber videre (kr.)", look.KRONER, _KR, summed=True),
        Column("stops_persons", "Kendte stop (antal)", look.COUNT, _N, summed=True),
        Column("stops", "Kendte stop (kr.)", look.KRONER, 12, summed=True),
        Column("by_age_persons", "18/23 år (antal)", look.COUNT, _N, summed=True),
        Column("by_age", "18/23 år (kr.)", look.KRONER, 12, summed=True),
        Column("rise", "PL, pct.", look.TYPED_FACTOR, 8),
        Column("index", "PL (kr.)", look.KRONER, 12, summed=True),
        Column("price", "Pris pr. helårsperson", look.KRONER, 12),
        Column("left_persons", "Ventede stop (antal)", look.COUNT, _N, summed=True),
        Column("left", "Ventede stop (kr.)", look.KRONER, 12, summed=True),
        Column("came_persons", "Ventet tilgang (antal)", look.COUNT, _N, summed=True),
        Column("came", "Ventet tilgang (kr.)", look.KRONER, 12, summed=True),
        Column("own_changes", "Egne ændringer", look.TEXT, 38),
        Column("moved_persons", "Skrevet til- og afgang (antal)", look.TYPED_COUNT, 10),
        Column("moved", "Til- og afgang (kr.)", look.KRONER, 12, MOVED, summed=True),
        Column("own_persons", "Rettelse (antal)", _TYPED_COUNT, _N, summed=True),
        Column("own", "Rettelse (kr.)", look.TYPED_KRONER, 12, summed=True),
        Column("changes", "Rettelser i alt (kr.)", look.KRONER, 12, CHANGES, summed=True),
        Column("reason", "Begrundelse", look.TYPED_TEXT, 58),
        Column("parts", "I alt før afrunding", look.KRONER, _KR, PARTS, summed=True),
        Column("rounding", "Afrunding", look.KRONER, 10, "{proposed}-{parts}", summed=True),
    )  # fmt: skip


AGAIN: Final = ("granted", "own_changes")
"""The columns that begin a page each: the name of the line stands in them again."""
WIDTH: Final = len(columns(Heading()))
_BEGINS: Final = [at for at, column in enumerate(columns(Heading()), 1) if column.name in AGAIN]
PAGES: Final = tuple(zip((1, *_BEGINS), (*(at - 1 for at in _BEGINS), WIDTH), strict=True))
"""The columns of each page: the two years, what is granted and expected, and what is typed."""

NOTES: Final = (
    "Antal er helårspersoner med 1 decimal. Pris er kroner ÷ antal i hele kroner. Forslaget er antal × pris, så de "
    "tre tal kan ganges efter på hver linje; forskellen til delenes sum står i Afrunding.",
    "Løber videre er bevillingerne, som om ingen stoppede i det nye år, med sandsynlighed og i dagens takster. Kendte "
    "stop er stopdatoerne i året. 18/23 år følger aldersreglen (svaret i Flerårsoverblik gælder også her).",
    "PL hæver taksterne med indekset i Parametre. Skriv en anden procent på linjen, f.eks. 0 for takster, der står "
    "stille, og opdater. En bevilling, der begynder i det nye år, har det års pris.",
    f"Ventede stop (også bevillinger, der forlænges) og ventet tilgang er simuleret som i {UNCERTAINTY} og ganget med "
    "prisen på linjen. Med få borgere i foranstaltningen ventes lige så mange som i år.",
    "Skriv et antal i Skrevet til- og afgang for at bruge det i stedet, f.eks. −2 eller 0.",
    "Rettelse er det, du lægger til eller trækker fra: i antal (× prisen på linjen), i kroner eller begge, med en "
    "begrundelse. Uden bevillinger er prisen årets forventede, ellers den budgetterede, hævet med PL.",
    "Linjer, som ingen er bevilget til, gentager årets forventede beløb uden PL, til du skriver en procent. "
    "Puljer til nye sager er afløst af den ventede tilgang, når den er med; skriv 0 i Skrevet til- og afgang for at "
    "beholde en pulje.",
)  # fmt: skip
