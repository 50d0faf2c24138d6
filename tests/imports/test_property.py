"""However an extract is split, shuffled, repeated and overlapped: the sheet holds each posting once."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styring_xl import workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.imports import postings_import
from styring_xl.imports.control import Tally
from tests import workbooks
from tests.examples import examples
from tests.imports.extracts import Line, danish, dashed, delimited, keys, kroner, standing
from tests.imports.extracts import lines as draw_lines

HEAD = ("Kontonummer", "Bogføringsdato", "CPR-nr.", "Beløb", "Posteringstekst", "Bilagsnr.", "Linjenr.")


@cache
def empty() -> bytes:
    return workbooks.new()


def extract(found: list[Line], keyed: bool) -> bytes:
    rows = [(e.account, danish(e.day), dashed(e.cpr), kroner(e.ore), e.text, e.document, e.line) for e in found]
    wide = 7 if keyed else 5
    return delimited([row[:wide] for row in (HEAD, *rows)]).encode()


def bare(line: Line) -> Line:
    return Line(line.day, line.account, line.cpr, line.ore, "", "", line.text)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[list[Line], list[list[Line]], bool]:
    """Postings, and extracts that together hold them all: some of them in several, in any order.

    Without bilag and line two equal postings are told apart only where one extract holds both.
    """
    keyed = draw(st.booleans())
    count = draw(st.integers(1, 25))
    found = draw_lines(count, draw(st.integers(0, 10_000)))
    if not keyed:
        found = [bare(each) for each in found]
        found += draw(st.lists(st.sampled_from(found), max_size=8))
    random_ = random.Random(draw(st.integers(0, 1 << 30)))
    several = draw(st.integers(1, 4))
    parts: list[list[Line]] = [[] for _ in range(several)]
    for line, copies in Counter(found).items():
        home = random_.randrange(several)
        for number, part in enumerate(parts):
            part += [line] * (copies if number == home else random_.choice((0, 0, random_.randint(0, copies))))
    parts += random_.sample(parts, random_.randint(0, len(parts)))
    random_.shuffle(parts)
    for part in parts:
        random_.shuffle(part)
    return found, [part for part in parts if part], keyed


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces(), st.booleans())
def test_the_sheet_holds_each_posting_once(drawn: tuple[list[Line], list[list[Line]], bool], at_once: bool) -> None:
    found, parts, keyed = drawn
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for number, part in enumerate(parts):
            paths.append(folder / f"{number}.csv")
            paths[-1].write_bytes(extract(part, keyed))
        book = FileBook.from_bytes(empty(), template=workbook.build)
        placed = Tally()
        for files in [paths] if at_once else [[path] for path in paths]:
            planned = postings_import.plan(book, files, folder, "Styring.xlsx")
            control = planned.account.control
            came = [line for path in files for line in parts[paths.index(path)]]
            assert control.came_in == Tally(len(came), sum(line.ore for line in came))
            assert control.difference == Tally()
            placed += control.placed
            book = FileBook.from_bytes(book.edit(planned.patch).bytes(), template=workbook.build)
        assert standing(book) == keys(found)
        assert placed == Tally(len(found), sum(line.ore for line in found))
        again = postings_import.plan(book, paths, folder, "Styring.xlsx")
        assert again.patch.is_empty
