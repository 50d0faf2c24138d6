"""A layout: a seed, its features, and the files they give."""

from __future__ import annotations

import importlib
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from . import base, extract, municipality
from .features import REGISTRY, Draft, of_kind
from .municipality import Municipality
from .page import Sheet, place
from .write import xlsx

KINDS = ("workbook", "ledger", "budget", "extract")
for _family in ("disposition", "budget", "ledger", "extract"):
    importlib.import_module(f".{_family}", __package__)


class Layout(Struct, frozen=True, dict=True):
    """``features`` are names of the registry, in the order in which they are laid over the plain workbook.

    Each draws from a seed of its own, so that one can be taken away and the others stay as they are.
    """

    kind: str
    seed: int
    features: tuple[str, ...]

    def without(self, name: str) -> Layout:
        return Layout(self.kind, self.seed, tuple(each for each in self.features if each != name))

    def only(self, names: tuple[str, ...]) -> Layout:
        return Layout(self.kind, self.seed, tuple(each for each in self.features if each in names))


class Rendered(Struct, frozen=True, dict=True):
    """The draft that was written, and its sheets."""

    draft: Draft
    sheets: tuple[Sheet, ...]

    @property
    def town(self) -> Municipality:
        return self.draft.town

    @property
    def readable(self) -> bool:
        return not self.draft.unclear


def draw(kind: str, seed: int) -> Layout:
    """The seed's layout: few features or many, of each group at most one."""
    rng = Random(f"{kind}/{seed}")
    share = rng.choice((0.04, 0.08, 0.15, 0.3))
    chosen: list[str] = []
    for group, members in of_kind(kind).items():
        if rng.random() < min(0.9, share * OFTEN.get(group, 1)):
            chosen.append(rng.choices(members, [each.weight for each in members])[0].name)
    order = list(REGISTRY)
    return Layout(kind, seed, tuple(sorted(chosen, key=lambda name: (REGISTRY[name].stage, order.index(name)))))


OFTEN = {
    "sections": 2.5,
    "sums": 3,
    "cpr": 2,
    "tail": 1.5,
    "amount": 2,
    "totals": 2,
    "groups": 2,
    "time": 1.5,
    "cache": 0.5,
}
"""Groups of features that are met more often than others."""


def render(layout: Layout) -> Rendered:
    """Lays the features over the municipality of the seed."""
    town = municipality.build(Random(f"town/{layout.seed}"))
    chosen = [REGISTRY[name] for name in layout.features]
    for one in chosen:
        if one.before is not None:
            town = one.before(town, Random(f"{layout.seed}/{one.name}"))
    if layout.kind in ("ledger", "extract"):
        town = replace(town, closed=max(1, town.closed))
    town = municipality.book(town, Random(f"ledger/{layout.seed}"))
    while layout.kind in ("ledger", "extract") and not town.postings:
        # Nobody has come yet: there is no ledger to bend.
        town = municipality.book(replace(town, closed=town.closed + 1), Random(f"ledger/{layout.seed}"))
    draft = base.draft(town)
    draft.notes["names"] = layout.features
    if layout.kind == "extract":
        extract.prepare(draft)
    finished = False
    for one in chosen:
        if one.stage >= LATE and not finished:
            base.finish(draft)
            finished = True
        if one.apply is not None:
            one.apply(draft, Random(f"{layout.seed}/{one.name}"))
    if not finished:
        base.finish(draft)
    pages = [page for page in (draft.disposition, draft.ledger, draft.budget, *draft.extra) if page.lines or page.above]
    sheets = [place(page) for page in pages]
    if draft.settings:
        sheets.append(place(base.settings_page(draft)))
    return Rendered(draft, tuple(sheets))


LATE = 50
"""Features from this stage on see the figures of last month in the cells."""


def save(rendered: Rendered, folder: Path) -> Path:
    """Writes ``ark.xlsx`` into the folder."""
    path = folder / "ark.xlsx"
    xlsx(path, rendered.sheets, cached=rendered.draft.cached)
    return path
