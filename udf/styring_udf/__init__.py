"""Styring-XL's custom functions for Excel; importing this package needs no Excel.

Excel finds them through xlwings: the workbook's VBA calls this package by name, so it must lie on the path of the
interpreter that ``styring-xl install`` writes into xlwings' settings, which installing the product sees to.
"""

from styring_udf.authority import STYRING_KOMPETENCE
from styring_udf.citizen import (
    STYRING_AFGANG,
    STYRING_ALDER,
    STYRING_ANTAL,
    STYRING_CPROK,
    STYRING_HELAAR,
    STYRING_MAANEDSFORBRUG,
    STYRING_TILGANG,
)
from styring_udf.commitment import STYRING_FORVENTEDE, STYRING_FORVENTET, STYRING_REGNSKAB
from styring_udf.forecast import STYRING_12_12, STYRING_12M, STYRING_PROGNOSE
from styring_udf.goal import STYRING_MAAL
from styring_udf.ladder import STYRING_TRIN
from styring_udf.refund import STYRING_STATSREFUSION
from styring_udf.scenario import STYRING_SCENARIE
from styring_udf.share import STYRING_FORDEL
from styring_udf.uncertainty import STYRING_INTERVAL, STYRING_SANDSYNLIGHED
from styring_udf.variance import STYRING_GNSPRIS, STYRING_MAENGDEEFFEKT, STYRING_MIXEFFEKT, STYRING_PRISEFFEKT

__all__ = [
    "STYRING_12M",
    "STYRING_12_12",
    "STYRING_AFGANG",
    "STYRING_ALDER",
    "STYRING_ANTAL",
    "STYRING_CPROK",
    "STYRING_FORDEL",
    "STYRING_FORVENTEDE",
    "STYRING_FORVENTET",
    "STYRING_GNSPRIS",
    "STYRING_HELAAR",
    "STYRING_INTERVAL",
    "STYRING_KOMPETENCE",
    "STYRING_MAAL",
    "STYRING_MAANEDSFORBRUG",
    "STYRING_MAENGDEEFFEKT",
    "STYRING_MIXEFFEKT",
    "STYRING_PRISEFFEKT",
    "STYRING_PROGNOSE",
    "STYRING_REGNSKAB",
    "STYRING_SANDSYNLIGHED",
    "STYRING_SCENARIE",
    "STYRING_STATSREFUSION",
    "STYRING_TILGANG",
    "STYRING_TRIN",
]
