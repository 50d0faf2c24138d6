"""The parts of a package that change with a patch: the sheets, and what must follow them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from styring_xl.books.edit.applied import Named
from styring_xl.books.ooxml.markup import RELATIONS, check
from styring_xl.books.ooxml.move.follow import PRINT_AREA, Moves, follow_in_chart, follow_in_name, follow_in_table
from styring_xl.books.ooxml.package import NewPart, PackedPart
from styring_xl.books.ooxml.relations import (
    TYPES,
    add_relation,
    add_type,
    content_type,
    drop_relations,
    drop_type,
    relations_part,
    relative_target,
)
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.books.ooxml.workbookxml import ask_for_calculation, parse_names, set_names
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import format_range
from styring_xl.cells.widening import Widening


class NewParts:
    """The new contents of parts, by their names; None for a part that goes."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.new: dict[str, bytes | None] = {}
        self._sheets: dict[str, PackedPart] = {}

    @property
    def all(self) -> dict[str, NewPart]:
        """The same, the sheets among them."""
        return {**self.new, **self._sheets}

    def put_sheet(self, part: str, pieces: Iterable[bytes]) -> None:
        """A sheet as it is to be, a piece at a time. Nobody reads it again, so it is packed here and now, before the
        next is written."""
        self._sheets[part] = PackedPart.of(pieces)

    def follow(self, moves: Mapping[str, Moves]) -> None:
        """Let tables of the sheets that moved, and charts anywhere, follow."""
        package = self._book.package
        for name, move in moves.items():
            for relation in self._book.relations(self._book.sheet(name).part):
                if relation.kind == "table" and relation.part is not None and relation.part in package:
                    old = self.new.get(relation.part) or check(package.read(relation.part))
                    new = follow_in_table(old, move)
                    if new != old:
                        self.new[relation.part] = new
        if not moves:
            return
        by_sheet = {move.sheet.lower(): move for move in moves.values()}
        for part in package.names:
            if part.endswith(".xml") and "chart" in content_type(self._book.types, part).rpartition(".")[2]:
                data = check(package.read(part))
                new = follow_in_chart(data, by_sheet)
                if new != data:
                    self.new[part] = new

    def write_names(
        self, named: Named, moves: Mapping[str, Moves], widenings: Mapping[str, Widening], *, changed: bool
    ) -> None:
        """Set names, let the others follow, and ask for calculation where these or the cells ``changed``."""
        book = self._book
        texts: dict[tuple[str, int | None], str] = {}
        by_sheet = {move.sheet.lower(): move for move in moves.values()}
        wider = [
            (f"{each}!", wide) for name, wide in widenings.items() for each in (name, quote_sheet(name), f"'{name}'")
        ]
        for each in parse_names(book.workbook) if by_sheet else ():
            text = follow_in_name(each.name, each.text, by_sheet)
            if each.name.lower() == PRINT_AREA:
                text = next((wide.printed(text) for head, wide in wider if text.startswith(head)), text)
            if text != each.text:
                texts[each.name, each.local] = text
        for name, old, where in named:
            texts = {key: text for key, text in texts.items() if (key[0].lower(), key[1]) != (name.lower(), None)}
            # What stays is not spelled anew either.
            if old != where:
                texts[name, None] = format_range(*where)
        workbook = set_names(book.workbook, texts) if texts else book.workbook
        if changed or texts:
            workbook = ask_for_calculation(workbook)
        if workbook != book.workbook:
            self.new[book.main] = workbook

    def drop_calc_chain(self) -> None:
        """An entry for a cell without a formula makes Excel repair the file; Excel builds the chain anew."""
        book = self._book
        gone = [each for each in book.main_relations if each.kind == "calcChain"]
        if not gone:
            return
        relations = relations_part(book.main)
        self.new[relations] = drop_relations(
            self.new.get(relations) or book.package.read(relations), {each.id for each in gone}
        )
        types = self.new.get(TYPES) or book.types
        for each in gone:
            if each.part is not None:
                types = drop_type(types, each.part)
                if each.part in book.package:
                    self.new[each.part] = None
        self.new[TYPES] = types

    def write_styles(self, styles: Styles) -> None:
        """Write the styles where some were added."""
        data = styles.render()
        if data is None:
            return
        book = self._book
        part = book.related("styles")
        if part is None:
            folder = book.main.rpartition("/")[0]
            part = f"{folder}/styles.xml".lstrip("/")
            kind = RELATIONS[book.is_strict] + "/styles"
            relations = relations_part(book.main)
            found = book.package.find(relations)
            old = self.new.get(relations) or (book.package.read(found) if found else None)
            self.new[relations], _ = add_relation(old, kind, relative_target(book.main, part))
            self.new[TYPES] = add_type(
                self.new.get(TYPES) or book.types,
                part,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            )
        self.new[part] = data
