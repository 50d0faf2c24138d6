"""How near the ways of forecasting a line come to the year's result, and how often the interval holds it.

    python benchmarks/forecast.py --lines FILE [--json]          on a file of real lines
    python benchmarks/forecast.py [--generated 2000] [--seed 1]  on generated histories whose end is known

A file of lines has a row for each line and month: its name, the month (yyyymm, or a date that begins so) and an amount,
and perhaps more, parted by ; , or tabs. The columns are found by their headers; an amount under another header than
those in ``HEADERS`` is the third column. Years run from April, as English councils' financial years do, or from the
``--first-month``. Months outside whole years are left out, and so is a first or last year in which fewer than two
thirds as many months of lines have spend as in the year beside it: there the file had not begun or broke off.

A *line-year* is tried when the line has spend in at least ten months of that year and of each of the three before it
(a line that is new, has gaps or has ended in the year is not), and when its average year over those four is at least
10.000 and a tenth of what was booked without regard to sign (else there is no year that an error can be a share of).
What is known of the line is at most five earlier years. The error is the absolute error of the year's result as a share
of the average year over those four, for each of the closed months 1..11 (R), and in all the mean over R.

The interval is P10-P90 from AUTO's own errors in earlier years, the line's and all lines'; a year is never used to
say anything of itself or of an earlier one. Its width is a share of the average of the earlier years that are known.

``--json`` gives line_years, mae by method, by_closed by R and method, coverage and width in all and by R; all but the
first are shares, 0,16 for 16 %. coverage and width are null where there are too few earlier errors to tell.

Generated kinds, each with two to four earlier years:

* steady: the same level with noise of 5-25 % a month
* seasonal: a wave of 20-80 % over the year
* step: the level changes once, by a factor 0,5-1,8, anywhere in the history or the year itself
* late: 10-80 % of a month is booked the month after; the year's books wait for the last invoices

The last line mixes the four in equal parts, as a workbook does: no one knows which line is of which kind. The second
world is as unlike the first as a municipality may be: noise that is skewed and lingers from month to month, a level
that rises through the years, and other seasons, steps and delays. The constants of the choice were set on other seeds,
and the second world's kinds were not looked at while they were.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model import choice, forecast

METHODS = ("12/12", "12M", "AUTO")
BEFORE = 3
"""A line-year needs so many whole years before it."""
KNOWN = 5
"""A workbook holds no more earlier years than this."""
ACTIVE = 10
"""A year in which fewer months have spend is no year of a running line."""
LEAST, NET = 10_000_00, 0.1
"""The average year must be so many hundredths, and such a share of the amounts without their signs."""
WHOLE = 2 / 3
"""A year at either end of the file is whole when it has so many of the months of lines of the year beside it."""
HEADERS = (
    ("line", "linje", "konto", "account", "expense type"),
    ("month", "måned", "period", "periode"),
    ("amount", "gbp", "beløb", "dkk", "kr", "eur", "spend"),
)
"""The names of the three columns, small letters."""
KINDS = ("steady", "seasonal", "step", "late")
Array = NDArray[np.int64]
Floats = NDArray[np.float64]
Span = tuple[float, float]


def read_lines(path: Path, first_month: int = 4) -> Array:
    """Hundredths of the currency (lines, years, 12), whole years only, the earliest first.

    Raises ValueError, with a sentence, when the file is not of the form.
    """
    spent: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for name, month, amount in _rows(path):
        spent[name][month] += amount
    if not spent:
        raise ValueError(f"{path.name} has no lines")
    months = {month for line in spent.values() for month in line}
    start = min(months) + (first_month - 1 - min(months)) % 12
    years = max(0, (max(months) + 1 - start) // 12)
    span = range(start, start + 12 * years)
    table = np.array([[line.get(month, 0) for month in span] for line in spent.values()], np.int64)
    return _unbroken(table.reshape(-1, years, 12))


def _rows(path: Path) -> Iterator[tuple[str, int, int]]:
    """Line, month counted from year 0, and hundredths."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header = [name.strip().casefold() for name in next(rows, [])]
    if len(header) < 3:
        raise ValueError(f"{path.name} needs the columns line, month and an amount")
    at = [next((header.index(name) for name in names if name in header), place) for place, names in enumerate(HEADERS)]
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            name, month, amount = (row[column].strip() for column in at)
            digits = month.replace("-", "")
            year, of_year = int(digits[:4]), int(digits[4:6])
            if not 1 <= of_year <= 12:
                raise ValueError(month)
            yield name, year * 12 + of_year - 1, _hundredths(amount)
        except (ValueError, IndexError, ArithmeticError) as error:
            raise ValueError(f"{path.name}, row {number}: not a line, a month (yyyymm) and an amount") from error


def _hundredths(amount: str) -> int:
    if not amount:
        return 0
    if "," in amount:
        amount = amount.replace(".", "").replace(",", ".")
    return round(Decimal(amount) * 100)


def _unbroken(months: Array) -> Array:
    """Without the years at either end in which the file had not begun or broke off."""
    filled = (months != 0).sum(axis=(0, 2))
    first, last = 0, len(filled)
    while last - first > 1 and filled[last - 1] < WHOLE * filled[last - 2]:
        last -= 1
    while last - first > 1 and filled[first] < WHOLE * filled[first + 1]:
        first += 1
    return months[:, first:last]


def running(years: Array) -> NDArray[np.bool_]:
    """The lines that are tried, (lines,); years (lines, y, 12)."""
    average, gross = np.abs(years.sum(axis=2)).mean(axis=1), np.abs(years).sum(axis=2).mean(axis=1)
    enough: NDArray[np.bool_] = ((years != 0).sum(axis=2) >= ACTIVE).all(axis=1)
    enough &= (average >= LEAST) & (average >= NET * gross)
    return enough


def tried(months: Array) -> dict[int, dict[str, list[Floats]]]:
    """By closed months the errors of each method, whether the interval held (1 or 0), and its width."""
    found: dict[int, dict[str, list[Floats]]] = {closed: defaultdict(list) for closed in range(1, 12)}
    for at in range(BEFORE, months.shape[1]):
        # What is known beforehand decides which lines help each other; which of them are tried, also the year itself.
        lines = np.flatnonzero(running(months[:, at - BEFORE : at]))
        tested = running(months[lines, at - BEFORE : at + 1])
        if not tested.any():
            continue
        this, year = months[lines, at], months[lines, at].sum(axis=1)
        history = np.moveaxis(months[lines, max(0, at - KNOWN) : at][:, ::-1], 1, 0)
        known = np.ones((len(history), 12), bool)
        average = np.abs(months[lines, at - BEFORE : at + 1].sum(axis=2)).mean(axis=1)
        earlier = np.abs(history.sum(axis=2)).mean(axis=0)
        for closed, ways in found.items():
            method = choice.choose(history, known, this, closed).method
            said = {
                "12/12": forecast.twelfths(this[:, :closed].sum(axis=1), closed),
                "12M": forecast.last_twelve(history[0], this, closed),
                "AUTO": choice.applied(method, history, this, closed),
            }
            for name in METHODS:
                ways[name].append((np.abs(said[name] - year) / average)[tested])
            within = choice.bounds(history, known, this, closed)
            told = within.known & tested
            held = (within.low <= year) & (year <= within.high)
            ways["coverage"].append(held[told].astype(float))
            ways["width"].append(((within.high - within.low) / earlier)[told])
    return found


def report(months: Array) -> dict[str, object]:
    """The mean errors by method, in all and by closed months, and the interval's coverage and median width."""
    found = tried(months)
    if not found[1]["AUTO"]:
        raise ValueError("no line has spend in ten months of each of four years in a row")
    by_closed = {
        closed: {name: float(np.concatenate(ways[name]).mean()) for name in METHODS} for closed, ways in found.items()
    }
    held = {closed: np.concatenate(ways["coverage"]) for closed, ways in found.items()}
    wide = {closed: np.concatenate(ways["width"]) for closed, ways in found.items()}
    held, wide = ({closed: each for closed, each in of.items() if each.size} for of in (held, wide))
    return {
        "line_years": len(np.concatenate(found[1]["AUTO"])),
        "mae": {name: float(np.mean([by[name] for by in by_closed.values()])) for name in METHODS},
        "by_closed": by_closed,
        "coverage": float(np.concatenate(list(held.values())).mean()) if held else None,
        "coverage_by_closed": {closed: float(each.mean()) for closed, each in held.items()},
        "width": float(np.median(np.concatenate(list(wide.values())))) if wide else None,
        "width_by_closed": {closed: float(np.median(each)) for closed, each in wide.items()},
    }


def show(told: dict[str, object]) -> None:
    """The report as a table."""
    by_closed, mae = told["by_closed"], told["mae"]
    assert isinstance(by_closed, dict)
    assert isinstance(mae, dict)
    held, wide = told["coverage_by_closed"], told["width_by_closed"]
    assert isinstance(held, dict)
    assert isinstance(wide, dict)
    print(f"{told['line_years']} line-years; mean error of the year's result as a share of an average year")
    print("closed   " + "".join(f"{name:>8}" for name in METHODS) + "   interval holds   median width")
    for closed, errors in by_closed.items():
        bands = f"{held[closed]:17.1%}{wide[closed]:15.1%}" if closed in held else ""
        print(f"{closed:>6}   " + "".join(f"{errors[name]:8.1%}" for name in METHODS) + bands)
    bands = f"{told['coverage']:17.1%}{told['width']:15.1%}" if held else ""
    print("   all   " + "".join(f"{mae[name]:8.1%}" for name in METHODS) + bands)


class World(Struct, frozen=True, dict=True):
    """How large what happens to lines is; ``rise`` is a year's, ``linger`` the correlation from month to month."""

    noise: Span = (0.05, 0.25)
    season: Span = (0.2, 0.8)
    steps: tuple[float, ...] = (0.5, 0.7, 1.4, 1.8)
    late: Span = (0.1, 0.8)
    skewed: bool = False
    linger: float = 0.0
    rise: float = 0.0


WORLDS = {
    "as described": World(),
    "another world": World((0.02, 0.4), (0.1, 0.5), (0.4, 0.75, 1.3, 2.2), (0.05, 0.5), True, 0.3, 0.03),
}


def _chance(world: World, lines: int, months: int, rng: np.random.Generator) -> Floats:
    """(lines, months) of mean 0 and deviation 1."""
    found = rng.gamma(2, 2**-0.5, (lines, months)) - 2**0.5 if world.skewed else rng.normal(0, 1, (lines, months))
    for month in range(1, months if world.linger else 0):
        found[:, month] = world.linger * found[:, month - 1] + (1 - world.linger**2) ** 0.5 * found[:, month]
    return found


def histories(kind: str, lines: int, years: int, rng: np.random.Generator, world: World) -> Array:
    """Øre (lines, years + 1, 12), the year to be forecast last."""
    months = 12 * (years + 1)
    at = np.arange(months)
    level = np.exp(rng.normal(12, 1, lines))[:, None] * (1 + world.rise) ** (at // 12)
    noise = 1 + _chance(world, lines, months, rng) * rng.uniform(*world.noise, lines)[:, None]
    cost = level * np.clip(noise, 0, None)
    if kind == "seasonal":
        phase, height = rng.uniform(0, 2 * np.pi, lines)[:, None], rng.uniform(*world.season, lines)[:, None]
        cost *= 1 + height * np.sin(2 * np.pi * at / 12 + phase)
    elif kind == "step":
        since, factor = rng.integers(1, months, lines)[:, None], rng.choice(world.steps, lines)[:, None]
        cost *= np.where(at >= since, factor, 1)
    elif kind == "late":
        part = rng.uniform(*world.late, lines)[:, None] * cost
        kept = part * (at % 12 != 11)
        cost = cost - kept
        cost[:, 1:] += kept[:, :-1]
    found: Array = np.rint(cost).astype(np.int64).reshape(lines, years + 1, 12)
    return found


def errors(months: Array, closed: int) -> Floats:
    """(3, lines): the error of 12/12, of 12M and of what AUTO chooses, as shares of an average year."""
    this, history = months[:, -1], np.moveaxis(months[:, -2::-1], 1, 0)
    known = np.ones((len(history), 12), bool)
    chosen = choice.choose(history, known, this, closed).method
    each = np.stack(
        [
            forecast.twelfths(this[:, :closed].sum(axis=1), closed),
            forecast.last_twelve(history[0], this, closed),
        ]
    )
    off = np.abs(each - this.sum(axis=1)) / (months.sum(axis=(1, 2)) / months.shape[1])
    return np.vstack([off, np.take_along_axis(off, chosen[None], axis=0)])


def judged(world: World, years: int, lines: int, rng: np.random.Generator) -> dict[str, Floats]:
    """For each kind the mean errors of 12/12, 12M and AUTO over the closed months 1..11."""
    return {
        kind: np.mean(
            [errors(histories(kind, lines, years, rng, world), closed).mean(axis=1) for closed in range(1, 12)], axis=0
        )
        for kind in KINDS
    }


def ratio(mean: Floats) -> float:
    """AUTO's error as a multiple of the best single method's."""
    return float(mean[2] / mean[:2].min())


def generated(lines: int, seed: int) -> None:
    """The table of the generated worlds, and what choosing costs."""
    rng = np.random.default_rng(seed)
    for name, world in WORLDS.items():
        for years in (2, 3, 4):
            print(f"\n{name}: {years} earlier years, {lines} lines of each kind, closed months 1..11")
            found = judged(world, years, lines, rng)
            for kind, mean in (*found.items(), ("mixed", np.mean(list(found.values()), axis=0))):
                line = f"12/12 {mean[0]:7.2%}   12M {mean[1]:7.2%}   AUTO {mean[2]:7.2%}"
                print(f"  {kind:<10}{line}   {ratio(mean):.3f} × best")
            print(f"  {'mean':<10}{'':44}{np.mean([ratio(mean) for mean in found.values()]):.3f} × best")
    months = histories("steady", 20_000, 5, rng, World())
    history, known = np.moveaxis(months[:, -2::-1], 1, 0), np.ones((5, 12), bool)
    seconds = []
    for count in (10_000, 20_000):
        start = time.perf_counter()
        choice.choose(history[:, :count], known, months[:count, -1], 6)
        seconds.append(time.perf_counter() - start)
    print(f"\nchoosing for 20.000 lines: {seconds[1]:.3f} s, {seconds[1] / seconds[0]:.2f} × that of half as many")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=Path, metavar="FILE", help="a file of real lines")
    parser.add_argument("--first-month", type=int, default=4, choices=range(1, 13), metavar="M")
    parser.add_argument("--json", action="store_true", help="with --lines: the figures as JSON")
    parser.add_argument("--generated", type=int, default=2000, help="so many lines of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.lines is None:
        generated(options.generated, options.seed)
        return
    try:
        told = report(read_lines(options.lines, options.first_month))
    except OSError as error:
        parser.exit(2, f"{options.lines} cannot be read: {error.strerror}\n")
    except ValueError as error:
        parser.exit(2, f"{error}\n")
    if options.json:
        print(json.dumps(told, indent=1))
    else:
        show(told)


if __name__ == "__main__":
    main()
