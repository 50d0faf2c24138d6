"""The sign of a variance: its order, its words, and the formula that says them."""

from __future__ import annotations

import pytest

from styring_xl.standard.sign import SIGNS, Sign


@pytest.mark.parametrize(
    ("sign", "order", "shown", "word"),
    [
        (Sign.BUDGET_MINUS, "D5-E5", 20, "mindreforbrug"),
        (Sign.BUDGET_MINUS, "D5-E5", -20, "merforbrug"),
        (Sign.FORECAST_MINUS, "E5-D5", 20, "merforbrug"),
        (Sign.FORECAST_MINUS, "E5-D5", -20, "mindreforbrug"),
        (Sign.FORECAST_MINUS, "E5-D5", 0, ""),
    ],
)
def test_what_a_figure_means(sign: Sign, order: str, shown: float, word: str) -> None:
    assert sign.difference("D5", "E5") == order
    assert sign.word(shown) == word


def test_budget_100_and_expected_80_is_mindreforbrug_whatever_the_sign() -> None:
    assert [sign.factor * (100 - 80) for sign in Sign] == [20, -20]
    assert {sign.word(sign.factor * (100 - 80)) for sign in Sign} == {"mindreforbrug"}


def test_the_formula_says_the_word_of_a_cell_to_the_oere() -> None:
    formula = 'IF(ROUND(F5,2)>0,"mindreforbrug",IF(ROUND(F5,2)<0,"merforbrug",""))'
    assert Sign.BUDGET_MINUS.word_formula("F5") == formula


def test_a_setting_is_one_of_the_words_of_the_list() -> None:
    assert SIGNS == ("budget − forventet", "prognose − budget")
    assert [Sign(word) for word in SIGNS] == [*Sign]
