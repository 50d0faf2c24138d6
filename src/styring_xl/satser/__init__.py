"""Dated parameters the product ships: what a law or a ministry has published, with its source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from msgspec import Struct


class RefundRate(Struct, frozen=True):
    """Limits of the State's refund in kroner a year; ``above_75`` None where there is no third step.

    ``group`` is *alle*, *børn* or *voksne*.
    """

    year: int
    group: str
    above_25: int
    above_50: int
    above_75: int | None
    source: str


@cache
def refund_rates() -> tuple[RefundRate, ...]:
    """The verified years of *særligt dyre enkeltsager*, by year."""
    text = resources.files(__package__).joinpath("statsrefusion.toml").read_text(encoding="utf-8")
    return tuple(
        RefundRate(
            each["year"], each["group"], each["above_25"], each["above_50"], each.get("above_75"), each["source"]
        )
        for each in tomllib.loads(text)["limits"]
    )
