"""Where things stand: the names of the sheets, the rows every sheet has, and the defined names readers look for."""

from __future__ import annotations

from typing import Final

START: Final = "Start"
SETUP: Final = "Opsætning"
DISPOSITION: Final = "Disponering"
POSTINGS: Final = "Realiseret"
BUDGET: Final = "Budget"
PARAMETERS: Final = "Parametre"
TYPED_SHEETS: Final = (START, SETUP, DISPOSITION, POSTINGS, BUDGET, PARAMETERS)
"""The sheets before the result sheets, in tab order."""

DEPARTMENTS: Final = "Afdelinger"
"""The sheet of the list that *Samlet overblik* brings together."""

# The result sheets that texts elsewhere speak of; the others are named by their own module alone.
SPEND: Final = "Månedsforbrug"
VARIANCE: Final = "Afvigelse"
EXPLANATION: Final = "Forklaring"
FORECAST: Final = "Prognose"
UNCERTAINTY: Final = "Usikkerhed"
COCKPIT: Final = "Cockpit"
ADVISERS: Final = "Rådgivere"
FLOW: Final = "Til- og afgang"
LADDER: Final = "Indsatstrappe"
REFUND: Final = "Statsrefusion"
OUTLOOK: Final = "Flerårsoverblik"
MEMO: Final = "Notat"
HISTORY: Final = "Historik"
RECOMMENDATION: Final = "Indstilling"
FINDINGS: Final = "Kontrol"

# Every sheet but Start: title in A1, how to read it in A2, what its figures stand for in A3.
TITLE_ROW: Final = 1
NOTE_ROW: Final = 2
STATUS_ROW: Final = 3
HEADER_ROW: Final = 5
"""The header row of every table and result sheet but Kontrol."""
FIRST_ROW: Final = 6
"""The first row below ``HEADER_ROW``."""
AREA_ROW: Final = 5
"""The rectangle of a result sheet that a refresh regenerates begins in this row and is marked by a defined name."""

HISTORY_AREA: Final = "Styring_Historik"
FINDINGS_AREA: Final = "Styring_Kontrol"

# Defined names over the lists behind the drop-downs.
NAME_MEASURES: Final = "Foranstaltninger"
NAME_RATE_UNITS: Final = "Takstenheder"
NAME_RULES: Final = "Periodiseringer"
NAME_STATUSES: Final = "Statusser"
NAME_LIMITS: Final = "Kontrolgrænser"
