"""A computed workbook as tables for BI: plain columns without names, CPR numbers or free texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from styring_xl.danish.text import Unreadable, read_date
from styring_xl.departments import pseudonym, schema
from styring_xl.departments.department import TITLES
from styring_xl.departments.schema import BiTable
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.model.arrays import Integers
from styring_xl.model.periods import days_in_year, is_open, month_starts, span
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed

TableColumns = Mapping[str, Sequence[Any]]
"""Column name -> its values, all of one length; None where there is none."""


def of(refreshed: Refreshed, department: str, secret: bytes) -> dict[str, TableColumns]:
    """The tables by name, each with its own columns and the common ones."""
    figures = refreshed.figures
    made: dict[BiTable, TableColumns] = {
        schema.COMMITMENT_MONTHS: _commitment_months(refreshed, department, secret),
        schema.POSTINGS_BY_MONTH: _postings(refreshed.snapshot, department, secret),
        schema.BUDGET_LINES: _budget(refreshed.snapshot),
        schema.FINDINGS: _findings(refreshed),
        schema.CLOSINGS: _closings(refreshed.snapshot),
    }
    common = (department, figures.year, figures.closed, as_of(figures.year, figures.closed))
    found: dict[str, TableColumns] = {}
    for table, columns in made.items():
        length = len(columns[table.columns[0].name])
        same = {each.name: [value] * length for each, value in zip(schema.COMMON, common, strict=True)}
        found[table.name] = {**columns, **same}
    return found


def as_of(year: int, closed: int) -> dt.date:
    """The last day of the closed month, the last of the year before where none is closed."""
    return dt.date(year + closed // 12, closed % 12 + 1, 1) - dt.timedelta(days=1)


def _commitment_months(refreshed: Refreshed, department: str, secret: bytes) -> TableColumns:
    """The months in which a commitment is active or has an amount, then what is no commitment."""
    snapshot, figures = refreshed.snapshot, refreshed.figures
    rows = snapshot.disposition.commitments
    days = _active_days(snapshot, figures.year)
    line, month = np.nonzero(rows.computable[:, None] & ((figures.months != 0) | (days > 0)))
    names = pseudonym.of_citizens([*rows.cpr, *figures.lines.cpr], secret, department)
    lines, closed = line.tolist(), figures.closed
    endless = is_open(rows.stop)
    columns: dict[str, list[Any]] = {
        "line": [at + 1 for at in lines],
        "kind": ["commitment"] * len(lines),
        "citizen": [names[rows.cpr[at]] for at in lines],
        "measure": [rows.measure[at] for at in lines],
        "month": (month + 1).tolist(),
        "amount_ore": figures.months[line, month].tolist(),
        "is_booked": (month < closed).tolist(),
        "active_days": days[line, month].tolist(),
        "start": [_date(rows.start[at]) for at in lines],
        "stop": [None if endless[at] else _date(rows.stop[at]) for at in lines],
    }

    def add(kind: str, citizen: str | None, measure: str | None, at: int | None, ore: int) -> None:
        row = (None, kind, citizen, measure, at, ore, at is not None and at <= closed, 0, None, None)
        for values, value in zip(columns.values(), row, strict=True):
            values.append(value)

    for each in figures.lines.of(UNPLACED, NO_PERSON):
        kind = "unplaced" if each.kind == UNPLACED else "no_person"
        for at in np.flatnonzero(each.months).tolist():
            add(kind, names[each.cpr], each.measure, at + 1, int(each.months[at]))
    for pool in snapshot.disposition.pools:
        if pool.amount:
            add("pool", None, pool.measure or None, None, pool.amount)
    return columns


def _active_days(snapshot: Snapshot, year: int) -> Integers:
    """The days of each month on which each commitment is active, (n, 12)."""
    rows = snapshot.disposition.commitments
    first, end = span(rows.start, rows.active_stop, year)
    starts = month_starts(year).astype("datetime64[D]").astype(np.int64)
    begins = (starts - starts[0])[:12]
    ends = np.append(begins[1:], days_in_year(year))
    days: Integers = np.clip(np.minimum(end[:, None], ends) - np.maximum(first[:, None], begins), 0, None)
    return days


def _date(day: np.datetime64) -> dt.date | None:
    found: dt.date | None = None if np.isnat(day) else day.astype("datetime64[D]").astype(object)
    return found


def _postings(snapshot: Snapshot, department: str, secret: bytes) -> TableColumns:
    ledger = snapshot.ledger
    keys = np.stack([ledger.cpr, ledger.measure, ledger.year, ledger.month], axis=1)
    groups, index, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    sums = np.zeros(len(groups), np.int64)
    np.add.at(sums, index.reshape(-1), ledger.amount)
    names = pseudonym.of_citizens(ledger.citizens, secret, department)
    return {
        "citizen": [names[ledger.citizens[code]] for code in groups[:, 0].tolist()],
        "measure": [ledger.measures[code] for code in groups[:, 1].tolist()],
        "posting_year": groups[:, 2].tolist(),
        "month": groups[:, 3].tolist(),
        "amount_ore": sums.tolist(),
        "postings": counts.tolist(),
    }


def _budget(snapshot: Snapshot) -> TableColumns:
    lines = snapshot.budget.lines
    return {
        "line": list(range(1, len(lines) + 1)),
        "group": [each.group for each in lines],
        "measure": [each.measure for each in lines],
        "original_ore": [each.original for each in lines],
        "changes_ore": [each.changes for each in lines],
        "revised_ore": [each.revised for each in lines],
        "persons_e4": [each.count for each in lines],
        "price_ore": [each.price for each in lines],
    }


def _findings(refreshed: Refreshed) -> TableColumns:
    counted = sorted(Counter((each.severity, each.code) for each in refreshed.findings).items())
    return {
        "severity": [severity for (severity, _), _ in counted],
        "code": [code for (_, code), _ in counted],
        "title": [TITLES[code] for (_, code), _ in counted],
        "count": [count for _, count in counted],
    }


def _closings(snapshot: Snapshot) -> TableColumns:
    entries = snapshot.history.usable(snapshot.year)
    return {
        "entry": list(range(1, len(entries) + 1)),
        "kind": ["closing" if each.is_closing else "revision" for each in entries],
        "date": [_day(each.date) for each in entries],
        "month": [each.closed for each in entries],
        "result_ore": [each.result for each in entries],
        "realised_ore": [each.realised for each in entries],
        "ledger_ore": [each.ledger for each in entries],
    }


def _day(text: str) -> dt.date | None:
    try:
        return read_date(text)
    except Unreadable:
        return None
