"""What *Indsatstrappe* says about itself: how it counts, and where the steps are typed."""

from __future__ import annotations

from styring_xl.cells.cell import address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.reports import sources, spend
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.standard import parameters as standard_parameters
from styring_xl.standard import style
from styring_xl.standard.words import MONTH_NAMES


def say_empty(rows: Rows, material: Material) -> None:
    """Why there is nothing to show, and where the steps are typed."""
    parameters = material.snapshot.parameters
    for text in (
        "Ingen foranstaltninger er sat på et trin endnu, så der er ingen trappe at vise.",
        "Skriv foranstaltning, trin (0-9, det højeste er mest indgribende) og trinnets navn i tabellen Indsatstrappe i "
        "Parametre, og opdater arket.",
    ):
        rows.note(text, style.STATUS)
    _link_to_steps(rows, material, "Gå til tabellen Indsatstrappe i Parametre")
    if parameters.steps_at is None:
        steps = standard_parameters.STEPS
        rows.note(
            f"Parametre har ikke tabellen: lav en Excel-tabel, der hedder {steps.name}, med kolonnerne "
            f"{', '.join(steps.headers)}.",
            style.STATUS,
        )


def _link_to_steps(rows: Rows, material: Material, text: str) -> None:
    parameters = material.snapshot.parameters
    if parameters.steps_at is not None:
        row = rows.note(text, style.LINK)
        target = f"{quote_sheet(parameters.sheet)}!{address(*parameters.steps_at)}"
        rows.links.append(Link(row, rows.left, target, f"Gå til {parameters.sheet}"))


def explain(rows: Rows, material: Material) -> None:
    """How it is counted, and the way to where the figures come from."""
    for text in (
        "Kroner følger foranstaltningens trin. Hver linje er Afvigelses, med puljer og udisponeret forbrug, så "
        "I alt er det samme forventede regnskab; det uden trin står for sig.",
        "En borger tæller én gang på hver linje: med foranstaltninger på to trin altså på begge, men kun én gang i "
        f"alt. Denne måned er {MONTH_NAMES[max(material.figures.closed, 1) - 1]}.",
        "I bevægelserne står en borger ét sted: på sit højeste trin den dag, og uden trin kun, når ingen af hans "
        "foranstaltninger har et. Skyggede felter er borgere på samme trin begge dage.",
        "I alt yderst til højre er borgerne den første dag, nederst den sidste; nye og ophørte er kun i den ene. "
        "Klik på et tal i tabellen for at se bevillingerne bag det.",
        "Statsrefusion, bogført eller beregnet, står uden trin, når den ikke selv er sat på et: kronerne på "
        "trinnene er så før refusion.",
        "Forventede bevillinger tæller som én hel borger uanset sandsynlighed. Engangsydelser er ikke med i "
        "bevægelserne.",
    ):
        rows.note(text)
    _link_to_steps(rows, material, "Foranstaltningernes trin")
    texts = {VARIANCE_AREA: "Forventet regnskab på {}", spend.AREA: "Borgerne på {}"}
    sources.lead(rows, material, texts)
