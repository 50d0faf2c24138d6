"""Departments brought together: which of them are of one year and month, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.danish.text import in_order, label
from styring_xl.departments.department import TITLES, Department, DepartmentLine, Movement
from styring_xl.errors import StyringError
from styring_xl.figures.uncertainty.lines import CHANCES
from styring_xl.model.headcount import FullYear
from styring_xl.model.quantile import quantiles
from styring_xl.standard.sign import Sign

_PATHS: Final = 10_000
"""So many sums of one simulated year from each department are drawn."""


class LeftOut(Struct, frozen=True):
    """A file that is not part of the sums: what the department is called, its year and month where it could be read,
    and the Danish sentence that says why."""

    name: str
    file: str
    why: str
    year: int | None = None
    closed: int | None = None


class Band(Struct, frozen=True):
    """P10 and P90 of the year's result without puljer, øre."""

    low: int
    high: int


class CitizenCounts(Struct, frozen=True):
    """The citizens of the year: ``each`` in a department, ``elsewhere`` those of them that another has too, both in the
    order of the departments; ``everybody`` counts each citizen once, ``several`` those in more than one department."""

    each: tuple[int, ...]
    elsewhere: tuple[int, ...]
    everybody: int
    several: int


class MeasureSum(Struct, frozen=True):
    """A measure over the departments: ``parts`` are (place of the department, its line), in their order."""

    measure: str
    parts: tuple[tuple[int, DepartmentLine], ...]

    @property
    def budget(self) -> int:
        """Øre."""
        return sum(line.budget for _, line in self.parts)

    @property
    def expected(self) -> int:
        """Forventet regnskab, øre."""
        return sum(line.expected for _, line in self.parts)

    @property
    def pool(self) -> int:
        """What of it are puljer, øre."""
        return sum(line.pool for _, line in self.parts)

    @property
    def persons(self) -> int | None:
        """Tenths of full-year persons; None where no department has a number of it."""
        numbers = [line.persons for _, line in self.parts if line.persons is not None]
        return sum(numbers) if numbers else None

    @property
    def is_priced(self) -> bool:
        """Whether every department that spends on it has a number of it, so that the sum has a price."""
        return all(line.persons is not None for _, line in self.parts if line.expected != line.pool)


class JointOverview(Struct, frozen=True, eq=False):
    """What the departments of a year with months 1..``closed`` realised come to together; amounts in øre.

    ``departments`` are added up, their citizens counted and let go; ``bands`` has one for each, None where nothing is
    simulated, and ``band`` the one of all, where every department has one.
    """

    year: int
    closed: int
    sign: Sign
    departments: tuple[Department, ...]
    left_out: tuple[LeftOut, ...]
    measures: tuple[MeasureSum, ...]
    citizens: CitizenCounts
    bands: tuple[Band | None, ...]
    band: Band | None

    @property
    def budget(self) -> int:
        """Korrigeret budget, øre."""
        return sum(each.budget for each in self.departments)

    @property
    def expected(self) -> int:
        """Forventet regnskab, øre."""
        return sum(each.expected for each in self.departments)

    @property
    def before(self) -> int | None:
        """What was expected last, øre; None where a department has nothing to compare with."""
        return sum(each.expected - _moved(each) for each in self.departments) if self.is_compared else None

    @property
    def is_compared(self) -> bool:
        """Whether every department has a time in *Historik* to be compared with."""
        return all(each.since for each in self.departments)

    @property
    def movements(self) -> list[tuple[Department, Movement]]:
        """What has moved in any department, the most first."""
        found = [(each, movement) for each in self.departments for movement in each.movements]
        return sorted(found, key=lambda pair: -abs(pair[1].now - pair[1].before))

    @property
    def is_whole(self) -> bool:
        """Whether every file is part of it and could be computed throughout."""
        return not self.left_out and not any(each.count("fejl") for each in self.departments)

    def to_json(self) -> dict[str, Any]:
        """Amounts in øre, full-year persons in tenths; no citizen and no text of a cell is in it."""
        return {
            "year": self.year,
            "closed_month": self.closed,
            "totals": _totals(self.budget, self.expected, self.before, self.band),
            "citizens": {"all": self.citizens.everybody, "in_several": self.citizens.several},
            "departments": [
                {
                    "name": each.name,
                    "file": each.file,
                    "totals": _totals(each.budget, each.expected, each.expected - _moved(each), band)
                    | ({} if each.since else {"before": None}),
                    "since": each.since or None,
                    "citizens": {"all": count, "in_another": elsewhere},
                    "not_computed": {"rows": each.not_computed, "amount": each.not_computed_ore},
                    "measures": [_line(line) for line in each.lines],
                    "findings": [
                        {"severity": it.severity, "code": it.code, "title": TITLES[it.code], "count": it.count}
                        for it in each.findings
                    ],
                    "remarks": list(each.remarks),
                }
                for each, band, count, elsewhere in zip(
                    self.departments, self.bands, self.citizens.each, self.citizens.elsewhere, strict=True
                )
            ],
            "left_out": [{"name": each.name, "file": each.file, "error": each.why} for each in self.left_out],
        }


def _totals(budget: int, expected: int, before: int | None, band: Band | None) -> dict[str, int | None]:
    return {
        "budget": budget,
        "expected": expected,
        "variance": budget - expected,
        "before": before,
        "p10": None if band is None else band.low,
        "p90": None if band is None else band.high,
    }


def _line(line: DepartmentLine) -> dict[str, Any]:
    return {
        "measure": line.measure,
        "budget": line.budget,
        "expected": line.expected,
        "pool": line.pool,
        "persons": line.persons,
        "before": line.before,
    }


def _moved(department: Department) -> int:
    return sum(each.now - each.before for each in department.movements)


def bring_together(departments: Sequence[Department], refused: Iterable[LeftOut] = ()) -> JointOverview:
    """Adds up the departments of the year and closed month that most of them have, the later of equals; the others are
    told and not added. ``refused`` are files that could not be read.

    The sign is the one most departments use, of equals budget − forventet. Raises StyringError when there is none.
    """
    if not departments:
        raise StyringError("Ingen af filerne kunne læses som en afdelings projektmappe, så der er intet overblik.")
    year = _most(each.year for each in departments)
    closed = _most(each.closed for each in departments if each.year == year)
    left_out = [*refused]
    added: list[Department] = []
    for each in _named_apart(departments):
        why = _other(each, year, closed)
        if why:
            left_out.append(LeftOut(each.name, each.file, why, each.year, each.closed))
        else:
            added.append(each)
    sign = Sign.FORECAST_MINUS if 2 * _signs(added)[Sign.FORECAST_MINUS] > len(added) else Sign.BUDGET_MINUS
    added.sort(key=lambda each: in_order(each.name))
    citizens = _citizens(added)
    kept = [_remarked(replace(each, citizens=frozenset()), sign, added) for each in added]
    bands, band = _bands(kept)
    return JointOverview(
        year=year,
        closed=closed,
        sign=sign,
        departments=tuple(kept),
        left_out=tuple(left_out),
        measures=_measures(kept),
        citizens=citizens,
        bands=bands,
        band=band,
    )


def _most(numbers: Iterable[int]) -> int:
    counted = Counter(numbers)
    return max(counted, key=lambda number: (counted[number], number))


def _signs(departments: Sequence[Department]) -> Mapping[Sign, int]:
    return Counter(each.sign for each in departments)


def until(closed: int) -> str:
    """What is realised, in the middle of a sentence."""
    return f"realiseret til og med {standard.MONTH_NAMES[closed - 1]}" if closed else "uden lukkede måneder"


def _other(department: Department, year: int, closed: int) -> str:
    """Why a department cannot be added, empty when it can."""
    if department.year != year:
        return f"Ikke lagt til: regnskabsår {department.year}, mens overblikket er for {year}."
    if department.closed != closed:
        return f"Ikke lagt til: {until(department.closed)}, mens overblikket er {until(closed)}."
    return ""


def _named_apart(departments: Sequence[Department]) -> list[Department]:
    """Departments with names of their own: those called the same have their file's name after it, and a number where
    that is the same too."""
    counted = Counter(label(each.name) for each in departments)
    taken: set[str] = set()
    found = []
    for each in departments:
        name = each.name
        if counted[label(name)] > 1 and each.file.rpartition(".")[0] != name:
            name = f"{name} ({each.file.rpartition('.')[0]})"
        numbered = (name, *(f"{name} ({number})" for number in range(2, len(departments) + 2)))
        own = next(text for text in numbered if label(text) not in taken)
        taken.add(label(own))
        found.append(replace(each, name=own))
    return found


def _remarked(department: Department, sign: Sign, added: Sequence[Department]) -> Department:
    """With what is said of a department that counts otherwise than most."""
    remarks = [*department.remarks]
    if department.sign != sign:
        remarks.append(f"Arket viser {department.sign.value}; her er fortegnet vendt.")
    if len({each.full_year for each in added}) > 1:
        rule = standard.FULL_YEAR_RULES[0 if department.full_year == FullYear.DAYS else 1]
        remarks.append(f"Helårspersoner regnes efter {rule}; ikke alle afdelinger gør som hinanden.")
    return replace(department, remarks=tuple(remarks))


def _citizens(departments: Sequence[Department]) -> CitizenCounts:
    """Rows without a CPR number count as a citizen each, who is nowhere else."""
    counted = Counter(cpr for each in departments for cpr in each.citizens)
    nameless = sum(each.nameless for each in departments)
    return CitizenCounts(
        each=tuple(len(each.citizens) + each.nameless for each in departments),
        elsewhere=tuple(sum(counted[cpr] > 1 for cpr in each.citizens) for each in departments),
        everybody=len(counted) + nameless,
        several=sum(count > 1 for count in counted.values()),
    )


def _measures(departments: Sequence[Department]) -> tuple[MeasureSum, ...]:
    """The measures in Danish order, whatever capitals and spaces a department writes them with."""
    names: dict[str, str] = {}
    parts: dict[str, list[tuple[int, DepartmentLine]]] = {}
    for at, department in enumerate(departments):
        for line in department.lines:
            key = label(line.measure)
            names.setdefault(key, line.measure)
            parts.setdefault(key, []).append((at, line))
    return tuple(MeasureSum(names[key], tuple(parts[key])) for key in sorted(parts, key=lambda k: in_order(names[k])))


def _bands(departments: Sequence[Department]) -> tuple[tuple[Band | None, ...], Band | None]:
    """The band of each department and of all, whose results are taken to be independent of each other.

    Each department's simulated years are shuffled by a seed of its own place, so that equal seeds of the simulations
    do not make good years meet good ones.
    """
    bands: list[Band | None] = []
    total = np.zeros(_PATHS, np.int64)
    for at, each in enumerate(departments):
        if not len(each.draws):
            bands.append(None)
            continue
        bands.append(_band(each.draws))
        total += np.random.default_rng(at + 1).choice(each.draws, _PATHS)
    return tuple(bands), _band(total) if bands and all(bands) else None


def _band(draws: np.ndarray[Any, np.dtype[np.int64]]) -> Band:
    low, _, high = quantiles(draws, CHANCES)
    return Band(round(float(low)), round(float(high)))
