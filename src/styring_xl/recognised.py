"""What was recognised where in a workbook, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from styring_xl.cells.book import SheetTops
from styring_xl.cells.cell import column_letters
from styring_xl.reading import header
from styring_xl.reading.decisions import decisions
from styring_xl.reading.layout import Layout
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot, nothing_found
from styring_xl.reports import OURS


def nothing(book: SheetTops, layout: Layout) -> dict[str, Any]:
    """What is said of a workbook in which no disposition is recognised."""
    return {"layout": [], "not_found": [nothing_found(book.sheet_names, layout, OURS)]}


def recognised(snapshot: Snapshot) -> dict[str, Any]:
    """What stands where, which roles no sheet has, and the year and month it is about."""
    missing = [role for role in header.ROLES if not snapshot.layout.of(role)]
    return {
        "layout": [*_tables(snapshot), *_lists(snapshot)],
        "not_found": [f"Intet ark med {role} er genkendt." for role in missing],
        "decisions": [each.to_json() for each in decisions(snapshot)],
        "year": snapshot.year,
        "closed_month": snapshot.closed,
    }


def _tables(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """The sheets of *Disponering*, postings and budget, with how many rows of each kind they have."""
    for table in snapshot.layout.tables:
        fields = [(header.FIELD_NAMES[name], at, table.headers.get(at, "")) for name, at in table.columns.items()]
        fields += [(f"måned {month}", at, table.headers.get(at, "")) for month, at in sorted(table.months.items())]
        yield _described(table.role, table.sheet, table.header_bottom, fields, _rows(snapshot, table))


def _rows(snapshot: Snapshot, table: RoleTable) -> dict[str, int]:
    """The kinds of row on a sheet, and how many it has of each."""
    if table.role == header.POSTINGS:
        at = snapshot.ledger.sheets.index(table.sheet)
        return {"posteringer": int((snapshot.ledger.sheet == at).sum())}
    if table.role != header.DISPOSITION:
        return {"budgetlinjer": sum(line.place.sheet == table.sheet for line in snapshot.budget.lines)}
    rows = snapshot.disposition
    return {
        "bevillinger": sum(place.sheet == table.sheet for place in rows.commitments.places),
        "puljer": sum(pool.place.sheet == table.sheet for pool in rows.pools),
        "summer": sum(total.place.sheet == table.sheet for total in rows.totals),
        "afsnit": sum(place.sheet == table.sheet for place in rows.sections),
    }


def _lists(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """The lists that have rows, and those in tables of the user's own though they have none."""
    for spot in snapshot.lists.spots:
        listing = spot.listing
        count = sum(row.sheet == spot.sheet for row in snapshot.lists.of(listing))
        if not count and spot.is_standard:
            continue
        fields = [(listing.field(name).header, at, spot.headers[name]) for name, at in spot.columns.items()]
        across = listing.field(listing.across).header if spot.beside else ""
        fields += [
            (f"{across} {said['year']}", at, " ".join(map(str, said.values()))) for at, said in spot.beside.items()
        ]
        yield _described(f"liste, {listing.title}", spot.sheet, spot.header, fields, {"rækker": count})


def _described(
    role: str, sheet: str, header_row: int, fields: Iterable[tuple[str, int, str]], rows: Mapping[str, int]
) -> dict[str, Any]:
    """What stands on a sheet; ``fields`` are (field, column number, header), told from left to right."""
    return {
        "role": role,
        "sheet": sheet,
        "header_row": header_row,
        "columns": [
            {"field": field, "column": column_letters(at), "header": text}
            for field, at, text in sorted(fields, key=lambda each: each[1])
        ],
        "rows": dict(rows),
    }
