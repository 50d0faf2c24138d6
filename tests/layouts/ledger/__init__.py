"""What people and systems do to a ledger, on a sheet of the workbook and in an extract.

The modules register their features, in this order.
"""

from __future__ import annotations

import importlib

for _name in ("columns", "amounts", "time", "people", "totals", "texts", "sheet"):
    importlib.import_module(f".{_name}", __name__)
