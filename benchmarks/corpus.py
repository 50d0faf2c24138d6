"""What an edit of real files loses: ours, wolfxl and openpyxl on the same files, a table in ``benchmarks/corpus.md``.

    python benchmarks/corpus.py [FOLDER]

In the first sheet of each file three cells are written: a value that stands there already, the master of a shared
formula (or any other formula) where there is one, and a free cell. Each result is then judged by two rules.

* Strict, the rule ``tests/books`` holds ours to (``tests/books/harm.py``): the packages are compared part by part and
  element by element. Every part must be there with the bytes it had; in the edited sheet every element, attribute, row
  and cell but those written must be the same XML (its canonical form); styles may have grown at the end; the
  calculation chain may be gone; a member of a shared formula whose master was overwritten may have got its own text.
  Only that a workbook does not ask for calculation on opening is not held against the others, for it is our own habit.
  A part that is merely spelt in another way, or a content type that was added, fails this rule, also where no user
  would see it.
* Counted: what a user would miss is counted before and after, wherever in the package it stands: cells, formulas that
  still have a text, conditional formats, validations, charts' series, pictures, shapes, comments, tables, pivots,
  slicers, sparklines, extensions, macros and so on. A count that fell, an image whose bytes are gone and a calculation
  chain that names a cell without formula are losses; how the XML is spelt does not matter.

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
TESTS = HERE.parents[1] / "tests"
SECONDS = 60
PEERS = ("ours", "wolfxl", "openpyxl")
OUTCOMES = ("nothing else changed", "changed, nothing missing", "something missing", "refused by name", "failed")
UNTOUCHED, CHANGED, MISSING, REFUSED, FAILED = OUTCOMES
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
RULE = (
    "Three cells are written in the first sheet. *Strict*, the rule of `tests/books/harm.py` that our own tests use:",
    "part by part every byte as it was, and in the edited sheet element by element the same canonical XML for all but",
    "the cells written; styles may have grown, the calculation chain may be gone, members of a shared formula whose",
    "master was overwritten may have got their own text. What passes is *nothing else changed*. What does not is",
    "*counted*: when there are as many cells, formulas, charts, pictures, validations and so on as before (the list",
    "stands in the script) it is *changed, nothing missing* (also where XML is only spelt in another way, or a content",
    "type was added), else *something missing*. *Failed* is an exception, a crash or over a minute.",
)
MEDIA = re.compile(r"(?i)vbaproject\.bin|/media/|/embeddings/|activex\d*\.bin|customui")


def cells_of(path: Path) -> tuple[str, str, dict[str, float]]:
    """The first sheet, its part, and the cells to write."""
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.cells.cell import address

    book = FileBook.open(path)
    sheet = book.sheet_names[0]
    grid = book.grid(sheet)
    merged = [(row, column) for ref in grid.merged for row in range(ref.top, min(ref.bottom, ref.top + 99) + 1)
              for column in range(ref.left, min(ref.right, ref.left + 99) + 1)]  # fmt: skip
    taken = {*merged}
    part = book._book.sheet(sheet).part
    data = book._book.package.read(part)
    wanted: dict[str, float] = {}
    for row, values in enumerate(grid.rows[:500], 1):
        at = next((column for column, value in enumerate(values[:60], 1) if isinstance(value, (int, float))
                   and (row, column) not in taken and (row, column) not in grid.formulas
                   and not any((row, column) in table.ref for table in grid.tables)), None)  # fmt: skip
        if at:
            wanted[address(row, at)] = 4711.25
            break
    master = re.search(rb'<(?:\w+:)?c r="([A-Z]+\d+)"[^>]*><(?:\w+:)?f t="shared" ref=', data)
    if master:
        wanted[master[1].decode()] = 12.5
    wanted[address(len(grid.rows) + 3, 2)] = 815.5
    return sheet, part, wanted


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


def strict(path: Path, target: Path, part: str, cells: dict[str, float]) -> list[str]:
    """What differs and was not meant to, by the rule our own tests use, without the names of parts and cells."""
    from lxml import etree

    sys.path.insert(0, str(TESTS))
    from books.harm import losses

    try:
        found = losses(path.read_bytes(), target.read_bytes(), {part: cells}, calc_chain=True)
    except (etree.XMLSyntaxError, etree.C14NError, ValueError, StopIteration) as error:
        return [f"cannot be compared ({type(error).__name__})"]
    return sorted({_kind_of(each) for each in found if not each.endswith("does not ask for calculation")})


def _kind_of(difference: str) -> str:
    """``xl/charts/chart3.xml: gone`` -> ``charts/chart: gone``."""
    part, _, what = difference.partition(": ")
    folder, _, name = part.rpartition("/")
    short = "/".join((*folder.split("/")[-1:], re.sub(r"[\d]*\.(xml|bin|vml)$", "", name))).lstrip("/")
    what = what.replace("more than the calculation chain is gone", "more than the calculation chain differs")
    return f"{short}: " + re.sub(r"\b[A-Z]{1,3}[0-9]+\b", "a cell", re.sub(r"row [0-9]+", "a row", what))


def attempt(
    peer: str, path: Path, target: Path, sheet: str, part: str, cells: dict[str, float]
) -> tuple[str, list[str], list[str]]:
    """The outcome, what is missing (or why it was not done), and what else differs."""
    from styring_xl import StyringError

    def stop(*_: object) -> None:
        raise TimeoutError("took over a minute")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        {"ours": ours, "wolfxl": wolfxl, "openpyxl": openpyxl}[peer](path, target, sheet, cells)
    except StyringError as error:
        return REFUSED, [str(error)], []
    except BaseException as error:
        return FAILED, [type(error).__name__], []
    finally:
        signal.alarm(0)
    differs = strict(path, target, part, cells)
    gone = lost(substance(path), substance(target), len(cells))
    return (MISSING if gone else CHANGED if differs else UNTOUCHED), gone, differs


def work(peer: str, folder: Path) -> None:
    """All files by one peer; a line of JSON each."""
    warnings.simplefilter("ignore")
    from styring_xl import StyringError

    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(folder.glob("*.xls*")):
            try:
                sheet, part, cells = cells_of(path)
            except StyringError:
                # What ours will not even open; the others get a cell most files have.
                with zipfile.ZipFile(path) as archive:
                    named = re.search(rb'<(?:\w+:)?sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml"))
                assert named is not None
                sheet, part, cells = named[1].decode(), "xl/worksheets/sheet1.xml", {"B7": 815.5}
            found = attempt(peer, path, Path(scratch) / path.name, sheet, part, cells)
            print(json.dumps([path.name, *found]), flush=True)


def _told(results: dict[str, list[Any]], at: int, outcomes: tuple[str, ...], most: int) -> list[str]:
    """A line for each peer: how many files each thing was found in."""
    lines = []
    for peer, rows in results.items():
        found = Counter(name for row in rows if row[1] in outcomes for name in row[at])
        shown = ", ".join(f"{name} {count}" for name, count in found.most_common(most)) or "nothing"
        more = f", and {len(found) - most} more kinds" if len(found) > most else ""
        lines.append(f"- {peer}: {shown}{more}")
    return lines


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
        "",
        *RULE,
        "",
        "| | " + " | ".join(OUTCOMES) + " |",
        "|---|" + "---|" * len(OUTCOMES),
    ]
    for peer, rows in results.items():
        counts = Counter(row[1] for row in rows)
        counts[FAILED] += files - len(rows)
        lines.append(f"| {peer} | " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES) + " |")
    lines += ["", "Strict: what else differs, in how many files (the most frequent):", ""]
    lines += _told(results, 3, (CHANGED, MISSING), 16)
    lines += ["", "Counted: what is missing, in how many files:", ""]
    lines += _told(results, 2, (MISSING,), 99)
    lines += ["", "Refused or failed:", ""]
    for peer, rows in results.items():
        lines += [f"- {peer}, {row[0]}: {row[2][0]}" for row in rows if row[1] in (REFUSED, FAILED)]
        if len(rows) < files:
            lines.append(f"- {peer}: the process died after {len(rows)} files")
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE.parent / "corpus.md").write_text(text)


if __name__ == "__main__":
    main()
