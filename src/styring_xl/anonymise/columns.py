"""What becomes of the cells of a column: by the field it is, or by what a header nobody knows says about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import copysign, isfinite
from typing import Final

from msgspec.structs import replace

from styring_xl.anonymise import texts as kinds
from styring_xl.anonymise.coarse import FIGURES as KEPT_FIGURES
from styring_xl.anonymise.coarse import rounded
from styring_xl.anonymise.numbers import Replacements, in_long, in_number, in_split, in_text
from styring_xl.anonymise.sheet import Masking
from styring_xl.anonymise.texts import Texts
from styring_xl.danish.citizen import citizen, has_cpr_form, looks_like_cpr
from styring_xl.danish.text import Unreadable, clean, label, read_number
from styring_xl.reading import header
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
_OF_SOMEBODY: Final = (Mask.CITIZEN, Mask.SUPPLIER, Mask.ADVISER, Mask.CASE, Mask.DOCUMENT, Mask.BLANK)
"""What a column of the user's own is masked as where its header is that of a field: it tells of somebody."""
KIND: Final = {name: _KINDS[mask] for name, mask in _MASKS.items() if mask in _KINDS}
_ORE: Final = Decimal("0.01")
_MOST_DIGITS: Final = 15
"""Of an amount's kroner; a larger figure has no øre."""
_PERSON: Final = re.compile(
    r"(?<!konto)(?<!ydelses)(?<!foranstaltnings)navn\b|\b(?:borger|barn|barnet|barnets|mor|far|moder|fader|værge|person)\b"
    r"|sagsbehandler|kontaktperson|pårørende|pleje(?:mor|far|familie|forældre)\b|forældre\b|initialer"
)
_BORN: Final = re.compile(r"\bfødt?\b|\bfødsel(?!snu?m?m?e?r)|fødselsd|\bf\.? ?dato\b|\bfdag", re.IGNORECASE)
_CITIZEN: Final = re.compile(r"\bcpr|cpr ?(?:nr|nummer|numre)?\b|\bpersonn(?:umme)?r\b|\bfødselsn(?:umme)?r\b")
_COUNT_OF: Final = re.compile(r"antal|beløb|pr\.? cpr|udgift", re.IGNORECASE)
_PHONE: Final = re.compile(r"\b(?:tlf|telefon|mobil|mobiltelefon|fax)(?: ?(?:nr|nummer|numre))?\b")
_PHONES: Final = "Telefon"
_NOBODY: Final = 900_000
"""A number above it stands for one that is not of the form of a CPR number: no day is the 90th."""
_FIRST_LONG: Final = 10_000
"""A birthday that has lost its nought has five digits."""
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

    @property
    def tells_apart(self) -> bool:
        """Whether it is asked which figures are amounts: where all stay it is all one, and a coarse copy rounds all."""
        return self.scale != 1 and not self.coarse

    def is_changed(self, figure: str | float) -> bool:
        """Whether a figure of a column of which nothing is known would be another in the copy."""
        if isinstance(figure, str):
            return self._maybe_scaled_text(figure) != figure
        return self._maybe_scaled(figure) is not None

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
            return Masking(self._citizen, self._citizens_number, days=True)
        if mask is Mask.MONEY:
            return self.months()
        if mask is Mask.BLANK:
            return self._blank()
        if mask in (Mask.SUPPLIER, Mask.ADVISER):
            return Masking(self._text(_KINDS[mask]), lambda number: self._named(number, _KINDS[mask]))
        if mask is Mask.CASE:
            return Masking(self._case_text, self._case)
        number = self._figure if mask in FIGURES else self._number
        counted = mask is Mask.DOCUMENT
        text = self._text(_KINDS.get(mask, kinds.TEXT))
        return Masking(text, number, counted, citizens_only=True, reckons=mask is Mask.FIGURE)

    def by_head(self, head: str) -> Masking:
        """What a header nobody knows says about its column; which of its figures are amounts is told otherwise."""
        if (masking := self.named(head)) is not None:
            return masking
        is_person = _PERSON.search(label(head)) is not None
        return replace(self.unknown(), text=self._text(kinds.PERSON)) if is_person else self.unknown()

    def named(self, head: str) -> Masking | None:
        """A column whose header says that it holds something of its own kind, None for figures and for all else."""
        if _BORN.search(head):
            return self._blank()
        if _CITIZEN.search(label(head)) and not _COUNT_OF.search(head):
            return self.by_mask(Mask.CITIZEN)
        if _PHONE.search(label(head)):
            return Masking(self._text(), self._phone)
        if _REMARKS.search(head):
            figures = self.unknown()
            return Masking(self._text(kinds.BLANK), figures.number, citizens_only=figures.citizens_only)
        for role in header.ROLES:
            found = header.match_field(role, head)
            if found is not None and _MASKS[found[0]] in _OF_SOMEBODY:
                return self.by_field(found[0])
        return None

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

    def _blank(self) -> Masking:
        """A column of which nothing is to stand."""
        return Masking(self._text(kinds.BLANK), self._number, blank=True)

    def _citizen(self, text: str) -> str:
        bare = text.strip()
        if bare.isascii() and bare.isdecimal() and not has_cpr_form(bare.zfill(10)):
            # As a number it would be the same one's.
            number = self._citizens_number(float(bare))
            return text if number is None else f"{number:.0f}"
        return self.texts.of(text, kinds.CPR if looks_like_cpr(text) else kinds.CITIZEN)

    def _citizens_number(self, number: float) -> float | None:
        """A number where a citizen should stand: a birthday, a CPR number that is mistyped or was read as a decimal
        figure. Few digits are a count or the number of a row."""
        who = citizen(number)
        if has_cpr_form(who):
            return float(self.replacements.of(who))
        return float(_NOBODY + self.texts.number(who, kinds.CPR)) if abs(number) >= _FIRST_LONG else None

    def _named(self, number: float, kind: str) -> float | None:
        """A number where a supplier or an adviser should stand: the one's number in a register."""
        cpr = self._number(number)
        return cpr if cpr is not None else float(self.texts.number(clean(number), kind)) if number else None

    def _case(self, number: float) -> float | None:
        """The number of a case in another system; the numbers of rows have fewer digits, and stay."""
        cpr = self._number(number)
        if cpr is not None or number < _FIRST_LONG:
            return cpr
        return float(_NOBODY + self.texts.number(clean(number), kinds.CASE))

    def _case_text(self, text: str) -> str:
        bare = text.strip()
        if not (bare.isascii() and bare.isdecimal()) or has_cpr_form(bare.zfill(10)):
            return self.texts.of(text, kinds.CASE)
        number = self._case(float(bare))
        return text if number is None else f"{number:.0f}"

    def _phone(self, number: float) -> float | None:
        """A number under the word for a telephone; what has another size is an amount, as the cost of it."""
        if (10**7 <= number < 10**8 or 45 * 10**8 <= number < 46 * 10**8) and number == int(number):
            return float(10**7 + self.texts.number(clean(number), _PHONES))
        return self.unknown().number(number)

    def _number(self, number: float) -> float | None:
        """A number cell outside the columns of figures: a CPR number gets its stand-in, all others stay."""
        cpr = in_number(number)
        if cpr is not None:
            return copysign(float(self.replacements.of(cpr)), number)
        for long in in_long(number):
            if long in self.replacements.originals:
                digits = f"0{abs(int(number))}".replace(long, self.replacements.of(long))
                return copysign(float(digits), number)
        split = in_split(number)
        if split is None or split not in self.replacements.originals:
            return None
        new = self.replacements.of(split)
        return float(f"{new[:6]}.{new[6:]}")

    def _figure(self, number: float) -> float | None:
        """A figure: only what is known to be a CPR number from elsewhere is replaced."""
        cpr = in_number(number)
        is_known = cpr is not None and cpr in self.replacements.originals
        return copysign(float(self.replacements.of(cpr)), number) if is_known and cpr is not None else None

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
