"""Pseudonyms of citizens: the same citizen always gets the same one, and without the key it cannot be traced back."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Final

from styring_xl.danish.citizen import has_cpr_form
from styring_xl.danish.text import label
from styring_xl.errors import StyringError

VARIABLE: Final = "STYRING_XL_BI_KEY"
"""The environment variable that holds the key. It is read from nowhere else and written nowhere."""
SHORTEST: Final = 32
"""Characters: with fewer, somebody could try all keys."""


def key() -> bytes:
    """The key. Raises StyringError when it is missing or short."""
    text = os.environ.get(VARIABLE, "")
    if len(text) < SHORTEST:
        how = f"har kun {len(text)} tegn" if text else "mangler"
        raise StyringError(
            f"Nøglen til borgernes pseudonymer {how}: sæt miljøvariablen {VARIABLE} til mindst {SHORTEST} tilfældige "
            "tegn, og gem dem et sikkert sted. Intet er skrevet."
        )
    return text.encode()


def of_citizens(citizens: Iterable[str], secret: bytes, department: str) -> dict[str, str | None]:
    """By each citizen's text the pseudonym, HMAC-SHA256 in 64 hexadecimal digits; None for the empty text.

    A text that is no CPR number is a department's own number of somebody, and no other's.
    """
    return {each: _of(each, secret, department) if each else None for each in set(citizens)}


def _of(citizen: str, secret: bytes, department: str) -> str:
    text = citizen if has_cpr_form(citizen) else f"{label(department)}|{label(citizen)}"
    return hmac.new(secret, f"citizen|{text}".encode(), hashlib.sha256).hexdigest()


def fingerprint(secret: bytes) -> str:
    """A fingerprint of the key, by which two keys are told apart without revealing them."""
    return hmac.new(secret, b"fingerprint", hashlib.sha256).hexdigest()[:16]
