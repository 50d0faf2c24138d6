"""A custom function as Excel knows it: its category, its Danish help, and texts instead of crashes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

import xlwings as xw
from msgspec import Struct

from styring_udf.arguments import Refused
from styring_xl.danish.units import RATE_UNITS

CATEGORY: Final = "Styring"
FAILED: Final = "Fejl: kunne ikke beregnes"
TOO_LARGE: Final = "Fejl: beløbet er for stort"

Answer = list[list[Any]]

FORUDSAT: Final = "Udelades den, bruges "
ARGUMENTS: Final = {
    "aar": "Regnskabsåret, f.eks. 2026 (én celle).",
    "aar_til_dato": "Forbrug år til dato i kroner.",
    "aarets_maaneder": "Årets tolv måneder i kroner, januar til december.",
    "andele": "De aftalte andele: 40 %, 0,4, 40 eller 1/3; de skal give 100 % tilsammen.",
    "beloeb": "Beløb i kroner.",
    "budgetantal": "Budgetteret antal helårspersoner.",
    "budgetpris": "Budgetteret gennemsnitspris i kroner pr. helårsperson.",
    "cpr": "CPR-nr. på den eller de borgere, det gælder.",
    "cpr_liste": f"CPR-nr. for hver række; samme borger tælles én gang. {FORUDSAT}én borger pr. række.",
    "disponeret": "Prognose fra disponering i kroner.",
    "disp_cpr": "Disponeringens CPR-nr. (kolonne).",
    "disp_foranstaltning": "Disponeringens foranstaltning (kolonne).",
    "dato": "Den dato, det gælder.",
    "enhed": f"Takstenhed: {', '.join(RATE_UNITS[:-1])} eller {RATE_UNITS[-1]}. {FORUDSAT}måned.",
    "foranstaltning": "Kun posteringer på denne foranstaltning. Tom: alle.",
    "for_foranstaltning": "De foranstaltninger, der spørges om; en række for hver. Tom: året i alt.",
    "forventet_antal": "Forventet antal helårspersoner.",
    "forventet_regnskab": "Forventet regnskab i kroner.",
    "graenser": f"To eller tre årlige grænser i kroner: 25, 50 og 75 % over. {FORUDSAT}årets kontrollerede.",
    "kompetence": "Listen Bevillingskompetence: rolle, foranstaltning, kr. pr. år, måneder og leverandørtype (fem "
    "kolonner), laveste rolle først.",
    "indfasning": f"Hvor mange måneder det tager, før hele effekten er der. {FORUDSAT}1: hele effekten med det samme.",
    "korrigeret_budget": "Korrigeret budget i kroner.",
    "leverandoertype": f"egen eller ekstern. {FORUDSAT}ekstern.",
    "lukket_maaned": "Realiseret til og med måned (0-12), én celle.",
    "maaned": "Måneden, 1-12 eller navn; en række med 1-12 giver en kolonne for hver.",
    "maalgruppe": f"alle, børn (med efterværn) eller voksne. {FORUDSAT}alle.",
    "maaneder": "Årets tolv måneder i kroner, januar til december; en række for hver sag.",
    "maengde": f"Antal enheder (timer om ugen for time). {FORUDSAT}1.",
    "metode": "DISP, 12/12, 12M, BUDG, SKØN, DCO eller UDGÅET.",
    "moms": f"Den del af prisen, kommunen selv betaler, f.eks. 95,4 %. {FORUDSAT}100 %.",
    "paa_foranstaltning": "Den foranstaltning, der bevilges. Tom: en, som listen ikke nævner.",
    "post_beloeb": "Posteringernes beløb i kroner (kolonne).",
    "post_cpr": "Posteringernes CPR-nr. (kolonne).",
    "post_dato": "Posteringernes bogføringsdato (kolonne).",
    "post_foranstaltning": "Posteringernes foranstaltning (kolonne).",
    "post_ydelse": f"Den dag, hver postering er en ydelse for (kolonne). {FORUDSAT}bogføringsdatoen.",
    "pr_maaned": "Effekten pr. måned i kroner, når den er der helt; minus er en besparelse.",
    "regel": f"Periodisering: dage eller hele. {FORUDSAT}dage.",
    "fra": "Den første måned, der tæller (en dato i den).",
    "gaeldende_12_mdr": "Forbrug i de seneste tolv lukkede måneder i kroner.",
    "helaarsregel": f"dage eller måneder. {FORUDSAT}dage.",
    "maaling": "Den seneste måling.",
    "maaling_foer": "Målingen før den seneste. Tom: ingen, og intet har flyttet sig.",
    "maalvaerdi": "Den værdi, der er målet.",
    "retning": "mindst eller højst: om målet er mindst eller højst målværdien.",
    "sandsynlighed": f"Hvor sikkert det er, at rækken bliver til noget, f.eks. 80 %. {FORUDSAT}100 %.",
    "sidste_aars_maaneder": "Sidste års tolv måneder i kroner, januar til december.",
    "skoen": "Skøn eller den decentrale enheds tal (DCO) i kroner.",
    "startdato": "Startdato, dagen tæller med.",
    "stopdato": "Stopdato, dagen tæller med. Tom eller år 9999: ingen slutdato.",
    "takst": "Takst i kroner pr. enhed.",
    "til": "Den sidste måned, der tæller (en dato i den). Tom: uden slut.",
    "trin_liste": "Foranstaltningens trin i hver række, 0-9; det højeste er mest indgribende. Tom: uden trin.",
    "vaekst": f"Hvad effekten vokser med efter hver tolv måneder, f.eks. 3 %. {FORUDSAT}0 %.",
    "varighed": "Hvor mange måneder bevillingen løber. Tom: uden slutdato.",
    "uden_for_disponering": "Udgifter uden for disponering i kroner.",
}
"""The help of every argument, by its name: an argument means the same in every function."""


class Function(Struct, frozen=True):
    """What the function wizard and the reference say about a custom function."""

    name: str
    description: str
    details: str
    example: str
    gives: str
    arguments: tuple[tuple[str, str, bool], ...]
    """(name, help, required) in order."""


FUNCTIONS: Final[dict[str, Function]] = {}


def styring(body: Callable[..., Answer]) -> Callable[..., Answer]:
    """Register a function: docstring's first paragraph for the wizard, the rest and the example for the reference.

    The cell shows a Danish text when there is no answer; nothing is ever raised into Excel.
    """
    text = inspect.cleandoc(body.__doc__ or "")
    text, _, example = text.partition("\n\nEksempel:\n")
    formula, _, gives = example.partition("\ngiver ")
    # A long formula stands on several lines, and so may a long answer.
    formula, gives = formula.replace("\n", ""), " ".join(gives.split())
    description, _, details = text.partition("\n\n")
    parameters = inspect.signature(body).parameters.values()
    FUNCTIONS[body.__name__] = Function(
        body.__name__,
        " ".join(description.split()),
        " ".join(details.split()),
        formula,
        gives,
        tuple((p.name, ARGUMENTS[p.name], p.default is inspect.Parameter.empty) for p in parameters),
    )

    @functools.wraps(body)
    def guarded(*arguments: Any) -> Answer:
        try:
            return body(*arguments)
        except Refused as refused:
            return [[str(refused)]]
        except OverflowError:
            return [[TOO_LARGE]]
        except Exception:
            # An exception would reach the cell as an English traceback that may hold the arguments.
            return [[FAILED]]

    guarded.__doc__ = FUNCTIONS[body.__name__].description
    made = xw.func(category=CATEGORY)(guarded)
    for name, help_text, _ in FUNCTIONS[body.__name__].arguments:
        made = xw.arg(name, "raw", doc=help_text)(made)
    finished: Callable[..., Answer] = xw.ret("raw")(made)
    return finished
