"""A commitment that must be granted higher up than it is."""

from collections.abc import Iterator

import numpy as np

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row, shown
from styring_xl.danish.text import label
from styring_xl.danish.writing import kroner
from styring_xl.figures import authority
from styring_xl.figures.authority import Authority
from styring_xl.reading.problem import Kind

CODE = "bevillingskompetence"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Bevillingen er over grænsen for bevillingskompetence"
ABOUT = About(
    why="Bevillinger over grænsen skal være godkendt på et højere niveau, før pengene bruges.",
    remedy="Kontrollér godkendelsen. Listen Bevillingskompetence siger, hvilken rolle der skal godkende.",
    example="Et helt år koster 1,6 mio. kr., og grænsen er 1,5 mio. kr.",
    limits=("Bevillingsgrænse, beløb", "Bevillingsgrænse, varighed"),
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Rows that nobody who may has granted, by the list of roles; without it those above the limits of *Opsætning*.

    By the limits it is rows whose full year at today's rate, or whose months from start to stop, exceed those of their
    measure. Where neither is stated nothing is checked.
    """
    roles = authority.of(case.lists)
    yield from _by_limits(case) if roles is None else _by_roles(case, roles)


def _by_roles(case: Evidence, roles: Authority) -> Iterator[Finding]:
    rows = case.disposition.commitments
    found = authority.granted(roles, rows, case.figures.year)
    for each in found.take(~found.is_granted).each():
        stated = rows.approver[each.index]
        fields = ("approver", "rate")
        if each.needed is None:
            what = "Ingen rolle i listen Bevillingskompetence må bevilge så meget eller så længe."
            remedy = "Ret listen, eller få bevillingen ændret."
        elif stated and each.given is None:
            what = "»Godkendt af« er hverken en rolle eller en af godkenderne."
            remedy = f"Skriv, hvem der har godkendt. Det skal være mindst {roles.roles[each.needed]}."
        elif each.given is None:
            what = f"Bevillingen skal være godkendt af {roles.roles[each.needed]}, og »Godkendt af« er tom."
            remedy = "Få den godkendt, og skriv, hvem der har gjort det."
        else:
            what = f"Bevillingen skal være godkendt af {roles.roles[each.needed]}, ikke af {roles.roles[each.given]}."
            remedy = "Få den godkendt på rette niveau."
        yield at_row(case, each.index, fields, CODE, SEVERITY, stated, what, remedy)


def _by_limits(case: Evidence) -> Iterator[Finding]:
    rows = case.disposition.commitments
    names = {name for name, _ in case.settings.limits}
    if not names & {label(standard.LIMIT_AMOUNT), label(standard.LIMIT_DURATION)} or not len(rows):
        return
    at = np.flatnonzero(rows.computable)
    full = rows.terms.take(at).year_price(case.figures.year)
    limits = {
        measure: tuple(case.settings.limit(name, measure) for name in (standard.LIMIT_AMOUNT, standard.LIMIT_DURATION))
        for measure in set(rows.measure)
    }
    for position, i in enumerate(at.tolist()):
        amount, months = limits[rows.measure[i]]
        if amount is not None and full[position] > amount * 100:
            yield at_row(
                case, i, ("rate",), CODE, SEVERITY, kroner(int(full[position])),
                "Bevillingens beløb på et helt år er over grænsen for bevillingskompetence.",
                "Kontrollér, at bevillingen er godkendt på rette niveau.",
            )  # fmt: skip
        if months is not None and not np.isnat(rows.granted_stop[i]):
            days = int((rows.granted_stop[i] - rows.start[i]).astype(int)) + 1
            if days > months * 365.25 / 12:
                yield at_row(
                    case, i, ("stop", "start"), CODE, SEVERITY, shown(rows.granted_stop[i]),
                    "Bevillingens varighed er over grænsen for bevillingskompetence.",
                    "Kontrollér, at bevillingen er godkendt på rette niveau.",
                )  # fmt: skip
