"""Memory that a large sheet's reading lets go of is used again."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

AFTER = """
import resource
from styring_xl.books.file.heap import keep_freed
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
