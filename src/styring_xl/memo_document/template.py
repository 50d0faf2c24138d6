"""The Word document a memo is written in: our own, or one that a municipality has made or restyled.

What a memo needs are named styles: a heading looks as the template's *Heading 1* does, a figure as its *Notat tal*. A
style that a template lacks is added as ours looks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

TITLE: Final = "Title"
HEADING: Final = "Heading 1"
TEXT: Final = "Normal"
BULLET: Final = "List Bullet"
CAPTION: Final = "Caption"
TABLE: Final = "Notat tabel"
TABLE_HEAD: Final = "Notat kolonne"
TABLE_NAME: Final = "Notat række"
TABLE_FIGURE: Final = "Notat tal"
NOTE: Final = "Notat note"
STYLES: Final = (TITLE, HEADING, TEXT, BULLET, CAPTION, TABLE, TABLE_HEAD, TABLE_NAME, TABLE_FIGURE, NOTE)
"""What a municipality may restyle."""

_FONT: Final = "Arial"
"""Every program has it or one as wide, so that the table looks alike everywhere."""
_INK: Final = "27475D"
_PALE: Final = "DCE6EF"
_A4: Final = (21.0, 29.7)
_MARGIN: Final = 2.0
_LANGUAGE: Final = "da-DK"
_KEPT: Final = ("Normal Table", "Table Grid")
_OLD: Final = ("/stylesWithEffects", "/thumbnail")
"""Parts that are out of date once the memo is written: a second copy of the styles, and a thumbnail."""


def load(path: Path | None) -> Document:
    """The document to write in. Raises StyringError when the template is no Word document that can be read."""
    if path is None:
        return made()
    import docx

    try:
        document = docx.Document(str(path))
    except FileNotFoundError:
        raise StyringError(
            f"Skabelonen {path.name} findes ikke. Se efter, om navn og mappe er skrevet rigtigt."
        ) from None
    except Exception:
        # python-docx raises many kinds of errors for a file it cannot read; the user gets one sentence for all of them.
        raise StyringError(
            f"Skabelonen {path.name} kan ikke læses som et Word-dokument. Gem den som .docx, og prøv igen."
        ) from None
    _complete(document)
    return document


def made() -> Document:
    """Our own template: A4, Danish, with page numbers and every style."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_A4[0]), Cm(_A4[1])
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin = section.bottom_margin = Cm(_MARGIN)
    for name, size, before, after in (
        (TEXT, 9.5, 0, 4),
        (TITLE, 18, 0, 6),
        (HEADING, 12, 8, 2),
        (BULLET, 9.5, 0, 1),
        (CAPTION, 9, 6, 0),
    ):
        style = _paragraph(document, name)
        _font(style, size, _INK if name in (TITLE, HEADING, CAPTION) else "")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in document.styles[TITLE].element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    _paragraph(document, CAPTION).paragraph_format.keep_with_next = True
    for language in document.styles.element.xpath("//w:docDefaults//w:lang"):
        for name in list(language.attrib):
            language.set(name, _LANGUAGE)
    for style in document.styles.element.xpath("w:style[@w:type='table']"):
        # Nobody restyles the hundred that come with python-docx.
        if style.xpath("w:name/@w:val")[0] not in _KEPT:
            style.getparent().remove(style)
    _page_numbers(section.footer.paragraphs[0])
    _complete(document)
    return document


def _paragraph(document: Document, name: str) -> ParagraphStyle:
    style: Any = document.styles[name]
    found: ParagraphStyle = style
    return found


def _font(style: ParagraphStyle, size: float, colour: str = "", *, bold: bool | None = None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    # A font of the theme goes before a named one.
    for name in [each for each in fonts.attrib if each.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:cs"), _FONT)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        style.font.bold = bold


def _complete(document: Document) -> None:
    """Adds what a template lacks of the styles, and takes away what was about the template alone."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for relations in (document.part.rels, document.part.package.rels):
        for name in [each for each, found in relations.items() if found.reltype.endswith(_OLD)]:
            del relations[name]
    there = {style.name for style in document.styles}
    for name, size, bold, aligned in (
        (TITLE, 18, True, WD_ALIGN_PARAGRAPH.LEFT),
        (HEADING, 12, True, WD_ALIGN_PARAGRAPH.LEFT),
        (BULLET, 9.5, False, WD_ALIGN_PARAGRAPH.LEFT),
        (CAPTION, 9, True, WD_ALIGN_PARAGRAPH.LEFT),
        (TABLE_HEAD, 7, True, WD_ALIGN_PARAGRAPH.RIGHT),
        (TABLE_NAME, 8, None, WD_ALIGN_PARAGRAPH.LEFT),
        (TABLE_FIGURE, 8, None, WD_ALIGN_PARAGRAPH.RIGHT),
        (NOTE, 8, None, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        if name not in there:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style = _paragraph(document, name)
            style.base_style = document.styles[TEXT]
            style.paragraph_format.alignment = aligned
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
            _font(style, size, bold=bold)
    if TABLE not in there:
        _table_style(document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE).element)


def _table_style(element: Any) -> None:
    """Lines between the rows, a shaded header row."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{_INK}"/>'
        for side, size in (("top", 8), ("bottom", 8), ("insideH", 2))
    )
    for xml in (
        f'<w:tblPr {nsdecls("w")}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        f'<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr>',
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{_PALE}"/></w:tcPr></w:tblStylePr>',
    ):
        element.append(parse_xml(xml))


def _page_numbers(paragraph: Any) -> None:
    """*Side 1 af 2* at the foot of each page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for text, field in (("Side ", "PAGE"), (" af ", "NUMPAGES")):
        paragraph.add_run(text)
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
