"""An extract as it comes: a delimited file or a sheet of a workbook, cut into columns, each row with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.books.file.ending import ODS, XLSM, XLSX, ending_of
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.column import CellColumn
from styring_xl.errors import StyringError
from styring_xl.imports import delimited, dialect
from styring_xl.imports.columns import POSTINGS, ExtractKind, Mapping_, Stated, match
from styring_xl.imports.delimited import LineCount
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading import header
from styring_xl.reading.header_unit import said_by, said_in_ore
from styring_xl.reading.ledger.amount import Amounts, of_cells

_WORKBOOKS: Final = (XLSX, XLSM, ".xltx", ".xltm")
_MAX_BYTES: Final = 2_000_000_000


class Options(Struct, frozen=True):
    """What the user states about extracts; None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    ore: bool | None = None
    """True: the amounts are øre; False: kroner; None: as the header says, else kroner."""
    sheet: str | None = None
    """The sheet of a workbook extract."""


class Extract(Struct, frozen=True, eq=False):
    """One extract's rows; ``lines`` (n,) is the line of the file or the row of the sheet each stands on."""

    name: str
    sheet: str | None
    how: str
    """The dialect as shown, empty for a workbook."""
    header_line: int
    mapping: Mapping_
    lines: Integers
    texts: Mapping[str, CellColumn]
    amounts: Mapping[str, Amounts]
    ragged: Flags
    count: LineCount | None = None
    """A text file's lines, counted without the parser; None for a workbook, whose rows are its cells' own."""

    titled: int = 1
    titled_ore: bool = False
    """Whether a text above the header says that the figures are øre."""
    """Kroner to one figure as a text over the header says."""

    def __len__(self) -> int:
        return len(self.lines)

    def unit(self, field: str) -> int:
        """Øre to one figure of an amount, as its header says or else a text above."""
        text = self.mapping.header(field)
        if field == "amount_ore" or header.in_ore(text):
            return 1
        own = header.unit_factor(text)
        factor = own if own != 1 else self.titled
        return 1 if self.titled_ore and factor == 1 else 100 * factor


def read(path: Path, options: Options, stated: Stated, kind: ExtractKind = POSTINGS) -> Extract:
    """Reads an extract. Raises StyringError, one sentence that names it, when it cannot be read in one way only."""
    if path.is_dir():
        raise StyringError(f"{path.name} er en mappe og ikke et udtræk. Vælg filen i den.")
    if ending_of(path) in _WORKBOOKS:
        try:
            return _from_workbook(path, options, stated, kind)
        except StyringError as error:
            # Without the file's name the message would seem to be about the workbook that the extract goes into.
            raise StyringError(str(error) if path.name in str(error) else f"{path.name}: {error}") from error
    if ending_of(path) in (".xls", ".xlsb", ODS):
        raise StyringError(
            f"{path.name} er i et format, der ikke læses. Gem udtrækket som .xlsx eller .csv, og prøv igen."
        )
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise StyringError(f"{path.name} er for stor; del udtrækket i flere filer.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise StyringError(
            f"Udtrækket {path.name} findes ikke. Se efter, om navn og mappe er skrevet rigtigt."
        ) from error
    except PermissionError as error:
        raise StyringError(
            f"Der er ikke adgang til udtrækket {path.name}, eller det er i brug. Luk det i andre programmer, og prøv "
            "igen."
        ) from error
    if not data or data.isspace():
        raise StyringError(f"Udtrækket {path.name} er tomt. Hent det igen.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise StyringError(f"{path.name} er en projektmappe med et forkert navn; gem den som .xlsx eller .csv.")
    try:
        return _from_text(path, data, options, stated, kind)
    except StyringError as error:
        raise StyringError(f"{path.name}: {error}") from error


def _from_text(path: Path, data: bytes, options: Options, stated: Stated, kind: ExtractKind) -> Extract:
    body, encoding, came_in = dialect.decode(data, options.encoding)
    del data

    def lacking(fields: Sequence[str]) -> str | None:
        return kind.lacking(fields, stated)

    delimiter, head = dialect.delimiter_and_head(body, encoding, options.delimiter, lacking, kind.example)
    mapping = _one_way(match(head.fields, stated, kind.known, head.rows))
    texts = {name: at for name, at in mapping.columns.items() if name not in kind.amounts}
    amounts = {name: at for name, at in mapping.columns.items() if name in kind.amounts}
    records = delimited.read(
        body,
        encoding,
        delimiter,
        head.above,
        len(head.fields),
        tuple(set(texts.values())),
        tuple(set(amounts.values())),
    )
    return Extract(
        name=path.name,
        sheet=None,
        how=dialect.Dialect(came_in, delimiter).text,
        header_line=head.line,
        mapping=mapping,
        lines=records.lines,
        texts={name: records.texts[at] for name, at in texts.items()},
        amounts={name: records.amounts[at] for name, at in amounts.items()},
        ragged=records.ragged,
        count=records.count,
        titled=said_by(head.titles),
        titled_ore=said_in_ore(head.titles),
    )


def _one_way(mapping: Mapping_) -> Mapping_:
    """The same columns. Raises StyringError when an amount may stand in either of two."""
    if mapping.twins:
        raise StyringError(
            f"To kolonner med tal hedder »{mapping.twins[0]}«, og det kan ikke ses, hvilken der er beløbet. Giv den "
            "anden et andet navn, eller slet den, og prøv igen."
        )
    if mapping.doubtful_sides:
        name = mapping.doubtful_sides[0]
        raise StyringError(
            f"Kolonnen »{name}« kan være beløbenes fortegn (debet og kredit), for intet beløb har minus. Er den det, "
            f'så kald den D/K i udtrækket (på kommandolinjen: --column "D/K={name}"); er den ikke, så slet den.'
        )
    return mapping


def _from_workbook(path: Path, options: Options, stated: Stated, kind: ExtractKind) -> Extract:
    book = FileBook.open(path)
    names = book.sheet_names
    if options.sheet is not None:
        names = [name for name in names if name.casefold() == options.sheet.casefold()]
        if not names:
            raise StyringError(
                f"{path.name} har intet ark, der hedder »{options.sheet}«. Skriv navnet, som det står på fanen."
            )
    found: list[tuple[str, int, Mapping_]] = []
    for name in names:
        if options.sheet is None and book.is_hidden(name):
            continue
        for number, cells in enumerate(book.head(name, dialect.HEAD_RECORDS).rows, start=1):
            texts = [value if isinstance(value, str) else "" for value in cells]
            mapping = match(texts, stated, kind.known)
            if kind.missing(mapping.columns) is None:
                found.append((name, number, mapping))
                break
    if not found:
        raise StyringError(f"{path.name}: {dialect.no_header((), None, kind.example)}")
    if len(found) > 1:
        sheets = ", ".join(f"»{name}«" for name, _, _ in found)
        raise StyringError(
            f"{path.name}: flere ark ligner et udtræk ({sheets}). Skjul de andre, eller angiv det rigtige på "
            "kommandolinjen med --sheet."
        )
    name, row, mapping = found[0]
    head = book.head(name, row + dialect.EVIDENCE).rows
    under = head[row:]
    mapping = _one_way(match(mapping.headers, stated, kind.known, under))
    columns = book.columns(name, row + 1, [at + 1 for at in mapping.columns.values()])
    by_field = {field: columns[at + 1] for field, at in mapping.columns.items()}
    titles = [value for each in head[: row - 1] for value in each if isinstance(value, str)]
    return Extract(
        name=path.name,
        sheet=name,
        how="",
        header_line=row,
        mapping=mapping,
        lines=columns.rows.astype(np.int64),
        texts={field: cells for field, cells in by_field.items() if field not in kind.amounts},
        amounts={field: of_cells(cells) for field, cells in by_field.items() if field in kind.amounts},
        ragged=np.zeros(len(columns.rows), bool),
        titled=said_by(titles),
        titled_ore=said_in_ore(titles),
    )
