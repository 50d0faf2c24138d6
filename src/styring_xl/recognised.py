"""What was recognised where in a workbook, as plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from styring_xl.cells.book import SheetTops
from styring_xl.cells.cell import column_letters
from styring_xl.reading import header
from styring_xl.reading.decisions import decisions
from styring_xl.reading.layout import Layout
from styring_xl.reading.snapshot import Snapshot, nothing_found
from styring_xl.reports import OURS


def nothing(book: SheetTops, layout: Layout) -> dict[str, Any]:
    """What is said of a workbook in which no disposition is recognised."""
    return {"layout": [], "not_found": [nothing_found(book.sheet_names, layout, OURS)]}


def recognised(snapshot: Snapshot) -> dict[str, Any]:
    """What stands where, which roles no sheet has, and the year and month it is about."""
    missing = [role for role in header.ROLES if not snapshot.layout.of(role)]
    return {
        "layout": _describe(snapshot),
        "not_found": [f"Intet ark med {role} er genkendt." for role in missing],
        "decisions": [each.to_json() for each in decisions(snapshot)],
        "year": snapshot.year,
        "closed_month": snapshot.closed,
    }


def _describe(snapshot: Snapshot) -> list[dict[str, Any]]:
    rows = snapshot.disposition
    described = []
    for table in snapshot.layout.tables:
        columns = [
            {"field": header.FIELD_NAMES[name], "column": column_letters(at), "header": table.headers.get(at, "")}
            for name, at in table.columns.items()
        ]
        columns += [
            {"field": f"måned {month}", "column": column_letters(at), "header": table.headers.get(at, "")}
            for month, at in sorted(table.months.items())
        ]
        if table.role == header.DISPOSITION:
            kinds = Counter({"bevillinger": sum(place.sheet == table.sheet for place in rows.commitments.places)})
            kinds["puljer"] = sum(pool.place.sheet == table.sheet for pool in rows.pools)
            kinds["summer"] = sum(total.place.sheet == table.sheet for total in rows.totals)
            kinds["afsnit"] = sum(place.sheet == table.sheet for place in rows.sections)
        elif table.role == header.POSTINGS:
            at = snapshot.ledger.sheets.index(table.sheet)
            kinds = Counter({"posteringer": int((snapshot.ledger.sheet == at).sum())})
        else:
            kinds = Counter({"budgetlinjer": sum(line.place.sheet == table.sheet for line in snapshot.budget.lines)})
        described.append(
            {
                "role": table.role,
                "sheet": table.sheet,
                "header_row": table.header_bottom,
                "columns": sorted(columns, key=lambda c: (len(c["column"]), c["column"])),
                "rows": dict(kinds),
            }
        )
    for spot in snapshot.lists.spots:
        read_rows = [row for row in snapshot.lists.of(spot.listing) if row.sheet == spot.sheet]
        if read_rows or not spot.is_standard:
            columns = [
                {"field": spot.listing.field(name).header, "column": column_letters(at), "header": spot.headers[name]}
                for name, at in spot.columns.items()
            ]
            across = spot.listing.field(spot.listing.across).header if spot.beside else ""
            columns += [
                {
                    "field": f"{across} {said['year']}",
                    "column": column_letters(at),
                    "header": " ".join(map(str, said.values())),
                }
                for at, said in spot.beside.items()
            ]
            described.append(
                {
                    "role": f"liste, {spot.listing.title}",
                    "sheet": spot.sheet,
                    "header_row": spot.header,
                    "columns": sorted(columns, key=lambda c: (len(c["column"]), c["column"])),
                    "rows": {"rækker": len(read_rows)},
                }
            )
    return described
