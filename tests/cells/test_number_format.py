"""What a number format says beside the number, in its own words."""

from __future__ import annotations

import pytest

from styring_xl.cells.number_format import HIDDEN, words_of


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('#,##0 "t.kr."', "t.kr."),
        ('#,##0, "t.kr."', "t.kr.,"),
        ('0.0,, "mio. kr."', "mio. kr.,,"),
        ('0 "kr./døgn"', "kr./døgn"),
        ("#,##0\\ \\€", "€"),
        ("[$€-2] #,##0.00", "€"),
        ("$#,##0.00", "$"),
        ('_-* #,##0.00 "EUR"_-;-* #,##0.00 "EUR"_-', "EUR"),
        (";;;", HIDDEN),
        ('"udgået"', HIDDEN),
    ],
)
def test_words_beside_the_number_are_what_it_says(code: str, words: str) -> None:
    assert words_of(code) == words


@pytest.mark.parametrize(
    "code",
    [
        None,
        "",
        "General",
        "Standard",
        "@",
        "0%",
        "#,##0,",
        '#,##0.00 "kr."',
        "[$kr.-406] #,##0.00",
        '_-* #,##0.00\\ "kr."_-;[Red]-* #,##0.00\\ "kr."_-',
        "#,##0\\ \\k\\r",
        "000000-0000",
        '[>1000]#,##0,"t.kr.";0',
        "[h]:mm",
        '"+"0;-0',
    ],
)
def test_a_format_of_plain_kroner_says_nothing(code: str | None) -> None:
    assert words_of(code) is None
