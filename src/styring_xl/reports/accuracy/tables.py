"""The tables of *Træfsikkerhed*: each closing in all, the months closed since, and one closing and all of them by line.

A figure off is the result − what was said: plus is a year that became dearer than was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.accuracy import ClosingSaid, SaidAmounts, YearAccuracy
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.accuracy.columns import BIAS, MONTHS_SINCE, WIDTH, columns, lines
from styring_xl.reports.accuracy.words import against, made_line
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import style
from styring_xl.standard.words import NO, YES

_OFF: Final = ("expected", "typed", "middle")
_ALL: Final = "I alt"
HIT: Final = "Andelen af lukningerne nedenfor, hvor resultatet lå mellem P10 og P90 (1 = ja, 0 = nej)."
Curve = dict[int, dict[str, Content]]
"""By closed month: the cells of a closing's row, by the names of their columns."""


def by_closing(rows: Rows, made: YearAccuracy) -> Curve:
    """What each closing said of the whole year; below it the mean of the errors and how often the interval held."""
    rows.section(f"{made.year}: sagt ved hver lukning, holdt mod {against(made)}", WIDTH)
    table = Table(rows, columns(Heading()))
    table.header()
    first = table.next_row
    curve: Curve = {}
    for closing in made.closings:
        row = table.line(_line(table, closing.name, closing.whole, made.result), made=made_line)
        values = _amounts(closing.whole) | {"result": to_kroner(made.result)}
        curve[closing.closed] = {
            name: Formula(table.ref(name, row), value) for name, value in values.items() if value is not None
        }
    _summary(table, made, range(first, table.next_row))
    rows.blank()
    return curve


def _summary(table: Table, made: YearAccuracy, over: range) -> None:
    """The mean of the errors in kroner and in percent, and the share of the closings whose interval held."""
    bias: dict[str, Content] = {"name": "Skævhed: gennemsnit af fejlene"}
    size: dict[str, Content] = {"name": "Gennemsnitlig fejl uden fortegn, % af resultatet"}
    for name in _OFF:
        off = [made.result - ore for each in made.closings if (ore := each.whole.amounts[name]) is not None]
        if not off:
            continue
        cells = table.span(f"off_{name}", f"off_{name}", over[0], over[-1])
        bias[f"off_{name}"] = Formula(f"AVERAGE({cells})", sum(off) / len(off) / 100)
        if made.result:
            whole = table.ref("result", over[-1])
            text = f'(SUMIF({cells},">0")-SUMIF({cells},"<0"))/COUNT({cells})/ABS({whole})'
            size[f"off_{name}"] = Formula(text, sum(map(abs, off)) / len(off) / abs(made.result))
    held = [inside for each in made.closings if (inside := _held(each.whole, made.result)) is not None]
    percent = {f"off_{name}": style.GROUP_PERCENT for name in _OFF}
    if held and made.is_over:
        cells = table.span("inside", "inside", over[0], over[-1])
        text = f'COUNTIF({cells},"{YES}")/(COUNTIF({cells},"{YES}")+COUNTIF({cells},"{NO}"))'
        size["inside"] = Formula(text, sum(held) / len(held))
        percent["inside"] = style.GROUP_PERCENT
    table.add(RowKind.GROUP, bias)
    table.add(RowKind.GROUP, size, styles=percent, made=partial(_hits, table, over))


def _hits(table: Table, over: range, column: str) -> MadeOf | None:
    """The closings whose interval held (1) or did not (0), which a share is of; the other figures are formulas."""
    if column != "inside":
        return None
    at = table.column("inside")
    answers = {row: table.rows.values[row - table.rows.top][at - table.rows.left] for row in over}
    items = (
        TraceItem(ItemKind.CELL, float(word == YES), table.rows.sheet, row, at, text=str(word), unit=TraceUnit.NUMBER)
        for row, answer in answers.items()
        if (word := answer.value if isinstance(answer, Formula) else answer) in (YES, NO)
    )
    return MadeOf.worked_out(items, HIT)


def months_since(rows: Rows, made: YearAccuracy, closed: int, come: int, awaited: int | None) -> None:
    """What the earlier closings of a year said of the months that are closed now, and what these have come to."""
    rows.section(f"{made.year}: de måneder, der er lukket siden, holdt mod det, de blev til", WIDTH)
    earlier = [each for each in made.closings if each.closed < closed]
    if not earlier:
        rows.note("Ingen måned er lukket siden den første lukning i Historik.")
        rows.blank()
        return
    table = Table(rows, MONTHS_SINCE)
    table.header()
    first = table.next_row
    result = come + (awaited or 0)
    held: list[bool] = []
    off: dict[str, list[int]] = {"expected": [], "middle": []}
    for closing in earlier:
        said = closing.through
        values = _line(table, f"Sagt ved {closing.name}", said, result, ("expected", "middle"))
        values |= {"come": to_kroner(come), "awaited": None if awaited is None else to_kroner(awaited)}
        table.line(values, made=made_line)
        for name, found in off.items():
            ore = said.amounts[name]
            found += [] if ore is None else [result - ore]
        inside = _held(said, result)
        held += [] if inside is None else [inside]
    over = range(first, table.next_row)
    bias: dict[str, Content] = {"name": "Skævhed og andel ramt"}
    for name, found in off.items():
        if found:
            cells = table.span(f"off_{name}", f"off_{name}", over[0], over[-1])
            bias[f"off_{name}"] = Formula(f"AVERAGE({cells})", sum(found) / len(found) / 100)
    if held:
        cells = table.span("inside", "inside", over[0], over[-1])
        text = f'COUNTIF({cells},"{YES}")/(COUNTIF({cells},"{YES}")+COUNTIF({cells},"{NO}"))'
        bias["inside"] = Formula(text, sum(held) / len(held))
    table.add(RowKind.GROUP, bias, styles={"inside": style.GROUP_PERCENT}, made=partial(_hits, table, over))
    rows.blank()


def by_line(rows: Rows, made: YearAccuracy, closing: ClosingSaid) -> None:
    """What one closing said of each line, and what the line came to."""
    rows.section(f"Linje for linje: {closing.name}, holdt mod {against(made)}", WIDTH)
    table = Table(rows, lines("Prognoselinje"))
    table.header()
    first = table.next_row
    whole = closing.whole
    typed = 0
    for key, name in made.names.items():
        said, result = closing.lines.get(key, SaidAmounts()), made.results.get(key, 0)
        # A line that the closing did not have was expected to cost 0.
        said = _filled(said, is_typed=whole.typed is not None)
        typed += said.typed or 0
        if any((said.expected, said.typed, said.middle, said.high, result)):
            table.line(_line(table, name, said, result), made=made_line)
    has_typed = any(each.typed is not None for each in closing.lines.values())
    sums = SaidAmounts(whole.expected, typed if has_typed else None, whole.low, whole.middle, whole.high)
    row = table.next_row
    values = _line(table, _ALL, sums, made.result)
    table.total(values, range(first, row))
    rows.blank()


def bias(rows: Rows, made: YearAccuracy) -> None:
    """Of each line the mean of what all the year's closings said, how far off that was, and how often P10-P90 held."""
    rows.section(f"{made.year}: alle lukninger, linje for linje, holdt mod {against(made)}", WIDTH)
    table = Table(rows, BIAS)
    table.header()
    first = table.next_row
    has_typed = all(each.whole.typed is not None for each in made.closings)
    sums = dict.fromkeys(("expected", "typed", "result"), 0)
    for key, name in made.names.items():
        said = [_filled(each.lines.get(key, SaidAmounts()), is_typed=has_typed) for each in made.closings]
        result = made.results.get(key, 0)
        if not result and not any(each.expected or each.typed or each.middle for each in said):
            continue
        means = {part: _mean([each.amounts[part] for each in said]) for part in _OFF}
        if not has_typed:
            means["typed"] = None
        held = [inside for each in said if (inside := _held(each, result)) is not None]
        for part, ore in (*means.items(), ("result", result)):
            if part in sums:
                sums[part] += ore or 0
        table.line(_averaged(name, len(said), means, result, held))
    wholes = [each.whole for each in made.closings]
    means = {part: ore for part, ore in sums.items() if part != "result" and (part != "typed" or has_typed)}
    known = means | {"middle": _mean([each.middle for each in wholes])}
    held = [inside for each in wholes if (inside := _held(each, made.result)) is not None]
    table.total(_averaged(_ALL, len(wholes), known, sums["result"], held), range(first, table.next_row))
    rows.blank()


def _averaged(
    name: str, closings: int, means: dict[str, int | None] | dict[str, int], result: int, held: Sequence[bool]
) -> dict[str, Content]:
    values: dict[str, Content] = {"name": name, "closings": float(closings), "result": to_kroner(result)}
    for part, ore in means.items():
        if ore is not None:
            values |= {part: to_kroner(ore), f"off_{part}": to_kroner(result - ore)}
    values["banded"] = float(len(held)) if held else None
    values["inside"] = sum(held) / len(held) if held else None
    return values


def _mean(amounts: Sequence[int | None]) -> int | None:
    known = [ore for ore in amounts if ore is not None]
    return round(sum(known) / len(known)) if known else None


def _filled(said: SaidAmounts, *, is_typed: bool) -> SaidAmounts:
    typed = 0 if said.typed is None and is_typed else said.typed
    return SaidAmounts(said.expected or 0, typed, said.low, said.middle, said.high)


def _amounts(said: SaidAmounts) -> dict[str, float | None]:
    return {name: None if ore is None else to_kroner(ore) for name, ore in said.amounts.items()}


def _line(table: Table, name: str, said: SaidAmounts, result: int, off: Sequence[str] = _OFF) -> dict[str, Content]:
    """The cells of a line of the next row: what was said, the result, how far off, and whether the interval held."""
    values: dict[str, Content] = {"name": name, "result": to_kroner(result)}
    there = {column.name for column in table.columns}
    values |= {part: amount for part, amount in _amounts(said).items() if amount is not None and part in there}
    for part in off:
        ore = said.amounts[part]
        if ore is not None:
            values[f"off_{part}"] = to_kroner(result - ore)
    held = _held(said, result)
    if held is not None:
        row = table.next_row
        cell, low, high = (table.ref(part, row) for part in ("result", "low", "high"))
        # To the øre, as the cells hold them.
        text = f'IF(AND(ROUND({cell}-{low},2)>=0,ROUND({high}-{cell},2)>=0),"{YES}","{NO}")'
        values["inside"] = Formula(text, YES if held else NO)
    return values


def _held(said: SaidAmounts, result: int) -> bool | None:
    """Whether the result is within the interval; None where there is none."""
    if said.low is None or said.high is None:
        return None
    return said.low <= result <= said.high


def charted(made: Sequence[tuple[bool, Curve]]) -> list[list[Content]]:
    """A row for each month: what last year was to cost when it was closed, last year's result, and the same of this
    year. P50, and forventet regnskab where there is none. ``made`` are the curves with whether each is this year's.
    """
    curves = dict(made)
    last, this = curves.get(False, {}), curves.get(True, {})
    if not (last or this):
        return []
    result = next((cells["result"] for cells in last.values()), None)
    return [[name, _charted(last, at), result, _charted(this, at)] for at, name in enumerate(standard.MONTHS, 1)]


def _charted(curve: Curve, month: int) -> Content:
    cells = curve.get(month, {})
    return cells.get("middle", cells.get("expected"))
