"""The charts of a memo as pictures, told apart in black and white too, and what they show in words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from styring_xl.danish import writing
from styring_xl.danish.phrase import capital, listed
from styring_xl.figures.memo.memo import ChartKind, Memo, MemoChart
from styring_xl.standard.words import MONTH_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 17.0
"""In centimetres, as the picture stands on the page."""
_HEIGHTS: Final = {ChartKind.BESIDE: 5.2, ChartKind.LYING: 3.6, ChartKind.FAN: 5.2}
_DOTS: Final = 200
"""An inch."""
_INCH: Final = 2.54
_DARK: Final = "#27475D"
_LIGHT: Final = "#DCE6EF"
_GREY: Final = "#8C9AA6"


def picture(chart: MemoChart, memo: Memo) -> bytes:
    """The chart as a PNG."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    with rc_context({"font.family": "sans-serif", "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans"]}):
        figure = Figure(figsize=(WIDTH / _INCH, _HEIGHTS[chart.kind] / _INCH), dpi=_DOTS, layout="constrained")
        axes = figure.add_subplot()
        values = {name: [None if ore is None else memo.unit(ore) for ore in series] for name, series in chart.series}
        _DRAWN[chart.kind](axes, chart.categories, values)
        axes.tick_params(labelsize=8, length=0)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axis = axes.xaxis if chart.kind is ChartKind.LYING else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda value, _: writing.number(value).replace("-", "−")))
        axis.grid(color="#DDDDDD", linewidth=0.6)
        axes.set_axisbelow(True)
        out = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(out, format="png")
    return out.getvalue()


def _beside(axes: Axes, names: tuple[str, ...], values: dict[str, list[float | None]]) -> None:
    looks: tuple[dict[str, Any], ...] = ({"color": _DARK}, {"color": _LIGHT, "edgecolor": _DARK, "hatch": "///"})
    for at, ((name, series), look) in enumerate(zip(values.items(), looks, strict=True)):
        places = [each + (at - 0.5) * 0.38 for each in range(len(names))]
        axes.bar(places, [value or 0.0 for value in series], 0.36, label=name, linewidth=0.6, **look)
    axes.set_xticks(range(len(names)), [_folded(name) for name in names])
    air = _air(names)
    axes.set_xlim(-0.6 - air, len(names) - 0.4 + air)
    axes.axhline(0, color=_GREY, linewidth=0.8)
    _legend(axes, 2)


def _lying(axes: Axes, names: tuple[str, ...], values: dict[str, list[float | None]]) -> None:
    [series] = values.values()
    axes.barh(range(len(names)), [value or 0.0 for value in series], 0.6, color=_DARK)
    axes.set_yticks(range(len(names)), [_folded(name, 34) for name in names])
    air = _air(names)
    axes.set_ylim(len(names) - 0.5 + air, -0.5 - air)
    axes.axvline(0, color=_GREY, linewidth=0.8)


def _fan(axes: Axes, names: tuple[str, ...], values: dict[str, list[float | None]]) -> None:
    (low_name, low), (band_name, band), *lines = values.items()
    del low_name
    known = [at for at in range(len(names)) if low[at] is not None and band[at] is not None]
    if known:
        floor = [low[at] or 0.0 for at in known]
        top = [under + (band[at] or 0.0) for under, at in zip(floor, known, strict=True)]
        axes.fill_between(known, floor, top, facecolor=_LIGHT, edgecolor=_GREY, linewidth=0.6, label=band_name)
    for (name, series), dashes in zip(lines, ("-", "--", ":"), strict=True):
        there = [at for at, value in enumerate(series) if value is not None]
        if there:
            axes.plot(there, [series[at] or 0.0 for at in there], dashes, color=_DARK, linewidth=1.8, label=name)
    axes.set_xticks(range(len(names)), names)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    _legend(axes, 4)


_DRAWN: Final = {ChartKind.BESIDE: _beside, ChartKind.LYING: _lying, ChartKind.FAN: _fan}


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(fontsize=8, frameon=False, ncols=columns, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _air(names: tuple[str, ...]) -> float:
    """What is left free at both ends, in columns, so that one alone does not fill the picture."""
    return max(0.0, (4 - len(names)) / 2)


def _folded(name: str, longest: int = 16) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(name, longest)) or name


def description(chart: MemoChart, memo: Memo) -> str:
    """What the picture shows, for who cannot see it."""
    told = {name: [None if ore is None else _written(memo, ore) for ore in series] for name, series in chart.series}
    if chart.kind is ChartKind.FAN:
        return _course(told)
    names = listed([name if not at else name.lower() for at, name in enumerate(told)])
    rows = [
        f"{category} {listed([value or '0' for value in figures])}"
        for category, figures in zip(chart.categories, zip(*told.values(), strict=True), strict=True)
    ]
    return f"Søjlediagram. {names}: {'; '.join(rows)} {memo.scale.unit}"


def _course(told: dict[str, list[str | None]]) -> str:
    """Where the lines end."""
    booked, expected, budget = (told[name] for name in list(told)[2:])
    said = []
    closed = [at for at, value in enumerate(booked) if value is not None]
    if closed:
        said.append(f"bogført til og med {MONTH_NAMES[closed[-1]]} {booked[closed[-1]]}")
    said.append(f"forventet for hele året {expected[-1]}")
    if budget[-1] is not None:
        said.append(f"budget {budget[-1]}")
    return f"Kurvediagram over forbruget i årets løb. {capital(listed(said))}."


def _written(memo: Memo, ore: int) -> str:
    return writing.decimals(memo.unit(ore), 1).replace("-", "−")
