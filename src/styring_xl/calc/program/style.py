"""Named cell styles made in a document that has none of the product's, from looks in XlsxWriter's words."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

_BOLD = 150.0
_ACROSS = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}
# com.sun.star.table.CellVertJustify2
_DOWN = {"vcenter": 2, "bottom": 3}
_STEP = 350
"""One step of indentation, in hundredths of a millimetre."""
_WIDTHS = {1: 18, 2: 53}
"""How thick a line is, in hundredths of a millimetre."""
_SIDES = (("top", "TopBorder"), ("bottom", "BottomBorder"), ("left", "LeftBorder"), ("right", "RightBorder"))


def make(model: Any, name: str, look: Dict[str, Any]) -> None:
    """Give a document a style; one of that name it has already stays as it is."""
    import uno

    styles = model.StyleFamilies.getByName("CellStyles")
    if styles.hasByName(name):
        return
    made = model.createInstance("com.sun.star.style.CellStyle")
    # Only what is in a document can be given a look.
    styles.insertByName(name, made)
    for prop, value in _plain(look):
        made.setPropertyValue(prop, value)
    if "num_format" in look:
        english = uno.createUnoStruct("com.sun.star.lang.Locale")
        english.Language, english.Country = "en", "US"
        # With the separators of the document's language.
        made.NumberFormat = model.NumberFormats.addNewConverted(look["num_format"], english, model.CharLocale)
    if look.get("italic"):
        made.CharPosture = uno.Enum("com.sun.star.awt.FontSlant", "ITALIC")
    if look.get("align") in _ACROSS:
        made.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", _ACROSS[look["align"]])
    for side, prop in _SIDES:
        width = _WIDTHS.get(look.get(side, look.get("border", 0)), 0)
        if width:
            line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
            line.Color = _colour(look.get(side + "_color", look.get("border_color", "#000000")))
            line.OuterLineWidth = line.LineWidth = width
            made.setPropertyValue(prop, line)
    if look.get("locked") is False:
        protection = made.CellProtection
        protection.IsLocked = False
        made.CellProtection = protection


def _plain(look: Dict[str, Any]) -> List[Tuple[str, Any]]:
    """What needs no words of LibreOffice's own."""
    found: List[Tuple[str, Any]] = []
    if "font_name" in look:
        found.append(("CharFontName", look["font_name"]))
    if "font_size" in look:
        found.append(("CharHeight", float(look["font_size"])))
    if "font_color" in look:
        found.append(("CharColor", _colour(look["font_color"])))
    if "bg_color" in look:
        found.append(("CellBackColor", _colour(look["bg_color"])))
    if look.get("bold"):
        found.append(("CharWeight", _BOLD))
    if look.get("underline"):
        found.append(("CharUnderline", 1))
    if look.get("text_wrap"):
        found.append(("IsTextWrapped", True))
    if look.get("indent"):
        found.append(("ParaIndent", _STEP * look["indent"]))
    if look.get("valign") in _DOWN:
        found.append(("VertJustify", _DOWN[look["valign"]]))
    return found


def _colour(text: str) -> int:
    return int(text[1:], 16)
