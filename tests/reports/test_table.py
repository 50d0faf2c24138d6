"""The table writer: little tables in, cells and formulas out."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest

from styring_xl.cells.cell import CellError, Formula
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column

COLUMNS = (
    Column("name", "Foranstaltning", look.TEXT),
    Column("budget", "Budget", look.KRONER, summed=True),
    Column("expected", "Forventet", look.KRONER, summed=True),
    Column("left", "Rest", look.KRONER, formula="{budget}-{expected}"),
    Column("share", "Andel", look.PERCENT, formula="{budget}/{total.budget}"),
)


def table(total_row: int = 0) -> Table:
    """A table whose header stands in C5."""
    made = Table(Rows("Ark", 5, 3, len(COLUMNS)), COLUMNS, total_row)
    assert made.header() == 5
    return made


def test_a_line_has_its_values_and_its_formulas_with_their_results() -> None:
    written = table(total_row=9)
    row = written.line({"name": "Hybel", "budget": 10.0, "expected": 4.0, "left": 6.0, "share": 0.5})
    assert row == 6
    assert written.rows.values[-1] == ("Hybel", 10.0, 4.0, Formula("D6-E6", 6.0), Formula("D6/D9", 0.5))
    assert written.rows.styles[-1] == (
        style.COMPUTED_TEXT, style.COMPUTED, style.COMPUTED, style.COMPUTED, style.COMPUTED_PERCENT,
    )  # fmt: skip


def test_a_column_without_a_value_is_an_empty_cell_and_no_formula() -> None:
    written = table()
    written.line({"name": "Advokat", "budget": 10.0})
    assert written.rows.values[-1] == ("Advokat", 10.0, None, None, None)


def test_a_group_sums_the_lines_below_it_and_the_total_the_groups() -> None:
    written = table()
    heads = []
    for name, lines in (("Anbringelser", 2), ("Forebyggelse", 1)):
        heads.append(written.group({"name": name, "budget": 1.0, "left": 1.0}, lines))
        for _ in range(lines):
            written.line({"budget": 1.0})
    written.total({"name": "I alt", "budget": 2.0}, heads)
    budgets = [row[1] for row in written.rows.values]
    assert budgets == ["Budget", Formula("SUM(D7:D8)", 1.0), 1.0, 1.0, Formula("SUM(D10:D10)", 1.0), 1.0,
                       Formula("SUM(D6,D9)", 2.0)]  # fmt: skip
    assert written.rows.values[1][3] == Formula("D6-E6", 1.0), "a difference is one of the group's own cells"
    assert written.rows.styles[1][:2] == (style.GROUP_TEXT, style.GROUP)
    assert written.rows.styles[-1][:2] == (style.TOTAL_TEXT, style.TOTAL)


def test_a_total_over_no_lines_is_its_value_and_over_no_groups_the_formula_0() -> None:
    written = table()
    written.total({"budget": 0.0}, range(6, 6))
    written.total({"budget": 0.0}, [])
    assert [row[1] for row in written.rows.values[1:]] == [0.0, Formula("0", 0.0)]


def test_a_total_over_more_groups_than_a_function_has_arguments_is_a_sum_of_sums() -> None:
    """Excel takes a file with more than 255 arguments for damaged."""
    written = table()
    written.total({"budget": 7.0}, [*range(8, 8 + 2 * 600, 2)])
    total = written.rows.values[-1][1]
    assert isinstance(total, Formula)
    assert [part.count(",") for part in re.findall(r"SUM\(([^()]*)\)", total.text)] == [254, 254, 89]
    assert total.text.startswith("SUM(SUM(D8,D10,")
    assert re.findall(r"\d+", total.text) == [str(row) for row in range(8, 8 + 2 * 600, 2)]


def test_a_total_over_more_groups_than_a_formula_has_room_for_is_its_value() -> None:
    written = table()
    written.total({"budget": 7.0}, [*range(8, 8 + 2 * 2000, 2)])
    assert written.rows.values[-1][1] == 7.0


def test_a_formula_is_written_as_it_is() -> None:
    written = table()
    written.group({"budget": Formula("Afvigelse!D7", 3.0)}, 2)
    assert written.rows.values[-1][1] == Formula("Afvigelse!D7", 3.0)


def test_a_cell_may_look_otherwise_than_its_column() -> None:
    written = table()
    written.line({"name": "Hybel"}, {"name": style.LINK})
    assert written.rows.styles[-1][:2] == (style.LINK, style.COMPUTED)


def test_references_are_by_name() -> None:
    written = table()
    assert written.ref("expected", 12) == "E12"
    assert written.span("budget", "left", 12) == "D12:F12"
    assert written.span("budget", "budget", 6, 9) == "D6:D9"
    assert written.column("share") == 7


def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(KeyError, match="antal"):
        table().add(RowKind.LINE, {"antal": 1.0})


def test_lines_by_their_columns_are_the_cells_of_lines_one_by_one() -> None:
    names, budgets, rests = ("Hybel", "Døgn", "Hybel"), (10.0, None, 3.0), (6.0, None, -1.0)
    single, whole = table(total_row=12), table(total_row=12)
    for written in (single, whole):
        written.line({"name": "Døgn", "budget": CellError("#N/A"), "left": 1.0})
    for name, budget, rest in zip(names, budgets, rests, strict=True):
        single.line({"name": name, "budget": budget, "left": rest})
    columns = {
        "name": ColumnContents.of(names), "budget": ColumnContents.of(budgets), "left": ColumnContents.of(rests),
    }  # fmt: skip
    whole.lines(columns)
    for written in (single, whole):
        assert written.next_row == 10
        written.line({"name": "Aflastning", "budget": CellError("#DIV/0!"), "left": 2.0})
        written.rows.put(10, 2, "sagt", style.NOTE)
        written.total({"name": "I alt", "budget": 13.0}, range(6, 11))
    with pytest.raises(IndexError):
        whole.rows.put(7, 0, "for sent", style.NOTE)
    one, other = single.rows.area("Navn").block, whole.rows.area("Navn").block
    assert (other.ref, other.rows(), other.styles()) == (one.ref, one.rows(), one.styles())
    assert [column.strings for column in other.columns] == [column.strings for column in one.columns]


def test_columns_of_texts_and_numbers_are_the_cells_given_one_by_one() -> None:
    texts, numbers = ["Hybel", "", "Døgn", "Hybel"], np.array([10.0, 0.0, -3.0, 0.0])
    assert ColumnContents.of_texts(texts).cells() == ["Hybel", None, "Døgn", "Hybel"]
    assert ColumnContents.of_texts(texts).strings == ["Hybel", "Døgn"]
    assert ColumnContents.of_texts([]).cells() == []
    assert ColumnContents.of_numbers(numbers).cells() == [10.0, 0.0, -3.0, 0.0]
    assert ColumnContents.of_numbers(numbers, numbers == 0).cells() == [10.0, None, -3.0, None]
    assert ColumnContents.of_codes(np.array([2, 0, 1, 2]), ("Hybel", "", "Døgn")).cells() == [
        "Døgn",
        "Hybel",
        None,
        "Døgn",
    ]
    assert ColumnContents.of_codes(np.zeros(0, np.int64), ()).cells() == []
    days = ["1900-02-28", "2026-12-31", "9999-12-31"]
    assert ColumnContents.of_days(np.array(days, "M8[D]")).cells() == [*map(dt.date.fromisoformat, days)]


def test_a_formula_may_stand_on_some_lines_of_a_column() -> None:
    written = table(total_row=12)
    formulas = written.formulas("SUM({budget}:{expected})/{total.budget}", range(6, 9))
    assert formulas == ["SUM(D6:E6)/D12", "SUM(D7:E7)/D12", "SUM(D8:E8)/D12"]
    cells = ColumnContents.of_numbers(np.array([1.0, 2.0, 3.0])).worked_out(formulas, np.array([True, False, True]))
    assert cells.cells() == [Formula(formulas[0], 1.0), 2.0, Formula(formulas[2], 3.0)]


def test_some_of_many_lines_may_look_otherwise_and_looks_come_in_the_order_of_their_rows() -> None:
    single, whole = table(), table()
    for name in ("Hybel", "Døgn", "Støtte"):
        single.line({"name": name}, None if name == "Døgn" else {"name": style.LINK})
    names = ColumnContents.of_texts(["Hybel", "Døgn", "Støtte"])
    whole.lines({"name": names}, styles={"name": style.LINK}, styled=np.array([True, False, True]))
    one, other = single.rows.area("Navn").block, whole.rows.area("Navn").block
    assert (other.rows(), other.styles()) == (one.rows(), one.styles())
    assert other.looks is not None
    assert one.looks is not None
    assert other.looks.kinds == one.looks.kinds
    alike = table()
    alike.lines({"name": names}, styles={"name": style.LINK}, styled=np.zeros(3, bool))
    looks = alike.rows.area("Navn").block.looks
    assert looks is not None
    assert len(looks.kinds) == 2, "the header's, and that of all lines"
