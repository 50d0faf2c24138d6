"""The fingerprints of figures, many at a time, are those of each alone."""

from __future__ import annotations

import datetime as dt
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from styring_xl import Formula
from styring_xl.books.file import figure_print
from styring_xl.books.file.figure_print import figure_prints
from styring_xl.books.file.record import _fingerprints, fingerprint
from styring_xl.cells.cell import KEEP, Content, Keep
from styring_xl.cells.column_contents import ColumnContents

FIGURES = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**14), 10**14).map(lambda n: n / 100)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_print, "_FEWEST", 1)


@settings(deadline=None)
@given(st.lists(FIGURES))
@example([0.0, -0.0, 0.01, -0.05, 12.5, 100.0, 1e12, 999_999_999_999.99, -1e12, 1e14, 1e15, 1e300, -5e-324, 0.1 + 0.2])
@example([9_999.0, 10_000.0, -10_000.01, 10_050_000.3, 123_456_789_012.34, 1_234_567_890_123.45])
def test_figures(values: list[float]) -> None:
    assert figure_prints(np.array(values, np.float64)).tolist() == [fingerprint(value) for value in values]


def test_a_figure_s_fingerprint_is_a_checksum_of_fourteen_digits_as_the_records_of_earlier_editions_have_it() -> None:
    assert figure_prints(np.array([1234.5])).tolist() == [zlib.crc32(b"n1234.5")]


@given(
    st.lists(
        st.sampled_from(
            (1, 1.0, -0.0, 2**53, True, False, "", "1", "æ", None, KEEP, dt.date(2026, 1, 1), dt.datetime(2026, 1, 1))
        )
        | st.sampled_from((Formula("A1", 1.0), Formula("A1", True), Formula("A2", None), Formula("'Ark1'!A1", "x")))
        | FIGURES
    )
)
def test_a_column_of_anything(cells: list[Content]) -> None:
    expected = [0 if isinstance(cell, Keep) else fingerprint(cell) for cell in cells]
    assert _fingerprints(ColumnContents.of(cells)).tolist() == expected
