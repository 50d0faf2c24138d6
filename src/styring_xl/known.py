"""Workbooks of which it is known what a refresh or a check finds: the same bytes need not be computed again.

Both are deterministic: the same bytes, program and options give the same. So where a whole refresh has found nothing
to change, what it found is kept, and told again while the file holds those very bytes; and so is what a check found.
What a refresh has written is known in part: a sum that stands beside the months may be read otherwise once these are
new. So the next refresh reads it and runs the checks, and where it reads the same, draws no sheet again.

What is kept says nothing of a cell or a citizen. It lies in this user's own folder, as a file beside the workbook could
be written by whoever may write there, and is forgotten when nobody has asked for it for ``KEPT_DAYS``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from styring_xl import program, state
from styring_xl.books.file.alone import look_at
from styring_xl.books.file.ending import is_ods
from styring_xl.books.file.preview import current_preview
from styring_xl.books.file.save import StandingFile, read_whole
from styring_xl.books.file.sent import sent_as
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.check_outcome import CheckOutcome
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom
from styring_xl.refresh_outcome import RefreshOutcome, WrittenFrom

KEPT_DAYS: Final = 14
_OURS: Final = seldom(r"[0-9a-f]{32}\.json|tmp\w{8}\.ny")
"""The names of the files that are kept, and of one that is being written: nothing else is removed, wherever the folder
leads."""
OutcomeT = TypeVar("OutcomeT", RefreshOutcome, CheckOutcome)


class KnownOutcome(Struct, frozen=True):
    """A file's bytes, and what the ``program`` found in them; or what it came to when it wrote them, from what
    ``source`` tells."""

    program: str
    bytes: Fingerprint
    outcome: msgspec.Raw
    source: WrittenFrom | None = None


class WrittenOutcome(Struct, frozen=True):
    """The bytes that a refresh has written, what from, and what it came to."""

    bytes: Fingerprint
    source: WrittenFrom
    outcome: RefreshOutcome


def recall(file: Path, settings: str, kind: type[OutcomeT], *, is_in_place: bool) -> OutcomeT | None:
    """What a refresh that changes nothing, or a check, would find in a workbook; None where it has to be computed.

    ``settings`` tells the work and its options from others. Where it ``is_in_place``, the workbook could have been
    saved: raises StyringError as a save does, such as when it is open.
    """
    place = _place(file, settings)
    known = None if place is None else _read(place)
    if place is None or known is None or known.source is not None or known.program != program.stamp():
        return None
    try:
        outcome = msgspec.json.decode(known.outcome, type=kind)
    except msgspec.MsgspecError:
        return None
    where = file.resolve()
    try:
        if where.stat().st_size != known.bytes.size:
            return None
        data, stamp = read_whole(where, known.bytes.size)
    except (OSError, StyringError):
        return None
    if Fingerprint.of(data) != known.bytes:
        return None
    if is_in_place:
        look_at(where, StandingFile(where, stamp, data))
    with contextlib.suppress(OSError):
        os.utime(place)
    return outcome


def written(file: Path, settings: str) -> WrittenOutcome | None:
    """What the last refresh of a workbook with these ``settings`` wrote, when it is not known yet what it finds there;
    whether the file still holds it is for whoever reads the file to see."""
    place = _place(file, settings)
    known = None if place is None else _read(place)
    if known is None or known.source is None or known.program != program.stamp():
        return None
    try:
        return WrittenOutcome(known.bytes, known.source, msgspec.json.decode(known.outcome, type=RefreshOutcome))
    except msgspec.MsgspecError:
        return None


def keep(
    file: Path,
    settings: str,
    fingerprint: Fingerprint,
    outcome: RefreshOutcome | CheckOutcome,
    source: WrittenFrom | None = None,
) -> None:
    """Keep what was found in a workbook that is as it was; ``fingerprint`` is of the bytes that were read, or of those
    that were written, and then ``source`` tells what from.

    Where there is no folder to keep it in, or the program has been changed meanwhile, it is computed the next time.
    """
    place = _place(file, settings)
    if place is None or not program.is_as_it_was():
        return
    # Half a letter, which a damaged text may hold, has no bytes.
    with contextlib.suppress(OSError, UnicodeEncodeError):
        body = msgspec.json.encode(
            KnownOutcome(program.stamp(), fingerprint, msgspec.Raw(msgspec.json.encode(outcome)), source)
        )
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_old(place.parent)
        # Of two that are written at once one stands, whole.
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".ny")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_sealed(place, body))
            os.replace(name, place)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(name)


def clear() -> None:
    """Forget all of them."""
    with contextlib.suppress(OSError, RuntimeError):
        for each in [*state.known_folder().iterdir()]:
            if _OURS.fullmatch(each.name):
                with contextlib.suppress(OSError):
                    each.unlink()


def _place(file: Path, settings: str) -> Path | None:
    """Where the outcome for a file and some options is kept; None for a file of which none is."""
    if is_ods(file) or current_preview() is not None or sent_as(file) is not None or not program.stamp():
        # LibreOffice computes the first, and the others are no files as they stand.
        return None
    try:
        where, folder = os.path.normcase(file.resolve()), state.known_folder()
    except (OSError, RuntimeError):
        # Also where the user has no folder: a service may have none.
        return None
    # The name that it was asked for by may hold the year.
    told = repr((where, file.name, settings)).encode("utf-8", "surrogateescape")
    return folder / f"{hashlib.sha256(told).hexdigest()[:32]}.json"


def _sealed(place: Path, body: bytes) -> bytes:
    """What is kept at a place, with what shows that it is whole and that place's own."""
    return hashlib.sha256(place.name.encode() + body).hexdigest().encode() + b"\n" + body


def _read(place: Path) -> KnownOutcome | None:
    try:
        kept = place.read_bytes()
        body = kept.partition(b"\n")[2]
        return msgspec.json.decode(body, type=KnownOutcome) if kept == _sealed(place, body) else None
    except (OSError, msgspec.MsgspecError):
        return None


def _forget_old(folder: Path) -> None:
    oldest = time.time() - KEPT_DAYS * 86_400
    with os.scandir(folder) as found:
        for each in found:
            with contextlib.suppress(OSError):
                if _OURS.fullmatch(each.name) and each.stat().st_mtime < oldest:
                    os.unlink(each.path)
