"""What the words beside a sum say: that it is one, of what, and whether it is of this year's rows at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import clean
from styring_xl.pattern import seldom

POOL: Final = re.compile(r"\b\w*pulje[rn]?\w*\b|\bskøn\b|\breserve\b", re.IGNORECASE)
"""Words for a pulje: a lump that is not for a certain citizen yet."""

RECAP: Final = seldom(
    r"\b(?:oversigt|rekapitulation|recap|sammendrag|resum[eé]|opsummering|opsamling|fordelt på|fordeling)\b",
    re.IGNORECASE,
)
"""A heading over figures that stand above it already."""

_SUM = re.compile(
    r"\b(?:i ?alt|subtotal|total\w*|hovedtotal|grandtotal|mellemsum|tilsammen)\b|^sum\b|\bsum(?: i ?alt)?[.:]?$"
    r"|^samlet(?: i ?alt)?[.:]?$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:i ?alt|subtotal|totalt?|hovedtotal|grandtotal|grand|sum|samlede?t?|mellemsum|tilsammen)\b", re.IGNORECASE
)
_EVERYTHING = re.compile(r"\b(?:hovedtotal|grandtotal|grand total|alle|alt samlet|samlet i ?alt|hele)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\w*budget\w*|\bramme\w*|\w*rammen?\b|\w*refusion\w*|\bnetto\w*|\bforskel\w*|\bdifference\w*|\bdiff\b|\bafvigelse\w*"
    r"|\bgennemsnit\w*|\bgns\b|\bsnit\w*|\b(?:sidste|forrige|foregående|tidligere|næste|kommende) år\w*"
    r"|\bår(?:et)? før\b"
    r"|\brest(?:en|budget|beløb)?\b|\bmer-?\s?(?:forbrug|udgift)\w*|\bmindre-?\s?(?:forbrug|udgift)\w*|\bpct\b|\bprocent\b"
    r"|%|\bandel\w*|\bantal\b|\bindtægt\w*|\bpr\.? (?:sag|borger|barn|person|måned|md|døgn|dag)\b|\bprimo\b|\bultimo\b"
    r"|\boverført\w*|\bindeks\b|\btil dato\b|\bpr\. \d",
    re.IGNORECASE,
)
_AND_MEAN = re.compile(
    r"\b(?:i ?alt|total|sum|samlet)\W*(?:/|og|samt|&|\+|,|\()\W*(?:gennemsnit\w*|gns|snit)\b"
    r"|\b(?:gennemsnit\w*|gns|snit)\W*(?:/|og|samt|&|\+|,|\()\W*(?:i ?alt|total|sum|samlet)\b",
    re.IGNORECASE,
)
"""A sum in the money's columns and a mean in others, such as the rate's: the money is this year's all the same."""
_LONGEST: Final = 500
"""Characters; a longer text is not the name of a sum, and searching a text of 32.000 takes long."""
_PART = re.compile(r"^\W*(?:heraf|deraf|hvoraf)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|'(\d\d)\b|\b[RB](\d\d)\b")
_WITHOUT_POOL = re.compile(
    r"\b(?:ekskl|eksklusive|uden|før|excl)\b\.?\s*\w*(?:pulje|skøn|reserve)", re.IGNORECASE
)  # fmt: skip
_RESULT = re.compile(
    r"\bforvente(?:t|de)\s+(?:\w*regnskab|forbrug|\w*udgift\w*|resultat|årsforbrug)\b", re.IGNORECASE
)  # fmt: skip
_GENERIC: Final = frozenset(
    re.findall(
        r"\w+",
        "kr i og af for alle alt de sag sager sagerne borgere borgerne børn unge personer disponeret disponering "
        "disponeringer forventet forbrug regnskab udgift udgifter årets året år hele brutto bruttoudgift "
        "bruttoudgifter beløb rækker bevilling bevillinger inkl inklusive ekskl eksklusive med uden samt pulje puljer "
        "skøn reserve samlet samlede",
    )
)
"""Words that may stand in the name of any sum and so do not tell which rows it is of."""


class SumLabel(Struct, frozen=True):
    """What the label of a row says.

    ``other`` means that it is of something else than this year's rows: a budget, last year, a refund, a difference.
    ``part`` means that it is a part of the line above (»heraf …«). ``pools`` is whether puljer are in it, None when the
    words don't say. ``words`` are those that must be explained before one knows what the sum is of.
    """

    text: str
    is_sum: bool
    other: bool
    part: bool
    everything: bool
    pools: bool | None
    words: tuple[str, ...]

    @property
    def only_pools(self) -> bool:
        """Whether puljer are all that the words name: »I alt puljer«, and not »I alt inkl. pulje«."""
        return self.pools is True and not self.everything and all(POOL.fullmatch(word) for word in self.words)


@lru_cache(maxsize=4096)
def read_label(text: str, year: int | None = None) -> SumLabel:
    """Reads the text beside a sum; ``year`` is the workbook's own, 20xx."""
    plain = clean(text)
    if len(plain) > _LONGEST:
        words = tuple(re.findall(r"\w+", plain[:_LONGEST].casefold()))
        return SumLabel(plain, is_sum=False, other=False, part=False, everything=False, pools=None, words=words)
    years = {int(a or f"20{b or c}") for a, b, c in _YEAR.findall(plain)}
    bare = _AND_MEAN.sub(" i alt ", _YEAR.sub(" ", plain))
    without_pool = _WITHOUT_POOL.search(bare) is not None
    rest = _WORDS.sub(" ", _RESULT.sub(" ", bare)).casefold()
    words = tuple(word for word in re.findall(r"\w+", rest) if not word.isdigit())
    return SumLabel(
        text=plain,
        is_sum=_SUM.search(plain) is not None or _AND_MEAN.search(plain) is not None,
        other=bool(_OTHER.search(bare)) or bool(years - {year} if year is not None else years and len(years) > 1),
        part=_PART.search(plain) is not None,
        everything=_EVERYTHING.search(bare) is not None,
        pools=False if without_pool else True if POOL.search(bare) else None,
        words=words,
    )


def is_generic(word: str) -> bool:
    """Whether a word of a sum's label says nothing of which rows it is of."""
    return word in _GENERIC


def stem(word: str) -> str:
    """The beginning of a word: »aktuelle« and »aktuel« are the same part."""
    return word[:5]


def stems(text: str) -> set[str]:
    """The beginnings of a text's longer words."""
    return {stem(word) for word in long_words(text)}


def long_words(text: str) -> list[str]:
    """A text's longer words, in small letters."""
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3]
