"""What a refresh costs, counted instead of timed, so that a busy machine moves nothing.

    python benchmarks/counted.py           the counts beside those in benchmarks/counted.json; exit code 1 on a jump
    python benchmarks/counted.py --keep    write them there
    python benchmarks/counted.py --json    print them alone

Of a demo, of one twice its size, and of that one once more when there is nothing to change: the calls of Python
functions of ours (``sys.setprofile``; what a library does inside is its own matter), the bytes unpacked to be parsed,
and the bytes packed to be written. ``tests/test_counted.py`` holds each to no more than a fifth above what is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import styring_xl
from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml import package
from styring_xl.fit import fit
from styring_xl.reports import read

KEPT: Final = Path(__file__).with_name("counted.json")
JUMP: Final = 1.2
CASES: Final = 250
POSTINGS_A_CASE: Final = 25
_OURS: Final = str(Path(styring_xl.__file__).parent)

Counts = dict[str, int]


@contextmanager
def counting(counts: Counts) -> Iterator[None]:
    """Counts calls and bytes while it lasts."""
    counts.update(calls=0, unpacked=0, packed=0)
    inflate, pack = package._inflate, package._pack
    known: dict[str, bool] = {}

    def called(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            name = frame.f_code.co_filename
            if name not in known:
                known[name] = name.startswith(_OURS)
            counts["calls"] += known[name]

    def unpacked(packed: memoryview, method: int, size: int, total: int) -> Iterator[bytes]:
        for piece in inflate(packed, method, size, total):
            counts["unpacked"] += len(piece)
            yield piece

    def packed(entry: package.ZipEntry, content: bytes | package.PackedPart) -> tuple[package.ZipEntry, bytes]:
        # A large sheet comes packed already.
        counts["packed"] += content.size if isinstance(content, package.PackedPart) else len(content)
        return pack(entry, content)

    before = sys.getprofile()
    package._inflate, package._pack = unpacked, packed
    sys.setprofile(called)
    try:
        yield
    finally:
        sys.setprofile(before)
        package._inflate, package._pack = inflate, pack


def refreshed(data: bytes) -> bytes:
    """The workbook after a refresh, as a command reads, computes and writes it."""
    book = FileBook.from_bytes(data)
    return book.edit(fit(book, read(book)).plan).bytes()


def counted() -> dict[str, Counts]:
    """The counts by what was done."""
    found: dict[str, Counts] = {}

    def count(name: str, work: Callable[[bytes], bytes], data: bytes) -> bytes:
        with counting(found.setdefault(name, {})):
            return work(data)

    for name, cases in (("a refresh", CASES), ("twice the size", 2 * CASES)):
        data = demo.workbook(cases=cases, postings=cases * POSTINGS_A_CASE, seed=7)
        done = count(name, refreshed, data)
    count("nothing to change", refreshed, done)
    return found


def jumps(found: Mapping[str, Counts], kept: Mapping[str, Counts]) -> list[str]:
    """A line for each count that is more than a fifth above what is kept."""
    return [
        f"{name}: {count} {what}, kept are {kept[name][what]}"
        for name, counts in found.items()
        for what, count in counts.items()
        if count > JUMP * kept[name][what] + 1000
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = counted()
    if options.json:
        print(json.dumps(found))
        return 0
    if options.keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    for name, counts in found.items():
        for what, count in counts.items():
            print(f"{name:<18}{what:<10}{count:>12} {count / max(kept[name][what], 1):6.2f} × what is kept")
    told = jumps(found, kept)
    print(*told, sep="\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
