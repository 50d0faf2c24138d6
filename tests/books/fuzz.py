"""Workbooks spoilt at random: each edit is right, or refused in one sentence, and the original is never touched.

``python -m books.fuzz SECONDS [SEED]`` from the folder ``tests`` goes on for as long as it is told.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from styring_xl import Formula, StyringError, edit_cells
from styring_xl.books.file.filebook import FileBook
from tests.books.packages import parts_of, simple, workbook, zipped

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
LIMIT = 20
"""Seconds any one file may take."""
TOKENS = (
    b"<", b">", b'"', b"'", b"&", b"/>", b"</c>", b"<v>", b"<row>", b"<c/>", b"<f>", b"</f>", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?x?>", b"&#0;", b"&#x110000;", b"\0", b"\xff", b"-1", b"99999999999", b"1e999", b"NaN",
    b' r="A1"', b' r="XFD1048577"', b' t="s"', b' t="shared" si="0"', b' s="99999"', b'<mergeCell ref="A1:Z99"/>',
    b"\xef\xbb\xbf", b' xmlns="x"', b"<sheetData>", b"</sheetData>", b"<sheetData/>", b"<!DOCTYPE x>",
    b'encoding="utf-16"', b' q:a="1"', b' xmlns:q="q"', b"<q:e/>", b'<rox r="1"/>', b"<rox>", b"</rox>", b"<isX>",
    b"</sheetDataX>",
)  # fmt: skip


class Slow(Exception):
    """A file took longer than any may."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Slow

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def seeds() -> list[bytes]:
    """Small workbooks with a bit of everything, real ones where the corpus is."""
    rich = (
        '<cols><col min="1" max="2" style="1"/></cols><sheetData><row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c>'
        '<c r="B1" s="1"><v>45000</v></c><c r="C1"><f t="shared" ref="C1:C3" si="0">A1</f><v>1</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>2</v></c></row><row r="3" hidden="1"><c r="C3"><f t="shared" '
        'si="0"/><v>3</v></c><c r="D3" t="inlineStr"><is><t>x</t></is></c></row></sheetData><mergeCells count="1">'
        '<mergeCell ref="F1:G2"/></mergeCells><hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks>'
    )
    names = '<definedNames><definedName name="N">Ark1!$A$1</definedName></definedNames><calcPr calcId="1"/>'
    made = [
        simple(rich, strings="<si><t>a</t></si><si><r><t>b</t></r></si>", workbook_more=names),
        simple(rich, prefix="x", strings="<si><t>a</t></si>"),
        zipped(workbook({"Ark1": rich, "Ark2": rich}, strict=True, strings="<si><t>a</t></si>")),
    ]
    small = [path for path in sorted(CORPUS.glob("*.xls*")) if path.stat().st_size < 16_000]
    return made + [path.read_bytes() for path in small]


def spoilt(seed: bytes, dice: random.Random) -> bytes:
    """A workbook with one to three things wrong with it."""
    kind = dice.random()
    if kind < 0.25:
        data = bytearray(seed)
        for _ in range(dice.choice((1, 1, 2, 8, 40))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        return bytes(data)
    if kind < 0.3:
        at = dice.randrange(len(seed))
        return seed[:at] + (b"" if dice.random() < 0.5 else seed[at + dice.randrange(1, 200) :])
    try:
        parts: dict[str, str | bytes] = dict(parts_of(seed))
    except (zipfile.BadZipFile, ValueError):
        return seed[: len(seed) // 2]
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        favourites = [name for name in parts if "sheet" in name or "workbook" in name or "styles" in name]
        name = dice.choice(favourites if favourites and dice.random() < 0.7 else list(parts))
        content = parts[name]
        assert isinstance(content, bytes)
        parts[name] = _bent(content, dice)
        if dice.random() < 0.06:
            del parts[name]
            if not parts:
                break
    return zipped(parts)


def _bent(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    end = min(len(content), at + dice.choice((1, 3, 10, 60, 400)))
    way = dice.randrange(6)
    if way == 0:
        return content[:at] + content[end:]
    if way == 1:
        return content[:at] + dice.choice(TOKENS) + content[at:]
    if way == 2:
        return content[:end] + content[at:end] + content[end:]
    if way == 3:
        return content[:at]
    if way == 4:
        cut = content.split(b"<")
        one, other = dice.randrange(len(cut)), dice.randrange(len(cut))
        cut[one], cut[other] = cut[other], cut[one]
        return b"<".join(cut)
    old, new = dice.sample((b'"1"', b'"0"', b'"A1"', b'"2"', b'"s"', b'"B1"', b'"rId1"', b'"14"', b'"-1"', b'""'), 2)
    return content.replace(old, new, dice.choice((1, -1)))


def well_formed(content: bytes) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(content, True)
    except expat.ExpatError:
        return False
    return True


def attempt(data: bytes, folder: Path, dice: random.Random) -> str:
    """What came of editing a spoilt workbook: the kind of outcome. Raises AssertionError when it is not allowed."""
    source, target = folder / "kilde.xlsx", folder / "nyt.xlsx"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    contents = [12.5, "tekst", True, None, Formula("1+1", 2)]
    places = ["A1", "B1", "C1", "C2", "D3", "B9", "XFD5"]
    cells = {place: dice.choice(contents) for place in dice.sample(places, 3)}
    sheet, refusal = "", ""
    try:
        with limited(LIMIT):
            names = FileBook.open(source).sheet_names
            if not names:
                return "no sheets"
            sheet = names[0]
            edit_cells(source, target, {sheet: cells})
    except StyringError as error:
        refusal = str(error)
    if refusal:
        assert not target.exists(), "refused, and written"
        assert refusal.endswith("."), refusal
        return "refused"
    assert source.read_bytes() == data, "the original is changed"
    _check(data, target.read_bytes(), sheet, cells)
    return "edited"


def _check(before: bytes, after: bytes, sheet: str, cells: dict[str, object]) -> None:
    old, new = FileBook.from_bytes(before), FileBook.from_bytes(after)
    part = new._book.sheet(sheet).part
    for name in new._book.package.names:
        content = new._book.package.read(name)
        if name not in old._book.package:
            assert name.endswith("styles.xml"), name
        elif content != old._book.package.read(name):
            assert name == part or name.endswith(("workbook.xml", ".rels", "styles.xml", "Types].xml")), name
            assert well_formed(content), f"{name} is no longer XML"
    grid, was = new.grid(sheet), old.grid(sheet)
    wanted = {_place(place): content for place, content in cells.items()}
    for place, put in wanted.items():
        value = put.value if isinstance(put, Formula) else put
        got = grid.value(*place)
        assert got == value or not isinstance(got, (int, float, str)), place
    for row in range(1, max(len(grid.rows), len(was.rows)) + 1):
        one = was.rows[row - 1] if row <= len(was.rows) else ()
        other = grid.rows[row - 1] if row <= len(grid.rows) else ()
        for column in range(1, min(max(len(one), len(other)), 200) + 1):
            if (row, column) not in wanted:
                assert was.value(row, column) == grid.value(row, column), (row, column)
    for cell, text in was.formulas.items():
        if cell not in wanted:
            assert grid.formulas.get(cell) == text, cell


def _place(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(text[len(letters) :]), column


def run(seed: int, *, count: int | None = None, seconds: float | None = None) -> Counter[str]:
    """Spoil and edit so many workbooks, or for so long; how often each outcome came."""
    dice = random.Random(seed)
    have = seeds()
    outcomes: Counter[str] = Counter()
    end = None if seconds is None else time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while (count is None or outcomes.total() < count) and (end is None or time.monotonic() < end):
            state = dice.getstate()
            data = spoilt(dice.choice(have), dice)
            try:
                outcomes[attempt(data, Path(folder), dice)] += 1
            except Exception:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{outcomes.total()}.xlsx"
                kept.write_bytes(data)
                print(f"seed {seed}, file {outcomes.total()}, kept as {kept}, dice {hash(state)}", file=sys.stderr)
                raise
    return outcomes


if __name__ == "__main__":
    print(dict(run(int(sys.argv[2]) if len(sys.argv) > 2 else 1, seconds=float(sys.argv[1]))))
