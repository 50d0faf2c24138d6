"""How near AUTO comes to the best single method on generated histories whose end is known.

    python benchmarks/forecast.py [--lines 2000] [--seed 1]

The constants of the choice were set on other seeds, and the second world's kinds were not looked at while they were.

Each line has two to four earlier years and is asked after each of the months 1..11 for the year's result. Kinds:

* steady: the same level with noise of 5-25 % a month
* seasonal: a wave of 20-80 % over the year
* step: the level changes once, by a factor 0,5-1,8, anywhere in the history or the year itself
* late: 10-80 % of a month is booked the month after; the year's books wait for the last invoices

The error is the mean absolute error of the year's result, as a share of an average year. The last line mixes the four
in equal parts, as a workbook does: no one knows which line is of which kind.

The second world is as unlike the first as a municipality may be: noise that is skewed and lingers from month to month,
a level that rises through the years, and other seasons, steps and delays.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from styring_xl.model import forecast

KINDS = ("steady", "seasonal", "step", "late")
Array = NDArray[np.int64]
Span = tuple[float, float]


@dataclass(frozen=True)
class World:
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


def _chance(world: World, lines: int, months: int, rng: np.random.Generator) -> NDArray[np.float64]:
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


def judged(world: World, years: int, lines: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """For each kind the mean errors of 12/12, 12M and AUTO over the closed months 1..11."""
    return {
        kind: np.mean(
            [errors(histories(kind, lines, years, rng, world), closed).mean(axis=1) for closed in range(1, 12)], axis=0
        )
        for kind in KINDS
    }


def ratio(mean: NDArray[np.float64]) -> float:
    """AUTO's error as a multiple of the best single method's."""
    return float(mean[2] / mean[:2].min())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    for name, world in WORLDS.items():
        for years in (2, 3, 4):
            print(f"\n{name}: {years} earlier years, {options.lines} lines of each kind, closed months 1..11")
            found = judged(world, years, options.lines, rng)
            for kind, mean in (*found.items(), ("mixed", np.mean(list(found.values()), axis=0))):
                line = f"12/12 {mean[0]:7.2%}   12M {mean[1]:7.2%}   AUTO {mean[2]:7.2%}"
                print(f"  {kind:<10}{line}   {ratio(mean):.3f} × best")
            print(f"  {'mean':<10}{'':44}{np.mean([ratio(mean) for mean in found.values()]):.3f} × best")
    months = histories("steady", 20_000, 5, rng, World())
    history, known = np.moveaxis(months[:, -2::-1], 1, 0), np.ones((5, 12), bool)
    seconds = []
    for lines in (10_000, 20_000):
        start = time.perf_counter()
        forecast.choose(history[:, :lines], known, months[:lines, -1], 6)
        seconds.append(time.perf_counter() - start)
    print(f"\nchoosing for 20.000 lines: {seconds[1]:.3f} s, {seconds[1] / seconds[0]:.2f} × that of half as many")


if __name__ == "__main__":
    main()
