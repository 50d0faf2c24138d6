"""Closing a month, opening it again, and keeping a budget revision: what each asks of a workbook before it is done."""

from __future__ import annotations

import datetime as dt
from typing import Final

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block
from styring_xl.checks import thin_month
from styring_xl.danish import writing
from styring_xl.danish.text import Unreadable, clean, label, read_amount
from styring_xl.errors import StyringError
from styring_xl.model.headcount import FullYear
from styring_xl.model.rate_unit import Rule
from styring_xl.reading import settings
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.snapshot import HistoryChange, Snapshot
from styring_xl.refresh import Refreshed, RefreshTold
from styring_xl.reports import read
from styring_xl.standard.commands import REOPEN

_LONGEST: Final = 60
"""A name of a time must fit in a drop-down; a note is as long as it needs to be."""
_NOTE: Final = 1_000
_REOPEN: Final = REOPEN.label


def close(
    book: ReadableBook,
    month: int,
    date: dt.date,
    *,
    ledger: int | None = None,
    note: str = "",
    name: str = "",
    who: str = "",
    hint: str = "",
) -> Snapshot:
    """The workbook as it shall be with the month (1..12) closed on a day; ``ledger`` is the ledger's total in øre.

    ``name`` is the label of a budget revision made at the same time, ``who`` closes it. Raises StyringError
    when it is not the month's turn. ``settle`` afterwards asks for the difference to be explained.
    """
    if not 1 <= month <= 12:
        raise StyringError("Måneden skal være et tal fra 1 til 12.")
    grid, cell, stated = _setting(book)
    snapshot = read(book, closed=month, hint=hint)
    before = 0 if stated is None else stated
    done = snapshot.history.closing(snapshot.year, month)
    if done is not None:
        raise StyringError(
            f"{_month(month)} {snapshot.year} er allerede lukket ({done.date}). "
            f"Åbn den igen med {_REOPEN} (styring-xl reopen --month {month})."
        )
    if month < before:
        raise StyringError(
            f"{_month(month)} kan ikke lukkes: arket er realiseret til og med {_month(before).lower()}. "
            f"Måneder lukkes i rækkefølge. Skal den stå i {standard.HISTORY}, så skriv {month - 1} ud for "
            f"{standard.SETTING_CLOSED} i {standard.SETUP}, og luk derfra."
        )
    if month > before + 1:
        asked = "intet er realiseret" if stated is None else f"der er realiseret til og med måned {before}"
        raise StyringError(
            f"{_month(month)} kan ikke lukkes: {asked} i {standard.SETUP}, så den næste er "
            f"{_month(before + 1).lower()}. Er månederne før lukket et andet sted, så skriv {month - 1} dér først."
        )
    called = f"{_month(month)} {snapshot.year}" + (f", {_named(name)}" if name else "")
    taken = _entry(snapshot, called, standard.CLOSING, date, _text(note, _NOTE), min(before, month - 1), ledger)
    blocks = () if stated == month else (Block.of(grid.sheet, *cell, ((month,),)),)
    return replace(snapshot, record=HistoryChange(taken, blocks=blocks, who=who, month=before))


def reopen(book: ReadableBook, month: int, *, hint: str = "") -> Snapshot:
    """The workbook as it shall be with the month's closing taken back. Raises StyringError when it cannot be."""
    grid, cell, stated = _setting(book)
    snapshot = read(book, hint=hint)
    closings = [entry for entry in snapshot.history.entries if entry.is_closing and entry.year == snapshot.year]
    entry = snapshot.history.closing(snapshot.year, month)
    if entry is None:
        which = (
            f"Den senest lukkede er {_month(closings[-1].closed).lower()}." if closings else "Ingen måned er lukket."
        )
        raise StyringError(
            f"{_month(month)} {snapshot.year} er ikke lukket i {standard.HISTORY}, så intet er ændret. {which}"
        )
    if entry is not closings[-1]:
        latest = closings[-1].closed
        raise StyringError(
            f"{_month(month)} kan ikke åbnes, før {_month(latest).lower()} er åbnet: tag {_REOPEN} for den først "
            f"(styring-xl reopen --month {latest})."
        )
    if stated != entry.closed:
        raise StyringError(
            f"Realiseret til og med er {'tomt' if stated is None else stated} i {standard.SETUP}, men den seneste "
            f"lukning er måned {entry.closed}. Skriv {entry.closed} dér, og prøv igen."
        )
    blocks = (Block.of(grid.sheet, *cell, ((entry.before,),)),)
    return replace(
        snapshot,
        settings=snapshot.settings.override(None, entry.before),
        closed=entry.before,
        record=HistoryChange(removed=entry, blocks=blocks),
    )


def revise(book: ReadableBook, name: str, date: dt.date, *, note: str = "", who: str = "", hint: str = "") -> Snapshot:
    """The workbook as it shall be with a budget revision (BO1 … BO4, any label) kept in *Historik*."""
    snapshot = read(book, hint=hint)
    called = _named(name)
    if str(snapshot.year) not in called:
        called = f"{called} {snapshot.year}"
    taken = _entry(snapshot, called, standard.REVISION, date, _text(note, _NOTE), snapshot.closed, None)
    return replace(snapshot, record=HistoryChange(taken, who=who, month=snapshot.closed))


def settle(refreshed: Refreshed, snapshot: Snapshot) -> None:
    """Raises StyringError when the closing must not be made: a difference nobody explains, or no room for its row."""
    record = snapshot.record
    if record is None:
        return
    if all(area.name != standard.HISTORY_AREA for area in refreshed.patch.areas):
        raise StyringError(
            f"Der står egne celler i arket {standard.HISTORY}, hvor rækken skulle stå, så intet er ændret. Flyt dem, "
            "og prøv igen."
        )
    entry = record.taken
    if entry is None or entry.note:
        return
    thin = thin_sentence(refreshed)
    if entry.is_closing and thin:
        raise StyringError(
            f"{_month(snapshot.closed)} er ikke lukket. {thin} Hent posteringerne først. Er der ikke mere at vente, så "
            "skriv hvorfor i en note."
        )
    booked = snapshot.ledger
    in_month = (booked.year == snapshot.year) & (booked.month == snapshot.closed)
    if entry.is_closing and entry.ledger is None and len(booked) and not in_month.any():
        # A month closed before its postings are in would count as having cost nothing.
        month = _month(snapshot.closed)
        raise StyringError(
            f"{month} er ikke lukket: arket har ingen posteringer i {month.lower()}. Hent dem først. Er intet bogført, "
            "så skriv det i en note, eller angiv økonomisystemets total."
        )
    if entry.ledger is None:
        return
    difference = entry.ledger - refreshed.figures.realised
    if difference:
        refused = snapshot.ledger.refused
        unread = snapshot.ledger.refused_amount
        worth = f" på {writing.kroner(unread)} kr." if unread else ""
        left_out = f" {refused} posteringer{worth} kan ikke læses (se {standard.FINDINGS})." if refused else ""
        realised = refreshed.figures.realised
        raise StyringError(
            f"Måneden er ikke lukket: økonomisystemet har {writing.kroner(entry.ledger)} kr. og arket "
            f"{writing.kroner(realised)} kr. til og med {_month(snapshot.closed).lower()}, en difference "
            f"på {writing.kroner(difference)} kr.{left_out} Ret den, eller forklar den med en note."
        )


def thin_sentence(refreshed: RefreshTold) -> str:
    """What is missing in the last closed month when its postings don't seem to have come; empty when they have."""
    return next((finding.what for finding in refreshed.findings if finding.code == thin_month.CODE), "")


def complete(refreshed: RefreshTold) -> str:
    """How much of the month that is closed has come, in a sentence; nothing where that is not known."""
    found, figures = refreshed.uncertainty, refreshed.figures
    if found is None or not found.is_known or not figures.closed:
        return ""
    at = figures.closed - 1
    late = int(found.late[:, at].sum())
    booked = int(figures.by_measure[:, at].sum())
    if late <= 0 or booked <= 0:
        return f"{_month(figures.closed)} ventes at være kommet helt."
    share = 100 * booked // (booked + late)
    month = _month(figures.closed)
    return f"{month} er kommet med {share} %: der ventes endnu {writing.kroner(late)} kr. i efterposteringer."


def ledger_total(text: str) -> int | None:
    """What a user enters as the ledger's total, in øre: ``12.345.678,90``; None for nothing.

    Raises StyringError for what is no amount.
    """
    try:
        return read_amount(text)
    except Unreadable as error:
        raise StyringError(
            f"»{clean(text)[:_LONGEST]}« er ikke et beløb. Skriv økonomisystemets total som 12.345.678,90."
        ) from error


def _month(month: int) -> str:
    return standard.MONTH_NAMES[month - 1].capitalize() if 1 <= month <= 12 else f"Måned {month}"


def _text(text: str, longest: int) -> str:
    return clean(text).replace("|", "¦")[:longest]


def _named(name: str) -> str:
    text = _text(name, _LONGEST)
    if not text or label(text) == label(standard.NOW):
        raise StyringError("Revisionen skal have et navn, f.eks. BO1.")
    return text


def _setting(book: ReadableBook) -> tuple[Grid, tuple[int, int], int | None]:
    """The set-up sheet, the cell of *Realiseret til og med*, and the month it says (None: nothing that can be read)."""
    sheet = settings.sheet_of(book.sheet_names)
    grid = None if sheet is None else book.grid(sheet)
    cell = None if grid is None else settings.closed_cell(grid)
    if grid is None or cell is None:
        raise StyringError(
            f"Arket {standard.SETUP} med {standard.SETTING_CLOSED} mangler. Tilføj det med: styring-xl adopt."
        )
    if cell in grid.formulas:
        raise StyringError(f"{standard.SETTING_CLOSED} i {standard.SETUP} er en formel. Skriv et tal, og prøv igen.")
    return grid, cell, settings.read(grid).closed


def _entry(
    snapshot: Snapshot, name: str, kind: str, date: dt.date, note: str, before: int, ledger: int | None
) -> HistoryEntry:
    if any(label(entry.name) == label(name) for entry in snapshot.history.entries):
        raise StyringError(f"{name} er allerede i {standard.HISTORY}. Vælg et andet navn.")
    stated = snapshot.settings
    told = (
        standard.RULES[0 if stated.rule == Rule.DAYS else 1],
        stated.sign.value,
        standard.FULL_YEAR_RULES[0 if stated.full_year == FullYear.DAYS else 1],
    )
    return HistoryEntry(
        name=name, kind=kind, year=snapshot.year, date=writing.day(date), closed=snapshot.closed, result=0, realised=0,
        ledger=ledger, note=note, before=before, rows=0, settings="; ".join(told), check="", cells=(),
    )  # fmt: skip
