"""The tables of *Usikkerhed*: the year by measure, what the uncertainty is made of, and how complete the months are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty import lines as figures_lines
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.lines import UncertaintyGroup, UncertaintyLine, YearResult
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.moment import AWAITED, COME
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import Table
from styring_xl.reports.uncertainty import made
from styring_xl.reports.uncertainty.columns import AGAIN, CLOSED_MONTHS, PART_NAMES, SOURCES, columns
from styring_xl.reports.uncertainty.words import basis
from styring_xl.standard import style


def by_measure(
    rows: Rows, material: Material, groups: Sequence[UncertaintyGroup], whole: YearResult
) -> tuple[Table, int]:
    """Groups, lines and the total; returns the table and the row of the total."""
    table = Table(rows, columns(Heading()))
    table.header()
    heads = []
    for group in groups:
        sums = _sums(group.lines)
        heads.append(
            table.group(
                {"name": group.name, AGAIN: group.name, **sums, **_result(group.result, sums)},
                len(group.lines),
                made=made.group,
            )
        )
        for line in group.lines:
            values = _amounts([line])
            result = _result(line.result, values)
            table.line(
                {"name": line.name, AGAIN: line.name, **values, **result, "basis": basis(line) or None},
                made=partial(made.line, material.tracer, line),
            )
    every = [line for group in groups for line in group.lines]
    sums = _sums(every)
    total = table.total({"name": "I alt", AGAIN: "I alt", **sums, **_result(whole, sums)}, heads, made=made.group)
    _reconciled(table, total, material.figures)
    return table, total


def _amounts(lines: Sequence[UncertaintyLine]) -> dict[str, Content]:
    """The amounts of some lines together; a budget or a pulje that none of them has is an empty cell."""
    parts = [sum(line.parts[at] for line in lines) for at in range(len(PARTS))]
    found: dict[str, Content] = {
        "booked": to_kroner(sum(line.booked for line in lines)),
        "committed": to_kroner(sum(line.committed for line in lines)),
    }
    if any(line.result.mean is not None for line in lines):
        found |= {name: to_kroner(amount) for name, amount in zip(PARTS, parts, strict=True)}
    budgets = [line.budget for line in lines if line.budget is not None]
    found["budget"] = to_kroner(sum(budgets)) if budgets else None
    pool = sum(line.pool for line in lines)
    found["pool"] = to_kroner(pool) if pool else None
    return found


def _sums(lines: Sequence[UncertaintyLine]) -> dict[str, Content]:
    found = _amounts(lines)
    return {**found, "pool": to_kroner(sum(line.pool for line in lines))}


def _result(result: YearResult, known: dict[str, Content]) -> dict[str, Content]:
    """The cells of what the year comes to; nothing where it is not known."""
    if result.mean is None or result.low is None or result.middle is None or result.high is None:
        return {}
    there = sum(float(str(known[name] or 0)) for name in ("booked", "committed", "pool"))
    return {
        "mean": to_kroner(result.mean),
        "low": to_kroner(result.low),
        "middle": to_kroner(result.middle),
        "high": to_kroner(result.high),
        "chance": result.chance,
        "proposed": round(to_kroner(result.middle) - there, 2),
    }


def _reconciled(table: Table, total: int, figures: Figures) -> None:
    """The way from what is known to forventet regnskab, so that the sheet is seen to hold the same money."""
    text = f"{table.ref('booked', total)}+{table.ref('committed', total)}+{table.ref('pool', total)}"
    table.loose(
        {
            "name": f"Kendt + puljer = {standard.VARIANCE}s forventede",
            "booked": Formula(text, to_kroner(figures.result)),
        },
        {"name": style.NOTE, "booked": style.COMPUTED},
    )


def sources(rows: Rows, found: Uncertainty) -> list[list[Content]]:
    """What each kind of uncertainty adds, and its share of the whole; returns the names and shares for a chart."""
    table = Table(rows, SOURCES)
    table.header()
    first = table.next_row
    causes = figures_lines.sources(found)
    for source in causes:
        table.line(
            {
                "name": PART_NAMES[source.name],
                "mean": to_kroner(source.mean),
                "low": to_kroner(source.low),
                "high": to_kroner(source.high),
                "share": round(source.share, 6),
            },
            made=made.source,
        )
    over = range(first, table.next_row)
    shares = sum(round(source.share, 6) for source in causes)
    table.total({"name": "I alt", "mean": to_kroner(sum(each.mean for each in causes)), "share": shares}, over)
    return [
        [
            Formula(table.ref("name", row), PART_NAMES[source.name]),
            Formula(table.ref("share", row), round(source.share, 6)),
        ]
        for row, source in zip(over, causes, strict=True)
    ]


def closed_months(rows: Rows, found: Uncertainty, material: Material) -> None:
    """Of each closed month what has come, what is still expected, and how far what was expected has come true."""
    figures = material.figures
    past = _closings(material)
    table = Table(rows, CLOSED_MONTHS)
    table.header()
    first = table.next_row
    booked = figures.by_measure.sum(axis=0).tolist()
    late = found.late.sum(axis=0).tolist()
    awaited_in_all = since_in_all = 0
    for month in range(found.closed):
        values = _month(standard.MONTH_NAMES[month].capitalize(), booked[month], late[month])
        if month + 1 in past:
            come, awaited = past[month + 1]
            since = booked[month] - come
            awaited_in_all, since_in_all = awaited_in_all + awaited, since_in_all + since
            values |= _against(awaited, since)
        table.line(values, made=partial(made.month, material.tracer, month + 1))
    if found.closed:
        values = _month("I alt", sum(booked[: found.closed]), sum(late[: found.closed]))
        table.total(values | (_against(awaited_in_all, since_in_all) if past else {}), range(first, table.next_row))
    else:
        rows.note("Ingen måneder er lukket.")


def _closings(material: Material) -> dict[int, tuple[int, int]]:
    """Of each month that was closed before now: what had come of it then, and what was still expected, øre."""
    history, year = material.history, material.figures.year
    entries = {
        entry.closed: entry
        for entry in history.usable(year)
        if entry.is_closing and 0 < entry.closed <= material.figures.closed
    }
    try:
        states = history.moments(*entries.values())
    except Broken:
        return {}
    found = {}
    for month, entry in entries.items():
        said = states[entry.name].said
        if str(month) in said.get(COME, {}) and str(month) in said.get(AWAITED, {}):
            found[month] = (said[COME][str(month)], said[AWAITED][str(month)])
    return found


def _against(awaited: int, since: int) -> dict[str, Content]:
    return {"awaited": to_kroner(awaited), "since": to_kroner(since), "off": to_kroner(since - awaited)}


def _month(name: str, booked: int, late: int) -> dict[str, Content]:
    share = booked / (booked + late) if booked + late else None
    return {"name": name, "booked": to_kroner(booked), "late": to_kroner(late), "share": share}
