"""What people do to a disposition sheet.

The modules register their features, in this order.
"""

from __future__ import annotations

import importlib

for _name in ("columns", "years", "sections", "rows", "people", "words", "sheets"):
    importlib.import_module(f".{_name}", __name__)
