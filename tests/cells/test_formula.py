"""A formula that is copied to another cell reads as it does in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.cells.formula import moved

# The formula in D20, how far it is copied (rows, columns), and how it then reads in Excel.
MOVES: Final[Sequence[tuple[str, int, int, str]]] = (
    ("A1+$B$2+C$3+$D4", 1, 1, "B2+$B$2+D$3+$D5"),
    # Whole columns and rows.
    ("SUM(A:A)", 1, 1, "SUM(B:B)"),
    ("SUM($A:B)", 1, 1, "SUM($A:C)"),
    ("SUM(5:5)", 1, 1, "SUM(6:6)"),
    ("SUM($5:6)", 1, 1, "SUM($5:7)"),
    # Sheets, with names that need quotes and names that look like cells.
    ("'Ark 1'!A1", 1, 0, "'Ark 1'!A2"),
    ("'O''Hara A1'!A1", 1, 0, "'O''Hara A1'!A2"),
    ("Data!A1:B2", 1, 1, "Data!B2:C3"),
    ("'A1'!A1", 1, 0, "'A1'!A2"),
    ("Q4+Q4!B1", 1, 0, "Q5+Q4!B2"),
    ("Æblet1!A1", 1, 0, "Æblet1!A2"),
    ("Ark1!A1:Ark1!B2", 1, 0, "Ark1!A2:Ark1!B3"),
    ("SUM('Ark1:Ark3'!A1)", 1, 0, "SUM('Ark1:Ark3'!A2)"),
    ("SUM(Ark1:Ark3!A1)", 1, 0, "SUM(Ark1:Ark3!A2)"),
    ("SUM(Januar:December!A1)", 1, 0, "SUM(Januar:December!A2)"),
    # Other workbooks.
    ("[1]Ark1!A1", 1, 0, "[1]Ark1!A2"),
    ("'[Bog1.xlsx]Ark 1'!A1", 1, 0, "'[Bog1.xlsx]Ark 1'!A2"),
    ("[1]!Navn1+A1", 1, 0, "[1]!Navn1+A2"),
    # Structured references.
    ("Tabel1[[#This Row],[A1]]*B2", 1, 0, "Tabel1[[#This Row],[A1]]*B3"),
    ("Tabel1[B2]", 1, 0, "Tabel1[B2]"),
    ("SUM(T1[[#Totals],[Beløb A1]:[C3]])", 1, 1, "SUM(T1[[#Totals],[Beløb A1]:[C3]])"),
    ("T1[a '[A1'] b]+A1", 1, 0, "T1[a '[A1'] b]+A2"),
    ("T1['#A1]+A1", 1, 0, "T1['#A1]+A2"),
    # Functions and names that look like cells.
    ("LOG10(A1)+ATAN2(A1,B1)+BIN2DEC(A1)", 1, 0, "LOG10(A2)+ATAN2(A2,B2)+BIN2DEC(A2)"),
    ("Takst.A1+A1", 1, 0, "Takst.A1+A2"),
    ("_A1+A1_+A1", 1, 0, "_A1+A1_+A2"),
    ("\\A1+A1", 1, 0, "\\A1+A2"),
    ("år2026+ÅR1+MOMS25+A1", 1, 0, "år2026+ÅR1+MOMS25+A2"),
    ("R1C1+A1", 1, 0, "R1C1+A2"),
    ("XFD1+A1", 1, 0, "XFD2+A2"),
    ("XFE1+A1", 1, 0, "XFE1+A2"),
    ("A1048577+A1", 1, 0, "A1048577+A2"),
    # LET, LAMBDA and arrays.
    ("_xlfn.LET(_xlpm.x1,A1,_xlpm.x1+B1)", 1, 0, "_xlfn.LET(_xlpm.x1,A2,_xlpm.x1+B2)"),
    ("_xlfn.LAMBDA(_xlpm.a,_xlpm.a*A1)(B1)", 1, 0, "_xlfn.LAMBDA(_xlpm.a,_xlpm.a*A2)(B2)"),
    ("_xlfn.ANCHORARRAY(A1)", 1, 0, "_xlfn.ANCHORARRAY(A2)"),
    ("A1#", 1, 0, "A2#"),
    ("@A1", 1, 0, "@A2"),
    ('{1,2;3,4}+A1&{"A1","B2"}', 1, 0, '{1,2;3,4}+A2&{"A1","B2"}'),
    # Texts, errors, figures, operators.
    ('"say ""A1"""&A1', 1, 0, '"say ""A1"""&A2'),
    ("#REF!+A1", 1, 0, "#REF!+A2"),
    ("Ark1!#REF!+A1", 1, 0, "Ark1!#REF!+A2"),
    ("#N/A+A1", 1, 0, "#N/A+A2"),
    ("1.5E+10*A1%", 1, 0, "1.5E+10*A2%"),
    ("A1 B1:C1", 1, 0, "A2 B2:C2"),
    ("SUM((A1,B1:B3))", 1, 0, "SUM((A2,B2:B4))"),
    ("SUM( A1 , B1 )", 1, 0, "SUM( A2 , B2 )"),
    ("A1\n+B1", 1, 0, "A2\n+B2"),
    ("A1:INDEX(B:B,5)", 1, 0, "A2:INDEX(B:B,5)"),
    ("INDEX(A1:A9,2):B3", 1, 0, "INDEX(A2:A10,2):B4"),
    # Beyond the edges Excel goes on from the other side.
    ("A1048576", 1, 0, "A1"),
    ("XFD1", 0, 1, "A1"),
    ("A1", -1, 0, "A1048576"),
)


@pytest.mark.parametrize(("text", "rows", "columns", "copied"), MOVES)
def test_a_copied_formula_reads_as_in_excel(text: str, rows: int, columns: int, copied: str) -> None:
    assert moved(text, rows, columns) == copied


@given(st.sampled_from([text for text, *_ in MOVES]), st.integers(-60, 60), st.integers(-60, 60))
def test_a_formula_copied_there_and_back_is_the_same(text: str, rows: int, columns: int) -> None:
    assert moved(moved(text, rows, columns), -rows, -columns) == text
