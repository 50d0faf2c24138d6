"""What stands below *Prognose*: its signs, its methods, and where earlier years' figures are from, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.figures import earlier_years, forecast_lines
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.model import forecast
from styring_xl.reports.rows import Rows
from styring_xl.standard.sign import Sign

METHODS: Final = {
    forecast.DISP: "Summen af disponeringens rækker på linjen (Afvigelses forventede regnskab) + udgifter uden for "
    "disponering.",
    forecast.TWELFTHS: "Forbrug år til dato × 12 ÷ antal lukkede måneder. Kan ikke bruges, før en måned er lukket.",
    forecast.LAST_TWELVE: "Gældende 12 mdr.: forbruget i de seneste tolv lukkede måneder.",
    forecast.SIMULATED: f"P50 fra {standard.UNCERTAINTY}: halvdelen af de simulerede år koster mere, halvdelen mindre. "
    "Puljer og efterposteringer er skøn over noget af det samme: sæt deres egne linjer til UDGÅET, når SIM bruges.",
    forecast.BUDGET: "Det korrigerede budget.",
    forecast.ESTIMATE: "Det tal, der er skrevet i Skøn / DCO.",
    forecast.UNIT: "Den decentrale enheds eget tal, skrevet i Skøn / DCO.",
    forecast.CLOSED: "Linjen er udgået: kun forbruget år til dato.",
    forecast.AUTO: "Den af 12/12 og 12M, der ville have ramt bedst på linjens egne tidligere måneder; er de lige gode, "
    "12/12. Med færre end tre lukkede måneder er det 12M. Kræver to hele tidligere år, ellers bruges BUDG.",
    "AUTO's fejl": "Gennemsnitlig afvigelse pr. prognosemåned (uden fortegn) i procent af linjens gennemsnitlige "
    "måned, når metoden prøves på hver tidligere måned.",
    "AUTO's prøve": "Nærliggende måneder og år vejer mest. Der prøves på to måder, år for år og rullende, og den "
    "største fejl tæller.",
    "AUTO's år": "SIM, DISP eller BUDG, hvis den ville have ramt nærmere i tidligere år ud fra det, der var kendt da: "
    "SIM i et eller to år (ikke med over 2.000 borgere), DISP og BUDG, hvor Historik har samme måneds lukning.",
    "AUTO's valg": "Før valget får 12/12 et tillæg, når færre måneder er lukket, end der er tilbage, og 12M et, når "
    "de lukkede måneder ligger længere fra sidste års, end de plejer.",
    "P10 og P90": "Otte år af ti ender mellem dem. De er simuleret, hvor P50 står; ellers er de regnet af, hvor langt "
    "AUTO har ramt ved siden af i linjens og de andre linjers tidligere år, og kræver tre hele tidligere år. En "
    "foranstaltning, der er delt mellem flere afsnit, simuleres ikke pr. afsnit.",
}


def explain(rows: Rows, years: Sequence[EarlierYear], sign: Sign) -> None:
    """Signs, methods and sources in words."""
    rows.blank()
    rows.section("Sådan læses prognosen")
    shown = sorted(years[: forecast_lines.YEARS], key=lambda year: year.year)
    rows.explained(
        (
            ("Fortegn", f"Resultat er {sign.difference('budget', 'prognose', ' − ')}: plus er {sign.plus}, minus er "
             f"{sign.minus}. Fortegnet vælges i Opsætning og er det samme i Afvigelse."),
            ("R og T", "RISIKO [R] er kendt usikkerhed, UKENDT TILGANG [T] sager, ingen kender endnu. Plus øger "
             "forbruget, minus sænker det."),
            ("Tom metode", "DISP, når linjen har disponering; ellers 12/12, men BUDG, til en måned er lukket, og "
             "UDGÅET på linjer, der kun findes i regnskabet."),
            *METHODS.items(),
            ("Efterposteringer", f"Regninger til lukkede måneder, der ventes endnu; se {standard.UNCERTAINTY}. De er "
             "ikke med i prognosen her, men i forventet regnskab, når Opsætning siger det."),
            *((f"Regnskab {year.year}", origin(year)) for year in shown),
        )
    )  # fmt: skip


def origin(year: EarlierYear) -> str:
    """Where an earlier year's kroner are from, in words."""
    if year.source == earlier_years.POSTINGS:
        return "Summen af årets posteringer."
    part = f" Posteringerne dækker kun {year.months} af årets måneder." if year.months else ""
    if year.months and not year.told:
        part = " Årets posteringer siger ikke, hvilken foranstaltning de hører til."
    if year.source == earlier_years.STATED:
        return f"Fra tabellen {standard.EARLIER_TABLE} i Parametre.{part}"
    return f"Ukendt: hverken et helt års posteringer eller en række i {standard.EARLIER_TABLE}.{part}"
