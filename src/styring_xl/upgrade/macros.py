"""The workbook's macros and ribbon exchanged for this edition's, where they are ours and nobody has added to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styring_xl import vba
from styring_xl.books.ooxml.markup import Splice, child, root, set_attribute, splice
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.danish.phrase import listed
from styring_xl.upgrade.project import UnreadableProject, modules, procedures
from styring_xl.vba import ribbon

_OURS: Final = "styringhjaelp"
"""The module, in lower case, by which a project is known as ours."""


def are_ours(book: Workbook) -> bool:
    """Whether the workbook has our macros and no others, so that this edition's buttons have something to call."""
    part = book.related("vbaProject")
    try:
        return part is not None and _OURS in procedures(book.package.read(part)) and not _own(book.package.read(part))
    except UnreadableProject:
        return False


def exchanged(book: Workbook) -> tuple[dict[str, bytes | None], str]:
    """The parts that change, and what to tell the user in Danish; nothing of either where all is as it should be."""
    part = book.related("vbaProject")
    if part is None:
        return {}, ""
    theirs = book.package.read(part)
    try:
        found = procedures(theirs)
    except UnreadableProject:
        return (
            {},
            "Makroerne er ikke skiftet, for de kan ikke læses. Gem projektmappen i Excel, og kør kommandoen igen.",
        )
    if _OURS not in found:
        return {}, (
            "Makroerne er ikke skiftet, for de er ikke Styring-XL's: projektmappen har ingen af dens knapper. Opdater "
            "den med styring-xl refresh."
        )
    own = _own(theirs)
    if own:
        return {}, (
            f"Makroerne er ikke skiftet, for I har selv makroer i projektmappen ({listed(own)}). Flyt dem til en "
            "projektmappe for sig, og kør kommandoen igen."
        )
    calc = "xlwings" not in found
    parts: dict[str, bytes | None] = {}
    # Excel and LibreOffice save a project in their own way: the texts tell whether it is this edition's.
    ours = vba.project(for_calc=calc)
    if _differs(theirs, ours):
        parts[part] = ours
    look = next((each.part for each in book.root_relations if each.kind == "extensibility"), None)
    if look is not None and look in book.package and book.package.read(look) != ribbon.ribbon():
        parts[look] = ribbon.ribbon()
    return parts, "Makroer og bånd er skiftet." if parts else ""


def _own(theirs: bytes) -> list[str]:
    """The modules that a user has made, and those of ours that a user has added to. Excel makes a module for every
    sheet: it is a user's only when there is something in it."""
    ours = procedures(vba.project())
    known = frozenset().union(*ours.values())
    found, texts = procedures(theirs), _texts(theirs)
    return sorted(name for name, held in found.items() if held - known or (name not in ours and texts[name]))


def _texts(project: bytes) -> dict[str, str]:
    """Each module's text as it was typed; what a program writes above it and how it ends its lines is its own."""
    return {
        name.lower(): "\n".join(
            line.rstrip()
            for line in text.splitlines()
            if line.strip() and not line.startswith("Attribute ") and line.strip().lower() != "option explicit"
        )
        for name, text in modules(project).items()
    }


def _differs(theirs: bytes, ours: bytes) -> bool:
    """Whether something is typed otherwise in one of our modules; the sheets' are empty and follow the sheets."""
    found = _texts(theirs)
    return any(found.get(name, "") != text for name, text in _texts(ours).items())


def with_code_names(book: Workbook, wanted: Mapping[str, str]) -> Package:
    """The package with the code name of each of our sheets that has none, as the project's modules are called, and
    without those of sheets that the project has no module for: Excel makes both when it opens the workbook.

    ``wanted`` is the template's, by sheet name.
    """
    project = book.related("vbaProject")
    assert project is not None
    there = {name.lower() for name in modules(book.package.read(project))}
    taken = {name.lower() for sheet in book.sheets if (name := _code_name(book, sheet.part))}
    parts: dict[str, bytes | None] = {}
    for sheet in book.sheets:
        if sheet.kind != "worksheet":
            continue
        name, has = wanted.get(sheet.name, ""), _code_name(book, sheet.part).lower()
        if has in there or (not has and (not name or name.lower() in taken)):
            continue
        data = book.package.read(sheet.part)
        outer = root(data)
        node = child(data, outer, "sheetPr")
        if node is None:
            change = Splice(
                outer.inside, outer.inside, b"<" + outer.prefix + b'sheetPr codeName="' + name.encode() + b'"/>'
            )
        else:
            tag = set_attribute(data[node.start : node.inside], "codeName", None if has else name)
            change = Splice(node.start, node.inside, tag)
        parts[sheet.part] = splice(data, [change])
    return book.package.changed_by(parts)


def code_names(book: Workbook) -> dict[str, str]:
    """Each sheet's code name, those that have one."""
    return {sheet.name: name for sheet in book.sheets if (name := _code_name(book, sheet.part))}


def _code_name(book: Workbook, part: str) -> str:
    if not part:
        return ""
    data = book.package.read(part)
    outer = root(data)
    node = child(data, outer, "sheetPr")
    return "" if node is None else node.attributes.get("codeName", "")
