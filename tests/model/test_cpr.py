"""Only replacement numbers (day + 60) stand here, so that no example can be a person."""

from __future__ import annotations

import datetime as dt

import pytest

from styring_xl.model.cpr import age_at, birthday, birthdays, is_replacement, passes_mod11, turns


@pytest.mark.parametrize(
    ("cpr", "year"),
    [
        ("6101000000", 1900),
        ("6101993999", 1999),
        ("6101364000", 2036),
        ("6101374000", 1937),
        ("6101369000", 2036),
        ("6101379000", 1937),
        ("6101575000", 2057),
        ("6101585000", 1858),
        ("6101578000", 2057),
        ("6101588999", 1858),
    ],
)
def test_the_seventh_digit_tells_the_century(cpr: str, year: int) -> None:
    assert birthday(cpr) == dt.date(year, 1, 1)
    assert is_replacement(cpr)


def test_digits_that_hold_no_date() -> None:
    assert birthday("9202001234") is None
    assert birthday("6113001234") is None
    assert birthday("9002044321") is None
    assert birthday("8902044321") == dt.date(2004, 2, 29)
    assert is_replacement("9101044321")
    assert not is_replacement("9201044321")
    with pytest.raises(ValueError, match="ten digits"):
        birthday("620310432")
    for not_ten in ("62031O4321", "٦٢٠٣١٠٤٣٢١"):
        with pytest.raises(ValueError, match="ten digits"):
            birthday(not_ten)


def test_many_birthdays_at_once_are_those_of_each() -> None:
    days, months, years = (0, 1, 28, 29, 30, 31, 32, 60, 61, 88, 89, 90, 91, 92), range(14), (0, 4, 36, 37, 57, 58, 99)
    cprs = [f"{d:02}{m:02}{y:02}{s}000" for d in days for m in months for y in years for s in range(10)]
    each = [birthday(cpr) for cpr in cprs]
    assert birthdays(cprs).astype(object).tolist() == each
    none = ["", "620310432", "62031043211", "62031O4321", "٦٢٠٣١٠٤٣٢١", "abcdefghij", "12345"]
    assert birthdays([*none, "6203104321"]).astype(object).tolist() == [*[None] * len(none), birthday("6203104321")]
    assert len(birthdays([])) == 0


def test_the_check_sum_is_a_hint() -> None:
    assert passes_mod11("6101000050")
    assert not passes_mod11("6101000051")


def test_age_turns_on_the_birthday() -> None:
    born = dt.date(2008, 2, 29)
    assert turns(born, 18) == dt.date(2026, 3, 1)
    assert [age_at(born, dt.date(2026, 2, 28)), age_at(born, dt.date(2026, 3, 1))] == [17, 18]
    assert age_at(dt.date(2008, 5, 5), dt.date(2026, 5, 4)) == 17
    assert age_at(dt.date(2008, 5, 5), dt.date(2026, 5, 5)) == 18
    with pytest.raises(ValueError, match="before birth"):
        age_at(born, dt.date(2008, 2, 28))
