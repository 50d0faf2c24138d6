"""The charts of a Calc document, and the cells they draw."""

from __future__ import annotations

import re
from typing import Any, Iterator, List

from .sheets import Sheets

# Of a single cell a file of LibreOffice's own names one corner only.
_SEQUENCE = re.compile(r"(?P<sheet>.*\.)(?P<left>\$?[A-Z]{1,3}\$?)\d+(?::(?P<right>\$?[A-Z]{1,3}\$?)\d+)?")


class Charts(Sheets):
    """A document's charts."""

    def charts(self, sheet: str) -> List[str]:
        """The names of the sheet's charts, as they are given in Excel too."""
        return [str(shape.Name) for shape in self._chart_shapes(sheet)]

    def _chart_shapes(self, sheet: str) -> List[Any]:
        page = self.sheet(sheet).DrawPage
        shapes = [page.getByIndex(at) for at in range(page.Count)]
        embedded = [shape for shape in shapes if shape.supportsService("com.sun.star.drawing.OLE2Shape")]
        return [shape for shape in embedded if hasattr(shape.Model, "FirstDiagram")]

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
