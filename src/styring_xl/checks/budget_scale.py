"""A budget in another unit than the disposition: a hundred, a thousand or a million times as large, or as small."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, shown
from styring_xl.danish.text import label
from styring_xl.danish.writing import count
from styring_xl.model.quantile import median
from styring_xl.reading.header import BUDGET
from styring_xl.reading.problem import Kind

CODE = "budget-enhed"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "Budgettet er i en anden enhed end disponeringen"
ABOUT = About(
    why="Et budget i 1.000 kr. uden et ord om det giver afvigelser, der er tusind gange for store.",
    remedy="Skriv 1.000 kr. i budgettets overskrift, eller skriv det i kroner.",
    example="Budget 710 på en foranstaltning, der forventes at koste 700.000.",
)
KINDS: tuple[Kind, ...] = ()

_FACTORS = (100, 1_000, 1_000_000)
_NEAR = 3
"""A budget up to so many times as large or as small as the expected cost is not taken to be in another unit."""


def check(case: Evidence) -> Iterator[Finding]:
    """One finding at the budget's amount, when the middle of its measures is so far from what they are to cost."""
    budget: dict[str, int] = defaultdict(int)
    expected: dict[str, int] = defaultdict(int)
    for line in case.budget.lines:
        budget[label(line.measure)] += line.revised
    lines = case.figures.lines
    for measure, amount in zip(lines.measure, lines.amount, strict=True):
        expected[label(measure)] += amount
    parts = [expected[name] / amount for name, amount in budget.items() if amount > 0 and expected.get(name, 0) > 0]
    if not parts:
        return
    middle = float(median(np.array(parts)))
    for factor in _FACTORS:
        for times, word in ((middle, "mindre"), (1 / middle, "større")):
            if not factor / _NEAR < times < factor * _NEAR or min(parts) * _NEAR**4 < max(parts):
                continue
            table = case.layout.of(BUDGET)[0]
            at = next(table.columns[name] for name in ("revised", "original") if name in table.columns)
            what = f"Budgettet er omkring {count(factor)} gange {word}, end foranstaltningerne ventes at koste."
            remedy = "Er det i 1.000 kr. eller øre, så skriv det i overskriften."
            text = table.headers.get(at, "")
            yield Finding(CODE, SEVERITY, table.sheet, table.header_bottom, at, shown(text), what, remedy)
            return
