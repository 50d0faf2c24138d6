"""What tells a file's bytes from any others."""

from __future__ import annotations

import hashlib

from msgspec import Struct


class Fingerprint(Struct, frozen=True):
    """The number of the bytes, and their sha256 in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Fingerprint:
        """That of a whole file."""
        return cls(len(data), hashlib.sha256(data).hexdigest())
