"""What an empty cell takes from the row above: a citizen's number or a measure that is only written once.

Merged cells are handled before (``Frame.value``). An empty cell belongs to the row above only when the whole column
agrees that it is written so; otherwise it is told, and the row stands without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import is_blank, label
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.parts import Parts
from styring_xl.reading.disposition.row_kind import Line
from styring_xl.reading.problem import Kind, Problem

_FEWEST: Final = 2
"""With fewer empty cells than this, one may just have been forgotten."""
_NAME_HEADERS: Final = frozenset({"navn", "borgers navn", "barnets navn", "borger", "barn", "initialer", "fornavn"})


def inherit_citizens(
    frame: Frame, lines: Sequence[Line], citizens: list[str], base: int, problems: list[Problem]
) -> None:
    """Fills the citizens of rows whose CPR cell is empty, where the column shows that they are the row above's.

    A column of names shows it: the two are empty in the same rows, or the name is the same. Without a column of names,
    an empty cell may be an expected citizen who is not known yet.
    """
    column = frame.at["cpr"]
    if not column or len(lines) < 2:
        return
    mine = citizens[base:]
    empty = [
        i for i, line in enumerate(lines) if not mine[i] and is_blank(_cell(line, column)) and not _unknown(frame, line)
    ]
    if not empty or len(empty) == len(lines):
        return
    under = [i for i in empty if i > 0 and _follows(lines, i) and (mine[i - 1] or i - 1 in empty)]
    name = _name_column(frame)
    proven = [i for i in under if name and _same_name(lines, i, name)]
    whole = len(proven) == len(empty) and _agrees(lines, empty, name)
    taken = set(proven) if whole else {i for i in proven if not is_blank(_cell(lines[i], name))}
    for i in empty:
        if i in taken and citizens[base + i - 1]:
            citizens[base + i] = citizens[base + i - 1]
        elif i in under:
            problems.append(
                Problem(Kind.CITIZEN, "cpr", frame.table.role, frame.grid.sheet, lines[i].number, column, None)
            )


def _unknown(frame: Frame, line: Line) -> bool:
    return frame.has_no_result(line.number, frame.at["cpr"])


def _follows(lines: Sequence[Line], at: int) -> bool:
    """Whether a row stands right under the row before it: no heading, sum or empty row between."""
    return lines[at].number == lines[at - 1].number + 1


def _name_column(frame: Frame) -> int:
    """The column of the citizens' names, 0 when there is none."""
    known = {*frame.table.columns.values(), *frame.table.months.values()}
    found = (
        column
        for column, text in frame.table.headers.items()
        if column not in known and frame.left <= column <= frame.right and label(text) in _NAME_HEADERS
    )
    return next(found, 0)


def _same_name(lines: Sequence[Line], at: int, column: int) -> bool:
    """Whether a row's name is empty, or the one of the nearest row above that has a name."""
    own = label(_cell(lines[at], column))
    if not own:
        return True
    above = next((label(_cell(line, column)) for line in reversed(lines[:at]) if label(_cell(line, column))), "")
    return own == above


def _agrees(lines: Sequence[Line], empty: Sequence[int], column: int) -> bool:
    """Whether the names are written once too, or in every row."""
    blank = [i for i, line in enumerate(lines) if is_blank(_cell(line, column))]
    return not blank or set(blank) <= set(empty)


def inherit_measures(
    frame: Frame, lines: Sequence[Line], measures: list[str], base: int, parts: Parts, known: Mapping[str, str]
) -> None:
    """Fills the measures of rows whose cell is empty, where the sheet shows which it is.

    A heading over the rows or a sum under them names it and no row there says another; or the column shows that each
    measure is written once, over its rows: no measure stands twice, and several cells are empty.
    """
    column = frame.at["measure"]
    empty = [i for i, line in enumerate(lines) if not measures[base + i] and is_blank(_cell(line, column))]
    if not empty:
        return
    for i in empty:
        named = _of_sum(i, parts) or _of_part(i, parts, known)
        said = {label(measures[base + at]) for at in _together(i, parts) if measures[base + at]}
        if named and (said == {named} or (not said and named in known)):
            at = next((at for at in _together(i, parts) if label(measures[base + at]) == named), None)
            measures[base + i] = known[named] if at is None else measures[base + at]
    empty = [i for i in empty if not measures[base + i]]
    filled = [text for text in measures[base:] if text]
    once = len({label(text) for text in filled}) == len(filled)
    under = all(i > 0 and parts.order[i] == parts.order[i - 1] + 1 for i in empty)
    if len(empty) < _FEWEST or not once or not under:
        return
    for i in empty:
        measures[base + i] = measures[base + i - 1]


def _together(at: int, parts: Parts) -> range:
    """The rows that stand with a row between two bounds."""
    first = max((bound for bound in parts.bounds if bound <= at), default=0)
    return range(first, min((bound for bound in parts.bounds if bound > at), default=parts.size))


def _of_sum(at: int, parts: Parts) -> str:
    """The label of what the sum right under a row's neighbours names, empty when there is none."""
    end = _together(at, parts).stop
    sums = (each.label for each in parts.sums if each.above == end and each.label is not None)
    return next((" ".join(said.words) for said in sums if said.words), "")


def _of_part(at: int, parts: Parts, known: Mapping[str, str]) -> str:
    name = label(parts.names[at])
    return name if name in known else ""


def _cell(line: Line, column: int) -> Value:
    return line.cells[column - 1] if 0 < column <= len(line.cells) else None
