"""One workbook as a department: read, computed as a refresh computes it, and brought down to its sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl import workbook
from styring_xl.calc.closed import open_book
from styring_xl.checks import RULES
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.danish.text import label
from styring_xl.departments.place import AREAS
from styring_xl.errors import StyringError
from styring_xl.figures import moment
from styring_xl.figures.change import Comparison
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.fit import fit
from styring_xl.model.arrays import Integers
from styring_xl.model.headcount import FullYear
from styring_xl.model.periods import span
from styring_xl.reading import header
from styring_xl.reading.header_unit import AMOUNTS
from styring_xl.reading.history.moment import plain
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed
from styring_xl.reports import read
from styring_xl.reports.explanation.choice import choose
from styring_xl.reports.explanation.columns import CAUSES, FROM, TO
from styring_xl.reports.report import Material
from styring_xl.standard.sign import Sign

TITLES: Final = {rule.CODE: rule.TITLE for rule in RULES}
"""What each check is called, by its code."""
_NAMELESS_POOL: Final = "Pulje"


class OverviewItself(StyringError):
    """The file is an overview of other workbooks, such as the one of last time, and no department."""


class DepartmentLine(Struct, frozen=True, eq=False):
    """A measure of a department; two lines are two, even with the same figures. Amounts in øre; ``expected`` holds
    ``pool``, the puljer kept for the measure.

    ``budgeted`` is in ten-thousandths and ``persons`` in tenths of a full-year person, None where the measure has no
    number. ``before`` is what was expected at the time that *Historik* is compared with, None where there is none.
    """

    measure: str
    budget: int
    expected: int
    pool: int
    budgeted: int | None
    persons: int | None
    before: int | None


class Movement(Struct, frozen=True):
    """What a measure has moved since last, øre, and the cause that moved it most."""

    measure: str
    before: int
    now: int
    cause: str
    by_cause: int


class FindingCount(Struct, frozen=True):
    """How many findings a check has."""

    severity: str
    code: str
    count: int


class Department(Struct, frozen=True, eq=False):
    """What is kept of a workbook: its sums (øre), and the citizens of the year, who are counted and never written.

    ``since`` names the time that *Historik* is compared with, empty where there is none. ``draws`` are simulated
    results of the year without puljer, øre (paths,), empty where nothing is simulated. ``nameless`` counts the
    citizens of the year without a CPR number. ``remarks`` are Danish sentences of what had to be brought to one.
    """

    file: str
    name: str
    year: int
    closed: int
    sign: Sign
    full_year: FullYear
    lines: tuple[DepartmentLine, ...]
    since: str
    movements: tuple[Movement, ...]
    findings: tuple[FindingCount, ...]
    not_computed: int
    not_computed_ore: int
    draws: Integers
    citizens: frozenset[str]
    nameless: int
    remarks: tuple[str, ...]

    @property
    def budget(self) -> int:
        """Korrigeret budget, øre."""
        return sum(line.budget for line in self.lines)

    @property
    def expected(self) -> int:
        """Forventet regnskab, øre."""
        return sum(line.expected for line in self.lines)

    def count(self, severity: str) -> int:
        """How many findings of a severity there are."""
        return sum(each.count for each in self.findings if each.severity == severity)


def name_of(snapshot: Snapshot, file: Path) -> str:
    """What the department is called: as *Opsætning* says, else the file's name without its ending."""
    return snapshot.settings.department or file.stem


def of_file(file: Path, *, year: int | None = None, closed: int | None = None) -> Department:
    """Reads and computes a workbook as a refresh does, and writes nothing. ``year`` and ``closed`` (0..12) override
    what it states. Raises StyringError for what is no workbook, OverviewItself for an overview of other workbooks."""
    return of(computed(file, year=year, closed=closed), file)


def computed(file: Path, *, year: int | None = None, closed: int | None = None, is_written: bool = True) -> Refreshed:
    """A department's workbook as a refresh computes it; nothing is written. Where it ``is_written`` that would be, the
    year is simulated if a sheet shows it. Raises as ``of_file``."""
    book = open_book(file, drop_signature=True, template=workbook.build)
    if any(book.resolve(name) for name in AREAS):
        raise OverviewItself("Filen er selv et samlet overblik og ikke en afdeling, sprunget over.")
    return fit(book, read(book, year=year, closed=closed, hint=file.stem), is_written=is_written).refreshed


def of(refreshed: Refreshed, file: Path) -> Department:
    """The sums of a computed workbook."""
    snapshot, figures = refreshed.snapshot, refreshed.figures
    now = moment.now(snapshot.disposition, figures, refreshed.uncertainty)
    material = Material(snapshot, figures, {}, snapshot.history, now)
    told = choose(material, {FROM: None, TO: None}, {}).told
    citizens, nameless = _citizens(snapshot, figures)
    return Department(
        file=file.name,
        name=name_of(snapshot, file),
        year=figures.year,
        closed=figures.closed,
        sign=snapshot.settings.sign,
        full_year=snapshot.settings.full_year,
        lines=_lines(figures, told),
        since="" if told is None else told.before.name,
        movements=_movements(figures, told),
        findings=_findings(refreshed),
        not_computed=refreshed.not_computed,
        not_computed_ore=refreshed.not_computed_ore,
        draws=_draws(refreshed.uncertainty),
        citizens=citizens,
        nameless=nameless,
        remarks=_remarks(snapshot),
    )


def _lines(figures: Figures, told: Comparison | None) -> tuple[DepartmentLine, ...]:
    """A line for each measure in the order of *Afvigelse*, and for a measure that only was expected before."""
    sums: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    numbers: dict[str, list[int | None]] = {}
    for line in figures.whole.lines:
        name = line.kept_for or line.measure
        key = label(plain(name))
        names.setdefault(key, name or _NAMELESS_POOL)
        of_line = sums.setdefault(key, [0, 0, 0])
        of_line[0] += line.revised
        of_line[1] += line.expected
        of_line[2] += line.expected if line.kept_for is not None else 0
        of_number = numbers.setdefault(key, [None, None])
        for at, number in enumerate((line.budget_count, line.expected_count)):
            of_number[at] = _added(of_number[at], number)
    before = {} if told is None else _before(figures, told)
    for key, (name, _) in before.items():
        names.setdefault(key, name or _NAMELESS_POOL)
    found = []
    for key, name in names.items():
        budget, expected, pool = sums.get(key, (0, 0, 0))
        budgeted, persons = numbers.get(key, (None, None))
        then = None if told is None else before.get(key, ("", 0))[1]
        found.append(DepartmentLine(name, budget, expected, pool, budgeted, persons, then))
    return tuple(found)


def _added(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def _before(figures: Figures, told: Comparison) -> dict[str, tuple[str, int]]:
    """By the label of each measure its name and what was expected of it then, øre."""
    return {label(line.measure): (line.measure, line.before) for line in told.by_measure(figures.measures)}


def _movements(figures: Figures, told: Comparison | None) -> tuple[Movement, ...]:
    """What has moved, the most first."""
    found = []
    for line in [] if told is None else told.by_measure(figures.measures):
        if line.after != line.before:
            most = int(np.abs(line.causes).argmax())
            found.append(Movement(line.measure, line.before, line.after, CAUSES[most], int(line.causes[most])))
    return tuple(sorted(found, key=lambda each: (-abs(each.now - each.before), each.measure)))


def _findings(refreshed: Refreshed) -> tuple[FindingCount, ...]:
    counted = Counter((finding.severity, finding.code) for finding in refreshed.findings)
    # »advarsel« comes before »fejl« in the alphabet, and after it on the sheet.
    order = sorted(counted.items(), key=lambda each: (each[0][0] != "fejl", -each[1], each[0][1]))
    return tuple(FindingCount(severity, code, count) for (severity, code), count in order)


def _draws(found: Uncertainty | None) -> Integers:
    if found is None or not found.is_known:
        return np.zeros(0, np.int64)
    return np.asarray(found.draws.sum(axis=1), np.int64)


def _citizens(snapshot: Snapshot, figures: Figures) -> tuple[frozenset[str], int]:
    """The CPR numbers with a commitment on any day of the year; and the others: rows without a citizen, and citizens
    under a number that means something in this department alone."""
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable)
    first, end = span(rows.start[at], rows.active_stop[at], figures.year)
    people = [rows.cpr[row] for row in at[end > first].tolist()]
    known = frozenset(filter(has_cpr_form, people))
    own = {label(person) for person in people if person and not has_cpr_form(person)}
    return known, len(own) + sum(not person for person in people)


def _remarks(snapshot: Snapshot) -> tuple[str, ...]:
    roles = [role for role in header.ROLES if any(_is_scaled(table) for table in snapshot.layout.of(role))]
    return (f"Beløb i 1.000 kr. eller mio. kr. ({', '.join(roles)}) er regnet om til kroner.",) if roles else ()


def _is_scaled(table: RoleTable) -> bool:
    amounts: Sequence[int] = [table.columns[name] for name in (*AMOUNTS, "amount") if name in table.columns]
    return any(table.scale(column) != 1 for column in amounts)
