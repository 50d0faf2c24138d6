"""*Styringsscore*: KLK's 18 indicators with their centres' averages, years beside each other."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Final

from styring_xl.cells.cell import MAX_ARGUMENTS, Content, Formula
from styring_xl.figures import scores
from styring_xl.figures.scores import Scores, word
from styring_xl.figures.trace.item import MadeOf
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made
from styring_xl.reports.beside import FIGURES_COLUMN, TENTHS, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import RowKind, Table, worked_out
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.lists.scores import INDICATORS, SCORES, WORDS
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Styringsscore"
_SHORT: Final = (
    "Ledelsesinformation", "Politikker hænger sammen", "Politisk perspektiv", "Serviceniveau og praksis",
    "Tværgående fokus", "Bevillingskompetence", "Investeringer", "Budgetlægning", "Budgetopfølgning", "Budgetmodel",
    "Balanceret information", "Kontraktstyring", "Kvalitetssikring", "Leverandørsamarbejde", "Faglig udvikling",
    "Proaktiv tilgang", "Netværk", "Overgang til voksen",
)  # fmt: skip
"""What the indicators are called around the radar, where there is no room for their names."""
SHOWN_YEARS: Final = 6
"""So many years have room beside each other; the latest are shown."""
_WIDTH: Final = 3 + SHOWN_YEARS
_CHART_LEFT: Final = _WIDTH + 2
CHART: Final = Chart(
    "Styring_Diagram_Styringsscore",
    ("Indikator", "Seneste", "Året før"),
    Picture(
        "Styringsscore, 1 utilstrækkelig til 5 glimrende",
        "Edderkop: de 18 indikatorers score det seneste år og året før",
        kind="radar",
        number=TENTHS,
        height=620,
        most=5,
        level=True,
        from_zero=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)


def columns(years: tuple[int, ...] = ()) -> Columns:
    """The columns for so many years; the template, which knows none, numbers them."""
    named = [str(year) for year in years] or [f"År {at}" for at in range(1, SHOWN_YEARS + 1)]
    return (
        Column("indicator", "Indikator", look.TEXT, 58),
        Column("word", "Seneste score siger", look.TEXT, 28),
        Column("change", "Ændring", look.DECIMAL, 11),
        *(Column(f"year{at}", name, look.DECIMAL, 9) for at, name in enumerate(named)),
    )


def applies(snapshot: Snapshot) -> bool:
    """When a score has been given."""
    return bool(snapshot.lists.of(SCORES))


def draw(material: Material, site: Site) -> Drawn:
    """A centre with its average and its indicators after another, the average of all, and the radar's figures."""
    found = scores.of(material.snapshot.lists)
    years = found.years[-SHOWN_YEARS:]
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    table = Table(rows, columns(years) if years else columns())
    table.header()
    charted: list[list[Content]] = []
    lines: list[int] = []
    for centre, names in INDICATORS.items():
        first = table.next_row + 1
        own = range(first, first + len(names))
        table.add(RowKind.GROUP, {"indicator": centre, **_averages(table, found, names, years, own)})
        for name in names:
            row = table.line(_line(table, found, name, years), made=partial(_made, found, name, years))
            charted.append([_SHORT[len(charted)], *_charted(table, found, name, years, row)])
        lines += own
    everything = tuple(name for names in INDICATORS.values() for name in names)
    table.add(RowKind.TOTAL, {"indicator": "Gennemsnit", **_averages(table, found, everything, years, lines)})
    rows.blank()
    said = " · ".join(f"{score} {text}" for score, text in WORDS.items())
    rows.note(f"Skalaen er KLK's: {said}. Halve er mellem to. En indikator uden score tæller ikke i gennemsnittet.")
    rows.note("Skriv scorerne i listen Styringsscore. Ændring er fra det næstseneste viste år til det seneste.")
    return Drawn((rows.area(AREA), CHART.area(site, charted)), found.problems, {AREA: rows.made})


def _averages(
    table: Table, found: Scores, names: tuple[str, ...], years: tuple[int, ...], over: range | list[int]
) -> dict[str, Content]:
    """The averages of some indicators, whose rows are ``over``, as formulas with the value they have."""
    values: dict[str, Content] = {}
    given = [found.average(names, year) for year in years]
    for at, average in enumerate(given):
        if average is not None:
            cells = (
                table.span(f"year{at}", f"year{at}", over[0], over[-1])
                if isinstance(over, range)
                else ",".join(table.ref(f"year{at}", row) for row in over)
            )
            fits = isinstance(over, range) or len(over) <= MAX_ARGUMENTS
            values[f"year{at}"] = worked_out(f"AVERAGE({cells})" if fits else None, float(average))
    return values | _change(table, given)


def _line(table: Table, found: Scores, name: str, years: tuple[int, ...]) -> dict[str, Content]:
    given = [found.by_indicator.get(name, {}).get(year) for year in years]
    values: dict[str, Content] = {f"year{at}": float(score) for at, score in enumerate(given) if score is not None}
    latest = given[-1] if given else None
    return {"indicator": name, "word": word(latest) if latest is not None else None, **values, **_change(table, given)}


def _made(found: Scores, name: str, years: tuple[int, ...], column: str) -> MadeOf | None:
    """A score as the list has it; the averages and the change are formulas."""
    at = column.removeprefix("year")
    if not at.isdigit() or int(at) >= len(years):
        return None
    row = found.rows.get(name, {}).get(years[int(at)])
    if row is None:
        return None
    return MadeOf.sum([made.listed(row, "score", float(row.number("score") or 0), name, when=str(years[int(at)]))])


def _change(table: Table, given: list[Fraction | None]) -> dict[str, Content]:
    """From the year before the latest to the latest, where both have a score."""
    if len(given) < 2 or given[-1] is None or given[-2] is None:
        return {}
    last = len(given) - 1
    row = table.next_row
    text = f"{table.ref(f'year{last}', row)}-{table.ref(f'year{last - 1}', row)}"
    return {"change": Formula(text, float(given[-1] - given[-2]))}


def _charted(table: Table, found: Scores, name: str, years: tuple[int, ...], row: int) -> list[Content]:
    scored = found.by_indicator.get(name, {})
    cells: list[Content] = []
    for at in (len(years) - 1, len(years) - 2):
        known = at >= 0 and years[at] in scored
        cells.append(Formula(table.ref(f"year{at}", row), float(scored[years[at]])) if known else None)
    return cells


SHEET: Final = ResultSheet(
    name="Styringsscore",
    area=AREA,
    code_name="",
    title="Styringsscore: hvor godt styrer vi?",
    question=Question.GOALS,
    note="KLK's 18 indikatorer, scoret 1 til 5. Gruppens tal er dens indikatorers gennemsnit; årene står ved siden "
    "af hinanden.",
    columns=columns(),
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(SCORES,),
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, _WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
