"""A worker of another edition of the program: loaded by it before it works."""

from __future__ import annotations

import styring_xl

styring_xl.__version__ = "0.1.0"
