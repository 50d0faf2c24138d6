"""Builds what LibreOffice needs: ``python -m styring_xl.calc build FILE.oxt`` or ``workbook FILE.xlsm``."""

from __future__ import annotations

import sys
from pathlib import Path

from styring_xl.books.file.save import write_whole
from styring_xl.errors import StyringError
from styring_xl.runs.trouble import clear_errors


def main() -> int:
    """Write the extension, or the demonstration workbook as LibreOffice can use it, to the path given.

    The exit code: 0 done, 2 not done and why.
    """
    match sys.argv[1:]:
        case ["build", path]:
            from styring_xl.calc.build import extension

            made = extension()
        case ["workbook", path]:
            from styring_xl import demo
            from styring_xl.calc.workbook import for_calc

            made = for_calc(demo.workbook(macro_enabled=True))
        case _:
            print("usage: python -m styring_xl.calc build FILE.oxt | workbook FILE.xlsm", file=sys.stderr)
            return 2
    try:
        with clear_errors():
            write_whole(Path(path).resolve(), [made])
    except StyringError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
