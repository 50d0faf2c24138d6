"""Whatever any attribute or any text of any part of a workbook says, it does not stand in the copy."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
import xlsxwriter

from styring_xl.anonymise import copy_of
from styring_xl.errors import StyringError
from tests.test_anonymise import PEOPLE, everything, parts
from tests.workbooks import HEADER

NAME = "Navnesenraw"
WORDS = f"{NAME} 6101800001"
_ATTRIBUTE = re.compile(rb'\s(?!xmlns)[\w:]+="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
FEWEST = 20
MOST = 200


def rich() -> bytes:
    """A workbook with what Excel has: charts, tables, rules, notes, links, boxes, buttons, names, properties."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
    rows = book.add_worksheet("Disponering")
    rows.write_row(0, 0, HEADER[:7])
    rows.write_row(1, 0, [PEOPLE[0], "Familiepleje", 1_000, "måned", 1])
    rows.write_datetime(1, 5, datetime(2026, 1, 1), days)
    own = book.add_worksheet("Mit")
    own.write_row(0, 0, ["Sag", "Beløb"])
    own.write_rich_string(1, 0, "x ", bold, "y", " z")
    own.write(
        1, 1, 7_000, book.add_format({"num_format": '#,##0 "kr."', "font_name": "Georgia", "bg_color": "#112233"})
    )
    own.write_formula("B3", "=SUM(B2:B2)", None, 7_000)
    own.write_formula("B4", "=VLOOKUP(A1,'[Bog.xlsx]Ark1'!A:B,2,0)", None, 1)
    own.write_array_formula("B5:B6", "{=B2:B3*2}", None, 1)
    own.write_dynamic_array_formula("B7", "=SORT(B2:B3)", None, 1)
    own.write_comment("A1", "x", {"author": "y"})
    own.write_url("A5", "https://eksempel.dk/x", string="x", tip="y")
    own.write_url("A6", "internal:Mit!A1", string="x", tip="y")
    own.set_header("&Lx")
    own.set_footer("&Cx")
    own.data_validation("C1", {"validate": "list", "source": ["x", "y"], "input_title": "x", "error_message": "y"})
    own.data_validation("C2", {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 900})
    own.data_validation("C3", {"validate": "list", "source": "=$A$1:$A$3"})
    own.conditional_format("A1:B9", {"type": "text", "criteria": "containing", "value": "x", "format": bold})
    own.conditional_format("C1:C9", {"type": "data_bar", "data_bar_2010": True})
    own.insert_textbox("E1", "x", {"description": "y"})
    own.insert_button("E8", {"caption": "x", "macro": "y"})
    own.add_table(
        "A20:B22",
        {"name": "x", "columns": [{"header": "x", "total_string": "y"}, {"header": "Beløb"}], "total_row": True},
    )
    own.freeze_panes(1, 1)
    own.set_column("A:A", 20)
    own.set_row(8, None, None, {"hidden": True})
    own.merge_range("F1:G1", "x")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "x", "values": "=Mit!$B$2:$B$3", "categories": "=Mit!$A$2:$A$3", "fill": {"color": "red"},
            "data_labels": {"value": True, "custom": [{"value": "x"}], "num_format": "0.0"},
            "trendline": {"type": "linear", "name": "x"}, "marker": {"type": "circle"},
            "y_error_bars": {"type": "custom", "plus_values": [1], "minus_values": [1]},
        }
    )  # fmt: skip
    chart.set_title({"name": "x", "name_font": {"name": "Arial", "color": "blue"}})
    chart.set_x_axis({"name": "x", "num_format": "0"})
    chart.set_y_axis({"name": "=Mit!$A$1", "min": 1, "max": 9_000, "display_units": "thousands"})
    own.insert_chart("J1", chart, {"description": "x"})
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=Mit!$B$2:$B$3", "points": [{"fill": {"color": "green"}}]})
    book.add_chartsheet("Cirkel").set_chart(pie)
    book.define_name("Foranstaltninger", "=Mit!$A$2:$A$3")
    book.define_name("Egen", "=Mit!$A$1")
    book.set_properties({"title": "x", "author": "y", "comments": "z"})
    book.set_custom_property("x", "y")
    book.close()
    return out.getvalue()


def changed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The workbook again and again, each time with one more kind of attribute or text that says who it is about."""
    given = parts(data)
    for part, content in given.items():
        if not part.endswith((".xml", ".vml")) or part.startswith("[Content"):
            continue
        kinds: dict[bytes, tuple[int, int]] = {}
        for found in (*_ATTRIBUTE.finditer(content), *_TEXT.finditer(content)):
            start, end = found.span(1)
            opened = content[content.rfind(b"<", 0, start) : start]
            kind = opened.split()[0] + opened[-20:]
            if not opened.startswith(b"<?"):
                kinds.setdefault(kind, (start, end))
        for kind, (start, end) in kinds.items():
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                archive.comment = WORDS.encode()
                for name, text in given.items():
                    whole = content[:start] + WORDS.encode() + content[end:] if name == part else text
                    archive.writestr(name, whole)
            yield f"{part} {kind.decode()}", out.getvalue()


def searched(made: bytes) -> str:
    """All that the copy says, also as two bytes a letter, and without what stands between digits."""
    text = everything(made)
    wide = "".join(content.decode("utf-16-le", "ignore") for content in parts(made).values())
    joined = re.sub(r"[-\s]|<[^<>]*>", "", text)
    return f"{text}\n{wide}\n{joined}"


def told(data: bytes) -> list[str]:
    """What stands in the copy all the same; nothing where no copy is made."""
    try:
        made, _ = copy_of(data)
    except StyringError:
        return []
    text = searched(made)
    return [word for word in (NAME, "6101800001", "610180-0001") if word.casefold() in text.casefold()]


def test_some_of_what_a_workbook_can_say_is_not_said_in_its_copy() -> None:
    all_kinds = list(changed(rich()))
    assert len(all_kinds) > 400
    assert sum(NAME in everything(data) for _, data in all_kinds) == len(all_kinds)
    some = random.Random(7).sample(all_kinds, FEWEST)
    assert [where for where, data in some if told(data)] == []


@pytest.mark.slow
def test_more_of_what_a_workbook_can_say_is_not_said_in_its_copy() -> None:
    some = random.Random(8).sample(list(changed(rich())), MOST)
    assert [where for where, data in some if told(data)] == []
