"""*Fjordby Kommune*: a fictive municipality of any size, the same for the same seed.

No citizen exists: every CPR number is a replacement number (day of birth + 60).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from styring_xl.workbook import WorkbookContent

if TYPE_CHECKING:
    import numpy as np

    from styring_xl.demo.cases import DemoCases
    from styring_xl.demo.postings import MadePostings

OWNER: Final = (
    "Fjordby Kommune er opdigtet: alle borgere, leverandører og beløb er fiktive, og CPR-numre er erstatningsnumre."
)

CASES: Final = 150
YEAR: Final = 2026
CLOSED: Final = 6
CLOSED_IN_TURN: Final = 1_000
"""So many cases are closed month by month in a few seconds."""


def make(
    cases: int = CASES, postings: int | None = None, seed: int = 1, year: int = YEAR, closed_month: int = CLOSED
) -> WorkbookContent:
    """The municipality's input: ``cases`` rows in *Disponering*, booked through ``closed_month`` (0..12) of ``year``.

    Without ``postings`` there is a posting for each commitment and month of last year and this, also of those who left
    before New Year, and for each measure and month of the two years before; with it exactly that many of the
    commitments on the sheet, split into parts or left out.
    Raises ValueError for fewer than 10 cases or a month outside 0..12.
    """
    import numpy as np

    from styring_xl import standard
    from styring_xl.demo import budget, citizens, dispositions, lists, mistakes, parameters
    from styring_xl.demo import cases as commitments
    from styring_xl.demo import postings as ledger
    from styring_xl.demo.measures import MEASURES
    from styring_xl.workbook import Given, Limit
    from styring_xl.workbook.content import DEFAULT_LIMITS

    if cases < 10:
        raise ValueError("a municipality has at least 10 cases")
    if not 0 <= closed_month <= 12:
        raise ValueError("the closed month is 0..12")
    rng = np.random.default_rng(seed)
    lumps = dispositions.reserve_count(cases)
    rows, born = commitments.draw(rng, cases - lumps, year, closed_month)
    # Some citizens stand in the ledger alone.
    strangers = np.arange(len(born), len(born) + 2 + cases // 100)
    born = np.concatenate([born, rng.choice(born, len(strangers))])
    cprs = citizens.numbers(rng, born)
    rows = rows.take(np.lexsort((rows.start, rows.citizen, rows.measure)))
    rows = commitments.moves(rows, born, year)

    # Streams of their own: the rest of the municipality is the same with earlier years and without.
    past_rng, earlier_rng, gone_rng = (np.random.default_rng((seed, stream)) for stream in (1, 2, 3))
    entries = ledger.draw(rng, rows, year, closed_month, strangers, postings)
    posted = [list(column) for column in ledger.columns(rng, entries, cprs)]
    mistakes.in_postings(rng, posted)
    rows_then = rows
    if postings is None:
        posted, entries, rows_then = _with_earlier_years(rows, entries, posted, cprs, year, past_rng, gone_rng)
    planned = dispositions.columns(rows, cprs, year, closed_month, lumps)
    budgeted = budget.columns(rng, rows, year, closed_month)
    closed_on = dt.date(year, max(closed_month, 1), 28)
    mistakes.in_dispositions(rng, planned, closed_on)
    return WorkbookContent(
        settings=Given(year=year, closed=closed_month),
        owner=OWNER,
        dispositions=tuple(planned),
        postings=tuple(posted),
        budget=budgeted,
        limits=(
            *DEFAULT_LIMITS,
            Limit(standard.LIMIT_AMOUNT, 1_500_000, MEASURES[6].name),
            Limit(standard.LIMIT_DURATION, 36, MEASURES[2].name),
        ),
        parameters=parameters.tables(earlier_rng, rows_then, entries, year),
        lists=lists.rows(rows, cprs, year, closed_month),
        asked=("Budgetforslag",),
    )


def _with_earlier_years(
    rows: DemoCases,
    entries: MadePostings,
    posted: list[list[Any]],
    cprs: list[str],
    year: int,
    past_rng: np.random.Generator,
    gone_rng: np.random.Generator,
) -> tuple[list[list[Any]], MadePostings, DemoCases]:
    """The ledger's columns, its postings and the commitments behind them, with the two years before the last and with
    those who left before New Year."""
    import numpy as np

    from styring_xl.demo import cases as commitments
    from styring_xl.demo import citizens
    from styring_xl.demo import postings as ledger

    gone, gone_born = commitments.departed(gone_rng, rows, year)
    gone_cprs = citizens.numbers(gone_rng, gone_born)
    new = np.flatnonzero(~np.isin(gone_cprs, cprs)[gone.citizen])
    gone = gone.take(new)
    left = ledger.before(gone_rng, gone, year)
    past = ledger.past(past_rng, left.join(entries), year)
    parts = (
        ledger.columns(past_rng, past, cprs, ledger.FIRST_DOCUMENT // 2),
        ledger.columns(gone_rng, left, gone_cprs, ledger.FIRST_DOCUMENT * 3 // 4),
        posted,
    )
    together = [[cell for part in column for cell in part] for column in zip(*parts, strict=True)]
    return together, past.join(left, entries), rows.join(gone)


def workbook(
    cases: int = CASES,
    postings: int | None = None,
    seed: int = 1,
    year: int = YEAR,
    closed_month: int = CLOSED,
    macro_enabled: bool = True,
    closings: bool = False,
) -> bytes:
    """The standard workbook filled with ``make``, nothing computed yet.

    With ``closings`` each closed month has been closed in turn and stands in *Historik*, which takes a refresh of each.
    """
    from styring_xl.workbook import build

    content = make(cases, postings, seed, year, closed_month)
    if closings:
        from styring_xl.demo import closings as months

        content = months.made(content)
    return build(content, macro_enabled=macro_enabled)
