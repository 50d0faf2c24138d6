"""How much memory a process of a benchmark has used."""

from __future__ import annotations

import resource
from pathlib import Path


def peak() -> float:
    """This process' own peak in megabytes; what ``getrusage`` tells begins with that of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
