"""How many examples a property is tried on."""

from __future__ import annotations

import os


def examples(many: int) -> int:
    """``many`` in CI, a quarter of them where somebody waits for the answer: each run there has new ones."""
    return many if os.environ.get("CI") else max(5, many // 4)
