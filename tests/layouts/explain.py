"""Which feature breaks a layout: each alone, and the smallest bundle that still goes wrong the same way."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .layout import Layout, draw, render, save
from .outcome import RIGHT, Outcome
from .survey import one_outcome


def shrink(layout: Layout) -> Outcome:
    """Takes features away as long as the outcome stays bad in the same way."""
    best = one_outcome(layout)
    if not best.bad:
        return best
    again = True
    while again:
        again = False
        for name in best.layout.features:
            tried = one_outcome(best.layout.without(name))
            if tried.verdict == best.verdict and tried.readable >= best.readable:
                best = tried
                again = True
                break
    return best


def blame(bad: Sequence[Outcome], jobs: int) -> list[tuple[str, str, int, int]]:
    """(kind, smallest bundle, how many of the layouts it breaks, one of their seeds), most first."""
    with ProcessPoolExecutor(max(1, jobs)) as workers:
        least = list(workers.map(shrink, [one.layout for one in bad], chunksize=2))
    found: dict[tuple[str, str], list[int]] = {}
    for one in least:
        names = " + ".join(one.layout.features) or "no feature at all"
        found.setdefault((one.layout.kind, f"{one.verdict}: {names}"), []).append(one.layout.seed)
    rows = [(kind, text, len(seeds), seeds[0]) for (kind, text), seeds in found.items()]
    return sorted(rows, key=lambda row: -row[2])


def explain(kind: str, seed: int, keep: Path | None = None) -> str:
    """The layout's features and outcome in words; with ``keep`` its files are written there too."""
    layout = draw(kind, seed)
    whole = one_outcome(layout)
    lines = [f"{kind} {seed}: {whole.verdict}{'' if whole.readable else ' (unclear to anyone)'}"]
    lines += [f"  feature: {name}" for name in layout.features]
    lines += [f"  {text}" for text in whole.why[:12]]
    if whole.verdict != RIGHT:
        least = shrink(layout)
        lines.append(f"  smallest bundle that is {least.verdict}: {' + '.join(least.layout.features) or 'none'}")
        lines += [f"    {text}" for text in least.why[:6]]
        for name in layout.features:
            alone = one_outcome(layout.only((name,)))
            if alone.bad:
                lines.append(f"  alone {alone.verdict}: {name}")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        save(render(layout), keep)
        (keep / "explanation.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "\n".join(lines)
