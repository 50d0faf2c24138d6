"""A refresh does no more than it did: its calls and bytes are counted, which a busy machine does not move."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

COUNTED = Path(__file__).resolve().parents[1] / "benchmarks" / "counted.py"


@pytest.mark.slow
def test_no_count_has_jumped_by_a_fifth() -> None:
    done = subprocess.run([sys.executable, str(COUNTED), "--json"], capture_output=True, text=True, check=True)
    found, kept = json.loads(done.stdout), json.loads(COUNTED.with_suffix(".json").read_text(encoding="utf-8"))
    jumps = runpy.run_path(str(COUNTED))["jumps"]
    assert jumps(found, kept) == [], "where it is meant: python benchmarks/counted.py --keep"

    # Had it taken two thirds of it before, each count would be a jump; all but what is not packed when nothing changes.
    less = {name: {what: count * 2 // 3 for what, count in own.items()} for name, own in kept.items()}
    assert len(jumps(found, less)) == 8
