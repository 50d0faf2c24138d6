"""Builds what LibreOffice needs: ``python -m styring_xl.calc build FILE.oxt`` or ``workbook FILE.xlsm``."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Write the extension, or the demonstration workbook as LibreOffice can use it, to the path given."""
    match sys.argv[1:]:
        case ["build", path]:
            from styring_xl.calc.build import extension

            Path(path).write_bytes(extension())
        case ["workbook", path]:
            from styring_xl import demo
            from styring_xl.calc.workbook import for_calc

            Path(path).write_bytes(for_calc(demo.workbook(macro_enabled=True)))
        case _:
            print("usage: python -m styring_xl.calc build FILE.oxt | workbook FILE.xlsm", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
