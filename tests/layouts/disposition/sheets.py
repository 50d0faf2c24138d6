"""A disposition on several sheets, and rows that are hidden."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from ..features import Draft, feature
from ..page import Line
from .columns import WORKBOOK


@feature(WORKBOOK, "parts", "hvert afsnit på sit eget ark", stage=62)
def sheet_each_status(made: Draft, rng: Random) -> None:
    """Current and expected on a sheet each. Where a sum or a block is of both, nothing is split."""
    whole, town = made.disposition, made.town
    if whole.below or whole.beside or whole.above or whole.merges:
        return
    parts: dict[str, list[Line]] = {}
    waiting: list[Line] = []
    for line in whole.lines:
        if line.kind in ("own", "either", "pool"):
            return
        of = line.of if line.kind == "sum" else [line]
        names = {town.commitments[each.index].status for each in of if each.kind == "row"}
        if len(names) > 1:
            return
        if names:
            part = parts.setdefault(names.pop(), [])
            part += [*waiting, line]
            waiting = []
        elif line.kind == "head":
            waiting.append(line)
    if len(parts) < 2 or waiting:
        return
    text = rng.choice(("{}", "{}e sager", "Disponering {}"))
    pages = [replace(whole, name=text.format(name), lines=lines) for name, lines in parts.items()]
    made.disposition = pages[0]
    made.extra += pages[1:]
    made.notes["dispositions"] = [page.name for page in pages]


@feature(WORKBOOK, "hiddenrows", "skjulte rækker", stage=63)
def hidden_rows(made: Draft, rng: Random) -> None:
    """A filter left on hides rows, and they count all the same."""
    rows = made.disposition.rows()
    for line in rng.sample(rows, min(3, len(rows))):
        line.hidden = True
