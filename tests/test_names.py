"""One concept, one word: whoever reads a class' or a type's name anywhere may know which one it is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import styring_xl

SOURCE = Path(styring_xl.__file__).parent


@cache
def _modules() -> list[tuple[str, str]]:
    return [(str(file.relative_to(SOURCE)), file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))]


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module, text in _modules():
        for name in re.findall(r"^ *class (\w+)", text, re.MULTILINE):
            homes[name].append(module)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_an_array_type_has_one_name() -> None:
    """``Integers`` and its like stand in model/arrays.py; elsewhere they are imported."""
    common = r"NDArray\[np\.(?:int64|float64|bool_|datetime64)\]"
    spelled = [(module, each) for module, text in _modules() for each in re.findall(common, text)]
    assert {module for module, _ in spelled} == {"model/arrays.py"}
    assert len(spelled) == len(set(spelled)) == 4


def test_each_room_stands_in_the_table_of_rooms() -> None:
    """A newcomer finds each folder and module of the package in docs/arkitektur/rooms.md, and none that is gone."""
    text = (Path(__file__).parent.parent / "docs" / "arkitektur" / "rooms.md").read_text(encoding="utf-8")
    table = "".join(line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `"))
    stated = set(re.findall(r"`([a-z_]+(?:/|\.py))`", table + text[text.index("Beside them") : text.index("## Words")]))
    rooms = {f"{each.parent.name}/" for each in SOURCE.glob("*/__init__.py")}
    modules = {each.name for each in SOURCE.glob("[!_]*.py")}
    assert rooms | modules == stated - {"udf/", "macros/"}
