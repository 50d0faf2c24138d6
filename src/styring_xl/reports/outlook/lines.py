"""The table of *Flerårsoverblik*: the lines of *Afvigelse* through five years, and the budgets users type for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.formula import moved
from styring_xl.danish import writing
from styring_xl.danish.text import label, read_amount
from styring_xl.figures.outlook import YEARS, Outlook
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports.outlook import made
from styring_xl.reports.outlook.columns import (
    BUDGET_OF,
    ENDED,
    EXPECTED_OF,
    LEFT,
    LEFT_OVER,
    MOVEMENT,
    SWITCH,
    TOTAL,
    VARIANCE_OF,
    columns,
)
from styring_xl.reports.outlook.typed import TypedBudget, TypedOutlook
from styring_xl.reports.report import Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import RowKind, Table, Values, summed, worked_out
from styring_xl.reports.typed import NumberedLine
from styring_xl.standard import style
from styring_xl.standard.place import UNCERTAINTY
from styring_xl.standard.words import NO, YES

ROLE: Final = "flerårsoverblik"
_GROUP_SUM: Final = "(gruppens sum)"
_NOTES: Final = (
    "Første år er forventet regnskab som i Afvigelse. De næste år er summen af de kendte bevillinger: åbne løber "
    "videre, andre slutter på stopdatoen, og sandsynlighed tæller med.",
    "Kun kendte bevillinger er med: nye sager ud over puljerne er ikke, så de senere år falder, når sager slutter.",
    "Puljer, og linjer som ingen er bevilget til (f.eks. statsrefusion og indtægter), gentager første års beløb "
    "uændret. Forbrug uden bevilling i første år gentages ikke.",
    "Takster hæves i de senere år med PL-indekset i Parametre (årets indeks ÷ regnskabsårets). En bevilling, der "
    "begynder i et senere år, har det års pris. Uden indeks hæves taksten ikke.",
    "Budget i de senere år skrives i de gule felter. En gruppe og I alt får budget og afvigelse, når alle linjer med "
    "budget i første år er udfyldt.",
    "Aldersreglen: en bevilling uden stopdato i en børneforanstaltning slutter dagen før 18 år, og dagen før 23 år, "
    "når den begyndte efter 18 (efterværn). Skriv nej for at slå reglen fra.",
    "Første år er som i Afvigelse, også når borgeren fylder 18 i det. Hvad borgeren siden koster som voksen, er kun "
    "med, når det er bevilget. Er en foranstaltning for børn, siger Parametre, ellers borgernes alder.",
)

_MOVEMENT: Final = (
    f"Ventet til- og afgang er gennemsnittet af de simulerede forløb på {UNCERTAINTY}: stop, ingen har bevilget endnu, "
    "og sager, ingen har mødt endnu. Den gælder kun første år og er ikke med i Forventet."
)


class _Whole(Struct, frozen=True):
    """The total: its sheet row, and its expected results and budgets in øre."""

    row: int
    amounts: list[int]
    budgets: list[int | None]


class OutlookTable:
    """Writes the table, what decides it, and what was typed for lines that are gone."""

    def __init__(self, material: Material, site: Site, typed: TypedOutlook, computed: Outlook) -> None:
        self.tracer = material.tracer
        self.groups = material.figures.groups
        self.year = material.figures.year
        self.sign = material.snapshot.settings.sign
        self.typed = typed
        self.waiting = dict(typed.budgets)
        self.computed = computed
        found = material.movement
        self.movement = None if found is None else found.by_label()
        """Øre that is expected of a measure's stops and inflow this year, by its label; what a line has is taken out.
        None where it is not shown."""
        shown = columns(Heading(self.year, self.sign), movement=found is not None)
        self.rows = Rows(site.sheet, site.corner.top, site.corner.left, len(shown))
        self.table = Table(self.rows, shown)
        self.problems: list[Problem] = []
        parameters = material.snapshot.parameters
        # Without any index no finding is needed: the sheet itself says that the rates are not raised.
        for year in computed.unraised if parameters.index else ():
            self.problems.append(Problem(Kind.OUTLOOK_INDEX, "", ROLE, parameters.sheet, 0, 0, year))

    def write(self) -> list[list[Content]]:
        """All of it; returns the chart's figures: a row for each year with its expected result and budget, if any."""
        total = self._lines()
        self._assumptions()
        self._left()
        return [
            [
                str(self.year + later),
                Formula(self.table.ref(EXPECTED_OF[later], total.row), to_kroner(amount)),
                Formula(self.table.ref(BUDGET_OF[later], total.row), "" if budget is None else to_kroner(budget)),
            ]
            for later, (amount, budget) in enumerate(zip(total.amounts, total.budgets, strict=True))
        ]

    def _lines(self) -> _Whole:
        """The lines in their groups and the total."""
        table = self.table
        table.header()
        first = table.next_row
        heads: list[int] = []
        everything: list[VarianceLine] = []
        budgets: list[list[int | None]] = []
        moving: list[int] = []
        for group in self.groups:
            head = table.next_row
            heads.append(head)
            start = len(everything)
            lines: list[Values] = []
            seen: dict[str, int] = {}
            for line in group.lines:
                name = label(line.measure)
                key = (label(group.name), name, seen.get(name, 0))
                seen[name] = key[2] + 1
                values, mine = self._line(
                    line, key, self.computed.amounts[len(everything)].tolist(), head + 1 + len(lines)
                )
                moving.append(0 if self.movement is None else self.movement.pop(name, 0))
                lines.append({**values, **self._moving(moving[-1:])})
                budgets.append(mine)
                everything.append(line)
            amounts = self.computed.amounts[start : len(everything)].sum(axis=0).tolist()
            shown = [_budget(everything[start:], [each[at] for each in budgets[start:]]) for at in range(YEARS)]
            below = range(head + 1, head + 1 + len(lines))
            # A sum of one line names its cell alone.
            over = below if len(below) > 1 else list(below)
            sums = self._sums(head, group.name, amounts, shown, over, below)
            table.add(RowKind.GROUP, {**sums, **self._moving(moving[start:], over)})
            for number, values in enumerate(lines, start):
                where = (self.rows.sheet, table.next_row, table.column(EXPECTED_OF[0]))
                table.line(
                    values, made=partial(made.line, self.tracer, self.computed, number, everything[number], where)
                )
        row = table.next_row
        amounts = self.computed.amounts.sum(axis=0).tolist()
        shown = [_budget(everything, [each[at] for each in budgets]) for at in range(YEARS)]
        sums = self._sums(row, TOTAL, amounts, shown, heads, range(first, row))
        table.add(RowKind.TOTAL, {**sums, **self._moving(moving, heads)})
        return _Whole(row, amounts, shown)

    def _line(
        self, line: VarianceLine, key: NumberedLine, amounts: list[int], row: int
    ) -> tuple[Values, list[int | None]]:
        """One line, and its budgets: None where nobody has typed a number."""
        budgets: list[int | None] = [line.revised]
        cells: dict[str, Content] = {"measure": line.measure, BUDGET_OF[0]: to_kroner(line.revised)}
        for later in range(1, YEARS):
            name = BUDGET_OF[later]
            entry = self.waiting.pop((key, self.year + later), None)
            cells[name] = None if entry is None else _kept(entry, row, self.table.column(name))
            budgets.append(None if entry is None else self._number(entry, row, self.table.column(name)))
        for later, amount in enumerate(amounts):
            cells[EXPECTED_OF[later]] = to_kroner(amount)
            cells[VARIANCE_OF[later]] = self._difference(row, later, budgets[later], amount)
        return cells, budgets

    def _moving(self, ore: Sequence[int], over: range | Sequence[int] | None = None) -> dict[str, Content]:
        """The cell of what is expected of stops and inflow, which ``over`` makes the sum of some rows."""
        if self.movement is None:
            return {}
        value = to_kroner(sum(ore))
        if over is None:
            return {MOVEMENT: value or None}
        return {MOVEMENT: worked_out(summed(over, lambda each: self.table.ref(MOVEMENT, each)) or "0", value)}

    def _number(self, entry: TypedBudget, row: int, column: int) -> int | None:
        found = _ore(entry)
        if found is None:
            self.problems.append(Problem(Kind.OUTLOOK_NUMBER, "", ROLE, self.rows.sheet, row, column, entry.value))
        return found

    def _difference(self, row: int, later: int, budget: int | None, amount: int) -> Formula:
        of_budget = self.table.ref(BUDGET_OF[later], row)
        text = self.sign.difference(of_budget, self.table.ref(EXPECTED_OF[later], row))
        if later or budget is None:
            text = f'IF(ISNUMBER({of_budget}),{text},"")'
        return Formula(text, "" if budget is None else to_kroner(self.sign.factor * (budget - amount)))

    def _sums(
        self,
        row: int,
        name: str,
        amounts: Sequence[int],
        budgets: Sequence[int | None],
        over: range | Sequence[int],
        lines: range,
    ) -> Values:
        """The row of a group or of all, which sums the rows ``over``. A later year's budget stands there when the rows
        of the table among ``lines`` have one wherever the first year has."""

        def down(column: str) -> str:
            return summed(over, lambda each: self.table.ref(column, each)) or "0"

        cells: dict[str, Content] = {"group": name}
        for later, (amount, budget) in enumerate(zip(amounts, budgets, strict=True)):
            column = BUDGET_OF[later]
            text = down(column)
            if later:
                text = f'IF({self._whole(column, lines)},{text},"")' if over else '""'
            cells[EXPECTED_OF[later]] = worked_out(down(EXPECTED_OF[later]), to_kroner(amount))
            cells[column] = worked_out(text, "" if budget is None else to_kroner(budget))
            cells[VARIANCE_OF[later]] = self._difference(row, later, budget, amount)
        return cells

    def _whole(self, column: str, lines: range) -> str:
        """The condition that a later year's budget is there for every line of the first year's."""
        base = self.table.span(BUDGET_OF[0], BUDGET_OF[0], lines[0], lines[-1])
        mine = self.table.span(column, column, lines[0], lines[-1])
        return f"AND(SUMPRODUCT(({base}<>0)*(1-ISNUMBER({mine})))=0,COUNT({mine})>0)"

    def _assumptions(self) -> None:
        """What decides the later years: the switch, how many rows end by age, and how it is computed."""
        rows = self.rows
        rows.blank()
        rows.section("Forudsætninger")
        table = Table(rows, ENDED)
        entry = self.typed.by_age
        row, column = table.next_row, table.column(EXPECTED_OF[0])
        answer: Content = YES
        if entry is not None:
            answer = _kept(entry, row, column)
            if label(entry.value) not in (YES, NO):
                self.problems.append(Problem(Kind.OUTLOOK_SWITCH, "", ROLE, rows.sheet, row, column, entry.value))
        rows.add([SWITCH, None, answer], [style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.INPUT_TEXT])
        ended = dict(zip(EXPECTED_OF, map(float, self.computed.ended), strict=True))
        table.line(
            {"name": "Åbne bevillinger, som aldersreglen slutter i året", **ended},
            made=partial(made.ended, self.tracer, self.computed),
        )
        if self.computed.unraised:
            years = ", ".join(map(str, self.computed.unraised))
            rows.note(
                f"PL-indeks mangler for {years} eller bevillingens eget år: taksterne er ikke hævet.", style.WARNING
            )
        if self.movement is not None:
            rows.note(_MOVEMENT)
            if rest := sum(self.movement.values()):
                rows.note(f"Foranstaltninger uden linje her ventes at komme til {writing.kroner(rest)} kr. oveni.")
        for text in _NOTES:
            rows.note(text)

    def _left(self) -> None:
        """What was typed for lines and years that are not here: kept, and put back when they come again."""
        if not self.waiting:
            return
        self.rows.blank()
        self.rows.section(LEFT)
        table = Table(self.rows, LEFT_OVER)
        table.header()
        for (_, year), entry in sorted(self.waiting.items(), key=lambda each: each[0]):
            table.line(
                {
                    "group": entry.group or None,
                    "measure": entry.measure or _GROUP_SUM,
                    "year": float(year),
                    "budget": _kept(entry, table.next_row, table.column("budget")),
                }
            )


def _budget(lines: list[VarianceLine], budgets: list[int | None]) -> int | None:
    """The sum of the lines' budgets, None unless every line with a budget in the first year has one."""
    typed = [each for each in budgets if each is not None]
    if not typed or any(line.revised and each is None for line, each in zip(lines, budgets, strict=True)):
        return None
    return sum(typed)


def _ore(entry: TypedBudget) -> int | None:
    """A typed number in øre; a text that looks like one is none to the formulas either."""
    value = entry.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return read_amount(value)


def _kept(entry: TypedBudget, row: int, column: int) -> Content:
    """What was typed, as it was typed; a formula's references move with it."""
    if entry.formula is None:
        return entry.value
    return Formula(moved(entry.formula, row - entry.row, column - entry.column), entry.value)
