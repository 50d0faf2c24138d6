"""*Cockpit*: kroner, full-year persons and average price per measure over the years, with index and change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, column_letters, quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.figures import cockpit_lines, earlier_years
from styring_xl.figures.cockpit_lines import CockpitLine
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import round_div
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import forecast, variance
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.COCKPIT_AREA
_YEARS: Final = standard.COCKPIT_YEARS
_FIRST: Final = 1
_NOW: Final = _FIRST + _YEARS
_BEFORE: Final = _NOW - 1
_CHANGE, _PERCENT, _INDEX, _SOURCE = range(_NOW + 1, _NOW + 5)
_WIDTH: Final = _SOURCE + 1

Numbers = list[float | None]
"""One for each year, the oldest first, this one last; None where nobody knows."""


def applies(snapshot: Snapshot) -> bool:
    """Where an earlier year is known: stated in *Parametre*, or whole in the postings."""
    ledger = snapshot.ledger
    mine = ledger.year == snapshot.year - 1
    whole = len(np.unique(ledger.month[mine])) == 12 and bool(ledger.told[mine].any())
    return bool(snapshot.parameters.earlier) or whole


def draw(material: Material, site: Site) -> Drawn:
    """The three blocks from their header row down, where the years are from, and what the charts are drawn from."""
    figures = material.figures
    years = earlier_years.years(figures, material.snapshot.parameters)[_YEARS - 1 :: -1]
    lines = cockpit_lines.lines(figures, years)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    writer = _CockpitSheet(rows, material)
    results = writer.block(standard.COCKPIT_RESULT, lines, _RESULT)
    counted = [line for line in lines if line.is_counted]
    persons = writer.block(standard.COCKPIT_PERSONS, counted, _PERSONS)
    prices = writer.prices(counted, results, persons)
    rows.add([], [])
    rows.add(["Hvor tallene er fra"], [style.SECTION])
    for year in years:
        rows.add([str(year.year), f"Kroner: {forecast.origin(year)}"], [style.COMPUTED_TEXT, style.NOTE])
    said = (
        ("Forventet", "Kroner og helårspersoner som på Afvigelse."),
        ("Helårspersoner", f"Tidligere år kun, hvor de står i {standard.EARLIER_TABLE} i Parametre: posteringer viser "
         "kun kroner. I alt er summen af de foranstaltninger, der har et tal."),
        ("Gennemsnitsudgift", "Kroner ÷ helårspersoner. I alt dækker de foranstaltninger, der har begge dele."),
        ("Ændring", "Forventet i år mod sidste år. På en sum kun, når det år har tal for alle dens linjer."),
        ("Indeks", "Det forventede i forhold til det første kendte år, der er 100; på en sum det første med tal for "
         "alle dens linjer." + _based(years, {"kroner": results, "helårspersoner": persons, "gennemsnit": prices})),
        (standard.COCKPIT_SPARK, "Til højre: en søjle pr. kendt år fra 0 til linjens eget største tal; den mørke er "
         "det forventede i år. Højden kan ikke sammenlignes mellem linjer."),
    )  # fmt: skip
    for word, meaning in said:
        rows.add([word, meaning], [style.COMPUTED_TEXT, style.NOTE])
    names = [str(year.year) for year in years] + [f"{figures.year} forventet"]
    charts = [
        _chart(site, name, names, block, rows)
        for (name, _), block in zip(standard.COCKPIT_CHARTS, (results, persons, prices), strict=True)
    ]
    return Drawn((rows.area(AREA), *charts, _sparks(site, writer.numbers, rows)))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a block shows: a line's numbers, the column of *Afvigelse* that has this year's, and the looks."""

    numbers: Callable[[CockpitLine], Numbers]
    persons: bool
    now: int
    looks: dict[str, tuple[str, str]]


_AMOUNTS: Final = {
    "line": (style.COMPUTED_TEXT, style.COMPUTED),
    "group": (style.GROUP_TEXT, style.GROUP),
    "total": (style.TOTAL_TEXT, style.TOTAL),
}
_COUNTS: Final = {
    "line": (style.COMPUTED_TEXT, style.COMPUTED_COUNT),
    "group": (style.GROUP_TEXT, style.GROUP_COUNT),
    "total": (style.TOTAL_TEXT, style.TOTAL_COUNT),
}
_SHARES: Final = {
    "line": (style.COMPUTED_PERCENT, style.COMPUTED_COUNT),
    "group": (style.GROUP_PERCENT, style.GROUP_COUNT),
    "total": (style.TOTAL_PERCENT, style.TOTAL_COUNT),
}
_RESULT: Final = _Kind(
    lambda line: [None if each is None else kroner(each) for each in line.results], False, variance.EXPECTED, _AMOUNTS
)
_PERSONS: Final = _Kind(
    lambda line: [None if each is None else each / 10_000 for each in line.persons], True, variance.FORECAST, _COUNTS
)


@dataclass(slots=True)
class _Block:
    """Where a block stands: the row of each line (by id) and of the total, with the total's numbers; and the place of
    the year the total's index is based on, None where it has none."""

    rows: dict[int, int] = field(default_factory=dict)
    total: int = 0
    numbers: Numbers = field(default_factory=list)
    base: int | None = None


def _added(parts: Sequence[Numbers]) -> Numbers:
    sums: Numbers = []
    for at in range(_YEARS + 1):
        known = [part[at] for part in parts]
        numbers = [each for each in known if each is not None]
        sums.append(round(sum(numbers), 4) + 0.0 if numbers else None)
    return sums


def _told(lines: Sequence[CockpitLine], *, persons: bool) -> list[bool]:
    """Whether each earlier year has a number for all that this one has, so that the difference is no change of sets."""
    return [all(line.is_told(at, persons=persons) for line in lines) for at in range(_YEARS)]


def _base(numbers: Numbers, whole: Sequence[bool]) -> int | None:
    """The place of the first earlier year that this one can be held against."""
    if numbers[-1] is None:
        return None
    return next((at for at, number in enumerate(numbers[:_YEARS]) if number and whole[at]), None)


def _based(years: Sequence[EarlierYear], blocks: Mapping[str, _Block]) -> str:
    """Which years the indexes in all are based on."""
    found = [f"{years[block.base].year} for {name}" for name, block in blocks.items() if block.base is not None]
    return f" I alt er det {', '.join(found[:-1])}{' og ' if found[1:] else ''}{found[-1]}." if found else ""


class _CockpitSheet:
    def __init__(self, rows: Rows, material: Material) -> None:
        self.rows = rows
        self.numbers: dict[int, Numbers] = {}
        self.year = material.figures.year
        self.site = material.sites.get(variance.AREA)
        groups = material.figures.groups
        self.places = {} if self.site is None else variance.line_rows(groups, self.site.corner.top)

    def _header(self, title: str) -> None:
        if self.rows.values:
            self.rows.add([], [])
        self.rows.add(
            standard.cockpit_columns(title, self.year),
            [style.HEADER, *[style.HEADER_NUMBER] * (_WIDTH - 2), style.HEADER],
        )

    def _groups(self, lines: Sequence[CockpitLine]) -> dict[str, list[CockpitLine]]:
        groups: dict[str, list[CockpitLine]] = {}
        for line in lines:
            groups.setdefault(line.group, []).append(line)
        return groups

    def block(self, title: str, lines: Sequence[CockpitLine], kind: _Kind) -> _Block:
        """A block of numbers that add up: groups, lines and the total."""
        self._header(title)
        found = _Block()
        heads: list[int] = []
        sums: list[Numbers] = []
        for name, members in self._groups(lines).items():
            head = self.rows.next_row
            heads.append(head)
            mine = _added([kind.numbers(line) for line in members])
            sums.append(mine)
            span = (head + 1, head + len(members))
            formulas = [f"SUM({self._at(span[0], c)}:{self._at(span[1], c)})" for c in range(_FIRST, _NOW + 1)]
            whole = _told(members, persons=kind.persons)
            self._row(name, "group", kind.looks, mine, formulas, whole=whole)
            for line in members:
                own: list[str | None] = [*[None] * _YEARS, self._linked(line, kind)]
                found.rows[id(line)] = self._row(line.name, "line", kind.looks, kind.numbers(line), own, line.source)
        found.numbers = _added(sums) if sums else [None] * (_YEARS + 1)
        formulas = [
            "SUM(" + ",".join(self._at(row, c) for row in heads) + ")" if heads else "0"
            for c in range(_FIRST, _NOW + 1)
        ]
        whole = _told(lines, persons=kind.persons)
        found.base = _base(found.numbers, whole)
        found.total = self._row("I alt", "total", kind.looks, found.numbers, formulas, whole=whole)
        return found

    def prices(self, lines: Sequence[CockpitLine], results: _Block, persons: _Block) -> _Block:
        """The average prices: kroner over persons, line by line, and of all lines that have both."""
        self._header(standard.COCKPIT_PRICE)
        found = _Block()
        for name, members in self._groups(lines).items():
            self.rows.add([name], [style.GROUP_TEXT, *[style.GROUP] * (_WIDTH - 1)])
            for line in members:
                prices = [line.price(at) for at in range(_YEARS + 1)]
                formulas: list[str | None] = []
                for at in range(_YEARS + 1):
                    amount = self._at(results.rows[id(line)], _FIRST + at)
                    number = self._at(persons.rows[id(line)], _FIRST + at)
                    formulas.append(f"ROUND({amount}/{number},0)")
                shown = [None if each is None else kroner(each) for each in prices]
                found.rows[id(line)] = self._row(line.name, "line", _AMOUNTS, shown, formulas, line.source)
        for at in range(_YEARS + 1):
            both = [(line.results[at] or 0, line.persons[at] or 0) for line in lines if line.price(at) is not None]
            whole = sum(number for _, number in both)
            price = kroner(round_div(sum(amount for amount, _ in both) * 100, whole) * 100) if whole else None
            found.numbers.append(price)
        none: list[str | None] = [None] * (_YEARS + 1)
        told = [all(each) for each in zip(_told(lines, persons=False), _told(lines, persons=True), strict=True)]
        found.base = _base(found.numbers, told)
        found.total = self._row("I alt", "total", _AMOUNTS, found.numbers, none, whole=told)
        return found

    def _at(self, row: int, column: int) -> str:
        return self.rows.cell(row, column)

    def _linked(self, line: CockpitLine, kind: _Kind) -> str | None:
        if self.site is None or line.source is None:
            return None
        letters = column_letters(self.site.corner.left + kind.now)
        return f"{quote_sheet(self.site.sheet)}!{letters}{self.places[id(line.source)]}"

    def _row(
        self,
        name: str,
        kind: str,
        looks: dict[str, tuple[str, str]],
        numbers: Numbers,
        formulas: Sequence[str | None],
        source: VarianceLine | None = None,
        whole: Sequence[bool] = (True,) * _YEARS,
    ) -> int:
        """A row of numbers, each with its formula if it has one, what they have come to, and the way to *Afvigelse*.

        ``whole`` says of each earlier year whether its number can be held against this one's.
        """
        row = self.rows.next_row
        self.numbers[row] = numbers
        text, look = looks[kind]
        share, index = _SHARES[kind]
        cells: list[Content] = [None] * _WIDTH
        cells[0] = name
        for at, (number, formula) in enumerate(zip(numbers, formulas, strict=True), _FIRST):
            cells[at] = number if number is None or formula is None else Formula(formula, number)
        now, before = numbers[-1], numbers[-2]
        here, there = self._at(row, _NOW), self._at(row, _BEFORE)
        if now is not None and before is not None and whole[-1]:
            cells[_CHANGE] = Formula(f"{here}-{there}", round(now - before, 4) + 0.0)
            if before > 0:
                cells[_PERCENT] = Formula(f"{here}/{there}-1", now / before - 1)
        first = _base(numbers, whole)
        if first is not None:
            base = numbers[first]
            assert base is not None
            assert now is not None
            cells[_INDEX] = Formula(f"{here}/{self._at(row, _FIRST + first)}*100", now / base * 100)
        if self.site is not None and source is not None:
            cells[_SOURCE] = self.site.sheet
            target = f"{quote_sheet(self.site.sheet)}!{column_letters(self.site.corner.left)}{self.places[id(source)]}"
            self.rows.links.append(Link(row, self.rows.left + _SOURCE, target, "Gå til linjen"))
        last = style.LINK if cells[_SOURCE] else text
        return self.rows.add(cells, [text, *[look] * (_YEARS + 2), share, index, last])


def _chart(site: Site, name: str, years: Sequence[str], block: _Block, tables: Rows) -> Area:
    """The total of each known year, by reference to its cell."""
    corner: Corner = site.charts[name]
    rows = Rows(site.sheet, corner.top, corner.left, 2)
    looks = [style.CHART_TEXT, style.CHART]
    for at, (year, number) in enumerate(zip(years, block.numbers, strict=True), _FIRST):
        if number is not None:
            rows.add([year, Formula(tables.cell(block.total, at), number)], looks)
    if not rows.values:
        rows.add([None, None], looks)
    return rows.area(name)


def _sparks(site: Site, lines: Mapping[int, Numbers], tables: Rows) -> Area:
    """What the sparklines are drawn from: on each row its line's known years by reference, if there are two or more.

    There is a sparkline on every row of the tables, also those of the notes below, so that those are few that come on
    rows without one where a program cannot add any. They are drawn from here and not from the line's own cells, among
    which are headers: on such a row there is nothing here, and nothing to see. The 0 in front makes the columns as
    high as their numbers; without it the smallest would have no height.
    """
    corner: Corner = site.charts[standard.COCKPIT_SPARKS]
    rows = Rows(site.sheet, corner.top, corner.left, _YEARS + 2)
    for row in range(corner.top, tables.next_row):
        numbers = lines.get(row, [])
        known = len([each for each in numbers if each is not None]) > 1
        cells: list[Content] = [
            None if each is None else Formula(tables.cell(row, at), each) for at, each in enumerate(numbers, _FIRST)
        ]
        rows.add([0, *cells] if known else [], [style.CHART] * (_YEARS + 2) if known else [])
    return rows.area(standard.COCKPIT_SPARKS)
