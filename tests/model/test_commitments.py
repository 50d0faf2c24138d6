"""What a row costs: the printed example, the rules of each rate unit, and an exact oracle for all of it."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.commitments import ONE, active_stop, expected, weighted, whole_year
from styring_xl.model.kroner import round_div
from styring_xl.model.periods import days_in_months
from styring_xl.model.rate_unit import RateUnit, Rule

GOLDEN = Path(__file__).parents[1] / "golden"


def day(text: str) -> Any:
    """A date, None for an empty text."""
    return dt.datetime.strptime(text, "%d.%m.%Y").date() if text else None


def kroner(cells: list[str]) -> list[int]:
    return [int(cell or 0) * 100 for cell in cells]


def row(
    rate: str,
    unit: RateUnit,
    start: str,
    stop: str = "",
    year: int = 2025,
    rule: Rule = Rule.DAYS,
    quantity: int = ONE,
    vat: int | None = None,
) -> list[int]:
    oere = int(rate.replace(".", "").replace(",", ""))
    months: list[int] = expected([oere], quantity, unit, [day(start)], [day(stop)], year, rule, vat)[0].tolist()
    return months


def test_the_example_of_vives_guide_to_the_krone() -> None:
    with (GOLDEN / "vive_2017.csv").open(encoding="utf-8") as file:
        lines = list(csv.reader(file, delimiter=";"))[1:]
    data = [line for line in lines if line[1]]
    months = expected(
        kroner([line[2] for line in data]),
        ONE,
        RateUnit.MONTH,
        [day(line[3]) for line in data],
        [day(line[4]) for line in data],
        2017,
    )
    assert months.tolist() == [kroner(line[5:17]) for line in data]
    assert months.sum(axis=1).tolist() == kroner([line[17] for line in data])

    by_title = {line[0]: line for line in lines if not line[1]}
    current = np.array([line[0] == "Aktuelle anbringelser" for line in data])
    totals = by_title["I alt aktuelle"]
    assert months[current].sum(axis=0).tolist() == kroner(totals[5:17])
    assert [int(months[current].sum())] == kroner(totals[17:])
    rates = kroner([line[2] for line, now in zip(data, current, strict=True) if now])
    assert [round_div(sum(rates), len(rates))] == kroner(totals[2:3]) == [81_250_00]
    totals = by_title["I alt aktuelle og forventede"]
    assert months.sum(axis=0).tolist() == kroner(totals[5:17])
    assert [int(months.sum())] == kroner(totals[17:]) == [3_900_000_00]


def test_a_month_is_paid_by_its_days_or_whole_once_begun() -> None:
    assert row("31.000,00", RateUnit.MONTH, "22.01.2025", "14.02.2025")[:3] == [10_000_00, 15_500_00, 0]
    whole = row("31.000,00", RateUnit.MONTH, "31.01.2025", "01.02.2025", rule=Rule.WHOLE)
    assert whole[:3] == [31_000_00, 31_000_00, 0]


def test_a_day_rate_is_paid_by_days_under_both_rules() -> None:
    for rule in Rule:
        assert row("154,31", RateUnit.DAY, "31.01.2024", "01.03.2024", 2024, rule)[:4] == [15431, 29 * 15431, 15431, 0]


def test_a_week_is_seven_days_and_hours_are_counted_a_week() -> None:
    assert row("700,00", RateUnit.WEEK, "25.01.2025", "31.01.2025")[0] == 700_00
    assert row("400,00", RateUnit.HOUR, "25.01.2025", "31.01.2025", quantity=55_000)[0] == 2_200_00


def test_a_year_rate_follows_the_days_or_the_twelfths() -> None:
    months = row("366,00", RateUnit.YEAR, "01.01.2024", "", 2024)
    assert months == [int(length) * 100 for length in days_in_months(2024)]
    assert row("120,00", RateUnit.YEAR, "31.03.2024", "", 2024, Rule.WHOLE) == [0, 0] + [1000] * 10


def test_a_quarter_rate_follows_the_days_of_its_quarter_or_the_thirds() -> None:
    # 90, 91, 92 and 92 days.
    assert row("9.000,00", RateUnit.QUARTER, "01.01.2025", "31.03.2025")[:4] == [3_100_00, 2_800_00, 3_100_00, 0]
    assert row("9.100,00", RateUnit.QUARTER, "16.04.2025", "16.05.2025")[2:6] == [0, 1_500_00, 1_600_00, 0]
    assert row("9.000,00", RateUnit.QUARTER, "31.03.2025", "01.07.2025", rule=Rule.WHOLE)[1:8] == [
        0, 3_000_00, 3_000_00, 3_000_00, 3_000_00, 3_000_00, 0,
    ]  # fmt: skip
    assert int(whole_year([91 * 92 * 100], ONE, RateUnit.QUARTER, 2024)[0]) == 4 * 91 * 92 * 100


def test_a_one_off_falls_in_its_start_month_of_its_year() -> None:
    assert row("5.000,00", RateUnit.ONCE, "31.03.2025", "31.03.2025") == [0, 0, 5_000_00] + [0] * 9
    assert row("5.000,00", RateUnit.ONCE, "31.12.2024") == [0] * 12
    assert row("5.000,00", RateUnit.ONCE, "01.01.2026") == [0] * 12


def test_vat_that_comes_back_lowers_the_price() -> None:
    assert row("100.000,00", RateUnit.MONTH, "01.01.2025", vat=9_540)[0] == 95_400_00


def test_halves_of_an_oere_go_away_from_zero() -> None:
    assert row("0,01", RateUnit.MONTH, "15.02.2025", "28.02.2025")[1] == 1
    assert row("-0,01", RateUnit.MONTH, "15.02.2025", "28.02.2025")[1] == -1


def test_a_row_without_a_start_or_stopping_before_it_costs_nothing() -> None:
    assert row("100,00", RateUnit.MONTH, "") == [0] * 12
    assert row("100,00", RateUnit.ONCE, "") == [0] * 12
    assert row("100,00", RateUnit.MONTH, "10.05.2025", "01.05.2025", rule=Rule.WHOLE) == [0] * 12


@st.composite
def commitments(draw: st.DrawFn) -> tuple[int, int, RateUnit, dt.date | None, dt.date | None, Rule, int]:
    near = st.dates(dt.date(2023, 10, 1), dt.date(2026, 3, 1))
    rate = draw(st.one_of(st.integers(-(10**7), 10**7), st.integers(-(10**15), 10**15)))
    quantity = draw(st.one_of(st.just(ONE), st.integers(-5_000, 400_000)))
    stop = draw(st.one_of(st.none(), near, st.just(dt.date(9999, 1, 1))))
    vat = draw(st.one_of(st.just(9_540), st.integers(0, 12_500)))
    return (
        rate,
        quantity,
        draw(st.sampled_from(RateUnit)),
        draw(st.one_of(st.none(), near, near, near)),
        stop,
        draw(st.sampled_from(Rule)),
        vat,
    )


def quarter(year: int, month: int) -> tuple[dt.date, dt.date]:
    """The first day of a month's quarter and of the next one."""
    first = (month - 1) // 3 * 3 + 1
    return dt.date(year, first, 1), dt.date(year + first // 10, (first + 2) % 12 + 1, 1)


def exact_month(
    base: Fraction, unit: RateUnit, start: dt.date | None, stop: dt.date | None, rule: Rule, year: int, month: int
) -> int:
    """DOMAIN § 3's table, read out with fractions and counting days one by one."""
    first = dt.date(year, month, 1)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    length = (following - first).days
    begins, ends = quarter(year, month)
    per_year = (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days
    calendar = [first + dt.timedelta(number) for number in range(length)]
    active = sum(1 for today in calendar if start and start <= today and (stop is None or today <= stop))
    amount = {
        RateUnit.MONTH: base * active / length if rule == Rule.DAYS else base * (active > 0),
        RateUnit.DAY: base * active,
        RateUnit.WEEK: base * active / 7,
        RateUnit.HOUR: base * active / 7,
        RateUnit.YEAR: base * active / per_year if rule == Rule.DAYS else base / 12 * (active > 0),
        RateUnit.QUARTER: base * active / (ends - begins).days if rule == Rule.DAYS else base / 3 * (active > 0),
        RateUnit.ONCE: base if start and first <= start < following else Fraction(0),
    }[unit]
    return int(amount + Fraction(1, 2)) if amount >= 0 else -int(-amount + Fraction(1, 2))


@given(st.lists(commitments(), max_size=8), st.sampled_from([2024, 2025]), st.booleans())
def test_every_month_is_the_exact_amount_rounded_once(
    rows: list[tuple[int, int, RateUnit, dt.date | None, dt.date | None, Rule, int]], year: int, with_vat: bool
) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(7)]
    rate, quantity, unit, start, stop, rule, vat = columns
    months = expected(rate, quantity, unit, start, stop, year, rule, vat if with_vat else None)
    exact = [
        [
            exact_month(Fraction(r * q * (v if with_vat else ONE), ONE * ONE), u, s, e, p, year, month)
            for month in range(1, 13)
        ]
        for r, q, u, s, e, p, v in rows
    ]
    assert months.tolist() == exact


def test_rows_are_independent_of_how_many_stand_beside_them() -> None:
    rows = 40_000
    number = np.arange(rows)
    start = np.datetime64("2024-07-01") + number % 500 * np.timedelta64(1, "D")
    stop = start + number % 377
    columns = (1_000_00 + number, ONE, number % len(RateUnit), start, stop)
    together = expected(*columns, 2025, number % 2)
    some = number[::1_999]
    apart = expected(columns[0][some], ONE, columns[2][some], start[some], stop[some], 2025, some % 2)
    assert together[some].tolist() == apart.tolist()
    for at in number[::97].tolist():
        [alone] = expected(
            [1_000_00 + at], ONE, at % len(RateUnit), start[at : at + 1], stop[at : at + 1], 2025, at % 2
        )
        assert alone.tolist() == together[at].tolist()


def test_an_amount_beyond_64_bits_is_an_error_and_not_a_wrong_number() -> None:
    with pytest.raises(OverflowError):
        row("92233720368547758,07", RateUnit.DAY, "01.01.2025")


def test_unknown_codes_and_floats_are_refused() -> None:
    with pytest.raises(ValueError, match="unit"):
        expected([1], ONE, len(RateUnit), [day("01.01.2025")], [day("")], 2025)
    with pytest.raises(ValueError, match="rule"):
        expected([1], ONE, 0, [day("01.01.2025")], [day("")], 2025, 2)
    with pytest.raises(TypeError, match="whole numbers"):
        expected([1.5], ONE, 0, [day("01.01.2025")], [day("")], 2025)


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, ONE))))
def test_a_probable_row_counts_by_its_probability(cells: list[tuple[int, int]]) -> None:
    months = np.array([[amount] * 12 for amount, _ in cells], dtype=np.int64).reshape(-1, 12)
    counted = weighted(months, [chance for _, chance in cells])
    assert counted[:, 0].tolist() == [round_div(amount * chance, ONE) for amount, chance in cells]
    assert (counted == counted[:, :1]).all()


def test_probable_halves_go_away_from_zero() -> None:
    months = np.array([[1] * 12, [-1] * 12])
    assert weighted(months, ONE // 2)[:, 0].tolist() == [1, -1]


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="probability"):
        weighted(np.zeros((1, 12), dtype=np.int64), ONE + 1)


@pytest.mark.parametrize(
    ("unit", "rate", "quantity", "year_kroner"),
    [
        (RateUnit.MONTH, 1_000_000, ONE, 120_000),
        (RateUnit.DAY, 100_000, ONE, 365_000),
        (RateUnit.HOUR, 30_000, 35_000, 54_750),
        (RateUnit.ONCE, 2_500_000, ONE, 25_000),
    ],
)
def test_a_whole_year_has_the_price_of_its_days(unit: RateUnit, rate: int, quantity: int, year_kroner: int) -> None:
    assert whole_year([rate], [quantity], int(unit), 2026).tolist() == [year_kroner * 100]


@pytest.mark.parametrize(
    ("unit", "start", "stop", "last"),
    [
        (RateUnit.ONCE, "10.02.2028", "", "29.02.2028"),
        (RateUnit.ONCE, "31.12.2026", "", "31.12.2026"),
        (RateUnit.ONCE, "10.02.2026", "15.04.2026", "15.04.2026"),
        (RateUnit.MONTH, "10.02.2026", "", ""),
        (RateUnit.MONTH, "10.02.2026", "15.04.2026", "15.04.2026"),
    ],
)
def test_a_one_off_without_a_stop_is_active_to_the_end_of_its_month(
    unit: RateUnit, start: str, stop: str, last: str
) -> None:
    [found] = active_stop([day(start)], [day(stop)], [unit])
    assert found.astype(object) == day(last)
