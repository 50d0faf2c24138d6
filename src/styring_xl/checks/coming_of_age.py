"""A citizen who turns 18 or 23 while an open-ended commitment runs."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish import writing
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.model import cpr as model_cpr
from styring_xl.reading.problem import Kind

CODE = "fylder-18-23"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Borgeren fylder 18 eller 23 under en åben bevilling"
ABOUT = About(
    why=(
        "Ved 18 og 23 år skifter lovgrundlag, betaler og ofte pris; en åben bevilling regner videre, som om intet sker."
    ),
    remedy="Angiv stopdato, eller bekræft, at den fortsætter.",
    example="Borgeren fylder 18 i maj, og stopdatoen er tom.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Open-ended rows active in the year whose citizen reaches one of the ages in it."""
    rows = case.disposition.commitments
    year = case.figures.year
    for i in np.flatnonzero(
        rows.computable & np.isnat(rows.active_stop) & (rows.start <= np.datetime64(f"{year}-12-31"))
    ):
        cpr = rows.cpr[i]
        if not has_cpr_form(cpr):
            continue
        born = model_cpr.birthday(cpr)
        if born is None:
            continue
        for age in (18, 23):
            day = model_cpr.turns(born, age)
            if day.year == year and day > rows.start[i].astype(dt.date):
                yield at_row(
                    case, int(i), ("stop", "start"), CODE, SEVERITY, "",
                    f"Borgeren fylder {age} år den {writing.day(day)}, og bevillingen har ingen stopdato.",
                    "Angiv stopdato, eller bekræft, at foranstaltningen fortsætter.",
                )  # fmt: skip
