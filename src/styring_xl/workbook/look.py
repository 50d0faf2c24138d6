"""How each named cell style looks in a new workbook, in XlsxWriter's words.

One palette: slate blue for structure, pale yellow with blue text for what a person types, grey-blue for booked months.
Every difference that matters survives a black-and-white printer, by lightness, weight, border or the cell's own words.
"""

from __future__ import annotations

from typing import Any, Final

from styring_xl.standard import style
from styring_xl.standard.question import Question

FONT: Final = "Calibri"
INK: Final = "#1F2933"
SLATE: Final = "#27475E"
GREY: Final = "#5F6B76"
LINE: Final = "#C3CBD3"
RULE: Final = "#27475E"
INPUT_FILL: Final = "#FFFBEA"
INPUT_INK: Final = "#1B3F8B"
BOOKED_FILL: Final = "#DDE6EE"
GROUP_FILL: Final = "#E9EDF1"
TAB_INPUT: Final = "#E3D9A6"
TABS: Final = {
    Question.COST: "#8FA6B8",
    Question.REASON: "#B7A6C9",
    Question.CITIZENS: "#9DBF9E",
    Question.SUPPLIERS: "#D9A679",
    Question.SECTORS: "#7FB5B5",
    Question.GOALS: "#C98F8F",
    Question.TRUST: "#5F6B76",
}
"""The tabs of the result sheets by the question they answer."""

KRONER: Final = "#,##0"
EXACT: Final = "#,##0.00"
COUNT: Final = "#,##0.0"
# A quantity may be 1.5 hours or 0.17 of a day: a second decimal shows when there is one.
QUANTITY: Final = "#,##0.0#"
WHOLE: Final = "0"
PERCENT: Final = "0.0%"
DATE: Final = "dd-mm-yyyy"
TEXT: Final = "@"

Properties = dict[str, Any]


def _text(size: int = 10, colour: str = INK, **more: Any) -> Properties:
    return {"font_name": FONT, "font_size": size, "font_color": colour, "valign": "vcenter"} | more


def _grid(**more: Any) -> Properties:
    return _text(border=1, border_color=LINE) | more


def _input(**more: Any) -> Properties:
    # Unlocked, so that a municipality that protects the sheet can still type here.
    return _grid(bg_color=INPUT_FILL, font_color=INPUT_INK, locked=False, **more)


def _group(**more: Any) -> Properties:
    return _grid(bg_color=GROUP_FILL, bold=True, top=1, top_color=GREY, **more)


def _total(**more: Any) -> Properties:
    return _text(bold=True, top=2, top_color=RULE, bottom=1, bottom_color=RULE, **more)


def _header(**more: Any) -> Properties:
    return _text(colour="#FFFFFF", bold=True, bg_color=SLATE, border=1, border_color=LINE, text_wrap=True, **more)


LOOK: Final[dict[str, Properties]] = {
    style.TITLE: _text(16, SLATE, bold=True),
    style.NOTE: _text(colour=GREY),
    style.STATUS: _text(colour=SLATE, italic=True),
    style.SECTION: _text(12, SLATE, bold=True, valign="bottom", bottom=1, bottom_color=SLATE),
    style.LABEL: _text(bold=True),
    style.BODY: _text(11, text_wrap=True),
    style.HEADER: _header(align="left", indent=1),
    style.HEADER_NUMBER: _header(align="right"),
    style.HEADER_BOOKED: _header(align="right") | {"bg_color": BOOKED_FILL, "font_color": INK},
    style.INPUT: _input(num_format=KRONER),
    style.INPUT_EXACT: _input(num_format=EXACT),
    style.INPUT_TEXT: _input(align="left", indent=1),
    style.INPUT_WRAPPED: _input(align="left", indent=1, text_wrap=True, valign="top"),
    style.INPUT_CPR: _input(align="left", indent=1, num_format=TEXT),
    style.INPUT_CHOICE: _input(align="center", num_format=TEXT),
    style.INPUT_DATE: _input(align="right", num_format=DATE),
    style.INPUT_COUNT: _input(num_format=QUANTITY),
    style.INPUT_WHOLE: _input(align="right", num_format=WHOLE),
    style.INPUT_PERCENT: _input(num_format="0%"),
    style.INPUT_FACTOR: _input(num_format="0.0%"),
    style.COMPUTED: _grid(num_format=KRONER),
    style.COMPUTED_TEXT: _grid(align="left", indent=1),
    style.COMPUTED_COUNT: _grid(num_format=COUNT),
    style.COMPUTED_WHOLE: _grid(num_format=WHOLE),
    style.COMPUTED_PERCENT: _grid(num_format=PERCENT),
    style.COMPUTED_DATE: _grid(num_format=DATE, align="left", indent=1),
    style.COMPUTED_WRAPPED: _grid(align="left", indent=1, text_wrap=True),
    style.EARLIER: _grid(font_color=GREY, italic=True, align="left", indent=1, text_wrap=True, valign="top"),
    style.BOOKED: _grid(bg_color=BOOKED_FILL, num_format=KRONER),
    style.GROUP: _group(num_format=KRONER),
    style.GROUP_TEXT: _group(align="left", indent=1),
    style.GROUP_COUNT: _group(num_format=COUNT),
    style.GROUP_WHOLE: _group(num_format=WHOLE),
    style.GROUP_PERCENT: _group(num_format=PERCENT),
    style.TOTAL: _total(num_format=KRONER),
    style.TOTAL_TEXT: _total(align="left", indent=1),
    style.TOTAL_COUNT: _total(num_format=COUNT),
    style.TOTAL_WHOLE: _total(num_format=WHOLE),
    style.TOTAL_PERCENT: _total(num_format=PERCENT),
    style.ERROR: _grid(bg_color="#F6D5D3", font_color="#8E1B16", bold=True, align="left", indent=1),
    style.WARNING: _grid(bg_color="#FCEBC5", font_color="#6B4700", align="left", indent=1),
    style.LINK: _grid(font_color="#0B5394", underline=1, align="left", indent=1),
    style.COMPUTED_DECIMAL: _grid(num_format=EXACT),
    style.GROUP_DECIMAL: _group(num_format=EXACT),
    style.TOTAL_DECIMAL: _total(num_format=EXACT),
    style.SIGNAL_RED: _grid(bg_color="#F6D5D3", font_color="#8E1B16", bold=True, align="center"),
    style.SIGNAL_YELLOW: _grid(bg_color="#FCEBC5", font_color="#6B4700", align="center", italic=True),
    style.SIGNAL_GREEN: _grid(bg_color="#D8EBD9", font_color="#1E5B2A", align="center"),
    style.SIGNAL_GREY: _grid(bg_color="#E9EDF1", font_color=GREY, align="center"),
    style.GROUP_WRAPPED: _group(align="left", indent=1, text_wrap=True),
    style.CHART: _text(8, "#8A949E", num_format=KRONER),
    style.CHART_TEXT: _text(8, "#8A949E"),
    style.CHART_SHARE: _text(8, "#8A949E", num_format="0%"),
}
