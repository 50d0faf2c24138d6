"""Other municipalities' key figures brought into the list: each once, and none that stands there is changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.file.save import read_whole
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, Growth, Patch
from styring_xl.danish.text import is_blank, label
from styring_xl.errors import StyringError
from styring_xl.figures.key_figures import read_ages
from styring_xl.imports.append import Room, append
from styring_xl.reading import lists
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.list_spot import ListSpot
from styring_xl.reading.lists import Lists
from styring_xl.standard.lists.benchmark import BENCHMARK

_MOST: Final = 5_000_000
_EXAMPLE: Final = "Kommune;Nøgletal;Aldersgruppe;År;Værdi;Kilde"
_Key = tuple[object, ...]


class BenchmarkImport(Struct, frozen=True):
    """What of a file came in: rows that are new, that stood there already, that stand there with another value, and
    the lines of those that cannot be read. ``blocks`` and ``growths`` write the new ones."""

    new: int
    known: int
    other: int
    refused: tuple[int, ...]
    blocks: tuple[Block, ...] = ()
    growths: tuple[Growth, ...] = ()

    def with_rows(self, patch: Patch) -> Patch:
        """What a refresh writes, and the rows before it."""
        return replace(patch, blocks=(*self.blocks, *patch.blocks), growths=(*self.growths, *patch.growths))

    def to_json(self) -> dict[str, Any]:
        """How many rows went where."""
        return {"new": self.new, "known": self.known, "other_value": self.other, "refused_lines": list(self.refused)}

    def sentence(self, *, would: bool = False) -> str:
        """What came in, in Danish."""
        said = f"{self.new} tal {'ville komme' if would else 'er kommet'} til, {self.known} stod der i forvejen"
        if self.other:
            said += f", {self.other} står der med en anden værdi og er ikke ændret"
        if self.refused:
            lines = ", ".join(map(str, self.refused[:10])) + (" …" if len(self.refused) > 10 else "")
            said += f", {len(self.refused)} kan ikke læses (linje {lines})"
        return said + "."


def plan(book: ReadableBook, known_lists: Lists, extract: Path) -> BenchmarkImport:
    """What a CSV file adds to the workbook's list of comparison municipalities, as ``known_lists`` have it.

    Raises StyringError when the file lacks a column, or the workbook the list.
    """
    spot = next((each for each in known_lists.spots if each.listing.name == BENCHMARK.name), None)
    if spot is None:
        raise StyringError(
            f"Projektmappen har ingen liste {BENCHMARK.title}. Brug en projektmappe fra »styring-xl new«, eller lav en "
            f"tabel med overskrifterne {_EXAMPLE.replace(';', ', ')}."
        )
    if spot.beside:
        raise StyringError(
            f"Listen på {spot.sheet} har en kolonne for hvert år, så nye rækker kan ikke sættes ind i den. Brug en "
            f"tabel med overskrifterne {_EXAMPLE.replace(';', ', ')}."
        )
    read = lists.of_grid(_grid(extract), BENCHMARK)
    if read is None:
        raise StyringError(f"{extract.name} mangler en kolonne. Den første linje skal være som {_EXAMPLE}.")
    rows, problems = read
    standing = {_key(row): row.number("value") for row in known_lists.of(BENCHMARK)}
    new: list[ListRow] = []
    known = other = 0
    for row in rows:
        key, value = _key(row), row.number("value")
        if key not in standing:
            standing[key] = value
            new.append(row)
        elif standing[key] == value:
            known += 1
        else:
            other += 1
    columns: dict[int, list[Content]] = {at: [_cell(row, name) for row in new] for name, at in spot.columns.items()}
    blocks, growths = append(book, _room(book.grid(spot.sheet), spot), columns, len(new))
    return BenchmarkImport(len(new), known, other, tuple(each.row for each in problems), blocks, growths)


def _key(row: ListRow) -> _Key:
    ages = row.text("ages")
    return label(row.text("place")), row.text("figure"), read_ages(ages) or label(ages), row.whole("year")


def _cell(row: ListRow, name: str) -> Content:
    if name == "value":
        number = row.number("value")
        return None if number is None else float(number)
    return row.whole("year") if name == "year" else row.text(name) or None


def _room(grid: Grid, spot: ListSpot) -> Room:
    """Where the list's next rows go."""
    first, last = spot.header + 1, spot.header
    for row in range(first, len(grid.rows) + 1):
        if any(not is_blank(grid.value(row, at)) for at in spot.columns.values()):
            last = row
    table = next((each for each in grid.tables if each.name == spot.table), None)
    if table is None:
        left, right = min(spot.columns.values()), max(spot.columns.values())
        return Room(spot.sheet, first, left, right, last + 1, last, max(last, first), False, None)
    bottom = table.ref.bottom - table.totals_rows
    return Room(
        spot.sheet,
        first,
        table.ref.left,
        table.ref.right,
        last + 1,
        bottom,
        max(last, first),
        table.totals_rows > 0,
        None,
    )


def _grid(extract: Path) -> Grid:
    """A CSV file's records, a line each. Raises StyringError when it cannot be read."""
    data, _ = read_whole(extract, _MOST)
    if data.startswith(b"PK\x03\x04"):
        raise StyringError(f"{extract.name} er en projektmappe; gem arket som .csv, og prøv igen.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        records = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise StyringError(f"{extract.name} er ikke en CSV-fil. Den første linje skal være som {_EXAMPLE}.") from None
    return Grid(extract.name, [[cell or None for cell in record] for record in records])
