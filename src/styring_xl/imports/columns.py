"""Which column of an extract is what: stated by the user, stored in *Opsætning*, or known by its header's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, label
from styring_xl.errors import StyringError
from styring_xl.reading import header
from styring_xl.reading.ledger.evidence import Sample, booked_when, doubtful_sides, settled

FIELDS: Final = (
    "date", "period", "year", "service", "service_from", "service_to",
    "account", "measure", "cpr", "cpr_text", "cpr_kind", "supplier", "amount", "amount_ore", "debit",
    "credit", "side", "status", "currency", "document", "line", "text",
)  # fmt: skip
"""The fields an extract of postings may have."""

NAMES: Final[dict[str, str]] = {
    **{str(name): header.FIELD_NAMES[name] for name in FIELDS if name in header.FIELD_NAMES},
    "cpr_text": "CPR-nr. i tekst",
    "cpr_kind": "Kode for CPR-nr.",
    "amount_ore": "Beløb i øre",
    "service": "Ydelsesperiode",
    "currency": "Valuta",
}
"""The field's name on sheets, in options and in messages."""


_AMOUNTS: Final = ("amount", "amount_ore", "debit", "credit")


def field_of(name: str, names: Mapping[str, str] = NAMES) -> str:
    """The field a user means by its Danish name. Raises StyringError for none."""
    wanted = label(name)
    for field, text in names.items():
        if wanted in (label(text), field):
            return field
    raise StyringError(f"Feltet »{name}« kendes ikke. Felterne er: {', '.join(names.values())}.")


class Stated(Struct, frozen=True):
    """Headers somebody has said what are: (field, header) from the command line, then those stored in the workbook."""

    given: tuple[tuple[str, str], ...] = ()
    stored: tuple[tuple[str, str], ...] = ()

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter((*self.given, *self.stored))


def check_given(given: Sequence[tuple[str, str]], headers: Collection[str], names: Mapping[str, str]) -> None:
    """Raises StyringError for a header stated now that none of the extracts has: its field would be another column's,
    or nobody's, and the user would think otherwise. What *Opsætning* remembers may be another extract's."""
    labels = {label(text) for text in headers}
    for field, text in given:
        if label(text) not in labels:
            raise StyringError(
                f"Overskriften »{text}«, der er angivet som {names[field]}, står ikke i udtrækket. "
                "Skriv den, som den står i dets første linjer."
            )


class Mapping_(Struct, frozen=True):
    """Field -> column from 0, and the headers as they stand."""

    columns: Mapping[str, int]
    headers: tuple[str, ...]
    unused: tuple[str, ...]
    """Headers of columns that are not brought in."""
    by_cells: frozenset[str] = frozenset()
    """Fields whose column this extract's cells show and its headers do not; of the next one they may say otherwise."""
    twins: tuple[str, ...] = ()
    """Headers of an amount that several filled columns have."""
    doubtful_sides: tuple[str, ...] = ()
    """Headers of columns that may be the sign of the amounts or not."""

    def header(self, field: str) -> str:
        """What stands above a field's column; empty where the file has no header that far out."""
        column = self.columns[field]
        return self.headers[column] if column < len(self.headers) else ""


def match(
    headers: Sequence[str],
    stated: Stated,
    known: Callable[[str], tuple[str, int] | None] | None = None,
    rows: Sequence[Sequence[Value]] | None = None,
) -> Mapping_:
    """The column of each field. A stated header wins; else the most certain word, then the leftmost column.

    ``rows`` are some of those under the header (None: not known yet): an empty column goes after a filled one, and what
    the cells show goes before what a header only hints.
    """
    labels = [label(text) for text in headers]
    sample = Sample(dict(enumerate(headers)), rows or (), 0)
    empty: Container[int] = () if rows is None else sample.empty
    columns: dict[str, int] = {}
    for field, text in stated:
        if field not in columns and label(text) in labels:
            among = [column for column, each in enumerate(labels) if each == label(text)]
            columns[field] = next((column for column in among if column not in empty), among[0])
    said = frozenset(columns)
    columns |= _recognised(headers, columns, known or _known, empty)
    for wins, loses in (("amount_ore", "amount"), ("cpr", "cpr_text")):
        # An amount that says øre is not kroner too; a column of its own goes before a number within a text.
        if wins in columns and loses in columns and all(field != loses for field, _ in stated):
            del columns[loses]
    before = dict(columns)
    if known in (None, _known):
        columns = booked_when(columns, sample.headers)
    if rows is not None and known in (None, _known):
        columns = settled(columns, sample, said)
    if "amount" in columns and {"debit", "credit"} <= columns.keys():
        del columns["debit"], columns["credit"]
    used = set(columns.values())
    unused = tuple(clean(text) for column, text in enumerate(headers) if column not in used and clean(text))
    return Mapping_(
        columns,
        tuple(clean(text) for text in headers),
        unused,
        frozenset(field for field, column in columns.items() if before.get(field) != column),
        () if rows is None else tuple(clean(headers[column]) for column in _twins(columns, labels, empty)),
        tuple(clean(headers[column]) for column in doubtful_sides(columns, sample) if column < len(headers))
        if rows is not None and known in (None, _known)
        else (),
    )


def _recognised(
    headers: Sequence[str],
    stated: Mapping[str, int],
    known: Callable[[str], tuple[str, int] | None],
    empty: Container[int],
) -> dict[str, int]:
    """The columns of the fields that nobody has stated, by the headers that are known."""
    taken = set(stated.values())
    best: dict[str, tuple[bool, int, int]] = {}
    for column, text in enumerate(headers):
        if column in taken or not label(text):
            continue
        found = known(text)
        if found is not None and found[0] not in stated:
            candidate = (column in empty, found[1], column)
            best[found[0]] = min(best.get(found[0], candidate), candidate)
    return {field: column for field, (_, _, column) in best.items()}


def _twins(columns: Mapping[str, int], labels: Sequence[str], empty: Container[int]) -> Iterator[int]:
    """The columns of amounts whose header stands above another column that is filled too."""
    for field in _AMOUNTS:
        at = columns.get(field, len(labels))
        # An amount beside the last header, as under a merged one, has none of its own.
        if at < len(labels) and any(
            each == labels[at] and column != at and column not in empty for column, each in enumerate(labels)
        ):
            yield at


def _known(text: str) -> tuple[str, int] | None:
    found = header.match_field(header.POSTINGS, text)
    if found is not None and found[0] == "amount" and header.in_ore(text):
        return "amount_ore", found[1]
    return found


def missing(columns: Collection[str]) -> str | None:
    """What an extract cannot do without and lacks, as a Danish phrase; None when it suffices."""
    if not {"amount", "amount_ore"} & set(columns) and not {"debit", "credit"} <= set(columns):
        return "et beløb (eller både debet og kredit)"
    if not {"date", "period"} & set(columns) and not {"service_from", "service_to"} <= set(columns):
        return "en dato eller periode"
    if not {"account", "measure", "cpr", "cpr_text", "document", "text", "supplier"} & set(columns):
        return "konto, foranstaltning eller CPR-nr."
    return None


class ExtractKind(Struct, frozen=True):
    """A kind of extract: its fields' names, what a header means there, what it cannot do without, what is kroner."""

    names: Mapping[str, str]
    known: Callable[[str], tuple[str, int] | None]
    missing: Callable[[Collection[str]], str | None]
    amounts: tuple[str, ...]
    example: str
    """A field and a header as --column takes them."""

    def lacking(self, headers: Sequence[str], stated: Stated) -> str | None:
        """What a row of headers lacks to be one of these extracts', as ``missing`` says it."""
        return self.missing(match(headers, stated, self.known).columns)


def _known_case(text: str) -> tuple[str, int] | None:
    found = header.match_field(header.DISPOSITION, text)
    if found is not None and found[0] == "expected_stop":
        # An extract has one stop: the granted one, where it tells both.
        found = ("stop", found[1] + 100)
    return found if found is not None and found[0] in _CASE_FIELDS else None


def _missing_case(columns: Collection[str]) -> str | None:
    lacking = [header.FIELD_NAMES[name] for name in ("cpr", "measure", "start") if name not in columns]
    return ", ".join(lacking) or None


_CASE_FIELDS: Final = ("id", "cpr", "measure", "supplier", "adviser", "rate", "unit", "quantity", "start", "stop")
POSTINGS: Final = ExtractKind(NAMES, _known, missing, _AMOUNTS, "Beløb=Netto")
CASES: Final = ExtractKind(
    {name: header.FIELD_NAMES[name] for name in _CASE_FIELDS}, _known_case, _missing_case, ("rate",), "Takst=Pris"
)
"""Bevillinger of a case system."""
