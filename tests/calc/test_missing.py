"""The extension on a computer where the product's own Python is not to be found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from styring_xl import standard
from tests.calc.office import Office, required, seen
from tests.calc.test_clicks import CHECK, UPDATE, differences
from tests.calc.test_engine import content

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    required()
    made = Office(tmp_path_factory.mktemp("bare"), STYRING_XL_PYTHON="/findes/ikke/python")
    yield made
    made.stop()


def test_a_press_says_what_is_missing_and_the_sheet_stays_as_it_is(
    bare: Office, workbook: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Styringsark.xlsm"
    path.write_bytes(workbook.read_bytes())
    document = bare.user("open", str(path))
    with seen(bare, document) as book:
        before = content(book)
        for caption in (UPDATE, CHECK):
            said = bare.press(document, standard.START, caption, picture="calc-uden-python")
            assert "/findes/ikke/python" in said
            assert "Ret stien" in said
        assert differences(content(book), before) == {}
    # What is typed afterwards is typed, and can be taken back.
    bare.front()
    at = bare.user("where", document).rpartition(".")[2]
    stood = bare.user("value", document, standard.START, at)
    bare.type("skrevet")
    bare.keys("Return")
    bare.until(lambda: bare.user("value", document, standard.START, at) == "skrevet", "nothing was typed")
    bare.keys("ctrl+z")
    bare.until(lambda: bare.user("value", document, standard.START, at) == stood, "what was typed stays")
    assert path.read_bytes() == workbook.read_bytes()
    bare.close(document)


def test_a_function_says_so_in_its_cell_and_the_rest_computes(bare: Office) -> None:
    document = str(bare.channel.call("desk.new"))
    found = bare.user("enter", document, ["=STYRING_12_12(100;6)", "=SUM(1;2)", "=STYRING_12_12(200;6)"])
    assert found == [found[0], 3.0, found[0]]
    assert "mangler sin Python-del" in found[0]
    bare.close(document)
