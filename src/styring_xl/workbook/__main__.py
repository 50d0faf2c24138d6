"""Builds the workbook that ships: ``python -m styring_xl.workbook xl/Styringsark.xlsm``."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Write the demonstration workbook, inputs filled and nothing computed, to the path given."""
    # The demonstration is built on this package, so it is no import of the package itself.
    from styring_xl import demo

    if len(sys.argv) != 2:
        print("usage: python -m styring_xl.workbook FILE", file=sys.stderr)
        return 2
    path = Path(sys.argv[1])
    path.write_bytes(demo.workbook(macro_enabled=path.suffix.lower() == ".xlsm"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
