"""Small workbooks and extracts, each with one trouble that people have met, read right or told of at its place.

A folder of ``troubles`` holds the files and ``case.json``: ``run`` (command lines, the last one is looked at),
``right`` (what a right reading gives, in øre and in cells), ``told`` (what is as good: a refusal, a finding at one of
some places, a word).
"""

from __future__ import annotations

import json
import re
import shutil
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.layouts import product

CASES = sorted(path.parent for path in (Path(__file__).parent / "troubles").glob("*/case.json"))
RIGHT, TOLD = "right", "told"


def cells(path: Path, sheet: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)[sheet]


def misread(right: dict[str, Any], said: dict[str, Any], before: Path, after: Path) -> list[str]:
    """What is other than a right reading gives; where nobody can know there is no right reading."""
    wrong = [] if right else ["nobody can know, so it must be told"]
    for name in ("came_in", "placed"):
        if name in right:
            got = said.get("control", {}).get(name, {})
            if [got.get("rows"), got.get("amount")] != right[name]:
                wrong.append(f"{name} {got.get('rows')} rows, {got.get('amount')} øre, should be {right[name]}")
    for name in ("realised", "expected", "result", "budget"):
        if name in right and said.get("totals", {}).get(name) != right[name]:
            wrong.append(f"{name} {said.get('totals', {}).get(name)}, should be {right[name]}")
    for place, value in right.get("cells", {}).items():
        sheet, address = place.rsplit("!", 1)
        got = cells(after, sheet)[address].value
        number = isinstance(value, int | float) and not isinstance(got, str)
        if not (abs((got or 0) - value) < 0.006 if number else got == value):
            wrong.append(f"{place} is {got!r}, should be {value!r}")
    for area in right.get("kept", []):
        sheet, ref = area.rsplit("!", 1)
        pair = [cells(path, sheet)[ref] for path in (before, after)]
        old, new = (area if isinstance(area, tuple) else ((area,),) for area in pair)
        changed = [
            a.coordinate for r, s in zip(old, new, strict=True) for a, b in zip(r, s, strict=True) if a.value != b.value
        ]
        wrong += [f"the user's {sheet}!{address} was changed" for address in changed]
    return wrong


def is_told(told: dict[str, Any], answer: product.Answer) -> bool:
    if told.get("refused") and answer.code == 2:
        return True
    places = {f"{found['sheet']}!{found['cell']}" for found in answer.findings if found["cell"]}
    places |= {str(one.get("line")) for one in answer.file.get("refused", []) if isinstance(one, dict)}
    if places & set(map(str, told.get("rows", []))):
        return True
    return bool(told.get("word") and re.search(told["word"], answer.text, re.IGNORECASE))


def outcome(folder: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    spec = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    here = work / folder.name
    shutil.copytree(folder, here)
    before = work / f"{folder.name}.xlsx"
    shutil.copy(folder / "ark.xlsx", before)
    monkeypatch.chdir(here)
    for words in spec["run"][:-1]:
        product.run(*words)
    words = spec["run"][-1]
    answer = product.run(*words)
    after = here / (words[words.index("-o") + 1] if "-o" in words else "ark.xlsx")
    wrong = ["refused"] if answer.code == 2 else misread(spec["right"], answer.file, before, after)
    if not wrong:
        return RIGHT, []
    return (TOLD if is_told(spec.get("told", {}), answer) else "silent"), wrong


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_trouble_is_read_right_or_told_of(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict, wrong = outcome(folder, tmp_path, monkeypatch)
    assert verdict in (RIGHT, TOLD), wrong
