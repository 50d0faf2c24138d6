"""Dated parameters the product ships: what a law or a ministry has published, with its source."""

from __future__ import annotations

from typing import Final

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


REFUND_RATES: Final = (
    RefundRate(2020, "voksne", 1_090_000, 2_050_000, None, "Socialministeriets satser 2020 (SEL § 176)"),
    RefundRate(2020, "børn", 830_000, 1_630_000, None, "Socialministeriets satser 2020 (SEL § 176 a, også efterværn)"),
    RefundRate(2021, "alle", 850_000, 1_660_000, 2_090_000, "Folketinget, SOU 2020-21, spm. 582/583"),
    RefundRate(2022, "alle", 860_000, 1_680_000, 2_120_000, "SEL § 176; barnets lov § 198 (2022-niveau)"),
)
"""The years of *særligt dyre enkeltsager* (serviceloven § 176 og § 176 a; barnets lov § 198) whose limits have been
verified, by year, last looked through on 22-11-2026; others are typed in the workbook with their source. The limits are
yearly, used month by month as a twelfth (BEK 1485 of 6 Dec 2023 § 3)."""
