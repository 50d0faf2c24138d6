"""The account of an import in Danish lines: what was read how, what could not be used, and the control total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from styring_xl import standard
from styring_xl.danish.writing import count as grouped
from styring_xl.danish.writing import kroner
from styring_xl.imports.account import Difference, FileAccount, ImportAccount
from styring_xl.imports.columns import NAMES
from styring_xl.imports.control import Control, Tally
from styring_xl.imports.spelling import Spelling
from styring_xl.reading.account import shown

SHOWN: Final = 50
"""So many refused or changed rows are listed on a terminal; all are in the JSON."""
_ACCOUNTS: Final = 10


def _rows(part: Tally) -> str:
    return f"{grouped(part.rows)} {'postering' if part.rows == 1 else 'posteringer'} på {kroner(part.ore)} kr."


def lines(account: ImportAccount) -> Iterator[str]:
    """All of it, in the order a reader needs it."""
    for each in account.files:
        yield from _file(each)
    if account.not_kept:
        yield f"Arket »{account.sheet}« har ingen kolonne til: {', '.join(account.not_kept)}"
    yield from _refused(account)
    yield from _differences(account)
    yield from _accounts(account)
    if account.reopened.rows:
        month = standard.MONTH_NAMES[account.closed - 1]
        yield f"Nye i måneder, der er lukket (til og med {month}): {_rows(account.reopened)}"
    if account.alike.rows:
        yield (
            f"{_rows(account.alike)} ligner posteringer, der står der (samme bilag, konto og beløb, men anden tekst "
            "eller borger). De er taget med; se efter, om de er de samme."
        )
    if account.aggregated:
        yield (
            f"Arket har ikke plads til hver postering: de er samlet i {grouped(account.aggregated)} rækker pr. borger, "
            f"foranstaltning og måned, og de enkelte ligger i {account.detail}"
        )
    yield from _formulas(account)
    yield from control_lines(account.control)


def _file(each: FileAccount) -> Iterator[str]:
    """How a file was read: its columns, and where its lines went."""
    yield f"{each.name}: {each.how}; overskrift i linje {each.header_line}"
    for name, text in each.columns:
        yield f"  {name:<18} ← {text}"
    if each.unused:
        yield f"  Ikke brugt: {', '.join(each.unused)}"
    yield f"  {_lines(each)}"
    for note in each.notes:
        yield f"  {note}"


def _refused(account: ImportAccount) -> Iterator[str]:
    if account.refused:
        yield "Rækker, der ikke kan bruges:"
        for refusal in account.refused[:SHOWN]:
            yield f"  {refusal.file} linje {refusal.line}: {refusal.reason}"
        yield from _more(len(account.refused))


def _differences(account: ImportAccount) -> Iterator[str]:
    """Postings that the extract has otherwise than the sheet."""
    if account.differences:
        put_right = bool(account.control.updated.rows or account.control.replaced.rows)
        yield (
            "Ændrede posteringer (samme bilag og linje), rettet i arket:"
            if put_right
            else "Ændrede posteringer (samme bilag og linje), ikke rettet; --update-changed retter dem:"
        )
        for difference in account.differences[:SHOWN]:
            yield f"  {_difference(difference)}"
        yield from _more(len(account.differences))


def _accounts(account: ImportAccount) -> Iterator[str]:
    """Accounts whose postings get no measure, and measures that look like others misspelled."""
    for contradiction in account.contradictions:
        rows = " og ".join(map(str, contradiction.rows))
        yield (
            f"Konto {contradiction.account} står modstridende i {standard.ACCOUNTS_TABLE} (række {rows}): "
            f"{' eller '.join(contradiction.measures)}. Posteringerne er placeret uden foranstaltning."
        )
    if account.unplaced:
        yield "Konti uden foranstaltning (tilføj dem i Parametre, tabellen over konti):"
        for name, part in account.unplaced[:_ACCOUNTS]:
            yield f"  {name:<18} {_rows(part)}"
        if len(account.unplaced) > _ACCOUNTS:
            yield f"  … og {grouped(len(account.unplaced) - _ACCOUNTS)} konti mere"
    for spelling in account.misspelled[:_ACCOUNTS]:
        yield f"{_spelling(spelling)}: {_rows(spelling.part)}"


def _formulas(account: ImportAccount) -> Iterator[str]:
    for name, rows in account.without_result:
        yield (
            f"{name} er en formel på arket »{account.sheet}« uden gemt resultat i {grouped(rows)} af de nye rækker: "
            "åbn projektmappen i Excel, og gem den, før den opdateres."
        )


def _lines(file: FileAccount) -> str:
    """Where the file's lines went, so that none is missing without a word."""
    rows = shown(file.kinds) or "ingen rækker"
    if file.count is None:
        return f"Rækker under overskriften: {rows}"
    rests = f", {grouped(file.count.rests)} er resten af rækker på flere linjer" if file.count.rests else ""
    return f"{grouped(file.count.lines)} linjer: {grouped(file.count.above)} til og med overskriften, {rows}{rests}"


_FEW: Final = 4
_LONGEST: Final = 1000
"""A message box holds no more."""


def message(account: ImportAccount) -> str:
    """The account as one message: the control total always, and the first of what needs looking at."""
    control = account.control
    placed = (
        f"{_rows(control.placed)} er hentet til {account.sheet}." if control.placed.rows else "Intet nyt er hentet."
    )
    total = [placed, ""]
    total += [f"{name}: {_rows(part)}" for name, part in control.lines()]
    total.append(f"Difference: {kroner(control.difference.ore)} kr.")
    more: list[str] = [f"{each.name}: {each.how}." for each in account.files[:_FEW]]
    more += [f"{each.file} linje {each.line}: {each.reason}." for each in account.refused[:_FEW]]
    if len(account.refused) > _FEW:
        more.append(f"… og {grouped(len(account.refused) - _FEW)} rækker mere, der ikke kan bruges.")
    more += [f"Ændret, ikke rettet: {_difference(each)}." for each in account.differences[:_FEW]]
    more += _formulas(account)
    if account.reopened.rows:
        month = standard.MONTH_NAMES[account.closed - 1]
        more.append(f"{_rows(account.reopened)} er i måneder, der er lukket (til og med {month}).")
    if account.unplaced:
        names = ", ".join(name for name, _ in account.unplaced[:_FEW])
        more.append(f"{grouped(len(account.unplaced))} konti har ingen foranstaltning i Parametre: {names} …")
    more += [f"{_spelling(each)}." for each in account.misspelled[:_FEW]]
    if account.contradictions:
        names = ", ".join(each.account for each in account.contradictions[:_FEW])
        more.append(f"Modstridende konti i Parametre: {names}.")
    if account.aggregated:
        more.append(f"De enkelte posteringer ligger i {account.detail}.")
    text = "\n".join(total)
    for line in ("", *more):
        if len(text) + len(line) + 1 > _LONGEST:
            break
        text += f"\n{line}"
    return text


def control_lines(control: Control) -> Iterator[str]:
    """The control total as a small table."""
    yield "Kontrolsum"
    for name, part in control.lines():
        yield f"  {name:<28}{grouped(part.rows):>12} rækker {kroner(part.ore):>20} kr."
    difference = control.difference
    yield f"  {'Difference':<28}{grouped(difference.rows):>12} rækker {kroner(difference.ore):>20} kr."
    if control.unreadable:
        yield f"  {grouped(control.unreadable)} af de afviste rækker har intet læsbart beløb og er i ingen sum."


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  … og {grouped(count - SHOWN)} flere; alle står i --json"


def _spelling(each: Spelling) -> str:
    return (
        f"»{each.text}« ligner foranstaltningen »{each.like}«, men bliver en linje for sig; ret stavemåden, er de ens"
    )


def _difference(difference: Difference) -> str:
    where = f"{difference.sheet} række {difference.row}" if difference.row else "et andet udtræk"
    fields = ", ".join(NAMES[name] for name in difference.fields) or "indhold"
    return f"{where} ← {difference.file} linje {difference.line}: {fields}"
