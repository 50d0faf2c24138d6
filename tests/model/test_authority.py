"""Who may grant a commitment: each is held against the roles one by one."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from styring_xl.model.authority import NO_ROLE, Grant, lowest

KINDS = ("egen", "ekstern")


def holds(grant: Grant, amount: int, months: float, kind: str) -> bool:
    if grant.kind and grant.kind != kind:
        return False
    if grant.amount is not None and amount > grant.amount:
        return False
    return grant.months is None or months <= grant.months


def right(grants: list[Grant], measure: str, amount: int, months: float, kind: str) -> int:
    """The lowest of those that name the measure, or of those that name none where nobody names it."""
    mine = [each for each in grants if each.measure == measure] or [each for each in grants if not each.measure]
    return min((each.rank for each in mine if holds(each, amount, months, kind)), default=NO_ROLE)


@pytest.mark.parametrize("seed", range(8))
def test_the_lowest_role_that_holds_a_commitment_must_grant_it(seed: int) -> None:
    rng, names = Random(seed), ("pleje", "støtte", "aflastning")
    grants = [
        Grant(
            rng.randrange(4),
            rng.choice(["", "", "pleje", "støtte"]),
            rng.choice([None, 50, 100]),
            rng.choice([None, 6, 12]),
            rng.choice(["", *KINDS]),
        )
        for _ in range(rng.randrange(9))
    ]
    asked = [
        (rng.randrange(3), rng.choice([50, 51, 200]), rng.choice([6.0, 6.5, np.inf]), rng.choice(KINDS))
        for _ in range(60)
    ]
    columns = (np.array(each) for each in zip(*asked, strict=True))
    expected = [right(grants, names[of], amount, months, kind) for of, amount, months, kind in asked]
    assert lowest(grants, names, *columns).tolist() == expected
