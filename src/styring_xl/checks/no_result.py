"""A formula that no program has worked out, in a cell that is read: what it gives is not known."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish.writing import count
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.problem import Kind

CODE = "formel-uden-resultat"
SEVERITY = ERROR
STAKE = Stake.ROW
TITLE = "En formel har intet gemt resultat"
ABOUT = About(
    why=(
        "Filen er gemt af et program, der ikke regner. En stopdato, der er en formel, er ikke tom, og en takst er "
        "ikke nul; "
        "rækken regnes derfor ikke med, før resultatet er der."
    ),
    remedy="Åbn filen i Excel eller LibreOffice, og gem den, så formlerne regnes ud.",
    example="=EDATE(G3;6) i Stopdato i en fil fra et fagsystem.",
)
KINDS: tuple[Kind, ...] = (Kind.NO_RESULT,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such cell of the disposition and the budget, and each such column of the postings."""
    for problem in case.told(KINDS):
        yield at_problem(
            problem,
            CODE,
            SEVERITY,
            f"{FIELD_NAMES.get(problem.field, problem.field)} er en formel uden gemt resultat, så værdien kendes ikke"
            f"{_more(problem.rows)}.",
            "Åbn filen i Excel eller LibreOffice, gem den, og opdater igen.",
        )


def _more(rows: int) -> str:
    return f"; det samme gælder {count(rows - 1)} rækker under den" if rows > 1 else ""
