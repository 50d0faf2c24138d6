"""A copy of a workbook that is safe to send: no CPR number, name or free text of the original is in it.

The copy is built anew: only what is known to be harmless is taken over; all else is left out and listed. Before
anything is saved every part of it is searched for the original's CPR numbers.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.contents import contents
from styring_xl.anonymise.drawings import only_charts
from styring_xl.anonymise.dropped import CHART_SHEETS, CHARTS, SERIES, UNREAD, dropped
from styring_xl.anonymise.gallery import gallery
from styring_xl.anonymise.given import given
from styring_xl.anonymise.misplaced import alike, refuse_misplaced
from styring_xl.anonymise.naming import name_sheets, reserve
from styring_xl.anonymise.numbers import Replacements
from styring_xl.anonymise.outcome import Anonymised
from styring_xl.anonymise.plan import Plans
from styring_xl.anonymise.proof import leaks
from styring_xl.anonymise.rarity import rarity_of
from styring_xl.anonymise.renewal import renewal
from styring_xl.anonymise.texts import Texts
from styring_xl.books.file.creation import create
from styring_xl.books.file.save import read_whole
from styring_xl.books.ooxml.package import MAX_FILE
from styring_xl.cells.formula import format_range
from styring_xl.errors import StyringError, already_there, no_folder


def anonymise(
    source: Path,
    target: Path,
    *,
    scale: Decimal = Decimal(1),
    keep_measures: bool = True,
    coarse: bool = False,
) -> Anonymised:
    """Writes the copy. Raises StyringError with nothing written, also when the proof finds a CPR number in it."""
    if target.suffix.lower() != ".xlsx":
        raise StyringError("Den anonymiserede projektmappe er uden makroer; dens navn skal ende på .xlsx.")
    if target.exists():
        raise already_there(target.name)
    if not target.resolve().parent.is_dir():
        raise no_folder(target.name)
    data, _ = read_whole(source, MAX_FILE)
    made, told = copy_of(
        data, source.stem, scale=scale, keep_measures=keep_measures, moves=DateMoves() if coarse else None
    )
    create(target, [made], source)
    return replace(told, target=target)


def copy_of(
    data: bytes,
    name: str = "",
    *,
    scale: Decimal = Decimal(1),
    keep_measures: bool = True,
    moves: DateMoves | None = None,
) -> tuple[bytes, Anonymised]:
    """The copy's bytes and what came of it; see ``anonymise``. With ``moves`` it is coarse."""
    if not (scale.is_finite() and Decimal("0.01") <= scale <= 100):
        raise StyringError("Beløbene kan ganges med et tal mellem 0,01 og 100, f.eks. 1.07.")
    original = given(data, name)
    kept = original.measures() if keep_measures else ()
    found = original.originals()
    refuse_misplaced(original, found)
    replacements = Replacements(found.citizens)
    texts = Texts(kept, replacements)
    columns = Masked(texts, replacements, scale, moves is not None)
    reserve(original, texts)
    name_sheets(original, texts)
    plans = Plans(original, columns, moves)
    written = contents(original, columns, plans)
    renewed = renewal(original, written.data, columns, moves)
    hung = gallery(original.book, renewed.data, texts, columns)
    stands_in = leaks(hung.data, replacements.originals)
    if stands_in:
        raise StyringError(
            f"Kopien er ikke gemt: et CPR-nummer fra projektmappen stod stadig i {len(stands_in)} af dens dele. "
            "Giv besked til den, der vedligeholder Styring-XL."
        )
    left_out = {
        UNREAD: len(original.history.entries) - renewed.closings,
        CHARTS: hung.left,
        SERIES: hung.series_left,
        CHART_SHEETS: hung.sheets_left,
    }
    return hung.data, Anonymised(
        target=Path(),
        citizens=len(replacements),
        texts=texts.replaced,
        kept=kept,
        dropped=dropped(original.package, only_charts(original.book)) | {kind: n for kind, n in left_out.items() if n},
        sheets=tuple(texts.sheets[sheet.name] for sheet in original.sheets),
        emptied_formulas=written.emptied,
        before=renewed.before,
        after=renewed.after,
        rarity=rarity_of(original.snapshot),
        closings=renewed.closings,
        charts=hung.kept,
        coarse=renewed.rarity,
        alike=alike(original, found),
        untold=tuple(format_range(texts.sheets[each.sheet], each.cells, absolute=False) for each in plans.untold),
    )
