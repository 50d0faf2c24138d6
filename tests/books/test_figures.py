"""Figures written many at a time, the same as one at a time; rows proven to be XML without a parser, as with one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from styring_xl import StyringError, edit_cells
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.ooxml.content import number_text
from styring_xl.books.ooxml.markup import is_content
from styring_xl.books.ooxml.scan.proof import Proof
from styring_xl.books.ooxml.scan.tokens import Irregular, Tokenizer
from styring_xl.books.ooxml.write import overwriting
from styring_xl.books.ooxml.write.figures import figure_characters, number_characters
from tests.books.packages import parts_of, simple, zipped

ROWS = (
    b'<row r="9" spans="1:3" ht="12.5"><c r="A9" s="1"><v>1.5</v></c><c r="B9" t="s"><v>0</v></c><c r="C9"/></row>'
    b'<row r="10" ><c r="A10"></c><c r="B10"><f>A9*2</f><v>3</v></c><c r="XFD10" t="str"><v>\xc3\xa6</v></c></row>'
    b'<row r="11"><c r="A11"><f t="shared" ref="A11:A13" si="0">B1</f><v>2</v></c></row><row r="12"/>'
    b'<row r="13"><c r="A13"><f t="shared" si="0"/><v>2</v></c><c r="B13" t="inlineStr"><is><t>x</t></is></c></row>'
)
PIECES = (
    b"<", b">", b'"', b"'", b"&", b"&amp;", b"/", b"//", b" ", b"\n", b"\0", b"\x0b", b"\xff", b"\xef\xbf\xbf", b"=",
    b' r="1"', b" s='2'", b' s="2"', b"s=2", b"<v>", b"</v>", b"<v/>", b"<c>", b"</c>", b"</row>", b"<row>", b"<is/>",
    b"<f/>", b"</f >", b"</v/>", b"<!-- -->", b"<?x?>", b"<![CDATA[]]>", b"]]>", b"x", b"<rov>", b"</rov>",
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12).map(lambda n: n / 100))
)
@example([0.0, -0.0, 0.01, -0.05, 12.5, 100.0, 1e15, 9.99e12, 1e300, -5e-324, 0.1 + 0.2, 123456789012.34])
@example([9999.0, 9999.99, 10000.0, 10000.5, -10000.01, 10050000.3, 100000000.0, 9999999999999.98, 0.1])
def test_each_figure_is_spelt_as_alone(values: list[float]) -> None:
    spelt = [row.tobytes().replace(b"\0", b"").decode() for row in figure_characters(np.array(values, np.float64))]
    assert spelt == [number_text(value) for value in values]


@given(st.lists(st.integers(0, 1_048_576), min_size=1))
@example([9, 10, 9_999, 10_000, 99_999, 1_048_576])
@example([0])
def test_each_row_number_is_spelt_as_alone(numbers: list[int]) -> None:
    spelt = [row.tobytes().replace(b"\0", b"").decode() for row in number_characters(np.array(numbers, np.int64))]
    assert spelt == [str(number) for number in numbers]


def bent(content: bytes, dice: random.Random) -> bytes:
    """With one to three small things wrong with it, or only unusual: half of the time other figures alone."""
    if dice.random() < 0.5:
        return re.sub(rb"(?<=<v>)[^<]+", lambda match: str(dice.randrange(10**6)).encode() * dice.randrange(2), content)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(content))
        end = min(len(content), at + dice.randrange(6))
        if dice.random() < 0.5:
            tags = [match.start() for match in re.finditer(rb"[<> /\"]", content)]
            at = dice.choice(tags) + dice.randrange(2)
            end = at + dice.randrange(3)
        content = content[:at] + dice.choice((b"", *PIECES)) + content[end:]
    return content


def proven(seed: int, times: int) -> tuple[int, int]:
    """How many bent rows the scanner calls XML without a parser, each held to one, and how many it does not."""
    dice = random.Random(seed)
    yes = no = 0
    for prefix, *around in ((b"", b'<x xmlns:q="q">', b"</x>"), (b"x:", b'<x:y xmlns:x="x">', b"</x:y>")):
        for _ in range(times):
            rows = bent(ROWS, dice)
            if prefix:
                rows = re.sub(rb"(</?)(?=[a-z])", rb"\1" + prefix, rows)
            try:
                found = Tokenizer(prefix).tokens(rows)
            except (Irregular, StyringError):
                found = None  # not known, or refused
            if found is None or not Proof(prefix, *around).is_proven(found):
                no += 1
                continue
            assert is_content(rows, *around), rows
            yes += 1
    return yes, no


@settings(deadline=None)
@given(st.integers(0, 2**63))
def test_what_the_scanner_calls_xml_is_xml(seed: int) -> None:
    proven(seed, 10)


def test_the_scanner_proves_many_rows_and_refuses_many() -> None:
    yes, no = proven(1, 200)
    assert yes > 80
    assert no > 80


def test_rows_as_most_programs_write_them_need_no_parser() -> None:
    found = Tokenizer(b"").tokens(ROWS)
    assert found is not None
    assert Proof(b"", b'<x xmlns:q="q">', b"</x>").is_proven(found)


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize(
    ("rows", "sound"),
    [
        ('<row r="1" q:a="1"/>', True),
        ('<row q:a="1" r="1"/>', True),
        ('<row r="1"><c r="A1" q:a="1"><v>1</v></c></row>', True),
        ('<row r="1"><c r="A1"><v q:a="1">1</v></c></row>', True),
        ('<row r="1"><c r="A1"><f q:a="1">1</f><v>1</v></c></row>', True),
        ('<row r="1"><c r="A1"><f>1</f><v q:a="1">1</v></c></row>', True),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve" q:a="1"> </t></is></c></row>', True),
        ('<row r="1"><c r="A1"><q:e/></c></row>', True),
        ('<row r="1"><c r="A1"/><q:e/></row>', True),
        ('<q:e/><row r="1"/>', True),
        ('<row r="1" xmlns:ny="ny" ny:a="1"/>', True),
        ('<row r="1" ny:a="1" xmlns:ny="ny"><c r="A1" ny:a="1"/></row>', True),
        ('<row r="1" xmlns:ny="ny"/><row r="2" ny:a="1"/>', False),
        ('<row r="1" ny:a="1"/>', False),
        ('<row ny:a="1" r="1"/>', False),
        ('<row r="1"><c r="A1" ny:a="1"><v>1</v></c></row>', False),
        ('<row r="1"><c r="A1" s="1" ny:a="1"/></row>', False),
        ('<row r="1"><c r="A1"><v ny:a="1">1</v></c></row>', False),
        ('<row r="1"><c r="A1"><f ny:a="1">1</f><v>1</v></c></row>', False),
        ('<row r="1"><c r="A1"><f t="shared" si="0" ny:a="1"/><v>1</v></c></row>', False),
        ('<row r="1"><c r="A1"><f>1</f><v ny:a="1">1</v></c></row>', False),
        ('<row r="1"><c r="A1" t="inlineStr"><is ny:a="1"><t>a</t></is></c></row>', False),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t ny:a="1">a</t></is></c></row>', False),
        ('<row r="1"><c r="A1"><ny:e/></c></row>', False),
        ('<row r="1"><c r="A1"/><ny:e/></row>', False),
        ('<ny:e/><row r="1"/>', False),
        ('<row r="1" q:a:b="1"/>', False),
        ('<row r="1" :a="1"/>', False),
        ('<row r="1" q:="1"/>', False),
        ('<row r="1" xmlns:ny="q" q:a="1" ny:a="2"/>', False),
        ('<row r="1" p:a="1" q:a="2"/>', False),
        ('<row r="1" xmlns:q=""/>', False),
    ],
)
def test_a_prefix_in_the_rows_is_declared_somewhere_around_it(
    tmp_path: Path, rows: str, sound: bool, prefix: str
) -> None:
    inner = f"<sheetData>{rows}</sheetData>"
    parts = parts_of(simple(inner, prefix=prefix[:-1]))
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode().replace("x:q:", "q:").replace("x:ny:", "ny:")
    text = text.replace("worksheet ", 'worksheet xmlns:p="q" ', 1).replace("sheetData>", 'sheetData xmlns:q="q">', 1)
    source = tmp_path / "a.xlsx"
    source.write_bytes(zipped({**parts, name: text}))
    if sound:
        edit_cells(source, source, {"Ark1": {"B9": 2}})
        assert FileBook.open(source).grid("Ark1").value(9, 2) == 2
    else:
        with pytest.raises(StyringError, match="ikke gyldig"):
            edit_cells(source, source, {"Ark1": {"B9": 2}})


def test_a_declared_prefix_in_a_row_needs_no_parser() -> None:
    found = Tokenizer(b"").tokens(b'<row r="1" q:a="1"><c r="A1"><v>1</v></c></row><row r="2" q:a="2"/>')
    assert found is not None
    assert Proof(b"", b'<x xmlns:q="q">', b"</x>").is_proven(found)
    assert not Proof(b"", b'<x xmlns:r="q">', b"</x>").is_proven(found)


@pytest.mark.parametrize("prefix", ["", "ø"])
def test_a_thousand_rows_are_written_as_each_alone(
    tmp_path: Path, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of all kinds among them: cells missing, formulas, texts, other styles, whole rows missing."""
    dice = random.Random(4)
    rows = []
    for number in range(2, 1200):
        kinds = ('<c r="{}" s="3"><v>7</v></c>', '<c r="{}"/>', "", '<c r="{}" t="b"><v>1</v></c>',
                 '<c r="{}"><f>1+1</f><v>2</v></c>', '<c r="{}" s="12"/>')  # fmt: skip
        weights = (9, 9, 0.1, 0.3, 0.1, 3)
        cells = "".join(dice.choices(kinds, weights)[0].format(f"{letter}{number}") for letter in "BCDEF")
        if dice.random() < 0.95:
            spans = ' spans="2:6"' if dice.random() < 0.3 else ""
            rows.append(f'<row r="{number}"{spans}>{cells}</row>')
    source, target = tmp_path / "kilde.xlsx", tmp_path / "nyt.xlsx"
    source.write_bytes(simple("<sheetData>" + "".join(rows) + "</sheetData>", prefix=prefix))
    wanted = {
        f"{letter}{number}": dice.choice((12.5, 1 / 3, -0.01, 1e20, 40.0) if number % 50 else (12.5, "tekst", None, 7))
        for number in range(2, 1200)
        for letter in "CDEF"
    }
    edit_cells(source, target, {"Ark1": wanted})
    alone = tmp_path / "hver for sig.xlsx"
    monkeypatch.setattr(overwriting, "_FEW", 1 << 30)
    edit_cells(source, alone, {"Ark1": wanted})
    sheet = "xl/worksheets/sheet1.xml"
    assert parts_of(target.read_bytes())[sheet] == parts_of(alone.read_bytes())[sheet]
