"""The charts of a workbook that are a user's own, in its copy: on the sheets that are kept, and on those made anew."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count

from msgspec import Struct

from styring_xl import workbook
from styring_xl.anonymise import references
from styring_xl.anonymise.charts import Rules, cleaned
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.drawings import (
    Placed,
    PlacedChart,
    charts_of,
    charts_of_names,
    names_of,
    own_charts,
    with_charts,
)
from styring_xl.anonymise.numbers import in_words
from styring_xl.anonymise.texts import Texts, without_signs
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.danish.text import label


class Gallery(Struct, frozen=True):
    """A copy with its charts: how many are ``kept`` and ``left`` out, and the series and chart sheets left out."""

    data: bytes
    kept: int = 0
    left: int = 0
    series_left: int = 0
    sheets_left: int = 0


def gallery(book: Workbook, data: bytes, texts: Texts, columns: Masked) -> Gallery:
    """The copy (``data``) of a workbook with the charts that a user has put on its sheets."""
    return _Hanging(book, data, texts, columns).done() if charts_of(book) else Gallery(data)


class _Hanging:
    """The charts of one workbook on their way to its copy."""

    def __init__(self, book: Workbook, data: bytes, texts: Texts, columns: Masked) -> None:
        self.book, self.data, self.texts = book, data, texts
        self.copy = Workbook(Package.parse(data))
        self.sheets = texts.sheets | self._again()
        self.ours = names_of(Workbook(Package.parse(workbook.build())))
        self.left = charts_of(book) - charts_of_names(book, self.ours)
        self.series_left = 0
        names = {name.lower(): text for name, text in book.names.items()}
        self.rules = Rules(
            reference=lambda text: references.cells(text, self.sheets, names),
            text=columns.typed,
            number=columns.unknown().number,
            shown=lambda text: references.shown(text, self.copy),
            bound=columns.bound,
        )

    def _again(self) -> dict[str, str]:
        """The result sheets by their names in the original, and what they are called in the copy."""
        found: dict[str, str] = {}
        for name in self.copy.names:
            old, new = self.book.resolve(name), self.copy.resolve(name)
            if name.casefold().startswith("styring_") and old is not None and new is not None:
                found[old[0]] = new[0]
        return found

    def done(self) -> Gallery:
        """The copy with all that can be kept."""
        on: dict[str, Placed] = {}
        alone: dict[str, Placed] = {}
        chart_sheets = [sheet for sheet in self.book.sheets if sheet.kind == "chartsheet"]
        for sheet in self.book.sheets:
            if sheet.kind == "worksheet" and sheet.name in self.sheets and (placed := self._placed(sheet)):
                on[self.sheets[sheet.name]] = placed
        for sheet in chart_sheets:
            if placed := self._placed(sheet):
                alone[self._named(sheet.name, alone)] = placed
        kept = sum(map(len, (*on.values(), *alone.values())))
        made = with_charts(self.data, on, alone) if kept else self.data
        return Gallery(made, kept, len(self.left), self.series_left, len(chart_sheets) - len(alone))

    def _placed(self, sheet: WorkbookSheet) -> Placed:
        """The charts of a sheet that have cells in the copy, written anew."""
        kept: list[tuple[PlacedChart, bytes]] = []
        for chart in own_charts(self.book, sheet, self.ours):
            made = cleaned(self.book.package.read(chart.part), self.rules)
            self.series_left += made.lost
            if made.data is not None:
                kept.append((chart, made.data))
                self.left.discard(chart.part)
        return kept

    def _named(self, name: str, others: Container[str]) -> str:
        """What a chart sheet is called in the copy: as it was where its name says nothing of anybody."""
        taken = {label(each.name) for each in self.copy.sheets}
        known = [without_signs(name)] if self.texts.is_known(name) and not in_words(name) else []
        names = chain(known, (f"Diagramark {n}" for n in count(1)))
        return next(each for each in names if label(each) not in taken and each not in others)
