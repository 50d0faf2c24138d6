"""The questions that the result sheets answer, by which *Start* lists them and their tabs are coloured."""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """A question in the words of *Start*, in its order."""

    COST = "Hvad koster året?"
    REASON = "Hvorfor flytter det sig?"
    CITIZENS = "Hvem koster det?"
    SUPPLIERS = "Hvem leverer, og hvem bevilger?"
    SECTORS = "Hvem deler regningen?"
    GOALS = "Når vi målene?"
    TRUST = "Kan vi stole på tallene?"
