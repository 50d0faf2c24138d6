"""The guide's pictures of the result sheets, made of the demonstration as it is today, so that they do not grow old.

    python -m tests.pictures            all of them, into docs/billeder
    python -m tests.pictures Afvigelse  one or some

A sheet is printed by LibreOffice as it would be on paper, one or two of its pages are cut to what is on them, and the
file is named by the sheet. Made by hand are pictures of a program's window, of *Notat* as a document, of
*Statsrefusion* in a year with verified limits and of *Indstilling* filled in.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

from styring_xl import demo, office
from styring_xl.reports import SHEETS
from tests import workbooks

PICTURES: Final = Path(__file__).parent.parent / "docs" / "billeder"
BY_HAND: Final = ("Notat", "Statsrefusion", "Indstilling")
PAGES: Final = {
    "Usikkerhed": (1, 4), "Rådgivere": (1, 2), "Flerårsoverblik": (1, 2), "Til- og afgang": (1, 4), "Mål": (1, 3),
    "Nøgletal": (1, 2),
}  # fmt: skip
"""Which of a sheet's pages are shown, one under the other, where it is not the first alone."""
DOTS: Final = 110
"""To the inch: a page across is as wide as the guide's column on a large screen."""
AIR: Final = 12
"""Dots of white around what is cut out."""


def file_name(sheet: str) -> str:
    """»Til- og afgang« as ``til_og_afgang.png``."""
    plain = sheet.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "_".join(re.findall("[a-z]+", plain)) + ".png"


def make(wanted: list[str], into: Path) -> list[str]:
    """The names of the files written. Raises LookupError for a sheet that the demonstration does not print."""
    program = office.find()
    if program is None:
        raise LookupError("LibreOffice is not here")
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        folder = Path(work)
        book = folder / "ark.xlsx"
        book.write_bytes(demo.workbook(macro_enabled=False, closings=True))
        workbooks.refreshed(book)
        office.to_pdf(program, [book], folder)
        pdf = folder / "ark.pdf"
        pages = _pages(pdf)
        written = []
        for sheet in SHEETS:
            own = pages.get(sheet.name, [])
            if sheet.name in wanted and not own:
                raise LookupError(f"the demonstration prints no {sheet.name}")
            if own and (sheet.name in wanted or not wanted) and sheet.name not in BY_HAND:
                shown = [_picture(pdf, own[number - 1]) for number in PAGES.get(sheet.name, (1,))]
                _stacked(shown).save(into / file_name(sheet.name), optimize=True)
                written.append(file_name(sheet.name))
    return written


def _pages(pdf: Path) -> dict[str, list[int]]:
    """The numbers of each sheet's pages, by the sheet's name in their last line."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = defaultdict(list)
    for number, page in enumerate(text.split("\f"), 1):
        last = re.search(r"ark\.xlsx {2,}(.+?) {2,}Side \d+ af \d+\s*$", page)
        if last:
            pages[last[1]].append(number)
    return pages


def _picture(pdf: Path, page: int) -> Image.Image:
    """A page without its margins and its last line, which names the sheet and counts the pages."""
    stem = pdf.with_name(f"side{page}")
    at = ["-f", str(page), "-l", str(page), "-r", str(DOTS), "-png", "-singlefile"]
    subprocess.run(["pdftoppm", *at, pdf, stem], check=True)
    with Image.open(stem.with_suffix(".png")) as opened:
        whole = opened.convert("RGB")
    foot = _inked(whole)[3]
    while _inked(whole.crop((0, foot - 1, whole.width, foot))) != (0, 0, 0, 0):
        foot -= 1
    left, top, right, bottom = _inked(whole.crop((0, 0, whole.width, foot)))
    box = (max(left - AIR, 0), max(top - AIR, 0), min(right + AIR, whole.width), bottom + AIR)
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
    parser.add_argument("sheet", nargs="*", help="the names of sheets; all of them if none is stated")
    # Figures are written as a Dane reads them.
    os.environ["LC_ALL"] = "da_DK.UTF-8"
    for name in make(parser.parse_args().sheet, PICTURES):
        print(f"docs/billeder/{name}")


if __name__ == "__main__":
    main()
