"""The words of lists and settings that readers, sheets and functions share."""

from __future__ import annotations

from typing import Final

MONTHS: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "Maj", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dec.")

MONTH_NAMES: Final = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip

RULES: Final = ("dage", "hele")
STATUSES: Final = ("Aktuel", "Forventet", "Pulje")
FULL_YEAR_RULES: Final = ("dage", "måneder")
YES: Final = "ja"
NO: Final = "nej"
REFUND_GROUPS: Final = ("alle", "børn", "voksne")
TARGETS: Final = ("børn", "voksne")
SERVICE_FRAME: Final = "Serviceramme"
REFUND_FRAME: Final = "Refusionsordning"
FRAMES: Final = (SERVICE_FRAME, REFUND_FRAME)
"""The kinds of budget that a committee sees apart."""
REFUND_POOL: Final = "Beregnet statsrefusion"
"""The line that makes the result hold what is computed, when the user has asked for it."""

LATE_POOL: Final = "Forventede efterposteringer"
"""The lines that make the result hold the invoices still expected of closed months, when the user has asked for it."""

ACCEPTED: Final = "Accepteret (note)"
"""The column of *Kontrol* in which a user accepts a finding."""
ACCEPTED_SECTION: Final = "Accepterede fund"
