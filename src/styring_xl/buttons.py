"""What the buttons do, over the workbook that is open: each macro calls ``press`` with the name of its command.

A press reads in blocks, computes, writes what differs in blocks, and says in one message what came of it. The user's
selection, scroll position and screen settings are as before when it ends, however it ends.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import styring_xl
from styring_xl.collector import held_back
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.live import Change, LiveBook, Plan
    from styring_xl.refresh import Refreshed
    from styring_xl.snapshot import Snapshot

TITLE: Final = "Styring-XL"
PREVIEW_SHEET: Final = "Vis ændringer"
PREVIEW_TITLE: Final = "Ændringer, som Opdater prognose vil lave"
PREVIEW_ROWS: Final = 5_000
"""The preview lists no more cells than a person can look through."""

_BUSY: Final = threading.Lock()
Progress = Callable[[str], None]


def press(command: str, built_for: str = "", *typed: str) -> None:
    """Do a button's work on the workbook whose macro calls, and tell the user how it went; never raises.

    command: ``update_forecast``, ``preview``, ``check_data``, ``undo``, ``about`` or ``close_month``; built_for: the
    versions the workbook was built for, ``styring-xl/xlwings``; typed: what the macro asked for, each text as four hex
    digits a character, so that nothing a user types can become code.
    """
    import xlwings as xw

    book = xw.Book.caller()
    if not _BUSY.acquire(blocking=False):
        book.app.alert("Styring-XL er allerede i gang. Vent, til den er færdig.", TITLE, "ok", "info")
        return
    try:
        with held_back():
            text, mode = _worked(book, command, built_for, typed)
    finally:
        _BUSY.release()
    book.app.alert(text, TITLE, "ok", mode)


def _worked(book: Any, command: str, built_for: str, typed: tuple[str, ...]) -> tuple[str, str]:
    """The message to show and how serious it is."""
    try:
        check_versions(built_for)
        work = COMMANDS[command]
        with quiet(book.app) as progress:
            text = work(book, progress, *map(_decoded, typed))
        return text, "info"
    except StyringError as error:
        return str(error), "critical"
    except MemoryError:
        return "Der er ikke hukommelse nok. Luk andre programmer, og prøv igen. Arket er som før.", "critical"
    except Exception as error:
        # Where it went wrong helps whoever is to mend it; what the cells hold is nobody's business.
        where = _place_of(error)
        return (
            f"Der skete en fejl, som Styring-XL ikke kender ({type(error).__name__} i {where}), og arket er ført "
            "tilbage til før trykket. Gem arket, luk Excel, og prøv igen. Sker det igen, så giv teksten her til "
            "den, der vedligeholder Styring-XL.",
            "critical",
        )


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("styring_xl"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def check_versions(built_for: str) -> None:
    """Raises StyringError when the workbook was built for another edition of this package or of xlwings.

    The third part of this package's version does not count: it changes nothing a macro knows of.
    """
    if not built_for:
        return
    import xlwings

    ours, _, theirs = built_for.partition("/")
    if _edition(ours) == _edition(styring_xl.__version__) and theirs == xlwings.__version__:
        return
    raise StyringError(
        f"Python-pakken og projektmappen passer ikke sammen: projektmappen er bygget til Styring-XL {ours} og xlwings "
        f"{theirs}, men her er installeret Styring-XL {styring_xl.__version__} og xlwings {xlwings.__version__}. "
        "Installér den udgave, projektmappen er bygget til, eller lav en ny projektmappe med: styring-xl new."
    )


def _edition(version: str) -> tuple[str, ...]:
    return tuple(re.split(r"[.]", version)[:2])


@contextmanager
def quiet(app: Any) -> Iterator[Progress]:
    """Screen, calculation and events stand still meanwhile; the status bar shows what is going on.

    Everything is set back in the opposite order, each on its own, so that one failure leaves no other behind.
    """
    before: list[tuple[str, Any]] = []

    def set_(name: str, value: Any) -> None:
        before.append((name, getattr(app, name)))
        setattr(app, name, value)

    def progress(text: str) -> None:
        app.status_bar = f"Styring-XL: {text} …"

    try:
        set_("status_bar", "Styring-XL: læser arket …")
        set_("screen_updating", False)
        set_("enable_events", False)
        set_("calculation", "manual")
        yield progress
    finally:
        failed: Exception | None = None
        for name, value in reversed(before):
            # An empty status bar is the program's own.
            restored = (value or False) if name == "status_bar" else value
            try:
                setattr(app, name, restored)
            except Exception:
                # A program that was busy for a moment is asked again.
                try:
                    setattr(app, name, restored)
                except Exception as error:
                    failed = failed or error
        if failed is not None and sys.exc_info()[0] is None:
            raise failed


def identity(book: Any) -> str:
    """What tells this workbook from others: its path or web address, the name alone before it is saved."""
    native = book.api
    full = native.full_name.get() if sys.platform == "darwin" else getattr(native, "FullName", None)
    return str(full or book.name)


# The commands: each takes the book and says what came of it.


def update_forecast(book: Any, progress: Progress) -> str:
    """Compute the year and write the months, *Månedsforbrug*, *Afvigelse* and *Kontrol*."""
    live, refreshed, plan = _planned(book, progress)
    if plan.is_empty:
        return f"Alt er opdateret i forvejen, så intet er ændret.\n\n{_figures(refreshed)}\n{_findings(refreshed)}"
    _write(book, live, plan, "Opdater prognose", progress)
    return (
        f"Prognosen er opdateret: {_count(len(plan.changes), 'celle', 'celler')} ændret ({_listed(plan.sheets)}).\n\n"
        f"{_figures(refreshed)}\n{_findings(refreshed)}{_left_out(plan)}"
    )


def check_data(book: Any, progress: Progress) -> str:
    """Look for mistakes and write them in *Kontrol*; no figure is touched."""
    from styring_xl.books.patch import Patch
    from styring_xl.sheets import standard

    def only_findings(patch: Patch) -> Patch:
        areas = tuple(area for area in patch.areas if area.name == standard.FINDINGS_AREA)
        sheets = {area.block.sheet for area in areas}
        return Patch(
            tuple(sheet for sheet in patch.sheets if sheet.name in sheets),
            areas,
            tuple(block for block in patch.blocks if block.sheet in sheets),
        )

    live, refreshed, plan = _planned(book, progress, only_findings)
    if not plan.is_empty:
        _write(book, live, plan, "Kontrollér data", progress)
    return (
        f"{_findings(refreshed)} De står i arket {standard.FINDINGS} med celle, og hvad du kan gøre.{_left_out(plan)}"
    )


def preview(book: Any, progress: Progress) -> str:
    """List every cell that *Opdater prognose* would change on a sheet of its own; nothing else is touched."""
    _, _, plan = _planned(book, progress)
    if not plan.changes:
        return "Alt er opdateret: Opdater prognose vil ikke ændre noget."
    progress("skriver ændringerne")
    name = _preview_sheet(book, plan.changes)
    shown = min(len(plan.changes), PREVIEW_ROWS)
    rest = f" De første {_number(shown)} er vist." if shown < len(plan.changes) else ""
    return (
        f"Opdater prognose vil ændre {_count(len(plan.changes), 'celle', 'celler')} ({_listed(plan.sheets)}). "
        f"De står i arket »{name}«, og intet andet er ændret.{rest}"
    )


def close_month(book: Any, progress: Progress, month: str, total: str, note: str) -> str:
    """Close a month: refresh with it realised, reconcile with the ledger's total, and keep a row in *Historik*."""
    import datetime as dt

    from styring_xl import closing
    from styring_xl.sheets import standard
    from styring_xl.sheets.settings import read_closed
    from styring_xl.sheets.text import Unreadable, clean, label

    try:
        number = read_closed(clean(month))
    except Unreadable as error:
        raise StyringError("Måneden skal være et tal fra 1 til 12.") from error
    ledger = None if label(total) == label(standard.NOT_BALANCED) else closing.ledger_total(total)
    told = "" if label(note) == "ingen" else note

    def prepare(live: LiveBook) -> Snapshot:
        return closing.close(live, number, dt.date.today(), ledger=ledger, note=told, hint=_hint(book))

    live, refreshed, plan = _planned(book, progress, prepare=prepare)
    _write(book, live, plan, "Luk måned", progress)
    how = "ikke afstemt med økonomisystemet" if ledger is None else "afstemt med økonomisystemet"
    return (
        f"{standard.MONTH_NAMES[number - 1].capitalize()} {refreshed.figures.year} er lukket, {how}. "
        f"{standard.EXPLANATION} viser, hvad der har flyttet forventet regnskab.\n\n"
        f"{_figures(refreshed)}\n{_findings(refreshed)}{_left_out(plan)}"
    )


def undo(book: Any, progress: Progress) -> str:
    """Take back the last press on this workbook; cells the user has changed since stay as they are."""
    from styring_xl import undo as memory
    from styring_xl.books.live import LiveBook

    who = identity(book)
    pressed = memory.last(who)
    if pressed is None:
        return "Der er ikke noget at fortryde."
    live = LiveBook(book)
    missing = {sheet for sheet in _sheets_of(pressed.inverse) if sheet not in live.sheet_names}
    if missing:
        raise StyringError(f"Der kan ikke fortrydes, for arket »{min(missing)}« findes ikke mere.")
    patch, kept = _unless_changed(live, pressed)
    plan = live.plan(patch, reversible=False)
    progress("fortryder")
    live.apply(plan)
    memory.forget(who)
    stays = f" {_count(kept, 'celle', 'celler')}, du har ændret siden, står som du skrev dem." if kept else ""
    return f"»{pressed.command}« er fortrudt: {_count(len(plan.changes), 'celle', 'celler')} er ført tilbage.{stays}"


def import_postings(book: Any, progress: Progress) -> str:
    """Bring the extracts the user has chosen into the ledger sheet, each posting once."""
    from pathlib import Path

    from styring_xl.books.live import LiveBook
    from styring_xl.imports import job, postings_import, report

    live = LiveBook(book)
    files = [Path(each) for each in live.chosen_files()]
    if not files:
        raise StyringError(
            "Der er ingen fil at hente: dette program kan ikke vise valget af filer. Gem og luk arket, og brug "
            "kommandoen styring-xl import UDTRÆK --into efterfulgt af arkets navn."
        )
    progress("læser udtrækket")
    where = Path(identity(book))
    planned = postings_import.plan(live, files, where.parent, where.name)
    if planned.patch.sheets:
        raise StyringError(
            f"Der er intet ark med posteringer. Tilføj det ved at gemme og lukke arket og bruge styring-xl import; "
            f"det får så arket {planned.account.sheet}."
        )
    if planned.detail and not where.is_absolute():
        raise StyringError(
            "Gem arket i en mappe, før så mange posteringer hentes: de enkelte skal ligge ved siden af det."
        )
    plan = live.plan(planned.patch)
    if not plan.is_empty:
        with job.detail_beside(where.parent, planned):
            _write(book, live, plan, "Hent posteringer", progress)
    return report.message(planned.account)


def about(book: Any, progress: Progress) -> str:
    """Versions and where help is found."""
    import xlwings

    return (
        f"Styring-XL {styring_xl.__version__} (xlwings {xlwings.__version__}, Python {sys.version.split()[0]})\n\n"
        "Opdater prognose beregner arket ud fra det, der står i det. Vis ændringer viser først, hvad der vil ske. "
        "Kontrollér data finder fejl og mangler. Fortryd fører den seneste opdatering tilbage.\n\n"
        "Vejledningen følger med programmet i mappen docs. Virker noget ikke, så kør: styring-xl doctor."
    )


COMMANDS: Final[dict[str, Callable[..., str]]] = {
    "update_forecast": update_forecast,
    "preview": preview,
    "check_data": check_data,
    "import_postings": import_postings,
    "undo": undo,
    "close_month": close_month,
    "about": about,
}


# How they do it.


def _planned(
    book: Any,
    progress: Progress,
    narrow: Callable[[Any], Any] = lambda patch: patch,
    prepare: Callable[[LiveBook], Snapshot] | None = None,
) -> tuple[LiveBook, Refreshed, Plan]:
    """The book as read, what it gives, and what of that is not there already."""
    # Imported here: a press that only asks for help, and a wrong version, need none of it.
    from styring_xl import closing
    from styring_xl.books.live import LiveBook
    from styring_xl.refresh import Blocked, refresh
    from styring_xl.snapshot import read

    live = LiveBook(book)
    snapshot = read(live, hint=_hint(book)) if prepare is None else prepare(live)
    progress("beregner")
    refreshed = refresh(snapshot)
    plan = live.plan(narrow(refreshed.patch))
    if plan.blocked:
        # What is in the way becomes a finding, so the findings are computed again knowing it.
        refreshed = refresh(snapshot, Blocked({b.area: (b.sheet, b.row, b.column) for b in plan.blocked}))
        again = live.plan(narrow(refreshed.patch))
        plan = replace(again, blocked=plan.blocked)
    closing.settle(refreshed, snapshot)
    return live, refreshed, plan


def _hint(book: Any) -> str:
    return str(book.name.rpartition(".")[0] or book.name)


def _decoded(typed: str) -> str:
    """The text whose characters a macro has written as four hex digits each."""
    return bytes.fromhex(typed).decode("utf-16-be", "replace")


def _write(book: Any, live: LiveBook, plan: Plan, command: str, progress: Progress) -> None:
    from styring_xl import undo as memory

    # Once and not for every sheet: a text in the status bar is a call like any other.
    progress("skriver")
    live.apply(plan)
    try:
        memory.keep(identity(book), memory.Pressed(command, plan.inverse, plan.patch))
    except OSError:
        # The work is done; without a place to remember it, it only cannot be taken back with the button.
        memory.forget(identity(book))


def _sheets_of(patch: Any) -> set[str]:
    return {area.block.sheet for area in patch.areas} | {block.sheet for block in patch.blocks}


def _unless_changed(live: LiveBook, pressed: Any) -> tuple[Any, int]:
    """The inverse without cells that no longer hold what the press wrote, and how many those are."""
    from styring_xl.books.cell import KEEP
    from styring_xl.books.live import contents_same
    from styring_xl.books.patch import Block, Patch

    kept = 0
    blocks: list[Block] = []
    written = {(b.sheet, b.row, b.column): b for b in pressed.written.blocks}
    for block in pressed.inverse.blocks:
        after = written[block.sheet, block.row, block.column]
        now = live.contents(block)
        rows = []
        for down, row in enumerate(block.values):
            cells = []
            for across, content in enumerate(row):
                wrote = after.values[down][across]
                stands = now.get((block.row + down, block.column + across))
                changed = content is not KEEP and wrote is not KEEP and not contents_same(stands, wrote)
                kept += changed
                cells.append(KEEP if changed else content)
            rows.append(tuple(cells))
        blocks.append(Block(block.sheet, block.row, block.column, tuple(rows), block.styles))
    return Patch(areas=pressed.inverse.areas, blocks=tuple(blocks), names=pressed.inverse.names), kept


def _preview_sheet(book: Any, changes: tuple[Change, ...]) -> str:
    """Write the list on its own sheet, last in the workbook, and show it; returns the sheet's name."""
    from styring_xl.books.cell import Formula, address
    from styring_xl.books.live import write_cell

    def shown(content: Any) -> Any:
        return write_cell(content.value if isinstance(content, Formula) else content)

    name, sheet = PREVIEW_SHEET, None
    taken = {each.name.casefold(): each for each in book.sheets}
    number = 1
    while name.casefold() in taken:
        if taken[name.casefold()].range("A1").value == PREVIEW_TITLE:
            sheet = taken[name.casefold()]
            sheet.clear_contents()
            break
        # The user's own sheet of that name stays.
        number += 1
        name = f"{PREVIEW_SHEET} ({number})"
    if sheet is None:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    rows: list[list[Any]] = [[PREVIEW_TITLE, None, None, None], [None] * 4, ["Ark", "Celle", "Før", "Efter"]]
    rows += [
        [write_cell(c.sheet), write_cell(address(c.row, c.column)), shown(c.before), shown(c.after)]
        for c in changes[:PREVIEW_ROWS]
    ]
    sheet.range((1, 1), (len(rows), 4)).value = rows
    sheet.activate()
    return name


# Danish sentences.


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _count(count: int, one: str, many: str) -> str:
    return f"{_number(count)} {one if count == 1 else many}"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " og " + names[-1]


def _kr(ore: int) -> str:
    from styring_xl.model.kroner import format_kr

    return f"{format_kr(ore).partition(',')[0]} kr."


def _figures(refreshed: Refreshed) -> str:
    figures = refreshed.figures
    variance = refreshed.variance
    word = "mindreforbrug" if variance > 0 else "merforbrug"
    rest = f"{word} {_kr(abs(variance))}" if variance else "i balance"
    return (
        f"Forventet regnskab {figures.year}: {_kr(figures.result)} "
        f"Korrigeret budget: {_kr(refreshed.budget)} Afvigelse: {rest}"
    )


def _findings(refreshed: Refreshed) -> str:
    from styring_xl.checks.finding import ERROR

    errors = sum(finding.severity == ERROR for finding in refreshed.findings)
    warnings = len(refreshed.findings) - errors
    out = refreshed.not_computed
    left = f" {_count(out, 'række', 'rækker')} er ikke beregnet." if out else ""
    return f"Kontrol: {_number(errors)} fejl og {_count(warnings, 'advarsel', 'advarsler')}.{left}"


def _left_out(plan: Plan) -> str:
    from styring_xl.books.cell import address

    return "".join(
        f"\n\nArket »{b.sheet}« er ikke opdateret, for der står noget i {address(b.row, b.column)}, hvor der er brug "
        "for pladsen. Flyt det, og prøv igen."
        for b in plan.blocked
    )
