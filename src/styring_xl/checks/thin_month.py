"""The last closed month has far fewer postings than its commitments and the other months lead to."""

from collections.abc import Iterator

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.danish.writing import count, kroner
from styring_xl.figures.completeness import Completeness, completeness
from styring_xl.reading.problem import Kind

CODE = "måned-mangler"
SEVERITY = WARNING
STAKE = Stake.MISSING
TITLE = "Den sidst lukkede måned ser ikke ud til at være bogført endnu"
ABOUT = About(
    why=(
        "En lukket måned regnes med det, der er bogført. Er regningerne ikke kommet, ser måneden billig ud, og "
        "forventet regnskab bliver for lavt."
    ),
    remedy="Hent månedens posteringer, eller sæt Realiseret til og med en måned tilbage.",
    example="April har én postering, men 190 bevillinger er aktive, og månederne før har omkring 185 posteringer.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """One finding for the month; the months before it were looked at when they were the last."""
    if not case.figures.closed or not len(case.ledger):
        return
    found = completeness(case.disposition.commitments, case.ledger, case.figures, case.figures.closed)
    if found.is_thin:
        sheet = case.layout.of("posteringer")[0].sheet
        yield Finding(
            CODE, SEVERITY, sheet, 0, 0, standard.MONTH_NAMES[found.month - 1].capitalize(), told(found),
            "Hent posteringerne, før måneden lukkes. Er der ikke mere at vente, så luk måneden med en note.",
            abs(found.missing),
        )  # fmt: skip


def told(found: Completeness) -> str:
    """What has come and what is at stake, in one or two sentences."""
    month = standard.MONTH_NAMES[found.month - 1]
    postings = counted(found.postings, "postering", "posteringer")
    usual = ""
    if found.usual_postings is not None:
        usual = f" (ellers omkring {count(round(found.usual_postings))})"
    return (
        f"{month.capitalize()} har {postings}{usual} på {kroner(found.booked)} kr., men {kroner(found.expected)} kr. "
        f"ventes. Lukkes den, regnes {kroner(found.missing)} kr. som sparet."
    )
