"""A float is the amount it is written as, half an øre away from zero."""

from __future__ import annotations

import math
import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from styring_xl.danish.text import read_amount
from tests.examples import examples


@pytest.mark.parametrize("seed", range(examples(4)))
@pytest.mark.parametrize("unit", [1, 1000])
def test_a_float_is_read_as_it_is_written(seed: int, unit: int) -> None:
    rnd = random.Random(seed)
    for _ in range(2_000):
        value = round(rnd.uniform(-1, 1) * 10 ** rnd.randrange(10), rnd.randrange(6))
        for near in (value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf), value + 0.005):
            written = Decimal(repr(near)) * 100 * unit
            assert read_amount(near, unit) == int(written.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_price_in_kroner_and_øre_is_read_to_the_øre() -> None:
    for ore in (7, 29, 57, 115, 2_058_333, 999_999_999_999):
        assert read_amount(ore / 100) == ore
        assert read_amount(-ore / 100) == -ore
