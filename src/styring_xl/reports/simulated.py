"""What is said of simulated figures, which no postings or commitments sum to."""

from __future__ import annotations

from typing import Final

MEAN: Final = "Tallet er gennemsnittet af mange simulerede forløb af året og kan ikke deles op i poster."
QUANTILE: Final = (
    "Tallet er en fraktil af simulerede år: så mange af forløbene ender under det, som overskriften siger (P10: 10 %). "
    "Det kan ikke deles op i poster."
)
CHANCE: Final = "Tallet er andelen af simulerede forløb, hvor året holder sig inden for budgettet, og har ingen poster."
SHARE: Final = "Tallet er årsagens andel af de simulerede års spredning og kan ikke deles op i poster."
KEPT: Final = "Tallet er holdt mod det, der blev gemt i Historik, da måneden blev lukket."
YEARS: Final = "Tallet er regnet ud af mange simulerede forløb af året og kan ikke deles op i poster."
