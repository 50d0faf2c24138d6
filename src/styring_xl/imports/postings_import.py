"""Postings brought into a workbook: extracts and workbook in, a patch and the whole account of it out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, Growth, NewSheet, Patch
from styring_xl.errors import StyringError
from styring_xl.imports import detail_file, ledger_sheet, overflow, posting, profile, stored
from styring_xl.imports.account import ImportAccount
from styring_xl.imports.append import without_result
from styring_xl.imports.columns import NAMES, Stated, check_given
from styring_xl.imports.control import Tally
from styring_xl.imports.extract import Options
from styring_xl.imports.extract import read as read_extract
from styring_xl.imports.intake import Intake, part_of
from styring_xl.imports.ledger_part import LedgerPart
from styring_xl.imports.ledger_sheet import LedgerSheet
from styring_xl.imports.new_ledger import new_ledger
from styring_xl.imports.posting import TEXTS, Pools, Postings
from styring_xl.imports.spelling import measures_of, misspelled
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import exact_sum
from styring_xl.reading import header, parameters, settings
from styring_xl.reading.layout import Layout
from styring_xl.reading.ledger.account import Accounts
from styring_xl.reports import lay_out

ACTION: Final = "posteringer_importeret"


class Planned(Struct, frozen=True):
    """What an import would do: the patch, the account, and the detail file to write first."""

    patch: Patch
    account: ImportAccount
    detail: bytes = b""


def plan(
    book: ReadableBook,
    files: Sequence[Path | LedgerPart],
    folder: Path,
    stem: str,
    *,
    options: Options | None = None,
    given: Sequence[tuple[str, str]] = (),
    year: int | None = None,
    update_changed: bool = False,
    capacity: int | None = None,
) -> Planned:
    """Reads the extracts, or takes parts that have been read, and says what bringing them into the book takes.

    ``folder`` and ``stem`` say where the workbook is and what it is called; ``given`` are (field, header) a user
    states; ``capacity`` overrides how many rows the sheet has left. Raises StyringError when an extract cannot be read
    in one way only, or the sheet has something in the way.
    """
    options = options or Options()
    pools = Pools()
    stated, found, _ = lay_out(book, year)
    standing = _standing(book, found, year or stated.year, folder, pools)
    setup = settings.sheet_of(book.sheet_names)
    grid = None if setup is None else book.grid(setup)
    intake = Intake(standing.sheet, standing.postings, standing.fields, pools, update_changed)
    _take(intake, files, options, given, grid, pools, standing.year)
    placing = _accounts(book)
    fresh = _placed(intake.fresh, placing, pools)
    control = replace(intake.control, placed=part_of(fresh))
    if control.difference != Tally():
        raise StyringError(
            "Kontrolsummen stemmer ikke, så intet er skrevet. Giv udtrækket til den, der vedligeholder Styring-XL."
        )
    written, detail_name, detail = _fitted(standing.sheet, fresh, pools, stem, capacity)
    blocks, growths = ledger_sheet.appended(standing.source, standing.sheet, written, pools)
    rewritten = _rewritten(standing, intake, placing, pools)
    store = _remembered(book, grid, intake)
    unknown = without_result(blocks)
    account = ImportAccount(
        files=tuple(intake.files),
        control=control,
        refused=tuple(intake.refused),
        differences=tuple(intake.differences),
        sheet=standing.sheet.table.sheet,
        unplaced=_unplaced(fresh, pools) if "measure" in standing.sheet.columns else (),
        misspelled=misspelled(fresh, pools, measures_of(book, found)),
        contradictions=tuple(placing.contradictions.values()),
        reopened=_in_closed(fresh, standing.year, stated.closed or 0),
        closed=stated.closed or 0,
        alike=intake.alike,
        not_kept=_not_kept(intake, standing.sheet),
        aggregated=len(written) if detail_name else 0,
        detail=detail_name,
        without_result=tuple(
            (NAMES[name], unknown[at]) for name, at in standing.sheet.table.columns.items() if at in unknown
        ),
    )
    patch = Patch(
        sheets=standing.new_sheets if blocks or rewritten else (),
        blocks=(*rewritten, *blocks, *store[0]),
        growths=(*growths, *store[1]),
    )
    return Planned(patch, account, detail)


def _take(
    intake: Intake,
    files: Sequence[Path | LedgerPart],
    options: Options,
    given: Sequence[tuple[str, str]],
    setup: Grid | None,
    pools: Pools,
    year: int | None,
) -> None:
    """Reads the extracts, with the columns that are ``given`` or kept in *Opsætning*, and takes what is new in them."""
    kept = () if setup is None else stored.read(setup, standard.ROLE_POSTINGS_EXTRACT, NAMES)
    columns = Stated(tuple(given), kept)
    for number, path in enumerate(files):
        if isinstance(path, LedgerPart):
            intake.take(path.extract, path.numbered(number, pools))
            continue
        extract = read_extract(path, options, columns)
        intake.take(extract, posting.read(extract, number, options, pools, year))
    check_given(given, intake.headers, NAMES)


class _Standing(Struct, frozen=True, eq=False):
    """What stands in the workbook: the ledger's sheets, the last of which is written, and all postings of them."""

    sheet: LedgerSheet
    postings: Postings
    """``line`` is the row of those on the last sheet, -1 of others."""
    fields: frozenset[str]
    year: int | None
    new_sheets: tuple[NewSheet, ...]
    source: ReadableBook
    """The book the sheet is in: the template's, for a sheet that is yet to be added."""


def _standing(book: ReadableBook, found: Layout, year: int | None, folder: Path, pools: Pools) -> _Standing:
    tables = found.of(header.POSTINGS)
    new_sheets: tuple[NewSheet, ...] = ()
    source: ReadableBook = book
    if not tables:
        tables, new_sheets, source = new_ledger(book)
    year = year or tables[0].year
    sheets = [ledger_sheet.read(source, table, pools, year) for table in tables]
    there = Postings.joined([each.postings for each in sheets])
    there = replace(there, line=np.where(_in_last(sheets), there.line, -1))
    summed = overflow.is_sum(there, pools)
    detail = overflow.read(folder, overflow.files(there.take(summed), pools), pools)
    there = Postings.joined((there.take(~summed), detail))
    fields = frozenset.intersection(*(each.fields for each in sheets))
    return _Standing(sheets[-1], there, fields, year, new_sheets, source)


def _in_last(sheets: Sequence[LedgerSheet]) -> Flags:
    """Which of all sheets' postings stand on the last sheet, the one that is written."""
    return np.concatenate([np.full(len(each.postings), each is sheets[-1]) for each in sheets] or [np.zeros(0, bool)])


def _accounts(book: ReadableBook) -> Accounts:
    table_of = parameters.sheet_of(book.sheet_names)
    return Accounts(parameters.read(book.grid(table_of)).accounts if table_of else ())


def _fitted(
    sheet: LedgerSheet, fresh: Postings, pools: Pools, stem: str, capacity: int | None
) -> tuple[Postings, str, bytes]:
    """What is written of new postings, and the name and contents of the detail file where the sheet is too short for
    each of them."""
    room = sheet.room.capacity if capacity is None else capacity
    if len(fresh) <= room:
        return fresh, "", b""
    data = detail_file.to_bytes(fresh, pools)
    name = detail_file.file_name(Path(stem), data)
    written = overflow.sums(fresh, pools, name)
    if len(written) > room:
        raise StyringError(
            f"Arket »{sheet.table.sheet}« har ikke plads til posteringerne, heller ikke samlet pr. borger, "
            "foranstaltning og måned. Flyt gamle år til en projektmappe for sig, og prøv igen."
        )
    if "document" not in sheet.fields or "text" not in sheet.fields:
        raise StyringError(
            f"Arket »{sheet.table.sheet}« har ikke plads til posteringerne én for én. For at kunne stå samlet "
            "mangler det en kolonne til bilagsnr. og en til posteringstekst. Tilføj den, der mangler, og prøv igen."
        )
    return written, name, data


def _rewritten(standing: _Standing, intake: Intake, placing: Accounts, pools: Pools) -> list[Block]:
    """The rows of the sheet that changed postings are written over."""
    # In the order of the sheet, so that the same import always gives the same patch.
    rows = np.array(sorted(intake.updates), np.int64)
    moved = rows[intake.there.texts["account"][rows] != standing.postings.texts["account"][rows]]
    there = _place_rows(intake.there, moved, placing, pools)
    updates = intake.updates | {row: intake.updates[row] | {"measure"} for row in moved.tolist()}
    blocks: list[Block] = []
    for fields_of in dict.fromkeys(updates[row] for row in rows.tolist()):
        some = np.array([row for row in rows.tolist() if updates[row] == fields_of], np.int64)
        blocks += ledger_sheet.rewritten(standing.sheet, there.take(some), pools, fields_of)
    return blocks


def _remembered(book: ReadableBook, grid: Grid | None, intake: Intake) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    """What keeps the extracts' columns in *Opsætning*."""
    if grid is None:
        return (), ()
    profiles = [(profile.FIELD, each.profile) for each in intake.files if each.profile]
    wanted = [*profiles, *(pair for each in intake.files for pair in each.by_header)]
    return stored.remember(book, grid, standard.ROLE_POSTINGS_EXTRACT, wanted)


def _in_closed(fresh: Postings, year: int | None, closed: int) -> Tally:
    return part_of(fresh.take((fresh.month // 12 == (year or -1)) & (fresh.month % 12 < closed)))


def _not_kept(intake: Intake, sheet: LedgerSheet) -> tuple[str, ...]:
    """The fields of the extracts that the sheet has no column for."""
    return tuple(
        NAMES["date" if each == "day" else each]
        for each in (*TEXTS, "day")
        if each in intake.fields and each not in sheet.fields and not (each == "day" and "period" in sheet.columns)
    )


def _placed(postings: Postings, accounts: Accounts, pools: Pools) -> Postings:
    """The postings with the measure their account stands for; what the table leaves out keeps its own."""
    if not accounts or not len(postings):
        return postings
    codes, at = np.unique(postings.texts["account"], return_inverse=True)
    names = [accounts.measure(pools.names["account"][code]) for code in codes.tolist()]
    found = pools.add("measure", names)[at]
    measures = np.where(found > 0, found, postings.texts["measure"])
    return replace(postings, texts={**postings.texts, "measure": measures})


def _place_rows(postings: Postings, rows: Integers, accounts: Accounts, pools: Pools) -> Postings:
    """The same postings, some rows placed as ``_placed`` does."""
    measures = postings.texts["measure"].copy()
    measures[rows] = _placed(postings.take(rows), accounts, pools).texts["measure"]
    return replace(postings, texts={**postings.texts, "measure": measures})


def _unplaced(postings: Postings, pools: Pools) -> tuple[tuple[str, Tally], ...]:
    """Accounts of postings without a measure, those with most kroner first."""
    bare = postings.texts["measure"] == 0
    codes, ore = postings.texts["account"][bare], postings.amount[bare]
    # The accounts one after the other, for there may be thousands of them.
    order = np.argsort(codes, kind="stable")
    firsts = np.flatnonzero(np.append(True, np.diff(codes[order]) != 0)) if len(order) else order
    found = []
    for rows in np.split(order, firsts[1:]) if len(order) else ():
        name = pools.names["account"][codes[rows[0]]] or "(uden konto)"
        found.append((name, Tally(len(rows), exact_sum(ore[rows]))))
    return tuple(sorted(found, key=lambda each: (-abs(each[1].ore), each[0])))
