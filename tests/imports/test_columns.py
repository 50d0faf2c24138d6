"""Which column of an extract is what, by its header and by the cells under it."""

from __future__ import annotations

import pytest

from styring_xl.imports.columns import Stated, match

HEAD = ["Bogføringsdato", "CPR-nr.", "Beløb"]


def test_an_amount_beside_the_last_header_is_that_headers() -> None:
    """As under a heading merged over two columns, the last of the sheet."""
    rows = [["15-04-2026", "610180-0001", None, 31_000], ["16-04-2026", "610180-0001", None, 500]]
    found = match(HEAD, Stated(), None, rows)
    assert (found.columns["amount"], found.twins) == (3, ())


@pytest.mark.parametrize(
    ("head", "words"),
    [("Kode", "DK"), ("Posteringsnøgle", ("40", "50")), ("Bilagstype", ("Faktura", "Kreditnota", "Løn"))],
)
def test_a_column_that_may_be_the_sign_is_doubtful_where_no_amount_has_a_minus(head: str, words: str) -> None:
    rows = [["15-04-2026", "610180-0001", "31.000,00", word] for word in words]
    assert match([*HEAD, head], Stated(), None, rows).doubtful_sides == (() if head == "Kode" else (head,))
    rows[0][2] = "-500,00"
    assert match([*HEAD, head], Stated(), None, rows).doubtful_sides == ()
