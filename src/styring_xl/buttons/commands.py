"""The buttons' commands: each takes the book that is open, does its work on it and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import styring_xl
from styring_xl.buttons import listing, restoration
from styring_xl.buttons.screen import TellProgress
from styring_xl.buttons.sentences import figures, findings, left_out
from styring_xl.danish.phrase import counted, listed
from styring_xl.danish.writing import count
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.live import LiveBook, LivePlan
    from styring_xl.cells.patch import Patch
    from styring_xl.fit import Fitted
    from styring_xl.reading.snapshot import Snapshot


def update_forecast(book: Any, progress: TellProgress) -> str:
    """Compute the year and write the months, *Månedsforbrug*, *Afvigelse* and *Kontrol*."""
    from styring_xl.buttons import first_press
    from styring_xl.reports.variance.cells import AREA

    live, fitted = _planned(book, progress)
    refreshed, plan = fitted.refreshed, fitted.plan
    if plan.is_empty:
        return f"Alt er opdateret i forvejen, så intet er ændret.\n\n{figures(refreshed)}\n{findings(refreshed)}"
    told = first_press.UPDATED if first_press.is_first(live, AREA) else ""
    _write(book, live, plan, "update_forecast", progress)
    return (
        f"Prognosen er opdateret: {counted(len(plan.changes), 'celle', 'celler')} ændret ({listed(plan.sheets)}).\n\n"
        f"{figures(refreshed)}\n{findings(refreshed)}{told}{left_out(fitted.obstacles)}"
    )


def check_data(book: Any, progress: TellProgress) -> str:
    """Look for mistakes and write them in *Kontrol*; no figure is touched."""
    from styring_xl import standard
    from styring_xl.buttons import first_press
    from styring_xl.cells.patch import Patch

    def only_findings(patch: Patch) -> Patch:
        areas = tuple(area for area in patch.areas if area.name == standard.FINDINGS_AREA)
        sheets = {area.block.sheet for area in areas}
        return Patch(
            tuple(sheet for sheet in patch.sheets if sheet.name in sheets),
            areas,
            tuple(block for block in patch.blocks if block.sheet in sheets),
        )

    live, fitted = _planned(book, progress, only_findings)
    told = first_press.CHECKED if first_press.is_first(live, standard.FINDINGS_AREA) else ""
    if not fitted.plan.is_empty:
        _write(book, live, fitted.plan, "check_data", progress)
    return (
        f"{findings(fitted.refreshed)} Ud for hvert fund står cellen, og hvad du kan gøre."
        f"{told}{left_out(fitted.obstacles)}"
    )


def preview(book: Any, progress: TellProgress) -> str:
    """List every cell that *Opdater prognose* would change on a sheet of its own; nothing else is touched."""
    plan = _planned(book, progress)[1].plan
    if not plan.changes:
        return "Alt er opdateret: Opdater prognose vil ikke ændre noget."
    progress("skriver ændringerne", writes=True)
    name = listing.write(book, plan.changes)
    shown = min(len(plan.changes), listing.ROWS)
    rest = f" De første {count(shown)} er vist." if shown < len(plan.changes) else ""
    return (
        f"Opdater prognose vil ændre {counted(len(plan.changes), 'celle', 'celler')} ({listed(plan.sheets)}). "
        f"De står i arket »{name}«, og intet andet er ændret.{rest}"
    )


def close_month(book: Any, progress: TellProgress, month: str, total: str, note: str) -> str:
    """Close a month: refresh with it realised, reconcile with the ledger's total, and keep a row in *Historik*."""
    import datetime as dt

    from styring_xl import closing, standard
    from styring_xl.books.file.log import user_name
    from styring_xl.danish.text import label

    number = _month(month)
    ledger = None if label(total) == label(standard.NOT_BALANCED) else closing.ledger_total(total)
    told = _note(note)

    def prepare(live: LiveBook) -> Snapshot:
        return closing.close(live, number, dt.date.today(), ledger=ledger, note=told, who=user_name(), hint=_hint(book))

    live, fitted = _planned(book, progress, prepare=prepare)
    refreshed = fitted.refreshed
    _write(book, live, fitted.plan, "close_month", progress)
    complete = closing.complete(refreshed)
    how = "ikke afstemt med økonomisystemet" if ledger is None else "afstemt med økonomisystemet"
    thin = closing.thin_sentence(refreshed)
    return (f"OBS: {thin}\n\n" if thin else "") + (
        f"{standard.MONTH_NAMES[number - 1].capitalize()} {refreshed.figures.year} er lukket, {how}. "
        f"{complete}{' ' if complete else ''}"
        f"{standard.EXPLANATION} viser, hvad der har flyttet forventet regnskab.\n\n"
        f"{figures(refreshed)}\n{findings(refreshed)}{left_out(fitted.obstacles)}"
    )


def reopen_month(book: Any, progress: TellProgress, month: str) -> str:
    """Take the latest closing back: its row in *Historik* goes, and the workbook is refreshed."""
    from styring_xl import closing, standard

    number = _month(month)
    live, fitted = _planned(book, progress, prepare=lambda live: closing.reopen(live, number, hint=_hint(book)))
    refreshed = fitted.refreshed
    _write(book, live, fitted.plan, "reopen_month", progress)
    return (
        f"{standard.MONTH_NAMES[number - 1].capitalize()} {refreshed.figures.year} er åbnet igen, og lukningen står "
        f"ikke mere i {standard.HISTORY}.\n\n{figures(refreshed)}\n{findings(refreshed)}{left_out(fitted.obstacles)}"
    )


def keep_revision(book: Any, progress: TellProgress, name: str, note: str) -> str:
    """Keep the workbook as it is now in *Historik* as a budget revision, and refresh."""
    import datetime as dt

    from styring_xl import closing, standard
    from styring_xl.books.file.log import user_name

    told = _note(note)

    def prepare(live: LiveBook) -> Snapshot:
        return closing.revise(live, name, dt.date.today(), note=told, who=user_name(), hint=_hint(book))

    live, fitted = _planned(book, progress, prepare=prepare)
    refreshed = fitted.refreshed
    _write(book, live, fitted.plan, "keep_revision", progress)
    return (
        f"Revisionen er gemt i {standard.HISTORY}. {standard.EXPLANATION} kan vise, hvad der siden flytter forventet "
        f"regnskab.\n\n{figures(refreshed)}\n{findings(refreshed)}{left_out(fitted.obstacles)}"
    )


def accept_reserve(book: Any, progress: TellProgress, measure: str) -> str:
    """Write the pulje that *Usikkerhed* proposes for a measure, or for all, as rows of *Disponering*, and refresh."""
    from styring_xl import reserves
    from styring_xl.books.live import LiveBook
    from styring_xl.fit import fit

    live = LiveBook(book)
    progress("beregner")
    accepted = reserves.accept(live, (measure,), hint=_hint(book))
    fitted = fit(live, accepted.snapshot, accepted.with_rows)
    _write(book, live, fitted.plan, "accept_reserve", progress)
    return (
        f"{accepted.sentence()}\n\n{figures(fitted.refreshed)}\n{findings(fitted.refreshed)}"
        f"{left_out(fitted.obstacles)}"
    )


def move_recommendation(book: Any, progress: TellProgress, choice: str) -> str:
    """Write an option of *Indstilling* as a new row of *Disponering*, once, and refresh."""
    from styring_xl import recommendations
    from styring_xl.books.live import LiveBook
    from styring_xl.fit import fit

    live = LiveBook(book)
    progress("beregner")
    moved = recommendations.move(live, choice, hint=_hint(book))
    fitted = fit(live, moved.snapshot, moved.with_row)
    _write(book, live, fitted.plan, "move_recommendation", progress)
    return (
        f"{moved.sentence()}\n\n{figures(fitted.refreshed)}\n{findings(fitted.refreshed)}{left_out(fitted.obstacles)}"
    )


def undo(book: Any, progress: TellProgress) -> str:
    """Take back the last press on this workbook; cells the user has changed since stay as they are."""
    from styring_xl.books.live import LiveBook
    from styring_xl.buttons import undo as memory
    from styring_xl.standard import commands

    who = _identity(book)
    pressed = memory.last(who)
    if pressed is None:
        return (
            "Der er ikke noget at fortryde, og intet er ændret: der huskes ét tryk for hvert ark på den computer, det "
            "blev gjort på. Er noget tastet forkert, så ret det i cellen, og opdater."
        )
    live = LiveBook(book)
    missing = {sheet for sheet in restoration.sheets_of(pressed.inverse) if sheet not in live.sheet_names}
    if missing:
        raise StyringError(
            f"Der kan ikke fortrydes, for arket »{min(missing)}« findes ikke mere, og intet er ændret. Tag arket "
            "tilbage fra en kopi af filen, eller opdater, så det kommer igen."
        )
    patch, kept = restoration.unless_changed(live, pressed)
    plan = live.plan(patch, reversible=False)
    progress("fortryder", writes=True)
    live.apply(plan)
    memory.forget(who)
    kept += sum(not each.area for each in plan.obstacles)
    stays = f" {counted(kept, 'celle', 'celler')}, du har ændret siden, står som du skrev dem." if kept else ""
    return (
        f"»{pressed.command}« er fortrudt: {counted(len(plan.changes), 'celle', 'celler')} er ført tilbage.{stays} "
        f"Kronerne er dem fra før trykket; {commands.LABELS['update_forecast']} regner dem igen."
        f"{left_out(plan.obstacles)}"
    )


def show_trace(book: Any, progress: TellProgress) -> str:
    """Show what the selected figure is made of on a sheet of its own; nothing else is touched."""
    from styring_xl.buttons import trace

    progress("finder grundlaget")
    trace.deeper(book, _identity(book), _hint(book))
    return ""


def trace_back(book: Any, progress: TellProgress) -> str:
    """Go back the way that *Vis grundlag* has been followed."""
    from styring_xl.buttons import trace

    trace.back(book, _identity(book), _hint(book))
    return ""


def show_history(book: Any, progress: TellProgress) -> str:
    """Show what the selected cell of the disposition held at each closing and revision, on a sheet of its own."""
    from styring_xl.buttons import cell_history

    progress("læser Historik")
    cell_history.show(book, _hint(book))
    return ""


def restore_value(book: Any, progress: TellProgress) -> str:
    """Bring back what a cell held at the time of the selected row of *Hvem ændrede*, and refresh."""
    from styring_xl.books.live import LiveBook
    from styring_xl.buttons import cell_history
    from styring_xl.fit import fit

    live = LiveBook(book)
    progress("beregner")
    found = cell_history.brought_back(book, live, _hint(book))
    fitted = fit(live, found.snapshot, found.with_value)
    _write(book, live, fitted.plan, "restore_value", progress)
    return (
        f"{found.sentence()}\n\n{figures(fitted.refreshed)}\n{findings(fitted.refreshed)}{left_out(fitted.obstacles)}"
    )


def write_memo(book: Any, progress: TellProgress, kind: str) -> str:
    """Write *Notat* of the workbook as it stands, as Word or PDF in its folder."""
    from styring_xl.books.live import LiveBook
    from styring_xl.buttons import made_files
    from styring_xl.reports import read

    path = made_files.where(_identity(book), "notatet")
    snapshot = read(LiveBook(book), hint=_hint(book))
    progress("skriver notatet", writes=True)
    return made_files.memo(snapshot, path, kind)


def make_next_year(book: Any, progress: TellProgress, rise: str) -> str:
    """Make next year's workbook from the file of this one, in its folder."""
    from styring_xl.buttons import made_files

    path = made_files.where(_identity(book), "næste års ark")
    progress("laver næste års ark", writes=True)
    return made_files.next_year(book, path, rise)


def make_upgraded(book: Any, progress: TellProgress) -> str:
    """Make a workbook of this edition from the file of this one, in its folder."""
    from styring_xl.buttons import made_files

    path = made_files.where(_identity(book), "en kopi i den nye udgave")
    progress("laver en kopi i den nye udgave", writes=True)
    return made_files.upgraded(book, path)


def write_overview(book: Any, progress: TellProgress) -> str:
    """Bring the workbooks on the list together in an overview, in the folder of this one."""
    from styring_xl.books.live import LiveBook
    from styring_xl.buttons import made_files

    path = made_files.where(_identity(book), "overblikket")
    return made_files.overview(LiveBook(book), path, progress)


def import_postings(book: Any, progress: TellProgress) -> str:
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
    where = Path(_identity(book))
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
    if plan.obstacles:
        raise StyringError(plan.obstacles[0].text)
    if not plan.is_empty:
        progress("", writes=True)
        with job.detail_beside(where, planned):
            _write(book, live, plan, "import_postings", progress)
    return report.message(planned.account)


def about(book: Any, progress: TellProgress) -> str:
    """Versions and where help is found; the guide is opened where it lies on this computer."""
    import xlwings

    from styring_xl.setup.guide import front_page, open_page

    page = front_page()
    if page is None:
        guide = "Vejledningen ligger i mappen docs i kildekoden."
    else:
        guide = f"Vejledningen er åbnet i browseren: {page}" if open_page(page) else f"Vejledningen: {page}"
    return (
        f"Styring-XL {styring_xl.__version__} (xlwings {xlwings.__version__}, Python {sys.version.split()[0]})\n\n"
        "Opdater prognose beregner arket ud fra det, der står i det. Vis ændringer viser først, hvad der vil ske. "
        "Kontrollér data finder fejl og mangler. Fortryd fører den seneste opdatering tilbage.\n\n"
        f"{guide}\n\nVirker noget ikke, så kør: styring-xl doctor."
    )


COMMANDS: Final[dict[str, Callable[..., str]]] = {
    work.__name__: work
    for work in (
        update_forecast,
        preview,
        check_data,
        import_postings,
        undo,
        close_month,
        reopen_month,
        keep_revision,
        accept_reserve,
        move_recommendation,
        show_trace,
        trace_back,
        show_history,
        restore_value,
        write_memo,
        write_overview,
        make_next_year,
        about,
    )
}
"""What each command of ``standard.commands`` does, by its name."""


# How they do it.


def _month(typed: str) -> int:
    """A month's number. Raises StyringError for what is none."""
    from styring_xl.danish.text import Unreadable, clean
    from styring_xl.reading.settings import read_closed

    try:
        return read_closed(clean(typed))
    except Unreadable as error:
        raise StyringError("Måneden skal være et tal fra 1 til 12, f.eks. 6. Intet er ændret; prøv igen.") from error


def _note(typed: str) -> str:
    """A note as it was typed, empty where the field was left as it stood."""
    from styring_xl.danish.text import label

    return "" if label(typed) == "ingen" else typed


def _planned(
    book: Any,
    progress: TellProgress,
    narrow: Callable[[Patch], Patch] = lambda patch: patch,
    prepare: Callable[[LiveBook], Snapshot] | None = None,
) -> tuple[LiveBook, Fitted[LivePlan]]:
    """The book as read, what it gives, and what of that is not there already."""
    # Imported here, as a press that only shows help, or is refused for its version, needs none of it.
    from styring_xl import closing
    from styring_xl.books.live import LiveBook
    from styring_xl.fit import fit
    from styring_xl.reports import read

    live = LiveBook(book)
    snapshot = read(live, hint=_hint(book)) if prepare is None else prepare(live)
    progress("beregner")
    fitted = fit(live, snapshot, narrow)
    closing.settle(fitted.refreshed, snapshot)
    return live, fitted


def _write(book: Any, live: LiveBook, plan: LivePlan, command: str, progress: TellProgress) -> None:
    from styring_xl.buttons import trace
    from styring_xl.buttons import undo as memory
    from styring_xl.standard import commands

    trace.forget()
    # Once and not for every sheet: a text in the status bar is a call like any other.
    progress("skriver", writes=True)
    live.apply(plan, lambda sheet: progress(""))
    try:
        memory.keep(_identity(book), memory.Pressed(commands.LABELS[command], plan.inverse, plan.patch))
    except OSError:
        # The work is done. Where it cannot be remembered, only taking it back by the button is not possible.
        memory.forget(_identity(book))


def _hint(book: Any) -> str:
    return str(book.name.rpartition(".")[0] or book.name)


def _identity(book: Any) -> str:
    from styring_xl.books.live.native import identity

    return identity(book)
