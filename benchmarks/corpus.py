"""What an edit of real files loses: ours, wolfxl and openpyxl on the same files, a table in ``benchmarks/corpus.md``.

    python benchmarks/corpus.py [FOLDER]

In the first sheet of each file three cells are written: a value that stands there already, the master of a shared
formula (or any other formula) where there is one, and a free cell. Then what a user would miss is counted before and
after, wherever in the package it stands: cells, formulas that still have a text, conditional formats, validations,
charts' series, pictures, shapes, comments, tables, pivots, slicers, sparklines, extensions, macros and so on. A count
that fell, an image whose bytes are gone and a calculation chain that names a cell without formula are losses. How the
XML is spelt does not matter here; that ours changes nothing else at all is what ``tests/books`` proves.

Needs ``pip install -e .[bench]`` and lxml.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import json
import re
import signal
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[2] / "shared" / "corpus"
SECONDS = 60
PEERS = ("ours", "wolfxl", "openpyxl")
OUTCOMES = ("without loss", "with loss", "refused by name", "failed")
COUNTED = frozenset(
    [
        "cfRule",
        "dataValidation",
        "hyperlink",
        "mergeCell",
        "comment",
        "threadedComment",
        "graphicFrame",
        "pic",
        "sp",
        "cxnSp",
        "ser",
        "table",
        "tableColumn",
        "pivotTableDefinition",
        "pivotField",
        "slicer",
        "timeline",
        "sparkline",
        "definedName",
        "sheet",
        "oleObject",
        "control",
        "shape",
        "externalReference",
        "sheetProtection",
        "protectedRange",
        "cellStyle",
        "dxf",
        "queryTable",
        "connection",
        "customSheetView",
        "scenario",
        "ignoredError",
        "webPublishItem",
        "filterColumn",
        "sortCondition",
    ]
)
MEDIA = re.compile(r"(?i)vbaproject\.bin|/media/|/embeddings/|activex\d*\.bin|customui")


def cells_of(path: Path) -> tuple[str, dict[str, float]]:
    """The first sheet, and the cells to write."""
    from styring_xl.books.cell import address
    from styring_xl.books.file import FileBook

    book = FileBook.open(path)
    sheet = book.sheet_names[0]
    grid = book.grid(sheet)
    merged = [(row, column) for ref in grid.merged for row in range(ref.top, min(ref.bottom, ref.top + 99) + 1)
              for column in range(ref.left, min(ref.right, ref.left + 99) + 1)]  # fmt: skip
    taken = {*merged}
    part = book._book.package.read(book._book.sheet(sheet).part)
    wanted: dict[str, float] = {}
    for row, values in enumerate(grid.rows[:500], 1):
        at = next((column for column, value in enumerate(values[:60], 1) if isinstance(value, (int, float))
                   and (row, column) not in taken and (row, column) not in grid.formulas
                   and not any((row, column) in table.ref for table in grid.tables)), None)  # fmt: skip
        if at:
            wanted[address(row, at)] = 4711.25
            break
    master = re.search(rb'<(?:\w+:)?c r="([A-Z]+\d+)"[^>]*><(?:\w+:)?f t="shared" ref=', part)
    if master:
        wanted[master[1].decode()] = 12.5
    wanted[address(len(grid.rows) + 3, 2)] = 815.5
    return sheet, wanted


def ours(path: Path, target: Path, sheet: str, cells: dict[str, float]) -> None:
    from styring_xl import edit_cells

    edit_cells(path, target, {sheet: cells})


def wolfxl(path: Path, target: Path, sheet: str, cells: dict[str, float]) -> None:
    import wolfxl

    _set(wolfxl.load_workbook(path, modify=True), target, sheet, cells)


def openpyxl(path: Path, target: Path, sheet: str, cells: dict[str, float]) -> None:
    import openpyxl

    _set(openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm", rich_text=True), target, sheet, cells)


def _set(book: Any, target: Path, sheet: str, cells: dict[str, float]) -> None:
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(target)


def substance(path: Path) -> Counter[str]:
    """How often everything a user would miss is there."""
    from lxml import etree

    found: Counter[str] = Counter()
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    with zipfile.ZipFile(path) as archive:
        formulas: dict[str, set[str]] = {}
        for name in archive.namelist():
            data = archive.read(name)
            if MEDIA.search(name):
                found["file " + hashlib.sha256(data).hexdigest()[:12]] += 1
            if not name.endswith((".xml", ".vml")) or name.startswith("docProps/"):
                continue
            try:
                tree = etree.fromstring(data, parser)
            except etree.XMLSyntaxError:
                found[f"unreadable {name}"] += 1
                continue
            if etree.QName(tree).localname == "worksheet":
                formulas[name] = _sheet(tree, found)
            elif name.endswith("calcChain.xml"):
                found["calculation chain"] = len(tree)
            if etree.QName(tree).localname in ("worksheet", "workbook"):
                found["extensions"] += sum(bool(node.get("uri")) for node in tree.iter("{*}ext"))
            for node in tree.iter():
                if isinstance(node.tag, str) and (local := etree.QName(node).localname) in COUNTED:
                    found[local] += 1
        found["formulas"] = sum(map(len, formulas.values()))
        # An entry of the chain for a cell without a formula makes Excel offer to repair the file.
        found["calculation chain"] = max(0, found["calculation chain"] - found["formulas"])
    return found


def _sheet(tree: Any, found: Counter[str]) -> set[str]:
    """Counts the cells; returns those whose formula has a text, their own or that of a master."""
    from lxml import etree

    masters, members, with_text = set(), [], set()
    for cell in tree.iter("{*}c"):
        formula = next((node for node in cell if etree.QName(node).localname == "f"), None)
        found["cells with something"] += len(cell) > 0
        found["dynamic arrays"] += "cm" in cell.attrib
        if formula is None:
            continue
        found["array formulas"] += formula.get("t") == "array"
        if formula.text:
            with_text.add(cell.get("r"))
            masters.add(formula.get("si"))
        elif formula.get("t") == "shared":
            members.append((cell.get("r"), formula.get("si")))
    found["shared formulas without master"] += sum(group not in masters for _, group in members)
    found["rows with a height"] += sum("ht" in row.attrib for row in tree.iter("{*}row"))
    return with_text | {place for place, group in members if group in masters}


def lost(before: Counter[str], after: Counter[str], written: int) -> list[str]:
    """What there is less of; one formula may be gone for each cell written, where one stood."""
    bad = ("shared formulas without master", "calculation chain")
    named = {name.split()[0] + " " + name.split()[1][:30] if name.startswith("unreadable") else name for name in after}
    found = [name for name in named if name in bad or name.startswith("unreadable")]
    worse = [name for name in found if after[name] > before[name]]
    for name, count in before.items():
        slack = written if name == "formulas" else 0
        if name not in bad and after[name] < count - slack:
            worse.append("file (picture, macro, object)" if name.startswith("file ") else name)
    return sorted(set(worse))


def attempt(peer: str, path: Path, target: Path, sheet: str, cells: dict[str, float]) -> tuple[str, list[str]]:
    """The outcome, and what was lost."""
    from styring_xl import StyringError

    def stop(*_: object) -> None:
        raise TimeoutError("took over a minute")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        {"ours": ours, "wolfxl": wolfxl, "openpyxl": openpyxl}[peer](path, target, sheet, cells)
    except StyringError as error:
        return "refused by name", [str(error)]
    except BaseException as error:
        return "failed", [type(error).__name__]
    finally:
        signal.alarm(0)
    gone = lost(substance(path), substance(target), len(cells))
    return ("with loss", gone) if gone else ("without loss", [])


def work(peer: str, folder: Path) -> None:
    """All files by one peer; a line of JSON each."""
    warnings.simplefilter("ignore")
    from styring_xl import StyringError

    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(folder.glob("*.xls*")):
            try:
                sheet, cells = cells_of(path)
            except StyringError:
                # What ours will not even open; the others get a cell most files have.
                with zipfile.ZipFile(path) as archive:
                    named = re.search(rb'<(?:\w+:)?sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml"))
                assert named is not None
                sheet, cells = named[1].decode(), {"B7": 815.5}
            outcome, gone = attempt(peer, path, Path(scratch) / path.name, sheet, cells)
            print(json.dumps([path.name, outcome, gone]), flush=True)


def main() -> None:
    if sys.argv[1:2] == ["--peer"]:
        work(sys.argv[2], Path(sys.argv[3]))
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    results: dict[str, list[Any]] = {}
    for peer in PEERS:
        command = [sys.executable, str(HERE), "--peer", peer, str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        results[peer] = [json.loads(line) for line in done.stdout.splitlines()]
    files = len(list(folder.glob("*.xls*")))
    version = importlib.metadata.version
    lines = [
        "# Edits of real files: what is lost",
        "",
        f"{dt.date.today()}, `python benchmarks/corpus.py`, {files} files; Styring-XL {version('styring-xl')}, "
        f"wolfxl {version('wolfxl')}, openpyxl {version('openpyxl')}, Python {sys.version.split()[0]}.",
        'What counts as a loss stands at the top of the script; "failed" is an exception, a crash or over a minute.',
        "",
        "| | " + " | ".join(OUTCOMES) + " |",
        "|---|" + "---|" * len(OUTCOMES),
    ]
    for peer, rows in results.items():
        counts = Counter(outcome for _, outcome, _ in rows)
        counts["failed"] += files - len(rows)
        lines.append(f"| {peer} | " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES) + " |")
    lines += ["", "What was lost, in how many files:", ""]
    for peer, rows in results.items():
        gone = Counter(name for _, outcome, names in rows if outcome == "with loss" for name in names)
        told = ", ".join(f"{name} {count}" for name, count in gone.most_common()) or "nothing"
        lines.append(f"- {peer}: {told}")
    lines += ["", "Refused or failed:", ""]
    for peer, rows in results.items():
        for name, outcome, why in rows:
            if outcome in ("refused by name", "failed"):
                lines.append(f"- {peer}, {name}: {why[0]}")
        if len(rows) < files:
            lines.append(f"- {peer}: the process died after {len(rows)} files")
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE.parent / "corpus.md").write_text(text)


if __name__ == "__main__":
    main()
