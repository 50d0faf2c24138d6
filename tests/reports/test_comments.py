"""The controller's words: they follow their lines through a year of changes, and none is ever lost."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct, field

from styring_xl import closing, standard, workbook
from styring_xl.anonymise import copy_of
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Block, Patch
from styring_xl.fit import fit
from styring_xl.reading.history.words import KeptWords, LineKey, as_cells, said_in
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import material_of
from styring_xl.reports import comments, explanation, forecast, read, variance
from styring_xl.reports.comment_rows import GONE_SECTION, CommentRow
from styring_xl.reports.comments import CommentLine, matched
from styring_xl.workbook.content import Given
from styring_xl.workbook.content import WorkbookContent as Filled
from tests.examples import examples

YEAR = 2026
VARIANCE, FORECAST, EXPLANATION = "Afvigelse", "Prognose", "Forklaring"
Line = tuple[str, str, float]
"""Group, measure and budget in kroner; a line has a row of the same measure in Disponering."""
LINES: tuple[Line, ...] = (
    ("Anbringelser", "Familiepleje", 900_000),
    ("Anbringelser", "Døgninstitution", 2_400_000),
    ("Forebyggelse", "Aflastning", 300_000),
    ("Forebyggelse", "Kontaktperson", 150_000),
)


def rows_of(lines: list[Line]) -> tuple[list[list[Any]], list[list[Any]]]:
    more = [None] * (len(standard.BUDGET_COLUMNS) - 3)
    budget = [[group, measure, amount, *more] for group, measure, amount in lines]
    rows = [
        {"Nr.": at, "CPR-nr.": f"61018{at % 10}-000{at % 10}", "Foranstaltning": measure, "Takst": amount / 12,
         "Takstenhed": "måned", "Startdato": dt.date(YEAR, 1, 1)}
        for at, (_, measure, amount) in enumerate(lines, 1)
    ]  # fmt: skip
    return [[row.get(name) for name in standard.DISPOSITION_COLUMNS] for row in rows], budget


@lru_cache(1)
def _fresh() -> bytes:
    """The workbook with its lines, refreshed once."""
    rows, budget = rows_of(list(LINES))
    spare = [[None] * len(standard.DISPOSITION_COLUMNS)] * 4
    empty = [[None] * len(standard.BUDGET_COLUMNS)] * 4
    content = Filled(
        settings=Given(year=YEAR),
        dispositions=tuple(map(list, zip(*rows, *spare, strict=True))),
        budget=tuple(map(list, zip(*budget, *empty, strict=True))),
    )
    book = FileBook.from_bytes(workbook.build(content), template=workbook.build)
    return book.edit(fit(book, read(book)).plan).bytes()


@lru_cache(2)
def _book(data: bytes) -> FileBook:
    return FileBook.from_bytes(data)


class Municipality(Struct, dict=True):
    """A workbook from refresh to refresh, and everything that was ever typed in it."""

    lines: list[Line] = field(default_factory=lambda: list(LINES))
    data: bytes = b""
    closed: int = 0

    def __post_init__(self) -> None:
        self.data = _fresh()

    def refresh(self, prepare: Callable[[FileBook], Snapshot] = read) -> None:
        book = FileBook.from_bytes(self.data, template=workbook.build)
        self.data = book.edit(fit(book, prepare(book)).plan).bytes()

    def close(self, who: str = "lone") -> None:
        self.closed += 1
        day = dt.date(YEAR + self.closed // 12, self.closed % 12 + 1, 8)
        self.refresh(lambda book: closing.close(book, self.closed, day, note="prøve", who=who))

    def reopen(self) -> None:
        self.refresh(lambda book: closing.reopen(book, self.closed))
        self.closed -= 1

    def put(self, *blocks: Block) -> None:
        self.data = FileBook.from_bytes(self.data).edit(Patch(blocks=blocks)).bytes()

    def set(self, lines: list[Line]) -> None:
        """The lines of budget and disposition, in this order."""
        self.put(*self.blocks(lines))
        self.refresh()

    def blocks(self, lines: list[Line]) -> list[Block]:
        """What a user writes to have these lines."""
        self.lines = lines
        rows, budget = rows_of(lines)
        made = []
        for sheet, cells, width in ((standard.DISPOSITION, rows, 14), (standard.BUDGET, budget, 4)):
            filled = [tuple(row[:width]) for row in cells] + [(None,) * width] * (8 - len(cells))
            made.append(Block.of(sheet, standard.FIRST_ROW, 1, tuple(filled)))
        return made

    @property
    def book(self) -> FileBook:
        return _book(self.data)

    def sheet(self, name: str) -> list[list[Any]]:
        return [list(row) for row in self.book.grid(name).rows]

    def columns(self, sheet: str) -> tuple[int, int]:
        """The yellow column and the grey one, from 0."""
        for row in self.sheet(sheet):
            if "Kommentar" in row:
                return row.index("Kommentar"), row.index("Sidste kommentar")
        raise AssertionError(sheet)

    def row_of(self, sheet: str, name: str) -> int:
        """The first row of a name, from 1; on Forklaring the measure's own."""
        rows = self.sheet(sheet)
        from_ = next((at for at, row in enumerate(rows) if row and row[0] == "Pr. foranstaltning"), 0)
        return next(at for at, row in enumerate(rows, 1) if at > from_ and row and row[0] == name)

    def write(self, sheet: str, name: str, words: Content) -> None:
        self.put(self.typed(sheet, name, words))

    def typed(self, sheet: str, name: str, words: Content) -> Block:
        return Block.of(sheet, self.row_of(sheet, name), self.columns(sheet)[0] + 1, ((words,),))

    def said(self, sheet: str, name: str) -> tuple[Any, Any]:
        """What stands in the yellow cell and the grey one of a name's first row."""
        words, last = self.columns(sheet)
        row = self.sheet(sheet)[self.row_of(sheet, name) - 1] + [None] * 40
        return row[words], row[last]

    def gone(self, sheet: str) -> list[tuple[Any, Any, Any]]:
        """Name, words and last month's words of each line at the foot of the sheet."""
        words, last = self.columns(sheet)
        rows = [row + [None] * 40 for row in self.sheet(sheet)]
        foot = next((at for at, row in enumerate(rows) if row[0] == GONE_SECTION), len(rows))
        return [(row[0], row[words], row[last]) for row in rows[foot + 2 :] if row[words] or row[last]]

    @property
    def everything(self) -> str:
        """All text of the workbook that words may stand in."""
        shown = (VARIANCE, FORECAST, EXPLANATION, standard.HISTORY)
        names = self.book.sheet_names
        return "\n".join(str(cell) for name in shown if name in names for row in self.sheet(name) for cell in row)


def test_words_follow_their_line_as_it_moves_gets_another_name_vanishes_and_returns() -> None:
    town = Municipality()
    town.write(VARIANCE, "Aflastning", "To søskende i aflastning hver weekend")
    town.write(FORECAST, "Aflastning", "Aftalen genforhandles")
    lines = [("Anbringelser", "Aflastning", 300_000.0), *LINES[:2], LINES[3]]
    town.set(lines)
    assert town.said(VARIANCE, "Aflastning") == ("To søskende i aflastning hver weekend", None)
    assert town.said(FORECAST, "Aflastning") == ("Aftalen genforhandles", None)
    lines = [("Anbringelser", "Aflastningsophold", 300_000.0), *LINES[:2], LINES[3]]
    town.set(lines)
    assert town.said(VARIANCE, "Aflastningsophold") == ("To søskende i aflastning hver weekend", None)
    assert town.said(FORECAST, "Aflastningsophold") == ("Aftalen genforhandles", None)
    town.set(lines[1:])
    assert town.gone(VARIANCE) == [("Aflastningsophold", "To søskende i aflastning hver weekend", None)]
    assert town.gone(FORECAST) == [("Aflastningsophold", "Aftalen genforhandles", None)]
    town.refresh()
    assert town.gone(VARIANCE) == [("Aflastningsophold", "To søskende i aflastning hver weekend", None)]
    town.set(lines)
    assert town.gone(VARIANCE) == []
    assert town.said(VARIANCE, "Aflastningsophold") == ("To søskende i aflastning hver weekend", None)
    assert town.said(FORECAST, "Aflastningsophold") == ("Aftalen genforhandles", None)


def test_words_of_a_line_that_is_gone_stand_until_the_user_takes_them_away() -> None:
    town = Municipality()
    town.write(VARIANCE, "Kontaktperson", "Ophører til sommer")
    town.set(list(LINES[:3]))
    assert town.gone(VARIANCE) == [("Kontaktperson", "Ophører til sommer", None)]
    at = next(at for at, row in enumerate(town.sheet(VARIANCE), 1) if row and row[0] == "Kontaktperson")
    town.put(Block.of(VARIANCE, at, town.columns(VARIANCE)[0] + 1, ((None,),)))
    town.refresh()
    assert town.gone(VARIANCE) == []
    assert GONE_SECTION not in town.everything


def test_a_line_that_merely_has_the_same_budget_elsewhere_does_not_get_the_words() -> None:
    town = Municipality()
    town.write(VARIANCE, "Kontaktperson", "Ophører til sommer")
    # In another group; and beside another new line with the same budget.
    town.set([*LINES[:3], ("Anbringelser", "Opholdssted", 150_000.0)])
    assert [name for name, _, _ in town.gone(VARIANCE)] == ["Kontaktperson"]
    town = Municipality()
    town.write(VARIANCE, "Kontaktperson", "Ophører til sommer")
    town.set([*LINES[:3], ("Forebyggelse", "Støtte", 150_000.0), ("Forebyggelse", "Rådgivning", 150_000.0)])
    assert [name for name, _, _ in town.gone(VARIANCE)] == ["Kontaktperson"]


def test_a_closing_makes_the_words_last_month_s_and_keeps_who_and_when() -> None:
    town = Municipality()
    town.close("lone")
    town.write(VARIANCE, "Familiepleje", "Én ny plejefamilie")
    town.write(VARIANCE, "I alt", "=ikke en formel")
    town.write(EXPLANATION, "Døgninstitution", "Venter på faktura")
    town.write(EXPLANATION, "Familiepleje", "- 2 pladser")
    town.close("per")
    assert town.said(VARIANCE, "Familiepleje") == (None, "januar (per): Én ny plejefamilie")
    assert town.said(VARIANCE, "I alt") == (None, "januar (per): =ikke en formel")
    assert town.said(EXPLANATION, "Døgninstitution") == (None, "januar (per): Venter på faktura")
    town.write(VARIANCE, "Familiepleje", "Nu er den kommet")
    town.close("per")
    assert town.said(VARIANCE, "Familiepleje") == (None, "februar (per): Nu er den kommet")
    # Nobody has written anything newer of these.
    assert town.said(VARIANCE, "I alt") == (None, "januar (per): =ikke en formel")
    assert town.said(EXPLANATION, "Familiepleje") == (None, "januar (per): - 2 pladser")
    entry = read(FileBook.from_bytes(town.data)).history
    assert entry.problems == ()
    kept = entry.words(variance.AREA, (YEAR, 3))[LineKey("", "Anbringelser", "Familiepleje").labels]
    assert kept == KeptWords("Nu er den kommet", YEAR, 2, f"08-04-{YEAR}", "per", f"Marts {YEAR}")


def test_a_closing_taken_back_gives_the_words_back_and_loses_none_of_the_new() -> None:
    town = Municipality()
    town.close()
    town.write(VARIANCE, "Familiepleje", "før")
    town.write(VARIANCE, "Aflastning", "kun før")
    town.close()
    town.write(VARIANCE, "Familiepleje", "efter")
    town.reopen()
    assert town.said(VARIANCE, "Familiepleje") == ("før\nefter", None)
    assert town.said(VARIANCE, "Aflastning") == ("kun før", None)
    town.close()
    assert town.said(VARIANCE, "Familiepleje") == (None, "januar (lone): før\nefter")


def test_the_words_written_with_the_month_s_own_figures_stay_when_it_is_closed() -> None:
    town = Municipality()
    town.put(Block.of(standard.SETUP, standard.SETTINGS_ROW + list(standard.SETTINGS).index(standard.SETTING_CLOSED), 2, ((1,),)))  # fmt: skip # noqa: E501
    town.refresh()
    town.write(VARIANCE, "Familiepleje", "om januar")
    town.close()
    assert town.said(VARIANCE, "Familiepleje") == ("om januar", None)
    town.close()
    assert town.said(VARIANCE, "Familiepleje") == (None, "januar (lone): om januar")


def test_others_are_told_the_words_by_line() -> None:
    town = Municipality()
    town.close()
    town.write(VARIANCE, "Familiepleje", "først")
    town.close()
    town.write(VARIANCE, "Familiepleje", "siden")
    town.write(VARIANCE, "Anbringelser", "om gruppen")
    snapshot = read(FileBook.from_bytes(town.data))
    found = comments.of(material_of(snapshot), variance.COMMENTED)
    assert [(key, said.words, said.last) for key, said in found.items()] == [
        (LineKey("", "Anbringelser", ""), "om gruppen", ""),
        (LineKey("", "Anbringelser", "Familiepleje"), "siden", "januar (lone): først"),
    ]
    assert comments.of(material_of(snapshot), forecast.COMMENTED) == {}
    assert comments.of(material_of(snapshot), explanation.COMMENTED) == {}


def lived(seed: int, months: int = 12) -> None:
    """Months in which words are written and lines move, get other names, vanish and return before each closing."""
    dice = Random(seed)
    town = Municipality()
    written: list[str] = []
    away: list[Line] = []
    for month in range(1, months + 1):
        made: list[Block] = []
        names = [name for _, name, _ in town.lines]
        for sheet in dice.sample((VARIANCE, FORECAST) if month == 1 else (VARIANCE, FORECAST, EXPLANATION), 2):
            name = dice.choice(names)
            if sheet == EXPLANATION and not any(row and row[0] == name for row in town.sheet(sheet)):
                continue
            words = f"{dice.choice(('=', '+', '-', '@', ''))}ord{len(written)}|a=b\n›c"
            made.append(town.typed(sheet, name, words))
            written.append(words)
        lines = town.lines[:]
        at = dice.randrange(len(lines))
        group, name, amount = lines[at]
        match dice.choice(("move", "rename", "vanish", "return", "order")):
            case "move":
                lines[at] = ("Anbringelser" if group == "Forebyggelse" else "Forebyggelse", name, amount)
            case "rename":
                lines[at] = (group, f"{name} {month}", amount)
            case "vanish" if len(lines) > 2:
                away.append(lines.pop(at))
            case "return" if away:
                lines.append(away.pop())
            case _:
                dice.shuffle(lines)
        town.put(*made, *town.blocks(lines))
        if month % 4 == 0:
            town.refresh()
            assert [words for words in written if words not in town.everything + _kept(town)] == []
        town.close()
        assert [words for words in written if words not in town.everything + _kept(town)] == []
    assert read(FileBook.from_bytes(town.data)).history.problems == ()


def _kept(town: Municipality) -> str:
    """All words that Historik holds."""
    history = read(town.book).history
    areas = (variance.AREA, forecast.AREA, explanation.AREA)
    return "\n".join(text for entry in history.entries for area in areas for _, text, _ in said_in(entry.cells, area))


@pytest.mark.slow
def test_lines_that_are_moved_renamed_vanish_and_return_lose_no_word() -> None:
    lived(7, months=4)


@pytest.mark.slow
@settings(max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_nor_do_they_in_a_whole_year(seed: int) -> None:
    lived(seed)


def test_an_anonymised_copy_has_no_word_of_them() -> None:
    town = Municipality()
    town.write(VARIANCE, "Familiepleje", "Kendt af Zoltanova")
    town.close("zolta")
    town.write(VARIANCE, "Familiepleje", "Spørg Zoltanova")
    copy, _ = copy_of(town.data)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    assert [part for part in parts if b"zolta" in part.lower()] == []


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 12))
@settings(max_examples=examples(100), deadline=None)
def test_words_come_back_from_historik_letter_by_letter(name: str, words: str, month: int) -> None:
    key = LineKey("", name, words)
    cells = as_cells({"Styring_Afvigelse": {key: words}, "Styring_Prognose": {key: name}}, month, "per")
    assert [*said_in(cells, "Styring_Afvigelse")] == [(key, words, month)]
    assert [*said_in(cells, "Styring_Prognose")] == [(key, name, month)]


@pytest.mark.parametrize(
    ("rows", "lines", "expected"),
    [
        ("A:x B:", "A B", {"A": "x"}),
        ("A:x B:", "B A", {"A": "x"}),
        # Words at the foot find their line again, also where its own row says nothing.
        ("A: ~A:x", "A", {"A": "x"}),
        # Both say something: the line keeps its own.
        ("A:y ~A:x", "A", {"A": "y"}),
        # A new line has the name of no row and the words of none.
        ("A:x", "A B", {"A": "x"}),
        ("A:x", "B", {}),
    ],
)
def test_which_line_gets_which_words(rows: str, lines: str, expected: dict[str, str]) -> None:
    given_rows = []
    for at, text in enumerate(rows.split(), 1):
        name, _, words = text.removeprefix("~").partition(":")
        given_rows.append(CommentRow(at, LineKey("", "G", name), words or None, is_line=not text.startswith("~")))
    wanted = [CommentLine(LineKey("", "G", name)) for name in lines.split()]
    found = matched(given_rows, wanted)
    said = {wanted[line].key.name: given_rows[row].words for line, row in found.items() if given_rows[row].words}
    assert said == expected


def test_a_formula_in_a_yellow_cell_stays_one() -> None:
    town = Municipality()
    row = town.row_of(VARIANCE, "Døgninstitution")
    town.write(VARIANCE, "Døgninstitution", Formula(f'"Budget "&B{row}', "Budget 2400000"))
    town.set([LINES[1], *LINES[2:], LINES[0]])
    grid = FileBook.from_bytes(town.data).grid(VARIANCE)
    now = town.row_of(VARIANCE, "Døgninstitution")
    assert now != row
    assert grid.formulas[now, town.columns(VARIANCE)[0] + 1] == f'"Budget "&B{now}'
