"""The list of words that headers are known by, as a person writes in it."""

from __future__ import annotations

from collections import Counter

from styring_xl.danish.text import label
from styring_xl.reading import header
from styring_xl.reading.headers import HEADERS


def words(role: str, field: str) -> list[str]:
    return [" ".join(word.split()) for word in HEADERS[role][field].split(",")]


def test_each_word_is_written_as_headers_are_compared_and_no_comma_is_left_over() -> None:
    for role, fields in HEADERS.items():
        for field in fields:
            assert all(words(role, field)), (role, field)
            assert [label(word) for word in words(role, field)] == words(role, field)


def test_a_word_stands_under_one_field_of_a_role_only() -> None:
    for role, fields in HEADERS.items():
        often = Counter(word for field in fields for word in words(role, field))
        assert {word for word, times in often.items() if times > 1} == set(), role


def test_the_first_word_of_a_field_is_the_most_certain() -> None:
    assert header.match_field(header.DISPOSITION, "Takst") == ("rate", 0)
    assert header.match_field(header.DISPOSITION, "Takst kr.") == ("rate", 1)
    assert header.match_field(header.DISPOSITION, "Månedspris i kr") == ("rate", len(words("disponering", "rate")) - 1)
