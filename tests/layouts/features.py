"""A feature: one named thing that people do to a sheet or an extract. A layout is a bundle of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct, field

from .municipality import Municipality
from .page import Page


class Draft(Struct, eq=False, dict=True):
    """A workbook (and an extract) while features are laid over it."""

    town: Municipality
    disposition: Page
    ledger: Page
    budget: Page
    extra: list[Page] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    """What one feature tells another: filled, scale, …"""
    unclear: list[str] = field(default_factory=list)
    """Why a competent colleague could not know how to read it."""
    settings: bool = True
    cached: bool = True


class Feature(Struct, frozen=True, dict=True):
    """``kinds`` the layouts it belongs to; of one ``group`` a layout has one; lower ``stage`` goes first.

    ``before`` works on the truth (a municipality in, another out), ``apply`` on the draft.
    """

    name: str
    kinds: frozenset[str]
    group: str
    stage: int
    weight: int
    apply: Callable[[Draft, Random], None] | None
    before: Callable[[Municipality, Random], Municipality] | None = None


REGISTRY: dict[str, Feature] = {}


def feature(
    kinds: str, group: str, name: str, *, stage: int = 20, weight: int = 2
) -> Callable[[Callable[[Draft, Random], None]], Callable[[Draft, Random], None]]:
    """Registers a function that lays one thing over a draft."""

    def register(apply: Callable[[Draft, Random], None]) -> Callable[[Draft, Random], None]:
        _add(Feature(name, frozenset(kinds.split()), group, stage, weight, apply))
        return apply

    return register


def of_truth(
    kinds: str, group: str, name: str, *, weight: int = 2
) -> Callable[[Callable[[Municipality, Random], Municipality]], Callable[[Municipality, Random], Municipality]]:
    """Registers a function that changes the municipality itself, so that a trouble can arise."""

    def register(before: Callable[[Municipality, Random], Municipality]) -> Callable[..., Municipality]:
        _add(Feature(name, frozenset(kinds.split()), group, 0, weight, None, before))
        return before

    return register


def of_both(
    kinds: str,
    group: str,
    name: str,
    before: Callable[[Municipality, Random], Municipality],
    apply: Callable[[Draft, Random], None],
    *,
    stage: int = 20,
    weight: int = 2,
) -> None:
    """Registers a feature that needs a municipality of its own kind and lays it out in its own way."""
    _add(Feature(name, frozenset(kinds.split()), group, stage, weight, apply, before))


def _add(one: Feature) -> None:
    if one.name in REGISTRY:
        raise ValueError(f"two features are called {one.name}")
    REGISTRY[one.name] = one


def of_kind(kind: str) -> dict[str, list[Feature]]:
    """The kind's features by group, in the order in which they are registered."""
    groups: dict[str, list[Feature]] = {}
    for one in REGISTRY.values():
        if kind in one.kinds:
            groups.setdefault(one.group, []).append(one)
    return groups
