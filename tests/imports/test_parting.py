"""One extract for all departments: a little ledger and some rules in, who gets what out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.errors import StyringError
from styring_xl.imports import parting
from styring_xl.imports.control import Tally
from styring_xl.imports.extract import Options
from styring_xl.imports.parting import Claim, Everybody, Parted, bad_pattern
from styring_xl.imports.posting import Pools

HEADER = "Bogføringsdato;CPR-nr.;Foranstaltning;Konto;Omkostningssted;Bilagsnr.;Beløb"
ADA, BO, CAI = "6101054001", "6102054002", "6103054003"
LEDGER = f"""
15-01-2026;{ADA};Plejefamilie;5282010;1201;1;1.000,00
15-01-2026;{BO};Plejefamilie;5282010;1305;2;2.000,50
15-02-2026;{CAI};Botilbud;5385000;1305;3;-300,25
15-02-2026;;Botilbud;5385000;;4;40,00
32-02-2026;{ADA};Botilbud;5385000;1201;5;7,00
15-02-2026;{ADA};Botilbud;5385000;1201;6;syv
"""


def parted(
    folder: Path, rules: list[list[Claim]], ledger: str = LEDGER, center: str | None = "Omkostningssted"
) -> Parted:
    file = folder / "alle.csv"
    file.write_text("\n".join((HEADER, *ledger.strip().splitlines())), "utf-8")
    pools = Pools()
    found = parting.read([file], pools, options=Options(), center_header=center, year=2026)
    return parting.part(found, rules, pools)


def vouchers(done: Parted) -> list[list[str]]:
    return [[voucher for each in some for voucher in each.names["document"]] for some in done.parts]


def left(done: Parted) -> list[tuple[int, str]]:
    return [(each.line, each.why) for each in done.unallocated]


def test_by_cost_centre_and_what_nobody_claims_is_left(tmp_path: Path) -> None:
    done = parted(tmp_path, [[Claim(cost_centers=("1200-1299",))], [Claim(cost_centers=("13*",))]])
    assert vouchers(done) == [["1"], ["2", "3"]]
    assert left(done) == [
        (5, "ingen regel passer"),
        (6, "datoen eller perioden kan ikke læses"),
        (7, "beløbet kan ikke læses"),
    ]
    assert done.control.parts == (Tally(1, 100_000), Tally(2, 170_025))
    assert (done.control.unallocated, done.control.unreadable) == (Tally(3, 4_700), 1)
    assert done.control.came_in == Tally(6, 274_725)


def test_a_rule_is_met_by_what_meets_all_of_it_and_a_department_by_any_of_its_rules(tmp_path: Path) -> None:
    north = [Claim(accounts=("528*",), cost_centers=("1201",)), Claim(citizens=frozenset({CAI}))]
    assert vouchers(parted(tmp_path, [north])) == [["1", "3"]]


def test_what_two_departments_claim_goes_to_neither(tmp_path: Path) -> None:
    done = parted(tmp_path, [[Claim(accounts=("5*",))], [Claim(citizens=frozenset({BO}))]])
    assert vouchers(done) == [["1", "3", "4"], []]
    assert (3, "flere afdelingers regler passer") in left(done)


def test_a_department_whose_citizens_nobody_knows_may_have_any_citizen(tmp_path: Path) -> None:
    done = parted(tmp_path, [[Claim(citizens=Everybody.EVERYBODY)], [Claim(citizens=frozenset({BO}))]])
    assert vouchers(done) == [["1", "3"], []]
    assert (3, "flere afdelingers regler passer") in left(done)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(StyringError, match=r"alle.csv har ingen kolonne »Profitcenter«"):
        parted(tmp_path, [[Claim(cost_centers=("1",))]], center="Profitcenter")


def test_the_file_of_what_is_left_names_no_citizen_and_runs_no_formula(tmp_path: Path) -> None:
    ledger = f"{LEDGER.strip()}\n15-02-2026;{ADA};Botilbud;=1+1;1201;6;8,05"
    text = parting.as_csv(parted(tmp_path, [], ledger).unallocated).decode("utf-8-sig")
    assert "alle.csv;8;ingen regel passer;2026-02;'=1+1;1201;Botilbud;6;8,05" in text.splitlines()
    assert not any(each in text for each in (ADA, BO, CAI))


def test_a_part_is_another_only_where_its_own_postings_are(tmp_path: Path) -> None:
    rules = [[Claim(cost_centers=("1201",))], [Claim(cost_centers=("1305",))]]
    before = [each[0].fingerprint for each in parted(tmp_path, rules).parts]
    more = f"15-03-2026;{BO};Plejefamilie;5282010;1305;9;5,00\n{LEDGER.strip()}"
    after = [each[0].fingerprint for each in parted(tmp_path, rules, more).parts]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [("1200-1299", False), ("52*", False), ("12-1299", True), ("a-b", False), ("9-1", True), (" ", True)],
)
def test_a_pattern_that_can_mean_nothing_is_known(pattern: str, wrong: bool) -> None:
    assert (bad_pattern(pattern) is not None) == wrong


ROWS = st.lists(
    st.tuples(
        st.sampled_from(("15-01-2026", "29-02-2024", "32-01-2026", "")),
        st.sampled_from((ADA, BO, CAI, "")),
        st.sampled_from(("5282010", "5385000", "")),
        st.sampled_from(("1201", "1305", "12010", "")),
        st.integers(-(10**9), 10**9),
    ),
    min_size=1,
    max_size=30,
)
RULES = st.builds(
    Claim,
    st.none() | st.just(("528*",)) | st.just(("5385000", "5282000-5282999")),
    st.none() | st.just(("1200-1299",)) | st.just(("1*",)),
    st.none() | st.just(Everybody.EVERYBODY) | st.frozensets(st.sampled_from((ADA, BO, CAI))),
)


@given(rows=ROWS, rules=st.lists(st.lists(RULES, max_size=3), max_size=4))
def test_the_parts_and_what_is_left_are_the_whole_and_no_posting_is_in_two(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str, int]], rules: list[list[Claim]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines = [
        f"{day};{cpr};Plejefamilie;{account};{center};{number};{'-' * (ore < 0)}{abs(ore) // 100},{abs(ore) % 100:02d}"
        for number, (day, cpr, account, center, ore) in enumerate(rows)
    ]
    done = parted(folder, rules, "\n".join(lines))
    control = done.control
    # Counted here from the rows as they were written, not from what was read of them.
    assert control.came_in == Tally(len(rows), sum(row[-1] for row in rows))
    assert sum(control.parts, control.unallocated) == control.came_in
    in_parts = [line for some in done.parts for each in some for line in each.read.postings.line.tolist()]
    assert sorted(in_parts + [each.line for each in done.unallocated]) == list(range(2, len(rows) + 2))
    for tally, some in zip(control.parts, done.parts, strict=True):
        assert tally.ore == sum(each.read.postings.total for each in some)
    assert sum(each.ore or 0 for each in done.unallocated) == control.unallocated.ore
