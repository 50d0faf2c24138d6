"""Shows that a restructuring of the code changed no output, by keeping what the product gives and comparing.

    python benchmarks/identity.py collect CASES [PYTEST ARGUMENTS]   the command lines and workbooks of the tests, once
    python benchmarks/identity.py record CASES FOLDER [--large]      what the code on PYTHONPATH makes of them
    python benchmarks/identity.py compare FOLDER FOLDER              every difference; exit code 1 when there is one

``collect`` runs the tests and keeps, for each call of the command line and for each workbook opened, the files as they
were before. ``record`` replays them, and adds what the code itself builds (the template, the demo), the shipped
workbook's way through all commands, and presses in the tests' spreadsheet program in memory. Both sides must replay the
same CASES. Times of the clock are taken out; everything else must be the same to the byte.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
SHIPPED: Final = ROOT / "xl" / "Styringsark.xlsm"
BOOKS: Final = (".xlsx", ".xlsm")
SKIPPED: Final = ("install", "doctor", "--version", "--help", "new")
"""Commands that tell of the computer, or of the day, and not of a workbook."""
DATED: Final = ("close", "snapshot")
PRESSES: Final = ("preview", "check_data", "update_forecast", "update_forecast", "undo", "about")
EACH_TEST: Final = 2
"""Cases kept of one test: a property test opens hundreds of workbooks that differ in little."""
LARGEST: Final = 3_000_000
"""Bytes of the files of one collected case."""
_CLOCK: Final = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.]\d+)?([+-]\d\d:?\d\d|Z)?")

Dump = dict[str, Any]
"""One case: ``exit`` (code), ``output`` (text), ``files`` (name -> hash, or part -> hash for a workbook)."""


# Collecting: this file is also a plugin of pytest's, in a process of its own.


def collect(cases: Path, options: Sequence[str]) -> int:
    """Runs the tests with this file as a plugin; pytest's exit code."""
    search = os.pathsep.join([str(ROOT / "benchmarks"), os.environ.get("PYTHONPATH", "src")])
    environment = os.environ | {"PYTHONPATH": search, "STYRING_XL_CASES": str(cases.resolve())}
    return subprocess.call([sys.executable, "-m", "pytest", "-p", "identity", *options], cwd=ROOT, env=environment)


class Collector:
    """Keeps the files that a test hands to the product, as they are before anything is done to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inside = False
        self.kept: Counter[str] = Counter()
        self.seen: set[str] = set()

    def test(self) -> str:
        """The running test's name as a folder's."""
        name = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0].removeprefix("tests/")
        return re.sub(r"[^\w\-]+", "_", name.replace(".py::", "-"))[:100].strip("_")

    def keep(self, arguments: Sequence[str]) -> None:
        """Keeps one command line and the files it names."""
        test = self.test()
        if not test or self.kept[test] >= EACH_TEST or not arguments or arguments[0] in SKIPPED:
            return
        files = [Path(each) for each in arguments if os.sep in each and Path(each).is_file()]
        if sum(file.stat().st_size for file in files) > LARGEST or len({file.name for file in files}) < len(files):
            return
        bare = [Path(each).name if os.sep in each and Path(each).parent.is_dir() else each for each in arguments]
        content = repr((bare, [_hashes(file) for file in files]))
        if content in self.seen:
            return
        self.seen.add(content)
        self.kept[test] += 1
        case = self.folder / f"{test}.{self.kept[test]}"
        case.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, case / file.name)
        (case / "arguments.json").write_text(json.dumps(bare, ensure_ascii=False), encoding="utf-8")

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Within a kept command, the workbooks it opens are not kept once more."""
        before, self.inside = self.inside, True
        try:
            yield
        finally:
            self.inside = before


def pytest_configure() -> None:
    """Stands between the tests and the two doors they use: the command line, and the workbook in a file."""
    from styring_xl import job
    from tests.command_line import CliRunner

    collector = Collector(Path(os.environ["STYRING_XL_CASES"]))
    invoke, run = CliRunner.invoke, job.run
    opened, made = job.FileBook.open.__func__, job.FileBook.from_bytes.__func__

    def kept_invoke(self: Any, app: Any, args: Any = None, *rest: Any, **options: Any) -> Any:
        collector.keep([str(each) for each in args or ()])
        with collector.quiet():
            return invoke(self, app, args, *rest, **options)

    def kept_run(file: Path, target: Path | None = None, **options: Any) -> Any:
        arguments = ["refresh", "--json", str(file)]
        for name, option in (("year", "--year"), ("closed", "--closed-month")):
            if options.get(name) is not None:
                arguments += [option, str(options[name])]
        if not collector.inside:
            collector.keep(arguments)
        with collector.quiet():
            return run(file, target, **options)

    def kept_open(cls: type[Any], path: str | Path, **options: Any) -> Any:
        if not collector.inside:
            collector.keep(["refresh", "--json", str(path)])
        return opened(cls, path, **options)

    def kept_bytes(cls: type[Any], data: bytes, name: str = "Projektmappe.xlsx") -> Any:
        if not collector.inside:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(name).name
                file.write_bytes(data)
                collector.keep(["refresh", "--json", str(file)])
        return made(cls, data, name)

    which = shutil.which
    # An office program only reads what has come out already, and takes its time.
    shutil.which = lambda name, *rest, **options: None if name == "soffice" else which(name, *rest, **options)
    CliRunner.invoke = kept_invoke
    job.run = kept_run
    job.FileBook.open = classmethod(kept_open)
    job.FileBook.from_bytes = classmethod(kept_bytes)


# Recording


def record(cases: Path, folder: Path, large: bool, processes: int, only: str) -> int:
    """Replays every case and writes ``dump.json`` and the workbooks that came out; with ``only``, adds to what is
    there the cases with that text in their names."""
    if not cases.is_dir():
        raise SystemExit(f"{cases}: no cases there; make them with collect")
    folder.mkdir(parents=True, exist_ok=True)
    collected = sorted(each.name for each in cases.iterdir() if (each / "arguments.json").exists())
    jobs: list[tuple[str, Path, Path]] = [(name, cases / name, folder / "files" / name) for name in collected]
    jobs += [(name, cases, folder / "files" / name.strip("*")) for name in OWN if large or name != "*large"]
    jobs = [job for job in jobs if only in job[0]]
    kept = folder / "dump.json"
    dumps: dict[str, Dump] = json.loads(kept.read_text(encoding="utf-8")) if only and kept.exists() else {}
    # The longest first; a process of its own for each case, so that none sees what another has left behind.
    with multiprocessing.get_context("spawn").Pool(processes, maxtasksperchild=40) as pool:
        for done, (name, dump) in enumerate(pool.imap_unordered(_recorded, reversed(jobs)), 1):
            dumps[name] = dump
            if done % 50 == 0:
                print(f"{done} of {len(jobs)}", flush=True)
    kept.write_text(json.dumps(dumps, indent=0, sort_keys=True, ensure_ascii=False), encoding="utf-8")
    print(f"{len(dumps)} cases, {sum(len(dump['files']) for dump in dumps.values())} files in {folder}")
    return 0


def _recorded(asked: tuple[str, Path, Path]) -> tuple[str, Dump]:
    name, case, keep = asked
    warnings.simplefilter("ignore")
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = folder
        work = Path(folder) / "work"
        work.mkdir()
        os.chdir(work)
        try:
            steps = OWN[name](work) if name in OWN else _replayed(case, work)
            files = {}
            for file in sorted(work.iterdir()):
                files[file.name] = _hashes(file)
                if file.suffix in BOOKS:
                    shutil.copyfile(file, keep / file.name)
        finally:
            os.chdir(ROOT)
    return name, {"steps": steps, "files": files}


def _replayed(case: Path, work: Path) -> list[Any]:
    """A collected command, and before it what ``check --layout`` says of the same workbook."""
    arguments: list[str] = json.loads((case / "arguments.json").read_text(encoding="utf-8"))
    for file in case.iterdir():
        if file.name != "arguments.json":
            shutil.copyfile(file, work / file.name)
    if arguments[0] in DATED and "--date" not in arguments:
        arguments += ["--date", "2026-07-06"]
    steps = []
    if arguments[0] == "refresh":
        named = [each for each in arguments if each.lower().endswith(BOOKS) and (work / each).exists()]
        steps += [_called("check", "--layout", "--json", each) for each in named]
    return [*steps, _called(*arguments)]


def _called(*arguments: str) -> list[Any]:
    """[arguments, exit code, what was printed] of one command."""
    from styring_xl.cli import app
    from tests.command_line import CliRunner

    result = CliRunner().invoke(app, list(arguments))
    printed = result.output
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        printed += f"{type(result.exception).__name__}: {result.exception}"
    return [list(arguments), result.exit_code, _CLOCK.sub("TIME", printed.replace(str(Path.cwd()), "FOLDER"))]


def _shipped(work: Path) -> list[Any]:
    """The workbook in the repository, as it is."""
    shutil.copyfile(SHIPPED, work / SHIPPED.name)
    return _life(SHIPPED.name)


def _demo(work: Path) -> list[Any]:
    """A fictive municipality, built by the code itself, through a year's commands."""
    return [_called("demo", "-o", "Demo.xlsm", "--cases", "150"), *_life("Demo.xlsm")]


def _life(book: str) -> list[Any]:
    return [
        _called("refresh", "--dry-run", "--json", book),
        _called("refresh", "--json", book),
        _called("refresh", "--json", book),
        _called("close", "--month", "7", "--date", "2026-08-03", "--json", book),
        _called("snapshot", "--label", "BO3", "--date", "2026-09-04", "--json", book),
        _called("close", "--month", "8", "--date", "2026-09-05", "--note", "Afstemt", "--json", book),
        _called("reopen", "--month", "8", "--json", book),
        _called("undo", book),
        _called("check", "--layout", book),
        _called("refresh", book),
        _called("anonymise", book, "Anonym.xlsx", "--scale", "1.07"),
        _called("refresh", "--year", "2027", "--closed-month", "2", "-o", f"Næste{Path(book).suffix}", book),
    ]


def _template(work: Path) -> list[Any]:
    """What the code builds and draws with no user's data in it."""
    from styring_xl import workbook

    (work / "template.xlsx").write_bytes(workbook.build())
    return [_called("new", "--year", "2026", "Ny.xlsx"), _called("new", "--year", "2026", "Ny.xlsm")]


def _adopted(work: Path) -> list[Any]:
    """A workbook of the user's own gets the sheets it lacks."""
    import xlsxwriter

    with xlsxwriter.Workbook(work / "Egen.xlsx", {"default_date_format": "dd-mm-yyyy"}) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})
        sheet = book.add_worksheet("Bevillinger")
        sheet.write_row(0, 0, ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Mængde", "Startdato", "Stopdato"])
        for row in range(1, 41):
            start = dt.date(2026, 1 + row % 12, 1 + row % 28)
            citizen = f"{61 + row % 30}0{1 + row % 9}10-{row:04d}"
            sheet.write_row(row, 0, [citizen, "Opholdssted", 30_000 + row, "Måned", 1, start])
    return [_called("adopt", "Egen.xlsx"), _called("refresh", "--json", "Egen.xlsx"), _called("undo", "Egen.xlsx")]


def _large(work: Path) -> list[Any]:
    """20.000 rows of the disposition and 500.000 postings, refreshed once."""
    demo = _called("demo", "-o", "Stor.xlsm", "--cases", "20000", "--postings", "500000")
    return [demo, _called("refresh", "--json", "Stor.xlsm")]


def _pressed(work: Path) -> list[Any]:
    """Each button, in a spreadsheet program in memory, with its macros running and without."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    import xlwings

    from styring_xl import buttons, demo
    from tests.excel.engine import open_book

    steps = []
    for name, package in (("shipped", SHIPPED.read_bytes()), ("demo", demo.workbook(cases=60, closed_month=6))):
        for helps in (True, False):
            _, book = open_book(package, helps=helps)
            for command in PRESSES:
                buttons.press(command)
                steps.append([name, helps, command, book.app.alerts[-1], _open_cells(book)])
            del xlwings.Book._mock_caller
    return steps


def _open_cells(book: Any) -> dict[str, str]:
    """A hash for each open sheet, and one for the names."""
    found = {"names": _hash(repr(sorted(book.named.items())).encode())}
    for sheet in book.data:
        cells = sorted((at, repr(value)) for at, value in sheet.cells.items() if value is not None)
        looks = sorted((at, style) for at, style in sheet.styles.items() if style != "Normal")
        shown = (cells, sorted(sheet.formulas.items()), looks, sheet.tables, sorted(sheet.charts.items()))
        found[sheet.name] = _hash(repr(shown).encode())
    return found


OWN: Final[dict[str, Callable[[Path], list[Any]]]] = {
    "*template": _template,
    "*adopted": _adopted,
    "*shipped": _shipped,
    "*demo": _demo,
    "*pressed": _pressed,
    "*large": _large,
}
"""Cases that need no collected files."""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def _hashes(file: Path) -> Any:
    """A workbook part by part, so that a difference says where; another file as a whole. Times left out."""
    data = file.read_bytes()
    if not zipfile.is_zipfile(BytesIO(data)):
        # The record of a change holds the hashes of whole files, and these hold the time they were made at.
        text = re.sub(rb"\b[0-9a-f]{64}\b", b"HASH", data)
        return _hash(_CLOCK.sub("TIME", text.decode("latin-1")).encode("latin-1"))
    parts = {}
    with contextlib.suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError), zipfile.ZipFile(file) as package:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename.startswith("docProps/"):
                content = _CLOCK.sub("TIME", content.decode("utf-8")).encode()
            parts[entry.filename] = _hash(content)
    return parts or _hash(data)


# Comparing


def compare(before: Path, after: Path) -> int:
    """Prints every difference; 1 when there is one."""
    old, new = (json.loads((folder / "dump.json").read_text(encoding="utf-8")) for folder in (before, after))
    told = 0
    for name in sorted({*old, *new}):
        if name not in old or name not in new:
            lines = [f"only in {before if name in old else after}"]
        else:
            lines = [*_steps_differ(old[name]["steps"], new[name]["steps"])]
            for file in sorted({*old[name]["files"], *new[name]["files"]}):
                hashes = (old[name]["files"].get(file), new[name]["files"].get(file))
                kept = [folder / "files" / name.strip("*") / file for folder in (before, after)]
                lines += _files_differ(file, hashes, kept)
        for line in lines:
            print(f"{name}: {line}")
        told += bool(lines)
    print(f"{len(old)} cases, {told} of them differ")
    return 1 if told else 0


def _steps_differ(old: list[Any], new: list[Any]) -> Iterator[str]:
    for was, now in zip_longest(old, new):
        if was != now:
            for part, other in zip_longest(was or [], now or []):
                if part != other:
                    at = next((i for i, (a, b) in enumerate(zip(str(part), str(other), strict=False)) if a != b), 0)
                    yield f"{(was or now)[:2]}: {str(part)[max(0, at - 80) : at + 80]!r} → " + repr(
                        str(other)[max(0, at - 80) : at + 80]
                    )


def _files_differ(file: str, hashes: tuple[Any, Any], kept: Sequence[Path]) -> Iterator[str]:
    was, now = hashes
    if was == now:
        return
    if not isinstance(was, dict) or not isinstance(now, dict):
        yield f"{file}: " + ("another content" if was and now else "is new" if now else "is gone")
        return
    yield f"{file}: parts " + ", ".join(sorted(part for part in {*was, *now} if was.get(part) != now.get(part)))
    if list(was) != list(now) and sorted(was) == sorted(now):
        yield f"{file}: the parts stand in another order"
    yield from _cells_differ(file, *kept)


def _cells_differ(file: str, was: Path, now: Path, most: int = 20) -> Iterator[str]:
    """The first cells whose value, formula, style or number format differ, and names, as openpyxl reads them."""
    import openpyxl

    warnings.simplefilter("ignore")
    count = 0
    for cached in (False, True):
        try:
            old, new = (openpyxl.load_workbook(path, data_only=cached) for path in (was, now))
        except Exception as error:
            yield f"{file}: openpyxl cannot read it ({type(error).__name__})"
            return
        names = [{n: d.attr_text for n, d in book.defined_names.items()} for book in (old, new)]
        if not cached and names[0] != names[1]:
            yield f"{file}: names {sorted(set(names[0].items()) ^ set(names[1].items()))}"
        if old.sheetnames != new.sheetnames:
            yield f"{file}: sheets {old.sheetnames} → {new.sheetnames}"
        for title in old.sheetnames:
            if title not in new.sheetnames or not hasattr(old[title], "iter_rows"):
                continue
            looks = [_looks(book[title]) for book in (old, new)]
            for at in sorted({*looks[0], *looks[1]}):
                if looks[0].get(at) != looks[1].get(at):
                    count += 1
                    if count <= most:
                        yield f"{file}: {title} row {at[0]} column {at[1]}: {looks[0].get(at)} → {looks[1].get(at)}"
    yield f"{file}: {count} cells differ" if count else f"{file}: all cells are alike"


def _looks(sheet: Any) -> dict[tuple[int, int], tuple[Any, ...]]:
    return {
        (cell.row, cell.column): (
            getattr(cell.value, "text", cell.value), cell.style, cell.number_format,
            cell.hyperlink.location if cell.hyperlink else None,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }  # fmt: skip


def main() -> int:
    """Exit code 0: done, and for ``compare`` no difference."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = arguments.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect", help="keep the workbooks and command lines of the tests")
    collecting.add_argument("cases", type=Path)
    recording = commands.add_parser("record", help="keep what the code makes of them")
    recording.add_argument("cases", type=Path)
    recording.add_argument("folder", type=Path)
    recording.add_argument("--large", action="store_true", help="a demo of 20.000 × 500.000 rows too")
    recording.add_argument("-k", "--only", default="", help="only the cases with this text in their names")
    recording.add_argument("-n", "--processes", type=int, default=2)
    comparing = commands.add_parser("compare", help="list every difference")
    comparing.add_argument("folders", type=Path, nargs=2)
    asked, rest = arguments.parse_known_args()
    if asked.command == "collect":
        return collect(asked.cases, rest)
    if rest:
        arguments.error(f"unknown: {' '.join(rest)}")
    if asked.command == "record":
        return record(asked.cases.resolve(), asked.folder.resolve(), asked.large, asked.processes, asked.only)
    return compare(*asked.folders)


if __name__ == "__main__":
    sys.exit(main())
