"""Next year's workbook from this year's: a copy with the commitments that run on at their new price, the proposed
budget and an empty ledger.

The copy is made by the same edits as every other change, so what the user has made, sheets, looks, comments and charts,
is as it was; the workbook itself is only read.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl import closing, standard, workbook
from styring_xl.books.file.creation import create
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish import writing
from styring_xl.danish.phrase import counted, listed
from styring_xl.errors import StyringError, already_there
from styring_xl.figures.budget_proposal.proposal import BudgetProposal
from styring_xl.fit import fit
from styring_xl.new_year import yellow
from styring_xl.new_year.budget import NextBudget, next_budget
from styring_xl.new_year.earlier import earlier_year
from styring_xl.new_year.headers import next_headers
from styring_xl.new_year.rows import CarriedRows, carried, emptied_ledger, january
from styring_xl.reading import header, settings
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed, material_of
from styring_xl.reports import budget_proposal, read

START: Final = "Start"
"""What the first row of *Historik* in the new year is called, before the year."""


class Begun(Struct, frozen=True):
    """Next year's workbook before its first refresh, and what became of each part of the old one; øre."""

    book: FileBook
    after: Snapshot
    """The workbook as it reads, with the first row of *Historik* to be written."""
    proposal: BudgetProposal
    rows: CarriedRows
    january: int
    budget: NextBudget
    emptied: int
    """Postings taken out of the ledger."""
    earlier: int
    """Measures of the year that ends, among the earlier years."""
    closed: int
    """How many months of the year that ends were closed."""
    cleared: int
    """Lines of *Budgetforslag* whose yellow cells were for the year and are emptied."""
    estimates: int
    """Amounts on *Prognose* that were for the year and are emptied."""
    is_shown: bool
    """Whether the old workbook shows *Budgetforslag*."""

    @property
    def year(self) -> int:
        """The year it is for."""
        return self.after.year

    @property
    def carried(self) -> int:
        """How many commitments run on in it, those among them that cannot be computed."""
        return len(self.after.disposition.commitments)


def make(
    path: Path,
    target: Path,
    *,
    rise: int | None = None,
    keeps_postings: bool = False,
    date: dt.date,
    drop_signature: bool = False,
) -> tuple[Begun, Refreshed]:
    """Writes next year's workbook to a file that is not there yet; arguments as ``begin``.

    Raises StyringError with nothing written.
    """
    if target.suffix.lower() != path.suffix.lower():
        raise StyringError(f"Det nye års projektmappe skal have samme filtype som den gamle ({path.suffix}).")
    if target.exists():
        raise already_there(target.name)
    book = FileBook.open(path, drop_signature=drop_signature, template=workbook.build)
    begun = begin(book, path.stem, rise=rise, keeps_postings=keeps_postings, date=date)
    fitted = fit(begun.book, begun.after)
    closing.settle(fitted.refreshed, begun.after)
    create(target, begun.book.edit(fitted.plan).pieces, path)
    return begun, fitted.refreshed


def make_beside(path: Path, *, rise: int | None = None, date: dt.date) -> tuple[Begun, Refreshed, Path]:
    """``make`` into the folder of the old workbook, under its name with the new year; where that is.

    Raises StyringError with nothing written, also where there is a file of that name.
    """
    year = read(FileBook.open(path, template=workbook.build), hint=path.stem).year
    name = path.stem.replace(str(year), str(year + 1))
    target = path.with_stem(name if name != path.stem else f"{path.stem} {year + 1}")
    return *make(path, target, rise=rise, date=date), target


def begin(
    book: FileBook, hint: str = "", *, rise: int | None = None, keeps_postings: bool = False, date: dt.date
) -> Begun:
    """The year after a workbook's own, from it; ``hint`` is the file's name.

    ``rise`` (ten-thousandths) is what rates rise by where *Budgetforslag* says nothing else; without it they follow the
    PL index. ``date`` is the day *Historik* begins. Raises StyringError when it cannot be made.
    """
    snapshot = read(book, hint=hint)
    year = snapshot.year + 1
    material = material_of(snapshot)
    typed = budget_proposal.typed_of(snapshot)
    proposal = budget_proposal.proposed(material.snapshot, material.figures, typed, rise=rise)
    rows = carried(book, snapshot, proposal.rows)
    budget = next_budget(book, snapshot, proposal)
    ledger, emptied = ([], 0) if keeps_postings else emptied_ledger(book, snapshot)
    earlier = ((), (), 0) if keeps_postings else earlier_year(book, snapshot, material.figures)
    forecasts = yellow.of_forecast(snapshot)
    patch = Patch(
        blocks=(
            *_settings(book, year),
            *rows.blocks,
            *budget.blocks,
            *ledger,
            *earlier[0],
            *_headers(book, snapshot),
            *yellow.of_proposal(typed),
            *forecasts,
        ),
        growths=(*budget.growths, *earlier[1]),
    )
    begun = FileBook.from_bytes(_applied(book, patch), book.path.name, template=workbook.build)
    after = closing.revise(begun, START, date)
    first = january(snapshot.disposition.commitments, rows.rate, year)
    _verify(after, year, first, budget)
    return Begun(
        begun, after, proposal, rows, first, budget, emptied, earlier[2], snapshot.closed, len(typed.lines),
        len(forecasts), budget_proposal.SHEET.area in snapshot.areas,
    )  # fmt: skip


def _settings(book: FileBook, year: int) -> list[Block]:
    """The year, and no month closed."""
    sheet = settings.sheet_of(book.sheet_names)
    grid = None if sheet is None else book.grid(sheet)
    cells = None if grid is None else (settings.year_cell(grid), settings.closed_cell(grid))
    if grid is None or cells is None or None in cells:
        raise StyringError(
            f"Arket {standard.SETUP} med {standard.SETTING_YEAR} og {standard.SETTING_CLOSED} mangler, så det nye år "
            "kan ikke skrives. Tilføj det med: styring-xl adopt."
        )
    return [
        Block.of(grid.sheet, *cell, ((value,),))
        for cell, value in zip(cells, (year, 0), strict=True)
        if cell is not None
    ]


def _headers(book: FileBook, snapshot: Snapshot) -> list[Block]:
    tables = (*snapshot.layout.of(header.DISPOSITION), *snapshot.layout.of(header.BUDGET))
    return [block for table in tables for block in next_headers(book.grid(table.sheet), table, snapshot.year)]


def _applied(book: FileBook, patch: Patch) -> bytes:
    """The copy with the patch applied. Raises StyringError where a cell cannot be written."""
    plan = book.plan(patch)
    if plan.obstacles:
        raise StyringError(f"Det nye år kan ikke skrives. {plan.obstacles[0].text} Intet er skrevet.")
    return book.edit(plan).bytes()


def _verify(after: Snapshot, year: int, first: int, budget: NextBudget) -> None:
    """The copy must be read as what was written: the year, every row's January, and the budget, to the øre."""
    rows = after.disposition.commitments
    revised = sum(line.revised for line in after.budget.lines)
    wrong = (
        after.year != year
        or january(rows, rows.rate, year) != first
        or (budget.lines + budget.new > 0 and revised != budget.amount)
    )
    if wrong:
        raise StyringError(
            f"Det nye års ark læses ikke som det gamle, så intet er skrevet. Står {year - 1} i et arks navn eller i en "
            "tabels overskrifter, så fjern det dér, og prøv igen."
        )


def sentences(made: Begun, target: Path) -> list[str]:
    """What was done, in Danish, a line for each part of the workbook."""
    old = made.year - 1
    rows = made.rows
    said = [
        f"{target.name}: regnskabsår {made.year}, ingen måneder lukket",
        f"  Disponering: {counted(made.carried, 'bevilling', 'bevillinger')} er ført videre; januar {made.year} er "
        f"{writing.kroner(made.january)} kr.",
    ]
    if rows.ended:
        ended = counted(rows.ended, "bevilling", "bevillinger")
        said.append(f"  {ended}, der er sluttet inden {made.year}, er ikke taget med")
    if rows.kept:
        kept, which = counted(rows.kept, "bevilling", "bevillinger"), "den" if rows.kept == 1 else "dem"
        said.append(f"  {kept}, der er sluttet, står endnu: andre rækker læses ved hjælp af {which}")
    if made.proposal.rise is None and not rows.raised:
        said.append(
            f"  PL-indeks mangler for {old} eller {made.year}: taksterne står stille (brug --pl for at hæve dem)"
        )
    elif rows.raised:
        said.append(f"  {counted(rows.raised, 'takst', 'takster')} er hævet med PL")
    if rows.standing:
        shown = ", ".join(rows.standing[:5]) + (" m.fl." if len(rows.standing) > 5 else "")
        many = counted(len(rows.standing), "takst er en formel", "takster er formler")
        said.append(f"  {many} eller {'en tekst' if len(rows.standing) == 1 else 'tekster'} og er ikke hævet: {shown}")
    if made.budget.lines or made.budget.new:
        new = f", heraf {counted(made.budget.new, 'ny linje', 'nye linjer')}" if made.budget.new else ""
        unseen = "" if made.is_shown else ", som den gamle projektmappe ikke viser (skriv ja ud for det i Opsætning)"
        said.append(f"  Budget: {writing.kroner(made.budget.amount)} kr. fra Budgetforslag{unseen}{new}")
    else:
        said.append("  Budget: projektmappen har intet budget at skrive i")
    if made.budget.several:
        shown = listed(made.budget.several)
        said.append(f"  Budget: {shown} har flere linjer. Forslaget står på den første; fordel det selv på de andre")
    if made.emptied:
        said.append(f"  Posteringer: {writing.count(made.emptied)} er taget ud; de står i den gamle projektmappe")
    if made.earlier:
        kind = "regnskab" if made.closed == 12 else f"forventet regnskab (realiseret til og med måned {made.closed})"
        measures = counted(made.earlier, "foranstaltning", "foranstaltninger")
        said.append(f"  Tidligere år i Parametre: {measures} med {old}s {kind}")
    said.append(f"  Historik er begyndt med {START} {made.year}; indstillinger og egne ark er, som de var")
    if made.cleared:
        lines = counted(made.cleared, "linje", "linjer")
        said.append(f"  Budgetforslag: de gule felter på {lines} er i budgettet og er ryddet")
    if made.estimates:
        said.append(f"  Prognose: {made.estimates} beløb i de gule felter var for {old} og er ryddet; metoderne står")
    return said
