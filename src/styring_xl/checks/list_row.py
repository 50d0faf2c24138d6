"""A row of a list, such as a contract or a goal, that cannot be used."""

from collections.abc import Iterator
from typing import Final

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "liste"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En række i en liste kan ikke bruges"
ABOUT = About(
    why="Lister som kontrakter, mål og fordelinger bæres kun ind i arkene, når deres celler kan læses.",
    remedy="Ret cellen, eller ryd rækken; se forklaringen over listen.",
    example="»ca. 3.100« som takst i en kontrakt, eller status »Næsten færdig« i en initiativplan.",
)
KINDS: tuple[Kind, ...] = (Kind.LIST_MISSING, Kind.LIST_VALUE, Kind.LIST_WORD, Kind.LIST_TWICE, Kind.LIST_UNKNOWN)
_FORMS: Final = {
    "date": "en dato, f.eks. 01-02-2026",
    "kroner": "et beløb, f.eks. 3.125,50",
    "part": "en andel, f.eks. 40 %",
    "change": "en ændring i procent, f.eks. -2 %",
    "number": "et tal, f.eks. 3,5",
    "whole": "et helt tal",
    "unit": "en takstenhed, f.eks. døgn eller måned",
    "citizen": "et CPR-nr. med ti cifre",
}


def check(case: Evidence) -> Iterator[Finding]:
    """Rows with a cell that is empty, repeated, unknown or cannot be understood."""
    for problem in case.told(KINDS):
        name = f"»{problem.field}«"
        remedy = "Udfyld cellen, eller ryd rækken."
        if problem.kind == Kind.LIST_MISSING:
            what = f"{name} mangler, så rækken er ikke brugt."
        elif problem.kind == Kind.LIST_WORD:
            what, remedy = (
                f"{name} er intet af det, der kan stå, så rækken er ikke brugt.",
                f"Skriv {_either(problem.detail)}.",
            )
        elif problem.kind == Kind.LIST_TWICE:
            what = problem.detail or f"{name} står også i en række længere oppe, så denne række er ikke brugt."
            remedy = "Behold den ene række, og slet den anden."
        elif problem.kind == Kind.LIST_UNKNOWN:
            what, remedy = problem.detail, "Ret rækken, så den passer med arket."
        else:
            form = _FORMS.get(problem.detail, "som forklaringen over listen siger")
            what, remedy = f"{name} kan ikke læses, så rækken er ikke brugt.", f"Skriv {form}."
        yield at_problem(problem, CODE, SEVERITY, what, remedy)


def _either(words: str) -> str:
    *first, last = words.split(", ")
    return f"{', '.join(first)} eller {last}" if first else last
