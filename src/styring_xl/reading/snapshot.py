"""What a refresh starts from: everything the workbook says, read once, whichever program holds it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block
from styring_xl.danish.text import label
from styring_xl.errors import StyringError
from styring_xl.reading import (
    budget,
    date_order,
    dimension,
    disposition_sheets,
    header,
    ledger_sheets,
    lists,
    parameters,
    settings,
)
from styring_xl.reading import user_tables as own
from styring_xl.reading.account import TableAccount
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.disposition import disposition
from styring_xl.reading.disposition import rows as disposition_rows
from styring_xl.reading.disposition.measures import measures_in
from styring_xl.reading.history import history
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.layout import Layout, recognise
from styring_xl.reading.ledger import rows as ledger
from styring_xl.reading.parameters import AccountRule
from styring_xl.reading.problem import Problem
from styring_xl.reading.rate_scale import alone, rate_unit
from styring_xl.standard import lists as standard_lists

Places = dict[str, tuple[str, Ref]]
"""Defined name -> sheet and rectangle."""


class Ours(Struct, frozen=True):
    """What of a workbook is the product's own: the result sheets, by the names of the sheets and of their rectangles.

    ``typed`` are the rectangles that users fill cells in, which are read too.
    """

    sheets: tuple[str, ...]
    names: tuple[str, ...]
    typed: tuple[str, ...]


class HistoryChange(Struct, frozen=True):
    """What a closing, a reopening or a revision does to *Historik*, and to the cells ``blocks`` say.

    ``taken`` is the new entry, without the figures that are computed by the refresh. ``who`` makes the change, and
    ``month`` is the last closed one that the words written on the sheets are of, 0..12.
    """

    taken: HistoryEntry | None = None
    removed: HistoryEntry | None = None
    blocks: tuple[Block, ...] = ()
    who: str = ""
    month: int = 0


class Snapshot(Struct, frozen=True):
    """A workbook as read. ``areas`` says where the regenerated rectangles stand; ``assumed`` what nobody stated.

    ``typed`` holds the sheets of those rectangles that users fill cells in, by the rectangle's name.
    """

    sheet_names: tuple[str, ...]
    settings: settings.Settings
    parameters: parameters.Parameters
    layout: Layout
    disposition: disposition.Disposition
    ledger: ledger.Ledger
    budget: budget.Budget
    grids: Mapping[str, Grid]
    areas: Mapping[str, tuple[str, Ref]]
    typed: Mapping[str, Grid]
    year: int
    closed: int
    assumed: Mapping[str, int]
    own: tuple[own.OwnTable, ...] = ()
    """The tables of every other sheet, and of the budget."""
    lists: lists.Lists = lists.NO_LISTS
    """Contracts, goals and the other lists that are kept beside the disposition."""
    history: History = NO_HISTORY
    """What *Historik* holds."""
    division: dimension.Dimension | None = None
    """The dimension that *Afvigelse*, *Cockpit* and *Prognose* are divided by; None where the user asks for none."""
    record: HistoryChange | None = None
    """What is to be put into *Historik* or taken from it; None for a plain refresh."""

    @property
    def accounts(self) -> tuple[TableAccount, ...]:
        """Where the rows and the kroner of each table went, in the order of the roles."""
        return (*self.disposition.accounts, *self.ledger.accounts, *self.budget.accounts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the readers could not take, all roles together."""
        return (
            *self.settings.problems,
            *self.parameters.problems,
            *self.lists.problems,
            *self.disposition.problems,
            *self.ledger.problems,
            *self.budget.problems,
            *self.history.problems,
            *(self.division.problems if self.division is not None else ()),
        )


LaidOut = tuple[settings.Settings, Layout, Places]
"""What a workbook states, where its roles stand, and where its result areas do."""


def lay_out(book: ReadableBook, ours: Ours, year: int | None = None) -> LaidOut:
    """The settings, where the roles stand, and where the result areas do. Reads no more than the top of each
    sheet, but for several ledger sheets all their postings."""
    setup = settings.sheet_of(book.sheet_names)
    stated = settings.read(book.grid(setup)) if setup is not None else settings.Settings()
    areas = {name: place for name in ours.names if (place := book.resolve(name)) is not None}
    own = (setup, parameters.sheet_of(book.sheet_names))
    ignore = {sheet for sheet, _ in areas.values()} | {name for name in own if name is not None}
    wanted = year or stated.year
    layout = ledger_sheets.joined(book, recognise(book, stated.pins, ignore, year=wanted), wanted)
    layout = disposition_sheets.joined(book, layout, wanted)
    orders = {role: date_order.of(book, layout.of(role)) for role in header.ROLES}
    tables = tuple(
        replace(table, manner=replace(stated.manner(table.role), beside=orders[table.role])) for table in layout.tables
    )
    tables = tuple(replace(table, alone=alone(table, book.head(table.sheet))) for table in tables)
    tables = tuple(replace(table, rate_unit=rate_unit(table, book.head(table.sheet))) for table in tables)
    return stated, replace(layout, tables=tables), areas


def read(
    book: ReadableBook,
    ours: Ours,
    *,
    year: int | None = None,
    closed: int | None = None,
    hint: str = "",
    laid_out: LaidOut | None = None,
) -> Snapshot:
    """Reads a workbook. ``year`` and ``closed`` (0..12) override what it states; ``hint`` is a text, such as the file's
    name, that may hold the year; ``laid_out`` is what ``lay_out`` has found for the same year. Raises StyringError when
    no disposition can be found."""
    stated, layout, areas = laid_out or lay_out(book, ours, year)
    stated = stated.override(year, closed)
    tables = layout.of(header.DISPOSITION)
    if not tables:
        raise StyringError(nothing_found(book.sheet_names, layout, ours))
    the_year = stated.year if stated.year is not None else _named_year(layout, hint)
    parameter_sheet = parameters.sheet_of(book.sheet_names)
    parameter_grid = book.grid(parameter_sheet) if parameter_sheet else None
    stated_parameters = parameters.Parameters() if parameter_grid is None else parameters.read(parameter_grid)
    grids = {table.sheet: book.grid(table.sheet) for table in (*tables, *layout.of(header.BUDGET))}
    asked = (stated.division,) if stated.division is not None else ()
    found, booked, lines = _tables(book, layout, grids, stated, the_year, stated_parameters.accounts, asked)
    assumed: dict[str, int] = {}
    if the_year is None:
        the_year = assumed["year"] = _likely_year(booked, found)
    the_closed = stated.closed
    if the_closed is None:
        months = booked.month[booked.year == the_year]
        the_closed = int(months.max()) if len(months) else 0
        if len(months) or not layout.of(header.POSTINGS):
            assumed["closed"] = the_closed
    typed = {name: book.grid(areas[name][0]) for name in ours.typed if name in areas}
    past = NO_HISTORY
    if standard.HISTORY_AREA in areas:
        past = history.read(typed[standard.HISTORY_AREA], areas[standard.HISTORY_AREA][1])
    parted = [dimension.read(each, layout, grids, found, booked, lines, parameter_grid) for each in asked]
    return Snapshot(
        sheet_names=tuple(book.sheet_names),
        settings=stated,
        parameters=stated_parameters,
        layout=layout,
        disposition=found,
        ledger=booked,
        budget=lines,
        grids=grids,
        areas=areas,
        typed=typed,
        year=the_year,
        closed=the_closed,
        assumed=assumed,
        own=own_tables(book, layout, areas),
        lists=lists.read(book, _not_own(book, layout, areas) | {table.sheet for table in layout.tables}),
        history=past,
        division=parted[0] if parted else None,
    )


def _tables(
    book: ReadableBook,
    layout: Layout,
    grids: Mapping[str, Grid],
    stated: settings.Settings,
    year: int | None,
    accounts: Sequence[AccountRule],
    asked: Sequence[DimensionName],
) -> tuple[disposition.Disposition, ledger.Ledger, budget.Budget]:
    """The three roles' tables. Each tells the others what the workbook's measures are called: the budget is read by
    the names that the rows and the postings have, the rows by the budget's, and the postings by those of both."""
    tables, budget_tables = layout.of(header.DISPOSITION), layout.of(header.BUDGET)
    postings = layout.of(header.POSTINGS)
    rows_of = [grids[table.sheet] for table in tables]
    sheets = [book.columns(t.sheet, t.first_row, ledger.needed(t, asked)) for t in postings]
    used = measures_in(tables, rows_of) | ledger.measures_in(postings, sheets)
    lines = budget.read(budget_tables, [grids[table.sheet] for table in budget_tables], used, year)
    found = disposition_rows.read(
        tables,
        rows_of,
        stated.rule,
        lines.measures(),
        year=year,
        groups={label(line.measure): line.group for line in lines.lines},
        bare=stated.bare_sums,
    )
    measures = {label(name): name for name in (*found.commitments.measure, *lines.measures().values())}
    return found, ledger.read(postings, sheets, year, accounts, measures, asked), lines


def own_tables(book: ReadableBook, layout: Layout, areas: Places) -> tuple[own.OwnTable, ...]:
    """The user's own tables of a workbook, whether or not it has a disposition."""
    listed = {label(sheet.name) for sheet in standard_lists.SHEETS}
    ours = {name for name in book.sheet_names if label(name) in listed}
    return own.read(book, _not_own(book, layout, areas) | ours)


def _not_own(book: ReadableBook, layout: Layout, areas: Mapping[str, tuple[str, Ref]]) -> set[str]:
    """The sheets whose sums are ours, and the long ones the user never sums in."""
    read_otherwise = {table.sheet for table in layout.tables if table.role != header.BUDGET}
    results = {sheet for sheet, _ in areas.values()}
    stated = {settings.sheet_of(book.sheet_names), parameters.sheet_of(book.sheet_names)}
    return read_otherwise | results | {name for name in stated if name is not None}


def nothing_found(sheet_names: Sequence[str], layout: Layout, ours: Ours) -> str:
    """The sentence that says what was looked for and where, and how to say where it is."""
    setup = settings.sheet_of(sheet_names)
    have = {label(name) for name in sheet_names}
    for pin in layout.missing_pins:
        if pin.role == header.DISPOSITION and pin.sheet and label(pin.sheet) not in have:
            return (
                f"{setup} siger, at disponeringen står i arket »{pin.sheet}«, men det ark findes ikke. Er det omdøbt, "
                f"så skriv dets nye navn i {setup}."
            )
    # A user looks for his own sheet among them, not for ours.
    listed = (sheet.name for sheet in standard_lists.SHEETS)
    others = {standard.START, standard.SETUP, standard.PARAMETERS, *listed, *ours.sheets}
    theirs = [name for name in sheet_names if name not in others] or list(sheet_names)
    shown = ", ".join(f"»{name}«" for name in theirs[:8]) + (" …" if len(theirs) > 8 else "")
    how = (
        f"Skriv i arket {setup}, hvor de står."
        if setup is not None
        else f"Tilføj arket {standard.SETUP} med »styring-xl adopt --empty«, og skriv dér, hvor de står."
    )
    return (
        "Der blev ikke fundet en disponering: der blev ledt efter en overskriftsrække med Startdato og Takst "
        f"(eller CPR-nr. og måneder) i de øverste {HEAD_ROWS} rækker af {shown}. {how}"
    )


def _named_year(layout: Layout, hint: str) -> int | None:
    for table in layout.tables:
        if table.year is not None:
            return table.year
    years = {*re.findall(r"(?<!\d)20\d\d(?!\d)", hint)}
    sheets = {y for table in layout.tables for y in re.findall(r"(?<!\d)20\d\d(?!\d)", table.sheet)}
    for found in (sheets, years):
        if len(found) == 1:
            return int(found.pop())
    return None


def _likely_year(booked: ledger.Ledger, found: disposition.Disposition) -> int:
    """The ledger's last year, else the year most start and stop dates name; the later of equals."""
    if len(booked):
        return int(booked.year.max())
    rows = found.commitments
    years: Counter[int] = Counter()
    for days in (rows.start, rows.stop):
        known = days[rows.computable & ~np.isnat(days)]
        years.update((known.astype("datetime64[Y]").astype(int) + 1970).tolist())
    if not years:
        raise StyringError(
            "Regnskabsåret er ikke angivet og kan ikke ses af rækkerne. "
            f"Angiv det i arket {standard.SETUP} eller med --year."
        )
    return max(years, key=lambda y: (years[y], y))
