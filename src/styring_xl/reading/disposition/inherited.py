"""What an empty cell takes from the row above: a citizen's number or a measure that is only written once.

Merged cells are handled before (``Frame.value``). An empty cell belongs to the row above only when the whole column
agrees that it is written so; otherwise it is told, and the row stands without.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
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
    blank = {*empty}
    under = [i for i in empty if i > 0 and _follows(lines, i) and (mine[i - 1] or i - 1 in blank)]
    name = _name_column(frame)
    same = _same_names(lines, name) if name else set()
    proven = [i for i in under if i in same]
    whole = len(proven) == len(empty) and _agrees(lines, empty, name)
    taken = set(proven) if whole else {i for i in proven if not is_blank(_cell(lines[i], name))}
    told = {*under}
    for i in empty:
        if i in taken and citizens[base + i - 1]:
            citizens[base + i] = citizens[base + i - 1]
        elif i in told:
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


def _same_names(lines: Sequence[Line], column: int) -> set[int]:
    """The rows whose name is empty, or the one of the nearest row above that has a name."""
    found: set[int] = set()
    above = ""
    for i, line in enumerate(lines):
        own = label(_cell(line, column))
        if not own or own == above:
            found.add(i)
        above = own or above
    return found


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
    of_sums = _of_sums(parts)
    said_in: dict[int, dict[str, str]] = {}
    """The first row of a part -> the labels of the measures said there, with the first of each as it is said."""
    for i in empty:
        together = _together(i, parts)
        named = of_sums.get(together.stop, "") or _of_part(i, parts, known)
        if not named:
            continue
        if together.start not in said_in:
            texts = (text for at in together if (text := measures[base + at]))
            said_in[together.start] = _first_of_each(texts)
        said = said_in[together.start]
        if said.keys() == {named} or (not said and named in known):
            measures[base + i] = said[named] if said else known[named]
            said.setdefault(label(measures[base + i]), measures[base + i])
    empty = [i for i in empty if not measures[base + i]]
    filled = [text for text in measures[base:] if text]
    once = len({label(text) for text in filled}) == len(filled)
    under = all(i > 0 and parts.order[i] == parts.order[i - 1] + 1 for i in empty)
    if len(empty) < _FEWEST or not once or not under:
        return
    for i in empty:
        measures[base + i] = measures[base + i - 1]


def _first_of_each(texts: Iterable[str]) -> dict[str, str]:
    """Label -> the first text with it."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(label(text), text)
    return found


def _together(at: int, parts: Parts) -> range:
    """The rows that stand with a row between two bounds."""
    bounds = parts.bounds
    after = bisect_right(bounds, at)
    return range(bounds[after - 1] if after else 0, bounds[after] if after < len(bounds) else parts.size)


def _of_sums(parts: Parts) -> dict[int, str]:
    """Counts of citizens above -> the label of what the first sum there that names something names."""
    found: dict[int, str] = {}
    for each in parts.sums:
        if each.label is not None and each.label.words:
            found.setdefault(each.above, " ".join(each.label.words))
    return found


def _of_part(at: int, parts: Parts, known: Mapping[str, str]) -> str:
    name = label(parts.names[at])
    return name if name in known else ""


def _cell(line: Line, column: int) -> Value:
    return line.cells[column - 1] if 0 < column <= len(line.cells) else None
