"""Rows written alike are read many at a time, and say the same as when each cell is looked at."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.scan import regular
from styring_xl.books.ooxml.scan.regular import RegularRows
from styring_xl.cells.column import CellColumns
from styring_xl.errors import StyringError
from tests.books.packages import simple
from tests.examples import examples

STRINGS = "".join(f"<si><t>tekst {at}</t></si>" for at in range(40))
COLUMNS = (1, 2, 3, 5, 27)

SPOILT = (
    ("</v></c>", "</v></c> "),
    ("<v>", "<v> "),
    ("<v>", "<v>x"),
    ("<v>", "<v>1&#50;"),
    ("<v>", "<v>1>"),
    ("<v>", "<v/><v>"),
    ("<v>1", "<v></v></c><c><v>1"),
    ('t="s"><v>', 't="s"><v>9999'),
    ('t="s"><v>', 't="s"><v>-'),
    ('t="s"><v>', 't="s"><v>99999999999'),
    ('t="s"><v>', 't="s"><v>1E3'),
    ('t="s"><v>', 't="s"><v>1E400</v></c><c><v>'),
    ("<v>", "<v> \n </v></c><c><v>"),
    ("<v>", "<v>true</v></c><c><v>"),
    ('t="s"', 't="str"'),
    ('t="s"', 't="b"'),
    ('t="s"', 't="s" cm="1"'),
    ('<c r="B', '<c s="1" r="B'),
    ('<c r="B', '<c r="A'),
    ('<c r="B', '<c r="Ø'),
    ('<c r="B', '<c r="ABB'),
    ('<c r="B', "<c r='B"),
    ('<row r="', '<row r="0'),
    ('<row r="', '<row spans="1:9" r="'),
    ('<row r="', '<row hidden="1" r="1'),
    ("</row>", "</row\n>"),
    ("</row>", "</row>\n"),
    ("</row>", "</row><!-- -->"),
    ("<v>", "<f>1+1</f><v>"),
    ("<v>", "<f>1+1</f><v></v></c><c><v>"),
    ("<v>", "<v>123456789012"),
    ("<v>", "<v>1.5E+3"),
    ("<v>", "<v>-0.07"),
    ("</v>", "</v><extLst/>"),
    ("</c>", "</c></c>"),
    ("</row>", ""),
)


def texted(number: int, length: int) -> str:
    """A cell that nobody asks for, and whose text is no number."""
    return f'<c r="D{number}" t="str"><v>{"1.5 row, w"[: length % 11] * (length // 9)}</v></c>'


def row(number: int, rnd: random.Random) -> str:
    cells = [
        f'<c r="A{number}" s="0"><v>{rnd.randrange(40000, 46000)}</v></c>',
        f'<c r="B{number}" t="s"><v>{rnd.randrange(40)}</v></c>',
        f'<c r="C{number}"><v>{rnd.randrange(10**7) / 100}</v></c>',
        f'<c r="D{number}" s="0"/>' if rnd.random() < 0.6 else texted(number, rnd.randrange(40)),
        f'<c r="E{number}"><v>{rnd.randrange(10 ** rnd.randrange(1, 12))}</v></c>',
        f'<c r="AA{number}" t="s"><v>{rnd.randrange(40)}</v></c>',
    ]
    while rnd.random() < 0.1:
        del cells[rnd.randrange(len(cells))]
    return f'<row r="{number}">{"".join(cells)}</row>'


def told(data: bytes) -> str | tuple[object, ...]:
    """What the columns hold, or what is said of a file that cannot be read."""
    try:
        found: CellColumns = FileBook.from_bytes(data).columns("Ark1", 3, list(COLUMNS))
    except StyringError as error:
        return str(error)
    return found.rows.tolist(), [found[at].values() for at in COLUMNS], dict(found.bare)


@pytest.mark.parametrize("seed", range(examples(12)))
def test_spoilt_rows_say_the_same_both_ways(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rnd = random.Random(seed)
    rows = [row(number, rnd) for number in range(1, 130)]
    for _ in range(seed % 3):
        at, (old, new) = rnd.randrange(len(rows)), rnd.choice(SPOILT)
        rows[at] = rows[at].replace(old, new, 1)
    data = simple(f"<sheetData>{''.join(rows)}</sheetData>", strings=STRINGS)
    found = told(data)
    monkeypatch.setattr(regular, "_MISSES", 0)
    assert found == told(data)


@pytest.mark.parametrize(("old", "new"), SPOILT)
def test_every_way_to_spoil_a_row_is_seen(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rnd = random.Random(7)
    rows = [row(number, rnd) for number in range(1, 12)]
    rows[6] = rows[6].replace(old, new, 1)
    data = simple(f"<sheetData>{''.join(rows)}</sheetData>", strings=STRINGS)
    found = told(data)
    monkeypatch.setattr(regular, "_MISSES", 0)
    assert found == told(data)


def test_rows_of_some_kinds_are_all_read_here() -> None:
    rnd = random.Random(3)
    chunk = "".join(row(number, rnd) for number in range(95, 1200)).encode()
    found = RegularRows(list(COLUMNS)).read(chunk, len(chunk))
    assert found is not None
    assert found.rows.tolist() == list(range(95, 1200))
    assert (found.look != 0).mean() > 0.9


def test_a_row_with_room_for_many_cells_may_be_the_last() -> None:
    wide = "".join(f'<c r="{chr(65 + at // 26)}{chr(65 + at % 26)}{{0}}" s="0"/>' for at in range(100))
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"><v>{at}</v></c>{wide.format(at)}</row>' for at in range(99_990, 100_010)
    )
    short = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    chunk = (short.format(1) + rows + short.format(200_000)).encode()
    found = RegularRows([1]).read(chunk, len(chunk))
    assert found is not None
    assert found.number[0].tolist() == [1, *range(99_990, 100_010), 1]


def test_rows_on_lines_of_their_own_are_read_here() -> None:
    rnd = random.Random(5)
    chunk = "\n  ".join(row(number, rnd) for number in range(95, 300)).encode() + b"\n  "
    found = RegularRows(list(COLUMNS)).read(chunk, len(chunk))
    assert found is not None
    assert found.rows.tolist() == list(range(95, 300))


def test_a_wide_row_is_not_looked_for_in_short_ones() -> None:
    wide = "".join(f'<c r="{chr(65 + at // 26)}{chr(65 + at % 26)}1" s="0"/>' for at in range(140))
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 9_000))
    chunk = f'<row r="1"><c r="A1" s="0"/>{wide}<c r="ZZ1"><v>1</v></c></row>{rows}'.encode()
    tracemalloc.start()
    try:
        found = RegularRows([1]).read(chunk, len(chunk))
        assert tracemalloc.get_traced_memory()[1] < 10 * len(chunk)
    finally:
        tracemalloc.stop()
    assert found is not None
    assert found.number[0].tolist() == [0, *range(2, 9_000)]
