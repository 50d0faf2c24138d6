"""What the buttons say of their work, in Danish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from styring_xl.danish.phrase import counted
from styring_xl.danish.writing import count as grouped
from styring_xl.danish.writing import whole_kroner

if TYPE_CHECKING:
    from styring_xl.cells.book import Obstacle
    from styring_xl.refresh import RefreshTold


def _kr(ore: int) -> str:
    return f"{whole_kroner(ore)} kr."


def figures(refreshed: RefreshTold) -> str:
    """The year's result beside the budget."""
    told = refreshed.figures
    variance = refreshed.variance
    word = "mindreforbrug" if variance > 0 else "merforbrug"
    rest = f"{word} {_kr(abs(variance))}" if variance else "i balance"
    return (
        f"Forventet regnskab {told.year}: {_kr(told.result)} "
        f"Korrigeret budget: {_kr(refreshed.budget)} Afvigelse: {rest}"
    )


def findings(refreshed: RefreshTold) -> str:
    """How many mistakes there are in *Kontrol*, what is missing for them in kroner, and where to begin."""
    from styring_xl.checks.finding import ERROR

    errors = sum(finding.severity == ERROR for finding in refreshed.findings)
    warnings = len(refreshed.findings) - errors
    out = refreshed.not_computed
    missing = f", og {_kr(refreshed.not_computed_ore)} mangler i tallene" if refreshed.not_computed_ore else ""
    left = f" {counted(out, 'række', 'rækker')} er ikke beregnet{missing}." if out else ""
    begin = " Begynd øverst i Kontrol: fejl først, og det dyreste før resten." if refreshed.findings else ""
    return f"Kontrol: {grouped(errors)} fejl og {counted(warnings, 'advarsel', 'advarsler')}.{left}{begin}"


def left_out(obstacles: Sequence[Obstacle]) -> str:
    """The sheets that were not written, and what stands in the way."""
    return "".join(f"\n\n{each.text} Giv plads, og prøv igen." for each in obstacles if each.area)
