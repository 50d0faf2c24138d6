"""An import says what its rows may be instead of what they are read as; a plain extract leaves nothing to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from styring_xl import workbook
from styring_xl.imports import job

HEAD = "Periode;Bilag;Linjenr.;CPR-nr.;Foranstaltning;Beløb"
PLAIN = "202604;{};1;{};Familiepleje;{}"
CITIZENS = ("610105-4567", "720311-1122", "651299-3344")


@pytest.fixture
def ark(tmp_path: Path) -> Path:
    path = tmp_path / "Styring.xlsx"
    path.write_bytes(workbook.new(2026, macro_enabled=False))
    return path


def notes(into: Path, head: str, *rows: str) -> tuple[str, ...]:
    path = into.parent / "udtræk.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return job.import_postings([path], into).account.files[0].notes


def plain(first: int, amount: str) -> list[str]:
    return [PLAIN.format(first + at, cpr, amount) for at, cpr in enumerate(CITIZENS)]


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (HEAD, "202604;1;1;610105-4567;Familiepleje;31.000,00", ""),
        (
            HEAD,
            "202604;1;1;610105-xxxx;Familiepleje;31.000,00",
            "1 række på 31.000,00 kr. har et CPR-nr., der ikke har den rette form",
        ),
        (HEAD, "202613;1;1;610105-4567;Familiepleje;31.000,00", "1 række på 31.000,00 kr. er i periode 13 til 16"),
        (HEAD, "2026 Supp;1;1;610105-4567;Familiepleje;31.000,00", "1 række på 31.000,00 kr. er i periode 13 til 16"),
        (HEAD, "206204;1;1;610105-4567;Familiepleje;31.000,00", "1 række på 31.000,00 kr. er af 2062"),
        (
            f"{HEAD.replace('Beløb', 'Nettobeløb')};Bruttobeløb",
            "202604;1;1;610105-4567;Familiepleje;24.800,00;31.000,00",
            "Beløbet er læst af »Nettobeløb«, og »Bruttobeløb« er ikke brugt",
        ),
        (
            HEAD.replace("Foranstaltning", "Konto;Kontotekst"),
            "202604;1;1;610105-4567;528201001;;31.000,00",
            "Kontotekst er tom i alle rækker",
        ),
    ],
)
def test_a_doubt_about_the_rows_is_said_once(ark: Path, head: str, row: str, said: str) -> None:
    about = notes(ark, head, row)
    assert [text[: len(said)] for text in about] == ([said] if said else [])


def test_an_extract_without_rows_says_so(ark: Path) -> None:
    assert notes(ark, HEAD) == ("Der er ingen posteringer under overskriften i linje 1.",)


@pytest.mark.parametrize(
    ("amount", "said"), [("32.000,00", ""), ("3100000", "100 gange større"), ("31", "1.000 gange mindre")]
)
def test_amounts_in_another_unit_than_the_same_citizens_before_are_told(ark: Path, amount: str, said: str) -> None:
    assert notes(ark, HEAD, *plain(1, "31.000,00")) == ()
    about = notes(ark, HEAD, *plain(11, amount))
    assert [said in text for text in about] == ([True] if said else [])
