"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import styring_xl
from styring_xl.pattern import SeldomPattern, seldom


def test_a_seldom_pattern_does_what_the_compiled_one_does() -> None:
    for text, flags in ((r"(\d+)\s?kr", 0), (r"(\d+)\s?KR", re.IGNORECASE)):
        ours, theirs = seldom(text, flags), re.compile(text, flags)
        for said in ("12 kr og 13 kr", "kr", ""):
            assert ours.findall(said) == theirs.findall(said)
            assert ours.sub("x", said) == theirs.sub("x", said)
            assert [each.span() for each in ours.finditer(said)] == [each.span() for each in theirs.finditer(said)]
            for name in ("search", "match", "fullmatch"):
                found, wanted = getattr(ours, name)(said), getattr(theirs, name)(said)
                assert (found and found.groups()) == (wanted and wanted.groups())
        assert ours.split("12 kr og 13 kr") == theirs.split("12 kr og 13 kr")
        assert (ours.pattern, ours.flags & re.IGNORECASE) == (text, flags)


def test_it_is_compiled_once_and_not_before() -> None:
    faulty = seldom("(")
    assert faulty.pattern == "("
    good = seldom("a")
    assert "search" not in vars(good)
    good.match("a")
    assert good.search is good.search
    assert "search" in vars(good)


def test_every_seldom_pattern_of_the_product_compiles() -> None:
    # A fault would otherwise be met by the first user whose sheet asks for it.
    found = [pattern for name in modules() for pattern in patterns(vars(importlib.import_module(name)).values())]
    assert len(found) > 50
    for pattern in found:
        assert re.compile(pattern.pattern, pattern.flags)


def modules() -> list[str]:
    """The modules of the rooms that an ordinary run passes through."""
    rooms = ("books", "cells", "checks", "cli", "danish", "figures", "reading", "reports", "runs")
    names = [each.name for each in pkgutil.walk_packages(styring_xl.__path__, "styring_xl.")]
    return [name for name in names if name.split(".")[1] in rooms and not name.endswith("__main__")]


def patterns(values: Any) -> Iterator[SeldomPattern]:
    for value in values:
        if isinstance(value, SeldomPattern):
            yield value
        elif isinstance(value, tuple):
            yield from patterns(value)
