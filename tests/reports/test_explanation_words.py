"""What moved forventet regnskab in one sentence, as a controller writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.reports.explanation.sentence import in_all

MILLION = 100_000_000


@pytest.mark.parametrize(
    ("amounts", "counts", "said"),
    [
        # Rebild's: 1,4 for the new, 1,6 less for those that stopped, 0,6 for the changed.
        (
            {0: 140_000_000, 1: -160_000_000, 4: 60_000_000},
            {0: 20, 1: 10, 4: 54},
            "I alt +0,4 mio. kr.: −1,6: 10 ophørte · +1,4: 20 nye · +0,6: 54 med ny takst eller mængde",
        ),
        ({0: 25_000_000}, {0: 1}, "I alt +250 tusind kr.: +250: 1 ny"),
        # Three times 0,44 mio. are 1,3 and not 1,2: the largest rest takes the tenth that is missing.
        (
            {0: 44_000_000, 2: 43_000_000, 3: 43_000_000},
            {0: 1, 2: 2, 3: 1},
            "I alt +1,3 mio. kr.: +0,5: 1 ny · +0,4: 2 forkortede · +0,4: 1 forlænget",
        ),
        ({}, {}, ""),
    ],
)
def test_the_sentence(amounts: dict[int, int], counts: dict[int, int], said: str) -> None:
    assert in_all([amounts.get(at, 0) for at in range(10)], [counts.get(at, 0) for at in range(10)]) == said


@given(st.lists(st.integers(-5 * MILLION, 5 * MILLION), min_size=10, max_size=10))
def test_the_parts_add_up_to_the_whole(amounts: list[int]) -> None:
    said = in_all(amounts, [2] * 10)
    if not said:
        return
    head, _, rest = said.partition(": ")
    figures = [part.split(":")[0] for part in rest.split(" · ")]

    def number(text: str) -> int:
        digits = int("".join(letter for letter in text if letter.isdigit()))
        return -digits if "−" in text else digits

    whole = head.removeprefix("I alt ").partition(" ")[0]
    assert sum(map(number, figures)) == number(whole)
