"""What may be typed in the cells of a copy: the lists that the standard workbook names, and bounds that are figures."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from styring_xl.anonymise.numbers import in_text
from styring_xl.books.ooxml.markup import Node, children, escape, plain_text, within

_BOUNDS: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_PLACES: Final = re.compile(r"[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?(?: [A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)*")
_FIGURES: Final = frozenset(("decimal", "whole", "date", "textLength"))
_OPERATORS: Final = frozenset(
    ("between", "notBetween", "equal", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")
)


def validations(tail: bytes, names: Container[str]) -> bytes:
    """The data validations that hold no words, from what follows a sheet's rows; their messages are left out.

    ``names`` are the named lists that the copy has too. Nothing where none stays.
    """
    found = [
        text
        for node in children(tail, 0, max(tail.rfind(b"</"), 0))
        if node.local == "dataValidations"
        for text in _each(tail, node, names)
    ]
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>'.encode() if found else b""


def _each(tail: bytes, node: Node, names: Container[str]) -> Iterator[str]:
    for each in within(tail, node, "dataValidation"):
        values = each.attributes
        kind, places = values.get("type", ""), values.get("sqref", "")
        operator = values.get("operator", "between")
        formulas = [
            plain_text(tail[part.inside : part.close]).strip()
            for part in within(tail, each)
            if part.local in ("formula1", "formula2")
        ]
        is_list = kind == "list" and len(formulas) == 1 and formulas[0] in names
        is_bound = kind in _FIGURES and bool(formulas) and all(map(_is_bound, formulas))
        if (is_list or is_bound) and _PLACES.fullmatch(places) and operator in _OPERATORS:
            shown = "" if operator == "between" else f' operator="{operator}"'
            inside = "".join(f"<formula{n}>{escape(text)}</formula{n}>" for n, text in enumerate(formulas, start=1))
            yield (
                f'<dataValidation type="{kind}"{shown} allowBlank="1" showErrorMessage="1" sqref="{places}">'
                f"{inside}</dataValidation>"
            )


def _is_bound(text: str) -> bool:
    return _BOUNDS.fullmatch(text) is not None and not any(in_text(text))
