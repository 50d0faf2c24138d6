"""Files that a press makes in the folder of the open workbook: a memo, next year's workbook, an overview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from styring_xl.buttons.sentences import figures, findings
from styring_xl.danish.phrase import counted
from styring_xl.danish.text import label
from styring_xl.danish.writing import whole_kroner
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.buttons.screen import TellProgress
    from styring_xl.cells.book import ReadableBook
    from styring_xl.departments.book import WrittenOverview
    from styring_xl.departments.overview import JointOverview
    from styring_xl.reading.snapshot import Snapshot

TEMPLATE: Final = "Notat-skabelon.docx"
"""A template of this name beside the workbook gives the memo its looks."""
OVERVIEW: Final = "Samlet overblik.xlsx"
INDEX: Final = "PL-indeks"
"""The answer that rates are to follow the index."""
_NO_FOLDER: Final = (
    "Gem først arket i en mappe på computeren eller et netværksdrev: {} lægges i samme mappe. Ligger arket i OneDrive "
    "eller SharePoint, så åbn det fra den mappe, der er synkroniseret til computeren."
)
_UNSAVED: Final = "Gem arket, og tryk igen: {} laves af den gemte fil, og der er ændringer, som ikke er gemt."
_NO_LIST: Final = (
    "Der står ingen projektmapper på listen. Skriv dem på arket Afdelinger under »Projektmappe eller mappe«, en i hver "
    "række, og tryk igen. Mangler arket, så tilføj et med det navn og de to overskrifter »Projektmappe eller mappe« og "
    "»Bemærkning«."
)


def where(identity: str, what: str) -> Path:
    """The path of the workbook. Raises StyringError where it lies in no folder that ``what`` could be put in."""
    path = Path(identity)
    if not path.is_absolute() or not path.parent.is_dir():
        raise StyringError(_NO_FOLDER.format(what))
    return path


def memo(snapshot: Snapshot, path: Path, kind: str) -> str:
    """Write *Notat* of the workbook as it stands beside it; ``kind`` is Word or PDF. What was done, in a sentence."""
    import datetime as dt

    from styring_xl import memo_document

    endings = {"word": memo_document.WORD, "docx": memo_document.WORD, "pdf": memo_document.PDF}
    ending = endings.get(label(kind).lstrip("."))
    if ending is None:
        raise StyringError("Skriv Word eller PDF.")
    target = _free(path.with_name(f"Notat {path.stem} {snapshot.year}-{snapshot.closed:02d}{ending}"))
    template = path.with_name(TEMPLATE)
    has_looks = template.is_file()
    memo_document.write(
        snapshot,
        target,
        dt.datetime.now(),
        template=template if has_looks else None,
        like=path if path.exists() else None,
    )
    looks = f" med udseendet fra {TEMPLATE}" if has_looks else ""
    return f"Notatet er gemt som »{target.name}«{looks} i mappen {target.parent}."


def next_year(book: Any, path: Path, rise: str) -> str:
    """Make next year's workbook beside the one that is open, from its file. What was done, in sentences."""
    import datetime as dt

    from styring_xl import new_year
    from styring_xl.books.live.native import is_saved
    from styring_xl.new_year.rise import read_rise
    from styring_xl.runs.trouble import clear_errors

    raised = None if label(rise) == label(INDEX) else read_rise(rise)
    if not is_saved(book):
        raise StyringError(_UNSAVED.format("næste års ark"))
    with clear_errors():
        made, refreshed, target = new_year.make_beside(path, rise=raised, date=dt.date.today())
    told = "\n".join(new_year.sentences(made, target))
    # LibreOffice cannot tell whether something is unsaved (see NativeBook.Saved), so the time of the last save is told.
    saved = dt.datetime.fromtimestamp(path.stat().st_mtime).strftime("%d-%m-%Y kl. %H.%M")
    return (
        f"Næste års ark ligger i mappen {target.parent}. Det er lavet af {path.name}, som den blev gemt {saved}."
        f"\n\n{told}\n\n{figures(refreshed)}\n{findings(refreshed)}"
    )


def upgraded(book: Any, path: Path) -> str:
    """Make a workbook of this edition beside the open one of an earlier edition, from its file: a program holds its
    macros for as long as it is open. What was done, in sentences."""
    from styring_xl import upgrade
    from styring_xl.books.live.native import is_saved
    from styring_xl.runs.trouble import clear_errors

    if not is_saved(book):
        raise StyringError(_UNSAVED.format("en kopi i den nye udgave"))
    target = path.with_stem(f"{path.stem} (ny udgave)")
    if target.exists():
        raise StyringError(f"»{target.name}« ligger ved siden af i forvejen. Luk projektmappen her, og åbn den.")
    with clear_errors():
        made = upgrade.upgrade(path, target)
    told = "\n".join(made.told)
    return (
        f"En kopi i den nye udgave ligger ved siden af: »{target.name}«. Luk projektmappen her uden at gemme, og "
        f"arbejd videre i kopien; her er intet ændret.\n\n{told}\n\n{figures(made.report.refreshed)}\n"
        f"{findings(made.report.refreshed)}"
    )


def overview(listed: ReadableBook, path: Path, progress: TellProgress) -> str:
    """Bring the workbooks of the list together in an overview beside the workbook. What was done, in sentences.

    The workbook with the list may be one of them, or hold nothing else.
    """
    from styring_xl.departments.book import write
    from styring_xl.departments.overview import LeftOut, bring_together
    from styring_xl.reading import lists
    from styring_xl.runs.chosen import choose
    from styring_xl.runs.crew import Crew
    from styring_xl.runs.summing import Summing, bring_down
    from styring_xl.runs.trouble import clear_errors
    from styring_xl.standard.lists.departments import DEPARTMENTS

    places = [path.parent / row.text("place") for row in lists.read(listed, ()).of(DEPARTMENTS)]
    if not places:
        raise StyringError(_NO_LIST)
    target = path.with_name(OVERVIEW)
    chosen = choose(places, outputs=(target,))
    files = [each.path for each in chosen if not each.why_not]
    missing = [
        LeftOut(each.path.stem, each.path.name, f"Ikke læst: {each.why_not}")
        for each in chosen
        if each.why_not and not each.is_left_out
    ]
    numbers = iter(range(1, len(files) + 1))

    def done(file: Path) -> None:
        progress(f"{next(numbers)} af {len(files)} projektmapper er læst")

    progress(f"læser {counted(len(files), 'projektmappe', 'projektmapper')}")
    with clear_errors():
        found = bring_down(Summing(), files, Crew(1), done)
        told = bring_together(found.departments, [*found.left_out, *missing])
        progress("skriver overblikket", writes=True)
        return _said(told, write(told, target))


def _said(told: JointOverview, written: WrittenOverview) -> str:
    """What the overview comes to, and what is not part of it."""
    from styring_xl.departments.overview import until

    how = "er lavet" if written.applied is None else "er skrevet på ny"
    if written.applied is not None and written.applied.is_empty:
        how = "er som sidst"
    departments = counted(len(told.departments), "afdeling", "afdelinger")
    text = (
        f"»{written.path.name}« {how} i mappen {written.path.parent}: {departments}, regnskabsår {told.year}, "
        f"{until(told.closed)}.\n\n"
        f"Forventet regnskab {_kr(told.expected)} Korrigeret budget {_kr(told.budget)} "
        f"Afvigelse {_kr(told.sign.factor * (told.budget - told.expected))}"
    )
    out = [f"{each.file}: {each.why}" for each in told.left_out]
    more = f"\n… og {len(out) - _SHOWN} til; se arket Grundlag i overblikket." if len(out) > _SHOWN else ""
    return text + ("\n\nIkke med:\n" + "\n".join(out[:_SHOWN]) + more if out else "")


_SHOWN: Final = 8
"""So many files that are not part of an overview fit in a message."""


def _kr(ore: int) -> str:
    return f"{whole_kroner(ore)} kr."


def _free(path: Path) -> Path:
    """A path where nothing is yet: with a number after the name, where there is something already."""
    paths = (path, *(path.with_stem(f"{path.stem} ({number})") for number in range(2, 1000)))
    return next(each for each in paths if not each.exists())
