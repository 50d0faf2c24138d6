"""The columns of the tables of *Leverandører*, which stand under each other and so share their widths."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look
from styring_xl.standard.column import Column

SUPPLIERS: Final = (
    Column("name", "Foranstaltning og leverandør", look.TEXT, 46),
    Column("citizens", "Borgere i året", look.WHOLE, 12),
    Column("persons", "Helårspersoner", look.COUNT, 15),
    Column("amount", "Forventet regnskab", look.KRONER, 16, summed=True),
    Column("share", "Andel", look.PERCENT, 10, "IF({total.amount}=0,0,{amount}/{total.amount})"),
    Column("price", "Pris pr. helårsperson", look.KRONER, 16, "ROUND({amount}/{persons},0)"),
    Column("average", "Foranstaltningens pris", look.KRONER, 16),
    Column("distance", "Afstand", look.PERCENT, 11, "{price}/{average}-1"),
    Column("last", "Pris sidste år", look.KRONER, 14),
    Column("change", "Ændring", look.PERCENT, 11, "{price}/{last}-1"),
    Column("real", "Ændring ud over PL", look.PERCENT, 13),
    Column("stops", "Stop resten af året", look.WHOLE, 12, summed=True),
)
LARGEST: Final = (
    Column("name", "Leverandør", look.TEXT),
    Column("citizens", "Borgere", look.WHOLE),
    Column("persons", "Helårspersoner", look.COUNT),
    Column("amount", "Forventet", look.KRONER, summed=True),
    Column("share", "Andel", look.PERCENT),
)
DEAREST: Final = (
    Column("name", "Leverandør og foranstaltning", look.TEXT),
    Column("citizens", "Borgere", look.WHOLE),
    Column("persons", "Helårspersoner", look.COUNT),
    Column("excess", "Merpris i året", look.KRONER, formula="ROUND({persons}*({price}-{average}),0)", summed=True),
    Column("empty"),
    Column("price", "Pris", look.KRONER),
    Column("average", "Gennemsnit", look.KRONER),
    Column("distance", "Afstand", look.PERCENT, formula="{price}/{average}-1"),
)
CONTRACTS: Final = (
    Column("name", "Kontrakt", look.TEXT),
    Column("rows", "Bevillinger", look.WHOLE),
    Column("unit", "Takstenhed", look.TEXT),
    Column("rate", "Aftalt takst", look.KRONER),
    Column("start", "Fra", look.DATE),
    Column("stop", "Til", look.DATE),
    Column("over", "Takst over", look.WHOLE),
    Column("outside", "Uden for", look.WHOLE),
)
WIDTH: Final = len(SUPPLIERS)
