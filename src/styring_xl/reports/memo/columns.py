"""The columns of the committee's table on *Notat*."""

from __future__ import annotations

from typing import Final

from styring_xl.danish.phrase import AmountScale
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.sign import Sign

AREA: Final = "Styring_Notat"
NAMES: Final = ("original", "revised", "applied", "budget", "expected", "result", "carried", "with_carried")
HEADERS: Final = (
    "Oprindeligt budget",
    "Korrigeret budget ekskl. overførsler",
    "Bevillings-ansøgninger",
    "Korrigeret budget inkl. ansøgninger",
    "Forventet forbrug",
    "Resultat ekskl. overførsler",
    "Overførsler",
    "Resultat inkl. overførsler",
)
_NAME_WIDTH: Final = 32
_WIDTH: Final = 11.5


def columns(heading: Heading, scale: AmountScale = AmountScale.MILLIONS) -> Columns:
    """The name and the eight figures; what is left of a budget is counted by the workbook's sign."""
    shown = look.COUNT if scale is AmountScale.MILLIONS else look.KRONER
    formulas = {
        "budget": "{revised}+{applied}",
        "result": heading.sign.difference("{budget}", "{expected}"),
        "with_carried": "{result}+{carried}" if heading.sign is Sign.BUDGET_MINUS else "{result}-{carried}",
    }
    return (
        Column("name", scale.unit.capitalize(), look.TEXT, _NAME_WIDTH),
        *(
            Column(name, text, shown, _WIDTH, formulas.get(name, ""), summed=name not in formulas)
            for name, text in zip(NAMES, HEADERS, strict=True)
        ),
    )


WIDTH: Final = len(NAMES) + 1
