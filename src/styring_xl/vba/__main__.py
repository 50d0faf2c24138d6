"""Builds what ``styring_xl.vba`` hands out: ``python -m styring_xl.vba`` in the repository."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Write the projects beside this file from the sources in ``macros/``."""
    from styring_xl import workbook
    from styring_xl.vba import build

    here = Path(__file__).parent
    macros = here.parents[2] / "macros"
    if not macros.is_dir():
        print("the macros are built in the repository, from its folder macros/", file=sys.stderr)
        return 2
    (here / "project.bin").write_bytes(build.build(macros, workbook.build(workbook.WorkbookContent())))
    (here / "project_calc.bin").write_bytes(
        build.build(macros, workbook.build(workbook.WorkbookContent()), for_calc=True)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
