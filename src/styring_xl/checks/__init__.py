"""The checks of *Kontrol*: one rule a file; ``run`` asks them all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.checks import (
    ambiguous_account,
    approval,
    assumed,
    blocked_area,
    budget_proposal,
    budget_scale,
    budget_sign,
    budget_sum,
    changed_month,
    coming_of_age,
    contract_period,
    contract_price,
    contract_units,
    cpr_form,
    cpr_modulus,
    default_unit,
    division,
    doubtful_budget,
    duplicate_header,
    empty_pool,
    error_value,
    expected_stop,
    far_from_rate,
    far_start,
    footing,
    forecast_amount,
    forecast_auto,
    forecast_column,
    forecast_gone,
    forecast_line,
    forecast_method,
    foreign_currency,
    hidden_budget,
    ladder_conflict,
    ladder_measure,
    ladder_step,
    later_years,
    ledger_side,
    ledger_sum,
    left_out,
    list_row,
    missing,
    missing_measure,
    negative_rate,
    no_commitment,
    no_ledger,
    no_postings,
    no_result,
    number_format,
    other_year,
    outside_period,
    overlap,
    parameter,
    period_sum,
    repeated_postings,
    rival_column,
    setting,
    several_sheets,
    shared_postings,
    state_refund,
    stop_before_start,
    thin_month,
    thousands,
    typed_cell,
    typed_history,
    typed_month,
    unclear_sum,
    unit_mix,
    unknown_account,
    unknown_measure,
    unknown_time,
    unknown_word,
    unread_column,
    unreadable_amount,
    unreadable_date,
    unreadable_share,
    user_formula,
    void_status,
    whose_row,
)
from styring_xl.checks.acceptance import Acceptance, Accepted, Note
from styring_xl.checks.at_stake import RowKroner
from styring_xl.checks.finding import ERROR, FIRST_THESE, Check, Evidence, Finding, OwnTables
from styring_xl.danish.text import label

RULES: Final[tuple[Check, ...]] = (
    no_ledger, blocked_area, unreadable_date, unreadable_amount, unreadable_share, no_result, stop_before_start,
    expected_stop,
    missing, left_out, other_year, whose_row, unclear_sum, unknown_word, assumed, setting, division, several_sheets,
    duplicate_header, thousands, void_status, missing_measure, default_unit, error_value, cpr_form, unknown_measure,
    overlap, negative_rate, empty_pool, budget_sum, doubtful_budget, budget_sign, budget_scale,
    hidden_budget, typed_month,
    period_sum, user_formula, no_postings, no_commitment, thin_month, far_from_rate, outside_period, coming_of_age,
    approval, contract_price, contract_period, contract_units, forecast_method,
    forecast_amount, forecast_column, forecast_auto, forecast_gone, forecast_line, parameter, list_row, unknown_account,
    ambiguous_account, cpr_modulus, unit_mix, footing, state_refund, later_years,
    budget_proposal, ladder_step, ladder_measure,
    ladder_conflict, typed_cell, typed_history, unknown_time, ledger_side, ledger_sum, foreign_currency,
    shared_postings, far_start, unread_column, rival_column, number_format, changed_month,
    repeated_postings,
)  # fmt: skip

MOST: Final = 1000
"""At most so many findings of one rule are listed; the rest are counted."""


class Verdict(Struct, frozen=True):
    """What the checks found: ``open`` for somebody to look at, fejl first, with the mark of each; what users have
    accepted; and the codes of the warnings that are switched off."""

    open: tuple[Finding, ...]
    marks: tuple[str, ...]
    accepted: tuple[Accepted, ...]
    off: tuple[str, ...]


def run_own(tables: OwnTables, unused: Collection[str] = ()) -> tuple[Finding, ...]:
    """The findings of the rules that need no disposition; ``unused`` are labels of the codes that are switched off."""
    rules = [rule for rule in (unit_mix, footing) if label(rule.CODE) not in unused]
    found = (finding for rule in rules for finding in rule.check(tables))
    return tuple(sorted(found, key=lambda each: (each.sheet, each.row, each.column)))


def _dearest(findings: Sequence[Finding]) -> tuple[list[Finding], Finding]:
    """The ``MOST`` of one rule's findings with most kroner, in their order, and a finding that counts the others."""
    order = sorted(range(len(findings)), key=lambda at: -(findings[at].ore or 0))
    kept, others = sorted(order[:MOST]), [findings[at] for at in sorted(order[MOST:])]
    known = [each.ore for each in others if each.ore is not None]
    rest = replace(
        others[0],
        row=0,
        column=0,
        value=str(len(others)),
        what=f"Der er {len(others)} fund mere af samme slags.",
        remedy=FIRST_THESE,
        ore=sum(known) if known else None,
        rows=len(others),
    )
    return [findings[at] for at in kept], rest


def run(case: Evidence, notes: Sequence[Note] = ()) -> Verdict:
    """Asks every rule that is not switched off; of each rule at most ``MOST`` findings and how many more."""
    unused = case.settings.unused_checks
    off = tuple(rule.CODE for rule in RULES if rule.SEVERITY != ERROR and label(rule.CODE) in unused)
    acceptance = Acceptance(case, notes)
    kroner = RowKroner(case)
    found: list[Finding] = []
    for rule in RULES:
        if rule.CODE in off:
            continue
        everything = sorted(rule.check(case), key=lambda f: (f.sheet, f.row, f.column))
        priced = [kroner.priced(rule, finding) for finding in everything]
        mine = [finding for finding in priced if not acceptance.takes(finding)]
        if len(mine) > MOST:
            mine, rest = _dearest(mine)
            mine.append(rest)
        found.extend(mine)
    found.sort(key=lambda f: f.severity != ERROR)
    return Verdict(tuple(found), tuple(map(acceptance.mark, found)), acceptance.accepted(), off)
