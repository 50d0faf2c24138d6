"""The door for scripts to the forecast: two DataFrames in, the simulated year out."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Hashable
from typing import Any, Final

import numpy as np
import pandas as pd
from msgspec import Struct

from styring_xl.danish.citizen import citizen
from styring_xl.danish.text import Unreadable, is_blank, read_date, read_share, read_start, read_stop
from styring_xl.danish.units import read_unit
from styring_xl.errors import StyringError
from styring_xl.model.arrays import Dates, Floats, Integers
from styring_xl.model.commitments import ONE
from styring_xl.model.cpr import birthdays
from styring_xl.model.forecasting.inputs import NOBODY, CommitmentRows, PostingRows, SimulationInput, january
from styring_xl.model.forecasting.run import Outcome, outcome
from styring_xl.model.periods import NO_DAY, is_open
from styring_xl.model.rate_unit import RateUnit

_ROW_COLUMNS: Final = ("cpr", "measure", "rate", "start")
_POSTING_COLUMNS: Final = ("cpr", "measure", "amount", "month")


class Forecast(Struct, frozen=True):
    """A year as simulated, per measure.

    ``measures``: the measures of rows and postings, sorted; one column of ``draws`` each. ``notes``: Danish sentences
    about what the forecast had to do without. ``outcome`` has the parts, months and quantiles (øre).
    """

    measures: tuple[Hashable, ...]
    outcome: Outcome
    notes: tuple[str, ...]

    @property
    def draws(self) -> Integers:
        """The year's result, int64 øre (paths, m): each row one simulated year, so that a row sums to the total."""
        return self.outcome.draws

    @property
    def total(self) -> Integers:
        """The year's result in all, int64 øre (paths,)."""
        return self.outcome.total

    def table(self) -> pd.DataFrame:
        """Øre by measure and in all: what is known, what is expected besides, P10, P50 and P90."""
        found = self.outcome
        known = np.append(found.known, found.known.sum())
        columns = {"known": known, **dict(zip(found.names, found.mean_parts(), strict=True))}
        columns |= dict(zip(("p10", "p50", "p90"), found.quantiles(), strict=True))
        return pd.DataFrame(columns, index=[*self.measures, "total"]).round().astype("int64")


def forecast(
    rows: pd.DataFrame, postings: pd.DataFrame, *, year: int, closed: int, paths: int = 2000, seed: int = 1
) -> Forecast:
    """What ``year`` will cost, by ``paths`` simulated years; the months 1..``closed`` are those the ledger has closed.

    ``rows``, one a bevilling: ``cpr`` (text; empty = none), ``measure``, ``rate`` (øre), ``start``; and, where the
    script has them, ``unit`` (måned, kvartal, år, uge, døgn, time, engang; default måned), ``quantity`` (default 1),
    ``stop`` (NaT or year 9999 = open), ``probability`` (as the sheet reads it: 0,25, 25 or "25 %"; 1 is certain, the
    default) and ``registered``, the day the row came into the sheet. ``postings``: ``cpr`` ("" = none), ``measure``,
    ``amount`` (øre), ``month`` (Period, date, text or 202601: the month the cost belongs to) and, where known,
    ``booked`` (a date). Either may be empty, and rows of earlier years may be there or not. Without ``booked`` the
    share of running units that the last months lack tells how late invoices come. Rows without a start are left out;
    ``notes`` says so.

    The same frames in any order and the same seed give the same draws. Raises StyringError, one Danish sentence, when
    a column is missing or holds what cannot be read, or when ``year``, ``closed`` or ``paths`` make no sense.
    """
    for frame, needed, name in ((rows, _ROW_COLUMNS, "rows"), (postings, _POSTING_COLUMNS, "postings")):
        missing = [column for column in needed if column not in frame]
        if missing and len(frame):
            raise StyringError(f"Tabellen »{name}« mangler kolonnen »{missing[0]}«.")
    year, closed, paths, seed = (
        _number(value, name) for name, value in (("year", year), ("closed", closed), ("paths", paths), ("seed", seed))
    )
    if not 1900 <= year <= 2200:
        raise StyringError("Regnskabsåret skal være et år mellem 1900 og 2200.")
    if not 0 <= closed <= 12:
        raise StyringError("Lukket måned skal være 0-12.")
    if paths < 1:
        raise StyringError("Der skal simuleres mindst ét forløb.")
    if seed < 0:
        raise StyringError("Frøet »seed« skal være et helt tal, der ikke er negativt.")
    notes = []
    rows, unstarted = _started(rows)
    if unstarted:
        notes.append(f"{unstarted} rækker uden startdato er ikke regnet med.")
    names, row_measure, posting_measure = _shared(_measures(rows), _measures(postings))
    people, row_person, posting_person = _shared(_citizens(rows), _citizens(postings))
    born = birthdays([str(person) for person in people])
    nobody = people.index("") if "" in people else NOBODY
    found_rows = CommitmentRows(
        np.where(row_person == nobody, NOBODY, row_person),
        row_measure,
        _whole(rows, "rows", "rate"),
        np.rint(_figures(rows, "rows", "quantity", 1.0) * ONE).astype(np.int64),
        _read(rows, "rows", "unit", read_unit, int(RateUnit.MONTH)),
        _days(rows, "rows", "start"),
        _days(rows, "rows", "stop"),
        _read(rows, "rows", "probability", read_share, ONE),
        _days(rows, "rows", "registered"),
    )
    found_postings = PostingRows(
        np.where(posting_person == nobody, NOBODY, posting_person),
        posting_measure,
        _whole(postings, "postings", "amount"),
        _months(postings),
        _days(postings, "postings", "booked"),
    )
    try:
        asked = SimulationInput(found_rows, found_postings, born, len(names), year, closed, paths, seed)
        result = outcome(asked)
    except OverflowError:
        raise StyringError("Et beløb er for stort til at regne med.") from None
    return Forecast(tuple(names), result, (*notes, *_notes(found_rows, found_postings, year, closed)))


def _number(value: Any, name: str) -> int:
    if isinstance(value, (float, np.floating)) and value == int(value):
        value = int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise StyringError(f"»{name}« skal være et helt tal.") from None


def _started(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows that have a start, and how many have none."""
    if not len(rows):
        return rows, 0
    days = _days(rows, "rows", "start")
    there = ~np.isnat(days)
    return (rows, 0) if there.all() else (rows[there], int((~there).sum()))


def _notes(rows: CommitmentRows, postings: PostingRows, year: int, closed: int) -> tuple[str, ...]:
    first = january(year)
    earlier = postings.month[postings.month < first]
    found = []
    if not len(postings.amount):
        found.append(
            "Der er ingen posteringer: kun rækkerne er brugt, tilgang og afgang er skøn, og intervallet er bredt."
        )
    elif not len(earlier) and closed < 6:
        found.append("Der er ingen posteringer fra tidligere år: tilgang, afgang og prisstigning hviler på få måneder.")
    if not len(rows.rate):
        found.append("Der er ingen rækker: løbende sager og deres priser er læst af posteringerne alene.")
    if len(postings.amount) and np.isnat(postings.booked).all():
        found.append(
            "Posteringerne har ingen bogføringsdato: hvor sent regninger kommer, er skønnet af, hvad der mangler i de "
            "seneste måneder."
        )
    return tuple(found)


def _shared(one: list[Hashable], other: list[Hashable]) -> tuple[list[Any], Integers, Integers]:
    """The distinct values of both, sorted by their text, and the code of each value."""
    codes, values = pd.factorize(np.array([*one, *other], dtype=object))
    order = np.argsort(np.array([str(value) for value in values], dtype=str), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    codes = place[codes] if len(codes) else np.zeros(0, np.int64)
    return [values[at] for at in order], codes[: len(one)], codes[len(one) :]


def _measures(frame: pd.DataFrame) -> list[Hashable]:
    if not len(frame):
        return []
    return ["" if value is None or value != value else value for value in frame["measure"].tolist()]


def _citizens(frame: pd.DataFrame) -> list[Hashable]:
    if not len(frame):
        return []
    codes, values = pd.factorize(frame["cpr"].to_numpy(dtype=object))
    spelled = [citizen(int(value) if isinstance(value, float) and value.is_integer() else value) for value in values]
    # pandas numbers a missing value -1, which indexes the last element.
    found: list[Hashable] = np.array([*spelled, ""], dtype=object)[codes].tolist()
    return found


def _unreadable(table: str, column: str, meant: str) -> StyringError:
    return StyringError(f"Kolonnen »{column}« i »{table}« har en værdi, der ikke kan læses som {meant}.")


_MEANT: Final = {
    "unit": "takstenhed (måned, kvartal, år, uge, døgn, time eller engang)",
    "probability": "sandsynlighed (0-100 %)",
}


def _read(frame: pd.DataFrame, table: str, column: str, reader: Callable[[Any], Any], default: int) -> Integers:
    """Each value as the sheet's own reader reads it; empty ones are the default."""
    if column not in frame or not len(frame):
        return np.full(len(frame), default, np.int64)
    codes, values = pd.factorize(frame[column].to_numpy(dtype=object))
    found = []
    for value in values:
        try:
            read = reader(value.item() if isinstance(value, np.generic) else value)
        except (Unreadable, ValueError, TypeError, AttributeError):
            raise _unreadable(table, column, _MEANT[column]) from None
        found.append(default if read is None else int(read))
    return np.array([*found, default], np.int64)[codes]


def _figures(frame: pd.DataFrame, table: str, column: str, default: float) -> Floats:
    if column not in frame or not len(frame):
        return np.full(len(frame), default)
    try:
        figures: Floats = (
            pd.to_numeric(frame[column]).astype("float64").fillna(default).to_numpy(np.float64).astype(np.float64)
        )
    except (ValueError, TypeError):
        raise _unreadable(table, column, "tal") from None
    if not np.isfinite(figures).all():
        raise _unreadable(table, column, "tal")
    return figures


def _whole(frame: pd.DataFrame, table: str, column: str) -> Integers:
    """Øre; an empty cell is 0. Whole numbers are kept to the last øre, others are rounded."""
    if len(frame) and column in frame and frame[column].dtype.kind in "iu":
        return frame[column].to_numpy(np.int64)
    figures = np.rint(_figures(frame, table, column, 0.0))
    if len(figures) and np.abs(figures).max() >= 2**62:
        raise StyringError("Et beløb er for stort til at regne med.")
    return figures.astype(np.int64)


def _days(frame: pd.DataFrame, table: str, column: str) -> Dates:
    """Days; missing ones and any of the year 9999 are NaT. Text is read as a sheet's dates are."""
    if column not in frame or not len(frame):
        return np.full(len(frame), NO_DAY)
    values = frame[column]
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)
    if values.dtype.kind == "M":
        days = values.to_numpy().astype("datetime64[D]")
    else:
        codes, distinct = pd.factorize(values.to_numpy(dtype=object))
        days = np.array([*(_day(value, table, column) for value in distinct), NO_DAY], "datetime64[D]")[codes]
    return np.where(is_open(days), NO_DAY, days)


def _day(value: Any, table: str, column: str) -> np.datetime64:
    if isinstance(value, np.datetime64):
        day: np.datetime64 = value.astype("datetime64[D]")
        return day
    if isinstance(value, pd.Period):
        return np.datetime64(value.start_time.date(), "D")
    if isinstance(value, dt.datetime):
        return np.datetime64(value.date(), "D")
    if isinstance(value, dt.date):
        return np.datetime64(value, "D")
    try:
        if not isinstance(value, str):
            raise Unreadable
        if is_blank(value):
            return NO_DAY
        read = {"stop": read_stop, "start": read_start}.get(column, read_date)(value)
    except (Unreadable, ValueError):
        raise _unreadable(table, column, "dato") from None
    return NO_DAY if read is None else np.datetime64(read, "D")


def _months(frame: pd.DataFrame) -> Integers:
    """Months since January 1970."""
    if not len(frame):
        return np.zeros(0, np.int64)
    values = frame["month"]
    try:
        if isinstance(values.dtype, pd.PeriodDtype):
            periods = pd.PeriodIndex(values).asfreq("M")
        elif isinstance(values.dtype, pd.DatetimeTZDtype):
            periods = pd.PeriodIndex(values.dt.tz_localize(None), freq="M")
        elif values.dtype.kind == "M":
            periods = pd.PeriodIndex(values, freq="M")
        else:
            codes, distinct = pd.factorize(values.to_numpy(dtype=object))
            read = [*(_period(value) for value in distinct), pd.NaT]
            periods = pd.PeriodIndex(read, freq="M")[codes]
    except (ValueError, TypeError):
        raise _unreadable("postings", "month", "måned") from None
    if periods.hasnans:
        raise _unreadable("postings", "month", "måned")
    return np.asarray(periods.year * 12 + periods.month - 1 - 1970 * 12, np.int64)


def _period(value: Any) -> pd.Period:
    if isinstance(value, pd.Period):
        return value.asfreq("M")
    if isinstance(value, (int, np.integer, str)) and len(digits := str(value).strip()) == 6 and digits.isdecimal():
        return pd.Period(year=int(digits[:4]), month=int(digits[4:]), freq="M")
    if isinstance(value, (str, dt.date, np.datetime64)):
        return pd.Period(pd.Timestamp(value), freq="M")
    raise TypeError
