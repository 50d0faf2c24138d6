"""Only replacement numbers (day + 60) stand here, so that no example can be a person."""

from __future__ import annotations

import pytest

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.citizen import citizen, has_cpr_form


@pytest.mark.parametrize(
    "value", ["620310-4321", "620310 4321", " 6203104321 ", 6203104321, 6203104321.0, "620310.4321", "620310-4321 Ada"]
)
def test_the_ways_a_cell_holds_a_number(value: Value) -> None:
    assert citizen(value) == "6203104321"


def test_a_number_that_lost_its_zero_gets_it_back() -> None:
    # Days 1-9 are the ones that lose it, which no replacement number has: 00 stands for a day that cannot be.
    assert citizen(100101234) == "0100101234"
    assert citizen("00101-1234") == "0001011234"


@pytest.mark.parametrize("value", ["62031-04321", "620310-432", "62031043210", 10101234])
def test_other_forms_stay_what_they_are_and_are_no_number(value: Value) -> None:
    assert citizen(value) == str(value)
    assert not has_cpr_form(citizen(value))


@pytest.mark.parametrize("value", [None, True, "", " ", CellError("#N/A")])
def test_an_empty_cell_is_nobody(value: Value) -> None:
    assert citizen(value) == ""
