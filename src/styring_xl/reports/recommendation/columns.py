"""The page of *Indstilling*: what is typed for the recommendation and its alternatives, and what is not printed."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.inputs import FIELDS

AREA: Final = "Styring_Indstilling"
TITLES: Final = ("Indstilling", "Alternativ 1", "Alternativ 2")
"""What the options are called, the recommended one first."""
OPTIONS: Final = tuple(f"option{at}" for at in range(len(TITLES)))
CASE: Final = "Sag"
"""What the page calls the case; nobody's name stands there unless somebody writes it."""
CITIZEN: Final = FIELDS["cpr"].header
MOVED: Final = f"Flyttet til {standard.DISPOSITION}"
REASON: Final = "Begrundelse"
REASON_LINES: Final = 5
TYPED: Final = (
    "measure", "supplier", "rate", "unit", "quantity", "start", "stop", "rule", "vat", "status", "adviser", "approver",
    "note",
)  # fmt: skip
"""The fields of each option, as *Disponering* has them."""

COLUMNS: Final = (
    Column("what", "Hvad indstilles", look.TEXT, 36),
    *(Column(name, title, look.KRONER, 22) for name, title in zip(OPTIONS, TITLES, strict=True)),
    Column("gap", "", look.TEXT, 3),
    Column("side", "", look.TEXT, 26),
    Column("cell", "", look.TEXT, 26),
)
PRINTED: Final = 1 + len(OPTIONS)
"""The columns that are printed; what stands right of them is for the one who writes."""
