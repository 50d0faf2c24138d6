"""How the parts of a package point at each other: relationships and content types."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from styring_xl.books.ooxml.markup import (
    Node,
    Splice,
    attributes,
    check,
    children,
    insert_child,
    irregular,
    quote,
    root,
    splice,
    within,
)
from styring_xl.errors import StyringError

TYPES = "[Content_Types].xml"
MAX_RELATIONS: Final = 100_000
"""A part with more is refused; Excel holds 65.530 links on a sheet."""


class Relation(Struct, frozen=True):
    """One relationship; ``kind`` is the last word of its type, ``part`` the part it leads to (None when external)."""

    id: str
    type: str
    target: str
    part: str | None

    @property
    def kind(self) -> str:
        """The last word of the type, which is the same in both editions of the format: ``worksheet``."""
        return self.type.rstrip("/").rpartition("/")[2]


def relations_part(part: str) -> str:
    """xl/workbook.xml -> xl/_rels/workbook.xml.rels; the empty name is the package itself."""
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"


def resolve_target(part: str, target: str) -> str:
    """The part a relationship's target names, seen from the part that owns the relationship."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target)).lstrip("/")


def relative_target(part: str, other: str) -> str:
    """The target that leads from one part to another."""
    return posixpath.relpath("/" + other, "/" + posixpath.dirname(part))


def parse_relations(part: str, data: bytes | None, names: Mapping[str, str]) -> tuple[Relation, ...]:
    """The relationships of a part. ``names`` maps lower-case part names to the names in the package."""
    if data is None:
        return ()
    found: list[Relation] = []
    for node in within(data, root(check(data)), "Relationship"):
        if len(found) == MAX_RELATIONS:
            raise StyringError(
                "En del af projektmappen har flere end 100.000 henvisninger og bliver ikke læst. Slet links, der ikke "
                "bruges, og prøv igen."
            )
        values = node.attributes
        target = values.get("Target", "")
        part_name = None
        if values.get("TargetMode", "Internal").lower() != "external" and not target.startswith("#"):
            bare = target.partition("#")[0]
            resolved = resolve_target(part, bare)
            part_name = names.get(resolved.lower(), names.get(resolve_target(part, unquote(bare)).lower()))
            # A dangling target is kept as a name: whoever needs the part will find it missing.
            part_name = part_name or resolved
        found.append(Relation(values.get("Id", ""), values.get("Type", ""), target, part_name))
    if len({each.id for each in found}) < len(found):
        # One id for two parts is an error that Excel repairs: which of them is meant cannot be known.
        raise irregular()
    return tuple(found)


def add_relation(data: bytes | None, kind: str, target: str, external: bool = False) -> tuple[bytes, str]:
    """The relationships with one more, and its id. ``kind`` is the full type."""
    if data is None:
        data = (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
            b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )
    outer = root(data)
    taken = {node.attributes.get("Id", "").lower() for node in within(data, outer)}
    number = len(taken) + 1
    while f"rid{number}" in taken:
        number += 1
    mode = b' TargetMode="External"' if external else b""
    content = (
        b"<" + outer.prefix + b'Relationship Id="rId%d" Type=' % number + quote(kind) + b" Target=" + quote(target)
    )
    change = insert_child(data, outer, outer.close, content + mode + b"/>")
    return splice(data, [change]), f"rId{number}"


def drop_relations(data: bytes, ids: set[str]) -> bytes:
    """The relationships without those of the given ids."""
    nodes = within(data, root(data), "Relationship")
    return splice(data, [Splice(node.start, node.end, b"") for node in nodes if node.attributes.get("Id") in ids])


def _type_nodes(data: bytes) -> list[Node]:
    return [node for outer in children(data) for node in within(data, outer)]


@lru_cache(maxsize=4)
def _declared(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The content types by part and by extension, all in lower case. Kept, as each sheet of a workbook is asked for."""
    parts: dict[str, str] = {}
    extensions: dict[str, str] = {}
    for node in _type_nodes(data):
        values = attributes(node.rest)
        kind = values.get("ContentType", "")
        if node.local == "Override":
            parts.setdefault(values.get("PartName", "").lstrip("/").lower(), kind)
        elif node.local == "Default":
            extensions[values.get("Extension", "").lower()] = kind
    return parts, extensions


def content_type(data: bytes, part: str) -> str:
    """The declared content type of a part, empty when none is."""
    parts, extensions = _declared(data)
    kind = parts.get(part.lower())
    return extensions.get(part.rpartition(".")[2].lower(), "") if kind is None else kind


def add_type(data: bytes, part: str, kind: str) -> bytes:
    """The content types with an Override for a part, unless what is declared already says so."""
    if content_type(data, part) == kind:
        return data
    if part.lower() in _declared(data)[0]:
        data = drop_type(data, part)
    outer = root(data)
    content = b"<" + outer.prefix + b"Override PartName=" + quote("/" + part) + b" ContentType=" + quote(kind) + b"/>"
    return splice(data, [insert_child(data, outer, outer.close, content)])


def drop_default(data: bytes, extension: str) -> bytes:
    """The content types without what is said of an extension."""
    return splice(
        data,
        [
            Splice(node.start, node.end, b"")
            for node in _type_nodes(data)
            if node.local == "Default" and node.attributes.get("Extension", "").lower() == extension
        ],
    )


def drop_type(data: bytes, part: str) -> bytes:
    """The content types without a part's Override."""
    return splice(
        data,
        [
            Splice(node.start, node.end, b"")
            for node in _type_nodes(data)
            if node.local == "Override" and node.attributes.get("PartName", "").lstrip("/").lower() == part.lower()
        ],
    )
