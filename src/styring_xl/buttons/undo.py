"""The last press, kept so that it can be taken back: one small file per workbook, on this computer, for this user.

A macro empties Excel's own undo list, so the product keeps its own. The file holds cells of the workbook, and with them
personal data: only the user may read it, it is deleted when it is used, and after ``KEPT_DAYS`` in any case.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple

from styring_xl.cells.cell import KEEP, CellError, Content, Formula
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Fold, Growth, Name, Patch, RowLooks
from styring_xl.state import folder as folder

KEPT_DAYS: Final = 14
_FORMAT: Final = 2


class Pressed(Struct, frozen=True):
    """A press: what it was called, what takes it back, and what it wrote (to see what the user changed since)."""

    command: str
    inverse: Patch
    written: Patch


def _file(book: str) -> Path:
    return folder() / f"{hashlib.sha256(book.encode()).hexdigest()[:32]}.json"


def keep(book: str, pressed: Pressed) -> None:
    """Remember a press on the workbook of that name or path; the one before it is forgotten."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in place.glob("*.json"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > KEPT_DAYS * 86_400:
                old.unlink()
    data = {
        "format": _FORMAT,
        "command": pressed.command,
        "inverse": to_json(pressed.inverse),
        "written": to_json(pressed.written),
    }
    path = _file(book)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        # Encoded into one text before it is written: only then does the standard library use its C encoder.
        out.write(json.dumps(data))
    fresh.replace(path)


def last(book: str) -> Pressed | None:
    """The press that can be taken back, None when there is none (or its file cannot be understood)."""
    try:
        data = json.loads(_file(book).read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            return None
        return Pressed(data["command"], from_json(data["inverse"]), from_json(data["written"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(book: str) -> None:
    """There is nothing more to take back."""
    _file(book).unlink(missing_ok=True)


def also_known_by(book: str, other: str) -> None:
    """A workbook has been saved under another name or path: its last press can be taken back there too."""
    if book != other:
        with contextlib.suppress(OSError):
            data = _file(book).read_bytes()
            forget(other)
            with os.fdopen(os.open(_file(other), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(data)


def to_json(patch: Patch) -> dict[str, Any]:
    """A patch without new sheets as JSON data."""
    return {
        "areas": [
            {"name": area.name, "block": _block(area.block), "folds": area.folds and [astuple(f) for f in area.folds]}
            for area in patch.areas
        ],
        "blocks": [_block(block) for block in patch.blocks],
        "names": [[n.name, n.sheet, n.ref.top, n.ref.left, n.ref.bottom, n.ref.right] for n in patch.names],
        "growths": [[each.sheet, *astuple(each.old), *astuple(each.new)] for each in patch.growths],
    }


def from_json(data: dict[str, Any]) -> Patch:
    """The patch of ``to_json``."""
    return Patch(
        areas=tuple(Area(each["name"], _read_block(each["block"]), folds=_folds(each)) for each in data["areas"]),
        blocks=tuple(_read_block(each) for each in data["blocks"]),
        names=tuple(Name(name, sheet, Ref(*ref)) for name, sheet, *ref in data["names"]),
        growths=tuple(Growth(sheet, Ref(*refs[:4]), Ref(*refs[4:])) for sheet, *refs in data.get("growths", ())),
    )


def _folds(area: dict[str, Any]) -> tuple[Fold, ...] | None:
    folds = area.get("folds")
    return None if folds is None else tuple(Fold(*each) for each in folds)


def _block(block: Block) -> dict[str, Any]:
    return {
        "sheet": block.sheet,
        "row": block.row,
        "column": block.column,
        "columns": [[_cell(content) for content in column.cells()] for column in block.columns],
        "looks": block.looks and {"kinds": block.looks.kinds, "kind": block.looks.kind.tolist()},
    }


def _read_block(data: dict[str, Any]) -> Block:
    looks = data["looks"]
    return Block(
        data["sheet"],
        data["row"],
        data["column"],
        tuple(ColumnContents.of([_content(cell) for cell in column]) for column in data["columns"]),
        looks and RowLooks(tuple(map(tuple, looks["kinds"])), np.array(looks["kind"], np.int64)),
    )


def _cell(content: Content) -> Any:
    if content is None or type(content) in (float, int, str, bool):
        return content
    if content is KEEP:
        return {"keep": 1}
    if isinstance(content, Formula):
        return {"formula": content.text, "value": _cell(content.value)}
    if isinstance(content, CellError):
        return {"error": content.code}
    for kind in (dt.datetime, dt.date, dt.time):
        if isinstance(content, kind):
            return {kind.__name__: content.isoformat()}
    raise TypeError(type(content).__name__)


def _content(data: Any) -> Content:
    if not isinstance(data, dict):
        plain: Content = data
        return plain
    if "keep" in data:
        return KEEP
    if "formula" in data:
        value: Any = _content(data["value"])
        return Formula(data["formula"], value)
    if "error" in data:
        return CellError(data["error"])
    for kind in (dt.datetime, dt.date, dt.time):
        if kind.__name__ in data:
            return kind.fromisoformat(data[kind.__name__])
    raise ValueError("no cell")
