"""A result sheet with cells of the user's where its rows would go."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake
from styring_xl.reading.problem import Kind

CODE = "egne-celler-i-vejen"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Egne celler står i vejen for et resultatark"
ABOUT = About(
    why=(
        "Et resultatark må aldrig skrive oven i brugerens egne celler; derfor bliver hele arket stående, som "
        "det var, og er ikke opdateret."
    ),
    remedy="Flyt de egne celler væk fra tabellen, og opdater igen.",
    example="En note i A60 på Månedsforbrug, hvor tabellen skal vokse til 70 rækker.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """The sheet is left exactly as it was."""
    for sheet, row, column in case.blocked:
        yield Finding(
            CODE, SEVERITY, sheet, row, column, "",
            "Arket er ikke opdateret: her står egne celler, hvor tabellen skal vokse. De er ikke rørt.",
            "Flyt cellerne længere ned eller til højre for tabellen, og opdater igen.",
        )  # fmt: skip
