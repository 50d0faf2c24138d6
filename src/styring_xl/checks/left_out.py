"""Rows that hold an amount but are no commitment, pulje or sum, and rows under a table that are not part of it."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "ikke-med"
SEVERITY = ERROR
STAKE = Stake.SHOWN
TITLE = "Rækken er ikke regnet med"
ABOUT = About(
    why=(
        "En række med et beløb, som hverken er bevilling, pulje eller sum, ville ellers forsvinde ud af "
        "regnskabet uden at nogen så det."
    ),
    remedy="Kald den pulje, udfyld den, eller træk Excel-tabellen ned over den.",
    example="»Nye sager: 500.000« nederst i disponeringen uden ordet pulje.",
)
KINDS: tuple[Kind, ...] = (Kind.LUMP, Kind.BELOW, Kind.TABLE)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row, at its amount; it is left exactly as it stands."""
    for problem in case.told(KINDS):
        if problem.kind == Kind.LUMP:
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                "Rækken har et beløb, men hverken CPR-nr., takst eller startdato; den er ikke regnet med.",
                "Kald rækken pulje, hvis beløbet skal med, eller udfyld takst og startdato.",
            )
        elif problem.kind == Kind.BELOW:
            many = f"{problem.rows} rækker, denne øverst, står under Excel-tabellen og er ikke en del af den; "
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                f"{many}de er ikke læst."
                if problem.rows > 1
                else "Rækken står under Excel-tabellen og er ikke en del af den; den er ikke læst.",
                "Træk tabellens nederste højre hjørne ned over rækkerne.",
            )
        elif problem.kind == Kind.TABLE:
            many = f"dens {problem.rows} rækker" if problem.rows > 1 else "dens ene række"
            yield at_problem(
                problem,
                CODE,
                SEVERITY,
                f"Her begynder en tabel til, med kolonnerne i en anden orden; {many} er ikke regnet med.",
                "Flyt rækkerne op i den første tabel, så de står i dens kolonner.",
            )
