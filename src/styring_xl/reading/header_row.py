"""What one or two rows of a sheet are as a table's header: which column has which field, month and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import islice, zip_longest
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading import gross, header
from styring_xl.reading.blocks import own_columns
from styring_xl.reading.header_unit import AMOUNTS, LONGEST_HEADER, below, named_unit, said_in_ore, titled, titles
from styring_xl.reading.ledger.evidence import Sample, booked_when, day_column, doubtful_sides, settled
from styring_xl.reading.month_columns import Months, match_months, off
from styring_xl.reading.role_table import Duplicate, RoleTable, Twin

_NONE: Final[Mapping[int, str]] = {}
_MOST_COLUMNS: Final = 2_000
"""A wider row is not taken for a header: matching each of thousands of cells would take too long."""

_WEIGHT: Final = {
    header.DISPOSITION: {"rate": 4, "start": 4, "stop": 3, "cpr": 3, "result": 2, "unit": 2, "measure": 1},
    header.POSTINGS: {
        "amount": 4,
        "debit": 2,
        "credit": 2,
        "date": 3,
        "period": 3,
        "document": 2,
        "text": 2,
        "account": 2,
        "cpr": 1,
    },
    header.BUDGET: {"original": 4, "revised": 4, "changes": 3, "measure": 3, "count": 2, "price": 1},
}


def _suffices(role: str, columns: Mapping[str, int], months: int) -> bool:
    """Whether a header holds what the role cannot do without."""
    if role == header.DISPOSITION:
        return "start" in columns and ("rate" in columns or (months >= 6 and "cpr" in columns))
    if role == header.POSTINGS:
        return (
            ("amount" in columns or {"debit", "credit"} <= columns.keys())
            and ("date" in columns or "period" in columns or {"service_from", "service_to"} <= columns.keys())
            and months < 3
            and len(columns.keys() & {"cpr", "measure", "account", "document", "text", "supplier"}) >= 1
        )
    return "measure" in columns and ("original" in columns or "revised" in columns)


_KNOWN_BY: Final = {
    header.DISPOSITION: {"start"},
    header.POSTINGS: {"cpr", "measure", "account", "document", "text", "supplier"},
    header.BUDGET: {"measure"},
}
"""One of these a header of the role has in words: no column's cells can say it in their place."""


def _may_suffice(role: str, texts: Mapping[int, Value], lower: Mapping[int, Value]) -> bool:
    """A quick test of whether rows may be the role's header, so that most rows of a sheet are not looked at closely."""
    found = (header.match_field(role, text) for text in (*texts.values(), *lower.values()))
    return any(each is not None and each[0] in _KNOWN_BY[role] for each in found)


def header_texts(grid: Grid, top: int, bottom: int) -> dict[int, Value]:
    """The header cell of each column over one or two rows; merged cells count for every column they cover."""
    spread: dict[tuple[int, int], Value] = {}
    for ref in grid.merged:
        if ref.top <= bottom and ref.bottom >= top and ref.right - ref.left < 64:
            value = grid.value(ref.top, ref.left)
            for row in range(max(ref.top, top), min(ref.bottom, bottom) + 1):
                for column in range(ref.left, ref.right + 1):
                    spread[row, column] = value
    found: dict[int, Value] = {}
    columns = islice(zip_longest(*grid.rows[top - 1 : bottom]), _MOST_COLUMNS)
    for column, cells in enumerate(columns, 1):
        parts: list[Value] = []
        for row, value in enumerate(cells, top):
            if spread and is_blank(value):
                value = spread.get((row, column))
            too_long = isinstance(value, str) and len(value) > LONGEST_HEADER
            if not (value is None or too_long or is_blank(value) or value in parts):
                parts.append(value)
        if len(parts) == 1:
            found[column] = parts[0]
        elif parts:
            found[column] = " ".join(clean(part) for part in parts)
    return found


def match_columns(
    role: str,
    texts: Mapping[int, Value],
    lower: Mapping[int, Value],
    year: int | None = None,
    empty: Container[int] = (),
    heads: Mapping[int, str] = _NONE,
) -> tuple[dict[str, int], list[Duplicate], dict[int, int]]:
    """The column of each field: the header of the right year wins, then the most certain label, then the leftmost.

    Of two columns for one field an ``empty`` one is none. Results and budgets of another year than the wanted are not
    used; such columns are returned last, with their year. ``heads`` are the headings over blocks of columns: they say
    the year of a result, and whose it is.
    """
    best: dict[str, tuple[tuple[int, int, int], int]] = {}
    seen: list[tuple[str, tuple[int, int, int], int]] = []
    others: dict[int, int] = {}
    for column, text in texts.items():
        found = header.match_field(role, text) or header.match_field(role, lower.get(column))
        if found is None or (role != header.POSTINGS and header.in_ore(text)):
            # Budgets and expected amounts are not in øre, so a column whose header says øre is something else.
            continue
        over = f"{heads.get(column, '')} {clean(text)}" if found[0] in _WRITTEN else clean(text)
        named = header.read_year(over)
        if found[0] in _YEARLY and year is not None and named is not None and named != year:
            others[column] = named
            continue
        last = header.says_of(over) if found[0] in _WRITTEN and column in heads else 0
        seen.append((found[0], (off(named, year), last, found[1]), column))
    several = {name for name, count in Counter(name for name, _, _ in seen).items() if count > 1} - {*_WRITTEN}
    filled = {name for name, _, column in seen if name in several and column not in empty}
    seen = [each for each in seen if not (each[0] in filled and each[2] in empty)]
    for name, rank, column in seen:
        if name not in best or (rank, column) < best[name]:
            best[name] = (rank, column)
    duplicates = [
        Duplicate(name, column, best[name][1])
        for name, rank, column in seen
        if column != best[name][1]
        and label(texts[column]) == label(texts[best[name][1]])
        and not (name in _WRITTEN and rank[:2] != best[name][0][:2])
    ]
    columns = {name: column for name, (_, column) in best.items()}
    if role == header.DISPOSITION and "stop" not in columns and "expected_stop" in columns:
        # The only stop there is: what is expected is what is granted.
        columns["stop"] = columns.pop("expected_stop")
    return columns, duplicates, others


def headings(grid: Grid, top: int, bottom: int) -> dict[int, str]:
    """Column -> the heading over its block, merged or in the block's first column alone."""
    if bottom == top:
        return {}
    texts = header_texts(grid, top, top)
    found: dict[int, str] = {}
    heading = ""
    widest = max((*texts, len(grid.rows[bottom - 1])), default=0)
    for column in range(1, min(widest, _MOST_COLUMNS) + 1):
        heading = clean(texts[column]) if column in texts else heading
        if heading:
            found[column] = heading
    return found


def candidate(
    role: str,
    grid: Grid,
    top: int,
    bottom: int,
    wanted: int | None = None,
    only: Container[int] | None = None,
    above: int = 0,
    *,
    nameless: bool = False,
) -> RoleTable | None:
    """The table of the role that rows ``top`` to ``bottom`` are the header of, or None.

    ``only`` are the columns it may have (all when None); ``above`` is the last row of what stands over it. With
    ``nameless`` the measures may stand in a column of texts whose header does not say so.
    """
    texts = header_texts(grid, top, bottom)
    if only is not None:
        texts = {column: text for column, text in texts.items() if column in only}
    # Under a merged heading the lower cell alone may be the synonym: "Periode" over "Start" and "Stop".
    lower = header_texts(grid, bottom, bottom) if bottom > top else {}
    if not (nameless or _may_suffice(role, texts, lower)):
        return None
    own = own_columns(role, grid, texts, bottom)
    aside = _aside(role, grid, texts, own, bottom)
    texts = {column: text for column, text in texts.items() if column in own}
    heads = headings(grid, top, bottom)
    found = match_months(texts, lower, wanted, heads)
    months, other_months = found.columns, found.others
    columns, duplicates, others = _fields(role, grid, bottom, texts, lower, wanted, found, heads)
    if nameless and not {"original", "revised"} & columns.keys() and (at := _whole_column(texts, wanted)):
        columns = {name: column for name, column in columns.items() if column != at} | {"original": at}
    if nameless and "measure" not in columns and (at := _names_column(grid, bottom, columns)):
        columns["measure"] = at
        texts.setdefault(at, "")
    if not _suffices(role, columns, len(months)):
        return None
    if role == header.DISPOSITION and not months and not other_months:
        # Only a table's own header is asked: this looks at all cells under it.
        unsaid = found.unsaid or _twelve_figures(grid, bottom, columns)
        duplicates += [Duplicate("month", unsaid, 0, Twin.MONTHS)] if unsaid else []
    duplicates += _gross(role, grid, bottom, texts, columns)
    if aside and (used := next((columns[name] for name in _CHIEF[role] if name in columns), 0)):
        duplicates.append(Duplicate("table", aside, used, Twin.TABLE))
    weights = _WEIGHT[role]
    score = 10 * sum(weights.get(name, 1) for name in columns) + (10 * len(months) if role == header.DISPOSITION else 0)
    return RoleTable(
        role=role,
        sheet=grid.sheet,
        header_bottom=bottom,
        columns=columns,
        months=months if role == header.DISPOSITION else {},
        headers={column: clean(text) for column, text in texts.items()},
        last_row=end_of_table(grid, bottom, columns),
        year=_year_of(grid, top, texts, columns, found),
        duplicates=tuple(duplicates),
        score=score,
        titled=max(titled(grid, top, above, only), named_unit(columns, texts), below(grid, bottom) if not only else 1),
        titled_ore=said_in_ore(titles(grid, top, above, only)),
        other_years=others | (other_months if role == header.DISPOSITION else {}),
        doubtful_side=doubtful_side(grid, bottom, columns, texts) if role == header.POSTINGS else 0,
    )


def _fields(
    role: str,
    grid: Grid,
    bottom: int,
    texts: Mapping[int, Value],
    lower: Mapping[int, Value],
    wanted: int | None,
    found: Months,
    heads: Mapping[int, str],
) -> tuple[dict[str, int], list[Duplicate], dict[int, int]]:
    """The column of each field but the months, as ``match_columns`` gives them, and as the cells below prove them."""
    over = heads if found.blocks else _NONE
    columns, duplicates, others = match_columns(role, texts, lower, wanted, Empty(grid, bottom), over)
    if role == header.POSTINGS:
        day = day_column(columns, Sample({at: clean(text) for at, text in texts.items()}, grid.rows[bottom:], 1))
        if day is not None:
            # »Bogført« is when and not how much, so another column is the amount.
            left = {at: text for at, text in texts.items() if at != day}
            columns, duplicates, others = match_columns(role, left, lower, wanted, Empty(grid, bottom), over)
            columns.setdefault("date", day)
    if role == header.DISPOSITION:
        duplicates += [Duplicate("month", column, used) for used, column in found.doubles[:1]]
        duplicates += _gaps(grid, bottom, texts, columns)
        if found.doubles and any(double.field == "result" for double in duplicates):
            # Which block's months are this year's is not known, so neither is whose sum this is.
            columns = {name: at for name, at in columns.items() if name != "result"}
        if found.columns:
            columns = _with_result(columns, texts, found.columns, wanted)
    taken = {*found.columns.values(), *found.others, *(at for pair in found.doubles for at in pair)}
    columns = {name: at for name, at in columns.items() if at not in taken}
    return by_cells(grid, bottom, columns, texts) if role == header.POSTINGS else columns, duplicates, others


def _year_of(grid: Grid, top: int, texts: Mapping[int, Value], columns: Mapping[str, int], found: Months) -> int | None:
    """The year of a table: the months', else that of a yearly column's header, else the one year above the table."""
    if found.year is not None:
        return found.year
    stated = (header.read_year(texts[at]) for name, at in columns.items() if name in _YEARLY)
    year = next((each for each in stated if each), None)
    if year is not None:
        return year
    named = {each for row in grid.rows[: top - 1] for value in row if (each := header.read_year(value)) is not None}
    return named.pop() if len(named) == 1 else None


_CHIEF: Final = {
    header.DISPOSITION: ("rate", "start"),
    header.POSTINGS: ("amount", "debit"),
    header.BUDGET: ("original", "revised"),
}
"""The columns that a table of the role is known by."""


def _aside(role: str, grid: Grid, texts: Mapping[int, Value], own: Container[int], bottom: int) -> int:
    """The chief column of another table of the same role beside this one's ``own`` columns, 0 when there is none."""
    others = {column: text for column, text in texts.items() if column not in own}
    empty = Empty(grid, bottom)
    columns = match_columns(role, others, {}, None, empty)[0] if others else {}
    chief = next((columns[name] for name in _CHIEF[role] if name in columns), 0)
    return chief if chief and chief not in empty and _suffices(role, columns, 0) else 0


def _gaps(grid: Grid, bottom: int, texts: Mapping[int, Value], columns: Mapping[str, int]) -> list[Duplicate]:
    """A column of stop dates that has one where the one that is read has none: »Udskrevet« beside »Ophør«."""
    used = columns.get("stop")
    if used is None:
        return []
    filled = {
        column
        for column, text in texts.items()
        if column not in columns.values() and (found := header.match_field(header.DISPOSITION, text)) is not None
        if found[0] == "stop" and label(text) != label(texts[used])
        if any(_is_more(row, column, used) for row in grid.rows[bottom:])
    }
    return [Duplicate("stop", column, used, Twin.GAPS) for column in sorted(filled)]


def _gross(
    role: str, grid: Grid, bottom: int, texts: Mapping[int, Value], columns: Mapping[str, int]
) -> list[Duplicate]:
    """An amount beside the one that is read, gross where that is net or the other way round, with other figures."""
    if role == header.DISPOSITION:
        return []
    taken = {*columns.values()}
    pairs = [(name, gross.counterpart(texts, columns[name]), columns[name]) for name in _CHIEF[role] if name in columns]
    return [
        Duplicate(name, other, used, Twin.GROSS)
        for name, other, used in pairs
        if other and other not in taken and gross.differ(grid.rows[bottom:], used, other)
    ]


def _twelve_figures(grid: Grid, bottom: int, columns: Mapping[str, int]) -> int:
    """The first of twelve columns of figures side by side that are no field's, 0 where there are none.

    Whatever their headers say, twelve such columns are taken for the months, as nothing else comes in twelve.
    """
    used = {*columns.values()}
    rows = [row for row in grid.rows[bottom:] if any(_is_figure(row, at) for at in used)]
    run = 0
    for column in range(1, grid.width + 1):
        cells = [row[column - 1] for row in rows if len(row) >= column and not is_blank(row[column - 1])]
        fits = column not in used and bool(cells) and all(isinstance(value, (int, float)) for value in cells)
        run = run + 1 if fits else 0
        if run == _MONTHS:
            return column - _MONTHS + 1
    return 0


def _is_more(row: Sequence[Value], column: int, used: int) -> bool:
    return len(row) >= column and not is_blank(row[column - 1]) and (len(row) < used or is_blank(row[used - 1]))


_MONTHS: Final = 12
_WHOLE: Final = (
    "nettobudget", "netto", "nettobeløb", "budgetramme", "ramme", "i alt", "ialt", "total", "sum", "beløb", "kr",
)  # fmt: skip
"""What the column of a budget may be called on a sheet that is the budget by its name, the most certain first."""


def _whole_column(texts: Mapping[int, Value], wanted: int | None) -> int:
    """The column of the budget's kroner by such a word or the year alone, 0 when none or several are called so."""
    words = {at: label(header.without_unit(clean(text))) or "kr" for at, text in texts.items()}
    for word in (str(wanted), *_WHOLE):
        found = [at for at, text in words.items() if text == word]
        if found:
            return found[0] if len(found) == 1 else 0
    return 0


def _names_column(grid: Grid, bottom: int, columns: Mapping[str, int]) -> int:
    """The column of texts before the first amount in which the most rows with an amount have one, 0 when none does."""
    amounts = [columns[name] for name in AMOUNTS if name in columns]
    rows = [row for row in grid.rows[bottom:] if any(_is_figure(row, at) for at in amounts)]
    texts = {at: sum(_is_text(row, at) for row in rows) for at in range(1, min(amounts, default=1))}
    best = max(texts, key=lambda at: (texts[at], -at), default=0)
    return best if best and 2 * texts[best] > len(rows) else 0


def by_cells(
    grid: Grid, bottom: int, columns: dict[str, int], texts: Mapping[int, Value], stated: Container[str] = ()
) -> dict[str, int]:
    """A ledger's columns as its cells have them, as far as the sheet's top was read; ``stated`` ones stay."""
    headers = {column: clean(text) for column, text in texts.items()}
    sample = Sample(headers, grid.rows[bottom:], 1)
    return settled(booked_when(columns, headers), sample, [name for name in columns if name in stated])


def doubtful_side(grid: Grid, bottom: int, columns: Mapping[str, int], texts: Mapping[int, Value]) -> int:
    """The first column of which nobody can say whether it is the amounts' sign, 0 where there is none."""
    sample = Sample({column: clean(text) for column, text in texts.items()}, grid.rows[bottom:], 1)
    return next(iter(doubtful_sides(columns, sample)), 0)


def _is_figure(row: Sequence[Value], column: int) -> bool:
    return len(row) >= column and isinstance(row[column - 1], (int, float))


def _is_text(row: Sequence[Value], column: int) -> bool:
    return len(row) >= column and isinstance(row[column - 1], str) and not is_blank(row[column - 1])


class Empty:
    """The columns without anything under a header's row but the header once more, as far as the sheet's top was read.

    A report has its header on every page.
    """

    def __init__(self, grid: Grid, bottom: int) -> None:
        self._head, self._rows = grid.rows[bottom - 1], grid.rows[bottom:]

    def __contains__(self, column: object) -> bool:
        if not isinstance(column, int):
            return False
        head = label(self._head[column - 1]) if len(self._head) >= column else ""
        filled = (row[column - 1] for row in self._rows if len(row) >= column and not is_blank(row[column - 1]))
        return all(isinstance(value, str) and label(value) == head for value in filled)


def _with_result(
    columns: dict[str, int], texts: Mapping[int, Value], months: Mapping[int, int], wanted: int | None
) -> dict[str, int]:
    """The year's result stands after its months, or before them all; a plain sum among them is half a year's."""
    at = columns.get("result")
    last_month = max(months.values())
    if at is None or at > last_month:
        return columns
    after = [
        column
        for column, text in texts.items()
        if column > last_month
        and (found := header.match_field(header.DISPOSITION, text))
        and found[0] == "result"
        and (wanted is None or header.read_year(text) in (None, wanted))
    ]
    if after and header.read_year(texts[at]) is None:
        return columns | {"result": after[0]}
    if header.is_plain_sum(texts[at]) and at > min(months.values()):
        return {name: column for name, column in columns.items() if name != "result"}
    return columns


_YEARLY: Final = ("result", "full", "original", "revised")
_WRITTEN: Final = ("result", "full")
"""Columns that the product fills, so that an empty one can be used."""


def end_of_table(grid: Grid, header_row: int, columns: Mapping[str, int]) -> int | None:
    """The last row, without totals, of the Excel table whose header row this is; None where there is none."""
    for table in grid.tables:
        ref = table.ref
        if ref.top == header_row and any(ref.left <= column <= ref.right for column in columns.values()):
            return ref.bottom - table.totals_rows
    return None
