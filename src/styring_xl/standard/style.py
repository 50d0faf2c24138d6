"""The named cell styles: the one place that ties a kind of cell to a style's name.

How a style looks is the workbook's own business: a user who edits it in Excel changes every sheet.
"""

from __future__ import annotations

from typing import Final

TITLE: Final = "Styring titel"
NOTE: Final = "Styring note"
"""One line of explanation, grey."""
STATUS: Final = "Styring status"
"""The line that says what the sheet's figures stand for."""
SECTION: Final = "Styring afsnit"
"""A heading inside a sheet."""
LABEL: Final = "Styring etiket"
BODY: Final = "Styring tekst"
"""Running text, wrapped."""
HEADER: Final = "Styring overskrift"
HEADER_NUMBER: Final = "Styring overskrift tal"
"""Header over a column of numbers."""
HEADER_BOOKED: Final = "Styring overskrift realiseret"
"""Header over a closed month."""

INPUT: Final = "Styring input"
"""Kroner a user types."""
INPUT_EXACT: Final = "Styring input kroner og øre"
"""Kroner and øre a user types or a ledger delivers: rates, booked amounts."""
INPUT_TEXT: Final = "Styring input tekst"
INPUT_WRAPPED: Final = "Styring input ombrudt"
"""Text of more than a line that a user types, wrapped."""
INPUT_CPR: Final = "Styring input cpr"
"""Number format text, so that a typed number keeps its leading zero."""
INPUT_DATE: Final = "Styring input dato"
INPUT_COUNT: Final = "Styring input antal"
INPUT_CHOICE: Final = "Styring input valg"
"""A word from a list, kept as text: 12/12 is a method and no date."""
INPUT_WHOLE: Final = "Styring input heltal"
"""A whole number without thousands separator: year, month, row."""
INPUT_PERCENT: Final = "Styring input procent"
"""A share stored as 0.8 and shown as 80 %."""
INPUT_FACTOR: Final = "Styring input faktor"
"""A share with one decimal: 0.954 is shown as 95,4 %."""

COMPUTED: Final = "Styring beregnet"
"""Kroner the product computes."""
COMPUTED_TEXT: Final = "Styring beregnet tekst"
COMPUTED_COUNT: Final = "Styring beregnet antal"
"""A number with one decimal (full-year persons)."""
COMPUTED_WHOLE: Final = "Styring beregnet heltal"
COMPUTED_PERCENT: Final = "Styring beregnet procent"
COMPUTED_DECIMAL: Final = "Styring beregnet decimal"
"""A number with two decimals (a score, an average of scores)."""
COMPUTED_DATE: Final = "Styring beregnet dato"
COMPUTED_WRAPPED: Final = "Styring beregnet ombrudt"
"""Text of more than a line, wrapped, at the top of its cell."""

EARLIER: Final = "Styring tidligere tekst"
"""Text from before, grey and wrapped, beside the cell for a new one."""

BOOKED: Final = "Styring realiseret"
"""Kroner of a closed month, from the ledger."""

GROUP: Final = "Styring gruppe"
GROUP_TEXT: Final = "Styring gruppe tekst"
GROUP_WRAPPED: Final = "Styring gruppe ombrudt"
"""Text of more than a line on the row of a group, wrapped."""
GROUP_COUNT: Final = "Styring gruppe antal"
GROUP_WHOLE: Final = "Styring gruppe heltal"
GROUP_DECIMAL: Final = "Styring gruppe decimal"
GROUP_PERCENT: Final = "Styring gruppe procent"

TOTAL: Final = "Styring total"
TOTAL_TEXT: Final = "Styring total tekst"
TOTAL_COUNT: Final = "Styring total antal"
TOTAL_WHOLE: Final = "Styring total heltal"
TOTAL_DECIMAL: Final = "Styring total decimal"
TOTAL_PERCENT: Final = "Styring total procent"

ERROR: Final = "Styring fejl"
WARNING: Final = "Styring advarsel"
SIGNAL_RED: Final = "Styring signal rød"
SIGNAL_YELLOW: Final = "Styring signal gul"
SIGNAL_GREEN: Final = "Styring signal grøn"
SIGNAL_GREY: Final = "Styring signal grå"
"""A word that says how something stands; the colour only repeats it."""
LINK: Final = "Styring link"
CHART: Final = "Styring diagramdata"
"""The figures a chart is drawn from, small and grey."""
CHART_TEXT: Final = "Styring diagramtekst"
CHART_SHARE: Final = "Styring diagramandel"
"""The figures small charts are drawn from: parts of the largest of their row."""

ALL: Final = (
    TITLE, NOTE, STATUS, SECTION, LABEL, BODY, HEADER, HEADER_NUMBER, HEADER_BOOKED,
    INPUT, INPUT_EXACT, INPUT_TEXT, INPUT_CPR, INPUT_DATE, INPUT_COUNT, INPUT_WHOLE, INPUT_PERCENT, INPUT_FACTOR,
    INPUT_CHOICE,
    COMPUTED, COMPUTED_TEXT, COMPUTED_COUNT, COMPUTED_WHOLE, COMPUTED_PERCENT, COMPUTED_DATE, COMPUTED_WRAPPED, BOOKED,
    GROUP, GROUP_TEXT, GROUP_COUNT, GROUP_WHOLE, GROUP_PERCENT,
    TOTAL, TOTAL_TEXT, TOTAL_COUNT, TOTAL_WHOLE, TOTAL_PERCENT,
    ERROR, WARNING, LINK, CHART, CHART_TEXT,
    COMPUTED_DECIMAL, GROUP_DECIMAL, TOTAL_DECIMAL, SIGNAL_RED, SIGNAL_YELLOW, SIGNAL_GREEN, SIGNAL_GREY,
    INPUT_WRAPPED, EARLIER, GROUP_WRAPPED, CHART_SHARE,
)  # fmt: skip
"""Every style, in the order the standard workbook holds them."""

TYPED: Final = frozenset(name for name in ALL if name.startswith("Styring input"))
"""The styles of cells that users fill in: yellow."""
