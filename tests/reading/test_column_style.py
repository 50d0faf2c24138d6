"""How a column writes its numbers, shown by all its texts together."""

from __future__ import annotations

import pytest

from styring_xl.danish.text import Unreadable, read_quantity
from styring_xl.reading.column_style import number_reader, numbers_of


def quantities(*texts: str) -> list[int | None]:
    """What a column of quantities holds, in ten-thousandths; None for a text that is told of."""
    reader = number_reader(numbers_of(texts, quantities=True), read_quantity)
    found: list[int | None] = []
    for text in texts:
        try:
            found.append(reader(text))
        except Unreadable:
            found.append(None)
    return found


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("0.750", "1.000", "0.500"), [7_500, 10_000, 5_000]),
        (("1.000", "2"), [None, 20_000]),
        (("0.75", "1.000"), [7_500, None]),
        (("1.000", "0,5"), [10_000_000, 5_000]),
        (("0,750", "1,000", "1,250"), [7_500, 10_000, 12_500]),
        (("1,000", "2"), [None, 20_000]),
    ],
    ids=[
        "three decimals",
        "one or a thousand",
        "too few decimals to tell",
        "Danish beside it",
        "three Danish decimals",
        "a comma alone",
    ],
)
def test_a_thousand_among_quantities_is_read_with_evidence(texts: tuple[str, ...], read: list[int | None]) -> None:
    assert quantities(*texts) == read
