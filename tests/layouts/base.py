"""The plain workbook that every layout starts from, and the figures that are put into it when all is laid out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .features import Draft
from .municipality import Commitment, Municipality, Posting
from .page import MONTH_KEYS, RESULT, Column, Formula, Line, Page

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec")
LONG_MONTHS = (
    "Januar", "Februar", "Marts", "April", "Maj", "Juni",
    "Juli", "August", "September", "Oktober", "November", "December",
)  # fmt: skip
RESULT_SHEETS = (
    "Månedsforbrug", "Afvigelse", "Prognose", "Cockpit", "Rådgivere", "Til- og afgang", "Indsatstrappe",
    "Statsrefusion", "Flerårsoverblik", "Forklaring",
)  # fmt: skip
TEXT_KEYS = ("cpr", "name", "measure", "supplier", "adviser", "section", "note")


def kroner(ore: int) -> int | float:
    """2500050 -> 25000.5: the number in the cell."""
    return ore // 100 if ore % 100 == 0 else ore / 100


def number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def draft(town: Municipality) -> Draft:
    """The municipality in a workbook that nobody has bent."""
    disposition = Page("Disponering", _disposition_columns(town))
    disposition.lines = [Line("row", _commitment(row), index) for index, row in enumerate(town.commitments)]
    ledger = Page("Posteringer", _ledger_columns())
    ledger.lines = [Line("row", posting_cells(posting), index) for index, posting in enumerate(town.postings)]
    budget = Page(
        "Budget",
        [
            Column("measure", "Foranstaltning"),
            Column("original", "Oprindeligt budget"),
            Column("changes", "Budgetændringer"),
            Column("revised", "Korrigeret budget"),
            Column("count", "Antal helårspersoner"),
        ],
    )
    budget.lines = [
        Line(
            "row",
            {
                "measure": line.measure,
                "original": kroner(line.original),
                "changes": kroner(line.changes) if line.changes else None,
                "revised": kroner(line.revised),
                "count": number(line.count),
            },
            index,
        )
        for index, line in enumerate(town.budget)
    ]
    made = Draft(town, disposition, ledger, budget)
    made.notes |= {"fill": "last", "sums": "old", "scale": 1}
    return made


def _disposition_columns(town: Municipality) -> list[Column]:
    columns = [
        Column("cpr", "CPR-nr."),
        Column("name", "Navn"),
        Column("measure", "Foranstaltning"),
        Column("supplier", "Leverandør"),
        Column("rate", "Takst"),
        Column("unit", "Takstenhed"),
        Column("quantity", "Mængde"),
        Column("start", "Startdato"),
        Column("stop", "Stopdato"),
    ]
    columns += [Column(key, name) for key, name in zip(MONTH_KEYS, MONTHS, strict=True)]
    return [*columns, Column(RESULT, f"Forventet regnskab {town.year}")]


def _commitment(row: Commitment) -> dict[str, Any]:
    return {
        "cpr": row.cpr,
        "name": row.name,
        "measure": row.measure,
        "supplier": row.supplier,
        "rate": kroner(row.rate),
        "unit": row.unit,
        "quantity": number(row.quantity),
        "start": row.start,
        "stop": row.stop,
    }


def _ledger_columns() -> list[Column]:
    return [
        Column("date", "Bogføringsdato"),
        Column("voucher", "Bilagsnr."),
        Column("line", "Linjenr."),
        Column("cpr", "CPR-nr."),
        Column("measure", "Foranstaltning"),
        Column("supplier", "Leverandør"),
        Column("text", "Posteringstekst"),
        Column("amount", "Beløb"),
    ]


def posting_cells(posting: Posting) -> dict[str, Any]:
    return {
        "date": posting.date,
        "voucher": posting.voucher,
        "line": posting.line,
        "cpr": posting.cpr,
        "measure": posting.measure,
        "supplier": posting.supplier,
        "text": posting.text,
        "amount": kroner(posting.amount),
    }


def old_months(town: Municipality, index: int) -> tuple[int, ...]:
    """The row's months as the workbook had them a month ago."""
    return town.months(town.commitments[index], max(0, town.closed - 1))


def finish(made: Draft) -> None:
    """Puts last month's figures into the disposition's months, results and sums, and the labels into their column."""
    page, town = made.disposition, made.town
    scale = made.notes["scale"]
    fill = made.notes["fill"]
    quarters = made.notes.get("quarters", {})
    for line in page.rows():
        months = old_months(town, line.index)
        if fill != "empty":
            for key, ore in zip(MONTH_KEYS, months, strict=True):
                line.cells[key] = _scaled(ore, scale) if ore or fill == "zeros" else None
            line.cells[RESULT] = _scaled(sum(months), scale)
            if made.notes.get("result") == "formula":
                line.cells[RESULT] = Formula(_row_sum(page), _scaled(sum(months), scale))
        for key, members in quarters.items():
            amount = sum(months[month - 1] for month in members) if fill != "empty" else 0
            line.cells[key] = _quarter(made, members, _scaled(amount, scale))
    for line in page.lines:
        if line.kind == "sum":
            _fill_sum(made, line)
    for line in page.lines:
        if scale != 1 and line.kind in ("own", "either", "pool"):
            for key in (*MONTH_KEYS, RESULT, "_second"):
                if isinstance(line.cells.get(key), int | float):
                    line.cells[key] = round(line.cells[key] / scale, 5)
    label_key = made.notes.get("label_key") or next(
        (column.key for column in page.columns if column.key in TEXT_KEYS), page.columns[0].key
    )
    under = _under_merged(page)
    for line in page.lines:
        key = label_key
        if (id(line), key) in under:
            # Nobody sees a text under a merged cell, so it stands in the next column that is its own.
            key = next((c.key for c in page.columns if c.key in TEXT_KEYS and (id(line), c.key) not in under), key)
        if "_label" in line.cells:
            line.cells[key] = line.cells.pop("_label")
        if "_second" in line.cells:
            keys = [column.key for column in page.columns]
            line.cells[keys[keys.index(key) + 1]] = line.cells.pop("_second")


def _under_merged(page: Page) -> set[tuple[int, str]]:
    """(line, column) of the cells that a merge down from a line above covers."""
    at = {id(line): number for number, line in enumerate(page.lines)}
    return {
        (id(line), key) for first, last, key in page.merges for line in page.lines[at[id(first)] + 1 : at[id(last)] + 1]
    }


def _row_sum(page: Page) -> str:
    keys = [column.key for column in page.columns]
    spots = [keys.index(key) for key in MONTH_KEYS]
    if spots == list(range(spots[0], spots[0] + 12)):
        return "=SUM({m1}{r}:{m12}{r})"
    return "=" + "+".join(f"{{{key}}}{{r}}" for key in MONTH_KEYS)


def _quarter(made: Draft, members: tuple[int, ...], value: Any) -> Any:
    if made.notes.get("quarter_form") == "values":
        return value
    return Formula("=" + "+".join(f"{{m{month}}}{{r}}" for month in members), value)


def _scaled(ore: int, scale: int) -> int | float:
    return kroner(ore) if scale == 1 else round(ore / 100 / scale, 5)


def money(made: Draft, ore: int) -> int | float:
    """An amount beside the table, in the unit that the sheet says."""
    return _scaled(ore, made.notes["scale"])


def _fill_sum(made: Draft, line: Line) -> None:
    """A sum's cells: a formula, last month's figures, zeros or nothing."""
    form, town, scale = made.notes["sums"], made.town, made.notes["scale"]
    if "form" in line.cells:
        form = line.cells.pop("form")
    members = [each.index for each in line.of]
    months = [0] * 12
    if made.notes["fill"] != "empty":
        for index in members:
            months = [a + b for a, b in zip(months, old_months(town, index), strict=True)]
    amounts = dict(zip(MONTH_KEYS, months, strict=True)) | {RESULT: sum(months)}
    for key, part in made.notes.get("quarters", {}).items():
        amounts[key] = sum(months[month - 1] for month in part)
    for key, ore in amounts.items():
        if not made.disposition.has(key):
            continue
        value = _scaled(ore, scale)
        if form in ("SUM", "SUBTOTAL", "PLUS"):
            text = {"SUM": "=SUM({of})", "SUBTOTAL": "=SUBTOTAL(9,{of})", "PLUS": "=SUM({of})"}[form]
            line.cells[key] = Formula(text, value, tuple(line.of), key)
        elif form == "old":
            line.cells[key] = value
        elif form == "zeros":
            line.cells[key] = 0
        if key.startswith("q") and form not in ("SUM", "SUBTOTAL") and made.notes.get("quarter_form") != "values":
            line.cells[key] = _quarter(made, made.notes["quarters"][key], value)


def settings_page(made: Draft) -> Page:
    """*Opsætning* with year and closed month, and without the result sheets that take the longest to make."""
    page = Page("Opsætning", [Column("name", "Resultatark"), Column("with", "Med")], table="tblArk")
    page.above = [
        ["Indstilling", "Værdi"],
        ["Regnskabsår", made.town.year],
        ["Realiseret til og med (måned 0-12)", made.town.closed],
        [],
    ]
    page.lines = [Line("own", {"name": name, "with": "nej"}) for name in RESULT_SHEETS]
    return page
