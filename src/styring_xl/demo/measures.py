"""What *Fjordby Kommune* buys: Horsens' measures with plausible prices, units, ages and suppliers.

Prices are those of Horsens' published 2017 report where it has one, and made up where it has none. Everything else is
fictive.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from styring_xl.model.rate_unit import RateUnit

PLACEMENTS: Final = "Anbringelser"
PREVENTIVE: Final = "Forebyggende foranstaltninger"
OTHER: Final = "Øvrige områder"

_MONTH, _DAY, _WEEK, _YEAR, _HOUR, _ONCE = (
    RateUnit.MONTH, RateUnit.DAY, RateUnit.WEEK, RateUnit.YEAR, RateUnit.HOUR, RateUnit.ONCE,
)  # fmt: skip

FAMILY: Final = tuple(f"Plejefamilie {number:03d}" for number in range(1, 400))
HOMES: Final = (
    "Opholdsstedet Havgården",
    "Opholdsstedet Birkelunden",
    "Fonden Nordstjernen",
    "Opholdsstedet Møllehuset",
    "Fonden Strandvejen",
    "Opholdsstedet Kompasset",
    "Fonden Egely",
)
INSTITUTIONS: Final = ("Fjordhuset", "Døgncenter Skovbrynet", "Børnecenter Lyngbakken", "Region Fjordland, Solsikken")
SECURE: Final = ("Sikret afdeling Klinten", "Sikret afdeling Heden")
SCHOOLS: Final = ("Fjordby Efterskole", "Engholm Kostskole", "Havlykke Efterskole")
OWN: Final = ("Fjordby Familiehus", "Fjordby Ungeteam")
AGENCIES: Final = ("Støttekompagniet ApS", "Familievejen ApS", "Hverdag & Netværk ApS", "Kontaktbroen ApS")
SPECIALISTS: Final = ("Børnehus Øst", "Psykologhuset Fjordby", "Videnscenter Strand")
SHOPS: Final = ("Fjordby Kommune",)


class Measure(Struct, frozen=True):
    """One measure. ``price`` is kroner a full year per person; ``units`` pairs a rate unit with its share of the rows.

    A weight of 0 means that nobody is committed to it: its result is a reserve and postings without a CPR number.
    ``quantity`` holds the quantities in use for units that need one (hours a week, days of relief a month).
    """

    name: str
    group: str
    account: str
    weight: float
    price: float
    units: tuple[tuple[RateUnit, float], ...] = ((_MONTH, 1.0),)
    ages: tuple[int, int] = (0, 17)
    suppliers: tuple[str, ...] = OWN
    counted: bool = True
    quantity: tuple[float, ...] = ()
    months: tuple[int, int] = (12, 60)
    """How long a row lasts when it has an end."""
    open_share: float = 0.5
    vat_share: float = 0.0
    """The share of rows whose price holds VAT that comes back."""


MEASURES: Final = (
    Measure("Familiepleje", PLACEMENTS, "528221001", 25, 434_753, ((_MONTH, 0.6), (_DAY, 0.4)), (1, 16), FAMILY),
    Measure("Netværkspleje", PLACEMENTS, "528221002", 6, 216_272, ages=(3, 16), suppliers=FAMILY),
    Measure(
        "Socialpædagogisk opholdssted", PLACEMENTS, "528201001", 8, 856_669, ((_DAY, 0.8), (_MONTH, 0.2)), (10, 16),
        HOMES, vat_share=0.5,
    ),
    Measure("Kost-/efterskole", PLACEMENTS, "528201002", 2, 259_477, ages=(14, 16), suppliers=SCHOOLS, months=(8, 11),
            open_share=0),
    Measure("Eget værelse", PLACEMENTS, "528201003", 2, 311_262, ages=(16, 17), suppliers=HOMES, months=(6, 18)),
    Measure("Hybel", PLACEMENTS, "528201004", 2, 238_020, ages=(16, 17), suppliers=HOMES, months=(6, 18)),
    Measure("Døgninstitution", PLACEMENTS, "528231001", 6, 1_237_570, ((_DAY, 1.0),), (6, 16), INSTITUTIONS),
    Measure("Døgninstitution special", PLACEMENTS, "528231002", 3, 1_430_104, ((_DAY, 1.0),), (6, 16), INSTITUTIONS),
    Measure("Sikrede døgninstitutioner", PLACEMENTS, "528241001", 2, 2_285_716, ((_DAY, 1.0),), (15, 17), SECURE,
            months=(1, 4), open_share=0),
    Measure("Advokatbistand", PLACEMENTS, "528201005", 0, 425_766, counted=False),
    Measure("Statsrefusion dyre enkeltsager", PLACEMENTS, "522072001", 0, -9_927_996, counted=False),
    Measure("Indtægter børneydelse", PLACEMENTS, "528201092", 0, -228_204, counted=False),
    Measure("Indtægter egenbetaling", PLACEMENTS, "528201093", 0, -808_833, counted=False),
    Measure("Uddannelse og supervision af plejefamilier", PLACEMENTS, "528221006", 0, 736_774, counted=False),
    Measure("Praktisk, pædagogisk bistand", PREVENTIVE, "528211001", 2, 61_000, ((_HOUR, 1.0),), (2, 12), AGENCIES,
            False, (2, 3), (4, 12), 0),
    Measure("Familiebehandling internt", PREVENTIVE, "528211002", 17, 44_695, ages=(1, 16), months=(6, 18),
            open_share=0.3),
    Measure("Familiebehandling eksternt", PREVENTIVE, "528211003", 3, 210_000, ages=(1, 16), suppliers=AGENCIES,
            counted=False, months=(4, 12), open_share=0, vat_share=0.5),
    Measure("Døgnophold for familien", PREVENTIVE, "528211004", 1, 1_570_000, ((_DAY, 1.0),), (0, 3), INSTITUTIONS,
            months=(1, 3), open_share=0),
    Measure("Aflastning", PREVENTIVE, "528211005", 20, 136_799, ((_DAY, 0.3), (_MONTH, 0.5), (_WEEK, 0.2)), (3, 16),
            FAMILY, quantity=(4, 5, 6), months=(12, 36)),
    Measure("Kontaktpersoner", PREVENTIVE, "528211006", 7, 61_772, ((_HOUR, 1.0),), (10, 17), AGENCIES,
            quantity=(2, 3, 3.5, 4, 5), months=(6, 18), open_share=0.3, vat_share=0.2),
    Measure("Ildsjæle", PREVENTIVE, "528211007", 4, 26_544, ages=(8, 16), months=(6, 24)),
    Measure("Ungevejledere", PREVENTIVE, "528211008", 9, 51_695, ((_HOUR, 1.0),), (13, 17), OWN,
            quantity=(1.5, 2, 2.5, 3), months=(6, 18), open_share=0.3),
    Measure("Fast kontaktperson - familie", PREVENTIVE, "528211009", 1, 55_000, ((_HOUR, 1.0),), (2, 14), AGENCIES,
            False, (2, 3), (6, 12), 0),
    Measure("Praktikophold", PREVENTIVE, "528211010", 1, 93_600, ((_WEEK, 1.0),), (15, 17), AGENCIES, False,
            months=(1, 3), open_share=0),
    Measure("Anden hjælp", PREVENTIVE, "528211011", 2, 18_500, ((_ONCE, 1.0),), (1, 17), SPECIALISTS, False),
    Measure("Økonomisk støtte", PREVENTIVE, "528211012", 5, 21_000, ((_MONTH, 0.5), (_ONCE, 0.5)), (1, 17), SHOPS,
            False, months=(3, 12), open_share=0.2),
    Measure("Støtteperson til forældre (anbringelse)", PREVENTIVE, "528211013", 2, 33_000, ((_HOUR, 1.0),), (1, 15),
            AGENCIES, False, (1.5, 2), (6, 18)),
    Measure("Børnehuse", PREVENTIVE, "528211014", 1, 27_000, ((_ONCE, 1.0),), (3, 15), SPECIALISTS, False),
    Measure("Rådgivning og afledte ydelser §11", PREVENTIVE, "528211015", 2, 64_000, ((_YEAR, 0.5), (_ONCE, 0.5)),
            (1, 17), SPECIALISTS, False, months=(6, 24)),
    Measure("Øvrige rammebelagte områder", OTHER, "528211099", 0, 9_950_296, counted=False),
)  # fmt: skip
"""In the order of the budget."""

RESERVED: Final = {"Familiepleje": 0.02, "Døgninstitution": 0.015, "Aflastning": 0.01}
"""Measures with a lump for cases nobody knows yet, as a share of the year's expected amounts."""

HORSENS: Final = 120_376_726 + 58_315_685
"""Horsens' expected result in kroner: the size that the lines without citizens are scaled from."""

ADVISERS: Final = (
    "Signe Strandby", "Mads Engholt", "Lone Havlund", "Karim Fjordsen", "Tine Mosegaard", "Ole Klintø",
    "Amira Lyngved", "Jens Birkø", "Freja Sandvig", "Bo Æblegaard", "Rikke Dalsø", "Ditte Vestermark",
)  # fmt: skip
"""Fictive case workers."""
