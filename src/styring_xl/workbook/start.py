"""The sheet *Start*: what the workbook is, the month's routine step by step, what the colours mean, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Value, quote_sheet
from styring_xl.reports import contents
from styring_xl.reports.report import Corner
from styring_xl.reports.sheet import ResultSheet
from styring_xl.standard import style
from styring_xl.workbook.canvas import Canvas, Sheet
from styring_xl.workbook.content import WorkbookContent
from styring_xl.workbook.look import SLATE

TITLE: Final = "Styringsark for det specialiserede socialområde"
PURPOSE: Final = (
    "Arket disponerer budgettet borger for borger: én række pr. bevilling med takst, periode og forventet regnskab. "
    "Hver måned træder det bogførte forbrug i stedet for det forventede, og arket viser afvigelsen fra det korrigerede "
    "budget, delt i mængde og pris. "
    "Hver fejl i grundlaget står i Kontrol med ark, celle og kroner, så tallene kan forklares og forsvares."
)

BUTTON_ROWS: Final = (4, 5)
"""Left free for buttons."""
_STEPS_ROW: Final = 7
FIRST_STEP_ROW: Final = _STEPS_ROW + 1
"""The row of the first of ``STEPS``."""

STEPS: Final = (
    ("Vælg regnskabsår; realiseret til og med flyttes, når måneden lukkes.", standard.SETUP),
    ("Hent posteringer fra økonomisystemet (styring-xl import), eller indsæt dem nederst.", standard.POSTINGS),
    ("Før nye, ændrede og ophørte bevillinger: takst, enhed, mængde, start- og stopdato.", standard.DISPOSITION),
    ("Før budgetændringer, så det korrigerede budget svarer til økonomisystemets.", standard.BUDGET),
    ("Gem og luk arket, og opdater det: styring-xl refresh efterfulgt af filens navn.", None),
    ("Gennemgå fejl og advarsler, ret dem i grundlaget, og opdater igen.", standard.FINDINGS),
    ("Følg forbruget måned for måned pr. borger; bogførte måneder er gråblå.", standard.SPEND),
    ("Læs afvigelsen: mindre- eller merforbrug, og om det skyldes antal eller pris.", standard.VARIANCE),
    ("Luk måneden, når posteringerne er komplette, og afstem med økonomisystemet.", standard.HISTORY),
    ("Forklar, hvad der har flyttet forventet regnskab siden sidst.", standard.EXPLANATION),
)

_LEGEND: Final[tuple[tuple[str, Value, str], ...]] = (
    (style.INPUT, 12500, "Det udfylder du: gul celle med blå skrift."),
    (style.COMPUTED, 12500, "Det beregner arket, f.eks. en kommende måned."),
    (style.BOOKED, 12500, "Realiseret: bogført beløb i en lukket måned."),
    (style.GROUP, 125000, "Gruppe: summen af rækkerne under den."),
    (style.TOTAL, 1250000, "I alt."),
    (style.ERROR, "fejl", "Rækken kan ikke beregnes og er holdt ude af tallene."),
    (style.WARNING, "advarsel", "Rækken er beregnet, men bør ses efter."),
    (style.LINK, "Disponering!G12", "Et klik fører til cellen."),
)


def add(canvas: Canvas, content: WorkbookContent, results: Sequence[ResultSheet]) -> None:
    """Add the sheet, which lists the result sheets of the workbook."""
    sheet = canvas.sheet(standard.START, "wsStart", SLATE)
    sheet.hide_gridlines(2)
    for column, width in enumerate((4, 76, 22, 3, 16, 48)):
        sheet.set_column(column, column, width)

    sheet.set_row_pixels(0, 36)
    canvas.write(sheet, 1, 1, TITLE, style.TITLE)
    if content.owner:
        canvas.write(sheet, 2, 1, content.owner, style.STATUS)
    sheet.set_row_pixels(1, 22)
    sheet.set_row_pixels(2, 58)
    sheet.merge_range(2, 0, 2, 5, PURPOSE, canvas.formats[style.BODY])
    for row in BUTTON_ROWS:
        sheet.set_row_pixels(row - 1, 34)

    for column in (1, 2, 3):
        canvas.write(sheet, _STEPS_ROW, column, "Månedens arbejdsgang" if column == 1 else None, style.SECTION)
    for number, (text, target) in enumerate(STEPS, 1):
        row = _STEPS_ROW + number
        canvas.write(sheet, row, 1, number, style.COMPUTED_WHOLE)
        canvas.write(sheet, row, 2, text, style.COMPUTED_TEXT)
        if target is None:
            canvas.write(sheet, row, 3, None, style.COMPUTED_TEXT)
        else:
            canvas.link(sheet, row, 3, f"{quote_sheet(target)}!A1", target)

    for column in (5, 6):
        canvas.write(sheet, _STEPS_ROW, column, "Sådan læses arket" if column == 5 else None, style.SECTION)
    for row, (look, sample, meaning) in enumerate(_LEGEND, _STEPS_ROW + 1):
        canvas.write(sheet, row, 5, sample, look)
        canvas.write(sheet, row, 6, meaning, style.COMPUTED_TEXT)

    _contents(canvas, sheet, results)
    canvas.page(sheet)


def _contents(canvas: Canvas, sheet: Sheet, results: Sequence[ResultSheet]) -> None:
    """The result sheets by the question they answer, in the rectangle that a refresh writes anew."""
    corner = Corner(_STEPS_ROW + len(STEPS) + 2, 1)
    area = contents.area(standard.START, corner, [(each.name, each) for each in results])
    links = {(link.row, link.column): link.target for link in area.links}
    for row, (values, looks) in enumerate(zip(area.block.rows(), area.block.styles() or (), strict=True), corner.top):
        for column, (value, look) in enumerate(zip(values, looks, strict=True), corner.left):
            if (row, column) in links:
                canvas.link(sheet, row, column, links[row, column], str(value))
            else:
                assert value is None or isinstance(value, str)
                canvas.write(sheet, row, column, value, look or style.BODY)
    ref = area.ref
    canvas.name(area.name, standard.START, ref.top, ref.left, ref.bottom, ref.right)
