"""Extracts of the systems municipalities have: each header that says money, person, measure or date is known.

``extract_headers.csv``: system; header; field it means (nothing: not needed, or a control); note.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from styring_xl.books.file.filebook import FileBook
from styring_xl.imports import job, postings_import
from styring_xl.imports.columns import CASES, POSTINGS, Stated, match
from styring_xl.imports.profile import profile_of
from styring_xl.reading import header
from styring_xl.reports import read
from tests import workbooks
from tests.workbooks import day, save

ROWS = [*csv.DictReader((Path(__file__).parent / "extract_headers.csv").open(encoding="utf-8"), delimiter=";")]
CALLED = {"voucher": "document"}
"""What the file calls a field that has another name here."""
NOT_IN_CASES = ("account", "registered")
NOT_IN_POSTINGS = ("quantity", "unit")


def role(system: str) -> str:
    return header.POSTINGS if system == "KMD Opus" else header.DISPOSITION


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['system']}: {row['header']}" for row in ROWS])
def test_each_header_is_the_field_it_says(row: dict[str, str]) -> None:
    found = header.match_field(role(row["system"]), row["header"])
    wanted = CALLED.get(row["field"], row["field"])
    if wanted in (NOT_IN_POSTINGS if role(row["system"]) == header.POSTINGS else NOT_IN_CASES):
        return
    if wanted:
        assert found is not None
        assert found[0] == wanted
    elif found is not None:
        # What is computed by the system is a control; other columns may be what they are called.
        assert found[0] not in ("rate", "amount", "cpr", "start", "stop")


@pytest.mark.parametrize(
    ("headers", "field", "wanted"),
    [
        (("CPR-nr.", "Tilbudstype", "Ydelsestype", "Startdato", "Takst"), "measure", "Ydelsestype"),
        (("CPR-nr.", "Ydelsestype", "Tilbud", "Leverandør", "Startdato"), "supplier", "Leverandør"),
        (("CPR", "Indsats", "LeverandørIndsats", "LeverandørNavn", "IndsatsStartDato"), "supplier", "LeverandørNavn"),
        (("CPR-nr.", "Beregnet pris pr dag", "Takst", "Pris pr dag", "Startdato"), "rate", "Takst"),
    ],
)
def test_of_two_headers_for_a_field_the_better_one_is_taken(headers: tuple[str, ...], field: str, wanted: str) -> None:
    assert match(headers, Stated(), CASES.known).header(field) == wanted


def test_the_account_that_says_the_measure_is_the_psp_element() -> None:
    headers = ("Artskonto", "Omkostningssted", "PSP-element", "Beløb")
    assert match(headers, Stated(), POSTINGS.known).header("account") == "PSP-element"


OPUS = (
    "Artskonto;PSP-element;Debet/kredit;Beløb;Tekst;Ydelsesmodtagernr.;Ydelsesmodtagernr.kode;Ydelsesperiode fra;"
    "Ydelsesperiode til;Referencenøgle"
)


def test_an_opus_extract_counts_in_the_days_it_pays_for_and_is_named_once(tmp_path: Path) -> None:
    """A recipient's number is a CPR number when its code is 02."""
    path = tmp_path / "opus.csv"
    path.write_text(
        f"{OPUS}\n490000;XG-1;D;1.000,00;Løn;6101054567;02;01-03-2026;31-03-2026;R1\n"
        "490000;XG-1;D;500,00;Honorar;7712345678;01;01-03-2026;31-03-2026;R2\n",
        encoding="utf-8",
    )
    into = tmp_path / "Styring.xlsx"
    into.write_bytes(workbooks.new(macro_enabled=False))
    account = job.import_postings([path], into).account
    assert account.files[0].profile == "KMD Opus"
    assert account.files[0].how.startswith("KMD Opus, ")
    ledger = read(FileBook.open(into), year=2026, closed=3).ledger
    found = [(ledger.citizens[cpr], month) for cpr, month in zip(ledger.cpr, ledger.month.tolist(), strict=True)]
    assert found == [("6101054567", 3), ("", 3)]
    again = postings_import.plan(FileBook.open(into), [path], tmp_path, into.name)
    assert again.patch.is_empty


def test_a_price_a_day_is_a_rate_a_day(tmp_path: Path) -> None:
    path = tmp_path / "dubu.csv"
    path.write_text(
        "CPR-nr.;Ydelsestype;Ydelse startdato;Ydelse slutdato;Pris pr dag;Beregnet total;Sag status\n"
        "610105-4567;Pleje;01-01-2026;;2.450,00;894.250,00;Aktiv\n",
        encoding="utf-8",
    )
    head = ["CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato"]
    into = save(
        tmp_path / "ark.xlsx", Disponering=[head, ["720311-1122", "Pleje", 1000, "måned", day("01-01-2026"), None]]
    )
    cases, _, _ = job.import_cases(path, into, dry_run=True)
    assert cases.how.startswith("DUBU, ")
    [new] = cases.waiting
    assert (new.case.fields["rate"], new.case.fields["unit"]) == (245_000, "døgn")


def test_headers_that_anybody_may_have_are_no_system() -> None:
    assert profile_of(("Dato", "Konto", "CPR-nr.", "Beløb", "Tekst")) == ""
