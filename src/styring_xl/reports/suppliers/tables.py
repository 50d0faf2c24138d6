"""The tables of *Leverandører* and the lines that say how they are made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.units import RATE_UNITS
from styring_xl.figures.contracts import Contract, Held
from styring_xl.figures.spend_lines import NO_PERSON, POOL, UNPLACED
from styring_xl.figures.suppliers import PARTS, Bought, Purchases
from styring_xl.model.kroner import to_kroner
from styring_xl.reports import made as together
from styring_xl.reports import sources, spend
from styring_xl.reports.report import Material
from styring_xl.reports.rows import MadeRow, Rows
from styring_xl.reports.spend import LABELS
from styring_xl.reports.suppliers import made
from styring_xl.reports.suppliers.columns import CONTRACTS, DEAREST, LARGEST, SUPPLIERS, WIDTH
from styring_xl.reports.table import Table
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.standard import style

NO_SUPPLIER: Final = "Uden leverandør"
NOT_SUPPLIERS: Final = "Ikke fordelt på leverandører"
_LARGEST: Final = 15
_DEAREST: Final = 10
_AT: Final = {column.name: at for at, column in enumerate(SUPPLIERS)}
_PERSONS_COLUMN: Final = _AT["persons"]
_AMOUNT_COLUMN: Final = _AT["amount"]
_PRICE_COLUMN: Final = _AT["price"]
_INDEX_COLUMN: Final = _AT["real"]


class SupplierTables:
    """The sheet while it is written; ``charted`` is what the chart is drawn from."""

    def __init__(self, rows: Rows, material: Material, bought: Purchases) -> None:
        self.rows = rows
        self.material = material
        self.bought = bought
        self.charted: list[list[Content]] = []
        self._beside = [(LABELS[kind], material.figures.beside(kind)) for kind in (UNPLACED, NO_PERSON, POOL)]
        lines = sum(1 + len(each.parts) for each in bought.measures)
        # The header, the measures with their suppliers, and what is nobody's stand above the total.
        self._total = rows.next_row + 1 + lines + 1 + len(self._beside)
        # The index stands right below it.
        self._index_cell = rows.cell(self._total + 1, _INDEX_COLUMN)
        self._index = _index(material)
        self._places: dict[tuple[str, str], int] = {}

    def suppliers(self) -> None:
        """The measures, each with its suppliers by weight, and what no supplier has."""
        figures = self.material.figures
        table = Table(self.rows, SUPPLIERS, self._total)
        table.header()
        heads = []
        tracer = self.material.tracer
        for measure in self.bought.measures:
            whole = measure.whole
            head = table.group(
                {"name": whole.measure, **self._figures(whole), "price": whole.price},
                len(measure.parts),
                made=partial(made.bought, tracer, whole),
            )
            heads.append(head)
            for part in measure.parts:
                self._places[part.measure, part.supplier] = table.next_row
                values = self._part(table, part, whole.price, head)
                table.line(values, made=partial(made.part, tracer, part))
        nobody = sum(amount for _, amount in self._beside)
        heads.append(table.group({"name": NOT_SUPPLIERS, **_amount(nobody, figures.result)}, len(self._beside)))
        for kind, (name, amount) in zip((UNPLACED, NO_PERSON, POOL), self._beside, strict=True):
            told = partial(together.beside, tracer, kind)
            table.line({"name": name, **_amount(amount, figures.result)}, made=told)
        stops = sum(each.whole.stops for each in self.bought.measures)
        table.total({"name": "I alt", **_amount(figures.result, figures.result), "stops": float(stops)}, heads)
        year = figures.year
        text = f"Pris- og lønindeks, ændring {year - 1} til {year}"
        said: Content = self._index
        if said is None:
            text, said = f"Pris- og lønindeks for {year - 1} og {year} er ikke skrevet i Parametre", None
        cells: list[Content] = [text, *[None] * (_INDEX_COLUMN - 1), said]
        self.rows.made[self.rows.next_row] = MadeRow({"real": _INDEX_COLUMN}, made.index)
        self.rows.add(cells, (style.NOTE, *[None] * (_INDEX_COLUMN - 1), style.COMPUTED_PERCENT if said else None))

    def _figures(self, each: Bought) -> dict[str, Content]:
        """The counts and the amount of a row."""
        return {
            "citizens": float(each.citizens),
            "persons": each.persons / PARTS,
            **_amount(each.amount, self.material.figures.result),
            "stops": float(each.stops),
        }

    def _part(self, table: Table, part: Bought, average: int | None, head: int) -> dict[str, Content]:
        """What a supplier delivers of a measure, whose own row is ``head``; no price where nobody is active."""
        values: dict[str, Content] = {
            "name": part.supplier or NO_SUPPLIER,
            **self._figures(part),
            "last": part.last_price,
        }
        price = part.price
        if price is None or not average:
            return values
        values |= {
            "price": price,
            "average": Formula(table.ref("price", head), average),
            "distance": price / average - 1,
        }
        if part.last_price:
            values["change"] = price / part.last_price - 1
            if self._index is not None:
                text = f"(1+{table.ref('change', table.next_row)})/(1+{self._index_cell})-1"
                values["real"] = Formula(text, price / part.last_price / (1 + self._index) - 1)
        return values

    def largest(self) -> None:
        """The suppliers that are paid the most, whatever they deliver."""
        shown = self.bought.suppliers[:_LARGEST]
        if not shown:
            return
        self.rows.blank()
        self.rows.section("De største leverandører", WIDTH)
        table = Table(self.rows, LARGEST)
        table.header()
        first = table.next_row
        for each in shown:
            parts = [
                self.rows.cell(row, _AMOUNT_COLUMN) for (_, of), row in self._places.items() if of == each.supplier
            ]
            amount = to_kroner(each.amount)
            cell = table.ref("amount", table.next_row)
            share = f"{cell}/{self.rows.cell(self._total, _AMOUNT_COLUMN)}"
            whole = self.material.figures.result
            row = table.line(
                {
                    "name": each.supplier,
                    "citizens": float(each.citizens),
                    "persons": each.persons / PARTS,
                    "amount": Formula("+".join(parts), amount),
                    "share": Formula(share, each.amount / whole) if whole else None,
                },
                made=partial(made.bought, self.material.tracer, each),
            )
            self.charted.append(
                [Formula(table.ref("name", row), each.supplier), Formula(table.ref("amount", row), amount)]
            )
        total = sum(each.amount for each in shown)
        table.total({"name": f"{len(shown)} største i alt", "amount": to_kroner(total)}, range(first, table.next_row))

    def dearest(self) -> None:
        """The ten prices that lie the most above what others get for the measure."""
        found = [
            (price - average, measure.whole, part)
            for measure in self.bought.measures
            for part in measure.parts
            if (price := part.price) is not None and (average := measure.whole.price) and price > average
        ]
        if not found:
            return
        found.sort(key=lambda each: -each[0])
        self.rows.blank()
        self.rows.section("De ti dyreste priser over foranstaltningens", WIDTH)
        table = Table(self.rows, DEAREST)
        table.header()
        first = table.next_row
        total = 0
        for _, whole, part in found[:_DEAREST]:
            price, average = part.price or 0, whole.price or 0
            excess = _half_up(part.persons * (price - average))
            total += excess
            at = self._places[part.measure, part.supplier]
            table.line(
                {
                    "name": f"{part.supplier or NO_SUPPLIER}: {part.measure}",
                    "citizens": float(part.citizens),
                    "persons": Formula(self.rows.cell(at, _PERSONS_COLUMN), part.persons / PARTS),
                    "excess": excess,
                    "price": Formula(self.rows.cell(at, _PRICE_COLUMN), price),
                    "average": Formula(self.rows.cell(at, _PRICE_COLUMN + 1), average),
                    "distance": price / average - 1,
                },
                made=partial(made.dearest, self.material.tracer, part),
            )
        table.total({"name": "Merpris i alt", "excess": total}, range(first, table.next_row))

    def contracts(self, agreed: Sequence[Contract], held: Sequence[Held]) -> None:
        """The contracts, with how many commitments each is about and how many of them are dearer or outside it."""
        tracer = self.material.tracer
        self.rows.blank()
        self.rows.section("Kontrakter", WIDTH)
        table = Table(self.rows, CONTRACTS)
        table.header()
        for contract in agreed:
            mine = [each for each in held if contract in each.contracts]
            over = sum(made.dearer(tracer.rows, each) for each in mine)
            row = contract.row
            table.line(
                {
                    "name": f"{contract.supplier}: {contract.measure}" if contract.measure else contract.supplier,
                    "rows": float(len(mine)),
                    "unit": None if contract.unit is None else RATE_UNITS[contract.unit],
                    "rate": to_kroner(contract.rate),
                    "start": row.date("start"),
                    "stop": row.date("stop"),
                    "over": float(over),
                    "outside": float(sum(not each.covered for each in mine)),
                },
                made=partial(made.contract, tracer, contract, mine),
            )

    def explain(self) -> None:
        """How the figures are made, and where they come from."""
        self.rows.blank()
        for text in (
            "Pris pr. helårsperson er forventet regnskab delt med helårspersoner. Afstanden er til alle leverandørers "
            "gennemsnit for samme foranstaltning. Under 0,05 helårsperson vises ingen pris.",
            "Pris sidste år er bogført hos leverandøren, hvor en borgers måned med en regning er en tolvtedel af en "
            "helårsperson. Ændring ud over PL er prisens ændring renset for indekset.",
            "En kontrakt holdes mod bevillinger med samme leverandør og foranstaltning. Takst over og Uden for er dem, "
            "Kontrol nævner.",
        ):
            self.rows.notes(text, 170)
        sources.lead(self.rows, self.material, {VARIANCE_AREA: "I alt som på {}", spend.AREA: "Borgerne på {}"})


def _amount(amount: int, whole: int) -> dict[str, Content]:
    return {"amount": to_kroner(amount), "share": amount / whole if whole else 0.0}


def _half_up(ten_thousandths: int) -> int:
    """Whole kroner of kroner in ten-thousandths, as the sheet rounds it."""
    return (ten_thousandths + PARTS // 2) // PARTS


def _index(material: Material) -> float | None:
    """How much prices and wages have risen since last year by the index of *Parametre*, None where it lacks a year."""
    index = dict(material.snapshot.parameters.index)
    year = material.figures.year
    if year not in index or not index.get(year - 1):
        return None
    return index[year] / index[year - 1] - 1
