"""The steps of the indsatstrappe: each with the lines of *Afvigelse* that stand on it, and how many citizens it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.arrays import Integers
from styring_xl.model.caseload import caseload
from styring_xl.model.kroner import round_div
from styring_xl.model.numbering import distinct
from styring_xl.reading.parameters import Step
from styring_xl.reports.ladder.columns import STEP, UNMAPPED
from styring_xl.reports.report import Material


class Load(Struct, frozen=True):
    """Numbers of citizens and kroner as printed (``persons`` tenths, ``amount`` øre)."""

    citizens: int = 0
    active: int = 0
    persons: int = 0
    amount: int = 0


class StepLine(Struct, frozen=True):
    """A line of *Afvigelse* under its step."""

    name: str
    load: Load
    source: VarianceLine


class Rung(Struct, frozen=True):
    """A step with its lines; ``code`` numbers the steps upwards, 0 being *uden trin*."""

    code: int
    short: str
    name: str
    load: Load
    lines: tuple[StepLine, ...]


class Rungs(Struct, frozen=True, eq=False):
    """The steps in the order of the sheet, upwards with *uden trin* last; ``everybody`` has each citizen once.

    ``step_of_measure`` (m,) is the code of the step that each of the figures' measures stands on.
    """

    rungs: tuple[Rung, ...]
    everybody: Load
    step_of_measure: Integers

    @classmethod
    def of(cls, material: Material) -> Rungs:
        """The steps that *Parametre* gives the measures, with what the workbook has on each."""
        figures, steps = material.figures, material.snapshot.parameters.steps
        numbers = sorted({step.number for step in steps})
        code_of = _codes(steps, numbers)
        step_of_measure = np.array([code_of.get(label(name), 0) for name in figures.measures], np.int64)
        at = np.flatnonzero(material.snapshot.disposition.commitments.computable)
        measure = figures.measure[at]
        by_step = _loads(material, at, step_of_measure[measure])
        whole = _loads(material, at, np.zeros(len(at), np.int64)).get(0, Load())
        lines = _lines(material, code_of, _loads(material, at, measure))
        names = {step.number: step.name for step in steps}
        rungs = []
        for code in (*range(1, len(numbers) + 1), 0):
            mine = tuple(lines.get(code, ()))
            load = by_step.get(code, Load())
            load = Load(load.citizens, load.active, load.persons, sum(line.load.amount for line in mine))
            short = f"{STEP}{numbers[code - 1]}" if code else UNMAPPED
            title = names[numbers[code - 1]] if code else ""
            rungs.append(Rung(code, short, f"{short}: {title}" if title else short, load, mine))
        everybody = Load(whole.citizens, whole.active, whole.persons, figures.result)
        return cls(tuple(rungs), everybody, step_of_measure)


def _codes(steps: Sequence[Step], numbers: Sequence[int]) -> dict[str, int]:
    """A measure's label -> its step, counted from 1 upwards."""
    rank = {number: at for at, number in enumerate(numbers, 1)}
    return {label(step.measure): rank[step.number] for step in steps}


def _loads(material: Material, at: Integers, codes: Integers) -> dict[int, Load]:
    """The citizens of the commitments ``at``, counted under each of their ``codes``; the kroner are *Afvigelse*'s."""
    figures, rows = material.figures, material.snapshot.disposition.commitments
    found = caseload(
        codes,
        figures.person[at],
        rows.start[at],
        rows.active_stop[at],
        rows.probability[at],
        np.zeros(len(at), np.int64),
        year=figures.year,
        month=max(figures.closed, 1),
        rule=material.snapshot.settings.full_year,
    )
    return {
        code: Load(
            int(found.citizens[place]),
            int(found.active[place]),
            round_div(int(found.persons.numerator[place]) * 10, found.persons.denominator),
        )
        for place, code in enumerate(distinct(codes).tolist())
    }


def _lines(material: Material, code_of: Mapping[str, int], by_measure: Mapping[int, Load]) -> dict[int, list[StepLine]]:
    """The lines of *Afvigelse* that have anything to show, by the code of their step."""
    figures = material.figures
    code_of_name = {label(name): code for code, name in enumerate(figures.measures)}
    lines: dict[int, list[StepLine]] = {}
    counted: set[int] = set()
    for line in (line for group in figures.groups for line in group.lines):
        code = code_of_name.get(label(line.measure), -1) if line.kept_for is None else -1
        # A measure with two lines of budget has its citizens on the first.
        mine = by_measure.get(code, Load()) if code not in counted else Load()
        counted.add(code)
        shown = Load(mine.citizens, mine.active, mine.persons, line.expected)
        if shown != Load():
            step = code_of.get(label(line.measure if line.kept_for is None else line.kept_for), 0)
            lines.setdefault(step, []).append(StepLine(line.measure, shown, line))
    return lines
