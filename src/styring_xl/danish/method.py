"""Which forecast method a word on a sheet or in a function's argument means."""

from __future__ import annotations

import datetime as dt

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.text import clean
from styring_xl.model import forecast


def read_method(value: Value) -> str | None:
    """The method by its word in ``forecast.METHODS``, empty when none is chosen, None for any other word.

    12/12 that a spreadsheet has made the twelfth of December is 12/12.
    """
    if isinstance(value, (dt.date, dt.datetime)) and (value.day, value.month) == (12, 12):
        return forecast.TWELFTHS
    text = clean(value) if not isinstance(value, CellError) and not isinstance(value, bool) else "?"
    if not text:
        return ""
    known = {each.casefold(): each for each in forecast.METHODS} | {"12-12": forecast.TWELFTHS, "aøl": forecast.DISP}
    return known.get(text.casefold())
