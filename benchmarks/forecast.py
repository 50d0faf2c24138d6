"""How near AUTO comes to the best single method on generated histories whose end is known.

    python benchmarks/forecast.py [--lines 2000] [--seed 1]

Each line has two to four earlier years and is asked after each of the months 1..11 for the year's result. Kinds:

* steady: the same level with noise of 5-25 % a month
* seasonal: a wave of 20-80 % over the year
* step: the level changes once, by a factor 0,5-1,8, anywhere in the history or the year itself
* late: 10-80 % of a month is booked the month after; the year's books wait for the last invoices

The error is the mean absolute error of the year's result, as a share of an average year. The last line mixes the four
in equal parts, as a workbook does: no one knows which line is of which kind.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from styring_xl.model import forecast

KINDS = ("steady", "seasonal", "step", "late")
Array = NDArray[np.int64]


def histories(kind: str, lines: int, years: int, rng: np.random.Generator) -> Array:
    """Øre (lines, years + 1, 12), the year to be forecast last."""
    months = 12 * (years + 1)
    at = np.arange(months)
    level = np.exp(rng.normal(12, 1, lines))[:, None]
    noise = 1 + rng.normal(0, 1, (lines, months)) * rng.uniform(0.05, 0.25, lines)[:, None]
    cost = level * np.clip(noise, 0, None)
    if kind == "seasonal":
        phase, height = rng.uniform(0, 2 * np.pi, lines)[:, None], rng.uniform(0.2, 0.8, lines)[:, None]
        cost *= 1 + height * np.sin(2 * np.pi * at / 12 + phase)
    elif kind == "step":
        since, factor = rng.integers(1, months, lines)[:, None], rng.choice([0.5, 0.7, 1.4, 1.8], lines)[:, None]
        cost *= np.where(at >= since, factor, 1)
    elif kind == "late":
        part = rng.uniform(0.1, 0.8, lines)[:, None] * cost
        kept = part * (at % 12 != 11)
        cost = cost - kept
        cost[:, 1:] += kept[:, :-1]
    return np.rint(cost).astype(np.int64).reshape(lines, years + 1, 12)


def errors(months: Array, closed: int) -> NDArray[np.float64]:
    """(3, lines): the error of 12/12, of 12M and of what AUTO chooses, as shares of an average year."""
    this, history = months[:, -1], np.moveaxis(months[:, -2::-1], 1, 0)
    known = np.ones((len(history), 12), bool)
    chosen = forecast.choose(history, known, this, closed).method
    each = np.stack(
        [
            forecast.twelfths(this[:, :closed].sum(axis=1), closed),
            forecast.last_twelve(history[0], this, closed),
        ]
    )
    off = np.abs(each - this.sum(axis=1)) / (months.sum(axis=(1, 2)) / months.shape[1])
    return np.vstack([off, np.take_along_axis(off, chosen[None], axis=0)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    for years in (2, 3, 4):
        print(f"\n{years} earlier years, {options.lines} lines of each kind, closed months 1..11")
        total = np.zeros(3)
        ratios = []
        for kind in KINDS:
            rows = [errors(histories(kind, options.lines, years, rng), closed) for closed in range(1, 12)]
            mean = np.mean([row.mean(axis=1) for row in rows], axis=0)
            total += mean / len(KINDS)
            ratios.append(mean[2] / mean[:2].min())
            print(
                f"  {kind:<10}12/12 {mean[0]:7.2%}   12M {mean[1]:7.2%}   AUTO {mean[2]:7.2%}   {ratios[-1]:.3f} × best"
            )
        print(f"  {'mean':<10}{'':44}{np.mean(ratios):.3f} × best")
        line = f"12/12 {total[0]:7.2%}   12M {total[1]:7.2%}   AUTO {total[2]:7.2%}"
        print(f"  {'mixed':<10}{line}   {total[2] / total[:2].min():.3f} × best")
    months = histories("steady", 20_000, 5, rng)
    history, known = np.moveaxis(months[:, -2::-1], 1, 0), np.ones((5, 12), bool)
    seconds = []
    for lines in (10_000, 20_000):
        start = time.perf_counter()
        forecast.choose(history[:, :lines], known, months[:lines, -1], 6)
        seconds.append(time.perf_counter() - start)
    print(f"\nchoosing for 20.000 lines: {seconds[1]:.3f} s, {seconds[1] / seconds[0]:.2f} × that of half as many")


if __name__ == "__main__":
    main()
