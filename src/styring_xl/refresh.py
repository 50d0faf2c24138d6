"""The refresh: a snapshot in, a patch and findings out. Pure: it knows no file and no clock."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field
from msgspec.structs import asdict, replace

from styring_xl import checks, standard
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Area, Block, NewSheet, Patch
from styring_xl.checks.finding import ERROR, Evidence, Finding
from styring_xl.figures import moment, refund
from styring_xl.figures.compute import Figures, compute
from styring_xl.figures.uncertainty import workbook as uncertainty
from styring_xl.figures.uncertainty.columns import ForecastColumns
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.heap import give_back
from styring_xl.model.arrays import Integers
from styring_xl.reading import header
from styring_xl.reading.account import TableAccount
from styring_xl.reading.history import words
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import TYPED, Moment, plain
from styring_xl.reading.problem import Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import HistoryChange, Snapshot
from styring_xl.reports import SHEETS, account, comments, contents, months, wanted
from styring_xl.reports import findings as findings_sheet
from styring_xl.reports import forecast as forecast_sheet
from styring_xl.reports import uncertainty as uncertainty_sheet
from styring_xl.reports.report import Corner, Drawn, Material, Site, Told
from styring_xl.reports.rows import MadeRow
from styring_xl.reports.sheet import Heading, ResultSheet
from styring_xl.standard import style

_MAIN: Final = frozenset(sheet.area for sheet in SHEETS)


class RefreshTold(Struct, frozen=True, kw_only=True):
    """What a refresh came to, for whoever tells of it. Amounts in øre; ``not_computed`` counts disposition rows left
    out of every sum, ``not_computed_ore`` what they hold or, at their rate, cost in a whole year."""

    figures: Figures
    findings: tuple[Finding, ...]
    budget: int
    rows: int
    not_computed: int
    not_computed_ore: int
    accounts: tuple[TableAccount, ...]
    """Where the rows and the kroner of each table that was read went."""
    account_lines: tuple[str, ...]
    """The same in a line for each role, as *Kontrol* says it."""
    uncertainty: Uncertainty | None = None
    """The year as simulated; None where no sheet shows it."""

    @property
    def variance(self) -> int:
        """Budget − forventet regnskab, øre."""
        return self.budget - self.figures.result

    @property
    def has_errors(self) -> bool:
        """True when a finding of severity fejl says that something could not be computed."""
        return any(finding.severity == ERROR for finding in self.findings)


class Refreshed(RefreshTold, frozen=True, kw_only=True):
    """What a refresh gives: what it came to, what is to be written, and what it was made from."""

    patch: Patch
    snapshot: Snapshot
    """The workbook as it was computed: what is read, with the puljer that the settings make of computed amounts."""
    told_by: tuple[str, ...] | None = None
    """The result sheets that had something to tell when they were drawn, by their rectangles; None where what it came
    to depends on the year as simulated, so that it cannot be ``retold``."""
    made: Mapping[str, Mapping[int, MadeRow]] = field(default_factory=dict)
    """A result's rectangle -> sheet row -> what its figures are made of; nothing where they are not explained."""

    @property
    def told(self) -> RefreshTold:
        """What it came to, alone: the workbook as read takes more room than it takes to write it."""
        return RefreshTold(**{each: getattr(self, each) for each in RefreshTold.__struct_fields__})


class Blocked(Struct, frozen=True):
    """What cannot be written without harm: areas whose room the user's own cells take, and single cells.

    ``areas`` maps an area to the first cell in its way; places are (sheet, row, column).
    """

    areas: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    cells: frozenset[tuple[str, int, int]] = frozenset()


def refresh(
    snapshot: Snapshot,
    blocked: Blocked | None = None,
    simulated: Uncertainty | None = None,
    *,
    is_written: bool = True,
    is_explained: bool = False,
) -> Refreshed:
    """Computes everything and says what to write. What is ``blocked`` is left out and becomes findings.

    ``simulated`` is what an earlier refresh of the same snapshot has found, so that it is not simulated again. Where
    nothing ``is_written``, the year is simulated only if the result or a finding depends on it, next year not at all,
    and the patch leaves *Usikkerhed* as it stands. What figures are made of is told where they are to be
    ``is_explained``.
    """
    blocked = blocked or Blocked()
    counted, figures = _figures(snapshot)
    # To compute, to simulate and to draw the simulated years each need much room for a while.
    give_back()
    sites, added = _sites(counted)
    counted, figures, simulated, columns = _simulated(counted, figures, sites, simulated, is_written=is_written)
    give_back()
    written = months.write(*_dispositions(counted), counted.disposition, figures, blocked.cells)
    material = replace(
        _material(counted, figures, sites, blocked, simulated),
        columns=columns,
        is_written=is_written,
        is_explained=is_explained,
    )
    before = _drawn(material, sites, tells=False)
    told = _checked(counted, figures, blocked, [*written.problems, *_met(before)])
    after = _drawn(replace(material, told=told), sites, tells=True)
    drawn = [*before.values(), *after.values(), *_contents(counted, sites)]
    return Refreshed(
        patch=_patch(counted, figures, blocked, added, written.blocks, drawn),
        snapshot=counted,
        told_by=None if _needs_simulation(counted) else tuple(area for area, each in before.items() if each.problems),
        made={name: rows for each in drawn for name, rows in each.made.items() if rows},
        **asdict(_came_to(snapshot, figures, told, simulated)),
    )


def retold(snapshot: Snapshot, told_by: Sequence[str]) -> tuple[RefreshTold, Patch]:
    """What a refresh comes to where none but some result sheets, ``told_by``, have something to tell, with only these
    drawn; and what it writes on the sheets of the disposition and on *Kontrol*, which says what users accept."""
    counted, figures = _figures(snapshot)
    sites, added = _sites(counted)
    written = months.write(*_dispositions(counted), counted.disposition, figures)
    material = replace(_material(counted, figures, sites, Blocked(), None), is_written=False)
    drawn = _drawn(material, {area: site for area, site in sites.items() if area in told_by}, tells=False)
    told = _checked(counted, figures, Blocked(), [*written.problems, *_met(drawn)])
    kontrol = {area: site for area, site in sites.items() if area == findings_sheet.AREA}
    after = _drawn(replace(material, told=told), kontrol, tells=True)
    patch = _patch(counted, figures, Blocked(), added, written.blocks, [*after.values()])
    return _came_to(snapshot, figures, told, None), patch


def _met(drawn: Mapping[str, Drawn]) -> list[Problem]:
    """What the drawn sheets have to tell."""
    return [problem for each in drawn.values() for problem in each.problems]


def _came_to(snapshot: Snapshot, figures: Figures, told: Told, simulated: Uncertainty | None) -> RefreshTold:
    return RefreshTold(
        figures=figures,
        findings=told.verdict.open,
        budget=sum(line.revised for line in snapshot.budget.lines),
        rows=len(snapshot.disposition.commitments) + len(snapshot.disposition.pools),
        not_computed=told.rows - snapshot.ledger.refused,
        not_computed_ore=told.ore,
        accounts=snapshot.accounts,
        account_lines=account.lines(snapshot, figures, told.ore),
        uncertainty=simulated,
    )


def figures_of(snapshot: Snapshot) -> Figures:
    """What a refresh that writes nothing would come to, with no sheet drawn and nothing checked."""
    counted, figures = _figures(snapshot)
    return _simulated(counted, figures, _sites(counted)[0], None, is_written=False)[1]


def material_of(snapshot: Snapshot, *, simulates: bool = False) -> Material:
    """What the result sheets are drawn from, the checks' verdict among it: for a single sheet.

    The year is simulated only where the sheet ``simulates`` and the workbook shows it.
    """
    counted, figures = _figures(snapshot)
    sites, _ = _sites(counted)
    simulated = None
    if simulates:
        counted, figures, simulated, _ = _simulated(counted, figures, sites, None, is_written=True)
    material = _material(counted, figures, sites, Blocked(), simulated)
    return replace(material, told=_checked(counted, figures, Blocked(), ()))


def _simulated(
    snapshot: Snapshot,
    figures: Figures,
    sites: Mapping[str, Site],
    simulated: Uncertainty | None,
    *,
    is_written: bool,
) -> tuple[Snapshot, Figures, Uncertainty | None, ForecastColumns | None]:
    """The year as simulated, where the workbook shows it or its result depends on it, and what it was simulated from
    here; late invoices then become a pulje of the snapshot where the result is to hold them."""
    late = snapshot.settings.late_in_result
    needed = late or snapshot.settings.shows_movement
    if uncertainty_sheet.AREA in sites and not needed:
        needed = is_written or forecast_sheet.needs_simulation(snapshot)
    columns = None
    if simulated is None and needed:
        columns = uncertainty.columns_of(snapshot, figures)
        simulated = uncertainty.of(snapshot, figures, columns)
    if late and simulated is not None:
        snapshot, columns = uncertainty.with_late(snapshot, simulated), None
        figures = _compute(snapshot, _typed(snapshot))
    return snapshot, figures, simulated, columns


def _needs_simulation(snapshot: Snapshot) -> bool:
    """Whether the result, or what is told of it, may depend on the year as simulated."""
    stated = snapshot.settings
    return stated.late_in_result or stated.shows_movement or forecast_sheet.needs_simulation(snapshot)


def _dispositions(snapshot: Snapshot) -> tuple[Sequence[RoleTable], Sequence[Grid]]:
    """The disposition's tables and the sheet of each."""
    tables = snapshot.layout.of(header.DISPOSITION)
    return tables, [snapshot.grids[table.sheet] for table in tables]


def _typed(snapshot: Snapshot) -> Integers | None:
    """What users have written as booked in the disposition's months where there is no ledger."""
    if not snapshot.closed or snapshot.layout.of(header.POSTINGS):
        return None
    return months.typed(*_dispositions(snapshot), snapshot.disposition)


def _figures(snapshot: Snapshot) -> tuple[Snapshot, Figures]:
    """What the workbook comes to. Where the refund is part of the result, the snapshot gets it as a pulje."""
    typed = _typed(snapshot)
    figures = _compute(snapshot, typed)
    if snapshot.settings.refund_in_result:
        whole = refund.adjusted(snapshot.disposition, snapshot.budget.lines, snapshot.parameters, figures)
        if whole is not snapshot.disposition:
            snapshot = replace(snapshot, disposition=whole)
            figures = _compute(snapshot, typed)
    return snapshot, figures


def _material(
    snapshot: Snapshot,
    figures: Figures,
    sites: Mapping[str, Site],
    blocked: Blocked,
    simulated: Uncertainty | None,
) -> Material:
    """What the result sheets are drawn from."""
    # A sheet that is left as it was may hold old figures, so no formula of another sheet may refer to it.
    standing = {area: site for area, site in sites.items() if area not in blocked.areas}
    material = Material(snapshot, figures, standing, snapshot.history, uncertainty=simulated)
    past, now = _history(material, sites)
    return replace(material, history=past, now=now)


def _drawn(material: Material, sites: Mapping[str, Site], *, tells: bool) -> dict[str, Drawn]:
    """The result sheets that tell of the findings, or those that do not and are drawn before them, by rectangle."""
    there = set(sites)
    if material.uncertainty is None:
        there.discard(uncertainty_sheet.AREA)
    sheets = [sheet for sheet in SHEETS if sheet.area in there and sheet.tells == tells]
    drawn: dict[str, Drawn] = {}
    for sheet in sorted(sheets, key=lambda each: not each.simulates):
        drawn[sheet.area] = sheet.draw(material, sites[sheet.area])
        if not material.is_explained:
            drawn[sheet.area].forget_made()
        if sheet.simulates:
            give_back()
    return {sheet.area: drawn[sheet.area] for sheet in sheets}


def _contents(snapshot: Snapshot, sites: Mapping[str, Site]) -> list[Drawn]:
    """The result sheets that are there, by question, where *Start* has room for them."""
    if contents.AREA not in snapshot.areas:
        return []
    sheet, ref = snapshot.areas[contents.AREA]
    there = [(sites[each.area].sheet, each) for each in SHEETS if each.area in sites]
    return [Drawn((contents.area(sheet, Corner(ref.top, ref.left), there),))]


def _checked(snapshot: Snapshot, figures: Figures, blocked: Blocked, problems: Sequence[Problem]) -> Told:
    """What the checks find, and what could not be computed; ``problems`` are those met since the workbook was read."""
    case = Evidence(
        settings=snapshot.settings,
        layout=snapshot.layout,
        disposition=snapshot.disposition,
        ledger=snapshot.ledger,
        budget=snapshot.budget,
        figures=figures,
        problems=(*snapshot.problems, *problems),
        grids=snapshot.grids,
        assumed=snapshot.assumed,
        blocked=tuple(blocked.areas.values()),
        lists=snapshot.lists,
        own=snapshot.own,
    )
    lost = _at_stake(snapshot, case)
    verdict = checks.run(replace(case, lost=lost), findings_sheet.notes(snapshot))
    out = int((~snapshot.disposition.commitments.computable).sum())
    at_stake = sum(lost.values()) + abs(snapshot.ledger.refused_amount)
    return Told(verdict, out + snapshot.ledger.refused, at_stake, lost)


def _patch(
    snapshot: Snapshot,
    figures: Figures,
    blocked: Blocked,
    added: tuple[NewSheet, ...],
    disposition: Sequence[Block],
    drawn: Sequence[Drawn],
) -> Patch:
    """All that is to be written: the sheets to add, the disposition's blocks, and the drawn areas not blocked."""
    # Charts are drawn from what a sheet shows: one that is left as it was keeps its charts too.
    out_of_reach = {name for sheet in SHEETS if sheet.area in blocked.areas for name in sheet.names}
    areas = [area for each in drawn for area in each.areas]
    kept = [
        _with_widths(area, figures, snapshot)
        for area in areas
        if area.name not in out_of_reach and area.name not in blocked.areas
    ]
    recorded = snapshot.record.blocks if snapshot.record is not None else ()
    return Patch(
        sheets=added,
        areas=tuple(kept),
        blocks=(*disposition, *_status(kept, figures, snapshot), *_notes(kept, snapshot), *recorded),
    )


def _with_widths(area: Area, figures: Figures, snapshot: Snapshot) -> Area:
    """The rectangle of a sheet with the widths of its columns, for those that it has not had before."""
    sheet = next((each for each in SHEETS if each.area == area.name), None)
    if sheet is None:
        return area
    return replace(area, widths=sheet.characters(Heading(figures.year, snapshot.settings.sign)))


def _compute(snapshot: Snapshot, typed: Integers | None) -> Figures:
    return compute(
        snapshot.disposition,
        snapshot.ledger,
        snapshot.budget,
        year=snapshot.year,
        closed=snapshot.closed,
        full_year=snapshot.settings.full_year,
        typed=typed,
        stated=snapshot.parameters.earlier,
        dimension=snapshot.division,
    )


def _history(material: Material, sites: Mapping[str, Site]) -> tuple[History, Moment | None]:
    """*Historik* as it shall be, and the workbook as it is now where there is a time to compare it with.

    What *Prognose* says is kept with a closing or a revision; ``sites`` are those of all result sheets.
    """
    snapshot = material.snapshot
    past, record = snapshot.history, snapshot.record
    if not past.entries and record is None:
        return past, None
    now = moment.now(snapshot.disposition, material.figures, material.uncertainty)
    if record is not None and record.removed is not None:
        past = past.without(record.removed)
    if record is not None and record.taken is not None:
        kept = now
        if forecast_sheet.AREA in sites and (lines := forecast_sheet.said(material, sites[forecast_sheet.AREA])):
            kept = replace(now, said={**now.said, TYPED: {plain(name): ore for name, ore in lines.items()}})
        past = past.with_moment(kept, replace(record.taken, cells=_words(snapshot, record)))
    return past, now


def _words(snapshot: Snapshot, record: HistoryChange) -> tuple[str, ...]:
    """What is written about the lines of the result sheets, as *Historik* keeps it."""
    commented = [sheet.commented for sheet in SHEETS if sheet.commented is not None]
    said = {each.area: comments.standing(snapshot, each) for each in commented}
    return words.as_cells(said, record.month, record.who)


def _at_stake(snapshot: Snapshot, case: Evidence) -> dict[int, int]:
    """Øre of each row that could not be computed: what a row holds today, else its rate through a whole year.

    A row with neither counts nothing; how much a commitment without a rate costs nobody can tell.
    """
    rows = snapshot.disposition.commitments
    out = np.flatnonzero(~rows.computable)
    whole_year = rows.terms.take(out).year_price(snapshot.year)
    found: dict[int, int] = {}
    for index, otherwise in zip(out.tolist(), whole_year.tolist(), strict=True):
        place = rows.places[index]
        stands = months.stands_at(snapshot.grids[place.sheet], case.table(place.sheet), place.row)
        found[index] = stands or otherwise
    return found


def result_sheets(
    sheet_names: Sequence[str], areas: Container[str], wanted: Container[str]
) -> dict[str, tuple[str, ResultSheet]]:
    """The wanted result areas a workbook lacks: area -> (name of the sheet to add, what it is).

    A sheet of the user's own with the same name is theirs; ours then stands beside it under another name.
    """
    taken = {name.casefold() for name in sheet_names}
    missing: dict[str, tuple[str, ResultSheet]] = {}
    for sheet in SHEETS:
        if sheet.area not in areas and sheet.area in wanted:
            title = sheet.name
            names = (title, f"{title} (Styring)", *(f"{title} (Styring {n})" for n in range(2, 100)))
            name = next(name for name in names if name.casefold() not in taken)
            taken.add(name.casefold())
            missing[sheet.area] = (name, sheet)
    return missing


def _sites(snapshot: Snapshot) -> tuple[dict[str, Site], tuple[NewSheet, ...]]:
    """Where each result stands: where its names say, else on a sheet to be added."""
    missing = result_sheets(snapshot.sheet_names, snapshot.areas, wanted(snapshot))
    sites: dict[str, Site] = {}
    for sheet in SHEETS:
        if sheet.area in missing:
            sites[sheet.area] = sheet.site(missing[sheet.area][0])
        elif sheet.area in snapshot.areas:
            name, ref = snapshot.areas[sheet.area]
            beside = dict(sheet.site(name).beside)
            for each in beside.keys() & snapshot.areas.keys():
                beside[each] = Corner(snapshot.areas[each][1].top, snapshot.areas[each][1].left)
            sites[sheet.area] = Site(name, Corner(ref.top, ref.left), beside)
    return sites, tuple(NewSheet(name, sheet.name) for name, sheet in missing.values())


def _status(areas: Sequence[Area], figures: Figures, snapshot: Snapshot) -> list[Block]:
    """The line above each table that says what its figures stand for."""
    until = (
        f"realiseret til og med {standard.MONTH_NAMES[figures.closed - 1]}"
        if figures.closed
        else "ingen måneder er lukket"
    )
    text = f"Regnskabsår {figures.year}, {until}."
    division = snapshot.settings.division
    by = f" Opdelt efter {division.name}." if division and snapshot.division and snapshot.division.is_used else ""
    divided = {sheet.area for sheet in SHEETS if sheet.is_divided}
    blocks = []
    for area in areas:
        row = area.block.row - (standard.AREA_ROW - standard.STATUS_ROW)
        if area.name in _MAIN and row >= 1:
            said = text + by if area.name in divided else text
            blocks.append(Block.of(area.block.sheet, row, area.block.column, ((said,),), ((style.STATUS,),)))
    return blocks


def _notes(areas: Sequence[Area], snapshot: Snapshot) -> list[Block]:
    """The note of a sheet that still has the one of an earlier version, which is no longer true."""
    blocks = []
    by_area = {sheet.area: sheet for sheet in SHEETS if sheet.former_notes}
    for area in areas:
        sheet, grid = by_area.get(area.name), snapshot.typed.get(area.name)
        row = area.block.row - (standard.AREA_ROW - standard.NOTE_ROW)
        if sheet and grid and row >= 1 and grid.value(row, area.block.column) in sheet.former_notes:
            blocks.append(Block.of(area.block.sheet, row, area.block.column, ((sheet.note,),)))
    return blocks
