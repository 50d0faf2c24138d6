"""What sheets, suppliers and advisers are called in a copy, settled before the first cell is written."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.anonymise.columns import KIND
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.numbers import in_words
from styring_xl.anonymise.texts import Texts, without_signs
from styring_xl.danish.text import label
from styring_xl.reading import header

_STEMS: Final = {
    header.DISPOSITION: standard.DISPOSITION, header.POSTINGS: standard.POSTINGS, header.BUDGET: standard.BUDGET,
}  # fmt: skip


def reserve(given: GivenWorkbook, texts: Texts) -> None:
    """Suppliers and advisers keep one stand-in, wherever their names stand."""
    for sheet, table in given.tables.items():
        wanted = {name: at for name, at in table.columns.items() if name in ("supplier", "adviser")}
        if wanted:
            columns = given.file.columns(sheet, table.first_row, list(wanted.values()))
            for name, at in wanted.items():
                for text in columns[at].strings:
                    if not in_words(text):
                        texts.reserve(text, KIND[name])


def name_sheets(given: GivenWorkbook, texts: Texts) -> None:
    """A sheet keeps its name where that says nothing of anybody."""
    taken = {label(each.name) for each in given.book.sheets if each not in given.sheets}
    others = {label(each.name) for each in given.book.sheets}
    for number, sheet in enumerate(given.book.sheets, start=1):
        if sheet not in given.sheets:
            continue
        name = sheet.name
        if in_words(name) or not texts.is_known(name):
            table = given.tables.get(name)
            stem = f"Ark {number}" if table is None else _STEMS[table.role]
            names = (stem, *(f"{stem} {n}" for n in range(2, 10_000)))
            name = next(each for each in names if label(each) not in taken and label(each) not in others)
        name = without_signs(name)
        taken.add(label(name))
        texts.sheets[sheet.name] = name
