"""The controller's words on the lines of a result sheet: a yellow cell each, and last month's words greyed beside it.

Words follow their line: by its segment, group and name, wherever it stands now; to its new name, where the line is gone
and one new line has its figures; to the foot of the sheet, where there is no such line, until it returns or somebody
takes them away. When a month is closed, what was written before it becomes last month's, which *Historik* keeps.

``of(material, variance.COMMENTED)`` tells all words of a sheet as it shall stand, for whoever repeats them elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.reading.history import words as kept
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.words import LONGEST, KeptWords, LineKey
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.comment_rows import COLUMNS, GONE_SECTION, CommentRow, text_of
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.typed import Typed, moved
from styring_xl.standard import style
from styring_xl.standard.words import MONTH_NAMES

GONE_NOTE: Final = "Kommer linjen igen, følger ordene med. Flyt dem ellers til en anden linje, eller ryd dem."


class CommentLine(Struct, frozen=True):
    """A line as it shall be: what it is called, and the øre by which it is known when it has got another name."""

    key: LineKey
    figures: tuple[int, ...] = ()


class Commented(Struct, frozen=True):
    """What a sheet with comments tells of itself: the name of its rectangle, the rows that stand on it, and the lines
    it shall have."""

    area: str
    rows: Callable[[Snapshot], list[CommentRow]]
    lines: Callable[[Material], list[CommentLine]]


class LineComment(Struct, frozen=True):
    """What is said of a line: ``words`` of this month, empty for none, and ``last``, as the sheet shows last month's.

    ``is_gone`` is True when the sheet no longer has the line.
    """

    words: str
    last: str
    is_gone: bool = False


def of(material: Material, commented: Commented) -> dict[LineKey, LineComment]:
    """The lines of a sheet of which something is said, in the sheet's order, with their words.

    ``LineKey.name`` is what the line is called, empty on the row of a group; a total has its own name and no group.
    """
    return Commentary(material, commented).said()


def standing(snapshot: Snapshot, commented: Commented) -> dict[LineKey, str]:
    """The words that stand on a sheet before it is written anew, for *Historik*."""
    found: dict[LineKey, str] = {}
    for row in commented.rows(snapshot):
        if text := text_of(row.words):
            text = f"{text[:LONGEST]} …" if len(text) > LONGEST else text
            found[row.key] = f"{found[row.key]}\n{text}" if row.key in found else text
    return found


class Commentary:
    """The words of one sheet on their way from the lines it had to those it shall have."""

    def __init__(self, material: Material, commented: Commented, lines: Sequence[CommentLine] | None = None) -> None:
        self._snapshot = snapshot = material.snapshot
        self._area = commented.area
        rows = self._recorded(commented.rows(snapshot))
        lines = commented.lines(material) if lines is None else lines
        given = matched(rows, lines)
        self._rows = {line.key: rows[given[at]] for at, line in enumerate(lines) if at in given}
        self._order = [line.key for line in lines]
        taken = {*given.values()}
        self.gone = [row for at, row in enumerate(rows) if at not in taken and row.speaks]
        """Rows with words whose line is no longer there."""
        self._kept = material.history.words(commented.area, (snapshot.year, snapshot.closed))
        self._names = Counter((key.segment, key.name) for key in self._kept)

    def cells(self, key: LineKey, at: int) -> dict[str, Typed]:
        """What stands in the two columns on the row of a line, ``at`` its sheet row."""
        row = self._rows.get(key)
        words = None if row is None else moved(row.words, row.row, at)
        return {"comment": words, "last": self._last(key, row) or None}

    def said(self) -> dict[LineKey, LineComment]:
        """All lines of which something is said, and then those that are gone."""
        found: dict[LineKey, LineComment] = {}
        for key in self._order:
            row = self._rows.get(key)
            comment = LineComment("" if row is None else text_of(row.words), self._last(key, row))
            if comment.words or comment.last:
                found[key] = comment
        for row in self.gone:
            if row.key not in found:
                found[row.key] = LineComment(text_of(row.words), row.last, is_gone=True)
        return found

    def taken(self, segment: str, name: str, at: int) -> dict[str, Typed]:
        """The two cells of a line that is gone, for a sheet row ``at`` that tells of it already; none at the foot."""
        for row in self.gone:
            if (label(row.key.segment), label(row.key.name)) == (label(segment), label(name)):
                self.gone.remove(row)
                return {"comment": moved(row.words, row.row, at), "last": row.last or None}
        return {}

    def foot(self, rows: Rows, at: int) -> None:
        """The words of lines that are gone, at the foot of the sheet; ``at`` is the index of the yellow column."""
        if not self.gone:
            return
        rows.blank()
        rows.section(GONE_SECTION, at + len(COLUMNS))
        rows.note(GONE_NOTE)
        for row in self.gone:
            line = rows.next_row
            names = [row.key.name or None, row.key.group or None, row.key.segment or None]
            rows.add(
                (*names, *[None] * (at - 3), moved(row.words, row.row, line), row.last or None),
                (*[style.COMPUTED_TEXT] * 3, *[None] * (at - 3), COLUMNS[0].look.line, COLUMNS[1].look.line),
            )

    def _last(self, key: LineKey, row: CommentRow | None) -> str:
        """Last month's words: those that have just become so, else those of *Historik*, else what stood there."""
        if row is not None and row.is_moved:
            return row.last
        labels = key.labels
        found = self._kept.get(labels)
        if found is None and self._names[labels.segment, labels.name] == 1:
            found = next(each for of, each in self._kept.items() if of[::2] == (labels.segment, labels.name))
        return shown(found, self._snapshot.year) if found is not None else "" if row is None else row.last

    def _recorded(self, rows: list[CommentRow]) -> list[CommentRow]:
        """The rows after a closing, which makes their words last month's, or after it is taken back."""
        record, year = self._snapshot.record, self._snapshot.year
        if record is None:
            return rows
        if record.taken is not None and record.taken.is_closing and record.month < self._snapshot.closed:
            for row in rows:
                text = text_of(row.words)
                if text and len(text) <= LONGEST:
                    said = KeptWords(text, year, record.month, record.taken.date, record.who, record.taken.name)
                    row.words, row.last, row.is_moved = None, shown(said, year), True
        if record.removed is not None:
            self._returned(rows, record.removed)
        return rows

    def _returned(self, rows: list[CommentRow], entry: HistoryEntry) -> None:
        """What a closing that is taken back had made last month's words stands in the yellow cells again."""
        by_key = {row.key.labels: row for row in reversed(rows)}
        for key, text, month in kept.said_in(entry.cells, self._area):
            if month >= entry.closed:
                continue
            said = KeptWords(text, entry.year, month, entry.date, kept.who_of(entry.cells), entry.name)
            row = by_key.get(key.labels)
            if row is None:
                # The line has another name now; its row still shows these words as the last.
                showing = [each for each in rows if each.last == shown(said, self._snapshot.year)]
                row = showing[0] if len(showing) == 1 else None
            if row is None:
                rows.append(CommentRow(0, key, text, is_line=False))
                continue
            now = text_of(row.words)
            row.words = f"{text}\n{now}" if now and now != text else text
            if row.last == shown(said, self._snapshot.year):
                row.last = ""


def shown(said: KeptWords, year: int) -> str:
    """Kept words as they stand greyed on a sheet of ``year``, with the month they are of and who closed it."""
    month = MONTH_NAMES[said.month - 1] if said.month else "før januar"
    when = month if said.year == year else f"{month} {said.year}"
    return f"{when}{f' ({said.who})' if said.who else ''}: {said.words}"


def matched(rows: Sequence[CommentRow], lines: Sequence[CommentLine]) -> dict[int, int]:
    """For each line, by its number, the row it has its words from; numbers from 0. No row is given twice.

    Each line first has its own row. Words that still have no line find one that nothing is said of: of the same name in
    the same segment, or in any where they are of the whole and the sheet is divided now; and then a line that has got
    another name.
    """
    given: dict[int, int] = {}
    there: dict[LineKey, list[int]] = {}
    for at, line in enumerate(lines):
        there.setdefault(line.key.labels, []).append(at)
    own: dict[LineKey, list[int]] = {}
    for at, row in enumerate(rows):
        if row.is_line or row.is_sum:
            own.setdefault(row.key.labels, []).append(at)
    for key, mine in own.items():
        given |= dict(zip(there.get(key, []), mine, strict=False))
    segments = {line.key.labels.segment for line in lines if line.key.group}
    taken = {*given.values()}
    speaking = [at for at, row in enumerate(rows) if at not in taken and row.speaks]
    for at in sorted(speaking, key=lambda each: not text_of(rows[each].words)):
        row, labels = rows[at], rows[at].key.labels
        silent = [line for line in range(len(lines)) if line not in given or not rows[given[line]].speaks]
        exact = [line for line in silent if lines[line].key.labels == labels]
        named = [line for line in silent if (row.is_loose or line not in given) and _named(lines[line].key, labels)]
        if labels.segment or labels.segment in segments:
            named = [line for line in named if lines[line].key.labels.segment == labels.segment]
        found = exact[:1] or (named if len(named) == 1 else [])
        if found:
            given[found[0]] = at
    return given | _renamed(rows, lines, given)


def _named(key: LineKey, labels: LineKey) -> bool:
    """Whether a line has the name of other ``labels``, or a group the group's."""
    other = key.labels
    return other.name == labels.name if labels.name else not other.name and other.group == labels.group


def _renamed(rows: Sequence[CommentRow], lines: Sequence[CommentLine], given: Mapping[int, int]) -> dict[int, int]:
    """Lines that have got another name: the row's is gone, the line's is new in the same group, and no others there
    have one of its figures."""
    taken, names = {*given.values()}, {line.key.labels.name for line in lines}
    new = [at for at, line in enumerate(lines) if at not in given and line.key.name and any(line.figures)]
    gone = [
        at
        for at, row in enumerate(rows)
        if at not in taken and row.is_line and any(row.figures) and row.key.labels.name not in names
    ]

    def alike(row: int, line: int) -> bool:
        if rows[row].key.labels[:2] != lines[line].key.labels[:2]:
            return False
        return any(one and one == other for one, other in zip(rows[row].figures, lines[line].figures, strict=False))

    found = {}
    for line in new:
        mine = [row for row in gone if alike(row, line)]
        if len(mine) == 1 and [other for other in new if alike(mine[0], other)] == [line]:
            found[line] = mine[0]
    return found
