"""The deliberate mistakes of the fictive municipality, so that *Kontrol* has something to find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content
from styring_xl.danish import writing

DemoColumns = list[list[Content]]


def in_dispositions(rng: np.random.Generator, columns: DemoColumns, closed_on: dt.date) -> None:
    """Spoil one row each, in place. Only rows in force are used, each at most once."""
    at = {name: number for number, name in enumerate(standard.DISPOSITION_COLUMNS)}

    def cell(row: int, name: str) -> Content:
        return columns[at[name]][row]

    def in_force(row: int) -> bool:
        start, stop = cell(row, "Startdato"), cell(row, "Stopdato")
        return (
            cell(row, "CPR-nr.") is not None
            and isinstance(start, dt.date)
            and start < closed_on
            and (stop is None or (isinstance(stop, dt.date) and stop > closed_on))
            and cell(row, "Takstenhed") != "engang"
            and cell(row, "Bemærkning") is None
        )

    free = [row for row in range(len(columns[0])) if in_force(row)]
    order = [free[index] for index in rng.permutation(len(free)).tolist()]

    def spoil(row: int, name: str, value: Content) -> None:
        columns[at[name]][row] = value

    def overlap(row: int) -> None:
        start = cell(row, "Startdato")
        twin = next((other for other in order if cell(other, "Foranstaltning") == cell(row, "Foranstaltning")), None)
        if twin is None or not isinstance(start, dt.date):
            return
        order.remove(twin)
        for name in ("CPR-nr.", "Leverandør", "Rådgiver", "Takst", "Takstenhed", "Mængde", "Stopdato", "Momsfaktor"):
            spoil(twin, name, cell(row, name))
        spoil(twin, "Startdato", max(start, dt.date(closed_on.year - 1, 10, 1)))

    def number(row: int, name: str) -> float:
        value = cell(row, name)
        return float(value) if isinstance(value, (int, float)) else 0.0

    cpr: Callable[[int], str] = lambda row: str(cell(row, "CPR-nr."))  # noqa: E731
    spoilers: tuple[Callable[[int], None], ...] = (
        overlap,
        lambda row: spoil(row, "Stopdato", f"31-02-{closed_on.year}"),
        lambda row: spoil(row, "Stopdato", dt.date(closed_on.year - 4, 12, 31)),
        lambda row: spoil(row, "Takst", None),
        lambda row: spoil(row, "Startdato", None),
        lambda row: spoil(row, "Foranstaltning", "Plejevederlag"),
        lambda row: spoil(row, "CPR-nr.", cpr(row)[:-2]),
        lambda row: spoil(row, "Takst", round(number(row, "Takst") * 1.4)),
        # Odd, but they can be understood.
        lambda row: spoil(row, "CPR-nr.", int(cpr(row).replace("-", ""))),
        lambda row: spoil(row, "CPR-nr.", cpr(row).replace("-", "")),
        lambda row: spoil(row, "Takst", danish(number(row, "Takst"))),
        lambda row: spoil(row, "Stopdato", f"31.12.{closed_on.year}"),
        lambda row: spoil(row, "Stopdato", dt.date(9999, 12, 31)),
    )
    # Never more than a row in ten.
    for spoiler in spoilers[: len(columns[0]) // 10]:
        if not order:
            return
        spoiler(order.pop(0))


def in_postings(rng: np.random.Generator, columns: DemoColumns) -> None:
    """Write three cells the way extracts deliver them: a date, an amount and a CPR number of the wrong kind."""
    count = len(columns[0])
    if count < 100:
        return
    date, amount, cpr = (standard.POSTING_COLUMNS.index(name) for name in ("Bogføringsdato", "Beløb", "CPR-nr."))
    rows = rng.choice(count, 60, replace=False).tolist()
    day = columns[date][rows[0]]
    if isinstance(day, dt.date):
        columns[date][rows[0]] = f"{day:%d.%m.%Y}"
    value = columns[amount][rows[1]]
    if isinstance(value, (int, float)):
        columns[amount][rows[1]] = danish(value)
    for row in rows[2:]:
        text = columns[cpr][row]
        if isinstance(text, str):
            columns[cpr][row] = int(text.replace("-", ""))
            return


def danish(kroner: float) -> str:
    """12500 -> 12.500,00."""
    return writing.kroner(round(kroner * 100))
