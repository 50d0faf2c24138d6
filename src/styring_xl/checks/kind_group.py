"""The findings of one rule taken together: how many, what is at stake, and in what order people are to look at them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from styring_xl.checks.finding import ERROR, Check, Finding


class KindGroup(Struct, frozen=True):
    """The findings of one rule; those with most kroner first, and what counts the rest of them last."""

    rule: Check
    findings: tuple[Finding, ...]
    places: tuple[int, ...]
    """Where each finding stood among all."""

    @property
    def count(self) -> int:
        """How many findings there are, those among them that are counted and not listed."""
        return sum(each.rows if each.is_rest else 1 for each in self.findings)

    @property
    def ore(self) -> int | None:
        """What is at stake in øre; None where nobody can tell of any of them.

        Of two kinds it may be the same kroner, so what several groups have is never added up.
        """
        known = [each.ore for each in self.findings if each.ore is not None]
        return sum(known) if known else None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that the findings are on."""
        return tuple(dict.fromkeys(each.sheet for each in self.findings))


def grouped(rules: Sequence[Check], findings: Sequence[Finding]) -> tuple[KindGroup, ...]:
    """The findings by rule: fejl first, then the rules with most at stake; those that nobody can tell the kroner of
    come after, in the order of the rules."""
    places: dict[str, list[int]] = {}
    for at, finding in enumerate(findings):
        places.setdefault(finding.code, []).append(at)
    groups = []
    for rule in rules:
        mine = sorted(places.get(rule.CODE, ()), key=lambda at: (findings[at].is_rest, -_known(findings[at].ore)))
        if mine:
            groups.append(KindGroup(rule, tuple(findings[at] for at in mine), tuple(mine)))
    return tuple(sorted(groups, key=lambda group: (group.rule.SEVERITY != ERROR, -_known(group.ore))))


def _known(ore: int | None) -> int:
    return -1 if ore is None else ore
