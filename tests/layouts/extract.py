"""What systems, and Excel on the way, do to an extract's file."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from . import product
from .base import kroner
from .cells import danish_text
from .features import Draft, feature
from .ledger.columns import page, posting
from .municipality import Posting
from .page import Column, Formula, Line, Page, place

if TYPE_CHECKING:
    from .layout import Layout, Rendered
    from .outcome import Outcome

EXTRACT = "extract"


def prepare(made: Draft) -> None:
    """Moves the postings into an extract; the workbook's own ledger holds one posting of the year before."""
    whole = made.ledger
    extract = Page("Udtræk", whole.columns, whole.lines)
    first = made.town.postings[0]
    old = {
        "date": dt.date(made.town.year - 1, 12, 15),
        "voucher": "0001700001",
        "line": 1,
        "cpr": first.cpr,
        "measure": first.measure,
        "supplier": first.supplier,
        "text": "Afregning",
        "amount": 1_000,
    }
    made.ledger = Page("Posteringer", [replace(column) for column in whole.columns], [Line("own", old)])
    made.ledger.columns.append(Column("period", "Periode"))
    made.notes["extract"] = extract
    made.notes["csv"] = {"delimiter": ";", "encoding": "utf-8", "quote": "needed", "newline": "\r\n", "decimal": ","}


def _csv(made: Draft, **given: Any) -> None:
    made.notes["csv"] |= given


@feature(EXTRACT, "file", "udtræk som xlsx", stage=70, weight=2)
def as_xlsx(made: Draft, rng: Random) -> None:
    made.notes["csv"] = None


@feature(EXTRACT, "delimiter", "tabulator mellem felterne", stage=71)
def tab(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, delimiter="\t")


@feature(EXTRACT, "delimiter", "komma mellem felterne, punktum i tal", stage=71)
def comma(made: Draft, rng: Random) -> None:
    amounts = [line.cells.get(key) for line in page(made).rows() for key in ("amount", "debit", "credit", "balance")]
    if made.notes["csv"] and not any(isinstance(value, str) for value in amounts):
        _csv(made, delimiter=",", decimal=".")


@feature(EXTRACT, "delimiter", "lodret streg mellem felterne", stage=71, weight=1)
def pipe(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, delimiter="|")


@feature(EXTRACT, "encoding", "BOM", stage=72)
def bom(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, encoding="utf-8-sig")


@feature(EXTRACT, "encoding", "cp1252", stage=72)
def latin(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, encoding="cp1252")


@feature(EXTRACT, "encoding", "UTF-16", stage=72, weight=1)
def wide(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, encoding="utf-16")


@feature(EXTRACT, "newline", "linjeskift som på Unix", stage=73, weight=1)
def unix(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, newline="\n")


@feature(EXTRACT, "quote", "anførselstegn om alt", stage=73)
def quoted(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, quote="all")


@feature(EXTRACT, "thousands", "tusindtal med punktum", stage=73, weight=3)
def thousands(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, thousands=True)


@feature(EXTRACT, "texts", "linjeskift inde i teksten", stage=45)
def embedded(made: Draft, rng: Random) -> None:
    if page(made).has("text"):
        for line in rng.sample(page(made).rows(), min(2, len(page(made).rows()))):
            line.cells["text"] = f"{line.cells['text']}\nse bilag"


@feature(EXTRACT, "texts", "anførselstegn midt i teksten, ikke fordoblet", stage=45, weight=2)
def stray_quote(made: Draft, rng: Random) -> None:
    if page(made).has("text"):
        for line in rng.sample(page(made).rows(), min(2, len(page(made).rows()))):
            _rename(line, 'Skærm 24" til værelset')
        made.notes["raw_quotes"] = True


@feature(EXTRACT, "texts", "fordoblede anførselstegn", stage=45)
def escaped(made: Draft, rng: Random) -> None:
    if page(made).has("text"):
        for line in rng.sample(page(made).rows(), min(2, len(page(made).rows()))):
            _rename(line, 'Tilbud "Linden" maj')


def _rename(line: Line, text: str) -> None:
    """Another text for a posting; a CPR number in the old one may be all that says whose it is, and stays."""
    whose = re.search(r"\d{6}-\d{4}", str(line.cells.get("text") or ""))
    line.cells["text"] = f"{whose[0]} {text}" if whose else text


@feature(EXTRACT, "texts", "skilletegn inde i teksten", stage=45)
def delimiter_inside(made: Draft, rng: Random) -> None:
    if page(made).has("text"):
        for line in rng.sample(page(made).rows(), min(2, len(page(made).rows()))):
            _rename(line, "Afregning; januar, rest")


@feature(EXTRACT, "broken", "anførselstegn, der ikke lukkes", stage=76, weight=1)
def unclosed_quote(made: Draft, rng: Random) -> None:
    """A field begins with a quote and nothing ends it: where the next line begins nobody can know."""
    if made.notes["csv"] and page(made).has("text"):
        made.notes["broken"] = '"'
        made.unclear.append("a quote is not closed")


@feature(EXTRACT, "broken", "NUL i filen", stage=76, weight=1)
def nul(made: Draft, rng: Random) -> None:
    if made.notes["csv"] and made.notes["csv"]["encoding"] != "utf-16":
        made.notes["broken"] = "\0"
        made.unclear.append("the file is damaged")


@feature(EXTRACT, "ragged", "korte linjer", stage=74)
def short_lines(made: Draft, rng: Random) -> None:
    """The last cells of a line are left out where they are empty."""
    if made.notes["csv"]:
        page(made).columns.append(Column("x_remark", "Bemærkning"))
        _csv(made, strip=True)


@feature(EXTRACT, "ragged", "skilletegn til sidst i hver linje", stage=74)
def trailing(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, trailing=True)


@feature(EXTRACT, "first", "sep=; i første linje", stage=75, weight=1)
def sep_line(made: Draft, rng: Random) -> None:
    if made.notes["csv"]:
        _csv(made, sep=True)


@feature(EXTRACT, "foot", "slutlinje under posteringerne", stage=55)
def footer(made: Draft, rng: Random) -> None:
    count = len(page(made).rows())
    page(made).below += rng.choice(
        ([[], [f"Antal poster: {count}"]], [["*** Slut på rapport ***"]], [[], ["Udskrevet 03-04-2026 af AH"]])
    )


@feature(EXTRACT, "vouchers", "bilagsnumre som tal", stage=46)
def voucher_numbers(made: Draft, rng: Random) -> None:
    for line in page(made).rows():
        line.cells["voucher"] = int(line.cells["voucher"])


@feature(EXTRACT, "lines", "linjenr. er altid 1, og flere har samme bilag", stage=21, weight=2)
def constant_line(made: Draft, rng: Random) -> None:
    """One collective voucher holds several alike postings, and the line number tells them not apart."""
    rows = page(made).rows()
    for line in rows:
        line.cells["line"] = 1
    of = posting(made, rows[0])
    twin = Line("row", dict(rows[0].cells), len(made.town.postings))
    page(made).lines.insert(page(made).lines.index(rows[0]) + 1, twin)
    made.town = replace(made.town, postings=(*made.town.postings, of))


@feature(EXTRACT, "delivered", "nogle posteringer står der allerede, gemt i Excel", stage=47, weight=2)
def delivered_before(made: Draft, rng: Random) -> None:
    """Half of them came last month; Excel took the zeros before the voucher's number away."""
    if not page(made).has("line"):
        return
    rows = page(made).rows()
    if "linjenr. er altid 1, og flere har samme bilag" in made.notes.get("names", ()):
        return
    before = rows[: len(rows) // 2]
    lost = rng.random() < 0.5
    for line in before:
        of = posting(made, line)
        cells = {
            "date": of.date,
            "voucher": int(of.voucher) if lost else of.voucher,
            "line": of.line,
            "cpr": of.cpr,
            "measure": of.measure,
            "supplier": of.supplier,
            "text": of.text,
            "amount": kroner(of.amount),
        }
        made.ledger.lines.append(Line("own", cells))
    made.notes["known"] = {line.index for line in before}


# ---------------------------------------------------------------- the file


class Written(Struct, frozen=True, dict=True):
    """The extract's file and on which line each of its rows stands (the first of several)."""

    path: Path
    lines: dict[int, int]
    """id of a line -> number in the file."""


def write(made: Draft, folder: Path) -> Written:
    """Writes ``udtraek.csv`` or ``udtraek.xlsx``."""
    from .write import xlsx

    sheet = place(page(made))
    how = made.notes["csv"]
    if how is None:
        path = folder / "udtraek.xlsx"
        xlsx(path, [sheet], cached=made.cached)
        return Written(path, dict(sheet.rows))
    bottom = max(row for row, _ in sheet.cells)
    right = max(column for _, column in sheet.cells)
    at = {row: key for key, row in sheet.rows.items()}
    lines: dict[int, int] = {}
    texts: list[str] = []
    number = 1
    if how.get("sep"):
        texts.append(f"sep={how['delimiter']}")
        number += 1
    for row in range(1, bottom + 1):
        values = [_field(sheet.cells.get((row, column)), how) for column in range(1, right + 1)]
        if row < sheet.header or not any(values):
            while values and not values[-1]:
                values.pop()
        if how.get("strip"):
            while values and not values[-1]:
                values.pop()
        fields = [_quoted(value, how, made) for value in values]
        if row == sheet.header + 1 and "broken" in made.notes:
            spot = sheet.columns.get("text", 1) - 1
            fields += [""] * (spot + 1 - len(fields))
            fields[spot] = made.notes["broken"] + fields[spot].strip('"')
        text = how["delimiter"].join(fields) + (how["delimiter"] if how.get("trailing") and row >= sheet.header else "")
        if row in at:
            lines[at[row]] = number
        texts.append(text)
        number += 1 + text.count("\n")
    path = folder / "udtraek.csv"
    path.write_bytes((how["newline"].join(texts) + how["newline"]).encode(how["encoding"]))
    return Written(path, lines)


def _field(value: Any, how: dict[str, Any]) -> str:
    if value is None:
        return ""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}" if how["decimal"] == "." else f"{value:%d-%m-%Y}"
    if isinstance(value, float) or (
        isinstance(value, int) and how.get("thousands") and 1_000 <= abs(value) < 1_000_000
    ):
        return _number(value, how)
    return str(value)


def _number(value: float, how: dict[str, Any]) -> str:
    if how.get("thousands") and how["decimal"] == ",":
        return danish_text(value)
    text = f"{value:.2f}"
    return text.replace(".", how["decimal"])


def _quoted(text: str, how: dict[str, Any], made: Draft) -> str:
    needed = how["quote"] == "all" or how["delimiter"] in text or "\n" in text
    if '"' in text and not made.notes.get("raw_quotes") and not text.startswith("="):
        needed = True
    if not needed:
        return text
    inner = text if made.notes.get("raw_quotes") else text.replace('"', '""')
    return f'"{inner}"'


# ---------------------------------------------------------------- what became of it


def try_extract(layout: Layout, rendered: Rendered, path: Path, folder: Path) -> Outcome:
    """Imports the extract and holds the ledger's new rows against the postings that were in it."""
    from .outcome import HARMED, RIGHT, SILENT, TOLD, Outcome, compare_kept, read

    made = rendered.draft
    written = write(made, folder)
    answer = product.run("import", str(written.path), "--into", str(path), "--json")
    if answer.code == 2:
        return Outcome(layout, TOLD, rendered.readable, [f"refused: {answer.file.get('error', answer.text.strip())}"])
    after = read(path, [sheet.name for sheet in rendered.sheets])
    harm = []
    for sheet in rendered.sheets:
        bottom = max((row for row, _ in sheet.cells), default=0)
        area = after.get(sheet.name, {})
        own = {spot: value for spot, value in area.items() if sheet.name != made.ledger.name or spot[0] <= bottom}
        harm += compare_kept(sheet, own, set())
    if harm:
        return Outcome(layout, HARMED, rendered.readable, harm)
    ledger = next(sheet for sheet in rendered.sheets if sheet.name == made.ledger.name)
    bottom = max(row for row, _ in ledger.cells)
    gone = made.town.year - 1 if made.notes.get("last_year") else None
    got = _records(ledger.columns, after[ledger.name], bottom, gone)
    known = made.notes.get("known", set())
    wanted: dict[int, Record] = {}
    for line in page(made).rows():
        if line.index not in known:
            wanted[id(line)] = _record(posting(made, line))
    twice = [_record(posting(made, line)) for line in page(made).rows() if line.index in known]
    missing, extra = _difference(wanted, got)
    if not missing and not extra:
        refused = len(answer.file.get("refused", []))
        return Outcome(layout, RIGHT, rendered.readable, noise=[f"refused {refused}"] if refused else [])
    said = {int(one["line"]) for one in answer.file.get("refused", []) if isinstance(one, dict) and one.get("line")}
    notes = " ".join(str(note) for each in answer.file.get("files", []) for note in each.get("notes", []))
    said |= {int(text) for text in re.findall(r"\b\d+\b", notes)}
    why = [f"{len(missing)} of {len(wanted)} postings are missing or other than they were"] if missing else []
    why += [f"line {written.lines[key]}: {_plain(wanted[key])}" for key in missing[:3]]
    why += [f"in the ledger: {_plain(record)}" for record in extra[:3]]
    if missing:
        # Of two equal postings it does not matter which one came in.
        told_of = Counter(record for key, record in wanted.items() if written.lines[key] in said)
        silent = bool(Counter(wanted[key] for key in missing) - told_of)
        about = _only(wanted, missing, extra)
        told_of_it = {
            "cpr": re.search(r"cpr", notes, re.IGNORECASE),
            "measure": answer.file.get("accounts_without_measure") or re.search(r"foranstaltning|kont[oi]", notes),
        }
        said_at_all = "er tom i " in notes or answer.file.get("measures_spelled_otherwise")
        silent = silent and not (told_of_it.get(about) or said_at_all)
    else:
        others = [
            written.lines[id(line)] for line in page(made).lines if line.kind == "own" and id(line) in written.lines
        ]
        known_again = [record for record in extra if record in twice]
        silent = len(known_again) < len(extra) and not any(number in said for number in others)
        silent = silent or len(known_again) > answer.file.get("resembling", {}).get("rows", 0)
    return Outcome(layout, SILENT if silent else TOLD, rendered.readable, why)


Record = tuple[int, int, str, str, int]
"""Year, month, the citizen's ten digits, the measure in small letters, øre."""


def _record(of: Posting) -> Record:
    return (of.date.year, of.date.month, _digits(of.cpr), of.measure.casefold(), of.amount)


def _difference(wanted: dict[int, Record], got: list[Record]) -> tuple[list[int], list[Record]]:
    """The wanted records that are not there, and what is there instead.

    An account's number before a measure's name is no harm.
    """
    left = list(got)
    missing = []
    for key, record in wanted.items():
        found = next(
            (each for each in left if each[3].endswith(record[3]) and (*each[:3], each[4]) == (*record[:3], record[4])),
            None,
        )
        if found is None:
            missing.append(key)
        else:
            left.remove(found)
    return missing, left


def _only(wanted: dict[int, Record], missing: list[int], extra: list[Record]) -> str:
    """The one field in which what came differs from what should have come; empty where there are several."""
    for name, at in (("cpr", 2), ("measure", 3)):
        should = Counter(wanted[key][:at] + wanted[key][at + 1 :] for key in missing)
        if should == Counter(record[:at] + record[at + 1 :] for record in extra):
            return name
    return ""


def _plain(record: Record) -> str:
    year, month, _, measure, amount = record
    return f"{month}-{year} {measure} {amount / 100:.2f}"


def _digits(value: Any) -> str:
    return re.sub(r"\D", "", str(value or ""))


def _records(columns: dict[str, int], cells: dict[tuple[int, int], Any], below: int, gone: int | None) -> list[Record]:
    """Each row that came in, but those whose period says that they are of the year that is ``gone``."""
    found: list[Record] = []
    for row in sorted({row for row, _ in cells if row > below}):
        values = {key: cells.get((row, column)) for key, column in columns.items()}
        day, period = values.get("date"), str(values.get("period") or "")
        if gone is not None and str(gone) in period:
            continue
        digits = _digits(period)
        of, month = (int(digits[:4]), int(digits[4:6])) if len(digits) == 6 else (0, 0)
        if not of and isinstance(day, dt.datetime):
            of, month = day.year, day.month
        amount = values.get("amount")
        ore = round(amount * 100) if isinstance(amount, int | float) else 0
        measure = str(values.get("measure") or "").strip().casefold()
        found.append((of, month, _digits(values.get("cpr")), measure, ore))
    return found
