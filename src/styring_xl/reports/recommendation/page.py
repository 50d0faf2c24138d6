"""The rows of *Indstilling*: the yellow fields, what they cost beside each other, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import NORMAL
from styring_xl.figures import recommendation, refund
from styring_xl.figures.outlook import YEARS
from styring_xl.figures.recommendation import RecommendedCost
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.recommendation.columns import (
    CASE,
    CITIZEN,
    COLUMNS,
    MOVED,
    OPTIONS,
    PRINTED,
    REASON,
    TITLES,
    TYPED,
)
from styring_xl.reports.recommendation.typed import TypedPage
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import style
from styring_xl.standard.inputs import FIELDS

_TEXTS: Final = dict.fromkeys(OPTIONS, style.COMPUTED_TEXT)
_BESIDE: Final = dict.fromkeys(("gap", "side", "cell"), NORMAL)
"""What stands right of the printed columns has no lines of the tables."""
_LONGEST: Final = 118
"""Characters in a line of the printed columns."""
_SIDE_NOTES: Final = (
    "Det her trykkes ikke.",
    "CPR-nr. bruges til refusion og alder,",
    "og rækken får det, når den flyttes.",
    "Flyt med knappen eller med",
    "styring-xl move-recommendation.",
    "Ryd Flyttet, når en ny skrives.",
)


STANDS: Final = "Samme bevilling, som den står i disponeringen, trukket fra"
THIS: Final = (
    "Takst, mængde, moms, enhed og datoer i de gule felter, regnet måned for måned; lukkede måneder tæller ikke med."
)
LATER: Final = "Som i år, med det års pris efter PL-indekset i Parametre."
WHOLE: Final = "Takst, mængde, moms og enhed i de gule felter, regnet for alle årets måneder."
REFUND: Final = "Borgerens statsrefusion med denne foranstaltning mindre borgerens uden, som på Statsrefusion."


def _costs(cost: RecommendedCost) -> MadeOf:
    return MadeOf.worked_out((), THIS)


def _later(cost: RecommendedCost) -> MadeOf:
    return MadeOf.worked_out((), LATER)


def _whole(cost: RecommendedCost) -> MadeOf:
    return MadeOf.worked_out((), WHOLE)


def _refunded(cost: RecommendedCost) -> MadeOf:
    return MadeOf.worked_out((), REFUND)


class RecommendationPage:
    """Writes the page. An option whose cells cannot be read, or are empty, has no figures."""

    def __init__(self, material: Material, rows: Rows, page: TypedPage) -> None:
        self.material, self.rows, self.page = material, rows, page
        self.year = material.figures.year
        self.table = Table(rows, COLUMNS)
        self.costs = self._costs()

    def _costs(self) -> list[RecommendedCost | None]:
        sound = [option.row.is_sound and not option.is_empty for option in self.page.options]
        if not any(sound):
            return [None] * len(OPTIONS)
        snapshot, figures = self.material.snapshot, self.material.figures
        found = refund.compute(snapshot.disposition, snapshot.budget.lines, snapshot.parameters, figures)
        return [
            recommendation.cost(option.row.commitments, snapshot, figures, found) if good else None
            for option, good in zip(self.page.options, sound, strict=True)
        ]

    def write(self) -> None:
        """All of it."""
        page, rows = self.page, self.rows
        side: dict[int, tuple[str, Content, str]] = {
            rows.top: (CITIZEN, page.citizen, style.INPUT_CPR),
            rows.top + 1: (MOVED, page.moved, style.INPUT_TEXT),
        }
        self._row([CASE, page.case], [style.LABEL, style.INPUT_TEXT], side)
        self._row([], [], side)
        rows.add(["Hvad indstilles", *TITLES], [style.HEADER, *[style.HEADER_NUMBER] * len(TITLES)])
        for at, name in enumerate(TYPED):
            column = FIELDS[name]
            contents = [option.cells.get(name) for option in page.options]
            note = (None, None) if at >= len(_SIDE_NOTES) else (_SIDE_NOTES[at], style.NOTE)
            rows.add(
                [column.header, *contents, None, note[0]],
                [style.COMPUTED_TEXT, *[column.look.line] * len(OPTIONS), None, note[1]],
            )
        rows.blank()
        this = self._money()
        self._refund(this)
        self._budget(this)
        self._difference(this)
        rows.blank()
        rows.section(REASON, PRINTED)
        for text in page.reasons:
            rows.add([text], [style.INPUT_TEXT] * PRINTED)
        rows.blank()
        rows.add(["Udvalgets beslutning"], [style.LABEL, *[style.COMPUTED_TEXT] * len(OPTIONS)])
        rows.add(["Dato og underskrift"], [style.LABEL, *[style.COMPUTED_TEXT] * len(OPTIONS)])
        rows.blank()
        for text in self._notes():
            rows.notes(text, _LONGEST)

    def _row(self, values: Sequence[Content], looks: Sequence[str], side: dict[int, tuple[str, Content, str]]) -> None:
        name, content, look = side[self.rows.next_row]
        gap = [None] * (len(COLUMNS) - 2 - len(values))
        self.rows.add([*values, *gap, name, content], [*looks, *gap, style.LABEL, look])

    def _line(
        self,
        what: str,
        value: Callable[[RecommendedCost], Content],
        *,
        texts: bool = False,
        told: Callable[[RecommendedCost], MadeOf] | None = None,
    ) -> int:
        cells: dict[str, Content] = {"what": what}
        for name, cost in zip(OPTIONS, self.costs, strict=True):
            cells[name] = None if cost is None else value(cost)
        made = None if told is None else partial(self._made, told)
        return self.table.line(cells, (_TEXTS if texts else {}) | _BESIDE, made)

    def _made(self, told: Callable[[RecommendedCost], MadeOf], column: str) -> MadeOf | None:
        """What a figure of an option is made of."""
        cost = dict(zip(OPTIONS, self.costs, strict=True)).get(column)
        if cost is None:
            return None
        found = told(cost)
        return found if found.adds else replace(found, items=tuple(self._terms(column)))

    def _terms(self, column: str) -> Iterator[TraceItem]:
        """The rate of an option and what it is multiplied by, as they are typed and were read."""
        option = self.page.options[OPTIONS.index(column)]
        row = option.row.commitments
        read: tuple[tuple[str, float, TraceUnit], ...] = (
            ("rate", int(row.rate[0]), TraceUnit.ORE),
            ("quantity", int(row.quantity[0]) / ONE, TraceUnit.NUMBER),
            ("vat", int(row.vat[0]) / ONE, TraceUnit.NUMBER),
        )
        for name, number, unit in read:
            if name in option.cells and name in option.at:
                at = option.at[name]
                yield TraceItem(ItemKind.TYPED, number, self.rows.sheet, *at, text=FIELDS[name].header, unit=unit)

    def _budgeted(self, cost: RecommendedCost) -> MadeOf:
        line = cost.line
        if line is None or line.budget is None:
            return MadeOf(())
        return MadeOf.sum([self.material.tracer.budget(line.budget, line.revised, "revised", "original")])

    def _expected(self, cost: RecommendedCost) -> MadeOf:
        """What the line is expected to cost, less the row that is the same already."""
        tracer = self.material.tracer
        items = [] if cost.line is None else [*tracer.expected(cost.line, self.material.figures.whole).items]
        standing = () if cost.standing is None else (cost.standing,)
        same = [
            TraceItem(ItemKind.COMMITMENT, -cost.counted, place.sheet, place.row, text=STANDS) for place in standing
        ]
        return MadeOf.sum([*items, *same])

    def _total(self, what: str, text: Callable[[str], str], value: Callable[[RecommendedCost], int]) -> int:
        """A row of formulas; ``text`` makes the formula of an option's column, ``value`` its result in øre."""
        cells: dict[str, Content] = {"what": what}
        for name, cost in zip(OPTIONS, self.costs, strict=True):
            if cost is not None:
                cells[name] = Formula(text(name), to_kroner(value(cost)))
        return self.table.add(RowKind.TOTAL, cells, styles=_BESIDE)

    def _money(self) -> dict[str, int]:
        """What each costs year by year; returns the sheet rows that others refer to."""
        rows, ref, year = self.rows, self.table.ref, self.year
        rows.section("Hvad det koster, kr.", PRINTED)
        if any(cost is not None and cost.step for cost in self.costs):
            self._line("Trin på indsatstrappen", lambda cost: cost.step or None, texts=True)
        if any(cost is not None and cost.role for cost in self.costs):
            self._line("Kan bevilges af", lambda cost: cost.role or None, texts=True)
        first = self._line(f"I {year}{self._from()}", lambda cost: to_kroner(int(cost.years[0])), told=_costs)
        for at in range(1, YEARS):
            self._line(f"I {year + at}", lambda cost, at=at: to_kroner(int(cost.years[at])), told=_later)  # type: ignore[misc]
        total = self._total(
            f"I alt {year}-{year + YEARS - 1}",
            lambda name: f"SUM({ref(name, first)}:{ref(name, first + YEARS - 1)})",
            lambda cost: int(cost.years.sum()),
        )
        whole = self._line("I et helt år", lambda cost: to_kroner(cost.whole_year), told=_whole)
        return {"this": first, "total": total, "whole": whole}

    def _from(self) -> str:
        closed = self.material.figures.closed
        return f" fra {standard.MONTH_NAMES[closed]}" if 0 < closed < 12 else ""

    def _refund(self, this: dict[str, int]) -> None:
        ref = self.table.ref
        self.rows.blank()
        self.rows.section("Statsrefusion for særligt dyre enkeltsager, kr.", PRINTED)
        if any(cost is not None and cost.refund is None for cost in self.costs):
            self.rows.note(f"Refusionen kendes ikke: grænserne for {self.year} mangler i {standard.PARAMETERS}.")
            return
        refunded = self._line(f"Refusion i {self.year}", lambda cost: to_kroner(cost.refund or 0), told=_refunded)
        self._total(
            f"Netto i {self.year}",
            lambda name: f"{ref(name, this['this'])}-{ref(name, refunded)}",
            lambda cost: int(cost.years[0]) - (cost.refund or 0),
        )
        whole = self._line("Refusion i et helt år", lambda cost: to_kroner(cost.refund_whole or 0), told=_refunded)
        self._total(
            "Netto i et helt år",
            lambda name: f"{ref(name, this['whole'])}-{ref(name, whole)}",
            lambda cost: cost.whole_year - (cost.refund_whole or 0),
        )

    def _budget(self, this: dict[str, int]) -> None:
        ref = self.table.ref
        self.rows.blank()
        self.rows.section(f"Foranstaltningens budget i {self.year}, kr.", PRINTED)
        revised = self._line(
            "Korrigeret budget", lambda cost: to_kroner(cost.line.revised if cost.line else 0), told=self._budgeted
        )
        expected = self._line(
            "Forventet uden indstillingen", lambda cost: to_kroner(cost.expected), told=self._expected
        )
        before = self._total(
            "Tilbage før", lambda name: f"{ref(name, revised)}-{ref(name, expected)}", lambda cost: cost.left
        )
        self._total(
            "Tilbage efter",
            lambda name: f"{ref(name, before)}-{ref(name, this['this'])}",
            lambda cost: cost.left - int(cost.years[0]),
        )

    def _difference(self, this: dict[str, int]) -> None:
        """How much more or less than the recommended one each alternative costs."""
        base = self.costs[0]
        if base is None or not any(self.costs[1:]):
            return
        ref, first = self.table.ref, OPTIONS[0]
        self.rows.blank()
        self.rows.section("Forskel fra indstillingen, kr. (minus er billigere)", PRINTED)
        for what, row, years in (
            (f"I {self.year}", this["this"], 1),
            (f"I alt {self.year}-{self.year + YEARS - 1}", this["total"], YEARS),
        ):
            cells: dict[str, Content] = {"what": what}
            for name, cost in zip(OPTIONS[1:], self.costs[1:], strict=True):
                if cost is not None:
                    ore = int(cost.years[:years].sum() - base.years[:years].sum())
                    cells[name] = Formula(f"{ref(name, row)}-{ref(first, row)}", to_kroner(ore))
            self.table.line(cells, _BESIDE)

    def _notes(self) -> list[str]:
        closed = self.material.figures.closed
        said = []
        standing = next((cost.standing for cost in self.costs if cost is not None and cost.standing), None)
        if standing is not None:
            said.append(f"Står i {standing.sheet}, række {standing.row}. Tallene her er, som var den der ikke.")
        if closed:
            said.append(f"Lukkede måneder, til og med {standard.MONTH_NAMES[closed - 1]}, tæller ikke i årets tal.")
        said.append(
            "I år er det, forventet regnskab stiger med. De senere år har PL-indeksets pris, og en åben børnebevilling "
            "slutter ved 18 eller 23 år, når CPR-nr. er skrevet. Refusionen er borgerens med denne foranstaltning "
            "mindre borgerens uden."
        )
        return said
