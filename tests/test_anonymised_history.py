"""*Historik* of a copy for others: the same closings of the same people under other names, and nobody's words."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from styring_xl import demo, standard
from styring_xl.anonymise import copy_of
from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.figures import without_figures, words_of
from styring_xl.anonymise.history import Today, masked
from styring_xl.anonymise.numbers import Replacements
from styring_xl.anonymise.texts import Texts
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.figures import moment
from styring_xl.figures.change import Comparison, compare
from styring_xl.reading.history.history import History
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import figures_of
from styring_xl.reports import read
from tests.test_anonymise import NAMES, PEOPLE, everything
from tests.test_closing import make, put, run

MEASURE = "Familiepleje"
OTHER = "Aflastning"


def story(folder: Path) -> Path:
    """A workbook with two closings and a revision, in which a citizen, a supplier and a measure stand that are gone
    from it now, and in whose notes and names a person stands."""
    rows = [
        (1, PEOPLE[0], MEASURE, 10_000.5, "01-01-2026", ""),
        (2, PEOPLE[1], OTHER, 20_777, "01-01-2026", "31-08-2026"),
        (3, PEOPLE[2], MEASURE, 30_333, "01-02-2026", ""),
    ]
    postings = [
        ("15-01-2026", PEOPLE[0], MEASURE, 9_900), ("20-01-2026", PEOPLE[1], OTHER, 20_777),
        ("15-02-2026", PEOPLE[0], MEASURE, 10_000.5), ("20-02-2026", PEOPLE[1], OTHER, 21_000),
        ("21-02-2026", "", OTHER, 11_019_012.34),
    ]  # fmt: skip
    path = make(folder / "Ark.xlsm", rows, postings)
    put(path, 7, "Leverandør", NAMES[1])
    note = f"{NAMES[0]} {PEOPLE[0]} vil hjem"
    run("close", path, "--month", 1, "--note", note, "--label", f"BO1 {NAMES[2]}")
    put(path, 7, "Leverandør", "Et andet sted")
    put(path, 7, "Takst", 22_000)
    run("close", path, "--month", 2, "--note", note)
    run("snapshot", path, "--label", NAMES[2])
    for column in ("Nr.", "CPR-nr.", "Foranstaltning", "Leverandør", "Takst", "Takstenhed", "Startdato", "Stopdato"):
        put(path, 7, column, None)
    put(path, 6, "Takst", 11_000)
    return path


def bridges(snapshot: Snapshot) -> dict[str, Comparison]:
    """What has moved since each closing and revision of the year."""
    now = moment.now(snapshot.disposition, figures_of(snapshot))
    kept = snapshot.history.moments(*snapshot.history.usable(snapshot.year))
    return {name: compare(then, now, now) for name, then in kept.items()}


def opened(data: bytes) -> Snapshot:
    return read(FileBook.from_bytes(data))


def test_the_bridge_of_a_copy_moves_as_the_originals(tmp_path: Path) -> None:
    data = story(tmp_path).read_bytes()
    made, told = copy_of(data)
    before, after = opened(data), opened(made)
    assert (told.closings, after.history.problems) == (3, ())
    ours, theirs = bridges(before), bridges(after)
    assert [each.totals.tolist() for each in ours.values()] == [each.totals.tolist() for each in theirs.values()]
    assert [each.counts.tolist() for each in ours.values()] == [each.counts.tolist() for each in theirs.values()]
    assert all(each.totals.any() for each in theirs.values())
    # A copy of the copy says the same again.
    again, _ = copy_of(made)
    assert [each.totals.tolist() for each in bridges(opened(again)).values()] == [
        each.totals.tolist() for each in ours.values()
    ]


def test_who_is_gone_is_somebody_else_and_who_is_there_has_the_same_stand_in(tmp_path: Path) -> None:
    data = story(tmp_path).read_bytes()
    made, _ = copy_of(data)
    text = everything(made)
    for cpr in PEOPLE:
        assert cpr not in text
        assert cpr.replace("-", "") not in text
    for word in ("Navnesen", "Opdigtet", "Fiktivgård", "Ukendtsen", "Et andet sted", "vil hjem"):
        assert word not in text
    after = opened(made)
    entry = after.history.entries[0]
    then = after.history.moments(entry)[entry.name]
    now = after.disposition.commitments
    assert [then.cpr[0], then.cpr[2]] == list(now.cpr)
    assert then.cpr[1] not in (*now.cpr, "")
    assert re.fullmatch(r"Leverandør \d+", then.supplier[1])
    assert [(each.note, each.balance) for each in after.history.entries] == [
        ("", each.balance) for each in opened(data).history.entries
    ]
    assert [each.name.split(",")[0] for each in after.history.entries][:2] == ["Januar 2026", "Februar 2026"]


def test_scaled_amounts_are_scaled_in_each_closing_too(tmp_path: Path) -> None:
    data = story(tmp_path).read_bytes()
    made, _ = copy_of(data, scale=Decimal(2))
    before, after = opened(data), opened(made)
    assert [(each.result, each.realised) for each in after.history.entries] == [
        (2 * each.result, 2 * each.realised) for each in before.history.entries
    ]
    assert [each.totals.tolist() for each in bridges(after).values()] == [
        (2 * each.totals).tolist() for each in bridges(before).values()
    ]
    figures = {str(ore) for then in bridges(before).values() for ore in then.before.side.rate.tolist()}
    cells = {word for entry in after.history.entries for cell in entry.cells for word in re.findall(r"\d+", cell)}
    assert figures & cells == set()


@pytest.mark.parametrize("scale", [Decimal("1.07"), Decimal("0.93")])
def test_a_row_that_stands_still_stands_still_in_a_scaled_copy(scale: Decimal) -> None:
    data = demo.workbook(cases=40, postings=500, seed=5, year=2026, closings=True)
    made, told = copy_of(data, scale=scale)
    before, after = bridges(opened(data)), bridges(opened(made))
    assert told.closings == len(before) == len(after) > 3
    for old, new in zip(before.values(), after.values(), strict=True):
        assert old.before.result + old.totals.sum() == old.after.result
        assert new.before.result + new.totals.sum() == new.after.result
        # Payments are rounded one by one, and may miss what was expected of them by an øre.
        paid = 5
        still = np.delete(old.causes, paid, axis=1) == 0
        assert (np.delete(new.causes, paid, axis=1)[still] == 0).all()


def test_a_coarse_copy_tells_no_month_of_a_citizens_payments(tmp_path: Path) -> None:
    data = story(tmp_path).read_bytes()
    made, told = copy_of(data, moves=DateMoves(random.Random(4)))
    after = opened(made)
    assert (told.closings, after.history.problems) == (3, ())
    now = moment.now(after.disposition, figures_of(after))
    for then in after.history.moments(*after.history.entries).values():
        assert then.side.rate.tolist()[:1] == [10_000_00]
        assert then.side.start.tolist()[0] == now.side.start.tolist()[0]
        same = [then.cpr.index(who) for who in now.cpr]
        closed = np.arange(12) < then.side.closed
        assert (then.side.booked[same] == np.where(closed, now.side.booked, 0)).all()
        both = compare(then, now, now)
        assert then.result + both.totals.sum() == now.result


def test_what_an_earlier_year_cost_is_not_this_years(tmp_path: Path) -> None:
    snapshot = opened(story(tmp_path).read_bytes())
    now = moment.now(snapshot.disposition, figures_of(snapshot))
    [(entry, then), *_] = snapshot.history.each(2026)
    earlier = History.of([(replace(entry, year=2025), replace(then, year=2025))])
    replacements = Replacements(())
    columns = Masked(Texts((), replacements), replacements, Decimal(1), coarse=True)
    [(_, made)] = masked(earlier, Today(now, now), columns, DateMoves(random.Random(1))).each(2025)
    closed = np.arange(12) < made.side.closed
    assert (made.side.booked == np.where(closed, made.side.planned, 0)).all()
    # The rows begin in 2026, and no day is moved by more than two months.
    assert not made.side.planned[:, :10].any()


def test_a_row_that_was_typed_over_is_left_out_and_told(tmp_path: Path) -> None:
    path = story(tmp_path)
    place = FileBook.open(path).resolve(standard.HISTORY_AREA)
    assert place is not None
    typed = Block.of(place[0], place[1].top + 2, place[1].left + 5, ((1.0,),))
    path.write_bytes(FileBook.open(path).edit(Patch(blocks=(typed,))).bytes())
    made, told = copy_of(path.read_bytes())
    history: History = opened(made).history
    assert (len(history.entries), history.problems, told.closings) == (1, (), 1)
    assert told.dropped["rækker i Historik, der er rettet i"] == 2


def test_figures_that_stand_beside_each_other_are_nobodys_number() -> None:
    cases: list[tuple[str, str]] = [
        ("takst+ 0:720190 1234 900", ""),
        ("disp07 41:720190 1234:5", ""),
        ("budget Familiepleje=7201901234|Fru 1=5", "budget Familiepleje|Fru 1"),
        ("cpr 41=720190-1234", "cpr 41=720190-1234"),
        ("budget 720190-1234=5", "budget 720190-1234"),
        ("takst+ 72019012341", "72019012341"),
        ("takst 720190-1234 ringer", "takst 720190-1234 ringer"),
    ]
    assert [words_of(cell).strip("><") for cell, _ in cases] == [words for _, words in cases]
    markup = "".join(f"<t>{cell}</t>" for cell in ("fuld", *(cell for cell, _ in cases)))
    assert without_figures(markup.encode()).decode() == "".join(
        f"<t>{words}</t>" for words in ("fuld", *(words for _, words in cases))
    )


def test_a_large_sum_in_the_form_of_a_cpr_number_is_no_citizen_of_historik(tmp_path: Path) -> None:
    data = story(tmp_path).read_bytes()
    made, told = copy_of(data)
    for each in (data, made):
        [sums] = [cell for cell in opened(each).history.entries[1].cells if cell.startswith("uperson ")]
        assert sums.endswith("=1101901234")
    assert told.citizens == len(PEOPLE)
