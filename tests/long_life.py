"""Years of work on one municipality: closings, presses and new-year workbooks, held to the øre by figures of its own.

``python -m tests.long_life [YEARS [PRESSES A MONTH [CITIZENS]]]`` lives them; five years of seventeen presses a month
are sixty closings and a thousand presses. What the workbook says is read by another program's reader, and what it must
say is computed here from the rows and postings, by nothing of the product's.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import openpyxl
from msgspec import Struct, field

from styring_xl import closing, job, standard
from styring_xl.books.file.script import edit_cells
from styring_xl.imports.job import import_postings
from tests.workbooks import standard_package

FIRST: Final = 2026
MEASURES: Final = ("Familiepleje", "Døgninstitution", "Aflastning")
COPIES: Final = 3
COLUMNS: Final = ("CPR-nr.", "Foranstaltning", "Takst", "Takstenhed", "Startdato", "Stopdato")


class Row(Struct, dict=True):
    """A bevilling: øre a month from a day to another, both counted, or without an end."""

    cpr: str
    measure: str
    rate: int
    start: dt.date
    stop: dt.date | None = None

    def expected(self, year: int, month: int) -> int:
        """Øre in a month, by its days, half an øre away from nothing."""
        days = calendar.monthrange(year, month)[1]
        first = max(self.start, dt.date(year, month, 1))
        last = min(self.stop or dt.date.max, dt.date(year, month, days))
        return _rounded(Fraction(self.rate * max((last - first).days + 1, 0), days))


def _rounded(ore: Fraction) -> int:
    return (2 * ore.numerator + ore.denominator) // (2 * ore.denominator)


class Told(Struct, dict=True):
    """What came of the years: how many of each, and the sizes of each year's files in bytes."""

    closings: int = 0
    presses: int = 0
    checked: int = 0
    sizes: list[dict[str, int]] = field(default_factory=list)
    last: Path = Path()


class Municipality:
    """Its rows and its ledger, as they are told to the workbook."""

    def __init__(self, citizens: int, dice: random.Random) -> None:
        self.dice = dice
        self.serial = 0
        self.rows: list[Row] = []
        self.ledger: list[tuple[dt.date, str, str, int, str]] = []
        for _ in range(citizens):
            self.admit(dt.date(FIRST - 1, dice.randrange(1, 13), dice.randrange(1, 29)))

    def admit(self, day: dt.date) -> None:
        """A new citizen, by a replacement number."""
        self.serial += 1
        cpr = f"{61 + self.serial % 28}{1 + self.serial // 28 % 12:02d}80-{4000 + self.serial % 5000}"
        rate = self.dice.randrange(500_000, 9_000_000)
        self.rows.append(Row(cpr, self.dice.choice(MEASURES), rate, day))

    def post(self, year: int, month: int) -> None:
        """A month's postings: nearly what is expected, a late one of an earlier month, one without a citizen."""
        for row in self.rows:
            amount = row.expected(year, month)
            if amount and self.dice.random() < 0.95:
                self._add(year, month, row.cpr, row.measure, amount + self.dice.randrange(-20_000, 20_000))
        if month > 1:
            row = self.dice.choice(self.rows)
            self._add(year, self.dice.randrange(1, month), row.cpr, row.measure, -self.dice.randrange(1, 500_000))
        self._add(year, month, "", self.dice.choice(MEASURES), self.dice.randrange(1, 900_000))

    def _add(self, year: int, month: int, cpr: str, measure: str, ore: int) -> None:
        day = dt.date(year, month, self.dice.randrange(1, 29))
        self.ledger.append((day, cpr, measure, ore, f"B{len(self.ledger) + 1}"))

    def months(self, year: int, closed: int) -> list[int]:
        """What each month of the year must come to in all, øre."""
        booked = [0] * 12
        for day, _, _, ore, _ in self.ledger:
            if day.year == year:
                booked[day.month - 1] += ore
        expected = [sum(row.expected(year, month) for row in self.rows) for month in range(1, 13)]
        return [*booked[:closed], *expected[closed:]]


def extract(folder: Path, ledger: list[tuple[dt.date, str, str, int, str]], name: str) -> Path:
    """Some postings as the ledger's system gives them."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(("Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb", "Bilagsnr."))
        for day, cpr, measure, ore, document in ledger:
            amount = f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02d}"
            out.writerow((f"{day:%d-%m-%Y}", cpr, measure, amount, document))
    return path


def said(path: Path) -> list[int]:
    """The twelve months of *Månedsforbrug* in all, øre, by another program's reader."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    rows: Iterator[tuple[Any, ...]] = book["Månedsforbrug"].iter_rows(values_only=True)
    totals = [row for row in rows if row and row[0] == "I alt"]
    book.close()
    return [round((value or 0) * 100) for value in totals[-1][3:15]]


def parts(path: Path) -> dict[str, int]:
    """The bytes of a workbook's parts that could grow, and of all that lies beside it."""
    with zipfile.ZipFile(path) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    return {
        "workbook": path.stat().st_size,
        "texts": sizes.get("xl/sharedStrings.xml", 0),
        "styles": sizes.get("xl/styles.xml", 0),
        "names": sizes["xl/workbook.xml"],
        "folder": sum(each.stat().st_size for each in path.parent.iterdir() if each.suffix != ".csv"),
    }


class Year:
    """One year's workbook: new, with the rows that run on and last year's postings, then closed month by month."""

    def __init__(self, folder: Path, year: int, town: Municipality, told: Told) -> None:
        self.folder, self.year, self.town, self.told = folder, year, town, told
        self.path = folder / f"Styring {year}.xlsx"
        self.closed = 0
        town.rows = [row for row in town.rows if row.stop is None or row.stop.year >= year]
        for _ in range(2):
            town.admit(dt.date(year, 1 + town.dice.randrange(12), 5))
        lines = ["|".join(COLUMNS)]
        for row in town.rows:
            stop = "" if row.stop is None else f"{row.stop:%d-%m-%Y}"
            rate = f"{row.rate / 100:.2f}"
            lines.append("|".join((row.cpr, row.measure, rate, "måned", f"{row.start:%d-%m-%Y}", stop)))
        self.path.write_bytes(standard_package("\n".join(lines), year=year))
        at = standard.SETTINGS_ROW + standard.SETTINGS.index(standard.SETTING_COPIES)
        edit_cells(self.path, self.path, {"Opsætning": {f"B{at}": COPIES}}, backup=False)
        before = [each for each in town.ledger if each[0].year == year - 1]
        if before:
            import_postings([extract(folder, before, f"{year - 1}")], self.path)

    def live(self, presses: int, months: int) -> None:
        """Its months, each with so many presses before its closing."""
        for month in range(1, months + 1):
            for _ in range(presses):
                self.change()
                self.press()
            count = len(self.town.ledger)
            self.town.post(self.year, month)
            import_postings([extract(self.folder, self.town.ledger[count:], f"{self.year}-{month:02d}")], self.path)
            self.close(month)
        size = parts(self.path)
        assert not job.run(self.path).saved, "a press on what is up to date writes nothing"
        assert parts(self.path) == size
        self.told.sizes.append(size)
        self.told.last = self.path

    def change(self) -> None:
        """A user corrects a rate, or says when a bevilling stops."""
        at = self.town.dice.randrange(len(self.town.rows))
        row, line = self.town.rows[at], standard.FIRST_ROW + at
        names = standard.DISPOSITION_COLUMNS
        if self.town.dice.random() < 0.9:
            row.rate = self.town.dice.randrange(500_000, 9_000_000)
            cell, value = (names.index("Takst"), row.rate / 100)
        else:
            row.stop = max(row.start, dt.date(self.year, self.town.dice.randrange(1, 13), 17))
            cell, value = (names.index("Stopdato"), row.stop)  # type: ignore[assignment]
        edit_cells(self.path, self.path, {"Disponering": {f"{chr(65 + cell)}{line}": value}}, backup=False)

    def press(self) -> None:
        """A refresh, and what it says against what it must."""
        job.run(self.path)
        self.told.presses += 1
        self.check()

    def close(self, month: int) -> None:
        """The month is closed with the ledger's total, which the product holds against its own."""
        self.closed = month
        total = sum(self.town.months(self.year, month)[:month])
        day = dt.date(self.year, month, 28)
        job.record(self.path, lambda book: closing.close(book, month, day, ledger=total), "måned lukket")
        self.told.closings += 1
        self.check()

    def check(self) -> None:
        """Every month of the workbook is what the rows and postings come to."""
        must, is_told = self.town.months(self.year, self.closed), said(self.path)
        assert is_told == must, f"{self.year}, closed {self.closed}: {is_told} for {must}"
        self.told.checked += 1


def live(folder: Path, *, years: int, presses: int, citizens: int, months: int = 12, seed: int = 1) -> Told:
    """So many years, or the first months of each. Raises AssertionError at the first øre that is lost."""
    town, told = Municipality(citizens, random.Random(seed)), Told()
    for year in range(FIRST, FIRST + years):
        Year(folder, year, town, told).live(presses, months)
    return told


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    years_, presses_, citizens_ = (*asked, *(5, 17, 40)[len(asked) :])
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        done = live(Path(place), years=years_, presses=presses_, citizens=citizens_)
        print(
            f"{done.closings} closings, {done.presses} presses, {done.checked} checks, {time.monotonic() - began:.0f} s"
        )
        for number, each in enumerate(done.sizes, FIRST):
            print(number, each)
