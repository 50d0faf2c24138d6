"""The charts of a Calc document, and the cells they draw."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List

from .area import Rect, areas, groups
from .sheets import Sheets

# Of a single cell a file of LibreOffice's own names one corner only.
_SEQUENCE = re.compile(r"(?P<sheet>.*\.)(?P<left>\$?[A-Z]{1,3}\$?)\d+(?::(?P<right>\$?[A-Z]{1,3}\$?)\d+)?")


class Charts(Sheets):
    """A document's charts."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self._embedded: Dict[str, List[Any]] = {}

    def forget_sheets(self) -> None:
        super().forget_sheets()
        self._embedded.clear()

    def charts(self, sheet: str) -> List[str]:
        """The names of the sheet's charts, as they are given in Excel too."""
        return [str(shape.Name) for shape in self._chart_shapes(sheet)]

    def _chart_shapes(self, sheet: str) -> List[Any]:
        if sheet not in self._embedded:
            page = self.sheet(sheet).DrawPage
            shapes = [page.getByIndex(at) for at in range(page.Count)]
            embedded = [shape for shape in shapes if shape.supportsService("com.sun.star.drawing.OLE2Shape")]
            self._embedded[sheet] = [shape for shape in embedded if hasattr(shape.Model, "FirstDiagram")]
        return self._embedded[sheet]

    def chart_rows(self, sheet: str, number: int) -> List[str]:
        """The cells a chart (from 0) draws, as LibreOffice writes them: its categories, and each series' values."""
        found = []
        for sequence in self._sequences(sheet, number):
            found.append(str(sequence.Values.SourceRangeRepresentation))
        return found

    def set_chart_rows(self, sheet: str, number: int, first: int, last: int) -> None:
        """Let every series of a chart (from 0), and its categories, run over other rows of the same columns."""
        provider = self._chart(sheet, number).DataProvider
        for sequence in self._sequences(sheet, number):
            found = _SEQUENCE.fullmatch(sequence.Values.SourceRangeRepresentation)
            if found is not None:
                where = f"{found['sheet']}{found['left']}{first}:{found['right'] or found['left']}{last}"
                made = provider.createDataSequenceByRangeRepresentation(where)
                made.Role = sequence.Values.Role
                sequence.setValues(made)

    def chart_left(self, sheet: str, number: int) -> int:
        """How far a chart (from 0) is from the left edge of the sheet, in hundredths of a millimetre."""
        return int(self._chart_shapes(sheet)[number].Position.X)

    def set_chart_left(self, sheet: str, number: int, left: int) -> None:
        """Move a chart (from 0) sideways."""
        shape = self._chart_shapes(sheet)[number]
        place = shape.Position
        place.X = left
        shape.setPosition(place)

    def fill_sparklines(self, sheet: str, rect: Rect, last: int) -> None:
        """Let the sparklines that are drawn row by row from a rectangle be as many as its rows; ``last`` is the last
        row that has one.

        LibreOffice has no word for a sparkline, but a column that is filled down brings the one it begins with along,
        drawn from each row's own cells. Where they stand is told by the header, which the rectangle has too. A cell
        that holds something or has another look is left with all below it: both would be overwritten.
        """
        import uno

        down = uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
        top, left, bottom, _ = rect
        *shown, header = self.cells(sheet, (top - 1, 1, top - 1, left)).getDataArray()[0]
        for column in [at for at, text in enumerate(shown, 1) if text == header != ""]:
            cells = self.cells(sheet, (last, column, bottom, column))
            texts = [row[0] for row in cells.getFormulaArray()]
            empty = next((at for at, text in enumerate(texts) if text != ""), len(texts))
            alike = [each for group in groups(cells) for each in areas(group) if each[0] == last]
            end = min(last + empty - 1, *(each[2] for each in alike))
            if end > last:
                self.cells(sheet, (last, column, end, column)).fillAuto(down, 1)

    def _chart(self, sheet: str, number: int) -> Any:
        return self._chart_shapes(sheet)[number].Model

    def _sequences(self, sheet: str, number: int) -> Iterator[Any]:
        """The categories of a chart and its series, each once."""
        for system in self._chart(sheet, number).FirstDiagram.CoordinateSystems:
            for dimension in range(system.Dimension):
                axis = system.getAxisByDimension(dimension, 0)
                categories = None if axis is None else axis.ScaleData.Categories
                if categories is not None and categories.Values is not None:
                    yield categories
            for kind in system.ChartTypes:
                for series in kind.DataSeries:
                    yield from (each for each in series.DataSequences if each.Values is not None)
