"""Danish figures as people type them."""

from __future__ import annotations


def danish_text(value: float, decimals: int = 2) -> str:
    """31000.5 -> 31.000,50."""
    return f"{value:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")
