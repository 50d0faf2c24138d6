"""The standard workbook's sheets, tables and columns: what `styring-xl new` builds and every reader knows best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

START: Final = "Start"
SETUP: Final = "Opsætning"
DISPOSITION: Final = "Disponering"
POSTINGS: Final = "Realiseret"
BUDGET: Final = "Budget"
PARAMETERS: Final = "Parametre"
SPEND: Final = "Månedsforbrug"
REFUND: Final = "Statsrefusion"
OUTLOOK: Final = "Flerårsoverblik"
VARIANCE: Final = "Afvigelse"
FORECAST: Final = "Prognose"
COCKPIT: Final = "Cockpit"
ADVISERS: Final = "Rådgivere"
FLOW: Final = "Til- og afgang"
LADDER: Final = "Indsatstrappe"
EXPLANATION: Final = "Forklaring"
HISTORY: Final = "Historik"
FINDINGS: Final = "Kontrol"
SHEETS: Final = (
    START, SETUP, DISPOSITION, POSTINGS, BUDGET, PARAMETERS, SPEND, VARIANCE, EXPLANATION, FORECAST, COCKPIT,
    ADVISERS, FLOW, LADDER, REFUND, OUTLOOK, HISTORY, FINDINGS,
)  # fmt: skip
"""In tab order."""

MONTHS: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "Maj", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dec.")

MONTH_NAMES: Final = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip

DISPOSITION_COLUMNS: Final = (
    "Nr.",
    "CPR-nr.",
    "Foranstaltning",
    "Leverandør",
    "Rådgiver",
    "Status",
    "Takst",
    "Takstenhed",
    "Mængde",
    "Startdato",
    "Stopdato",
    "Periodisering",
    "Sandsynlighed",
    "Momsfaktor",
    *MONTHS,
    "Forventet regnskab",
    "Bemærkning",
)
POSTING_COLUMNS: Final = (
    "Bogføringsdato",
    "Kontonummer",
    "Foranstaltning",
    "CPR-nr.",
    "Leverandør",
    "Beløb",
    "Bilagsnr.",
    "Posteringstekst",
    "Periode",
    "Linjenr.",
)
BUDGET_COLUMNS: Final = (
    "Gruppe",
    "Foranstaltning",
    "Oprindeligt budget",
    "Budgetændringer",
    "Korrigeret budget",
    "Budgetteret antal",
    "Budgetteret gennemsnitspris",
    "Antal samme måned sidste år (cpr.)",
)

RATE_UNITS: Final = ("måned", "døgn", "uge", "år", "time", "engang")
RULES: Final = ("dage", "hele")
STATUSES: Final = ("Aktuel", "Forventet", "Pulje")

# Opsætning: label in column A, value in column B.
SETTING_YEAR: Final = "Regnskabsår"
SETTING_CLOSED: Final = "Realiseret til og med (måned 0-12)"
SETTING_RULE: Final = "Periodisering"
SETTING_SIGN: Final = "Fortegn for afvigelse"
SETTING_FULL_YEAR: Final = "Helårspersoner"
SETTING_REFUND: Final = "Statsrefusion i forventet regnskab"
SIGNS: Final = ("budget − forventet", "prognose − budget")
FULL_YEAR_RULES: Final = ("dage", "måneder")
SETTINGS: Final = (
    SETTING_YEAR,
    SETTING_CLOSED,
    SETTING_RULE,
    SETTING_SIGN,
    SETTING_FULL_YEAR,
    SETTING_REFUND,
)
SETTINGS_ROW: Final = 6
"""The row of the first setting; the others follow in the order of ``SETTINGS``."""

# Excel tables.
DISPOSITION_TABLE: Final = "tblDisponering"
POSTINGS_TABLE: Final = "tblRealiseret"
BUDGET_TABLE: Final = "tblBudget"
LAYOUT_TABLE: Final = "tblLayout"
HEADINGS_TABLE: Final = "tblKolonner"
LIMITS_TABLE: Final = "tblGrænser"
SHEETS_TABLE: Final = "tblArk"
CHECKS_TABLE: Final = "tblKontroller"

LAYOUT_COLUMNS: Final = ("Rolle", "Ark", "Overskriftsrække")
HEADINGS_COLUMNS: Final = ("Rolle", "Felt", "Overskrift")
ROLE_DISPOSITION: Final = "disponering"
ROLE_POSTINGS: Final = "posteringer"
ROLE_BUDGET: Final = "budget"
ROLES: Final = (ROLE_DISPOSITION, ROLE_POSTINGS, ROLE_BUDGET)

ROLE_POSTINGS_EXTRACT: Final = "posteringsudtræk"
ROLE_CASES_EXTRACT: Final = "bevillingsudtræk"
"""What a role's columns are called in an extract, whose headers are others than the workbook's own."""

LIMITS_COLUMNS: Final = ("Kontrol", "Grænse", "Enhed", "Foranstaltning")
"""An empty Foranstaltning means that the limit holds for all."""
LIMIT_PERCENT: Final = "Væsentlighed, procent"
LIMIT_KRONER: Final = "Væsentlighed, kroner"
LIMIT_AMOUNT: Final = "Bevillingsgrænse, beløb"
LIMIT_DURATION: Final = "Bevillingsgrænse, varighed"
LIMIT_UNITS: Final = {
    LIMIT_PERCENT: "procent",
    LIMIT_KRONER: "kr.",
    LIMIT_AMOUNT: "kr. pr. år",
    LIMIT_DURATION: "måneder",
}
DEFAULT_LIMITS: Final = {LIMIT_PERCENT: 10, LIMIT_KRONER: 5000}

SHEETS_COLUMNS: Final = ("Resultatark", "Med")
CHECKS_COLUMNS: Final = ("Kode", "Advarsel", "Brug")
YES: Final = "ja"
NO: Final = "nej"

# Parametre: one Excel table for each kind of dated or mapped parameter.
ACCOUNTS_TABLE: Final = "tblKonto"
ACCOUNTS_COLUMNS: Final = ("Konto", "Foranstaltning", "Prognoselinje")
"""Konto is exact (528201003), a prefix (5282*) or a range (528201000-528201999)."""
REFUND_TABLE: Final = "tblStatsrefusion"
REFUND_COLUMNS: Final = ("År", "Målgruppe", "25 % over", "50 % over", "75 % over", "Kilde")
"""Yearly limits in kroner; an empty 75 % means that there is no third step."""
REFUND_GROUPS: Final = ("alle", "børn", "voksne")
INDEX_TABLE: Final = "tblIndeks"
INDEX_COLUMNS: Final = ("År", "PL-indeks", "Kilde")
"""Prices of one year against another: rate × index of the year ÷ index of the workbook's year."""
STEPS_TABLE: Final = "tblIndsatstrappe"
STEPS_COLUMNS: Final = ("Foranstaltning", "Trin", "Trinnavn")
"""Trin is 0..9, the highest the most intrusive; measures without a row are *uden trin*."""
TEAMS_TABLE: Final = "tblTeam"
TEAMS_COLUMNS: Final = ("Rådgiver", "Team")
EARLIER_TABLE: Final = "tblTidligereÅr"
EARLIER_COLUMNS: Final = ("År", "Foranstaltning", "Regnskab", "Helårspersoner")
"""Earlier years' results in kroner, for years whose postings the workbook does not hold."""
TARGETS_TABLE: Final = "tblMålgruppe"
TARGETS_COLUMNS: Final = ("Foranstaltning", "Målgruppe", "Statsrefusion")
"""Whose measure it is (børn with efterværn, voksne), and *nej* where it is objectively financed or of another law."""
TARGETS: Final = ("børn", "voksne")

# Defined names over the lists behind the drop-downs.
NAME_MEASURES: Final = "Foranstaltninger"
NAME_RATE_UNITS: Final = "Takstenheder"
NAME_RULES: Final = "Periodiseringer"
NAME_STATUSES: Final = "Statusser"
NAME_LIMITS: Final = "Kontrolgrænser"

# Every sheet but Start: title in A1, how to read it in A2, what its figures stand for in A3.
TITLE_ROW: Final = 1
NOTE_ROW: Final = 2
STATUS_ROW: Final = 3
HEADER_ROW: Final = 5
"""The header row of every table and result sheet but Kontrol."""
FIRST_ROW: Final = 6
"""The first row below ``HEADER_ROW``."""
NOT_REFRESHED: Final = "Ikke beregnet endnu. Tallene kommer, når arket opdateres."

# Results: the rectangle a refresh regenerates begins at A5 and is marked by a defined name.
SPEND_AREA: Final = "Styring_Maanedsforbrug"
VARIANCE_AREA: Final = "Styring_Afvigelse"
EXPLANATION_AREA: Final = "Styring_Forklaring"
HISTORY_AREA: Final = "Styring_Historik"
FORECAST_AREA: Final = "Styring_Prognose"
COCKPIT_AREA: Final = "Styring_Cockpit"
FINDINGS_AREA: Final = "Styring_Kontrol"
AREA_ROW: Final = 5

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
REFUND_POOL: Final = "Beregnet statsrefusion"
"""The line that makes the result hold what is computed, when the user has asked for it."""

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
LESS_SPEND: Final = "mindreforbrug"
MORE_SPEND: Final = "merforbrug"

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

ACCEPTED: Final = "Accepteret (note)"
"""The column of *Kontrol* in which a user accepts a finding."""
MARK: Final = "Kendetegn"
"""What a finding is known by from one refresh to the next, wherever its row has gone."""
ACCEPTED_SECTION: Final = "Accepterede fund"
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


HISTORY_COLUMNS: Final = (
    "Tidspunkt",
    "Art",
    "Regnskabsår",
    "Dato",
    "Realiseret til og med",
    "Forventet regnskab",
    "Realiseret",
    "Økonomisystemet",
    "Difference",
    "Afstemning",
    "Note",
    "Realiseret til og med før",
    "Rækker",
    "Indstillinger",
    "Kontrolsum",
    "Data, som Forklaring regner på (må ikke rettes)",
)
"""A row for each closing and each revision; its data fill as many cells as they need, from the last column on."""
CLOSING: Final = "Lukning"
REVISION: Final = "Revision"
BALANCED: Final = "stemmer"
EXPLAINED: Final = "forklaret"
NOT_BALANCED: Final = "ikke afstemt"

EXPLANATION_FROM: Final = "Fra"
EXPLANATION_TO: Final = "Til"
NOW: Final = "Nu"
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
