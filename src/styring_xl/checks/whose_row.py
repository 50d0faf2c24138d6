"""A row of which it is not sure whose it is: its CPR cell is empty under a citizen's row, or the number is lost."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish.text import is_blank
from styring_xl.reading.problem import Kind

CODE = "hvis-række"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Det er ikke sikkert, hvilken borger rækken hører til"
ABOUT = About(
    why=(
        "En tom CPR-celle under en borger kan være borgerens næste række eller en, ingen kender endnu. Kun flettede "
        "celler "
        "og en hel kolonne, der er skrevet sådan, viser det. 6,10E+09 er et CPR-nummer, som et regneark har kortet af."
    ),
    remedy="Skriv CPR-nummeret i rækken, eller flet cellerne over borgerens rækker.",
    example="To rækker under hinanden, hvor kun den første har CPR-nummer, men begge har hvert sit navn.",
)
KINDS: tuple[Kind, ...] = (Kind.CITIZEN,)


def check(case: Evidence) -> Iterator[Finding]:
    """Each such row; it is computed without a citizen, so its postings can't be found."""
    for problem in case.told(KINDS):
        if is_blank(problem.value) and problem.rows > 1:
            what = (
                f"{problem.rows} posteringer uden CPR-nummer er regnet med uden borger; måske står nummeret kun i "
                "borgerens første række."
            )
            remedy = "Skriv CPR-nummeret i hver række, hvis det er samme borger."
        elif is_blank(problem.value):
            what = "CPR-nummeret er tomt under en anden borgers række; rækken er regnet med uden borger."
            remedy = "Skriv CPR-nummeret i rækken, eller flet cellen med den øverste, hvis det er samme borger."
        else:
            what = "CPR-nummeret er tabt: regnearket har gjort det til et tal og kortet det af."
            remedy = "Skriv CPR-nummeret som tekst med bindestreg."
        yield at_problem(problem, CODE, SEVERITY, what, remedy)
