"""*Bevillingskompetence*: who must have granted what, by three municipalities' kinds of rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refreshed import Told, refreshed
from tests.workbooks import standard_package

# By amount a year: each role higher than the one before, the last without a limit.
BY_AMOUNT = (
    ("Rådgiver", None, 50_000, None, None),
    ("Teamleder", None, 250_000, None, None),
    ("Visitationsudvalg", None, None, None, None),
)
# By duration: a short measure is the adviser's own, a placement always the committee's.
BY_DURATION = (
    ("Rådgiver", None, None, 6, None),
    ("Afdelingsleder", None, None, None, None),
    ("Visitationsudvalg", "Pleje", None, None, None),
)
# By whose the supplier is: what the municipality runs itself may be granted further down.
BY_SUPPLIER = (
    ("Rådgiver", None, 100_000, None, "egen"),
    ("Teamleder", None, 500_000, None, "egen"),
    ("Afdelingsleder", None, 500_000, None, "ekstern"),
)
APPROVERS = (("Ane", "Teamleder"), ("Bo", "Afdelingsleder"), ("Udvalget", "Visitationsudvalg"))


def book(roles: tuple[tuple[Any, ...], ...], *rows: str) -> Told:
    """Rows: measure | supplier | rate a month | start | stop | approver | unit, where it is another."""
    heads = "CPR-nr. | Foranstaltning | Leverandør | Takst | Startdato | Stopdato | Godkendt af | Takstenhed"
    rows = tuple(row if row.count("|") > 5 else f"{row} | " for row in rows)
    text = "\n".join((heads, *(f"6{at + 1}0180-000{at} | {row}" for at, row in enumerate(rows))))
    known = {role for role, *_ in roles}
    lists = {
        "tblKompetence": roles,
        "tblGodkendere": tuple(each for each in APPROVERS if each[1] in known),
        "tblEgneTilbud": (("Ungehuset",),),
    }
    return refreshed(standard_package(text, lists=lists))


def told(found: Told) -> list[str]:
    said = [each.what for each in found.refreshed.findings if each.code == "bevillingskompetence"]
    return [text.removeprefix("Bevillingen skal være godkendt af ").rstrip(".") for text in said]


@pytest.mark.parametrize(
    ("roles", "row", "what"),
    [
        (BY_AMOUNT, "Støtte | | 4000 | 01-01-2026 | | ", []),
        (BY_AMOUNT, "Støtte | | 4200 | 01-01-2026 | | ", ["Teamleder, og »Godkendt af« er tom"]),
        (BY_AMOUNT, "Støtte | | 4200 | 01-01-2026 | | ane", []),
        (BY_AMOUNT, "Støtte | | 4200 | 01-01-2026 | | Visitationsudvalg", []),
        (BY_AMOUNT, "Støtte | | 30000 | 01-01-2026 | | Ane", ["Visitationsudvalg, ikke af Teamleder"]),
        (BY_AMOUNT, "Støtte | | 30000 | 01-01-2025 | 31-12-2025 | ", []),
        (BY_DURATION, "Støtte | | 90000 | 01-02-2026 | 31-07-2026 | ", []),
        (BY_DURATION, "Støtte | | 10 | 01-02-2026 | 15-08-2026 | ", ["Afdelingsleder, og »Godkendt af« er tom"]),
        (BY_DURATION, "Støtte | | 10 | 01-02-2026 | | Bo", []),
        (BY_DURATION, "Støtte | | 9000 | 01-02-2026 | | | engang", []),
        (BY_DURATION, "Pleje | | 10 | 01-02-2026 | 28-02-2026 | Bo", ["Visitationsudvalg, ikke af Afdelingsleder"]),
        (BY_SUPPLIER, "Støtte | Ungehuset | 8000 | 01-01-2026 | | ", []),
        (BY_SUPPLIER, "Støtte | Fremmed | 8000 | 01-01-2026 | | ", ["Afdelingsleder, og »Godkendt af« er tom"]),
        (BY_SUPPLIER, "Støtte | Ungehuset | 40000 | 01-01-2026 | | Teamleder", []),
    ],
)
def test_the_finding_names_the_role_that_must_have_approved(roles: Any, row: str, what: list[str]) -> None:
    assert told(book(roles, row)) == what


def test_what_no_role_may_grant_and_an_unknown_name_are_told() -> None:
    found = book(
        BY_SUPPLIER, "Støtte | Fremmed | 60000 | 01-01-2026 | | Bo", "Støtte | Fremmed | 9000 | 01-01-2026 | | Ib"
    )
    assert told(found) == [
        "Ingen rolle i listen Bevillingskompetence må bevilge så meget eller så længe",
        "»Godkendt af« er hverken en rolle eller en af godkenderne",
    ]


def test_the_sheet_counts_what_each_role_must_grant_and_lists_what_lacks() -> None:
    found = book(
        BY_AMOUNT,
        "Støtte | | 1000 | 01-01-2026 | | ",
        "Støtte | | 10000 | 01-01-2026 | | Ane",
        "Pleje | | 20000 | 01-01-2026 | | ",
        "Pleje | | 40000 | 01-01-2026 | | Ane",
    )
    rows = [row[:6] for row in found.values("Bevillingskompetence")[5:]]
    assert rows[:4] == [
        ["Rådgiver", 1, 12_000, 1, 0, 0],
        ["Teamleder", 2, 360_000, 1, 1, 240_000],
        ["Visitationsudvalg", 1, 480_000, 0, 1, 480_000],
        ["I alt", 4, 852_000, 2, 2, 720_000],
    ]
    assert rows[7:9] == [
        ["Pleje", "Disponering!9", 480_000, None, "Teamleder", "Visitationsudvalg"],
        ["Pleje", "Disponering!8", 240_000, None, None, "Teamleder"],
    ]


def test_without_the_list_the_limits_of_the_set_up_hold() -> None:
    assert told(book((), "Pleje | | 900000 | 01-01-2026 | | ")) == []
