"""The door for scripts to the forecast: two DataFrames in, the simulated year out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from styring_xl.danish.text import label
from styring_xl.danish.units import UNITS
from styring_xl.errors import StyringError
from styring_xl.model.arrays import Dates, Integers
from styring_xl.model.commitments import ONE
from styring_xl.model.cpr import birthdays
from styring_xl.model.forecasting.inputs import NOBODY, Postings, Rows
from styring_xl.model.forecasting.run import Outcome, outcome
from styring_xl.model.periods import NO_DAY


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year's result as simulated: ``draws`` int64 øre (paths, m), one column for each of ``measures``."""

    measures: tuple[str, ...]
    outcome: Outcome
    notes: tuple[str, ...]

    @property
    def draws(self) -> Integers:
        return self.outcome.draws

    @property
    def total(self) -> Integers:
        """The year's result in all, int64 øre (paths,)."""
        return self.outcome.total


def forecast(
    rows: pd.DataFrame, postings: pd.DataFrame, *, year: int, closed: int, paths: int = 2000, seed: int = 1
) -> Forecast:
    measures = sorted({*_words(rows, "measure"), *_words(postings, "measure")})
    people = sorted({*_words(rows, "cpr"), *_words(postings, "cpr")} - {""})
    found_rows = Rows(
        _codes(_words(rows, "cpr"), people),
        _codes(_words(rows, "measure"), measures),
        _whole(rows, "rate", 0),
        np.rint(_numbers(rows, "quantity", 1.0) * ONE).astype(np.int64),
        np.array([UNITS[label(word)] for word in _words(rows, "unit")], np.int64),
        _days(rows, "start"),
        _days(rows, "stop"),
        np.rint(_numbers(rows, "probability", 1.0) * ONE).astype(np.int64),
        _days(rows, "registered"),
    )
    found_postings = Postings(
        _codes(_words(postings, "cpr"), people),
        _codes(_words(postings, "measure"), measures),
        _whole(postings, "amount", 0),
        postings["month"].dt.year.to_numpy(np.int64) * 12 + postings["month"].dt.month.to_numpy(np.int64) - 1 - 1970 * 12,
        _days(postings, "booked"),
    )
    result = outcome(
        found_rows, found_postings, birthdays(people), len(measures), year=year, closed=closed, paths=paths, seed=seed
    )
    return Forecast(tuple(measures), result, ())


def _words(frame: pd.DataFrame, column: str) -> list[str]:
    return frame[column].astype(str).tolist()


def _codes(words: list[str], known: list[str]) -> Integers:
    at = {word: code for code, word in enumerate(known)}
    return np.array([at.get(word, NOBODY) for word in words], np.int64)


def _whole(frame: pd.DataFrame, column: str, default: int) -> Integers:
    return np.rint(_numbers(frame, column, default)).astype(np.int64)


def _numbers(frame: pd.DataFrame, column: str, default: float) -> np.ndarray[Any, Any]:
    if column not in frame:
        return np.full(len(frame), default)
    return pd.to_numeric(frame[column]).fillna(default).to_numpy(np.float64)


def _days(frame: pd.DataFrame, column: str) -> Dates:
    if column not in frame:
        return np.full(len(frame), NO_DAY)
    return frame[column].to_numpy().astype("datetime64[D]")
