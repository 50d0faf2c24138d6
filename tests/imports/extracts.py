"""The same postings as ten systems would write them, each with its own shape and dirt."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from msgspec import Struct

from styring_xl.books.file.filebook import FileBook
from styring_xl.imports import ledger_sheet
from styring_xl.imports.posting import Pools
from styring_xl.reading import header
from styring_xl.reports import lay_out


class Line(Struct, frozen=True, order=True, dict=True):
    """One posting: øre, and texts as the ledger has them."""

    day: dt.date
    account: str
    cpr: str
    ore: int
    document: str
    line: str
    text: str


MONTHS = (
    "Januar", "Februar", "Marts", "April", "Maj", "Juni", "Juli", "August", "September", "Oktober", "November",
    "December",
)  # fmt: skip
TEXTS = ("Familiepleje, løn", "Døgntakst; rest", 'Café "Ærø"', "=SUM(A1:A9)", "@import", "-17 regulering", "Tilskud")


def lines(count: int, seed: int = 1) -> list[Line]:
    """Postings of 2026 through June with every awkward thing real ones have; no two have the same bilag and line."""
    draw = random.Random(seed)
    citizens = [
        "",
        "6101019876",
        *(f"{d:02d}{m:02d}{y:02d}{4000 + d}" for d, m, y in ((61, 2, 4), (72, 12, 10), (88, 7, 99))),
    ]
    found = []
    for number in range(count):
        day = dt.date(2026, draw.randint(1, 6), draw.randint(1, 28))
        ore = draw.choice((100, 1, -50, 123_456_78, draw.randint(-900_000, 9_000_000), 1_000_00))
        found.append(
            Line(
                day,
                draw.choice(("528201003", "528201004", "528221001", "539009001")),
                draw.choice(citizens),
                ore,
                str(4_100_000 + number // 3),
                str(number % 3 + 1),
                draw.choice(TEXTS),
            )
        )
    return found


def kroner(ore: int, mark: str = ",", group: str = ".", minus: str = "before") -> str:
    """1.234,56 and its relatives."""
    whole, cents = divmod(abs(ore), 100)
    text = f"{whole:,}".replace(",", group) + f"{mark}{cents:02d}"
    if ore >= 0:
        return text
    return {"before": f"-{text}", "after": f"{text}-", "brackets": f"({text})"}[minus]


def danish(day: dt.date) -> str:
    return day.strftime("%d-%m-%Y")


def dashed(cpr: str) -> str:
    return f"{cpr[:6]}-{cpr[6:]}" if cpr else ""


def delimited(rows: Sequence[Sequence[object]], mark: str = ";", end: str = "\n", quote: bool = False) -> str:
    """Rows as text; quoted where the delimiter, a quote or a line break calls for it, or everywhere."""

    def cell(value: object) -> str:
        text = str(value)
        if quote or any(each in text for each in (mark, '"', "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "".join(mark.join(map(cell, row)) + end for row in rows)


def workbook(rows: Sequence[Sequence[Any]], title: str = "Udtræk") -> bytes:
    """A workbook with the rows on one sheet; texts that look like formulas stay texts."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HEAD = ("Kontonummer", "Bogføringsdato", "CPR-nr.", "Beløb", "Bilagsnr.", "Linjenr.", "Posteringstekst")


def plain(found: list[Line]) -> bytes:
    rows = [(e.account, danish(e.day), dashed(e.cpr), kroner(e.ore), e.document, e.line, e.text) for e in found]
    return delimited([HEAD, *rows]).encode()


def windows_quoted(found: list[Line]) -> bytes:
    rows = [(e.account, danish(e.day), e.cpr, kroner(e.ore), e.document, e.line, f"{e.text}") for e in found]
    rows = [(*row[:-1], f"{row[-1]}\nse bilag") if at % 5 == 0 else row for at, row in enumerate(rows)]
    return delimited([HEAD, *rows], end="\r\n", quote=True).encode("utf-8-sig")


def ansi_periods(found: list[Line]) -> bytes:
    head = ("Konto", "Periode", "CPR", "Beløb i kr.", "Bilag", "Bilagslinje", "Tekst", "Momskode")
    rows = [
        (e.account, f"{e.day:%Y%m}", dashed(e.cpr), kroner(e.ore, minus="after"), e.document, e.line, e.text, "0")
        for e in found
    ]
    return delimited([head, *rows]).encode("cp1252")


def utf16_columns(found: list[Line]) -> bytes:
    head = ("Konto nr.", "Posteringsdato", "Personnummer", "Debet", "Kredit", "Bilagsnummer", "Linje", "Beskrivelse")
    rows = [
        (
            e.account, f"{e.day:%Y-%m-%d}", e.cpr, kroner(e.ore) if e.ore >= 0 else "",
            kroner(-e.ore) if e.ore < 0 else "", e.document, e.line, e.text,
        )
        for e in found
    ]  # fmt: skip
    return ("\ufeff" + delimited([head, *rows], "\t", "\r\n")).encode("utf-16-le")


def english(found: list[Line]) -> bytes:
    rows = [(e.account, f"{e.day:%Y-%m-%d}", e.cpr, kroner(e.ore, ".", ","), e.document, e.line, e.text) for e in found]
    return delimited([HEAD, *rows], ",").encode()


def ore_and_pipes(found: list[Line]) -> bytes:
    head = ("Konto", "Periode", "CPR-nr.", "Beløb i øre", "Bilag", "Linjenr.", "Tekst")
    rows = [(e.account, f"{e.day:%Y-%m}", e.cpr, e.ore, e.document, e.line, f"  {e.text} ") for e in found]
    return delimited([head, *rows], "|").encode()


def sheet_of_numbers(found: list[Line]) -> bytes:
    rows = [
        (int(e.account), e.day, int(e.cpr) if e.cpr else None, e.ore / 100, int(e.document), int(e.line), e.text)
        for e in found
    ]
    return workbook([("Posteringer 2026",), (), HEAD, *rows])


def sheet_of_texts(found: list[Line]) -> bytes:
    head = ("Funktion", "Dato", "Borger", "D/K", "Beløb", "Bilag nr.", "Linie", "Tekst")
    rows = [
        (
            e.account, danish(e.day), dashed(e.cpr), "K" if e.ore < 0 else "D", kroner(abs(e.ore)), e.document,
            e.line, e.text,
        )
        for e in found
    ]  # fmt: skip
    return workbook([head, *rows, ("I alt", None, None, None, kroner(sum(e.ore for e in found)))])


def titled_months(found: list[Line]) -> bytes:
    head = (
        "Regnskabsår",
        "Måned",
        "Kontonr.",
        "CPR nr",
        "Bogført beløb",
        "Dokumentnr.",
        "Posteringslinje",
        "Tekst",
        "",
    )
    rows = [
        (e.day.year, MONTHS[e.day.month - 1], e.account, e.cpr, kroner(e.ore), e.document, e.line, e.text, "")
        for e in found
    ]
    total = ("", "", "", "I alt", kroner(sum(e.ore for e in found)), "", "", "", "")
    text = delimited([("Fjordby Kommune",), ("Udskrevet 30-06-2026",), (), head, *rows[:3], (), *rows[3:], total])
    return text.encode("cp1252")


def cpr_in_text(found: list[Line]) -> bytes:
    head = ("Artskonto", "Valørdato", "Nettobeløb", "Voucher", "Bilagslinje", "Fritekst")
    rows = [
        (
            e.account, f"{e.day:%d.%m.%y}", "kr. " + kroner(e.ore, minus="brackets") if e.ore < 0 else kroner(e.ore),
            e.document, e.line, f"{e.text} vedr. {dashed(e.cpr)}" if e.cpr else e.text,
        )
        for e in found
    ]  # fmt: skip
    return delimited([head, *rows]).encode()


SHAPES: dict[str, tuple[str, Callable[[list[Line]], bytes], tuple[tuple[str, str], ...]]] = {
    "plain": ("a.csv", plain, ()),
    "windows, all quoted": ("b.csv", windows_quoted, ()),
    "ansi, periods, minus after": ("c.csv", ansi_periods, ()),
    "utf-16, debit and credit": ("d.txt", utf16_columns, ()),
    "english": ("e.csv", english, ()),
    "øre, pipes": ("f.csv", ore_and_pipes, ()),
    "sheet of numbers": ("g.xlsx", sheet_of_numbers, ()),
    "sheet of texts, D/K": ("h.xlsx", sheet_of_texts, ()),
    "titles, month names, sum": ("i.csv", titled_months, ()),
    "cpr in text, kr., brackets": ("j.csv", cpr_in_text, (("cpr_text", "Fritekst"),)),
}


def written(folder: Path, shape: str, found: list[Line]) -> tuple[Path, tuple[tuple[str, str], ...]]:
    """An extract of a shape in a folder, and what must be stated about its columns."""
    name, make, given = SHAPES[shape]
    path = folder / name
    path.write_bytes(make(found))
    return path, given


Key = tuple[int, str, str, int, str, str]


def keys(found: Sequence[Line]) -> list[Key]:
    """What all shapes tell of a posting: month, account, citizen, øre, bilag and line."""
    return sorted((e.day.year * 12 + e.day.month - 1, e.account, e.cpr, e.ore, e.document, e.line) for e in found)


def standing(book: FileBook) -> list[Key]:
    """The same of the postings on a workbook's ledger sheet."""
    pools = Pools()
    _, layout, _ = lay_out(book)
    found: list[Key] = []
    for table in layout.of(header.POSTINGS):
        rows = ledger_sheet.read(book, table, pools, 2026).postings
        names = [
            [pools.names[field][code] for code in rows.texts[field].tolist()]
            for field in ("account", "cpr", "document", "line")
        ]
        found += [
            (month, account, cpr, ore, document, line)
            for month, ore, account, cpr, document, line in zip(
                rows.month.tolist(), rows.amount.tolist(), *names, strict=True
            )
        ]
    return sorted(found)
