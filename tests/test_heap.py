"""Memory that a large sheet's reading lets go of is used again, and given back when the next work begins."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

AFTER = """
import resource
from styring_xl.heap import keep_freed
{}
def pages():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
pieces = [b"x" * (3 << 20) for _ in range(2)]
before = pages()
for _ in range(20):
    del pieces
    pieces = [b"x" * (3 << 20) for _ in range(2)]
print(pages() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries keep what they like")
def test_what_is_let_go_of_is_not_asked_of_the_system_again() -> None:
    asked, kept = (
        int(subprocess.run([sys.executable, "-c", AFTER.format(call)], capture_output=True, check=True).stdout)
        for call in ("", "keep_freed()")
    )
    assert kept < 100 < asked


HOLES = """
from pathlib import Path
from styring_xl.heap import give_back
def held():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) >> 10
pieces = [b"x" * 100_000 for _ in range(2_000)]
whole = held()
del pieces[:-1:2], pieces[:-1:2]
give_back()
print(whole - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries cannot be asked to")
def test_what_lies_unused_between_what_is_held_is_given_back() -> None:
    given = int(subprocess.run([sys.executable, "-c", HOLES], capture_output=True, check=True).stdout)
    assert given > 120, "MB of 150 that are let go of"
