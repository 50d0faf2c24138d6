"""The named cell styles: the one place that ties a kind of cell to a style's name.

How a style looks is the workbook's own business: a user who edits it in Excel changes every sheet.
"""

from __future__ import annotations

from typing import Final

TITLE: Final = "Styring titel"
NOTE: Final = "Styring note"
HEADER: Final = "Styring overskrift"

INPUT: Final = "Styring input"
"""Kroner a user types."""
INPUT_TEXT: Final = "Styring input tekst"
INPUT_DATE: Final = "Styring input dato"
INPUT_COUNT: Final = "Styring input antal"
INPUT_PERCENT: Final = "Styring input procent"

COMPUTED: Final = "Styring beregnet"
"""Kroner the product computes."""
COMPUTED_TEXT: Final = "Styring beregnet tekst"
COMPUTED_COUNT: Final = "Styring beregnet antal"
"""A number with one decimal (full-year persons)."""
COMPUTED_WHOLE: Final = "Styring beregnet heltal"

BOOKED: Final = "Styring realiseret"
"""Kroner of a closed month, from the ledger."""

GROUP: Final = "Styring gruppe"
GROUP_TEXT: Final = "Styring gruppe tekst"
GROUP_COUNT: Final = "Styring gruppe antal"
GROUP_WHOLE: Final = "Styring gruppe heltal"

TOTAL: Final = "Styring total"
TOTAL_TEXT: Final = "Styring total tekst"
TOTAL_COUNT: Final = "Styring total antal"
TOTAL_WHOLE: Final = "Styring total heltal"

ERROR: Final = "Styring fejl"
WARNING: Final = "Styring advarsel"
LINK: Final = "Styring link"
