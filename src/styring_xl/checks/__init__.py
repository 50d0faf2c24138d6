"""The checks of *Kontrol*: one rule a file; ``run`` asks them all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from styring_xl.checks import (
    approval,
    assumed,
    blocked_area,
    budget_sum,
    coming_of_age,
    cpr_form,
    cpr_modulus,
    default_unit,
    duplicate_header,
    empty_pool,
    error_value,
    far_from_rate,
    footing,
    left_out,
    missing,
    missing_measure,
    negative_rate,
    no_commitment,
    no_ledger,
    no_postings,
    outside_period,
    overlap,
    parameter,
    setting,
    several_sheets,
    state_refund,
    stop_before_start,
    thousands,
    typed_history,
    typed_month,
    unit_mix,
    unknown_account,
    unknown_measure,
    unknown_time,
    unknown_word,
    unreadable_amount,
    unreadable_date,
    unreadable_share,
    user_formula,
)
from styring_xl.checks.finding import ERROR, Case, Finding, Rule

_MODULES: Final = (
    no_ledger, blocked_area, unreadable_date, unreadable_amount, unreadable_share, stop_before_start, missing, left_out,
    unknown_word, assumed, setting, several_sheets, duplicate_header, thousands, missing_measure, default_unit,
    error_value, cpr_form, unknown_measure, overlap, negative_rate, empty_pool, budget_sum, typed_month, user_formula,
    no_postings, no_commitment, far_from_rate, outside_period, coming_of_age, approval,
    parameter, unknown_account, cpr_modulus, unit_mix, footing, state_refund,
    typed_history, unknown_time,
)  # fmt: skip
RULES: Final[tuple[Rule, ...]] = tuple(cast(Rule, module) for module in _MODULES)

MOST: Final = 1000
"""More findings of one rule than this tell nobody anything new."""


def run(case: Case) -> tuple[Finding, ...]:
    """All findings, fejl first, each rule's in the sheet's order; of each at most ``MOST`` and how many more."""
    found: list[Finding] = []
    for rule in RULES:
        mine = sorted(rule.check(case), key=lambda f: (f.sheet, f.row, f.column))
        found.extend(mine[:MOST])
        if len(mine) > MOST:
            rest = len(mine) - MOST
            found.append(
                replace(
                    mine[MOST],
                    row=0,
                    column=0,
                    value=str(rest),
                    what=f"Der er {rest} fund mere af samme slags.",
                    remedy="Ret de viste først, og opdater igen.",
                )
            )
    return tuple(sorted(found, key=lambda f: f.severity != ERROR))
