"""A folder of small departments, some of them broken, each in another way."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

from tests import workbooks

TROUBLES = (
    "cut", "empty", "text", "no sheets", "nothing known", "password", "old format", "document type", "part twice",
    "read-only", "open", "another machine",
)  # fmt: skip


def folder_of(count: int, folder: Path, *, broken_each: int = 20, large_each: int = 0) -> list[Path]:
    """``count`` workbooks of 3 to 12 rows, each ``large_each``th of 600; each ``broken_each``th is broken, the next of
    the ways in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        rows = 600 if large_each and number % large_each == 0 else 3 + number % 10
        file = workbooks.save(
            folder / f"afdeling{number:03d}.xlsx",
            Disponering=[workbooks.HEADER[:8], *(_row(number, row) for row in range(rows))],
            Posteringer=[workbooks.LEDGER, *(_posting(number, row) for row in range(4))],
            Budget=[workbooks.BUDGET[:2], ("Plejefamilie", 400_000 + number), ("Botilbud", 900_000)],
        )
        if number % broken_each == broken_each - 1:
            _break(file, TROUBLES[number // broken_each % len(TROUBLES)])
        files.append(file)
    return files


def _row(number: int, row: int) -> tuple[object, ...]:
    measure = ("Plejefamilie", "Botilbud")[row % 2]
    # Every seventh has a date that nobody can read: a finding, and exit code 1.
    start = "31-02-2026" if (number + row) % 7 == 6 else f"{1 + row % 28:02d}-01-2026"
    return (
        f"61{1 + row % 12:02d}05-{4000 + number + row // 12:04d}",
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
    elif how in ("password", "old format"):
        told = "EncryptedPackage".encode("utf-16-le") if how == "password" else b""
        file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + told + bytes(600))
    elif how in ("document type", "part twice"):
        _respoil(file, how)
    elif how == "read-only":
        file.chmod(0o444)
    elif how == "open":
        file.with_name(f"~${file.name}").write_bytes(b"\x04Bent" + b" " * 50)
    elif how == "another machine":
        left = "vært=AELDRE-PC7 proces=12 siden=2026-02-03T02:15:00+01:00 kørsel=-"
        file.with_name(f".{file.name}.styring-lock").write_text(f" {left}\n", "utf-8")
    else:
        workbooks.save(file, Noter=[("Intet her", "er en disponering")])


def _respoil(file: Path, how: str) -> None:
    """The same package, with a document type before the text of a part, or with a part twice."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(file, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in parts.items():
            if how == "document type" and name == "xl/workbook.xml":
                data = b'<!DOCTYPE workbook [<!ENTITY a "b">]>' + data.partition(b"?>")[2]
            package.writestr(name, data)
        if how == "part twice":
            package.writestr("xl/Workbook.xml", parts["xl/workbook.xml"])
