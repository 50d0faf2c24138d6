"""What an edit lost: two packages compared part by part and element by element."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from tests.books.packages import parts_of

Cell = tuple[int, int]

_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True, remove_blank_text=False)


def losses(before: bytes, after: bytes, sheets: dict[str, Collection[str]], *, calc_chain: bool) -> list[str]:
    """Everything that differs and was not meant to, in words.

    ``sheets`` says per sheet part which cells were written. ``calc_chain`` allows the calculation chain to be gone.
    """
    old, new = parts_of(before), parts_of(after)
    found: list[str] = []
    gone = {name for name in old if name not in new}
    if calc_chain:
        gone = {name for name in gone if not name.lower().endswith("calcchain.xml")}
    found += [f"{name}: gone" for name in sorted(gone)]
    found += [f"{name}: added" for name in sorted(new.keys() - old.keys()) if not name.endswith("styles.xml")]
    for name, content in old.items():
        if name not in new or new[name] == content:
            continue
        lower = name.lower()
        if name in sheets:
            found += _sheet(name, _tree(content), _tree(new[name]), sheets[name])
        elif lower.endswith("workbook.xml"):
            found += _workbook(name, _tree(content), _tree(new[name]))
        elif lower.endswith("styles.xml"):
            found += _grown(name, _tree(content), _tree(new[name]))
        elif (lower.endswith("workbook.xml.rels") or lower == "[content_types].xml") and calc_chain:
            found += _shrunk(name, _tree(content), _tree(new[name]))
        else:
            found.append(f"{name}: changed")
    return found


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, _PARSER)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else "#"


def _same(one: etree._Element, other: etree._Element) -> bool:
    if not isinstance(one.tag, str) or not isinstance(other.tag, str):
        return bool(one.tag is other.tag and one.text == other.text)  # a comment, which c14n cannot stand alone
    return bool(etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n"))


def _attributes(node: etree._Element, *ignored: str) -> dict[str, str]:
    return {key: value for key, value in node.attrib.items() if key not in ignored}


def _children(name: str, one: etree._Element, other: etree._Element, loose: Collection[str]) -> Iterator[str]:
    """Differences between two elements' children, those of some names left to the caller."""
    a = [node for node in one if _local(node) not in loose]
    b = [node for node in other if _local(node) not in loose]
    if [node.tag for node in a] != [node.tag for node in b]:
        yield f"{name}: other children of {_local(one)}"
        return
    for mine, theirs in zip(a, b, strict=True):
        if not _same(mine, theirs):
            yield f"{name}: {_local(mine)} changed"


def _workbook(name: str, one: etree._Element, other: etree._Element) -> Iterator[str]:
    if one.attrib != other.attrib or one.nsmap != other.nsmap:
        yield f"{name}: root changed"
    yield from _children(name, one, other, ("calcPr",))
    old = next((node for node in one if _local(node) == "calcPr"), None)
    new = next((node for node in other if _local(node) == "calcPr"), None)
    if new is None or new.get("fullCalcOnLoad") != "1":
        yield f"{name}: does not ask for calculation"
    elif old is not None and _attributes(old, "fullCalcOnLoad") != _attributes(new, "fullCalcOnLoad"):
        yield f"{name}: calcPr changed"


def _grown(name: str, one: etree._Element, other: etree._Element) -> Iterator[str]:
    """Styles may get more of a kind; what was there stays where it was."""
    for old in one:
        new = next((node for node in other if node.tag == old.tag), None)
        if new is None or _attributes(old, "count") != _attributes(new, "count") or len(new) < len(old):
            yield f"{name}: {_local(old)} lost"
        elif not all(_same(a, b) for a, b in zip(old, new, strict=False)):
            yield f"{name}: {_local(old)} changed"


def _shrunk(name: str, one: etree._Element, other: etree._Element) -> Iterator[str]:
    """Only what names the calculation chain may be gone."""
    kept = [node for node in one if "calcchain" not in etree.tostring(node).decode().lower()]
    if [etree.tostring(node, method="c14n") for node in kept] != [
        etree.tostring(node, method="c14n") for node in other
    ]:
        yield f"{name}: more than the calculation chain is gone"


def _sheet(name: str, one: etree._Element, other: etree._Element, cells: Collection[str]) -> Iterator[str]:
    if one.attrib != other.attrib or one.nsmap != other.nsmap:
        yield f"{name}: root changed"
    yield from _children(name, one, other, ("sheetData", "dimension"))
    old_rows, new_rows = _rows(one), _rows(other)
    if [number for number in new_rows if number in old_rows] != list(old_rows):
        yield f"{name}: rows lost or moved"
        return
    wanted = set(cells)
    for number, row in new_rows.items():
        before = old_rows.get(number)
        old_cells = {} if before is None else _cells(before, number)
        new_cells = _cells(row, number)
        if before is not None and _attributes(before, "spans", "r") != _attributes(row, "spans", "r"):
            yield f"{name}: attributes of row {number} changed"
        if "spans" in row.attrib:
            first, _, last = row.attrib["spans"].partition(":")
            columns = [_column(place) for place in new_cells]
            if columns and not int(first) <= min(columns) <= max(columns) <= int(last):
                yield f"{name}: spans of row {number} are wrong"
        for place, cell in old_cells.items():
            if place in wanted:
                continue
            if place not in new_cells:
                yield f"{name}: {place} lost"
            elif not _same(cell, new_cells[place]) and not _freed(cell, new_cells[place]):
                yield f"{name}: {place} changed"
        for place in new_cells:
            if place not in old_cells and place not in wanted:
                yield f"{name}: {place} added"


def _freed(old: etree._Element, new: etree._Element) -> bool:
    """True for a member of a shared formula that got its own text: the rest of it is as it was.

    An address that was left out and is there now is no change either.
    """

    def bare(node: etree._Element) -> tuple[dict[str, str], list[bytes]]:
        inside = [etree.tostring(each, method="c14n") for each in node if _local(each) != "f"]
        return _attributes(node, "r"), inside

    if bare(old) != bare(new):
        return False
    was = next((node for node in old if _local(node) == "f"), None)
    now = next((node for node in new if _local(node) == "f"), None)
    if was is None or now is None:
        return was is now
    return _same(was, now) or (was.get("t") == "shared" and not was.text and bool(now.text) and "t" not in now.attrib)


def _rows(sheet: etree._Element) -> dict[int, etree._Element]:
    number = 0
    rows = {}
    for node in next(each for each in sheet if _local(each) == "sheetData"):
        if _local(node) == "row":
            number = int(node.get("r", number + 1))
            rows[number] = node
    return rows


def _cells(row: etree._Element, number: int) -> dict[str, etree._Element]:
    column = 0
    cells = {}
    for node in row:
        if _local(node) == "c":
            column = _column(node.get("r")) if node.get("r") else column + 1
            cells[f"{_letters(column)}{number}"] = node
    return cells


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789").upper():
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
