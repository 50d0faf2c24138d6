"""What becomes of the cells of a column: by the field it is, or by what a header nobody knows says about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Final

from styring_xl.anonymise import texts as kinds
from styring_xl.anonymise.coarse import FIGURES as KEPT_FIGURES
from styring_xl.anonymise.coarse import rounded
from styring_xl.anonymise.numbers import Replacements, in_number, in_text
from styring_xl.anonymise.sheet import Masking
from styring_xl.anonymise.texts import Texts
from styring_xl.danish.citizen import looks_like_cpr
from styring_xl.danish.text import Unreadable, clean, read_number
from styring_xl.reading import header, user_tables
from styring_xl.standard import inputs
from styring_xl.standard.mask import Mask

_MASKS: Final = {name: column.mask for name, column in inputs.FIELDS.items()}
FIGURES: Final = (Mask.MONEY, Mask.FIGURE, Mask.ACCOUNT)
"""What becomes of fields whose numbers are what their header says, whatever their form."""
_KINDS: Final = {
    Mask.SUPPLIER: kinds.SUPPLIER,
    Mask.ADVISER: kinds.ADVISER,
    Mask.CASE: kinds.CASE,
    Mask.DOCUMENT: kinds.DOCUMENT,
    Mask.ACCOUNT: kinds.ACCOUNT,
    Mask.MEASURE: kinds.MEASURE,
    Mask.BLANK: kinds.BLANK,
}
KIND: Final = {name: _KINDS[mask] for name, mask in _MASKS.items() if mask in _KINDS}
_ORE: Final = Decimal("0.01")
_MOST_DIGITS: Final = 15
"""Of an amount's kroner; a larger figure has no øre."""
_PRICE: Final = re.compile(r"pris|takst|\bsats|gennemsnit|\bgns|\bsnit", re.IGNORECASE)
_COUNT: Final = re.compile(r"antal|%|\bpct|procent|andel|indeks|index|alder|faktor|ratio|\bnr\b|\bid\b", re.IGNORECASE)
_BORN: Final = re.compile(r"\bfød(?:t|sel|selsdag|selsdato)\b", re.IGNORECASE)
_REMARKS: Final = re.compile(r"bemærk|kommentar|\bnote|beskriv|\btekst|årsag|begrund|aftale|opfølg", re.IGNORECASE)


class Masked:
    """How the cells of each kind of column are written: what their texts and their numbers become."""

    def __init__(self, texts: Texts, replacements: Replacements, scale: Decimal, coarse: bool = False) -> None:
        self.texts = texts
        self.replacements = replacements
        self.scale = scale
        self.coarse = coarse

    @property
    def keeps_amounts(self) -> bool:
        """Whether amounts stand as they stood."""
        return self.scale == 1 and not self.coarse

    def plain(self) -> Masking:
        """A column of which nothing is known."""
        return Masking(self._text(), self._number, citizens_only=True)

    def unknown(self) -> Masking:
        """A column of a table nobody recognised: figures in it may be amounts."""
        return self.plain() if self.keeps_amounts else Masking(self._maybe_scaled_text, self._maybe_scaled)

    def months(self) -> Masking:
        """A column of amounts."""
        return Masking(self._scaled_text, self._scaled, citizens_only=self.keeps_amounts)

    def accounts(self) -> Masking:
        """A column of account numbers and their patterns, which stay."""
        return Masking(self._text(kinds.ACCOUNT), self._figure, citizens_only=True)

    def typed(self, text: str) -> str:
        """A text that is typed into a chart or a rule."""
        return self.texts.of(clean(text)) if self.keeps_amounts else self.texts.figureless(text)

    def bound(self, number: float) -> float:
        """A figure that others are held against: by a number format, or by what may be typed. One that has two figures
        is a step of thousands or millions, and multiplied it would tell the factor."""
        digits = Decimal(repr(number)).normalize().as_tuple().digits
        changed = self._number(number) if self.keeps_amounts else self._maybe_scaled(number)
        return number if changed is None or len(digits) <= KEPT_FIGURES else changed

    def ore(self, amount: int) -> int:
        """An amount of *Historik*, øre, as the columns of amounts have theirs."""
        changed = self._scaled(amount / 100)
        return amount if changed is None else round(changed * 100)

    def by_field(self, name: str) -> Masking:
        """A column whose meaning is recognised."""
        return self.by_mask(_MASKS[name])

    def by_mask(self, mask: Mask) -> Masking:
        """A column of which it is said what becomes of its cells."""
        if mask is Mask.CITIZEN:
            return Masking(self._citizen, self._number, citizens_only=True)
        if mask is Mask.MONEY:
            return self.months()
        number = self._figure if mask in FIGURES else self._number
        counted = mask is Mask.DOCUMENT
        return Masking(self._text(_KINDS.get(mask, kinds.TEXT)), number, counted, citizens_only=True)

    def by_head(self, head: str) -> Masking:
        """What a header nobody knows says about its column."""
        if _BORN.search(head):
            return Masking(self._text(kinds.BLANK), lambda number: 0.0)
        if _REMARKS.search(head):
            figures = self.unknown()
            return Masking(self._text(kinds.BLANK), figures.number, citizens_only=figures.citizens_only)
        for role in header.ROLES:
            found = header.match_field(role, head)
            if found is not None and found[0] in ("supplier", "adviser", "note", "text"):
                return Masking(self._text(KIND[found[0]]), self._number, citizens_only=True)
        # Prices need not add up, and are amounts all the same.
        is_amount = user_tables.is_money(head) or (_PRICE.search(head) and not _COUNT.search(head))
        return self.unknown() if self.coarse or is_amount else self.plain()

    def _maybe_scaled(self, number: float) -> float | None:
        """A figure of a table nobody recognised: years and shares are not amounts."""
        cpr = self._number(number)
        if cpr is not None:
            return cpr
        if abs(number) <= 2 or (number == int(number) and 1900 <= number <= 2100):
            return None
        return self._scaled(number)

    def _text(self, kind: str = kinds.TEXT) -> Callable[[str], str]:
        texts = self.texts
        return lambda text: texts.of(text, kind)

    def _citizen(self, text: str) -> str:
        return self.texts.of(text, "Cpr." if looks_like_cpr(text) else kinds.CITIZEN)

    def _number(self, number: float) -> float | None:
        """A number cell outside the columns of figures: a CPR number gets its stand-in, all others stay."""
        cpr = in_number(number)
        return None if cpr is None else float(self.replacements.of(cpr))

    def _figure(self, number: float) -> float | None:
        """A figure: only what is known to be a CPR number from elsewhere is replaced."""
        cpr = in_number(number)
        return float(self.replacements.of(cpr)) if cpr in self.replacements.originals and cpr else None

    def _scaled(self, number: float) -> float | None:
        if self.keeps_amounts:
            return self._figure(number)
        changed = float(self._changed(Decimal(repr(number))))
        # What no cell can hold is no amount either.
        return changed if isfinite(changed) else None

    def _changed(self, amount: Decimal) -> Decimal:
        changed = amount * self.scale
        if self.coarse:
            return rounded(changed)
        return changed.quantize(_ORE, ROUND_HALF_UP) if changed.adjusted() < _MOST_DIGITS else changed

    def _written(self, amount: Decimal) -> str:
        return f"{self._changed(amount):f}".replace(".", ",")

    def _maybe_scaled_text(self, text: str) -> str:
        """A text of a table nobody recognised, where it is a figure; a year stays, and so does what has too few digits
        for an amount that tells anything."""
        try:
            number = read_number(text)
        except Unreadable:
            number = None
        if number is None:
            return self.texts.figureless(text)
        is_short = not self.coarse and sum(map(str.isdigit, text)) < kinds.FIGURE
        stays = is_short or self._maybe_scaled(float(number)) is None or any(in_text(text))
        return self.texts.of(text) if stays else self._written(number)

    def _scaled_text(self, text: str) -> str:
        """A text of a column of amounts."""
        try:
            number = read_number(text)
        except Unreadable:
            number = None
        if number is not None and not self.keeps_amounts:
            return self._written(number)
        if number is not None and kinds.is_plain(text) and self.replacements.originals.isdisjoint(in_text(text)):
            return text
        return self.texts.of(text) if self.keeps_amounts else self.texts.figureless(text)
