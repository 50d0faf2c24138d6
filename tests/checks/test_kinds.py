"""What a reader could not take always reaches somebody: each kind of problem has a check that tells it."""

from collections import Counter

from styring_xl.checks import RULES
from styring_xl.reading.problem import Kind


def test_every_kind_of_problem_is_told_by_one_check() -> None:
    told = Counter(kind for rule in RULES for kind in rule.KINDS)
    assert {kind for kind in Kind if kind not in told} == set(), "a problem of such a kind would be silent"
    assert [kind for kind, times in told.items() if times > 1] == [], "such a problem would stand twice in Kontrol"


def test_every_check_has_a_code_of_its_own() -> None:
    codes = Counter(rule.CODE for rule in RULES)
    assert [code for code, times in codes.items() if times > 1] == []
