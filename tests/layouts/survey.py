"""Many layouts at once, counted by outcome and by feature."""

from __future__ import annotations

import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct

from .features import of_kind
from .layout import Layout, draw
from .outcome import OUTCOMES, RIGHT, SILENT, Outcome, try_out


class Survey(Struct, frozen=True, dict=True):
    """The outcomes of some layouts, in the order of their seeds."""

    outcomes: tuple[Outcome, ...]

    @property
    def bad(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.bad]

    def of(self, kind: str) -> list[Outcome]:
        return [one for one in self.outcomes if one.layout.kind == kind]

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(one.layout.kind for one in self.outcomes))

    def to_json(self) -> dict[str, Any]:
        return {
            "kinds": {kind: counts(self.of(kind)) for kind in self.kinds()},
            "features": {kind: dict(by_feature(self.of(kind))) for kind in self.kinds()},
            "bad": [
                {
                    "kind": one.layout.kind,
                    "seed": one.layout.seed,
                    "verdict": one.verdict,
                    "readable": one.readable,
                    "features": one.layout.features,
                    "why": one.why[:3],
                }
                for one in self.bad
            ],
        }

    def table(self) -> str:
        lines = []
        for kind in self.kinds():
            some = self.of(kind)
            number = counts(some)
            readable, right = number["readable"], number["readable_right"]
            share = 100 * right / readable if readable else 100.0
            lines.append(
                f"{kind}: {len(some)} layouts, "
                + ", ".join(f"{name} {number[name]}" for name in OUTCOMES)
                + f"; of {readable} readable {share:.1f} % right"
            )
            noise = Counter(code for one in some if one.verdict == RIGHT for code in one.noise)
            if noise:
                lines.append(
                    "  findings on layouts read right: " + ", ".join(f"{c} {n}" for c, n in noise.most_common())
                )
            lines.append("  feature: layouts with it, silent, harmed, told though readable")
            for name, row in by_feature(some):
                if row["silent"] or row["harmed"] or row["told"]:
                    lines.append(
                        f"  {row['score']:5.2f} {name}: {row['all']}, {row['silent']}, {row['harmed']}, {row['told']}"
                    )
        return "\n".join(lines)


def counts(some: Iterable[Outcome]) -> dict[str, int]:
    number = Counter(one.verdict for one in some)
    return {name: number[name] for name in OUTCOMES} | {
        "readable": sum(one.readable for one in some),
        "readable_right": sum(one.readable and one.verdict == RIGHT for one in some),
    }


def by_feature(some: Sequence[Outcome]) -> list[tuple[str, dict[str, Any]]]:
    """Each feature with how many layouts have it and how many of those went wrong, worst first."""
    found: dict[str, dict[str, Any]] = {}
    for one in some:
        for name in one.layout.features:
            row = found.setdefault(name, {"all": 0, "silent": 0, "harmed": 0, "told": 0, "score": 0.0})
            row["all"] += 1
            if one.bad:
                row[one.verdict] += 1
    for row in found.values():
        bad = row["silent"] + row["harmed"] + row["told"]
        row["score"] = round(bad / row["all"], 3)
    return sorted(found.items(), key=lambda item: (-item[1]["score"], item[0]))


def one_outcome(layout: Layout) -> Outcome:
    """The layout's outcome; an exception of the product counts as silent, for nobody has been told a sentence."""
    with tempfile.TemporaryDirectory() as name:
        try:
            return try_out(layout, Path(name))
        except Exception:
            last = traceback.format_exc().strip().splitlines()
            return Outcome(layout, SILENT, True, [f"traceback: {last[-1]} at {last[-3].strip()}"])


def alone(kinds: Sequence[str], seeds: Iterable[int], jobs: int = 1) -> list[tuple[str, str, list[Outcome]]]:
    """(kind, feature, its outcomes): every feature by itself on the plain workbook of each seed."""
    numbers = list(seeds)
    pairs = [(kind, one.name) for kind in kinds for members in of_kind(kind).values() for one in members]
    layouts = [Layout(kind, seed, (name,)) for kind, name in pairs for seed in numbers]
    found = _each(layouts, jobs)
    return [(*pair, found[at * len(numbers) : (at + 1) * len(numbers)]) for at, pair in enumerate(pairs)]


def survey(kinds: Sequence[str], seeds: Iterable[int], jobs: int = 1, feature: str | None = None) -> Survey:
    """Tries the seeds' layouts of each kind, on ``jobs`` processes."""
    layouts = [draw(kind, seed) for kind in kinds for seed in seeds]
    if feature:
        layouts = [one for one in layouts if any(feature in name for name in one.features)]
    return Survey(tuple(_each(layouts, jobs)))


def _each(layouts: Sequence[Layout], jobs: int) -> list[Outcome]:
    if jobs < 2:
        return [one_outcome(layout) for layout in layouts]
    with ProcessPoolExecutor(jobs) as workers:
        return list(workers.map(one_outcome, layouts, chunksize=8))
