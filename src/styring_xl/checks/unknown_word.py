"""A takstenhed or periodisering that is none of those the product computes."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "ukendt-enhed"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Takstenheden eller periodiseringen er ukendt"
ABOUT = About(
    why="En ukendt enhed kan være døgn eller måned: 30 gange forskel.",
    remedy="Vælg et af ordene på listen.",
    example="»halvår« i Takstenhed.",
)
KINDS: tuple[Kind, ...] = (Kind.UNIT, Kind.RULE)


def check(case: Evidence) -> Iterator[Finding]:
    """Words in the columns takstenhed and periodisering."""
    for problem in case.told(KINDS):
        name, words = (
            ("Takstenheden", standard.RATE_UNITS) if problem.kind == Kind.UNIT else ("Periodiseringen", standard.RULES)
        )
        yield at_problem(problem, CODE, SEVERITY, f"{name} er ukendt.", f"Vælg en af: {', '.join(words)}.")
