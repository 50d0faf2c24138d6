"""A posting whose debit or credit is said in words nobody knows."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish.phrase import counted
from styring_xl.reading.problem import Kind

CODE = "debet-kredit"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "Debet eller kredit kan ikke læses"
ABOUT = About(
    why="Et beløb med det forkerte fortegn tæller dobbelt forkert: det lægges til i stedet for at trækkes fra.",
    remedy="Skriv D eller K, debet eller kredit, + eller −.",
    example="»Omposteret« i kolonnen Fortegn.",
)
KINDS: tuple[Kind, ...] = (Kind.SIDE, Kind.SIDE_DOUBTFUL)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row, at the cell in question; it is in no sum. A column that may say debit and credit is told once."""
    for problem in case.told((Kind.SIDE_DOUBTFUL,)):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Kolonnen kan være beløbenes fortegn (debet og kredit), for intet beløb har minus: "
            f"{counted(problem.rows, 'postering', 'posteringer')}, der da er kredit, er ikke "
            "regnet med.",
            "Er den fortegnet, så kald den D/K. Er den ikke, så skriv i Opsætning, hvilken kolonne der er beløbet.",
        )
    for problem in case.told((Kind.SIDE,)):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            "Det kan ikke ses, om beløbet er debet eller kredit; posteringen er ikke regnet med.",
            "Skriv et ord, der kan læses (D/K, debet/kredit, +/−), eller slet kolonnen, når beløbene har fortegn selv.",
        )
