"""What a cell holds, as the sheet's XML writes it."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from collections.abc import Sequence
from typing import Final

from styring_xl.books.ooxml.markup import escape
from styring_xl.books.ooxml.strings import escape_text
from styring_xl.cells.cell import MAX_FORMULA, CellError, Formula, Value
from styring_xl.cells.dates import to_serial
from styring_xl.cells.formula import without_needless_quotes
from styring_xl.errors import StyringError

DATE_FORMAT: Final = 14
DATETIME_FORMAT: Final = 22
TIME_FORMAT: Final = 21
_SAME: Final = (str, bool, int, float, dt.date, dt.datetime, dt.time, CellError, Formula, type(None))
_NUMBERS: Final = (int, float)
NEAR: Final = 1e-14
"""Two numbers are the same where they are no further apart, as part of the larger."""
_EXACT: Final = 2**53
_NO_FORMULA: Final = re.compile(r"=|\s*\Z")
_MARKED: Final = frozenset(" \t\n\r")


def are_formulas(texts: Sequence[str]) -> bool:
    """Whether texts can all be written as formulas as they are."""
    return max(map(len, texts), default=0) <= MAX_FORMULA and not any(map(_NO_FORMULA.match, texts))


def normal(content: object) -> Value | Formula:
    """A cell's content as ``cells.cell`` has it: NumPy's numbers as Python's, formulas without ``=``.

    Raises StyringError for what no cell can hold.
    """
    kind = type(content)
    if kind is float:
        if not math.isfinite(content):  # type: ignore[arg-type]
            raise StyringError("Et tal er uendeligt eller udefineret (NaN) og kan ikke skrives i en celle.")
        return content  # type: ignore[return-value]
    if kind is int and not -_EXACT <= content <= _EXACT:  # type: ignore[operator]
        # Sixteen digits at most are kept in the file, and a program reads the number as the nearest it can hold.
        return normal(float(content)) if abs(content) < 10**308 else normal(math.inf)  # type: ignore[arg-type]
    if kind is Formula:
        assert isinstance(content, Formula)
        text = content.text.removeprefix("=")
        if not text.strip() or len(text) > MAX_FORMULA:
            raise StyringError("En formel er tom eller længere end Excel tillader.")
        value = normal(content.value)
        assert not isinstance(value, Formula)
        return content if text == content.text else Formula(text, value)
    if kind in _SAME:
        return content  # type: ignore[return-value]
    if hasattr(content, "item") and getattr(content, "ndim", 1) == 0:
        return normal(content.item())
    if isinstance(content, str):
        return str(content)
    if isinstance(content, numbers.Integral):
        return int(content)
    if isinstance(content, numbers.Real):
        return normal(float(content))
    if isinstance(content, (dt.datetime, dt.date, dt.time)):
        return content
    if type(content).__name__ == "Decimal":
        return normal(float(content))  # type: ignore[arg-type]
    raise StyringError(f"En celle kan ikke rumme en værdi af typen {type(content).__name__}.")


def date_format(content: Value | Formula) -> int | None:
    """The builtin number format that shows a date, time or both; None for what is neither."""
    value = content.value if isinstance(content, Formula) else content
    if isinstance(value, dt.datetime):
        return DATETIME_FORMAT
    if isinstance(value, dt.date):
        return DATE_FORMAT
    return TIME_FORMAT if isinstance(value, dt.time) else None


def number_text(value: float) -> str:
    """A number the way the format writes it: whole numbers without ``.0``, else the shortest exact text."""
    if type(value) is float and value.is_integer() and -1e15 < value < 1e15:
        return str(int(value))
    return repr(value)


def render(prefix: str, content: Value | Formula, date1904: bool) -> tuple[str, str]:
    """The ``t`` attribute (with a space before it, or nothing) and the inside of a cell element."""
    kind = type(content)
    if kind is float or kind is int:
        return "", f"<{prefix}v>{number_text(content)}</{prefix}v>"  # type: ignore[arg-type]
    if content is None:
        return "", ""
    if kind is str:
        assert isinstance(content, str)
        text = escape_text(content)
        space = ' xml:space="preserve"' if text and (text[0] in _MARKED or text[-1] in _MARKED) else ""
        return ' t="inlineStr"', f"<{prefix}is><{prefix}t{space}>{escape(text)}</{prefix}t></{prefix}is>"
    if kind is Formula:
        assert isinstance(content, Formula)
        formula = escape_text(content.text)
        space = ' xml:space="preserve"' if formula[0] in _MARKED or formula[-1] in _MARKED else ""
        inside = f"<{prefix}f{space}>{escape(formula)}</{prefix}f>"
        if isinstance(content.value, str):
            return ' t="str"', f"{inside}<{prefix}v>{escape(escape_text(content.value))}</{prefix}v>"
        type_, result = render(prefix, content.value, date1904)
        return type_, inside + result
    if kind is bool:
        return ' t="b"', f"<{prefix}v>{int(content)}</{prefix}v>"  # type: ignore[arg-type]
    if isinstance(content, CellError):
        return ' t="e"', f"<{prefix}v>{escape(content.code)}</{prefix}v>"
    assert isinstance(content, (dt.date, dt.time))
    if getattr(content, "tzinfo", None) is not None:
        raise StyringError("Et klokkeslæt med tidszone kan ikke skrives i en celle.")
    serial = to_serial(content, date1904)
    if serial is None:
        raise StyringError("En dato ligger før den første, Excel kan rumme.")
    return "", f"<{prefix}v>{number_text(serial)}</{prefix}v>"


def same(one: Value | Formula, other: Value | Formula) -> bool:
    """True when two contents are the same to a reader: 1 and 1.0 are, 1 and True are not.

    LibreOffice saves fifteen digits of a number, and both it and Excel take away the quotes that a sheet's name in a
    formula does not need: what they saved is what was written.
    """
    if isinstance(one, Formula) or isinstance(other, Formula):
        return (
            isinstance(one, Formula)
            and isinstance(other, Formula)
            and (one.text == other.text or without_needless_quotes(one.text) == without_needless_quotes(other.text))
            and (same(one.value, other.value) or _differs_by_rounding(one.value, other.value))
        )
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    if isinstance(one, dt.datetime) or isinstance(other, dt.datetime):
        # The format keeps a moment to the millisecond at best.
        return (
            isinstance(one, dt.datetime)
            and isinstance(other, dt.datetime)
            and abs(one - other) < dt.timedelta(milliseconds=1)
        )
    if one == other:
        return True
    # An øre more or less is seen in amounts up to half a million million kroner.
    return isinstance(one, (int, float)) and isinstance(other, (int, float)) and math.isclose(one, other, rel_tol=NEAR)


def _differs_by_rounding(one: Value, other: Value) -> bool:
    """Whether two results are one, added up in another order: an office program's -1,20999999972992 is -1,21."""
    numbers_alone = type(one) in _NUMBERS and type(other) in _NUMBERS
    return numbers_alone and math.isclose(one, other, rel_tol=0, abs_tol=1e-9)  # type: ignore[arg-type]
