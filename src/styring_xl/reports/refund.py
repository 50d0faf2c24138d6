"""*Statsrefusion*: the year's refund per law, its limits, its line in the budget, and every case near the limits."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, column_letters, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish.citizen import spelled
from styring_xl.figures import refund
from styring_xl.figures.refund import Refund
from styring_xl.model import refund as model
from styring_xl.model.commitments import RateUnit, expected
from styring_xl.reading.parameters import RefundLimit
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.REFUND_AREA
Ints = npt.NDArray[np.int64]
_WIDTH: Final = len(standard.REFUND_CASES)
_TOTAL, _BASIS, _FIRST_BASIS, _AGAIN, _FIRST_REFUND = 2, 3, 4, 16, 17
_NEAR: Final = (4, 5)
"""A case is shown from four fifths of the monthly limit, so that those just below are seen too."""
_MEMBER: Final = "søskende i husstanden"
_CHILDREN, _ADULTS = standard.TARGETS
_ROUNDING: Final = (
    "Refusionen opgøres pr. måned mod 1/12 af årets grænser, på nettoudgiften til alle foranstaltninger efter alle "
    "indtægter; bogført i lukkede måneder, derefter forventet med sandsynlighed.",
    "Årets refusion er den nøjagtige sum afrundet én gang til hele øre; månederne summer til den.",
    "En regning, der er bogført i en anden måned end den, den vedrører, flytter refusionen; ompostér den i så fald.",
    "Engangsudgifter er fordelt ligeligt på årets 12 måneder. Objektivt finansierede foranstaltninger (Parametre, "
    "tblMålgruppe: nej) er ikke med.",
    "Alderen er den, borgeren har den 1. i måneden. 18-22-årige i en børneforanstaltning regnes som børn (efterværn).",
    "Søskende under 18 år eller i efterværn med samme husstand i Disponering er én sag, fra 2021. Før 2021 er fire "
    "eller flere børn med udgifter i samme husstand uden refusion her og nævnes i Kontrol.",
    "Fra 67 år er der kun refusion, når måneden før den 67-års fødselsdag lå over 1/12 af første grænse.",
    "Vist er sager, der i mindst én måned når 80 % af 1/12 af første grænse; de øvrige står samlet.",
)


def applies(snapshot: Snapshot) -> bool:
    """True when the budget has a line for the refund, or a citizen's row alone passes a twelfth of the lowest limit."""
    if refund.refund_lines(snapshot.budget.lines, snapshot.parameters):
        return True
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable & np.array([bool(cpr) for cpr in rows.cpr], dtype=bool))
    months = expected(
        rows.rate[at], rows.quantity[at], rows.unit[at], rows.start[at], rows.stop[at], snapshot.year, rows.rule[at]
    )
    limit = refund.watched(refund.rates(snapshot.parameters, snapshot.year))
    return bool((12 * months[rows.unit[at] != RateUnit.ONCE] > limit).any())


def draw(material: Material, site: Site) -> Drawn:
    """Four blocks and how it is computed. Without limits the basis is shown and the refund's cells are empty."""
    snapshot = material.snapshot
    found = refund.compute(snapshot.disposition, snapshot.budget.lines, snapshot.parameters, material.figures)
    writer = _RefundSheet(material, site, found)
    writer.by_law()
    limits = writer.limits()
    writer.line()
    writer.cases(limits)
    writer.reconciled()
    writer.notes()
    return Drawn((writer.rows.area(AREA),), (*found.problems, *_problems(material, site, found)))


def _problems(material: Material, site: Site, found: Refund) -> list[Problem]:
    """What the user should know: no limits, a right that cannot be seen, and a line far from the computed refund."""
    problems = []
    sheet = material.snapshot.parameters.sheet or site.sheet
    year = material.figures.year
    for group, amount in found.refunded.items():
        if amount is None:
            problems.append(Problem(Kind.REFUND_NO_LIMITS, group, refund.ROLE, sheet, 0, 0, year))
    unsure = int(found.cases.unsure.sum())
    if unsure:
        problems.append(Problem(Kind.REFUND_SENIOR, "", refund.ROLE, site.sheet, 0, 0, unsure))
    if found.total is not None and not material.snapshot.settings.refund_in_result:
        lines = refund.line_totals(found, material.figures)
        held = sum(line.expected for line in lines)
        first = found.lines[0].place if found.lines else None
        problems.append(
            Problem(
                Kind.REFUND_LINE if found.lines or lines else Kind.REFUND_NO_LINE,
                "",
                refund.ROLE,
                site.sheet if first is None else first.sheet,
                0 if first is None else first.row,
                0 if first is None else _column(material.snapshot, first.sheet),
                kroner(-found.total - held),
            )
        )
    return problems


def _column(snapshot: Snapshot, sheet: str) -> int:
    """The column of the measures in a budget sheet."""
    return next((t.columns["measure"] for t in snapshot.layout.of("budget") if t.sheet == sheet), 1)


class _RefundSheet:
    def __init__(self, material: Material, site: Site, found: Refund) -> None:
        self.material = material
        self.found = found
        self.year = material.figures.year
        self.rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
        self.total_row = 0
        self.basis_row = 0

    def _at(self, row: int, column: int) -> str:
        return self.rows.cell(row, column)

    def _column(self, column: int) -> str:
        return column_letters(self.rows.left + column)

    def _head(self, headers: tuple[str, ...], numbers: tuple[int, ...]) -> int:
        looks = [style.HEADER_NUMBER if at in numbers else style.HEADER for at in range(len(headers))]
        return self.rows.add([text or None for text in headers], looks)

    def by_law(self) -> None:
        """Refund and basis of children and of adults, under the law of the year."""
        found, cases = self.found, self.found.cases
        self._head(standard.REFUND_SECTION, (1, 2, 3))
        first = self.rows.next_row
        for group in standard.TARGETS:
            mask = cases.child == (group == _CHILDREN)
            amount = found.refunded[group]
            count = int(((cases.refund > 0) & mask).any(axis=1).sum())
            self.rows.add(
                [
                    _law(group, self.year),
                    None if amount is None else float(count),
                    None if amount is None else kroner(amount),
                    kroner(int(cases.basis[mask].sum())),
                ],
                [style.COMPUTED_TEXT, style.COMPUTED_WHOLE, style.COMPUTED, style.COMPUTED],
            )
        last = self.rows.next_row - 1
        sums: list[Content] = []
        both = [int(((cases.refund > 0) & mask).any(axis=1).sum()) for mask in (cases.child, ~cases.child)]
        values = (float(sum(both)), kroner(found.total or 0), kroner(int(cases.basis.sum())))
        for column, value in enumerate(values, start=1):
            known = column == _BASIS or found.total is not None
            sums.append(Formula(f"SUM({self._at(first, column)}:{self._at(last, column)})", value) if known else None)
        self.total_row = self.rows.add(
            ["I alt", *sums], [style.TOTAL_TEXT, style.TOTAL_WHOLE, style.TOTAL, style.TOTAL]
        )
        if found.total is None:
            text = f"Ingen beløbsgrænser for {self.year} i Parametre: refusionen er ikke beregnet, kun grundlaget."
            self.rows.add([text], [style.WARNING])
        self.rows.add([], [])

    def limits(self) -> dict[str, int]:
        """The limits used, by the year and by the month. Returns the row of each group's yearly limits."""
        self._head(standard.REFUND_LIMITS, (2, 3, 4))
        places: dict[str, int] = {}
        rates = self.found.rates
        shown: dict[RefundLimit, int] = {}
        looks = [style.COMPUTED_TEXT, style.COMPUTED_TEXT, *[style.COMPUTED] * 3, style.COMPUTED_TEXT]
        for group, limit in ((_CHILDREN, rates.children), (_ADULTS, rates.adults)):
            if limit is None:
                continue
            if limit not in shown:
                steps = (limit.above_25, limit.above_50, limit.above_75)
                amounts = [None if each is None else kroner(each) for each in steps]
                row = shown[limit] = self.rows.add(
                    [f"Hele året {limit.year}", limit.group, *amounts, limit.source or None], looks
                )
                monthly: list[Content] = [
                    None if each is None else Formula(f"{self._at(row, at)}/12", each / 1200)
                    for at, each in enumerate(steps, start=_TOTAL)
                ]
                self.rows.add(["Pr. måned (1/12)", limit.group, *monthly, None], looks)
            places[group] = shown[limit]
        if not shown:
            self.rows.add([f"Ingen grænser for {self.year}"], looks)
        elif rates.shipped:
            self.rows.add(
                ["Arket har ingen Parametre: grænserne er de kontrollerede, som Styring-XL leveres med."], [style.NOTE]
            )
        self.rows.add([], [])
        return places

    def line(self) -> None:
        """The refund's line in budget and forventet regnskab beside the computed refund."""
        self._head(standard.REFUND_LINE, (2,))
        looks = [style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.COMPUTED]
        found = self.found
        expected_of = refund.line_totals(found, self.material.figures)
        for line in found.lines:
            row = self.rows.add([f"Korrigeret budget: {line.measure}", None, kroner(line.revised)], looks)
            self._link(row, line.place.sheet, line.place.row, _column(self.material.snapshot, line.place.sheet))
        first = self.rows.next_row
        for shown in expected_of:
            self.rows.add([f"Forventet regnskab: {shown.measure}", None, kroner(shown.expected)], looks)
        if not found.lines:
            self.rows.add(["Budgettet har ingen linje for statsrefusion (funktion 5.22.07)", None, 0.0], looks)
        held = sum(line.expected for line in expected_of)
        if found.total is not None:
            computed = self.rows.add(
                [
                    "Beregnet statsrefusion (indtægt, derfor minus)",
                    None,
                    Formula(f"-{self._at(self.total_row, _TOTAL)}", kroner(-found.total)),
                ],
                looks,
            )
            shown_at = [self._at(first + at, _TOTAL) for at in range(len(expected_of))]
            difference = -found.total - held
            word = "mere indtægt" if difference < 0 else "mindre indtægt" if difference > 0 else "ens"
            self.rows.add(
                [
                    f"Beregnet − forventet regnskab: {word}",
                    None,
                    Formula("-".join([self._at(computed, _TOTAL), *shown_at]), kroner(difference)),
                ],
                [style.TOTAL_TEXT, style.TOTAL_TEXT, style.TOTAL],
            )
        asked = self.material.snapshot.settings.refund_in_result
        state = (
            "ja: linjen i Afvigelse er reguleret til den beregnede refusion."
            if asked and found.total is not None
            else "ja, men uden grænser er intet ændret."
            if asked
            else "nej: forskellen er kun vist, og forventet regnskab er ikke ændret."
        )
        self.rows.add([f"Opsætning, »{standard.SETTING_REFUND}«: {state}"], [style.NOTE])
        self.rows.add([], [])

    def _link(self, row: int, sheet: str, target_row: int, target_column: int, tip: str = "Gå til rækken") -> None:
        target = f"{quote_sheet(sheet)}!{column_letters(target_column)}{target_row}"
        self.rows.links.append(Link(row, self.rows.left, target, tip))
        self.rows.styles[-1] = (style.LINK, *self.rows.styles[-1][1:])

    def cases(self, limits: dict[str, int]) -> None:
        """A row for each case near the limits, with its siblings below a household's, then everybody else together."""
        closed = self.material.figures.closed
        cases, people = self.found.cases, len(self.found.people)
        months = [style.HEADER_BOOKED if at < closed else style.HEADER_NUMBER for at in range(12)]
        self.rows.add(
            standard.REFUND_CASES,
            [style.HEADER, style.HEADER, *[style.HEADER_NUMBER] * 2, *months, style.HEADER, *months],
        )
        first = self.rows.next_row
        high = cases.basis.max(axis=1, initial=0) * 12 * _NEAR[1] >= refund.watched(self.found.rates) * _NEAR[0]
        near = np.flatnonzero(high)
        near = near[np.lexsort((-cases.basis[near].sum(axis=1), -cases.refund[near].sum(axis=1)))]
        plain = self._plain()
        for at in near.tolist():
            if at < people:
                group = _group(cases.child[at])
                row = self._case(at, group, limits.get(group) if plain[at] else None, [])
                self._citizen_link(row, at)
            else:
                self._household(at, limits.get(_CHILDREN))
        last = self.rows.next_row - 1
        if last < first:
            self.rows.add(["Ingen sager når 80 % af 1/12 af første grænse."], [style.COMPUTED_TEXT])
        self._sums(first, last, near)

    def _plain(self) -> npt.NDArray[np.bool_]:
        """The cases whose whole year follows one set of limits, so that a formula can show it."""
        cases, rates = self.found.cases, self.found.rates
        out = np.zeros(len(cases.basis), dtype=bool)
        for flag, limit in ((True, rates.children), (False, rates.adults)):
            rows = np.flatnonzero(cases.child.all(axis=1) if flag else ~cases.child.any(axis=1))
            if limit is not None and len(rows):
                steps = model.Limits(refund.steps(limit))
                whole = model.refund(cases.basis[rows], [steps]).sum(axis=1)
                out[rows] = whole == cases.refund[rows].sum(axis=1)
        return out

    def _case(self, at: int, group: str, limit_row: int | None, members: list[int]) -> int:
        """One row of the list; ``members`` are the places of the siblings that will stand below it."""
        cases, row = self.found.cases, self.rows.next_row
        basis, refunded = cases.basis[at].tolist(), cases.refund[at].tolist()
        cells: list[Content] = [kroner(each) if each else None for each in basis]
        if members:
            span = [f"{self._at(row + 1, c)}:{self._at(row + len(members), c)}" for c in range(_WIDTH)]
            cells = [Formula(f"SUM({span[_FIRST_BASIS + m]})", kroner(each)) for m, each in enumerate(basis)]
        first, last = self._at(row, _FIRST_BASIS), self._at(row, _FIRST_BASIS + 11)
        known = self._known(at)
        total: Content = None
        if known:
            text = f"SUM({self._at(row, _FIRST_REFUND)}:{self._at(row, _FIRST_REFUND + 11)})"
            if limit_row is not None:
                text = self._audit(row, limit_row, group)
            total = Formula(text, kroner(sum(refunded)))
        shown: list[Content] = [kroner(each) if each and known else None for each in refunded]
        name = f"Husstand {self.found.households[at - len(self.found.people)]}" if members else self._name(at)
        closed = self.material.figures.closed
        months = [style.BOOKED] * closed + [style.COMPUTED] * (12 - closed)
        whole = Formula(f"SUM({first}:{last})", kroner(sum(basis)))
        return self.rows.add([name, group, total, whole, *cells, name, *shown], _looks(months))

    def _audit(self, row: int, limit_row: int, group: str) -> str:
        """The year's refund as the law says it, from the row's months and the limits on the sheet."""
        rates = self.found.rates
        limit = rates.children if group == _CHILDREN else rates.adults
        assert limit is not None
        span = f"{self._at(row, _FIRST_BASIS)}:{self._at(row, _FIRST_BASIS + 11)}"
        parts = []
        for at in range(len(refund.steps(limit))):
            bound = f"${self._column(_TOTAL + at)}${limit_row}"
            parts.append(f"SUMPRODUCT((12*{span}>{bound})*(12*{span}-{bound}))")
        return f"ROUND(({'+'.join(parts)})/48,2)"

    def _known(self, at: int) -> bool:
        """Whether the case has limits in every month it costs something."""
        rates, cases = self.found.rates, self.found.cases
        used = cases.child[at][cases.basis[at] != 0]
        return not ((rates.children is None and used.any()) or (rates.adults is None and not used.all()))

    def _household(self, at: int, limit_row: int | None) -> None:
        found, people = self.found, len(self.found.people)
        members = np.flatnonzero((found.home == at - people) & found.cases.pooled.any(axis=1)).tolist()
        self._case(at, _CHILDREN, limit_row, members)
        own = found.cases.pooled
        for member in members:
            basis = np.where(own[member], found.people_basis[member], 0).tolist()
            row = self.rows.next_row
            first, last = self._at(row, _FIRST_BASIS), self._at(row, _FIRST_BASIS + 11)
            closed = self.material.figures.closed
            months = [style.BOOKED] * closed + [style.COMPUTED] * (12 - closed)
            self.rows.add(
                [
                    self._name(member),
                    _MEMBER,
                    None,
                    Formula(f"SUM({first}:{last})", kroner(sum(basis))),
                    *(kroner(each) if each else None for each in basis),
                    self._name(member),
                    *[None] * 12,
                ],
                _looks(months),
            )
            self._citizen_link(row, member)

    def _name(self, at: int) -> str:
        return spelled(self.found.people[at])

    def _citizen_link(self, row: int, at: int) -> None:
        index = int(self.found.row_of[at])
        if index < 0:
            return
        place = self.material.snapshot.disposition.commitments.places[index]
        table = next(t for t in self.material.snapshot.layout.of("disponering") if t.sheet == place.sheet)
        self._link(row, place.sheet, place.row, table.columns.get("cpr", 1), "Gå til bevillingen")

    def _sums(self, first: int, last: int, near: Ints) -> None:
        cases = self.found.cases
        listed = np.zeros(len(cases.basis), dtype=bool)
        listed[near] = True
        known = self.found.total is not None
        columns = (_TOTAL, _BASIS, *range(_FIRST_BASIS, _AGAIN), *range(_FIRST_REFUND, _WIDTH))

        def amounts(rows: npt.NDArray[np.bool_]) -> list[int]:
            basis, refunded = cases.basis[rows].sum(axis=0), cases.refund[rows].sum(axis=0)
            return [int(refunded.sum()), int(basis.sum()), *basis.tolist(), *refunded.tolist()]

        def is_refund(column: int) -> bool:
            return column == _TOTAL or column >= _FIRST_REFUND

        shown: list[Content] = []
        for column, amount in zip(columns, amounts(listed), strict=True):
            if is_refund(column) and not known:
                shown.append(None)
            elif last < first:
                shown.append(0.0)
            else:
                span = f"{self._at(first, column)}:{self._at(last, column)}"
                groups = f"{self._at(first, 1)}:{self._at(last, 1)}"
                text = f"SUM({span})"
                if not is_refund(column):
                    text += f'-SUMIF({groups},"{_MEMBER}",{span})'
                shown.append(Formula(text, kroner(amount)))
        others = int((~listed & cases.basis.any(axis=1)).sum())
        rest: list[Content] = [
            None if is_refund(c) and not known else kroner(a) for c, a in zip(columns, amounts(~listed), strict=True)
        ]

        def add(text: str, again: str, amounts: list[Content], named: str, number: str) -> int:
            cells = [text, None, *amounts[:14], again, *amounts[14:]]
            return self.rows.add(cells, [named, named, *[number] * 14, named, *[number] * 12])

        upper = add("Vist ovenfor", "Vist", shown, style.GROUP_TEXT, style.GROUP)
        text = f"Øvrige borgere og husstande under 80 % af grænsen ({others})"
        add(text, f"Øvrige ({others})", rest, style.COMPUTED_TEXT, style.COMPUTED)
        everything = amounts(np.ones(len(cases.basis), dtype=bool))
        sums: list[Content] = [
            None
            if is_refund(column) and not known
            else Formula(f"{self._at(upper, column)}+{self._at(upper + 1, column)}", kroner(amount))
            for column, amount in zip(columns, everything, strict=True)
        ]
        self.basis_row = add("I alt", "I alt", sums, style.TOTAL_TEXT, style.TOTAL)
        self.rows.add([], [])

    def reconciled(self) -> None:
        """From the basis to forventet regnskab: what is no part of the basis, and why."""
        found = self.found
        self._head(("Afstemning til forventet regnskab", "", "", "Beløb"), (3,))
        computed = sum(
            pool.amount or 0 for pool in self.material.snapshot.disposition.pools if pool.label == standard.REFUND_POOL
        )
        first = self.rows.next_row
        looks = [style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.COMPUTED]
        total = int(found.cases.basis.sum())
        self.rows.add(["Grundlag i alt", None, None, Formula(self._at(self.basis_row, _BASIS), kroner(total))], looks)
        parts = (
            ("Objektivt finansieret eller uden for loven (Parametre)", found.excluded),
            ("Bogført på borgere på linjen for statsrefusion", found.own_lines),
            ("Bevillinger uden CPR-nr.", found.nobody),
            ("Posteringer uden CPR-nr.", found.no_person),
            ("Puljer", found.pool - computed),
            ("Regulering til beregnet statsrefusion", computed),
        )
        for text, amount in parts:
            self.rows.add([text, None, None, kroner(amount)], looks)
        last = self.rows.next_row - 1
        self.rows.add(
            [
                "Forventet regnskab i alt (som i Afvigelse)",
                None,
                None,
                Formula(
                    f"SUM({self._at(first, _BASIS)}:{self._at(last, _BASIS)})",
                    kroner(total + sum(amount for _, amount in parts)),
                ),
            ],
            [*[style.TOTAL_TEXT] * 3, style.TOTAL],
        )
        self.rows.add([], [])

    def notes(self) -> None:
        """How it is computed, in words."""
        self.rows.add(["Sådan er der regnet (SEL § 176, barnets lov § 198, BEK 1485 af 6/12 2023)"], [style.SECTION])
        for text in _ROUNDING:
            self.rows.add([text], [style.NOTE])


def _looks(months: list[str]) -> list[str]:
    """The looks of a case's row."""
    text = style.COMPUTED_TEXT
    return [text, text, style.COMPUTED, style.COMPUTED, *months, text, *months]


def _group(child: npt.NDArray[np.bool_]) -> str:
    """A citizen's group: the one of most months."""
    return _CHILDREN if 2 * int(child.sum()) >= len(child) else _ADULTS


def _law(group: str, year: int) -> str:
    if group == _ADULTS:
        return "Voksne (serviceloven § 176)"
    if year >= model.CHILDRENS_ACT:
        return "Børn og unge til 23 år (barnets lov § 198)"
    return f"Børn og efterværn (serviceloven § {'176' if year >= model.POOLED_FROM else '176 a'})"
