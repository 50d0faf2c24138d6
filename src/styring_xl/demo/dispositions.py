"""The rows of *Disponering* as cells, reserves included."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.demo.cases import UNSET, DemoCases
from styring_xl.demo.measures import ADVISERS, MEASURES, RESERVED, SECURE
from styring_xl.demo.postings import kroner, lump, uncommitted
from styring_xl.model.arrays import Dates
from styring_xl.model.commitments import ONE, Terms
from styring_xl.model.periods import month_starts

_CURRENT, _EXPECTED, _RESERVE = standard.STATUSES
_RESERVE_NOTE: Final = "Endnu ukendte sager"
_REST_NOTE: Final = "Resten af året"


def reserve_count(cases: int) -> int:
    """How many of ``cases`` rows are reserves."""
    return min(len(RESERVED) + len(uncommitted()), cases // 10)


def columns(cases: DemoCases, cprs: list[str], year: int, closed: int, reserves: int) -> list[list[Content]]:
    """The table's columns in the order of DISPOSITION_COLUMNS: the commitments by measure, then the reserves."""
    total = int(cases.amounts(year).sum())
    lumps: list[tuple[int, int, str]] = [
        *((at, lump(at, total) * (12 - closed) // 12, _REST_NOTE) for at in uncommitted()),
        *(
            (at, int(round(total * RESERVED[each.name], -7)), _RESERVE_NOTE)
            for at, each in enumerate(MEASURES)
            if each.name in RESERVED
        ),
    ][:reserves]
    n, blank = len(cases), [None] * len(lumps)
    measures = cases.measure.tolist()
    later = (cases.start >= month_starts(year)[closed]).tolist()
    remarks = _remarks(cases, measures)
    empty: list[Content] = [None] * (n + len(lumps))
    named: dict[str, list[Content]] = {
        "Nr.": list(range(1, n + len(lumps) + 1)),
        "CPR-nr.": [*(cprs[citizen] for citizen in cases.citizen.tolist()), *blank],
        "Foranstaltning": [MEASURES[at].name for at in (*measures, *(at for at, _, _ in lumps))],
        "Leverandør": [
            *(MEASURES[at].suppliers[number] for at, number in zip(measures, cases.supplier.tolist(), strict=True)),
            *blank,
        ],
        "Rådgiver": [*(ADVISERS[number] for number in cases.adviser.tolist()), *blank],
        "Status": [*(_EXPECTED if coming else _CURRENT for coming in later), *(_RESERVE for _ in lumps)],
        "Takst": [*kroner(cases.rate), *blank],
        "Takstenhed": [*(standard.RATE_UNITS[unit] for unit in cases.unit.tolist()), *blank],
        "Mængde": [*_shares(cases.quantity), *blank],
        "Startdato": [*_dates(cases.start), *blank],
        "Stopdato": [*_dates(cases.stop), *blank],
        "Periodisering": [*(standard.RULES[1] if whole else None for whole in cases.whole.tolist()), *blank],
        "Sandsynlighed": [*_shares(cases.probability), *blank],
        "Momsfaktor": [*_shares(cases.vat), *blank],
        "Forventet regnskab": [*(None for _ in measures), *(amount // 100 for _, amount, _ in lumps)],
        "Godkendt af": [*_approvers(cases, year), *blank],
        "Bemærkning": [*remarks, *(text for _, _, text in lumps)],
    }
    return [list(named.get(name, empty)) for name in standard.DISPOSITION_COLUMNS]


def _approvers(cases: DemoCases, year: int) -> list[Content]:
    """Who has granted each row, by the price of a year and how long it lasts; a few have been forgotten."""
    terms = Terms(
        cases.rate,
        np.where(cases.quantity == UNSET, ONE, cases.quantity),
        cases.unit,
        cases.start,
        cases.stop,
        cases.whole.astype(np.int64),
        np.where(cases.vat == UNSET, ONE, cases.vat),
        np.full(len(cases), ONE),
    )
    price = terms.year_price(year) / 100
    secure = np.array([MEASURES[at].suppliers == SECURE for at in cases.measure.tolist()], dtype=bool)
    days = (cases.stop - cases.start).astype(np.int64)
    lasting = np.isnat(cases.stop) | (days > 720)
    found: list[Content] = []
    for at, (amount, is_secure, is_long, long) in enumerate(
        zip(price.tolist(), secure.tolist(), lasting.tolist(), (lasting | (days > 360)).tolist(), strict=True)
    ):
        if at % 37 == 36:
            found.append(None)
        elif is_secure or amount > 600_000:
            found.append("Visitationsudvalget")
        elif is_long or amount > 250_000:
            found.append("Mette Holm")
        else:
            found.append("Teamleder" if long or amount > 60_000 else None)
    return found


def _remarks(cases: DemoCases, measures: list[int]) -> list[Content]:
    first_row = {citizen: row for row, citizen in reversed(list(enumerate(cases.citizen.tolist(), 1)))}
    remarks: list[Content] = []
    for at, unit, quantity, sibling, split in zip(
        measures,
        cases.unit.tolist(),
        cases.quantity.tolist(),
        cases.sibling.tolist(),
        cases.split.tolist(),
        strict=True,
    ):
        if sibling in first_row:
            remarks.append(f"Søskende til nr. {first_row[sibling]}")
        elif split:
            remarks.append("Ny takst fra nytår")
        elif quantity != UNSET and MEASURES[at].name == "Aflastning" and standard.RATE_UNITS[unit] == "måned":
            remarks.append(f"{quantity // ONE} døgn om måneden")
        else:
            remarks.append(None)
    return remarks


def _shares(values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Content]:
    """Ten-thousandths as numbers, UNSET as an empty cell."""
    return [None if value == UNSET else value // ONE if value % ONE == 0 else value / ONE for value in values.tolist()]


def _dates(days: Dates) -> list[Content]:
    """Dates as cells; NaT, an open end, as an empty one."""
    distinct, at = np.unique(days, return_inverse=True)
    cells = [None if np.isnat(day) else day.astype(object) for day in distinct]
    return [cells[index] for index in at.tolist()]
