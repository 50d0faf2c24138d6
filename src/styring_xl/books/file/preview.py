"""Work done as if: each step finds the workbook as the steps before it would have left it, and nothing is written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar, Token
from pathlib import Path

from msgspec import Struct, field


class FilePreview(Struct, frozen=True):
    """The bytes that workbooks would hold by now, by their resolved paths; those that would be as they are, are left
    out."""

    held: dict[Path, bytes] = field(default_factory=dict)


_CURRENT: ContextVar[FilePreview | None] = ContextVar("preview", default=None)


def current_preview() -> FilePreview | None:
    """The preview that what is done now is part of; None where it is done in earnest."""
    return _CURRENT.get()


@contextlib.contextmanager
def previewed() -> Iterator[FilePreview]:
    """What is done to workbooks inside is not saved."""
    preview = FilePreview()
    token: Token[FilePreview | None] = _CURRENT.set(preview)
    try:
        yield preview
    finally:
        _CURRENT.reset(token)
