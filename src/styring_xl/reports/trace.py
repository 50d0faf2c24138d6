"""*Grundlag*: the sheet that shows what one figure is made of, each item with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import Content, address, quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.figures.trace.item import TraceUnit
from styring_xl.figures.trace.trace import Trace
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.words import MONTH_NAMES

AREA: Final = "Styring_Grundlag"
NAME: Final = "Grundlag"
TITLE: Final = "Grundlag"
WAY: Final = "Vej"
WAY_ROW: Final = 2
"""The row of the cells one has come by, the figure itself last."""
MOST: Final = 5_000
"""So many items are listed; the rest are one row together."""
_TOP: Final = 1
_LONGEST: Final = 110


def columns(unit: TraceUnit) -> Columns:
    """The columns of the list."""
    return (
        Column("kind", "Art", look.TEXT, 12),
        Column("sheet", "Ark", look.TEXT, 18),
        Column("cell", "Celle", look.LINK, 12),
        Column("when", "Tid", look.TEXT, 15),
        Column("amount", "Kr." if unit == TraceUnit.ORE else "Tal", look.DECIMAL, 18, summed=True),
        # The last, so that it is read whole also where a program gives a new sheet no widths.
        Column("text", "Tekst", look.TEXT, 60),
    )


WIDTH: Final = len(columns(TraceUnit.ORE))
CELL: Final = 2
"""The place, from 0, of the column that leads to an item's cell."""


def draw(trace: Trace, way: Sequence[str], sheet: str) -> Area:
    """The sheet's contents. ``way`` are the cells one has come by (``Afvigelse!E12``), this one last."""
    shown = columns(trace.unit)
    rows = Rows(sheet, _TOP, 1, len(shown))
    rows.add([TITLE], [style.TITLE])
    # Only the latest steps have room; the first is the figure one began with.
    steps = [*way] if len(way) < len(shown) else [way[0], *way[-(len(shown) - 2) :]]
    row = rows.add([WAY, *steps], [style.LABEL, *[style.LINK] * len(steps)])
    rows.links += [
        Link(row, 2 + at, target, "Gå til cellen") for at, each in enumerate(steps) if (target := _cell(each))
    ]
    rows.add(
        ["Tallet", None, None, None, None if trace.value is None else _shown(trace.value, trace.unit)],
        [style.LABEL, None, None, None, style.COMPUTED_DECIMAL],
    )
    for note in trace.notes:
        rows.notes(note, _LONGEST)
    rows.note(
        "Klik på en celle for at gå til den. Vis grundlag på en række her går et trin længere ned, Tilbage går et op."
    )
    rows.blank()
    if trace.items:
        _list(rows, shown, trace)
    return rows.area(AREA)


def _list(rows: Rows, shown: Columns, trace: Trace) -> None:
    """The items and, where they add up, their sum."""
    table = Table(rows, shown)
    table.header()
    first = table.next_row
    for item in trace.items[:MOST]:
        line = table.line(
            {
                "kind": item.kind.value,
                "sheet": item.sheet or None,
                "cell": item.cell or None,
                "when": _when(item.when) or None,
                "text": item.text or None,
                "amount": _shown(item.amount, item.unit),
            }
        )
        if item.row:
            target = f"{quote_sheet(item.sheet)}!{address(item.row, item.column)}"
            rows.links.append(Link(line, table.column("cell"), target, f"Gå til {item.sheet}"))
    rest = trace.items[MOST:]
    if rest and trace.adds:
        total = sum(item.amount for item in rest)
        table.line({"kind": f"{len(rest)} poster mere", "amount": _shown(total, trace.unit)})
    if trace.adds:
        whole: Content = _shown(sum(item.amount for item in trace.items), trace.unit)
        table.total({"kind": "I alt", "amount": whole}, range(first, table.next_row))


def _when(text: str) -> str:
    """A day, a month or a year as a Danish reader writes it: ``14-03-2026``, ``marts 2026``, ``2026``."""
    year, *rest = text.split("-")
    if len(rest) == 1:
        return f"{MONTH_NAMES[int(rest[0]) - 1]} {year}"
    return "-".join((*reversed(rest), year))


def _shown(amount: float, unit: TraceUnit) -> float:
    return amount / 100 if unit == TraceUnit.ORE else float(amount)


def _cell(text: str) -> str:
    """``Til- og afgang!E12`` as a link spells it."""
    sheet, _, where = text.rpartition("!")
    return f"{quote_sheet(sheet)}!{where}"
