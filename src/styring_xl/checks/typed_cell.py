"""A yellow cell on a result sheet that cannot be used."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "indtastet"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En indtastning på et resultatark kan ikke bruges"
ABOUT = About(
    why="Et gult felt på et resultatark vælger, hvad arket viser; et felt, der ikke kan læses, er ikke brugt.",
    remedy="Skriv et tal eller en dato, som feltet beder om, eller ryd det.",
    example="»snart« som periodens sidste dag i Indsatstrappe.",
)
KINDS: tuple[Kind, ...] = (
    Kind.TYPED_MONTH, Kind.TYPED_MONTHS, Kind.TYPED_DATE, Kind.TYPED_PERIOD, Kind.TYPED_CHOICE,
)  # fmt: skip

_TEXTS = {
    Kind.TYPED_MONTH: ("er ikke en måned", "Skriv månedens navn eller 1 til 12, eller ryd cellen."),
    Kind.TYPED_MONTHS: ("er ikke et helt antal måneder fra 1 til 120", "Skriv et helt tal, eller ryd cellen."),
    Kind.TYPED_DATE: ("kan ikke læses som en dato", "Skriv en dato som 31-12-2026, eller ryd cellen."),
    Kind.TYPED_PERIOD: ("ligger før periodens første dag", "Ret den ene af de to datoer, eller ryd cellen."),
    Kind.TYPED_CHOICE: ("er ikke blandt det, der kan vælges", "Vælg på listen, eller ryd cellen."),
}


def check(case: Evidence) -> Iterator[Finding]:
    """Cells a result sheet has asked for and got something else in; they stand as typed and count as empty."""
    for problem in case.told(KINDS):
        what, remedy = _TEXTS[problem.kind]
        yield at_problem(
            problem, CODE, SEVERITY, f"»{problem.field}« {what}, så arket regner, som var feltet tomt.", remedy
        )
