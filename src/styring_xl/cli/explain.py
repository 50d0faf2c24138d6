"""The command that tells what a figure is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import Closed, Json, Year
from styring_xl.cli.parameter import Argument
from styring_xl.runs.file_outcome import DONE

if TYPE_CHECKING:
    from styring_xl.figures.trace.item import TraceUnit
    from styring_xl.figures.trace.trace import Trace


def explain(
    file: Annotated[Path, Argument(help="The workbook.", metavar="FILE")],
    cells: Annotated[list[str], Argument(help='Its sheet and address, such as "Afvigelse!E12".', metavar="CELL...")],
    year: Year = None,
    closed_month: Closed = None,
    as_json: Json = False,
) -> None:
    """Show what a figure is made of: postings, commitments, budget lines, puljer or other cells; write nothing."""

    def one(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import explain as trace

        with waiting(f"Læser {path.name} …", as_json):
            found = trace(path, cells, year=year, closed=closed_month)
        if not as_json:
            for each in found:
                _show(each)
        return {"file": str(path), "cells": [each.to_json() for each in found]}, DONE

    raise Exit(report_each([file], one, as_json))


def _show(trace: Trace) -> None:
    """A line for the figure and one for each item, the amounts below each other."""
    value = "" if trace.value is None else f": {_shown(trace.value, trace.unit)}"
    echo(f"{trace.sheet}!{trace.cell}{value}")
    for note in trace.notes:
        echo(f"  {note}")
    for item in trace.items:
        where = f"{item.sheet}!{item.cell}" if item.cell else ""
        said = "  ".join(each for each in (item.kind.value, where, item.when, item.text) if each)
        echo(f"{_shown(item.amount, item.unit):>22}  {said}")


def _shown(amount: float, unit: TraceUnit) -> str:
    from styring_xl.danish.writing import decimals, kroner
    from styring_xl.figures.trace.item import TraceUnit

    return f"{kroner(int(amount))} kr." if unit == TraceUnit.ORE else decimals(amount, 4)
