"""A package's digital signature, taken off when the user has agreed to lose it."""

from __future__ import annotations

from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.relations import TYPES, drop_default, drop_relations, drop_type
from styring_xl.books.ooxml.workbook import Workbook


def without_signature(book: Workbook) -> Package:
    """The package without its signature parts, and without what pointed at them."""
    package = book.package
    ids = {each.id for each in book.root_relations if "digital-signature" in each.type}
    gone = [name for name in package.names if name.lower().startswith("_xmlsignatures/")]
    gone += [
        each.part for each in book.root_relations if each.id in ids and each.part is not None and each.part in package
    ]
    parts: dict[str, bytes | None] = dict.fromkeys(gone)
    types = book.types
    for name in gone:
        types = drop_type(types, name)
    parts[TYPES] = drop_default(types, "sigs")
    parts["_rels/.rels"] = drop_relations(package.read("_rels/.rels"), ids)
    return package.changed_by(parts)
