"""A folder of small departments, some of them broken, each in another way."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests import workbooks

_TROUBLES = ("cut", "empty", "text", "no sheets", "nothing known")


def folder_of(count: int, folder: Path, *, broken_each: int = 20) -> list[Path]:
    """``count`` workbooks of 3 to 12 rows; each ``broken_each``th is broken, the next of the ways in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        file = workbooks.save(
            folder / f"afdeling{number:03d}.xlsx",
            Disponering=[workbooks.HEADER[:8], *(_row(number, row) for row in range(3 + number % 10))],
            Posteringer=[workbooks.LEDGER, *(_posting(number, row) for row in range(4))],
            Budget=[workbooks.BUDGET[:2], ("Plejefamilie", 400_000 + number), ("Botilbud", 900_000)],
        )
        if number % broken_each == broken_each - 1:
            _break(file, _TROUBLES[number // broken_each % len(_TROUBLES)])
        files.append(file)
    return files


def _row(number: int, row: int) -> tuple[object, ...]:
    measure = ("Plejefamilie", "Botilbud")[row % 2]
    # Every seventh has a date that nobody can read: a finding, and exit code 1.
    start = "31-02-2026" if (number + row) % 7 == 6 else f"{1 + row:02d}-01-2026"
    return (
        f"61{1 + row % 12:02d}05-{4000 + number:04d}",
        measure,
        10_000 + 137 * number + row,
        "måned",
        1,
        start,
        "",
        "",
    )


def _posting(number: int, row: int) -> tuple[object, ...]:
    return f"15-0{1 + row}-2026", f"61{1 + row % 12:02d}05-{4000 + number:04d}", "Plejefamilie", 9_000 + row, 100 + row


def _break(file: Path, how: str) -> None:
    if how == "cut":
        file.write_bytes(file.read_bytes()[:2000])
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "text":
        file.write_text("Dette er ikke en projektmappe.", "utf-8")
    elif how == "no sheets":
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
    else:
        workbooks.save(file, Noter=[("Intet her", "er en disponering")])
