"""What stands below the tables of *Usikkerhed*: how it is computed, how it is read, and what it cannot know."""

from __future__ import annotations

from typing import Final

from styring_xl.figures.uncertainty.columns import Way
from styring_xl.figures.uncertainty.compute import SEED, Uncertainty
from styring_xl.figures.uncertainty.lines import THIN, UncertaintyLine
from styring_xl.reports.rows import Rows

BORROWED: Final = "få borgere: lånt fra alle"
NO_CITIZENS: Final = "uden borgere"
BY_LINE: Final = "linjeprognose"
FIXED: Final = "beregnet, ingen prognose"
_LONGEST: Final = 150
"""So many characters fit on the first page in print."""
_LONGEST_MEANING: Final = 110
"""So many fit beside the words they explain."""
CANNOT: Final = "Årets usikkerhed kan ikke beregnes: "
_BEGUN: Final = (
    "Der er simuleret {paths} forløb af året (starttal {seed}): samme ark giver samme tal, og intet flytter sig, før \
noget i arket gør."
)


def basis(line: UncertaintyLine) -> str:
    """What the forecast of a line rests on, in a few words."""
    if line.way is None:
        return ""
    if line.way == Way.LINE:
        return BY_LINE
    if line.way == Way.FIXED:
        return FIXED
    if not line.cases:
        return NO_CITIZENS
    borgere = "1 borger" if line.cases == 1 else f"{line.cases} borgere"
    return BORROWED if line.cases < THIN else borgere


def cannot(found: Uncertainty) -> str:
    """The sentence that stands where nothing can be simulated."""
    return f"{CANNOT}{found.why}. Kendt og puljer står som i forventet regnskab; P10, P50 og P90 er tomme."


def explain(rows: Rows, found: Uncertainty) -> None:
    """Five sentences on how it is computed, what the words mean, what the figures had to do without, and its limits."""
    rows.section("Sådan er der regnet")
    paths = f"{found.paths:,}".replace(",", ".")
    if found.is_known:
        rows.notes(_BEGUN.format(paths=paths, seed=SEED), _LONGEST)
    for text in (
        "I hvert forløb trækkes for hver borger og foranstaltning, hvornår sagen stopper, efter hvor længe sager i den "
        "foranstaltning plejer at vare; en bevilget stopdato kan blive forlænget, og 18 og 23 år vejer for sig.",
        "Nye sager trækkes efter, hvor mange der plejer at komme, og hvad de første måneder plejer at koste; antallet "
        "svinger mere end ved tilfældighed alene.",
        "Regninger til lukkede måneder kommer så sent, som de plejer, og priserne er dem, der er bogført senest; en "
        "borger, som regningerne er holdt op for, regnes med en sandsynlighed for stadig at være der.",
        "Har en foranstaltning få borgere, trækkes dens tal mod alle foranstaltningers; det, der ikke hører til en "
        "borger, følger sit eget niveau og sin egen sæson.",
    ):
        rows.notes(text, _LONGEST)
    rows.blank()
    rows.section("Sådan læses arket")
    rows.explained(
        (
            ("P10 · P50 · P90", "Årets resultat bliver i 1 af 10 forløb under P10, i halvdelen under P50 og i 1 af 10 "
             "over P90: otte år af ti ender mellem P10 og P90."),
            ("Middel", "Kendt + det, der ventes af hver slags. Delene summer til middel på hver linje, gruppe og i "
             "alt; middel ligger oftest lidt over P50, fordi få meget dyre sager trækker op."),
            ("Grupper og i alt", "P10, P50 og P90 er regnet af de samme forløb og er ikke summen af linjernes: "
             "det er sjældent, at alt går galt på én gang."),
            ("Chance", "Andelen af forløbene, hvor resultatet er på eller under det korrigerede budget."),
            ("Puljer", "Er et skøn over det samme som det, der her ventes, og er derfor ikke med i P10, P50 og P90. "
             "Foreslået pulje er det, der mangler, for at linjen står på P50 i forventet regnskab. Accepter pulje "
             "skriver den i Disponering, og derefter foreslås kun det, der mangler. I alt bliver der en rest: P50 i "
             "alt er ikke summen af linjernes."),
            ("I gang uden bevilling", "Borgere med posteringer, men uden en række i Disponering for foranstaltningen."),
            ("Uden borger", "Løn, aftaler og andet, der er bogført uden CPR-nr. Rækker uden CPR-nr. står som skrevet."),
            ("Andel", "Hvor stor en del af usikkerheden i alt hver slags står for; minus er det, der trækker den anden "
             "vej. Fire femtedele af forløbene ligger for hver slags mellem P10 og P90."),
            ("Grundlag", f"Antal borgere, der er lært af. Under {THIN}: mest alle foranstaltningers tal. "
             "Linjeprognose: posteringerne siger ikke hvilken borger, så linjens egne år bruges; er de for få, er "
             "spredningen et skøn. Uden borgere: med tre hele tidligere år ligger P10 og P90 så langt fra P50, som "
             "linjer har ramt ved siden af før."),
            ("Ventet før · Forskel", "Det, der ventedes endnu af måneden, da den blev lukket, og hvor meget mere eller "
             "mindre der er kommet siden."),
            ("Kan ikke vide", "En lovændring, et nyt tilbuds takster, en aftale, der endnu ikke er bogført, og alt "
             "andet, der ikke har vist sig i posteringer eller rækker."),
        ),
        _LONGEST_MEANING,
    )  # fmt: skip
    for text in _lacks(found):
        rows.notes(text, _LONGEST)


def _lacks(found: Uncertainty) -> list[str]:
    if not found.is_known:
        return []
    since = f"Der er lært af {found.months} lukkede måneders posteringer, fra {found.first_year}."
    if found.first_year == found.year:
        since += " Der er ingen tidligere år: tilgang, varighed og prisstigning hviler på få måneder."
    lacks = [since]
    if found.young > 1:
        times = f"{found.young:.2f}".replace(".", ",")
        lacks.append(
            f"Posteringerne dækker under et år, så P10 og P90 er lagt {times} gange så langt fra P50, som forløbene "
            "selv siger: der er intet år at holde dem mod."
        )
    if found.wider > 1:
        times = f"{found.wider:.1f}".replace(".", ",")
        lacks.append(
            f"P10 og P90 ligger {times} gange så langt fra P50, som forløbene selv siger: så langt lå de seneste to år "
            "fra det, der ville være sagt, da den samme måned var lukket."
        )
    if found.by_closings:
        lacks.append(
            "Bogføringsdatoerne viser ikke, hvor sent regninger kommer: det er lært af lukningerne i Historik."
        )
    elif not found.dated:
        lacks.append(
            "Bogføringsdatoerne viser ikke, hvor sent regninger kommer (måned og dato følges ad): et skøn er brugt, "
            "12 % af nyeste måned og derefter mindre."
        )
    return lacks
