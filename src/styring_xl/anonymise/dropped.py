"""What of a workbook is not taken along, in the words a user knows it by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from typing import Final

from styring_xl.anonymise.numbers import in_words
from styring_xl.books.ooxml.package import Package

UNREAD: Final = "rækker i Historik, der er rettet i"
CHARTS: Final = "diagrammer"
CHART_SHEETS: Final = "diagramark"
SERIES: Final = "dataserier, hvis celler ikke er i kopien"
_PARTS: Final = (
    ("vbaProject", "makroer"),
    ("/media/", "billeder"),
    ("omments", "kommentarer"),
    ("/persons/", "kommentarernes forfattere"),
    ("/drawings/", "tegninger og tekstbokse"),
    ("/pivot", "pivottabeller og deres data"),
    ("/externalLinks/", "data fra andre projektmapper"),
    ("/queryTables/", "forespørgsler"),
    ("connections", "dataforbindelser"),
    ("customXml/", "tilpasset XML"),
    ("docProps/", "dokumentegenskaber"),
    ("printerSettings", "printerindstillinger"),
    ("/embeddings/", "indlejrede filer"),
    ("/activeX/", "kontrolelementer"),
    ("/ctrlProps/", "kontrolelementer"),
    ("/slicer", "udsnit"),
    ("/timeline", "tidslinjer"),
    ("/dialogsheets/", "dialogark"),
    ("customUI", "bånd"),
    ("userCustomization", "bånd"),
    ("xl/model", "datamodel"),
    ("_xmlsignatures", "digital signatur"),
)
_REPLACED: Final = (
    "/charts/",
    "/chartsheets/",
    "/worksheets/",
    "xl/styles",
    "xl/theme",
    "xl/workbook",
    "_rels",
    "[Content",
    "sharedStrings",
    "calcChain",
)


def dropped(package: Package, told: Container[str] = ()) -> dict[str, int]:
    """How many parts of each kind the copy is without, but for those that are ``told`` otherwise."""
    found: Counter[str] = Counter()
    for name in package.names:
        if name.endswith((".rels", "/")) or name in told:
            continue
        kind = next((text for mark, text in _PARTS if mark.casefold() in name.casefold()), None)
        if kind is not None:
            found[kind] += 1
        elif not any(mark in name for mark in _REPLACED) and "/tables/" not in name:
            found[f"delen {name if not in_words(name) else ''}".strip()] += 1
    return dict(found)
