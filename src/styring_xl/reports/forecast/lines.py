"""The table of *Prognose*: each line with what is typed on it, the method it uses and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, Keep, Value, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish.text import label
from styring_xl.figures.forecast_lines import ForecastLine, named_lines
from styring_xl.model import forecast
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reading.history.words import LineKey
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports import comment_rows
from styring_xl.reports.comments import Commentary
from styring_xl.reports.division import ALL, begin, total_of
from styring_xl.reports.forecast import made, typed
from styring_xl.reports.forecast.columns import (
    AREA,
    EARLIER,
    ESTIMATE,
    METHOD,
    OUTSIDE,
    RISK,
    TYPED,
    UNKNOWN,
    WIDTH,
    columns,
)
from styring_xl.reports.forecast.commented import COMMENTED, DividedForecast, comment_lines
from styring_xl.reports.forecast.outcome import NO_MONTHS, NO_SIMULATION, NO_YEAR, ForecastRow, put_outcome, said
from styring_xl.reports.forecast.typed import TypedRow
from styring_xl.reports.report import Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import Table
from styring_xl.reports.typed import Typed, moved
from styring_xl.reports.variance.cells import VarianceCells
from styring_xl.standard import style

ROLE: Final = "prognose"
GONE: Final = "linjen findes ikke"
_OUT: Final = "Linjer uden prognose, ikke regnet med i resultatet: "

_ALWAYS: Final = frozenset(
    ("original", "revised", "spent", "disposed", "outside", "forecast", "result", "risk", "unknown", "all",
     "all_result")
)  # fmt: skip
"""Columns whose sums are shown though nobody has a number in them."""


class _ForecastSums(Struct):
    """What a group or the whole adds up to, øre by column; a column nobody has a number in is not there."""

    amounts: dict[str, int] = field(default_factory=dict)

    def add(self, column: str, amount: int | None) -> None:
        if amount is not None:
            self.amounts[column] = self.amounts.get(column, 0) + amount

    def add_all(self, other: _ForecastSums) -> None:
        for column, amount in other.amounts.items():
            self.add(column, amount)


class ForecastTable:
    """Puts the rows together and notes what in the user's cells has no meaning."""

    def __init__(self, material: Material, site: Site, divided: DividedForecast) -> None:
        self.divided = divided
        self.sign = material.snapshot.settings.sign
        shown = columns(Heading(material.figures.year, self.sign))
        self.taken = comment_rows.in_the_way(material.snapshot, AREA, WIDTH)
        """The user's cell where last month's words would stand on a sheet of an earlier edition, mostly empty."""
        if self.taken:
            shown = tuple(each for each in shown if each.name != "last")
        self.commentary = Commentary(material, COMMENTED, comment_lines(divided))
        self.rows = Rows(site.sheet, site.corner.top, site.corner.left, len(shown))
        self.table = Table(self.rows, shown)
        self.closed = material.figures.closed
        self.tracer = material.tracer
        self.problems: list[Problem] = []
        self.left: list[TypedRow] = []
        self.variance = VarianceCells.of(material)
        postings = material.snapshot.layout.of(header.POSTINGS)
        self.ledger = postings[0] if postings else None
        self.said: dict[str, int] = {}
        """What each line comes to with risk and unknown inflow, with its own puljer, øre by name; segments together."""
        self.lines, _ = named_lines(material.snapshot.parameters)
        self.out: list[int] = []
        """The budget of each line without a forecast, øre."""

    def write(self, found: Sequence[TypedRow]) -> None:
        """Header, segments with their groups, the total, what it leaves out, and input and words whose line is gone."""
        table, segments = self.table, self.divided
        table.header()
        keys = [LineKey(segment, line.group, line.name) for segment, lines in segments for line in lines]
        given, self.left = typed.matched(found, keys)
        summed: list[int] = []
        whole = _ForecastSums()
        first = table.next_row
        before = 0
        for segment, lines in segments:
            if not lines:
                continue
            begin(table, segment, first=table.next_row == first)
            mine = {at: given[before + at] for at in range(len(lines)) if before + at in given}
            heads, sums = self._groups(segment, lines, mine)
            if segment:
                heads = [table.total(self._summed(segment, total_of(segment), sums), heads)]
            summed += heads
            whole.add_all(sums)
            before += len(lines)
        last = table.next_row - 1
        table.total(self._summed("", ALL, whole), summed)
        if keys:
            self._left_out(first, last)
        self._leftovers()
        self.commentary.foot(self.rows, next(at for at, each in enumerate(table.columns) if each.name == "comment"))
        if self.taken:
            comment_rows.told(self.rows, self.taken)

    def _groups(
        self, segment: str, lines: Sequence[ForecastLine], given: Mapping[int, TypedRow]
    ) -> tuple[list[int], _ForecastSums]:
        """The groups of a segment with their lines: the sheet rows of the groups, and what they add up to."""
        table = self.table
        groups: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            groups.setdefault(line.group, []).append(at)
        heads: list[int] = []
        whole = _ForecastSums()
        for name, members in groups.items():
            head = table.next_row
            heads.append(head)
            sums = _ForecastSums()
            written = [
                self._line(segment, lines[at], head + 1 + number, given.get(at), sums)
                for number, at in enumerate(members)
            ]
            whole.add_all(sums)
            table.group(self._group(segment, name, sums, head + 1, head + len(members)), len(members))
            for at, row in zip(members, written, strict=True):
                told = partial(made.line, self.tracer, segment, lines[at], table, row.at)
                table.line(row.cells, row.looks, told)
        return heads, whole

    def _keep(self, found: TypedRow | None, key: str, row: int) -> Typed:
        if found is None or key not in found.cells:
            return None
        return moved(found.cells[key], found.row, row)

    def _line(
        self, segment: str, line: ForecastLine, at: int, found: TypedRow | None, sums: _ForecastSums
    ) -> ForecastRow:
        """A line's cells and looks; its numbers are added to ``sums``."""
        row = ForecastRow(at, {"name": line.name, "auto": line.auto})
        for name, result in zip(EARLIER, line.earlier, strict=True):
            row.put(name, None if result is None else to_kroner(result), result)
        for name, source, ore in (
            ("original", "original", line.original),
            ("revised", "revised", line.revised),
            ("disposed", "expected", line.disposed),
        ):
            row.put(name, self._linked(line, source, to_kroner(ore)), ore)
        row.put("spent", to_kroner(line.spent), line.spent)
        for name, drawn in (
            ("low", line.simulated.low),
            ("simulated", line.simulated.middle),
            ("high", line.simulated.high),
        ):
            row.put(name, None if drawn is None else to_kroner(drawn), drawn)
        row.put("late", None if line.late is None else to_kroner(line.late), line.late)
        self._two_methods(line, row)
        for key in (ESTIMATE, OUTSIDE, RISK, UNKNOWN):
            content, number = typed.number_or_text(self._keep(found, key, at))
            row.put(TYPED[key], content, number)
            if content is not None and number is None:
                self._problem(Kind.FORECAST_AMOUNT, key, at, TYPED[key], content)
        row.cells |= self._said(LineKey(segment, line.group, line.name), at)
        row.cells["error"] = None if line.error is None else round(line.error, 4)
        self._method(line, row, self._keep(found, METHOD, at))
        self._source(line, row)
        self._add(line, row, sums)
        return row

    def _method(self, line: ForecastLine, row: ForecastRow, content: Typed) -> None:
        """The line's method and what it comes to; ``content`` is what stands in its cell."""
        chosen = typed.method(content)
        # A word that means a method is written as the list has it, so that the formula knows it too.
        row.cells["method"] = content if chosen is None or isinstance(content, Formula) else chosen or None
        used = line.standard if chosen == "" else line.auto if chosen == forecast.AUTO else chosen
        put_outcome(self.table, row, used, line.standard, _shown(content), self.closed, self.sign)
        if chosen is None:
            self._problem(Kind.FORECAST_METHOD, METHOD, row.at, "method", content)
        elif chosen == forecast.AUTO and line.error is None:
            self._problem(Kind.FORECAST_AUTO, METHOD, row.at, "method", content)
        elif row.numbers["forecast"] is None:
            kind = {
                NO_MONTHS: Kind.FORECAST_CLOSED,
                NO_YEAR: Kind.FORECAST_MONTHS,
                NO_SIMULATION: Kind.FORECAST_SIMULATED,
            }.get(str(_shown(row.cells["forecast"])), Kind.FORECAST_ESTIMATE)
            self._problem(kind, METHOD, row.at, "method", content)

    def _add(self, line: ForecastLine, row: ForecastRow, sums: _ForecastSums) -> None:
        """Add the line to the totals, or to what is left out of them where it has no forecast."""
        whole = row.numbers["all"]
        if whole is None:
            self.out.append(row.numbers["revised"] or 0)
        else:
            name = self.lines.get(label(line.kept_for), line.kept_for or line.name)
            self.said[name] = self.said.get(name, 0) + whole
        for column in self.table.columns:
            # Risk and unknown inflow of a line without a forecast are left out of the totals with it.
            if column.summed and (whole is not None or column.name not in ("risk", "unknown")):
                sums.add(column.name, row.numbers.get(column.name))

    def _linked(self, line: ForecastLine, column: str, amount: float) -> Content:
        """The figure as *Afvigelse* has it, where that sheet is."""
        if self.variance is None or not line.sources:
            return amount
        return Formula("+".join(self.variance.ref(column, each) for each in line.sources), amount)

    def _two_methods(self, line: ForecastLine, row: ForecastRow) -> None:
        twelfths, last = line.twelfths, line.last_twelve
        if twelfths is None:
            row.put("twelfths", NO_MONTHS, None)
        else:
            text = f"ROUND({self.table.ref('spent', row.at)}*12/{self.closed},2)"
            row.put("twelfths", Formula(text, to_kroner(twelfths)), twelfths)
        row.put("last_twelve", NO_YEAR if last is None else to_kroner(last), last)
        if twelfths is not None and last is not None:
            row.put("difference", to_kroner(last - twelfths), last - twelfths)

    def _source(self, line: ForecastLine, row: ForecastRow) -> None:
        """Where the line's figures are from, one click away; every line has something here, and no other row has."""
        column = self.table.column("source")
        row.cells["source"], row.looks["source"] = standard.DISPOSITION, style.COMPUTED_TEXT
        if self.variance is not None and line.sources:
            self.rows.links.append(self.variance.link(row.at, column, line.sources[0]))
            row.cells["source"], row.looks["source"] = self.variance.sheet, style.LINK
        elif self.ledger is not None:
            target = f"{quote_sheet(self.ledger.sheet)}!A{self.ledger.first_row}"
            self.rows.links.append(Link(row.at, column, target, "Gå til posteringerne"))
            row.cells["source"], row.looks["source"] = self.ledger.sheet, style.LINK

    def _said(self, key: LineKey, at: int) -> dict[str, Typed]:
        """The words of a row."""
        return self._shown(self.commentary.cells(key, at))

    def _shown(self, words: Mapping[str, Typed]) -> dict[str, Typed]:
        """Those that the sheet has a column for."""
        return {name: cell for name, cell in words.items() if name in self.table.names}

    def _summed(self, segment: str, name: str, sums: _ForecastSums, *, is_total: bool = True) -> dict[str, Content]:
        """The cells of a row of sums."""
        cells: dict[str, Content] = {
            column.name: to_kroner(sums.amounts.get(column.name, 0))
            for column in self.table.columns
            if column.summed and (column.name in sums.amounts or column.name in _ALWAYS)
        }
        word = said(self.table, self.table.next_row, sums.amounts.get("all_result", 0), self.sign)
        key = LineKey("" if name == ALL else segment, "" if is_total else name, name if is_total else "")
        return {**cells, "name": name, "word": word, **self._said(key, self.table.next_row)}

    def _group(self, segment: str, name: str, sums: _ForecastSums, first: int, last: int) -> dict[str, Content]:
        cells = self._summed(segment, name, sums, is_total=False)
        lines = self.table.span("forecast", "forecast", first, last)
        for column in ("risk", "unknown"):
            # Only of lines with a forecast, as the sums of the columns after it.
            text = f'SUMIF({lines},">-1E+300",{self.table.span(column, column, first, last)})'
            cells[column] = Formula(text, to_kroner(sums.amounts.get(column, 0)))
        return cells

    def _left_out(self, first: int, last: int) -> None:
        """How many lines the total leaves out, and their budget, which is in the total's but not in its result."""
        why = self.table.span("forecast", "forecast", first, last)
        revised = self.table.span("revised", "revised", first, last)
        self.table.loose(
            {
                "name": Formula(f'"{_OUT}"&COUNTA({why})-COUNT({why})', f"{_OUT}{len(self.out)}"),
                "revised": Formula(f'SUM({revised})-SUMIF({why},">-1E+300",{revised})', to_kroner(sum(self.out))),
            },
            {"name": style.ERROR if self.out else style.NOTE, "revised": style.COMPUTED},
        )

    def _leftovers(self) -> None:
        kept = [found for found in self.left if found.cells]
        if not kept:
            return
        self.rows.blank()
        self.rows.section(typed.GONE_SECTION)
        plain = {
            column.name: style.COMPUTED
            for column in self.table.columns
            if not column.look.typed and column.name not in ("name", "source")
        }
        # Those of one segment together, those of a sheet that was not divided first.
        order = list(dict.fromkeys(("", *(found.segment for found in kept))))
        kept.sort(key=lambda found: order.index(found.segment))
        segment = ""
        for found in kept:
            if found.segment != segment:
                segment = found.segment
                begin(self.table, segment, first=True)
            row = self.table.next_row
            cells = {name: self._keep(found, key, row) for key, name in TYPED.items()}
            cells |= self._shown(self.commentary.taken(found.segment, found.name, row))
            self.table.line({**cells, "name": found.name or None, "source": GONE}, plain)
            self._problem(Kind.FORECAST_GONE, "", row, "name", found.name)

    def _problem(self, kind: Kind, name: str, row: int, column: str, content: Content) -> None:
        at = self.table.column(column)
        self.problems.append(Problem(kind, name, ROLE, self.rows.sheet, row, at, _shown(content)))


def _shown(content: Content) -> Value:
    value = content.value if isinstance(content, Formula) else content
    return None if isinstance(value, Keep) else value
