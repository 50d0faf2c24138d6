"""``python -m styring_xl.reports docs/ark.md``: the page on the result sheets gets its frame from the sheets.

The frame is the heading of every sheet, in tab order, and the quoted lines under it: how the sheet is read, its
columns, and which of them a user fills in. What people have written under a heading stays.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Final

from styring_xl.reports import SHEETS
from styring_xl.reports.sheet import Heading, ResultSheet

_WIDTH: Final = 130
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)


def framed(page: str) -> str:
    """The page with the frame as the sheets say it today. A heading that is no sheet's is kept, below the others."""
    pieces = _HEADING.split(page)
    written = {name: _unquoted(text) for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    parts = [pieces[0].strip()]
    for sheet in SHEETS:
        parts += [f"## {sheet.name}", frame(sheet), written.pop(sheet.name, "")]
    for name, text in written.items():
        parts += [f"## {name}", text]
    return "\n\n".join(part for part in parts if part) + "\n"


def frame(sheet: ResultSheet) -> str:
    """The quoted lines under a sheet's heading."""
    columns = sheet.head(Heading())
    shown = " · ".join(f"**{each.header}**" if each.look.typed else each.header for each in columns)
    cells = " · ".join(f"**{cell.label}**" for cell in sheet.above if cell.is_typed)
    said = [sheet.note]
    said += [f"Kolonner: {shown}."] if columns else []
    said += [f"Gule felter over tabellen: {cells}."] if cells else []
    return "\n>\n".join(_quoted(text) for text in said)


def _quoted(text: str) -> str:
    lines = textwrap.wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"> {line}" for line in lines)


def _unquoted(text: str) -> str:
    """What people wrote: all but the quoted lines at the top."""
    lines = text.strip().splitlines()
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).strip()


def main() -> int:
    """Rewrite the page given."""
    if len(sys.argv) != 2:
        print("usage: python -m styring_xl.reports docs/ark.md", file=sys.stderr)
        return 2
    page = Path(sys.argv[1])
    page.write_text(framed(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
