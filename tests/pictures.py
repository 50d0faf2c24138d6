"""The guide's pictures made of the demonstration as it is today, so that they do not grow old.

    python -m tests.pictures            all of them, into docs/billeder
    python -m tests.pictures Afvigelse  one or some, by the sheet or the picture's name

A sheet is printed by LibreOffice as it would be on paper, one or two of its pages are cut to what is on them, and the
file is named by the sheet. *Start*, *Disponering* and what is told of LibreOffice are pictures of its window, on a
screen of their own. What each picture shows is kept beside them as a digest, see ``tests/pictured.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageGrab

from styring_xl import office
from styring_xl.reports import SHEETS
from tests import recommended
from tests.calc.office import Office
from tests.pictured import INPUT, KEPT, OTHERWISE, PICTURES, REVIEW, Material, digests, file_name, kept

PAGES: Final = {
    "Usikkerhed": (1, 4), "Rådgivere": (1, 2), "Flerårsoverblik": (1, 2), "Til- og afgang": (1, 4), "Mål": (1, 3),
    "Nøgletal": (1, 2),
}  # fmt: skip
"""Which of a sheet's pages are shown, one under the other, where it is not the first alone."""
DOTS: Final = 110
"""To the inch: a page across is as wide as the guide's column on a large screen."""
SMALL: Final = 90
"""To the inch of a page upright."""
AIR: Final = 12
"""Dots of white around what is cut out."""
WINDOW: Final = {"start": 600, "disponering": 620, "calc-opdater": 640, "calc-link": 640, "calc-afvigelse": 760}
"""The height of each picture of a window, in dots."""
SETTLES: Final = 1.5
"""Seconds until a window is at rest."""


def make(material: Material, wanted: set[str], into: Path) -> Iterator[str]:
    """The name of each file as it is written; ``wanted`` are names of files.

    Raises LookupError where LibreOffice is missing or a sheet is not printed.
    """
    program = office.find()
    if program is None:
        raise LookupError("LibreOffice is not here")
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        folder = Path(work)
        results = [sheet.name for sheet in SHEETS if sheet.name not in (*OTHERWISE, REVIEW)]
        sources = (
            ("municipality", [*results, *INPUT]), ("verified", ["Statsrefusion"]),
            ("application", [recommended.SHEET]), ("review", [REVIEW]),
        )  # fmt: skip
        for source, sheets in sources:
            asked = [name for name in sheets if file_name(name) in wanted]
            if asked:
                pdf = _printed(program, getattr(material, source), folder / source)
                yield from _sheets(pdf, asked, into)
        if "notat.png" in wanted:
            (folder / "notat.docx").write_bytes(material.memo)
            office.to_pdf(program, [folder / "notat.docx"], folder)
            _page(folder / "notat.pdf", 1, SMALL).quantize(128).save(into / "notat.png", optimize=True)
            yield "notat.png"
        windows = {name: height for name, height in WINDOW.items() if f"{name}.png" in wanted}
        if windows:
            yield from _windows(material, windows, folder, into)


def _printed(program: Path, package: bytes, folder: Path) -> Path:
    """A workbook as a PDF."""
    folder.mkdir()
    book = folder / "ark.xlsx"
    book.write_bytes(package)
    office.to_pdf(program, [book], folder)
    return book.with_suffix(".pdf")


def _sheets(pdf: Path, names: list[str], into: Path) -> Iterator[str]:
    """The pictures of some sheets. Raises LookupError for one that is not printed."""
    pages = _pages(pdf)
    for name in names:
        if name not in pages:
            raise LookupError(f"the workbook prints no {name}")
        dots = SMALL if name == recommended.SHEET else DOTS
        shown = [_cut(_page(pdf, pages[name][number - 1], dots)) for number in PAGES.get(name, (1,))]
        _stacked(shown).save(into / file_name(name), optimize=True)
        yield file_name(name)


def _windows(material: Material, heights: dict[str, int], folder: Path, into: Path) -> Iterator[str]:
    """The pictures of LibreOffice's window: a press and its message, a link that was followed, two sheets."""
    book = folder / "Styringsark.xlsm"
    book.write_bytes(material.opened)
    place = folder / "office"
    place.mkdir()
    program = Office(place)

    def keep(name: str) -> Iterator[str]:
        if name in heights:
            # Until the line above the cells follows, and no hint is shown.
            time.sleep(SETTLES)
            screen = ImageGrab.grab(xdisplay=program.display)
            screen.crop((0, 0, screen.width, heights[name])).quantize(128).save(into / f"{name}.png", optimize=True)
            yield f"{name}.png"

    try:
        document = program.user("open", str(book))
        program.go(document, "Start", "A1")
        program.keys("Right", "Left")
        yield from keep("start")
        program.go(document, "Disponering", "B6")
        program.keys("Right", "Left")
        yield from keep("disponering")
        program.click_button(document, "Start", "Opdater prognose")
        program.dialog(lambda found: "OK" in found[1], "no message came")
        yield from keep("calc-opdater")
        program.message()
        program.go(document, "Afvigelse", "A5")
        yield from keep("calc-afvigelse")
        cell = _link(program, document)
        program.go(document, "Kontrol", "A5")
        program.click(*program.user("place", document, "Kontrol", cell), key="ctrl")
        program.until(lambda: "Disponering" in program.user("where", document), "the link leads nowhere")
        yield from keep("calc-link")
    finally:
        program.stop()


def _link(program: Office, document: str) -> str:
    """The cell of *Kontrol* that leads to the stop date which is no day. Raises LookupError where it is not told."""
    letters = "ABCDEFGHIJKL"
    seen: dict[str, str] = {}
    for row in range(5, 100):
        texts = {letter: program.user("value", document, "Kontrol", f"{letter}{row}") for letter in letters}
        heads = {text: letter for letter, text in texts.items()}
        seen = seen or (
            {name: heads[name] for name in ("Celle", "Værdi")} if {"Celle", "Værdi"} <= heads.keys() else {}
        )
        if seen and texts[seen["Værdi"]] == "31-02-2026":
            return f"{seen['Celle']}{row}"
    raise LookupError("Kontrol tells of no date that is no day")


def _pages(pdf: Path) -> dict[str, list[int]]:
    """The numbers of each sheet's pages, by the sheet's name in their last line."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = defaultdict(list)
    for number, page in enumerate(text.split("\f"), 1):
        last = re.search(r"ark\.xlsx {2,}(.+?) {2,}Side \d+ af \d+\s*$", page)
        if last:
            pages[last[1]].append(number)
    return pages


def _page(pdf: Path, page: int, dots: int) -> Image.Image:
    """A page as it is on paper."""
    stem = pdf.with_name(f"{pdf.stem}{page}")
    at = ["-f", str(page), "-l", str(page), "-r", str(dots), "-png", "-singlefile"]
    subprocess.run(["pdftoppm", *at, pdf, stem], check=True)
    with Image.open(stem.with_suffix(".png")) as opened:
        return opened.convert("RGB")


def _cut(whole: Image.Image) -> Image.Image:
    """A page without its margins and its last line, which names the sheet and counts the pages."""
    foot = _inked(whole)[3]
    while _inked(whole.crop((0, foot - 1, whole.width, foot))) != (0, 0, 0, 0):
        foot -= 1
    left, top, right, bottom = _inked(whole.crop((0, 0, whole.width, foot)))
    box = (max(left - AIR, 0), max(top - AIR, 0), min(right + AIR, whole.width), min(bottom + AIR, foot))
    return whole.crop(box)


def _inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around what is not white; all 0 where everything is."""
    return ImageChops.invert(picture).getbbox() or (0, 0, 0, 0)


def _stacked(pictures: list[Image.Image]) -> Image.Image:
    """One under the other, in few colours."""
    whole = Image.new("RGB", (max(each.width for each in pictures), sum(each.height for each in pictures)), "white")
    top = 0
    for each in pictures:
        whole.paste(each, (0, top))
        top += each.height
    return whole.quantize(128)


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.pictures", description=__doc__.partition("\n\n")[0])
    parser.add_argument("shown", nargs="*", help="the names of sheets or pictures; all of them if none is stated")
    # Figures are written as a Dane reads them.
    os.environ["LC_ALL"] = "da_DK.UTF-8"
    material = Material()
    shown = digests(material)
    asked = {each if each.endswith(".png") else file_name(each) for each in parser.parse_args().shown}
    unknown = asked - shown.keys()
    if unknown:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    now = kept() if asked else {}
    for name in make(material, asked or set(shown), PICTURES):
        now[name] = shown[name]
        print(f"docs/billeder/{name}")
    KEPT.write_text(json.dumps(dict(sorted(now.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
