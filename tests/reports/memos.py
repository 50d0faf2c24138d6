"""A dozen small municipalities, each with something else to tell the committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.figures import moment
from styring_xl.figures.memo.memo import Memo
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.history.history import NO_HISTORY
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import material_of
from styring_xl.reports import read
from styring_xl.reports.memo.gather import memo_of
from tests.workbooks import saved

HEAD: Final = ["Nr.", "CPR-nr.", "Foranstaltning", "Status", "Takst", "Takstenhed", "Startdato", "Stopdato",
               "Forventet regnskab"]  # fmt: skip
BUDGET_HEAD: Final = ("Gruppe", "Foranstaltning", "Oprindeligt budget", "Budgetændringer", "Budgetteret antal",
                      "Budgetteret gennemsnitspris")  # fmt: skip
KINDS: Final = (*BUDGET_HEAD, "Budgetart", "Bevillingsansøgninger", "Overførsler fra tidligere år")
NEW_YEAR: Final = dt.date(2026, 1, 1)
LAST: Final = dt.date(2026, 12, 31)


def case(
    number: int, measure: str, rate: int | str, start: dt.date = NEW_YEAR, stop: dt.date | None = None
) -> list[Any]:
    """A commitment at a price a month; replacement numbers for the citizens."""
    cpr = f"{61 + number % 28}{number % 12 + 1:02d}10-4{number:03d}"
    return [number, cpr, measure, None, rate, "måned", start, stop, None]


class Town(Struct, frozen=True, dict=True):
    """What stands on its sheets; ``before`` are the commitments when the last month was closed, where it was. A goal
    is its four cells, then (month, value) for each measurement."""

    cases: Sequence[list[Any]]
    budget: Sequence[Sequence[Any]] = ()
    head: Sequence[str] = BUDGET_HEAD
    closed: int = 0
    before: Sequence[list[Any]] | None = None
    goals: Sequence[Sequence[Any]] = ()

    @property
    def package(self) -> bytes:
        """The workbook. Every commitment is booked at its price in each closed month that it runs."""
        booked = [
            [dt.date(2026, month, 20), row[1], row[2], row[4]]
            for month in range(1, self.closed + 1)
            for row in self.cases
            if row[1] is not None and row[6] <= dt.date(2026, month, 1) and (row[7] or LAST) >= dt.date(2026, month, 28)
        ]
        sheets: dict[str, Any] = {"Disponering": [HEAD, *self.cases]}
        if booked:
            sheets["Realiseret"] = [["Bogføringsdato", "CPR-nr.", "Foranstaltning", "Beløb"], *booked]
        if self.budget:
            sheets["Budget"] = [list(self.head), *self.budget]
        if self.goals:
            sheets["Målsætninger"] = [["Mål", "Måles ved", "Retning", "Målværdi"], *(each[:4] for each in self.goals)]
            measured = [[each[0], month, value] for each in self.goals for month, value in each[4:]]
            sheets["Målinger"] = [["Mål", "Måned", "Værdi"], *measured]
        return saved(**sheets)

    @property
    def snapshot(self) -> Snapshot:
        """The workbook as read, with the closing of its last closed month in *Historik*."""
        found = read(FileBook.from_bytes(self.package), year=2026, closed=self.closed)
        if self.before is None:
            return found
        then = material_of(replace(self, cases=self.before, before=None).snapshot)
        name = f"{standard.MONTH_NAMES[self.closed - 1].capitalize()} 2026"
        state = replace(moment.now(then.snapshot.disposition, then.figures), name=name)
        entry = HistoryEntry(
            name=name, kind=standard.CLOSING, year=2026, date="08-07-2026", closed=self.closed, result=0, realised=0,
            ledger=None, note="", before=0, rows=0, settings="", check="", cells=(),
        )  # fmt: skip
        return replace(found, history=NO_HISTORY.with_moment(state, entry))

    @property
    def memo(self) -> Memo:
        """Its memo, without a simulation, whose figures are another matter."""
        return memo_of(material_of(self.snapshot))


def text(memo: Memo) -> str:
    """The memo as text: headings, a sentence a line, the lines beneath with a dash, and the table."""
    lines = [memo.title]
    for section in memo.sections:
        lines += ["", section.title, *section.sentences, *(f"- {line}" for line in section.lines), *section.after]
    table = memo.table
    if table is not None:
        lines += ["", f"Tabel, {table.scale.unit}"]
        rows = [row for frame in table.frames for row in (*frame.rows, *((frame.total,) if frame.name else ()))]
        for row in (*rows, table.total):
            lines.append(" | ".join([row.name, *map(table.scale.figure, row.figures)]))
    return "\n".join(lines) + "\n"


_MANY: Final = [case(at, "Døgninstitution", 100_000) for at in range(1, 11)]
_FAMILY: Final = [case(at, "Familiepleje", 40_000) for at in range(11, 31)]
_BUDGET: Final = [
    ["Anbringelser", "Døgninstitution", 12_000_000, 0, 10, 1_200_000],
    ["Anbringelser", "Familiepleje", 9_600_000, 0, 20, 480_000],
]
TOWNS: Final = {
    "merforbrug": Town(
        cases=[*_MANY, *(case(at, "Døgninstitution", 130_000) for at in range(31, 33)), *_FAMILY],
        budget=_BUDGET,
        closed=6,
        before=[*_MANY, *_FAMILY],
    ),
    "mindreforbrug": Town(
        cases=[*_MANY[:8], *_FAMILY], budget=[*_BUDGET, ["Øvrige", "Advokatbistand", 450_000, 50_000]], closed=6,
        before=[*_MANY, *_FAMILY],
    ),
    "uændret": Town(cases=[*_MANY, *_FAMILY], budget=_BUDGET, closed=6, before=[*_MANY, *_FAMILY]),
    "en linje": Town(
        cases=[case(1, "Aflastning", 10_000)], budget=[["Aflastning", "Aflastning", 100_000, 0, 1, 100_000]], closed=3,
        before=[case(1, "Aflastning", 9_000)],
    ),
    "minuslinjer": Town(
        cases=[*_MANY, case(41, "Egenbetaling", -50_000)],
        budget=[
            ["Anbringelser", "Døgninstitution", 12_000_000, 0, 10, 1_200_000],
            ["Indtægter", "Egenbetaling", -1_000_000, 0, None, None],
            ["Indtægter", "Statsrefusion", -2_500_000, 0, None, None],
        ],
        closed=4,
    ),
    "første måned": Town(cases=[*_MANY, *_FAMILY], budget=_BUDGET, closed=1),
    "årets begyndelse": Town(cases=[*_MANY, *_FAMILY], budget=_BUDGET, closed=0),
    "december": Town(
        cases=[*_MANY, *_FAMILY[:19]], budget=_BUDGET, closed=12, before=[*_MANY, *_FAMILY[:19]],
    ),
    "intet budget": Town(cases=[*_MANY, *_FAMILY], closed=6),
    "mål i fare": Town(
        cases=_MANY, budget=_BUDGET[:1], closed=6,
        goals=[
            ["Skolefravær, pct.", "månedlige målinger", "højst", 8, (dt.date(2026, 5, 1), 9.5),
             (dt.date(2026, 6, 1), 9)],
            ["Gyldige planer, pct.", "månedlige målinger", "mindst", 90, (dt.date(2026, 5, 1), 92),
             (dt.date(2026, 6, 1), 93)],
            ["Netværksmøder", "månedlige målinger", "mindst", 1_200],
        ],
    ),
    "alle mål nås": Town(
        cases=_MANY, budget=_BUDGET[:1], closed=6,
        goals=[["Gyldige planer, pct.", "månedlige målinger", "mindst", 90, (dt.date(2026, 6, 1), 93)]],
    ),
    "ansøgning og overførsel": Town(
        cases=[*_MANY, *_FAMILY, case(51, "Refusion", -90_000)],
        head=KINDS,
        budget=[
            ["Anbringelser", "Døgninstitution", 11_000_000, 500_000, 10, 1_200_000, None, 750_000, -250_000],
            ["Anbringelser", "Familiepleje", 9_600_000, 0, 20, 480_000, "servicerammen", None, 400_000],
            ["Indtægter", "Refusion", -1_000_000, 0, None, None, "Refusionsordning", None, None],
        ],
        closed=6,
        before=[*_MANY, *_FAMILY, case(51, "Refusion", -90_000)],
    ),
    "pulje og fejl": Town(
        cases=[*_MANY, [52, None, "Døgninstitution", "Pulje", None, None, None, None, 1_500_000],
               case(53, "Døgninstitution", "ukendt")],
        budget=_BUDGET[:1],
        closed=2,
    ),
    "mange årsager": Town(
        cases=[*(case(at, "Døgninstitution", 110_000) for at in range(1, 4)), *_MANY[3:9],
               case(10, "Døgninstitution", 100_000, stop=dt.date(2026, 9, 30)),
               case(61, "Døgninstitution", 90_000, dt.date(2026, 8, 1)), *_FAMILY[1:]],
        budget=_BUDGET, closed=6, before=[*_MANY, *_FAMILY],
    ),
}  # fmt: skip
"""What each is called -> what stands on its sheets."""
