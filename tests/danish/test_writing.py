"""Figures and days in Danish."""

import datetime as dt

from styring_xl.danish.writing import count, day, decimals, kroner, number, whole_kroner


def test_whole_kroner_are_rounded_as_the_sheets_show_them() -> None:
    told = {ore: whole_kroner(ore) for ore in (3371961575, 150, -150, 149, -49, 0)}
    assert list(told.values()) == ["33.719.616", "2", "-2", "1", "0", "0"]


def test_kroner() -> None:
    texts = ["1.234,56", "-0,05", "0,00", "-1.000.000,00"]
    assert [kroner(ore) for ore in (123456, -5, 0, -100000000)] == texts


def test_numbers() -> None:
    assert [count(n) for n in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]
    assert [number(x) for x in (12.5, 10, 0.125, 1e6)] == ["12,5", "10", "0,125", "1e+06"]
    assert [decimals(x, 4) for x in (1, 0.75, 0.33333, 20)] == ["1", "0,75", "0,3333", "20"]


def test_days() -> None:
    assert day(dt.date(2026, 1, 9)) == "09-01-2026"
