"""What findings say has room on *Kontrol*, whose rows are two lines high."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

from styring_xl import checks
from styring_xl.checks import RULES
from tests.checks.test_rules import KEPT

LETTERS = 68
"""What a line of *Kontrol*'s wide columns holds in bold, in the widest of the fonts that programs choose."""
FILLED = "12.345 kr."
"""About as long as what is put into a sentence."""


def test_no_text_is_longer_than_two_lines_of_its_column() -> None:
    lines = [line for line in KEPT.read_text(encoding="utf-8").splitlines() if not line.startswith("[")]
    told = [text for line in lines for text in line.partition(": ")[2].split(" | ")]
    told += [text for rule in RULES for text in (f"{rule.TITLE}.", rule.ABOUT.remedy)]
    files = [path.read_text(encoding="utf-8") for path in Path(checks.__file__).parent.glob("*.py")]
    rules = [text for text in files if "\nCODE = " in text]
    assert len(rules) == len(RULES)
    told += [sentence for text in rules for sentence in _said(ast.parse(text))]
    assert len(told) > 4 * len(RULES)
    assert [text for text in set(told) if len(textwrap.wrap(text, LETTERS)) > 2] == []


def _said(node: ast.AST) -> Iterator[str]:
    """The sentences in a check's code, without docstrings and what its page alone says."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else FILLED for each in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        # A pattern is no sentence.
        yield "" if "(?" in node.value else node.value
    else:
        for child in ast.iter_child_nodes(node):
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if not is_docstring and not (isinstance(child, ast.keyword) and child.arg in ("why", "example")):
                yield from _said(child)
