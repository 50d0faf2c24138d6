"""What *Træfsikkerhed* holds the closings against, and how it is read."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures.accuracy import Against, YearAccuracy
from styring_xl.figures.trace.item import MadeOf
from styring_xl.reports.rows import Rows

_AGAINST: Final = {
    Against.POSTINGS: "årets resultat i posteringerne",
    Against.DECEMBER: "det, der var bogført, da december blev lukket",
    Against.STATED: f"årets resultat i {standard.PARAMETERS}",
    Against.SIMULATED: f"det, året nu ventes at koste (middel i {standard.UNCERTAINTY}); året er ikke slut",
    Against.EXPECTED: "forventet regnskab nu; året er ikke slut",
}
NOTHING: Final = (
    "Der er endnu ingen lukning, der kan holdes mod noget. Luk en måned; så viser arket, hvor godt der blev ramt."
)

HELD_AGAINST: Final = (
    f"Tallet er det, der blev sagt ved en lukning og er gemt i {standard.HISTORY}, eller det, som året blev til; det "
    "kan ikke deles op i poster her."
)
SAID: Final = f"Tallet blev sagt ved lukningen og er gemt i {standard.HISTORY}."
QUANTILE_SAID: Final = (
    f"Tallet er en fraktil af de år, der blev simuleret ved lukningen, gemt i {standard.HISTORY}; det kan ikke deles "
    "op i poster."
)


def made_line(column: str) -> MadeOf | None:
    """What a closing said, which no postings sum to."""
    if column in ("low", "middle", "high"):
        return MadeOf.worked_out((), QUANTILE_SAID)
    return MadeOf.worked_out((), SAID) if column in ("expected", "typed") else None


def against(made: YearAccuracy) -> str:
    """What the closings of a year are held against, in words."""
    return _AGAINST[made.against]


def explain(rows: Rows) -> None:
    """How it is read, in three sentences, and what the columns are."""
    rows.section("Sådan læses arket")
    for text in (
        "Ved hver lukning gemmer Historik, hvad der blev sagt om året; her står det ved siden af, hvad året blev til "
        "eller nu ventes at blive.",
        "Fejl er resultatet minus det, der blev sagt: plus er et år, der blev dyrere end sagt, minus et, der blev "
        "billigere. Skævhed er gennemsnittet, så fejl til hver sin side går ud mod hinanden.",
        "Er P10 og P90 sat rigtigt, ligger resultatet imellem dem ved otte af ti lukninger; et års lukninger følges "
        "ad, så et enkelt år siger ikke meget om det.",
    ):
        rows.note(text)
    rows.blank()
    rows.explained(
        (
            ("Forventet", f"Forventet regnskab i {standard.VARIANCE} ved lukningen, med puljer (DISP). I de lukkede "
             "måneder er puljer ikke med: de har ingen måned."),
            ("Prognose", f"Forbrug i alt på {standard.FORECAST} ved lukningen, med det, der var skrevet på linjerne. "
             "Tom, når en linje ikke havde en prognose, og ved lukninger fra ældre udgaver, som ikke gemte den."),
            ("P10 · P50 · P90", f"{standard.UNCERTAINTY} ved lukningen. I alt er ikke linjernes sum; en prognoselinje "
             "af flere foranstaltninger har ingen."),
            ("Skævhed · Ramt", "Gennemsnittet af fejlene ved lukningerne, og andelen af lukningerne, hvor resultatet "
             "endte mellem P10 og P90."),
            ("Året er ikke slut", "Fejlen er da, hvor meget forventningen har flyttet sig siden; andelen ramt står ved "
             "de måneder, der er lukket siden, hvor resultatet kendes."),
            ("Diagrammet", "P50, da hver måned blev lukket (forventet regnskab, hvor der ingen er): sidste år, med "
             "resultatet som en vandret linje, og i år."),
        )
    )  # fmt: skip
