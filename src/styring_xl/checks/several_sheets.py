"""Another sheet that looks like an input sheet: it is not read."""

from collections.abc import Iterator

from styring_xl.checks.finding import ERROR, About, Evidence, Finding, Stake
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "flere-ark"
SEVERITY = ERROR
STAKE = Stake.NONE
TITLE = "Flere ark ligner det samme grundlag"
ABOUT = About(
    why="Var begge ark læst, ville de samme kroner tælle to gange; var det forkerte valgt, ville tallene være gamle.",
    remedy="Skriv i Opsætning, hvilke ark der skal læses.",
    example="Både »Disponering« og »Disponering kopi« har bevillinger.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Tables passed over because another sheet has their role, and pins to sheets that are not there."""
    # A list may have a price and a start too, and is read as what it is.
    listed = {spot.sheet for spot in case.lists.spots}
    for table in case.layout.passed_over:
        if table.sheet in listed:
            continue
        used = ", ".join(t.sheet for t in case.layout.of(table.role))
        yield Finding(
            CODE,
            SEVERITY,
            table.sheet,
            table.header_bottom,
            min(table.columns.values()),
            "",
            f"Arket ligner også {table.role}, men er ikke læst; {used} er brugt.",
            f"Skriv i arket {SETUP}, hvilke ark der skal læses, en række pr. ark.",
        )
    for role, name in case.layout.unread:
        yield Finding(
            CODE,
            SEVERITY,
            name,
            0,
            0,
            "",
            f"Arkets navn siger {role}, men de nødvendige kolonner er ikke fundet; arket er ikke læst.",
            f"Giv kolonnerne kendte overskrifter, eller skriv dem i arket {SETUP} (se styring-xl check --layout).",
        )
    for pin in case.layout.missing_pins:
        yield Finding(
            CODE,
            SEVERITY,
            pin.sheet or SETUP,
            0,
            0,
            pin.sheet,
            f"{SETUP} peger på et ark eller en overskrift til {pin.role}, der ikke findes.",
            f"Ret arkets navn, overskriftsrækken eller overskriften i {SETUP}.",
        )
