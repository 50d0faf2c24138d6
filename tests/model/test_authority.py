"""Who may grant a commitment: each is held against the roles one by one, from the lowest."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from styring_xl.model.authority import NO_ROLE, Grant, first_covering, of_measure

KINDS = ("egen", "ekstern")


def holds(grant: Grant, amount: int, months: float, kind: str) -> bool:
    if grant.kind and grant.kind != kind:
        return False
    if grant.amount is not None and amount > grant.amount:
        return False
    return grant.months is None or months <= grant.months


@pytest.mark.parametrize("seed", range(5))
def test_the_first_role_that_holds_a_commitment_must_grant_it(seed: int) -> None:
    rng = Random(seed)
    grants = [
        Grant(rank, "", rng.choice([None, 50, 100]), rng.choice([None, 6, 12]), rng.choice(["", *KINDS]))
        for rank in range(4)
    ]
    asked = [(rng.choice([50, 51, 200]), rng.choice([6.0, 6.5, np.inf]), rng.choice(KINDS)) for _ in range(40)]
    amount, months, kind = (np.array(each) for each in zip(*asked, strict=True))
    right = [next((each.rank for each in grants if holds(each, *one)), NO_ROLE) for one in asked]
    assert first_covering(grants, amount, months, kind).tolist() == right


def test_a_measure_that_is_named_is_granted_by_the_rows_that_name_it_alone() -> None:
    of_all, of_care, higher = (
        Grant(0, "", 10, None, ""),
        Grant(1, "pleje", 10, None, ""),
        Grant(0, "pleje", 5, None, ""),
    )
    assert of_measure([of_all, of_care, higher], "pleje") == [higher, of_care]
    assert of_measure([of_all, of_care, higher], "støtte") == [of_all]
    assert first_covering([], np.array([1]), np.array([np.inf]), np.array(["egen"])).tolist() == [NO_ROLE]
