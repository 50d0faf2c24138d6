"""*Cockpit*: kroner, full-year persons and average price per measure, earlier years and this one, index and change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.figures import cockpit_lines, earlier_years
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.model.numbering import distinct
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.beside import FIGURES_COLUMN, MILLIONS, TENTHS, THOUSANDS, Chart, Picture, Sparklines
from styring_xl.reports.cockpit.blocks import PERSONS, RESULT, CockpitBlock, CockpitTables
from styring_xl.reports.cockpit.columns import NUMBERS, PERSONS_TITLE, RESULT_TITLE, WIDTH, YEARS, columns
from styring_xl.reports.cockpit.made import CockpitPast
from styring_xl.reports.cockpit.numbers import YearNumbers
from styring_xl.reports.forecast.words import origin
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.standard import look
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Cockpit"
_SPARK: Final = "Udvikling"
"""The header of the sparklines, which stand beside the rectangle: writing a cell in Calc takes its sparkline away."""
_SPARK_COLUMN: Final = WIDTH + 1
_CHART_LEFT: Final = _SPARK_COLUMN + 2
"""The charts stand right of the sparklines, a narrow column between them."""


def _small(nth: int, name: str, header: str, picture: Picture, down: int = 0, across: int = 0) -> Chart:
    """One of three charts that share a page; ``down`` and ``across`` are rows and columns from the first."""
    return Chart(
        name,
        ("År", header),
        replace(picture, width=380, height=250, legend=False, from_zero=True),
        at=(FIRST_ROW + down, _CHART_LEFT + across),
        column=FIGURES_COLUMN + 3 * nth,
    )


CHARTS: Final = (
    _small(
        0,
        "Styring_Diagram_Kroner",
        "Kroner",
        Picture("Regnskab og forventet, mio. kr.", "Søjlediagram: kroner pr. år", number=MILLIONS),
    ),
    _small(
        1,
        "Styring_Diagram_Antal",
        "Helårspersoner",
        Picture("Helårspersoner", "Søjlediagram: helårspersoner pr. år", number=TENTHS),
        across=6,
    ),
    _small(
        2,
        "Styring_Diagram_Pris",
        "Pris",
        Picture("Gennemsnitsudgift, 1.000 kr.", "Søjlediagram: gennemsnitsudgift pr. år", number=THOUSANDS),
        down=13,
    ),
)
"""The totals of kroner, number and price."""
SPARKS: Final = Sparklines("Styring_Minidiagrammer", _SPARK, FIGURES_COLUMN + 9, YEARS + 2, at=_SPARK_COLUMN)


def applies(snapshot: Snapshot) -> bool:
    """Where an earlier year is known: stated in *Parametre*, or whole in the postings."""
    ledger = snapshot.ledger
    mine = ledger.year == snapshot.year - 1
    whole = len(distinct(ledger.month[mine])) == 12 and bool(ledger.told[mine].any())
    return bool(snapshot.parameters.earlier) or whole


def draw(material: Material, site: Site) -> Drawn:
    """The three blocks from their header row down, where the years are from, and what the charts are drawn from."""
    figures = material.figures
    years = earlier_years.years(figures, figures.whole)[YEARS - 1 :: -1]
    segments, pasts = [], {}
    tracer = material.tracer
    for each in figures.segments:
        mine = earlier_years.years(figures, each)[YEARS - 1 :: -1]
        lines = cockpit_lines.lines(figures, each, mine)
        segments.append((each.name, lines))
        pasts.update(dict.fromkeys(lines, CockpitPast(tracer, each, mine)))
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    tables = CockpitTables(rows, material, pasts)
    results = tables.block(RESULT_TITLE, segments, RESULT)
    counted = [(name, [line for line in lines if line.is_counted]) for name, lines in segments]
    persons = tables.block(PERSONS_TITLE, counted, PERSONS)
    prices = tables.prices(counted, results, persons)
    rows.blank()
    rows.section("Hvor tallene er fra")
    rows.explained((str(year.year), f"Kroner: {origin(year)}") for year in years)
    based = _based(years, {"kroner": results, "helårspersoner": persons, "gennemsnit": prices})
    rows.explained(
        (
            ("Forventet", "Kroner og helårspersoner som på Afvigelse."),
            ("Helårspersoner", f"Tidligere år kun, hvor de står i {standard.EARLIER_TABLE} i Parametre: posteringer "
             "viser kun kroner. I alt er summen af de foranstaltninger, der har et tal."),
            ("Gennemsnitsudgift", "Kroner ÷ helårspersoner. I alt dækker de foranstaltninger, der har begge dele."),
            ("Ændring", "Forventet i år mod sidste år. På en sum kun, når det år har tal for alle dens linjer."),
            ("Indeks", "Det forventede i forhold til det første kendte år, der er 100; på en sum det første med tal "
             "for alle dens linjer." + based),
            (_SPARK, "Til højre: en søjle pr. kendt år, målt fra 0 i dele af linjens eget største tal; den mørke er "
             "det forventede i år. Højden kan ikke sammenlignes mellem linjer."),
        )
    )  # fmt: skip
    names = [str(year.year) for year in years] + [f"{figures.year} forventet"]
    blocks = zip(CHARTS, (results, persons, prices), strict=True)
    charts = [chart.area(site, _totals(names, block)) for chart, block in blocks]
    areas = (rows.area(AREA), *charts, _sparks(site, tables.numbers, rows))
    return Drawn(areas, made={AREA: rows.made})


def _based(years: Sequence[EarlierYear], blocks: Mapping[str, CockpitBlock]) -> str:
    """Which years the indexes in all are based on."""
    found = [f"{years[block.base].year} for {name}" for name, block in blocks.items() if block.base is not None]
    return f" I alt er det {', '.join(found[:-1])}{' og ' if found[1:] else ''}{found[-1]}." if found else ""


def _totals(years: Sequence[str], block: CockpitBlock) -> list[list[Content]]:
    """The total of each known year, by reference to its cell."""
    return [
        [year, Formula(block.table.ref(name, block.total), number)]
        for year, name, number in zip(years, NUMBERS, block.numbers, strict=True)
        if number is not None
    ]


def _sparks(site: Site, lines: Mapping[int, YearNumbers], tables: Rows) -> Area:
    """What the sparklines are drawn from: on each row its line's known years, if there are two or more.

    There is a sparkline on every row of the tables, also those of the notes below, so that those are few that come on
    rows without one where a program cannot add any. They are drawn from here and not from the line's own cells, among
    which are headers: on such a row there is nothing here, and nothing to see.
    """
    corner = site.beside[SPARKS.name]
    rows = Rows(site.sheet, corner.top, corner.left, SPARKS.width)
    for row in range(corner.top, tables.next_row):
        points = [(tables.cell(row, at), number) for at, number in enumerate(lines.get(row, []), 1)]
        SPARKS.add(rows, points, f"{tables.cell(row, 1)}:{tables.cell(row, YEARS + 1)}")
    return rows.area(SPARKS.name)


SHEET: Final = ResultSheet(
    name=standard.COCKPIT,
    area=AREA,
    code_name="wsCockpit",
    title="Styringscockpit",
    question=Question.COST,
    note="Kroner, helårspersoner og gennemsnitsudgift pr. foranstaltning år for år og i år: er det antallet eller "
    "prisen, der flytter regnskabet?",
    columns=lambda heading: columns(RESULT_TITLE, heading.year, look.KRONER),
    applies=applies,
    draw=draw,
    is_divided=True,
    margin=(16, 3),
    beside=(SPARKS, *CHARTS),
    page=Page(spans=((1, _SPARK_COLUMN), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
