"""What runs inside LibreOffice, as far as it can be tested without one: formulas' spelling, the channel, its age."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import styring_xl.calc.program
from styring_xl.calc.program.area import around, each_cell
from styring_xl.calc.program.channel import Channel, Failed, Gone
from styring_xl.calc.program.grammar import to_calc, to_excel
from styring_xl.standard.commands import COMMANDS

FORMULAS = [
    ("SUM(A1:B2,C3)", "SUM(A1:B2;C3)"),
    ('IF(A1="x;y, z",1,2)', 'IF(A1="x;y, z";1;2)'),
    ("'Mit ark'!A1+'A''b'!$C$3", "$'Mit ark'.A1+$'A''b'.$C$3"),
    ("SUM({1,2;3,4})", "SUM({1;2|3;4})"),
    ("IF(B1,#REF!,#DIV/0!)", "IF(B1;#REF!;#DIV/0!)"),
    ("SUM(tblDisponering[[Jan.]:[Dec.]])", "SUM(tblDisponering[[Jan.]:[Dec.]])"),
    ("SUM(tbl[[#This Row],[a;b]])", "SUM(tbl[[#This Row];[a;b]])"),
    ("STDEV.P('Ark 1'!A:A)*1.5", "STDEV.P($'Ark 1'.A:A)*1.5"),
    ("-1.5%+NOT(A1)", "-1.5%+NOT(A1)"),
]


@pytest.mark.parametrize(("excel", "calc"), FORMULAS)
def test_a_formula_is_spelled_as_either_program_reads_it(excel: str, calc: str) -> None:
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


@pytest.mark.parametrize(
    ("calc", "excel"),
    [
        ("$Disponering.A1", "Disponering!A1"),
        ("$Ark1.A1", "'Ark1'!A1"),
        ("COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETEDATE(G1;1)", "EDATE(G1,1)"),
        ("SUM(A1~B2)", "SUM(A1,B2)"),
    ],
)
def test_what_only_calc_writes_is_understood(calc: str, excel: str) -> None:
    assert to_excel(calc) == excel


HOLES = [
    [],
    [(2, 2)],
    [(2, 2), (2, 3), (2, 4)],
    [(2, 4), (3, 2), (5, 3)],
    [(3, 2), (3, 4), (4, 4), (5, 2), (5, 4)],
    [(row, column) for row in range(2, 6) for column in range(2, 5)],
]


@pytest.mark.parametrize("holes", HOLES)
def test_what_is_around_some_cells_is_all_of_the_others_once(holes: list[tuple[int, int]]) -> None:
    whole = (2, 2, 5, 4)
    found = [cell for rect in around(whole, holes) for cell in each_cell(rect)]
    assert sorted([*found, *holes]) == list(each_cell(whole))


def test_what_runs_inside_libreoffice_runs_in_python_3_8() -> None:
    for path in Path(styring_xl.calc.program.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        newer = [k.arg for call in calls for k in call.keywords if k.arg in ("strict", "slots", "kw_only")]
        methods = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        assert newer == []
        assert not {"removeprefix", "removesuffix", "pairwise"} & set(methods), path.name


def pair(here: Any, there: Any) -> tuple[Channel, Channel]:
    """Two connected ends, each with what it answers."""
    (read_a, write_a), (read_b, write_b) = os.pipe(), os.pipe()
    return (
        Channel(os.fdopen(read_a, "rb"), os.fdopen(write_b, "wb"), here),
        Channel(os.fdopen(read_b, "rb"), os.fdopen(write_a, "wb"), there),
    )


def test_each_side_answers_while_it_waits() -> None:
    """A countdown that goes back and forth: each asks the other before it answers."""
    ends: list[Channel] = []

    def countdown(mine: int) -> Any:
        return lambda name, given: [given[0], *(ends[mine].call(name, given[0] - 1) if given[0] else [])]

    ends += pair(countdown(0), countdown(1))
    other = threading.Thread(target=ends[1].answer_all)
    other.start()
    assert ends[0].call("down", 6) == [6, 5, 4, 3, 2, 1, 0]
    ends[0]._out.close()
    other.join(10)
    assert not other.is_alive()


def test_an_error_is_told_and_an_end_noticed() -> None:
    def fails(name: str, given: tuple[Any, ...]) -> Any:
        raise KeyError("nøgle")

    here, there = pair(None, fails)
    other = threading.Thread(target=there.answer_all)
    other.start()
    with pytest.raises(Failed, match="KeyError") as told:
        here.call("x")
    assert told.value.kind == "KeyError"
    there._out.close()
    with pytest.raises(Gone):
        here.call("x")
    here._out.close()
    other.join(10)


@pytest.mark.slow
def test_an_extension_that_cannot_be_written_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "findes" / "ikke" / "styring-xl.oxt"
    command = [sys.executable, "-m", "styring_xl.calc", "build", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (
        2,
        f"{path}: Filen eller mappen findes ikke. Se efter, om navn og mappe er skrevet rigtigt.\n",
    )


def test_the_menu_asks_what_the_macros_ask() -> None:
    """The words stand twice, for a macro is written by hand: here and there they are the same."""
    folder = Path(__file__).parents[2] / "macros" / "knapper"
    for command in COMMANDS:
        if not command.asks:
            continue
        text = re.sub(r'" & _\s*"', "", (folder / f"{command.macro}.bas").read_text(encoding="utf-8"))
        asked = re.findall(r'InputBox\("([^"]*)",\s*(?:_\s*)?"([^"]*)",\s*(?:_\s*)?(?:"([^"]*)"|CStr)', text)
        assert asked == [(question.words, command.label, question.stands) for question in command.asks], command.name
