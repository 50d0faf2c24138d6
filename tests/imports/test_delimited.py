"""Delimited files as they come: odd quotes, odd rows, and no line lost without a word."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.errors import StyringError
from styring_xl.imports.delimited import Records, count_lines, read


def rows(text: str, width: int = 3, above: int = 1) -> tuple[list[int], list[tuple[str, ...]], list[bool]]:
    """The line, the texts and the raggedness of each record under the header."""
    found = read(text.encode(), "utf-8", ";", above, width, range(width), ())
    cells = [[value or "" for value in found.texts[column].values()] for column in range(width)]
    return found.lines.tolist(), list(zip(*cells, strict=True)), found.ragged.tolist()


def counted(found: Records) -> tuple[int, int, int, int]:
    return found.count.lines, found.count.above, found.count.records, found.count.rests


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('1;Skærm 24" til værelset;3', 'Skærm 24" til værelset'),
        ('"1";"Skærm 24" til værelset";"3"', 'Skærm 24 til værelset"'),
        ('"1";"Skærm 24"" til værelset";"3"', 'Skærm 24" til værelset'),
        ('1;"Skærm; stor";3', "Skærm; stor"),
        ("1; Skærm ;3", "Skærm"),
        ('1;"";3', ""),
    ],
)
def test_a_quote_within_a_text_ends_no_record(line: str, text: str) -> None:
    lines, found, ragged = rows(f"a;b;c\n{line}\n4;5;6\n")
    assert (lines, found, ragged) == ([2, 3], [("1", text, "3"), ("4", "5", "6")], [False, False])


def test_a_quote_that_takes_the_next_field_in_is_refused() -> None:
    with pytest.raises(StyringError, match="Linje 3: et citationstegn"):
        rows('a;b;c\n"1";"2";"3"\n"4";"to;"tre"\n"5";"6";"7"\n')


def test_a_stray_quote_in_the_last_column_leaves_the_next_lines_alone() -> None:
    assert rows('a;b;c\n1;2;24" skærm\n4;5;6\n7;8;9')[1] == [("1", "2", '24" skærm'), ("4", "5", "6"), ("7", "8", "9")]


def test_rows_keep_their_line_below_a_text_of_several_lines() -> None:
    text = 'Kommune\r\n\r\na;b;c\r\n1;"to\r\nlinjer";3\r\n4;5;6\r\n'
    assert rows(text, above=3)[0] == [4, 6]
    assert counted(read(text.encode(), "utf-8", ";", 3, 3, [0], [])) == (6, 3, 2, 1)


def test_short_rows_are_filled_up_and_long_ones_are_ragged_unless_nothing_stands_there() -> None:
    lines, found, ragged = rows("a;b;c\n1;2\n4;5;6\n7;8;9;10\n\n1;2;3;;\n")
    assert lines == [2, 3, 4, 5, 6]
    assert found == [("1", "2", ""), ("4", "5", "6"), ("7", "8", "9"), ("", "", ""), ("1", "2", "3")]
    assert ragged == [False, False, True, False, False]


def test_a_delimiter_at_the_end_of_every_row_makes_no_row_ragged() -> None:
    assert rows("a;b;c\n1;2;3;\n4;5;6;\n7;8;9;x\n")[2] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a;b;c\n1;2;3\n4;5;"åben\n7;8;9\n', 3),
        ('a;b;c\n1;2;3\n4;5;"åben', 3),
        ('a;b;c\n1;2;"åben\n4;5;6\n7;8;"9\n10;11;12\n', 2),
        ('a;b;c\n"1;2;3\n4;"5";6\n7;8;9\n', 2),
        ('a;b;c\n1;"åben;3\n4;5";6\n7;8;9\n', 2),
        ('"a";"b";"c"\n"1";"2";"åben\n"4";"5";"6"\n"7";"8";"9"\n', 2),
        ('a;b;c;d;e\n1;2;"åben;4;5\n6;="7";8;9;10\n11;12;13;14;15\n', 2),
    ],
)
def test_a_quote_that_swallows_records_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(StyringError, match=f"Linje {line}: et citationstegn"):
        rows(text)


def test_a_text_of_several_lines_with_a_semicolon_in_its_first_line_is_a_text() -> None:
    assert rows('a;b;c\n1;"løn; tillæg\nog ferie";3\n')[1] == [("1", "løn; tillæg\nog ferie", "3")]
    assert rows('a;b;c\n1;"skærm 24""; sort\nog kabel";3\n')[1] == [("1", 'skærm 24"; sort\nog kabel', "3")]


def test_a_file_with_a_nul_is_no_text_file() -> None:
    with pytest.raises(StyringError, match="ikke en tekstfil"):
        rows("a;b;c\n1;\0;3\n")


def test_a_field_longer_than_any_field_is_refused() -> None:
    with pytest.raises(StyringError, match="citationstegn"):
        rows('a;b;c\n1;"' + "x" * (40 << 20) + "\n4;5;6\n")


@pytest.mark.parametrize(
    ("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb\r\n", 2), ("a\rb", 2), ("\n\n", 2)]
)
def test_lines_are_counted_by_their_ends(text: str, lines: int) -> None:
    assert count_lines(text.encode()) == lines


def test_amounts_come_from_odd_rows_too() -> None:
    found = read(b"a;b\n1;1.000,50\n2;3,5;x\n3\n", "utf-8", ";", 1, 2, [0], [1])
    ore, state = found.amounts[1].ore(",")
    assert (ore.tolist(), state.tolist()) == ([100_050, 350, 0], [1, 1, 0])


FIELD = st.text(alphabet='ab;" \nøx\r', max_size=6)


@given(st.lists(st.lists(FIELD, min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_with_quotes_is_read_back_row_for_row(table: list[list[str]], end: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator=end, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *table])
    try:
        lines, found, _ = rows(out.getvalue())
    except StyringError:
        # Texts that look like whole records, that end with a separator and a quote, or that hold a break and a single
        # quote in a row with too many fields, cannot be told from a quote that was never closed.
        odd = (
            ("\n" in field or "\r" in field or '"' in field) and (";" in field or (len(row) > 3 and '"' in field))
            for row in table
            for field in row
        )
        assert any(odd)
        return
    assert found == [tuple((row[at] if at < len(row) else "").strip() for at in range(3)) for row in table]
    reader = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    starts = np.cumsum([1, *(1 + sum(count_lines((f + "x").encode()) - 1 for f in row) for row in reader)])
    assert lines == starts[1:-1].tolist()


@given(st.lists(st.lists(st.text(alphabet='ab" 1', max_size=5), min_size=2, max_size=4), min_size=1, max_size=8))
def test_no_line_without_an_opening_quote_is_ever_lost(table: list[list[str]]) -> None:
    table = [[field.lstrip('"') for field in row] for row in table]
    text = "a;b;c\n" + "".join(";".join(row) + "\n" for row in table)
    lines, found, _ = rows(text)
    assert lines == list(range(2, len(table) + 2))
    assert [row[0] for row in found] == [row[0].strip() for row in table]
