"""What *Historik* says was forecast of earlier years, when the same month of them was closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.model import forecast
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import P50, REVISED, Moment, plain

_SAID: Final = {forecast.SIMULATED: P50, forecast.BUDGET: REVISED}


class KeptForecast(Struct, frozen=True):
    """What was said at one closing: method -> measure label -> øre. A method that said nothing then is not there."""

    said: Mapping[str, Mapping[str, int]]

    def of(self, method: str, labels: Iterable[str]) -> int | None:
        """Øre of some measures together, one that is not named counting 0; None where the method forecast none of
        them."""
        sums = self.said.get(method)
        return None if sums is None else sum(sums.get(label(plain(each)), 0) for each in labels)


def kept_forecasts(history: History, year: int, closed: int, years: int) -> dict[int, KeptForecast]:
    """How many years back (1..``years``) -> what was said at the closing of month ``closed`` of that year."""
    entries = {}
    for back in range(1, years + 1):
        entry = history.closing(year - back, closed)
        if entry is not None and entry.fault is None:
            entries[back] = entry
    if not entries:
        return {}
    try:
        states = history.moments(*entries.values())
    except Broken:
        return {}
    return {back: KeptForecast(_said(states[entry.name])) for back, entry in entries.items() if entry.name in states}


def _said(state: Moment) -> dict[str, dict[str, int]]:
    found = {forecast.DISP: _disposed(state)}
    for method, name in _SAID.items():
        if name in state.said:
            found[method] = _added(state.said[name].items())
    return found


def _disposed(state: Moment) -> dict[str, int]:
    """Forventet regnskab by measure, with its puljer."""
    rows = zip(state.measure, state.side.shown.sum(axis=1).tolist(), strict=True)
    return _added([*rows, *state.unplaced.items(), *state.nobody.items(), *state.pools.items()])


def _added(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, ore in pairs:
        if name:
            sums[label(name)] = sums.get(label(name), 0) + ore
    return sums
