"""A CPR number that fails the old check sum: a hint that a digit may be wrong, and no more than that."""

import datetime as dt
from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.citizen import has_cpr_form
from styring_xl.model import cpr as model_cpr
from styring_xl.reading.problem import Kind

CODE = "cpr-modulus-11"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "CPR-nummeret er måske tastet forkert"
ABOUT = About(
    why=(
        "Et nummer med et forkert ciffer finder ikke borgerens posteringer. Modulus 11 er kun et tegn: numre "
        "fra oktober 2007 og frem behøver ikke opfylde den, og erstatningsnumre og numre fra 1. januar bliver "
        "ikke spurgt."
    ),
    remedy="Sammenlign med fagsystemet; accepter fundet, hvis nummeret er rigtigt.",
    example="To cifre er byttet om.",
)
KINDS: tuple[Kind, ...] = ()

_FIRST_WITHOUT = dt.date(2007, 10, 1)
"""From this day numbers are given that do not satisfy the check sum."""


def check(case: Evidence) -> Iterator[Finding]:
    """Every citizen once, at the first row.

    Not asked of replacement numbers, of those born after the check sum was given up, and of those registered as born
    on 1 January, the day given to people whose birthday is unknown: its numbers ran out first.
    """
    seen: set[str] = set()
    for index, cpr in enumerate(case.disposition.commitments.cpr):
        if not cpr or cpr in seen:
            continue
        seen.add(cpr)
        if not has_cpr_form(cpr) or model_cpr.is_replacement(cpr) or model_cpr.passes_mod11(cpr):
            continue
        born = model_cpr.birthday(cpr)
        if born is not None and born < _FIRST_WITHOUT and (born.month, born.day) != (1, 1):
            yield at_row(
                case, index, ("cpr",), CODE, SEVERITY, cpr,
                "CPR-nummeret opfylder ikke modulus 11. Det er kun et tegn: ikke alle gyldige numre gør.",
                "Sammenlign med fagsystemet; er nummeret rigtigt, kan fundet accepteres.",
            )  # fmt: skip
