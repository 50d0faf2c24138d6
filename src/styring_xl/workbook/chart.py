"""A native chart over a named rectangle of figures, which follows when the rectangle gets more or fewer rows."""

from __future__ import annotations

from typing import Any, Final

from styring_xl.cells.cell import column_letters, quote_sheet
from styring_xl.reports.beside import Chart, Picture
from styring_xl.standard import style
from styring_xl.workbook.canvas import Canvas, Sheet
from styring_xl.workbook.look import BOOKED_FILL, FONT, GREY, INK, LINE, SLATE

# Told apart in black and white too: by lightness, by the dark edge, and by hatching from the third on.
_FILLS: Final[tuple[dict[str, Any], ...]] = (
    {"fill": {"color": SLATE}},
    {"fill": {"color": BOOKED_FILL}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": SLATE, "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#97A6B4"}},
    {"pattern": {"pattern": "dotted_grid", "fg_color": SLATE, "bg_color": "#FFFFFF"}},
    {"pattern": {"pattern": "wide_downward_diagonal", "fg_color": SLATE, "bg_color": "#FFFFFF"}},
)
_PLAIN: Final = {"name": FONT, "size": 9, "color": INK}
_DRAWN: Final = ("line", "radar")
"""Charts of lines alone."""
_LINES: Final = ("solid", "dash", "round_dot", "long_dash")


def add(canvas: Canvas, sheet: Sheet, name: str, figures: Chart) -> None:
    """Write the empty figures, name them, and put the chart in its place on the sheet called ``name``."""
    left, width, row, look = figures.column, len(figures.headers), figures.corner.top, figures.picture
    canvas.row(sheet, row - 1, figures.headers, (style.CHART_TEXT,) * width, left)
    looks = (style.CHART_TEXT, *(style.CHART,) * (width - 1))
    canvas.row(sheet, row, (None,) * width, looks, left)
    canvas.name(figures.name, name, row, left, row, left + width - 1)

    chart = _chart(canvas, look.kind, look.subtype)
    chart.chart_name = figures.name
    over = _chart(canvas, "line", "") if look.lines and look.kind not in _DRAWN else chart
    for series in range(width - 1):
        lined = series in look.lines or look.kind in _DRAWN
        (over if lined else chart).add_series(
            {
                "name": f"={_cell(name, left + 1 + series, row - 1)}",
                "categories": f"={_span(name, left, row)}",
                "values": f"={_span(name, left + 1 + series, row)}",
                **(_line(series) if lined else _fill(series, look)),
                **({"y2_axis": True} if lined and look.right else {}),
            }
        )
    if over is not chart:
        chart.combine(over)
        if look.right:
            axis = {
                "name": look.right,
                "name_font": _PLAIN,
                "num_font": _PLAIN,
                "num_format": look.right_number,
                "min": 0,
            }
            over.set_y2_axis(axis)
    if look.kind in _DRAWN or look.lines:
        # A month without a figure is no zero: the line goes on to the next, or ends.
        chart.show_blanks_as("span")
    _dress(chart, look)
    chart.set_size({"width": look.width, "height": look.height})
    options = {"object_position": 2, "description": look.description}
    sheet.insert_chart(figures.at[0] - 1, figures.at[1] - 1, chart, options)


def _chart(canvas: Canvas, kind: str, subtype: str) -> Any:
    return canvas.book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))


def _cell(sheet: str, column: int, row: int) -> str:
    return f"{quote_sheet(sheet)}!${column_letters(column)}${row}"


def _span(sheet: str, column: int, row: int) -> str:
    return f"{_cell(sheet, column, row)}:${column_letters(column)}${row}"


def _fill(series: int, look: Picture) -> dict[str, Any]:
    if series in look.hidden:
        return {"fill": {"none": True}, "border": {"none": True}}
    number = look.fills[series] if look.fills else sum(at not in look.hidden for at in range(series))
    fill = _FILLS[number % len(_FILLS)]
    overlap = 100 if look.subtype.endswith("stacked") else 0
    return fill | {"border": {"color": SLATE, "width": 0.75}, "gap": 60, "overlap": overlap}


def _line(series: int) -> dict[str, Any]:
    return {
        "line": {"color": INK, "width": 2, "dash_type": _LINES[series % len(_LINES)]},
        "marker": {"type": "circle", "size": 5, "fill": {"color": "#FFFFFF"}, "border": {"color": INK}},
    }


def _dress(chart: Any, look: Picture) -> None:
    chart.set_title({"name": look.title, "name_font": _PLAIN | {"size": 12, "bold": True}})
    lying = look.kind == "bar"
    categories = {
        "num_font": _PLAIN | ({} if lying or look.level else {"rotation": -45}),
        "line": {"color": GREY},
        "label_position": "low",
    }
    values = {
        "num_font": _PLAIN,
        "num_format": look.number,
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "line": {"none": True},
        **({"min": 0} if look.from_zero else {}),
        **({"max": look.most} if look.most else {}),
        **({"name": look.left, "name_font": _PLAIN} if look.left else {}),
    }
    if look.kind == "radar":
        del categories["label_position"]
    if lying:
        # XlsxWriter's y axis is the upright one. The first category stands on top, the values' figures below all.
        chart.set_y_axis(categories | {"reverse": True, "crossing": "max"})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(categories)
        chart.set_y_axis(values)
    if look.legend:
        again = [at for at, fill in enumerate(look.fills) if fill in look.fills[:at]]
        unseen = sorted({*look.hidden, *again})
        hidden = {"delete_series": unseen} if unseen else {}
        chart.set_legend({"position": "top", "font": _PLAIN} | hidden)
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
