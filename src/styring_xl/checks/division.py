"""What keeps *Afvigelse*, *Cockpit* and *Prognose* from being divided as *Opsætning* asks for, or leaves kroner out."""

from collections.abc import Iterator
from typing import Final

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.danish import writing
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import label
from styring_xl.reading import header
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.dimension import MOST
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.setup import HEADINGS, SETTING_DIVISION

CODE = "opdeling"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "Arkene kan ikke deles helt efter kolonnen"
ABOUT = About(
    why="Det, der mangler f.eks. afdeling, står for sig selv og mangler i afdelingernes tal.",
    remedy="Udfyld kolonnen, eller ret stavemåden; er overskriften en anden i et ark, så skriv den i Opsætning.",
    example="Opdel efter: Afdeling, og tre bevillinger uden afdeling.",
    limits=(standard.LIMIT_PERCENT, standard.LIMIT_KRONER),
)
KINDS: tuple[Kind, ...] = (Kind.DIVISION_UNUSED, Kind.DIVISION_MISSING, Kind.DIVISION_UNKNOWN)

_UNUSED: Final = {
    "column": (
        "Kolonnen findes hverken i disponering, posteringer eller budget; arkene er ikke delt.",
        "Skriv overskriften, som den står i arket, eller lad feltet være tomt.",
    ),
    "empty": ("Kolonnen er tom i alle ark; arkene er ikke delt.", "Udfyld kolonnen, eller lad feltet være tomt."),
    "many": (
        f"Kolonnen har over {MOST} forskellige værdier; arkene er ikke delt.",
        "Vælg en kolonne med få værdier, f.eks. Afdeling.",
    ),
}
_ROWS: Final = {header.BUDGET: ("Budgetlinjen", "budgetlinjer"), header.DISPOSITION: ("Bevillingen", "bevillinger")}


def check(case: Evidence) -> Iterator[Finding]:
    """The column that cannot be used, rows without a label (once a sheet), and labels that stand on one sheet alone;
    where nothing is divided, a budget that is."""
    name = case.settings.division
    if name is None:
        yield from _undivided(case)
        return
    for problem in case.told(KINDS):
        yield at_problem(problem, CODE, SEVERITY, *_said(problem, name.name, name.without))
    yield from _booked(case)


def _said(problem: Problem, name: str, without: str) -> tuple[str, str]:
    if problem.kind == Kind.DIVISION_UNUSED:
        return _UNUSED[problem.detail]
    if problem.kind == Kind.DIVISION_UNKNOWN:
        return (
            f"»{name}« har en værdi, som budgettet (eller disponeringen) ikke kender; den står for sig selv.",
            "Ret stavemåden, så den er ens i alle ark, eller tilføj værdien dér.",
        )
    one, many = _ROWS[problem.role]
    if problem.detail:
        return (
            f"Arket har ingen kolonne »{name}«; {writing.count(problem.rows)} {many} står under »{without}«.",
            f"Tilføj kolonnen, eller skriv dens overskrift under »{HEADINGS.title}« i {standard.SETUP}.",
        )
    told = f"{one} har" if problem.rows == 1 else f"{writing.count(problem.rows)} {many}, denne øverst, har"
    return f"{told} ingen »{name}« og står under »{without}«.", "Udfyld kolonnen."


def _undivided(case: Evidence) -> Iterator[Finding]:
    """A budget with several lines of a measure, once: what the measure costs stands on the first of them alone."""
    lines: dict[str, list[BudgetLine]] = {}
    for line in case.budget.lines:
        if line.revised:
            lines.setdefault(label(line.measure), []).append(line)
    several = [some for some in lines.values() if len(some) > 1]
    if not several:
        return
    line = several[0][1]
    tables = case.layout.of(header.BUDGET)
    column = next((each.columns.get("measure", 0) for each in tables if each.sheet == line.place.sheet), 0)
    more = len(several) - 1
    others = f" ({counted(more, 'anden', 'andre')} har det også)" if more else ""
    yield Finding(
        CODE,
        SEVERITY,
        line.place.sheet,
        line.place.row,
        column,
        line.measure,
        f"Foranstaltningen har flere budgetlinjer{others}; det forventede står på den første.",
        f"Skriv afdelingernes overskrift ved »{SETTING_DIVISION}« i {standard.SETUP}, eller læg linjerne sammen.",
        sum(abs(each.revised) for some in several for each in some[1:]),
    )


def _booked(case: Evidence) -> Iterator[Finding]:
    """A large part of what is booked that neither its own row, its commitments nor its measure places."""
    name, figures = case.settings.division, case.figures
    assert name is not None
    mine = [each for each in figures.segments if each.name == name.without]
    if not mine or any(
        each.kind == Kind.DIVISION_MISSING and each.role == header.DISPOSITION for each in case.problems
    ):
        return
    closed = slice(0, figures.closed)
    booked, whole = int(mine[0].by_measure[:, closed].sum()), int(figures.by_measure[:, closed].sum())
    kroner = case.settings.limit(standard.LIMIT_KRONER) or 0
    percent = case.settings.limit(standard.LIMIT_PERCENT) or 0
    tables = case.layout.of(header.POSTINGS)
    if tables and abs(booked) > 100 * kroner and 100 * abs(booked) > percent * abs(whole):
        yield Finding(
            CODE,
            SEVERITY,
            tables[0].sheet,
            0,
            0,
            "",
            f"En stor del af det bogførte har ingen »{name.name}« og står under »{name.without}«.",
            "Udfyld kolonnen i posteringerne, eller på de bevillinger, de hører til.",
            abs(booked),
        )
