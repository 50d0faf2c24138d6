"""*Flerårsoverblik*: the budget year and the four after it, against the budgets users type for them."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.formula import moved
from styring_xl.cells.patch import Area
from styring_xl.danish.text import label, read_amount
from styring_xl.figures import outlook
from styring_xl.figures.outlook import YEARS, Outlook
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reading.typed import outlook as typed_cells
from styring_xl.reading.typed.outlook import LineKey, TypedBudget, TypedOutlook
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.OUTLOOK_AREA
ROLE: Final = "flerårsoverblik"
_EXPECTED, _BUDGET, _VARIANCE = 2, 2 + YEARS, 2 + 2 * YEARS
_GROUP_SUM: Final = "(gruppens sum)"
_WIDTH: Final = 2 + 3 * YEARS
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


def applies(snapshot: Snapshot) -> bool:
    """True when a commitment runs beyond the year."""
    rows = snapshot.disposition.commitments
    after = np.datetime64(f"{snapshot.year}-12-31")
    return bool((rows.computable & (np.isnat(rows.active_stop) | (rows.active_stop > after))).any())


def draw(material: Material, site: Site) -> Drawn:
    """The table with its yellow cells as they were typed, what decides it, and the chart's figures."""
    snapshot = material.snapshot
    typed = TypedOutlook()
    if AREA in snapshot.typed and AREA in snapshot.areas:
        typed = typed_cells.read(snapshot.typed[AREA], snapshot.areas[AREA][1])
    computed = outlook.compute(
        snapshot.disposition.commitments, snapshot.parameters, material.figures, by_age=typed.ends_by_age
    )
    writer = _OutlookSheet(material, site, typed, computed)
    total = writer.table()
    writer.assumptions()
    writer.left()
    chart = writer.chart(total, site.charts[standard.OUTLOOK_CHART])
    return Drawn((writer.rows.area(AREA), chart), tuple(writer.problems))


class _OutlookSheet:
    def __init__(self, material: Material, site: Site, typed: TypedOutlook, computed: Outlook) -> None:
        self.groups = material.figures.groups
        self.year = material.figures.year
        self.minus = material.snapshot.settings.variance_is_budget_minus
        self.typed = typed
        self.waiting = dict(typed.budgets)
        self.computed = computed
        self.rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
        self.problems: list[Problem] = []
        parameters = material.snapshot.parameters
        # Without any index nobody meant to raise the rates, and the sheet itself says that they are not.
        for year in computed.unraised if parameters.index else ():
            self.problems.append(Problem(Kind.OUTLOOK_INDEX, "", ROLE, parameters.sheet, 0, 0, year))

    def _at(self, row: int, column: int) -> str:
        return self.rows.cell(row, column)

    def table(self) -> tuple[int, list[int], list[int | None]]:
        """The lines in their groups and the total. Returns the total's row, expected results and budgets."""
        sign = standard.SIGNS[0] if self.minus else standard.SIGNS[1]
        self.rows.add(standard.outlook_columns(self.year, sign), [style.HEADER] * 2 + [style.HEADER_NUMBER] * 3 * YEARS)
        first = self.rows.next_row
        heads: list[int] = []
        everything: list[VarianceLine] = []
        budgets: list[list[int | None]] = []
        for group in self.groups:
            head = self.rows.add([], [])
            heads.append(head)
            start = len(everything)
            seen: dict[str, int] = {}
            for line in group.lines:
                name = label(line.measure)
                key = (label(group.name), name, seen.get(name, 0))
                seen[name] = key[2] + 1
                budgets.append(self._line(line, key, self.computed.amounts[len(everything)].tolist()))
                everything.append(line)
            amounts = self.computed.amounts[start : len(everything)].sum(axis=0).tolist()
            shown = [_budget(everything[start:], [each[at] for each in budgets[start:]]) for at in range(YEARS)]
            self._sums(
                head,
                group.name,
                amounts,
                shown,
                [(head + 1, self.rows.next_row - 1)],
                (head + 1, self.rows.next_row - 1),
            )
        total = self.rows.add([], [])
        amounts = self.computed.amounts.sum(axis=0).tolist()
        shown = [_budget(everything, [each[at] for each in budgets]) for at in range(YEARS)]
        self._sums(total, standard.OUTLOOK_TOTAL, amounts, shown, [(row, row) for row in heads], (first, total - 1))
        return total, amounts, shown

    def _line(self, line: VarianceLine, key: LineKey, amounts: list[int]) -> list[int | None]:
        """One line; returns its budgets, None where nobody has typed a number."""
        row = self.rows.next_row
        budgets: list[int | None] = [line.revised]
        cells: list[Content] = [kroner(line.revised)]
        for later in range(1, YEARS):
            entry = self.waiting.pop((key, self.year + later), None)
            column = self.rows.left + _BUDGET + later
            cells.append(None if entry is None else _kept(entry, row, column))
            budgets.append(None if entry is None else self._number(entry, row, column))
        differences = [self._difference(row, at, budgets[at], amount) for at, amount in enumerate(amounts)]
        self.rows.add(
            [None, line.measure, *(kroner(each) for each in amounts), *cells, *differences],
            [
                style.COMPUTED_TEXT,
                style.COMPUTED_TEXT,
                *[style.COMPUTED] * (YEARS + 1),
                *[style.INPUT] * (YEARS - 1),
                *[style.COMPUTED] * YEARS,
            ],
        )
        return budgets

    def _number(self, entry: TypedBudget, row: int, column: int) -> int | None:
        found = _ore(entry)
        if found is None:
            self.problems.append(Problem(Kind.OUTLOOK_NUMBER, "", ROLE, self.rows.sheet, row, column, entry.value))
        return found

    def _difference(self, row: int, later: int, budget: int | None, amount: int) -> Formula:
        first, second = self._at(row, _BUDGET + later), self._at(row, _EXPECTED + later)
        text = f"{first}-{second}" if self.minus else f"{second}-{first}"
        if budget is None:
            return Formula(f'IF(ISNUMBER({first}),{text},"")', "")
        value = kroner(budget - amount) if self.minus else kroner(amount - budget)
        return Formula(text if later == 0 else f'IF(ISNUMBER({first}),{text},"")', value)

    def _sums(
        self,
        row: int,
        name: str,
        amounts: list[int],
        budgets: list[int | None],
        spans: list[tuple[int, int]],
        table: tuple[int, int],
    ) -> None:
        """Fills the row of a group or of all: sums of the ``spans`` of rows. A later year's budget stands there when
        the rows of the ``table`` have one wherever the first year has."""
        first, last = table

        def down(column: int) -> str:
            return ",".join(
                self._at(a, column) if a == b else f"{self._at(a, column)}:{self._at(b, column)}" for a, b in spans
            )

        cells: list[Content] = [name, None]
        cells += [
            Formula(f"SUM({down(_EXPECTED + at)})" if spans else "0", kroner(each)) for at, each in enumerate(amounts)
        ]
        for later, budget in enumerate(budgets):
            column = _BUDGET + later
            text = f"SUM({down(column)})" if spans else "0"
            if later:
                base = f"{self._at(first, _BUDGET)}:{self._at(last, _BUDGET)}"
                mine = f"{self._at(first, column)}:{self._at(last, column)}"
                whole = f"SUMPRODUCT(({base}<>0)*(1-ISNUMBER({mine})))=0"
                text = f'IF(AND({whole},COUNT({mine})>0),{text},"")' if spans else '""'
            cells.append(Formula(text, "" if budget is None else kroner(budget)))
        cells += [self._difference(row, at, budgets[at], amount) for at, amount in enumerate(amounts)]
        total = last < row
        text_look, look = (style.TOTAL_TEXT, style.TOTAL) if total else (style.GROUP_TEXT, style.GROUP)
        at = row - self.rows.top
        self.rows.values[at] = tuple(cells)
        self.rows.styles[at] = (text_look, text_look, *[look] * 3 * YEARS)

    def assumptions(self) -> None:
        """What decides the later years: the switch, how many rows end by age, and how it is computed."""
        self.rows.add([], [])
        self.rows.add(["Forudsætninger"], [style.SECTION])
        entry = self.typed.by_age
        row = self.rows.next_row
        answer: Content = standard.YES
        if entry is not None:
            answer = _kept(entry, row, self.rows.left + 2)
            if label(entry.value) not in (standard.YES, standard.NO):
                self.problems.append(
                    Problem(Kind.OUTLOOK_SWITCH, "", ROLE, self.rows.sheet, row, self.rows.left + 2, entry.value)
                )
        looks = [style.COMPUTED_TEXT, style.COMPUTED_TEXT]
        self.rows.add([standard.OUTLOOK_SWITCH, None, answer], [*looks, style.INPUT_TEXT])
        self.rows.add(
            ["Åbne bevillinger, som aldersreglen slutter i året", None, *(float(each) for each in self.computed.ended)],
            [*looks, *[style.COMPUTED_WHOLE] * YEARS],
        )
        if self.computed.unraised:
            years = ", ".join(map(str, self.computed.unraised))
            self.rows.add(
                [f"PL-indeks mangler for {years} eller bevillingens eget år: taksterne er ikke hævet."], [style.WARNING]
            )
        for text in _NOTES:
            self.rows.add([text], [style.NOTE])

    def left(self) -> None:
        """What was typed for lines and years that are not here: kept, and put back when they come again."""
        if not self.waiting:
            return
        self.rows.add([], [])
        self.rows.add([standard.OUTLOOK_LEFT], [style.SECTION])
        self.rows.add(["Gruppe", "Foranstaltning", "År", "Budget"], [style.HEADER] * 2 + [style.HEADER_NUMBER] * 2)
        for (_, year), entry in sorted(self.waiting.items(), key=lambda each: each[0]):
            row = self.rows.next_row
            self.rows.add(
                [entry.group or None, entry.measure or _GROUP_SUM, float(year), _kept(entry, row, self.rows.left + 3)],
                [style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.COMPUTED_WHOLE, style.INPUT],
            )

    def chart(self, total: tuple[int, list[int], list[int | None]], corner: Corner) -> Area:
        """A row for each year: expected result and, where there is one, budget."""
        row, amounts, budgets = total
        rows = Rows(self.rows.sheet, corner.top, corner.left, len(standard.OUTLOOK_CHART_COLUMNS))
        for at, (amount, budget) in enumerate(zip(amounts, budgets, strict=True)):
            rows.add(
                [
                    str(self.year + at),
                    Formula(self._at(row, _EXPECTED + at), kroner(amount)),
                    Formula(self._at(row, _BUDGET + at), "" if budget is None else kroner(budget)),
                ],
                [style.CHART_TEXT, style.CHART, style.CHART],
            )
        return rows.area(standard.OUTLOOK_CHART)


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
