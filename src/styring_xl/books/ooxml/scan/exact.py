"""The cells of a sheet's XML read by expat: slowly, and whatever they look like."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

import numpy as np
from msgspec import Struct, field

from styring_xl.books.ooxml.markup import MAIN, entity, irregular
from styring_xl.books.ooxml.scan.chunk import EMPTY, NUMBER, SHARED, TEXT, Cells, FormulaCell, style_and_kind, typed
from styring_xl.books.ooxml.whole import needed
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, parse_address

_BATCH = 100_000


class _State(Struct, dict=True):
    """What the handlers have met so far."""

    rows: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    cells: list[tuple[int, int, int, int, float, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formulas: list[tuple[int, FormulaCell]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    style: int = 0
    kind: int = NUMBER
    value: str | None = None
    formula: FormulaCell | None = None
    pieces: list[str] | None = None
    catching: list[str] | None = None
    formula_attributes: dict[str, str] = field(default_factory=dict)
    phonetic: int = 0
    inside: bool = False
    in_row: bool = False
    in_cell: bool = False

    def flush(self) -> Cells:
        self.rows = [row for row in self.rows if row]
        table = np.array(self.cells, dtype=np.float64).reshape(-1, 6)
        row, column, style, kind, code = (table[:, at].astype(np.int64) for at in (0, 1, 2, 3, 5))
        result = Cells(
            row,
            column,
            style,
            kind.astype(np.uint8),
            table[:, 4].copy(),
            code,
            self.texts,
            self.formulas,
            np.array(self.rows, np.int64),
            self.hidden,
        )
        self.rows, self.hidden, self.cells, self.texts, self.formulas = [], [], [], [], []
        return result

    def open(self, name: str, values: dict[str, str]) -> None:
        if name == "sheetData":
            self.inside = True
        elif not self.inside:
            return
        elif self.catching is not None:
            raise irregular()  # an element inside a value, a formula or a text
        elif name == "row":
            if self.in_row:
                raise irregular()
            self.in_row = True
            said = values.get("r", "").strip()
            self.row = needed(said, MAX_ROW) if said else self.row + 1
            self.column = 0
            if self.row > MAX_ROW:
                raise irregular()
            self.rows.append(self.row)
            if values.get("hidden") in ("1", "true"):
                self.hidden.append(self.row)
        elif name == "c":
            if self.in_cell or not self.in_row:
                raise irregular()
            self.in_cell = True
            self.column += 1
            if "r" in values:
                try:
                    # Some programs write a row 0, which no sheet has; nobody can see it, and it is left where it is.
                    _, self.column = parse_address(values["r"] if self.row else values["r"].rstrip("0") + "1")
                except ValueError:
                    raise irregular() from None
            if self.column > MAX_COLUMN:
                raise irregular()
            self.style, self.kind = style_and_kind(values)
            self.value, self.formula, self.pieces = None, None, None
        elif name in ("v", "t", "f"):
            self.catching = []
            self.formula_attributes = values
        elif name == "rPh":
            self.phonetic += 1

    def close(self, name: str) -> None:
        if name == "sheetData":
            self.inside = False
        elif not self.inside:
            return
        elif name == "v":
            self.value = "".join(self.catching or ())
        elif name == "f":
            self.formula = FormulaCell("".join(self.catching or ()), self.formula_attributes)
        elif name == "t":
            if not self.phonetic:
                self.pieces = [*(self.pieces or ()), *(self.catching or ())]
        elif name == "rPh":
            self.phonetic -= 1
        elif name == "c":
            self.in_cell = False
            self._cell()
        elif name == "row":
            self.in_row = False
        if name in ("v", "t", "f"):
            self.catching = None

    def _cell(self) -> None:
        if not self.row:
            return
        content: float | str | None
        if self.value is None and self.pieces is not None:
            content, self.kind = "".join(self.pieces), TEXT
        else:
            content = typed(self.value, self.kind)
        kind, number, code = self.kind, 0.0, -1
        if content is None:
            kind = EMPTY
        elif isinstance(content, str):
            kind = TEXT if kind == NUMBER else kind
            code = len(self.texts)
            self.texts.append(content)
        elif kind == SHARED:
            code = int(content)
        else:
            number = content
        if self.formula is not None:
            self.formulas.append((len(self.cells), self.formula))
        self.cells.append((self.row, self.column, self.style, kind, number, code))


def read_exactly(pieces: Iterator[bytes], row: int = 0) -> Iterator[Cells]:
    """The cells of a whole sheet part given in pieces, ``row`` being the number of the row before the first.

    Raises StyringError when it is not well-formed XML.
    """
    state = _State(row=row)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    local: dict[str, str] = {}

    def name_of(name: str) -> str:
        if name not in local:
            space, _, bare = name.rpartition("}")
            local[name] = bare if space in MAIN else ""
        return local[name]

    def refuse(*_: object) -> None:
        raise entity()

    def text(data: str) -> None:
        if state.catching is not None:
            state.catching.append(data)

    parser.StartElementHandler = lambda name, values: state.open(name_of(name), values)
    parser.EndElementHandler = lambda name: state.close(name_of(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            if len(state.cells) > _BATCH or len(state.rows) > _BATCH:
                yield state.flush()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise irregular() from error
    yield state.flush()
