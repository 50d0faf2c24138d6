"""What the functions' process remembers of the calls that cells make, tried without LibreOffice."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

import styring_udf
from styring_xl.calc import worker
from styring_xl.calc.program.channel import Channel

ARGUMENTS = (1000.0, 1.0, "måned", 45658.0, "", 2026.0, 3.0, "", "")


def test_a_cell_that_asks_the_same_again_is_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def counted(*arguments: Any) -> list[list[Any]]:
        asked.append(arguments)
        return [[7.0]] if len(asked) > 1 else [[styring_udf.function.FAILED]]

    monkeypatch.setattr(styring_udf, "STYRING_FORVENTET", counted)
    monkeypatch.setattr(worker, "_MOST_ANSWERS", 2)
    serve = worker.functions(Channel(BytesIO(), BytesIO(), lambda name, arguments: None))

    def times(*arguments: Any) -> int:
        before = len(asked)
        serve("STYRING_FORVENTET", arguments)
        return len(asked) - before

    assert times(*ARGUMENTS) == 1
    assert times(*ARGUMENTS) == 1, "a failure may have passed"
    assert times(*ARGUMENTS) == 0
    assert serve("STYRING_FORVENTET", ARGUMENTS) == ((7.0,),)
    assert times(1000.0, True, *ARGUMENTS[2:]) == 1, "1 and TRUE are two arguments"
    column = ((1000.0,), (2000.0,))
    assert times(column, *ARGUMENTS[1:]) == 1
    assert times(column, *ARGUMENTS[1:]) == 1, "a range is not kept"
    assert times(2000.0, *ARGUMENTS[1:]) == 1, "no more than so many are kept"
    assert times(*ARGUMENTS) == 1


def test_what_is_remembered_is_what_the_function_says() -> None:
    serve = worker.functions(Channel(BytesIO(), BytesIO(), lambda name, arguments: None))
    for rate in (1000.0, 0.0, "", "x"):
        first = serve("STYRING_FORVENTET", (rate, *ARGUMENTS[1:]))
        assert serve("STYRING_FORVENTET", (rate, *ARGUMENTS[1:])) == first
    assert serve("STYRING_FORVENTET", (1000.0, 0.0, *ARGUMENTS[2:]))[0][0].startswith("Fejl: mængde er 0 eller en tom")
