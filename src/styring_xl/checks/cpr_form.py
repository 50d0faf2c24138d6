"""A CPR number of the wrong form. Modulus 11 is no check: numbers since 1 October 2007 need not satisfy it."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.reading.problem import Kind

CODE = "cpr"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "CPR-nummeret har ikke den rette form"
ABOUT = About(
    why="Et nummer, der ikke ligner et CPR-nummer, finder ikke borgerens posteringer.",
    remedy="Ret nummeret.",
    example="Ni tegn eller en måned 13.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Every citizen once, at the first row; the row is computed with the text as it stands."""
    seen: set[str] = set()
    for index, cpr in enumerate(case.disposition.commitments.cpr):
        if cpr and cpr not in seen:
            seen.add(cpr)
            if not has_cpr_form(cpr):
                yield at_row(
                    case, index, ("cpr",), CODE, SEVERITY, cpr,
                    "CPR-nummeret har ikke formen DDMMÅÅ-LLLL; rækken er regnet med.",
                    "Ret nummeret, så borgerens posteringer kan findes.",
                )  # fmt: skip
