"""A formula of the user's own whose result is not what the rules give."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "formel"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Egen formel giver et andet beløb"
ABOUT = About(
    why="En egen formel bliver aldrig overskrevet; giver den et andet beløb end reglerne, er et af dem forkert.",
    remedy="Ret formlen eller rækken, eller slet formlen.",
    example="=G6*11 i Forventet regnskab.",
)
KINDS: tuple[Kind, ...] = (Kind.FORMULA,)


def check(case: Evidence) -> Iterator[Finding]:
    """Month and result cells with formulas, compared where the result can be known without a spreadsheet program."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Egen formel giver et andet beløb end takst, mængde, datoer og bogføring; formlen er ikke ændret.",
            "Ret formlen eller rækkens oplysninger. Slet formlen, hvis beløbet skal beregnes.",
        )
