"""A sum in one of the user's own tables that is not the sum of what it plainly adds up."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Finding, Stake, WithOwnTables, shown
from styring_xl.figures.user_sums import in_kroner, off_sums
from styring_xl.reading.problem import Kind

CODE = "sum-stemmer-ikke"
SEVERITY = WARNING
STAKE = Stake.NONE
TITLE = "En sum stemmer ikke"
ABOUT = About(
    why=(
        "En sum, der ikke stemmer, er en række, der er glemt, eller et tal, der er tastet forkert. Kontrollen "
        "ser også egne ark efter, når rækken eller kolonnen kalder sig i alt, sum eller total, og andre af "
        "tabellens summer stemmer; afrunding, priser, andele og antal giver ingen fund."
    ),
    remedy="Kontrollér summen og dens tal; brug en SUM-formel.",
    example="I alt er 300 større end summen af linjerne, og de andre kolonner stemmer.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: WithOwnTables) -> Iterator[Finding]:
    """Sums by their label (i alt, sum, total …) that fail where the same rows or columns do add up elsewhere."""
    for table in case.own:
        for off in off_sums(table, in_kroner(table)):
            apart = shown(round(off.stands - off.parts, 2))
            if off.crossing:
                what = "Tallet passer hverken i sin rækkes eller sin kolonnes sum; begge mangler det samme beløb."
                remedy = "Kontrollér tallet, og ret det eller de to summer."
            else:
                what = "Summen er ikke det, tallene giver lagt sammen, selv om tabellens andre summer er det."
                remedy = "Kontrollér summen og de tal, den lægger sammen; brug en SUM-formel."
            yield Finding(
                CODE, SEVERITY, table.sheet, off.row, off.column, f"{shown(off.stands)} (forskel {apart})", what, remedy
            )
