"""Two rows for the same citizen and measure at the same time, or the same row twice."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row, shown
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.problem import Kind

CODE = "overlap"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Rækker for samme borger og foranstaltning overlapper"
ABOUT = About(
    why="To rækker for samme borger og foranstaltning på samme tid er ofte den samme bevilling to gange.",
    remedy="Slet gentagelsen, eller ret datoerne.",
    example="Samme borger har Aflastning 01-01 til 30-06 og igen fra 01-06.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """The later of two rows whose days overlap; both are computed."""
    rows = case.disposition.commitments
    named = np.fromiter((bool(cpr) for cpr in rows.cpr), bool, len(rows))
    at = np.flatnonzero(rows.computable & named)
    if len(at) < 2:
        return
    start = rows.start[at].astype(np.int64)
    # A one-off is paid once: a second one in the same month is another purchase and no overlap.
    ends = np.where(rows.unit[at] == RateUnit.ONCE, rows.start[at], rows.stop[at])
    stop = np.where(np.isnat(ends), np.iinfo(np.int64).max, ends.astype(np.int64))
    order = np.lexsort((at, start, case.figures.key[at]))
    key, start, stop, at = case.figures.key[at][order], start[order], stop[order], at[order]
    previous = 0
    for i in range(1, len(at)):
        if key[i] != key[previous]:
            previous = i
            continue
        if start[i] <= stop[previous]:
            first, second = int(at[previous]), int(at[i])
            same = start[i] == start[previous] and stop[i] == stop[previous] and rows.rate[first] == rows.rate[second]
            other = rows.places[first]
            where = f"række {other.row}"
            if other.sheet != rows.places[second].sheet:
                where = f"{other.sheet} {where}"
            yield at_row(
                case,
                second,
                ("start",),
                CODE,
                SEVERITY,
                shown(rows.start[second]),
                f"Rækken er den samme som {where}."
                if same
                else f"Perioden overlapper {where} for samme borger og foranstaltning.",
                "Slet den ene række, hvis den er en gentagelse; ret ellers datoerne, hvis de ikke løber samtidig.",
            )
        if stop[i] > stop[previous]:
            previous = i
