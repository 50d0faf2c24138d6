"""The plan of the fictive municipality: ten initiatives in six fokuspunkter, in three years."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.standard.lists.initiatives import ADULTS, BOTH, CHILDREN, Progress

_WAITING, _STARTED, _DONE, _IRRELEVANT = Progress
_PLAN: Final = (
    (1, "Månedlig opfølgning borger for borger", "Økonomistyring", BOTH, (_STARTED, _DONE, _DONE), "Styringsarket"),
    (1, "Fælles ledelsesinformation til udvalget", "Økonomistyring", BOTH, (_WAITING, _STARTED, _DONE), None),
    (2, "Visitationsudvalg for sager over 1,5 mio. kr.", "Visitation", CHILDREN, (_STARTED, _DONE, _DONE), None),
    (2, "Bevillinger højst et år ad gangen", "Visitation", ADULTS, (_WAITING, _STARTED, _STARTED), None),
    (3, "Genforhandling af de ti dyreste takster", "Leverandører", BOTH, (_WAITING, _STARTED, _STARTED), "Seks klar"),
    (3, "Kontrakt med alle opholdssteder", "Leverandører", CHILDREN, (_WAITING, _WAITING, _STARTED), None),
    (4, "Flere netværksplejefamilier", "Indsatstrappen", CHILDREN, (_STARTED, _STARTED, _DONE), None),
    (4, "Tidlig hjælp uden visitation", "Indsatstrappen", CHILDREN, (_WAITING, _STARTED, _DONE), None),
    (5, "Progression måles i alle forløb", "Effekt", BOTH, (_WAITING, _WAITING, _STARTED), "Begynder i det små"),
    (6, "Aftale om overgang til voksen", "Overgange", BOTH, (_WAITING, _WAITING, _WAITING), "Ny aftale"),
    (6, "Botilbud i egen regi", "Overgange", ADULTS, (_WAITING, _IRRELEVANT, _IRRELEVANT), None),
)  # fmt: skip


def rows(year: int) -> tuple[tuple[Value, ...], ...]:
    """A row for each initiative and year, the remark in the last."""
    return tuple(
        (focus, name, theme, area, year - 2 + later, str(status), remark if later == 2 else None)
        for focus, name, theme, area, statuses, remark in _PLAN
        for later, status in enumerate(statuses)
    )
