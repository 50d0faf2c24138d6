"""What became of a layout: right, told at the place, silently wrong, or a user's own cell harmed."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
from msgspec import Struct, field

from styring_xl.cells.cell import Formula as Written
from styring_xl.errors import StyringError
from styring_xl.outcome import by_code, totals
from tests.refreshed import Told as InMemory
from tests.refreshed import refreshed

from . import product
from .base import MONTHS
from .features import Draft
from .layout import Layout, Rendered, render, save
from .page import MONTH_KEYS, RESULT, Formula, Line, Page, Sheet, address, column_number, plain

RIGHT, TOLD, SILENT, HARMED = "right", "told", "silent", "harmed"
OUTCOMES = (RIGHT, TOLD, SILENT, HARMED)


class Outcome(Struct, dict=True):
    """``why``: what is wrong, one sentence each. ``noise``: codes of findings on a layout that was read right."""

    layout: Layout
    verdict: str
    readable: bool
    why: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return self.verdict in (SILENT, HARMED) or (self.readable and self.verdict != RIGHT)


def try_out(layout: Layout, folder: Path) -> Outcome:
    """Writes the layout's files into the folder and runs the product on them."""
    rendered = render(layout)
    path = save(rendered, folder)
    if layout.kind == "extract":
        from .extract import try_extract

        return try_extract(layout, rendered, path, folder)
    return _workbook(layout, rendered, path, folder)


def _workbook(layout: Layout, rendered: Rendered, path: Path, folder: Path) -> Outcome:
    written = folder / "ud.xlsx"
    words = ["refresh", str(path), "-o", str(written), "--json"]
    if not rendered.draft.settings:
        words += ["--year", str(rendered.town.year), "--closed-month", str(rendered.town.closed)]
    answer = product.run(*words)
    if answer.code == 2:
        return Outcome(layout, TOLD, rendered.readable, [f"refused: {answer.file.get('error', answer.text.strip())}"])
    after = read(written, [sheet.name for sheet in rendered.sheets])
    return _judged(layout, rendered, after, answer.file["totals"], answer.findings)


def in_memory(layout: Layout, folder: Path) -> Outcome:
    """As ``try_out`` for a workbook or a budget, in a fraction of the time: nothing is written but the sheets."""
    rendered = render(layout)
    package = save(rendered, folder).read_bytes()
    stated = {} if rendered.draft.settings else {"year": rendered.town.year, "closed": rendered.town.closed}
    try:
        told = refreshed(package, **stated)
    except StyringError as error:
        return Outcome(layout, TOLD, rendered.readable, [f"refused: {error}"])
    after = {sheet.name: _cells(told, sheet.name) for sheet in rendered.sheets}
    findings = [{**one, "code": code} for code, some in by_code(told.refreshed.findings).items() for one in some]
    return _judged(layout, rendered, after, totals(told.refreshed), findings)


def _cells(told: InMemory, sheet: str) -> dict[tuple[int, int], Any]:
    """The sheet's cells as ``read`` gives them of a file: formulas as their text."""
    grid = told.book.grid(sheet)
    found: dict[tuple[int, int], Any] = {}
    for row, line in enumerate(told.contents(sheet), 1):
        for column, value in enumerate(line, 1):
            if (row, column) in grid.formulas and value == grid.value(row, column):
                found[row, column] = f"={grid.formulas[row, column]}"
            elif value is not None:
                found[row, column] = f"={value.text}" if isinstance(value, Written) else value
    return found


def _judged(
    layout: Layout,
    rendered: Rendered,
    after: dict[str, dict[tuple[int, int], Any]],
    sums: dict[str, int],
    findings: list[dict[str, Any]],
) -> Outcome:
    wrong, harm = [], []
    for sheet in rendered.sheets:
        wrong_here, harm_here = _compare(rendered, sheet, after.get(sheet.name, {}))
        wrong += wrong_here
        harm += harm_here
    off = {
        name: f"{name} is {sums.get(name)}, should be {ore}"
        for name, ore in rendered.town.totals().items()
        if sums.get(name) != ore
    }
    wrong_sums = list(off.values())
    if harm:
        return Outcome(layout, HARMED, rendered.readable, [*harm, *wrong_sums])
    if not off and not wrong:
        return Outcome(layout, RIGHT, rendered.readable, noise=sorted({f["code"] for f in findings}))
    told = Told([finding for finding in findings if not _about_twin(rendered, finding)])
    silent = [] if _ledger_told(rendered, told) else [text for place, text in wrong if not told.at(*place)]
    silent += [
        text
        for name, text in off.items()
        if not _total_told(rendered, told, name, [place for place, _ in wrong])
        and not (name == "expected" and _refused(rendered, told) == rendered.town.rest - sums.get(name, 0))
    ]
    why = [text for _, text in wrong] + wrong_sums
    return Outcome(layout, SILENT if silent else TOLD, rendered.readable, why)


def _ledger_told(rendered: Rendered, told: Told) -> bool:
    """Whether a finding is on the ledger as a whole, or on a posting in trouble, which is why a row lacks it."""
    rows = dispositions(rendered.draft)
    for sheet, page in zip(rendered.sheets, _pages(rendered), strict=False):
        if page in rows or page is rendered.draft.budget:
            continue
        troubled = {(sheet.name, sheet.rows[id(line)]) for line in page.lines if line.trouble and line.kind == "row"}
        if (page is rendered.draft.ledger and sheet.name in told.sheets) or troubled & told.rows:
            return True
    return False


def _about_twin(rendered: Rendered, finding: dict[str, Any]) -> bool:
    """Whether a finding is about an empty column with another's name: it says nothing of any figure."""
    for sheet in rendered.sheets:
        twin = sheet.columns.get("x_twin")
        if (
            sheet.name == finding["sheet"]
            and twin
            and all(column != twin for row, column in sheet.cells if row != sheet.header)
        ):
            name = sheet.cells[sheet.header, twin]
            spots = [
                address(sheet.header, at)
                for at in sheet.columns.values()
                if sheet.cells.get((sheet.header, at)) == name
            ]
            return finding["cell"] in spots
    return False


class Told:
    """Where the product's findings point."""

    def __init__(self, findings: list[dict[str, Any]]) -> None:
        self.rows: set[tuple[str, int]] = set()
        self.refused: set[tuple[str, int]] = set()
        self.cells: set[tuple[str, int, int]] = set()
        self.sheets: set[str] = set()
        self.errors = {finding["sheet"] for finding in findings if finding["severity"] == "fejl"}
        for finding in findings:
            match = re.match(r"([A-Z]+)(\d+)", finding["cell"] or "")
            if match is None:
                self.sheets.add(finding["sheet"])
                continue
            self.rows.add((finding["sheet"], int(match[2])))
            if finding["severity"] == "fejl":
                self.refused.add((finding["sheet"], int(match[2])))
            self.cells.add((finding["sheet"], int(match[2]), column_number(match[1])))

    def within(self, sheet: Sheet, area: tuple[int, int, int, int]) -> bool:
        top, left, bottom, right = area
        return any(n == sheet.name and top <= r <= bottom and left <= c <= right for n, r, c in self.cells)

    def at(self, sheet: Sheet, row: int) -> bool:
        """A finding on the row, on the table's header, or on the sheet as a whole."""
        spots = {(sheet.name, number) for number in (row, *range(max(1, sheet.header - 1), sheet.header + 1))}
        return bool(spots & self.rows) or sheet.name in self.sheets


def _total_told(rendered: Rendered, told: Told, name: str, wrong: list[tuple[Sheet, int]]) -> bool:
    """Whether the cause of a wrong total is told: each wrong row is, or a row, header or sheet that holds a trouble."""
    draft = rendered.draft
    if name == "result":
        return True  # It is the two others.
    if name == "expected" and wrong:
        return all(told.at(*place) for place in wrong)
    rows = dispositions(draft)
    if name == "expected" and _all_told(rendered, told, rows):
        return True
    ledgers = [page for page in (draft.ledger, *draft.extra) if page not in rows]
    pages = {"budget": [draft.budget], "realised": ledgers, "expected": rows}[name]
    for sheet, page in zip(rendered.sheets, _pages(rendered), strict=False):
        if page in pages:
            troubled = [sheet.rows[id(line)] for line in page.lines if line.trouble]
            if any(told.at(sheet, row) for row in troubled) or told.at(sheet, sheet.header):
                return True
            if name == "realised" and sheet.name in told.errors:
                return True
        if (
            name == "budget"
            and draft.notes.get("budget_block")
            and any(told.within(sheet, area) for area in sheet.blocks)
        ):
            return True
    return False


def _refused(rendered: Rendered, told: Told) -> int:
    """Øre that the truth expects of the rows with an error of their own: what is missing when they are not counted."""
    town = rendered.town
    return sum(
        town.expected(town.commitments[line.index], month)
        for sheet, page in zip(rendered.sheets, _pages(rendered), strict=False)
        for line in page.lines
        if page in dispositions(rendered.draft) and line.kind == "row" and line.index >= 0
        if (sheet.name, sheet.rows[id(line)]) in told.refused
        for month in range(town.closed + 1, 13)
    )


def _all_told(rendered: Rendered, told: Told, pages: list[Page]) -> bool:
    """Whether every row of some pages is told, so that nothing of their total is left to be wrong in silence."""
    spots = [
        (sheet, sheet.rows[id(line)])
        for sheet, page in zip(rendered.sheets, _pages(rendered), strict=False)
        for line in page.lines
        if page in pages and line.kind == "row"
    ]
    return bool(spots) and all(told.at(*spot) for spot in spots)


def dispositions(draft: Draft) -> list[Page]:
    """The sheets that the disposition stands on."""
    names = draft.notes.get("dispositions", ())
    return [draft.disposition, *(page for page in draft.extra if page.name in names)]


def _pages(rendered: Rendered) -> list[Any]:
    draft = rendered.draft
    return [page for page in (draft.disposition, draft.ledger, draft.budget, *draft.extra) if page.lines or page.above]


Wrong = tuple[tuple[Sheet, int], str]


def _compare(rendered: Rendered, sheet: Sheet, after: dict[tuple[int, int], Any]) -> tuple[list[Wrong], list[str]]:
    """The cells of one sheet after the refresh: those that hold other kroner than they should, and those harmed."""
    wrong: list[Wrong] = []
    free: set[tuple[int, int]] = set()
    page = next((page for page in dispositions(rendered.draft) if page.name == sheet.name), None)
    if page is not None:
        for line in page.lines:
            if line.kind in ("row", "sum", "either"):
                wrong += _compare_line(rendered, sheet, line, after, free)
    return wrong, compare_kept(sheet, after, free)


def compare_kept(sheet: Sheet, after: dict[tuple[int, int], Any], free: set[tuple[int, int]]) -> list[str]:
    """The users' own cells that are other than they were."""
    harm = []
    for spot in sorted({*sheet.cells, *after}):
        if spot in free:
            continue
        before, now = sheet.cells.get(spot), after.get(spot)
        if not _same(before, now):
            harm.append(f"{sheet.name}!{address(*spot)} was {_shown(before)}, is {_shown(now)}")
    return harm


def _compare_line(
    rendered: Rendered, sheet: Sheet, line: Line, after: dict[tuple[int, int], Any], free: set[tuple[int, int]]
) -> list[Wrong]:
    town, notes = rendered.town, rendered.draft.notes
    members = [line.index] if line.kind == "row" else [each.index for each in line.of]
    months = [0] * 12
    for index in members:
        months = [a + b for a, b in zip(months, town.months(town.commitments[index]), strict=True)]
    row = sheet.rows[id(line)]
    wrong: list[Wrong] = []
    for key, ore in [*zip(MONTH_KEYS, months, strict=True), (RESULT, sum(months))]:
        if key not in sheet.columns:
            continue
        spot = (row, sheet.columns[key])
        before, now = sheet.cells.get(spot), after.get(spot)
        if isinstance(before, Formula):
            continue
        free.add(spot)
        if (line.kind == "either" or notes.get("months_optional")) and _same(before, now):
            continue
        scale = notes["scale"]
        margin = 0 if scale == 1 else scale
        if isinstance(now, int | float | None) and abs(round((now or 0) * 100 * scale) - ore) <= margin:
            continue
        if key == RESULT and _with_pool(rendered, line, now, ore):
            continue
        if line.kind == "sum" and before is None and now is None:
            continue
        name = MONTHS[int(key[1:]) - 1] if key != RESULT else "the result"
        wrong.append(
            (
                (sheet, row),
                f"{sheet.name}!{address(*spot)} ({name}) is {_shown(now)}, should be {ore / 100 / scale:.2f}",
            )
        )
    return wrong


def _with_pool(rendered: Rendered, line: Line, now: Any, ore: int) -> bool:
    """Whether a sum holds the pulje too, where no old figure says whether it did."""
    town, notes = rendered.town, rendered.draft.notes
    pool = sum(amount for _, amount in town.pools)
    if line.kind != "sum" or not pool or not isinstance(now, int | float):
        return False
    unproven = notes["sums"] == "zeros" or notes["fill"] == "empty"
    return bool(unproven and abs(round(now * 100 * notes["scale"]) - ore - pool) <= notes["scale"])


def _same(before: Any, now: Any) -> bool:
    if isinstance(before, Formula):
        return isinstance(now, str) and now.replace(" ", "") == before.text.replace(" ", "")
    before = plain(before)
    if before is None or before == "":
        return now is None or now == ""
    if isinstance(before, int | float) and isinstance(now, int | float):
        return abs(before - now) < 1e-9 * max(1.0, abs(before))
    if isinstance(now, dt.datetime):
        now = plain(now)
    return bool(before == now)


def _shown(value: Any) -> str:
    return repr(value.text if isinstance(value, Formula) else value)


def read(path: Path, names: Iterable[str]) -> dict[str, dict[tuple[int, int], Any]]:
    """The named sheets' cells as openpyxl reads them, formulas as their text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True)
        found = {}
        for name in names:
            if name in book.sheetnames:
                found[name] = {
                    (cell.row, cell.column): cell.value
                    for row in book[name].iter_rows()
                    for cell in row
                    if cell.value is not None
                }
        book.close()
    return found


__all__ = ["OUTCOMES", "Outcome", "try_out"]
