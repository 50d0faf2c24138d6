"""A measure that an extract spells otherwise than the workbook is told, for it would be a line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from styring_xl.imports import job, report
from styring_xl.imports.spelling import resembles
from tests.workbooks import HEADER, day, save


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Familie-pleje", "Familiepleje", True),
        ("Kontaktpersoner", "Kontaktpersonen", False),
        ("Familieplej", "Familiepleje", True),
        ("FAMILIEPLEJE", "Familiepleje", False),  # the same measure already
        ("Afdeling A", "Afdeling", False),
        ("Trin 1", "Trin 11", False),
        ("Bo", "Bor", False),
    ],
)
def test_what_resembles_a_name(one: str, other: str, alike: bool) -> None:
    assert resembles(one, other) is resembles(other, one) is alike


def test_an_import_tells_a_measure_spelled_in_two_ways(tmp_path: Path) -> None:
    row = ["610180-0001", "Familiepleje", 10_000, "måned", 1, day("01-01-2026"), None, None]
    head = ["Dato", "CPR-nr.", "Foranstaltning", "Bilagsnr.", "Beløb"]
    book = save(tmp_path / "ark.xlsx", Disponering=[HEADER, row], Posteringer=[head])
    extract = tmp_path / "udtræk.csv"
    lines = ["28-02-2026;610180-0001;Familie pleje;3;600,50", "28-02-2026;610180-0001;Familiepleje;4;60,00"]
    extract.write_text("\n".join((";".join(head), *lines)), encoding="utf-8")
    account = job.import_postings([extract], book, year=2026).account
    assert [(each.text, each.like, each.part.ore) for each in account.misspelled] == [
        ("Familie pleje", "Familiepleje", 600_50)
    ]
    assert "»Familie pleje« ligner foranstaltningen »Familiepleje«" in report.message(account)
