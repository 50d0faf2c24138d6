"""Would a test notice? One small fault at a time is put into the model or a check, and the module's own tests are run.

    python benchmarks/mutants.py                       a sample of 120 faults in the model and the checks
    python benchmarks/mutants.py --seed 7 --sample 40  another sample, a smaller one
    python benchmarks/mutants.py --only model/refund   every module whose name begins so

A fault is a comparison that also takes (or no longer takes) the equal, a plus for a minus, an *and* for an *or*, a
condition turned round, a number one higher. It is *killed* when a test fails or hangs. One that *survives* is either a
hole in the tests, or a change that makes no difference; a person decides which.

A module of the model is tried by the tests that bear its name and those of the model that import it, the forecast by
its door's too, a check by the tests that name its code. Each fault is tried in a process of its own, forked once the
libraries are there; no file is changed. POSIX only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "styring_xl"
SECONDS = 600
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


DOORS: dict[str, list[str]] = {
    "model": ["tests/reports/test_flow.py", "tests/reports/test_advisers.py"],
    "model.forecasting": ["tests/test_year_forecast.py"],
    "checks": ["tests/test_acceptance.py", "tests/checks/test_rules.py"],
}
"""The tests of what no test imports by name."""


@dataclass(frozen=True)
class Fault:
    """The ``number``-th place of a module where something else could stand, and what both are."""

    module: str
    number: int
    line: int
    before: str
    after: str


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """What is computed: no annotations, decorators or texts."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST):
                yield node
                yield from places(node)


def spoil(node: ast.AST) -> bool:
    """Puts another operator, number or condition in the node; False where there is none."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        node.ops[0] = OTHER[type(node.ops[0])]()  # type: ignore[call-overload]
    elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in OTHER:
        node.op = OTHER[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
        node.op = ast.UAdd() if isinstance(node.op, ast.Invert) else node.op
        if isinstance(node.op, ast.Not):
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value += 1
    elif isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
    else:
        return False
    return True


def faults(path: Path) -> list[Fault]:
    """All faults that can be put into a module."""
    found: list[Fault] = []
    for number, node in enumerate(places(ast.parse(path.read_text(encoding="utf-8")))):
        other = copy.deepcopy(node)
        if spoil(other):
            ast.fix_missing_locations(other)
            name = str(path.relative_to(SOURCE).with_suffix(""))
            found.append(Fault(name, number, getattr(node, "lineno", 0), ast.unparse(node), ast.unparse(other)))
    return found


class Spoilt(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with its fault."""

    def __init__(self, fault: Fault) -> None:
        self._path = SOURCE / f"{fault.module}.py"
        self._name = "styring_xl." + fault.module.replace("/", ".")
        self._number = fault.number

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return (
            importlib.util.spec_from_file_location(fullname, self._path, loader=self)
            if fullname == self._name
            else None
        )

    def exec_module(self, module: ModuleType) -> None:
        tree = ast.parse(self._path.read_text(encoding="utf-8"))
        spoil(next(node for at, node in enumerate(places(tree)) if at == self._number))
        exec(compile(ast.fix_missing_locations(tree), str(self._path), "exec"), module.__dict__)


def tests_of(module: str) -> list[str]:
    """The tests of a module of the model, or those that name the code of a check."""
    code = re.search(r'^CODE = "(.+)"', (SOURCE / f"{module}.py").read_text(encoding="utf-8"), re.MULTILINE)
    room, _, noun = module.replace("/", ".").rpartition(".")
    imported = rf"styring_xl\.{room}\.{noun}\b|from styring_xl\.{room} import .*\b{noun}\b"
    found = list(DOORS[room]) if "forecasting" in room else []
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text, name = file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))
        same_name = file.stem == f"test_{noun}" and "calc" not in file.parts
        if code is None and (same_name or (room in name.replace("/", ".") and re.search(imported, text))):
            found.insert(0, name)
        elif code is not None and "calc" not in file.parts and (f'"{code[1]}"' in text or f" {code[1]} " in text):
            found += _naming(name, text, code[1])
    return found or DOORS[room]


def _naming(name: str, text: str, code: str) -> list[str]:
    """The file's test functions that hold the code; the whole file when it stands elsewhere."""
    lines = text.splitlines()
    nodes = []
    for node in ast.parse(text).body:
        first = min([getattr(node, "lineno", 1), *(each.lineno for each in getattr(node, "decorator_list", ()))])
        if code in "\n".join(lines[first - 1 : node.end_lineno]):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                return [name]
            nodes.append(f"{name}::{node.name}")
    return nodes


def passes(tests: Sequence[str], fault: Fault | None = None) -> bool:
    """Whether the tests pass, with the fault in its module."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        if fault is not None:
            sys.meta_path.insert(0, Spoilt(fault))
        import pytest

        options = [
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "--hypothesis-profile",
            "mutants",
            "-m",
            "not office and not slow",
        ]
        os._exit(0 if pytest.main([*options, *tests]) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    os.chdir(ROOT)

    import hypothesis
    import numpy  # noqa: F401
    import openpyxl  # noqa: F401
    import pandas  # noqa: F401

    hypothesis.settings.register_profile("mutants", max_examples=40, deadline=None, database=None, derandomize=True)
    files = [file for room in ("model", "checks") for file in sorted((SOURCE / room).rglob("[!_]*.py"))]
    all_faults = [fault for file in files for fault in faults(file) if fault.module.startswith(asked.only)]
    sample = random.Random(asked.seed).sample(all_faults, min(asked.sample, len(all_faults)))
    sound: dict[str, bool] = {}
    killed = 0
    for fault in sample:
        own = tests_of(fault.module)
        if not sound.setdefault(fault.module, passes(own)):
            sys.exit(f"{fault.module}: its tests fail without a fault")
        died = not passes(own, fault)
        killed += died
        where = f"{fault.module}:{fault.line}"
        print(f"{'killed  ' if died else 'SURVIVES'} {where}: {fault.before}  ->  {fault.after}", flush=True)
    print(f"{killed} of {len(sample)} killed; {len(all_faults)} places in all")


if __name__ == "__main__":
    main()
