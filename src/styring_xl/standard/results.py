"""The result sheets' names, headers and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from styring_xl.standard.place import (
    ADVISERS,
    COCKPIT,
    EXPLANATION,
    FINDINGS,
    FINDINGS_AREA,
    FIRST_ROW,
    FLOW,
    FORECAST,
    HEADER_ROW,
    HISTORY,
    HISTORY_AREA,
    LADDER,
    OUTLOOK,
    REFUND,
    SPEND,
    TYPED_SHEETS,
    VARIANCE,
)  # fmt: skip
from styring_xl.standard.sign import SIGNS
from styring_xl.standard.words import ACCEPTED, MONTHS

NOT_REFRESHED: Final = "Ikke beregnet endnu. Tallene kommer, når arket opdateres."

# Results: the rectangle a refresh regenerates begins at A5 and is marked by a defined name.
SPEND_AREA: Final = "Styring_Maanedsforbrug"
VARIANCE_AREA: Final = "Styring_Afvigelse"
EXPLANATION_AREA: Final = "Styring_Forklaring"
FORECAST_AREA: Final = "Styring_Prognose"
COCKPIT_AREA: Final = "Styring_Cockpit"

OUTLOOK_AREA: Final = "Styring_Fleraar"
OUTLOOK_EXPECTED: Final = "Forventet "
OUTLOOK_BUDGET: Final = "Budget "
OUTLOOK_TOTAL: Final = "I alt"
OUTLOOK_SWITCH: Final = "Slutter åbne børnebevillinger ved 18 og 23 år (ja/nej)?"
OUTLOOK_LEFT: Final = "Indtastet budget uden plads i tabellen"
"""Heads what was typed for lines or years that the table no longer has."""
OUTLOOK_CHART: Final = "Styring_FleraarDiagram"
OUTLOOK_CHART_COLUMNS: Final = ("År", "Forventet regnskab", "Budget")
OUTLOOK_COLUMN: Final = 36
"""The chart's figures; the chart itself stands over the columns before them."""

REFUND_AREA: Final = "Styring_Statsrefusion"
REFUND_SECTION: Final = ("Årets statsrefusion", "Borgere og husstande", "Statsrefusion", "Grundlag")
REFUND_LIMITS: Final = ("Beløbsgrænser", "Målgruppe", "25 % over", "50 % over", "75 % over", "Kilde")
REFUND_LINE: Final = ("Statsrefusion i budget og forventet regnskab", "", "Beløb")
REFUND_CASES: Final = (
    "CPR-nr. eller husstand",
    "Målgruppe",
    "Statsrefusion i alt",
    "Grundlag i alt",
    *MONTHS,
    "Sag",
    *(f"Refusion {month.lower()}" for month in MONTHS),
)
"""The case is named again before the months of the refund, which are printed on a page of their own."""
SPEND_COLUMNS: Final = ("CPR-nr.", "Foranstaltning", "Leverandør", *MONTHS, "I alt", "Sidste år")

VARIANCE_COLUMNS: Final = (
    "Foranstaltning",
    "Oprindeligt budget",
    "Budgetændringer",
    "Korrigeret budget (a)",
    "Forventet regnskab (b)",
    "Forventet afvigelse (a−b)",
    "Budgetteret antal (c)",
    "Forventet antal (d)",
    "Afvigelse i antal (c−d)",
    "Antal denne måned (cpr.)",
    "Antal samme måned sidste år (cpr.)",
    "Mindre-/merforbrug",
)
"""Block 1 with the sign *budget − forventet*; ``variance_columns`` gives the headers for either sign."""
PRICE_COLUMNS: Final = ("Foranstaltning", "Budgetteret pris", "Forventet pris", "Difference")
SPLIT_COLUMNS: Final = (
    "Foranstaltning",
    "Afvigelse",
    "Mængdeeffekt",
    "Priseffekt",
    "Mixeffekt",
    "Budgetrest",
    "Uden antal",
)
PRICE_SECTION: Final = "Gennemsnitspris pr. helårsperson (negativ difference = dyrere)"
SPLIT_SECTION: Final = "Afvigelsen delt i mængde og pris"

CHART_NAME: Final = "Styring_Diagram"
"""Over the chart's data rows alone, without the header: exactly the rows its series refer to."""
CHART_COLUMNS: Final = ("Foranstaltning", "Korrigeret budget", "Forventet regnskab")
CHART_COLUMN: Final = 26
"""Column Z, far right of the tables; the header stands in ``HEADER_ROW``, the data from ``FIRST_ROW``."""

ADVISERS_AREA: Final = "Styring_Raadgivere"
ADVISERS_COLUMNS: Final = (
    "Team og rådgiver",
    "Borgere i året",
    "Borgere denne måned (cpr.)",
    "Bevillinger i året",
    "Helårspersoner",
    "Forventet regnskab",
    "Andel",
    "Pr. helårsperson",
    "Største sag",
)
NO_ADVISER: Final = "Uden rådgiver"
NO_TEAM: Final = "Uden team"
NOT_ADVISERS: Final = "Ikke fordelt på rådgivere"
OTHER_ADVISERS: Final = "Øvrige rådgivere"
ADVISERS_CHART: Final = "Styring_Diagram_Raadgivere"
ADVISERS_CHART_COLUMNS: Final = ("Rådgiver", "Forventet regnskab")

MARK: Final = "Kendetegn"
"""What a finding is known by from one refresh to the next, wherever its row has gone."""
FORECAST_METHOD: Final = "Metode"
FORECAST_ESTIMATE: Final = "Skøn / DCO"
FORECAST_OUTSIDE: Final = "Udgifter uden for disponering"
FORECAST_RISK: Final = "RISIKO [R]"
FORECAST_UNKNOWN: Final = "UKENDT TILGANG [T]"
FORECAST_NOTE: Final = "Bemærkning"
FORECAST_TYPED: Final = (
    FORECAST_METHOD, FORECAST_ESTIMATE, FORECAST_OUTSIDE, FORECAST_RISK, FORECAST_UNKNOWN, FORECAST_NOTE,
)  # fmt: skip
"""The columns of Prognose that a user fills in; the others are regenerated."""
FORECAST_YEARS: Final = 3
"""So many earlier years stand on Prognose."""


COCKPIT_YEARS: Final = 5
"""So many earlier years stand on Cockpit, before this year's forecast."""
COCKPIT_RESULT: Final = "Regnskab, kr."
COCKPIT_PERSONS: Final = "Helårspersoner"
COCKPIT_PRICE: Final = "Gennemsnitsudgift pr. helårsperson, kr."
COCKPIT_CHARTS: Final = (
    ("Styring_Diagram_Kroner", CHART_COLUMN),
    ("Styring_Diagram_Antal", CHART_COLUMN + 3),
    ("Styring_Diagram_Pris", CHART_COLUMN + 6),
)
"""The figures of the charts of kroner, number and price: defined name and first column."""
COCKPIT_SPARKS: Final = "Styring_Minidiagrammer"
"""The figures of Cockpit's sparklines, each on the row of the sparkline that is drawn from it."""
COCKPIT_SPARKS_COLUMN: Final = CHART_COLUMN + 9
COCKPIT_SPARKS_ROWS: Final = 120
"""So many rows have a sparkline before the first refresh; one without figures shows nothing."""
COCKPIT_SPARK: Final = "Udvikling"
"""The header of their column, which stands beside Cockpit's area: writing a cell in Calc takes its sparkline away."""


def cockpit_columns(title: str, year: int | None) -> tuple[str, ...]:
    """The headers of a block of Cockpit in a regnskabsår; without one the years have no number yet."""
    earlier = range(COCKPIT_YEARS, 0, -1)
    return (
        title,
        *(f"{year - back}" if year else f"{back} år før" for back in earlier),
        f"{year} forventet" if year else "Forventet",
        "Ændring",
        "Ændring, %",
        "Indeks",
        "Kilde",
    )


def forecast_columns(year: int | None) -> tuple[str, ...]:
    """The headers of Prognose in a regnskabsår; without one the earlier years have no number yet."""
    earlier = range(FORECAST_YEARS, 0, -1)
    return (
        "Prognoselinje",
        *(f"Regnskab {year - back}" if year else f"Regnskab {back} år før" for back in earlier),
        "Oprindeligt budget",
        "Korrigeret budget",
        "Forbrug år til dato",
        "12/12",
        "Gældende 12 mdr.",
        "DIFF (12 mdr. − 12/12)",
        FORECAST_METHOD,
        FORECAST_ESTIMATE,
        "Prognose fra disponering",
        FORECAST_OUTSIDE,
        "AUTO vælger",
        "AUTO's fejl",
        "Anvendt metode",
        "Forbrugsprognose",
        "Resultatprognose (prognose − budget)",
        FORECAST_RISK,
        FORECAST_UNKNOWN,
        "Forbrug i alt",
        "Resultat i alt (forbrug − budget)",
        "Mindre-/merforbrug",
        FORECAST_NOTE,
        "Kilde",
    )


FLOW_AREA: Final = "Styring_Til_og_afgang"
FLOW_HORIZON: Final = "Se så mange måneder frem (tom = 24)"
"""The label beside the cell where users type how far ahead the list of transitions looks."""
FLOW_COLUMNS: Final = ("Foranstaltning", "Primo", *MONTHS, "I alt")
FLOW_IN: Final = "Tilgang: borgere, der begynder"
FLOW_OUT: Final = "Afgang: borgere, der stopper"
FLOW_NET: Final = "Netto: tilgang − afgang"
FLOW_STOCK: Final = "Borgere ved månedens udgang"
FLOW_ALL: Final = "I alt"
FLOW_MOVED: Final = "Skift mellem foranstaltninger"
FLOW_SHARED: Final = "Samme borger i flere (− = på vej imellem to)"
FLOW_CITIZENS: Final = "Borgere"
FLOW_PRICES: Final = "Varighed og årspris: årets nye og ophørte"
FLOW_PRICE_COLUMNS: Final = (
    "Foranstaltning",
    "Ophørte",
    "Varighed, mdr.",
    "Nye",
    "Pris, nye",
    "Pris, ophørte",
    "Forskel",
)
FLOW_STOPS: Final = "Kendte stop de næste 12 måneder"
FLOW_STOP_MONTHS: Final = ("Måned", "Stop", "Årspris")
FLOW_STOP_COLUMNS: Final = ("Foranstaltning", "CPR-nr.", "Stopdato", "Årspris", "Rådgiver", None)
FLOW_TRANSITIONS: Final = "Borgere, der fylder 18 eller 23 år"
FLOW_TRANSITION_COLUMNS: Final = (
    "Foranstaltning",
    "CPR-nr.",
    "Fylder",
    "Dato",
    "Årspris nu",
    "Årspris efter",
    "Forskel",
    "Derefter",
)
FLOW_CHART: Final = "Styring_Diagram_Til_og_afgang"
FLOW_CHART_COLUMNS: Final = ("Måned", "Tilgang", "Afgang", "Borgere ved månedens udgang")

LADDER_AREA: Final = "Styring_Indsatstrappe"
LADDER_FROM: Final = "Første dag (tom = 1. januar)"
LADDER_TO: Final = "Sidste dag (tom = sidste lukkede måned)"
"""The labels beside the cells where users type the period of the movements."""
LADDER_STEP: Final = "Trin "
LADDER_UNMAPPED: Final = "Uden trin"
LADDER_ALL: Final = "I alt"
LADDER_COLUMNS: Final = (
    "Trin",
    "Borgere i året (cpr.)",
    "Borgere denne måned (cpr.)",
    "Helårspersoner",
    "Forventet regnskab",
    "Andel",
    "Pr. helårsperson",
)
LADDER_WIDTH: Final = 14
"""Columns of the sheet: the matrix of all ten steps, *uden trin*, *ophørt* and the total."""
LADDER_NEW: Final = "Ny"
LADDER_LEFT: Final = "Ophørt"
LADDER_MEASURES: Final = "Foranstaltningerne på trinnene"
LADDER_MEASURES_COLUMNS: Final = (
    "Foranstaltning", "Borgere i året", "Denne måned", "Helårspersoner", "Forventet", "Andel", "Pr. person"
)  # fmt: skip
"""The same columns in words of one line: only the first table's header has room for two."""
LADDER_BALANCE: Final = "Trin for trin"
LADDER_BALANCE_COLUMNS: Final = (
    "Trin", "Primo", "Nye (+)", "Fra andre (+)", "Til andre (−)", "Ophørte (−)", "Ultimo", "Ændring"
)  # fmt: skip
LADDER_WAYS: Final = "Op og ned ad trappen"
LADDER_WAYS_COLUMNS: Final = ("Bevægelse", "Borgere", "Andel")
LADDER_UP: Final = "Op: til et mere indgribende trin"
LADDER_DOWN: Final = "Ned: til et mindre indgribende trin"
LADDER_SAME: Final = "Samme trin"
LADDER_ACROSS: Final = "Til eller fra »uden trin«"
LADDER_NEWCOMERS: Final = "Nye: ingen foranstaltning den første dag"
LADDER_LEAVERS: Final = "Ophørte: ingen foranstaltning den sidste dag"
LADDER_CHART: Final = "Styring_Diagram_Indsatstrappe"
LADDER_CHART_COLUMNS: Final = ("Trin", "Første dag", "Sidste dag", "Forventet regnskab")
LADDER_MOVES: Final = "Styring_Indsatstrappe_Skift"
LADDER_MOVES_COLUMN: Final = CHART_COLUMN + 5
LADDER_MOVES_COLUMNS: Final = ("Fra", "Til", "Foranstaltning", "Bevilling")
"""The list behind the matrix, beside the printed columns; it names rows and no citizen."""

FINDINGS_COLUMNS: Final = (
    "Nr.",
    "Alvor",
    "Kode",
    "Ark",
    "Celle",
    "Værdi",
    "Hvad er galt",
    "Hvad skal du gøre",
    ACCEPTED,
    MARK,
)
FINDINGS_SUMMARY: Final = ("Fejl", "Advarsler", "Rækker ikke beregnet", "Kroner ikke beregnet")
"""Labels of rows 5-8 in column A; their figures stand in ``FINDINGS_SUMMARY_COLUMN``."""
FINDINGS_SUMMARY_COLUMN: Final = 4
FINDINGS_HEADER_ROW: Final = 10


EXPLANATION_FROM: Final = "Fra"
EXPLANATION_TO: Final = "Til"
CAUSES: Final = (
    "Nye bevillinger",
    "Ophørte",
    "Forkortede",
    "Forlængede",
    "Takst- og mængdeændringer",
    "Realiseret mod disponeret i lukkede måneder",
    "Ændret sandsynlighed",
    "Udisponeret forbrug",
    "Pulje",
    "Øvrigt",
)
"""What moves forventet regnskab, in the order of the sheet."""
CAUSES_SHORT: Final = (
    "Nye", "Ophørte", "Forkortede", "Forlængede", "Takst, mængde", "Realiseret", "Sandsynlighed", "Udisponeret",
    "Pulje", "Øvrigt",
)  # fmt: skip
"""The same over a column and under a bar."""
EXPLANATION_WIDTH: Final = len(CAUSES) + 4
WATERFALL_NAME: Final = "Styring_Forklaring_Diagram"
WATERFALL_COLUMNS: Final = ("Årsag", "Bund", "Stigning", "Stigning under nul", "Fald", "Fald under nul", "I alt")
WATERFALL_COLUMN: Final = 26
TIMES_NAME: Final = "Styring_Tidspunkter"
"""The times to choose from."""
TIMES_COLUMN: Final = 34


@dataclass(frozen=True, slots=True)
class Result:
    """A result sheet: its name in the template, its rectangle's defined name, and its charts' data rectangles.

    ``charts`` maps a defined name to the (row, column) where its data begins in the template. ``typed`` is True when
    users fill cells inside the rectangle, so that it is read before it is regenerated.
    """

    sheet: str
    area: str
    charts: tuple[tuple[str, int, int], ...] = ()
    typed: bool = False


RESULTS: Final = (
    Result(SPEND, SPEND_AREA),
    Result(VARIANCE, VARIANCE_AREA, ((CHART_NAME, FIRST_ROW, CHART_COLUMN),)),
    Result(
        EXPLANATION,
        EXPLANATION_AREA,
        ((WATERFALL_NAME, FIRST_ROW, WATERFALL_COLUMN), (TIMES_NAME, FIRST_ROW, TIMES_COLUMN)),
        typed=True,
    ),
    Result(FORECAST, FORECAST_AREA, typed=True),
    Result(
        COCKPIT,
        COCKPIT_AREA,
        tuple((name, FIRST_ROW, column) for name, column in (*COCKPIT_CHARTS, (COCKPIT_SPARKS, COCKPIT_SPARKS_COLUMN))),
    ),
    Result(ADVISERS, ADVISERS_AREA, ((ADVISERS_CHART, FIRST_ROW, CHART_COLUMN),)),
    Result(FLOW, FLOW_AREA, ((FLOW_CHART, FIRST_ROW, CHART_COLUMN),), typed=True),
    Result(
        LADDER,
        LADDER_AREA,
        ((LADDER_CHART, FIRST_ROW, CHART_COLUMN), (LADDER_MOVES, HEADER_ROW, LADDER_MOVES_COLUMN)),
        typed=True,
    ),
    Result(REFUND, REFUND_AREA),
    Result(OUTLOOK, OUTLOOK_AREA, ((OUTLOOK_CHART, FIRST_ROW, OUTLOOK_COLUMN),), typed=True),
    Result(HISTORY, HISTORY_AREA, typed=True),
    Result(FINDINGS, FINDINGS_AREA, typed=True),
)
"""Every result sheet, in tab order."""


def variance_columns(sign: str) -> tuple[str, ...]:
    """Headers of block 1 on Afvigelse for one of ``SIGNS``: the letters always say which way the difference goes."""
    if sign == SIGNS[0]:
        return VARIANCE_COLUMNS
    turned = {5: "Forventet afvigelse (b−a)", 8: "Afvigelse i antal (d−c)"}
    return tuple(turned.get(at, name) for at, name in enumerate(VARIANCE_COLUMNS))


def outlook_columns(year: int | None, sign: str = SIGNS[0]) -> tuple[str, ...]:
    """Headers of *Flerårsoverblik*: five years' expected result, budget and variance; without a year they are numbered.

    ``sign`` is one of ``SIGNS``; the header always says which way the difference goes.
    """
    years = [f"år {at}" if year is None else str(year + at - 1) for at in range(1, 6)]
    difference = "Budget − forventet " if sign == SIGNS[0] else "Forventet − budget "
    return (
        "Gruppe",
        "Foranstaltning",
        *(f"{text}{each}" for text in (OUTLOOK_EXPECTED, OUTLOOK_BUDGET, difference) for each in years),
    )


SHEETS: Final = (*TYPED_SHEETS, *(result.sheet for result in RESULTS))
"""In tab order."""
