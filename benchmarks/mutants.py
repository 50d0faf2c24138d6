"""Would a test notice? One small fault at a time is put into the model or a check, and the tests that reach it are run.

    python benchmarks/mutants.py map                   once: which test reaches which line (a run of the fast tests)
    python benchmarks/mutants.py map --add --tests tests/reports   those tests anew or besides, the others as they were
    python benchmarks/mutants.py                       a sample of 120 faults in the model and the checks
    python benchmarks/mutants.py --seed 7 --sample 40  another sample, a smaller one
    python benchmarks/mutants.py --only model/refund --sample 0   all faults of every module whose name begins so

A fault is a comparison that also takes (or no longer takes) the equal, a plus for a minus, an *and* for an *or*, a
condition turned round, a number one higher. It is *killed* when a test fails or hangs. One that *survives* is either a
hole in the tests, or a change that makes no difference; a person decides which. The latter are in ``equivalent.csv``
(module, line, before, after, why) and are passed over.

A fault is tried by the tests that reach its line, the most special first, then by the others of their files, for some
of what a file computes is kept for all its tests; ``--seconds`` of them at most. The tests are collected once; each
fault is put into the functions that are there already, in a process that is forked for it. What is computed when a
module is imported (a constant, a default) is tried by an import of its own. No file is changed. POSIX only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import csv
import ctypes
import functools
import gc
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import coverage
import pytest
from _pytest.runner import runtestprotocol
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "styring_xl"
MAP = ROOT / "build" / "reached.json"
EQUIVALENT = ROOT / "benchmarks" / "equivalent.csv"
HANGS = 120
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
OPTIONS = ["-s", "-n", "0", "-p", "no:cacheprovider", "-m", "not office and not slow"]
PROFILE = ["--hypothesis-profile", "mutants"]


class Fault(Struct, frozen=True, dict=True):
    """The ``number``-th place of a module where something else could stand, and what both are."""

    module: str
    number: int
    line: int
    before: str
    after: str
    imported: bool
    """Whether it is computed when the module is imported."""

    @property
    def path(self) -> Path:
        return SOURCE / f"{self.module}.py"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from others while the module changes elsewhere."""
        text = self.path.read_text(encoding="utf-8").splitlines()[self.line - 1] if self.line else ""
        return self.module, text.strip(), self.before, self.after

    def code(self) -> CodeType:
        """The module with the fault in it."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        spoil(next(node for at, (node, _) in enumerate(places(tree)) if at == self.number))
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def places(tree: ast.AST, imported: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """What is computed (no annotations, decorators or texts), and whether that is when the module is imported."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        inner = imported and not (isinstance(tree, (ast.FunctionDef, ast.Lambda)) and name == "body")
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST):
                yield node, inner
                yield from places(node, inner)


def equivalent() -> dict[tuple[str, str, str, str], str]:
    """Why each fault of the list makes no difference, by its module, its line as it reads, and what is put for what."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        return {(module, line, before, after): why for module, line, before, after, why in rows}


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
    for number, (node, imported) in enumerate(places(ast.parse(path.read_text(encoding="utf-8")))):
        other = copy.deepcopy(node)
        if spoil(other):
            ast.fix_missing_locations(other)
            name = str(path.relative_to(SOURCE).with_suffix(""))
            line = getattr(node, "lineno", 0)
            found.append(Fault(name, number, line, ast.unparse(node), ast.unparse(other), imported))
    return found


class Spoilt(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with its fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._name = "styring_xl." + fault.module.replace("/", ".")

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._fault.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._fault.code(), module.__dict__)


def put_in(fault: Fault) -> None:
    """Gives the functions of the module that are there already the code with the fault, and forgets what was kept."""
    codes: dict[tuple[str, int], CodeType] = {}
    waiting = [fault.code()]
    while waiting:
        code = waiting.pop()
        codes[code.co_qualname, code.co_firstlineno] = code
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__code__.co_filename == str(fault.path):
            found.__code__ = codes[found.__code__.co_qualname, found.__code__.co_firstlineno]
        elif isinstance(found, functools._lru_cache_wrapper) and found.__module__.startswith("styring_xl."):
            found.cache_clear()


class Mapper:
    """Notes for each test its seconds of processor time and the lines it reaches."""

    def __init__(self, keeps: bool) -> None:
        self._keeps = keeps
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(SOURCE / room / "*") for room in ("model", "checks")]
        )
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()
        self._coverage.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = round(time.process_time() - began, 4)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.add(report.nodeid)

    def write(self) -> None:
        self._coverage.stop()
        # A test that fails anyway would kill whatever it is tried on.
        for test in self._failed & self._seconds.keys():
            del self._seconds[test]
        data = self._coverage.get_data()
        reached: dict[str, dict[int, set[str]]] = {}
        for file in sorted(data.measured_files()):
            module = str(Path(file).relative_to(SOURCE).with_suffix(""))
            reached[module] = {
                line: {*tests} & self._seconds.keys() for line, tests in data.contexts_by_lineno(file).items()
            }
        seconds = self._seconds
        if self._keeps and MAP.exists():
            before = json.loads(MAP.read_text(encoding="utf-8"))
            anew = self._seconds.keys() | self._failed
            seconds = {test: cost for test, cost in before["seconds"].items() if test not in anew} | seconds
            for module, lines in before["reached"].items():
                for line, tests in lines.items():
                    # What was run anew reaches what it reaches now.
                    reached.setdefault(module, {}).setdefault(int(line), set()).update({*tests} - anew)
        told = {
            module: {line: sorted(tests) for line, tests in sorted(lines.items())} for module, lines in reached.items()
        }
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_text(json.dumps({"seconds": seconds, "reached": told}), encoding="utf-8")


class Reached:
    """What the map says."""

    def __init__(self) -> None:
        noted = json.loads(MAP.read_text(encoding="utf-8"))
        self.seconds: dict[str, float] = noted["seconds"]
        self._lines: dict[str, dict[str, list[str]]] = noted["reached"]
        self._many: dict[str, int] = dict.fromkeys(self.seconds, 0)
        for lines in self._lines.values():
            for tests in lines.values():
                for test in tests:
                    self._many[test] += 1

    def tests(self, fault: Fault, seconds: float) -> list[str]:
        """Those of the fault's line (of its module, when it is imported), the most special first."""
        lines = self._lines.get(fault.module, {})
        of = {*lines.get(str(fault.line), ())} if not fault.imported else set[str]().union(*lines.values())
        files = {test.partition("::")[0] for test in of}
        near = {test for test in self.seconds if test.partition("::")[0] in files} - of
        chosen: list[str] = []
        for test in (*sorted(of, key=self._rank), *sorted(near, key=self._rank)):
            if self.seconds[test] > seconds and chosen:
                continue
            seconds -= self.seconds[test]
            chosen.append(test)
        return chosen

    def _rank(self, test: str) -> tuple[float, str]:
        """What reaches little says most of it; what is quick is asked first."""
        return (self._many[test] + 1) * (self.seconds[test] + 0.02), test


class Trials:
    """In place of a run of what was collected: a process for each fault."""

    def __init__(self, sample: Sequence[Fault], reached: Reached, seconds: float) -> None:
        self._sample, self._reached, self._seconds = sample, reached, seconds
        self._items: dict[str, pytest.Item] = {}
        self._equivalent = equivalent()
        self.killed = 0
        self.alone = 0
        self.same = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        gc.freeze()
        for fault in self._sample:
            if fault.key in self._equivalent:
                self.same += 1
                continue
            tests = [test for test in self._reached.tests(fault, self._seconds) if test in self._items]
            died = self._dies(fault, tests) if tests else False
            self.killed += died
            self.alone += not tests
            word = "killed  " if died else "SURVIVES" if tests else "UNTESTED"
            print(f"{word} {fault.module}:{fault.line}: {fault.before}  ->  {fault.after}", file=sys.stderr, flush=True)
        return True

    def _dies(self, fault: Fault, tests: Sequence[str]) -> bool:
        if fault.imported:
            asked = json.dumps([fault.module, fault.number, *tests])
            return subprocess.run([sys.executable, __file__, "one"], input=asked, text=True).returncode != 0
        child = os.fork()
        if child == 0:
            silent(self._seconds)
            gc.unfreeze()
            put_in(fault)
            items = [self._items[test] for test in tests]
            for item, following in zip(items, (*items[1:], None), strict=True):
                if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                    os._exit(1)
            os._exit(0)
        return os.waitpid(child, 0)[1] != 0


def silent(seconds: float) -> None:
    """What the tests say is not heard, and one that hangs is ended with its process."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    limit = int(HANGS + 4 * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    signal.alarm(10 * limit)


def one() -> int:
    """Tries the fault that is asked for, imported anew."""
    module, number, *tests = json.loads(sys.stdin.read())
    silent(0)
    fault = next(each for each in faults(SOURCE / f"{module}.py") if each.number == number)
    sys.meta_path.insert(0, Spoilt(fault))
    return int(pytest.main([*OPTIONS, *PROFILE, "-x", *tests]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("map", "try", "one"), default="try")
    parser.add_argument("--tests", nargs="*", default=[], help="of the map: these files and folders alone")
    parser.add_argument("--add", action="store_true", help="of the map: keep what it says of other tests")
    parser.add_argument("--sample", type=int, default=120, help="how many faults; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[""])
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the tests of a fault may take together")
    asked = parser.parse_args()
    os.chdir(ROOT)

    import hypothesis

    hypothesis.settings.register_profile("mutants", max_examples=40, deadline=None, database=None, derandomize=True)
    if asked.what == "one":
        return one()
    if asked.what == "map":
        mapper = Mapper(asked.add)
        code = pytest.main([*OPTIONS, *PROFILE, *asked.tests], plugins=[mapper])
        mapper.write()
        return int(code)
    files = [file for room in ("model", "checks") for file in sorted((SOURCE / room).rglob("[!_]*.py"))]
    all_faults = [fault for file in files for fault in faults(file) if fault.module.startswith(tuple(asked.only))]
    many = min(asked.sample or len(all_faults), len(all_faults))
    reached = Reached()
    trials = Trials(random.Random(asked.seed).sample(all_faults, many), reached, asked.seconds)
    pytest.main([*OPTIONS, *PROFILE, *sorted({test.partition("::")[0] for test in reached.seconds})], plugins=[trials])
    print(
        f"{trials.killed} of {many - trials.same} killed, {trials.alone} reached by no test, {trials.same} make no "
        f"difference; {len(all_faults)} places in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
