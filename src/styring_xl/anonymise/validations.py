"""What may be typed in the cells of a copy: lists of the copy's own cells and words, and bounds that are figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from styring_xl.anonymise.numbers import in_text
from styring_xl.books.ooxml.content import number_text
from styring_xl.books.ooxml.markup import Node, children, escape, plain_text, within

_BOUNDS: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_PLACES: Final = re.compile(r"[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?(?: [A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)*")
_FIGURES: Final = frozenset(("decimal", "whole", "date", "textLength"))
_AMOUNTS: Final = frozenset(("decimal", "whole"))
_OPERATORS: Final = frozenset(
    ("between", "notBetween", "equal", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")
)
_MILDER: Final = frozenset(("warning", "information"))
"""What a program may say of an entry that is not on the list, and let it stand."""


def validations(tail: bytes, listed: Callable[[str], str | None], bound: Callable[[float], float]) -> bytes:
    """The data validations that hold no words of anybody's, from what follows a sheet's rows; their messages are left
    out.

    ``listed`` says how the source of a list reads in the copy, None where the copy has no such list; ``bound`` what
    stands for a figure. Nothing where none stays.
    """
    found = [text for each in _nodes(tail) for text in _written(tail, each, listed, bound)]
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>'.encode() if found else b""


def _nodes(tail: bytes) -> Iterator[Node]:
    """Each validation of a sheet; those that choose from another sheet's cells stand among Excel's additions."""
    for node in children(tail, 0, max(tail.rfind(b"</"), 0)):
        if node.local == "dataValidations":
            yield from within(tail, node, "dataValidation")
        elif node.local == "extLst":
            for more in within(tail, node, "ext"):
                for inner in within(tail, more, "dataValidations"):
                    yield from within(tail, inner, "dataValidation")


def _written(
    tail: bytes, node: Node, listed: Callable[[str], str | None], bound: Callable[[float], float]
) -> Iterator[str]:
    values = node.attributes
    places = values.get("sqref", "")
    formulas: list[str] = []
    for part in within(tail, node):
        if part.local in ("formula1", "formula2"):
            # An addition of Excel's holds the formula in an element of its own.
            inner = next(within(tail, part, "f"), part)
            formulas.append(plain_text(tail[inner.inside : inner.close]).strip())
        elif part.local == "sqref":
            places = plain_text(tail[part.inside : part.close]).strip()
    kind, operator = values.get("type", ""), values.get("operator", "between")
    if kind == "list" and len(formulas) == 1:
        source = listed(formulas[0])
        formulas = [] if source is None else [source]
    elif kind not in _FIGURES or not all(map(_is_bound, formulas)):
        formulas = []
    elif kind in _AMOUNTS:
        formulas = [text if (number := bound(float(text))) == float(text) else number_text(number) for text in formulas]
    if formulas and _PLACES.fullmatch(places) and operator in _OPERATORS:
        shown = "" if operator == "between" else f' operator="{operator}"'
        mild = values.get("errorStyle", "")
        shown = f' errorStyle="{mild}"{shown}' if mild in _MILDER else shown
        inside = "".join(f"<formula{n}>{escape(text)}</formula{n}>" for n, text in enumerate(formulas, start=1))
        yield (
            f'<dataValidation type="{kind}"{shown} allowBlank="1" showErrorMessage="1" sqref="{places}">'
            f"{inside}</dataValidation>"
        )


def _is_bound(text: str) -> bool:
    return _BOUNDS.fullmatch(text) is not None and not any(in_text(text))
