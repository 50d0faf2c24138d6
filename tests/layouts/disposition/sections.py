"""The sections of a disposition and their sums."""

from __future__ import annotations

from random import Random

from ..base import kroner, old_months
from ..features import Draft, feature
from ..municipality import GROUP_OF
from ..page import MONTH_KEYS, RESULT, Column, Line
from .columns import WORKBOOK


def _parts(made: Draft, rng: Random, by: str) -> list[tuple[str, list[Line]]]:
    """The rows in parts, in the order in which they shall stand."""
    page, town = made.disposition, made.town
    rows = page.rows()

    def key(line: Line) -> str:
        row = town.commitments[line.index]
        if by == "measure":
            return row.measure
        if by == "group":
            return GROUP_OF[row.measure]
        return row.status

    names = list(dict.fromkeys(key(line) for line in rows))
    words = rng.choice(("{}e anbringelser", "{}e", "{}e sager")) if by == "status" else "{}"
    found = [(words.format(name), [line for line in rows if key(line) == name]) for name in names]
    made.notes["parts"] = found
    made.notes["by"] = by
    page.lines = [line for _, lines in found for line in lines]
    return found


def _by(rng: Random) -> str:
    return rng.choice(("status", "status", "measure", "group"))


@feature(WORKBOOK, "sections", "afsnit som rækker", stage=20, weight=3)
def as_rows(made: Draft, rng: Random) -> None:
    page = made.disposition
    parts = _parts(made, rng, _by(rng))
    lines: list[Line] = []
    for name, members in parts:
        lines += [Line("head", {"_label": name}), *members]
    page.lines = lines


@feature(WORKBOOK, "sections", "foranstaltningen som overskrift over sine rækker", stage=20, weight=2)
def measure_as_heading(made: Draft, rng: Random) -> None:
    as_heading = _parts(made, rng, "measure")
    page = made.disposition
    page.columns = [column for column in page.columns if column.key != "measure"]
    page.lines = [line for name, members in as_heading for line in (Line("head", {"_label": name}), *members)]


@feature(WORKBOOK, "sections", "afsnit i første kolonne af første række", stage=20, weight=3)
def in_first_row(made: Draft, rng: Random) -> None:
    page = made.disposition
    parts = _parts(made, rng, _by(rng))
    page.columns.insert(0, Column("section", rng.choice(("", "Afsnit", "Type", "Kategori"))))
    for name, members in parts:
        members[0].cells["section"] = name


@feature(WORKBOOK, "sections", "afsnit flettet ned", stage=20, weight=2)
def merged_down(made: Draft, rng: Random) -> None:
    page = made.disposition
    parts = _parts(made, rng, _by(rng))
    page.columns.insert(0, Column("section", rng.choice(("", "Afsnit", "Område"))))
    for name, members in parts:
        members[0].cells["section"] = name
        if len(members) > 1:
            page.merges.append((members[0], members[-1], "section"))


@feature(WORKBOOK, "sections", "afsnit i hver række", stage=20, weight=1)
def in_every_row(made: Draft, rng: Random) -> None:
    page = made.disposition
    parts = _parts(made, rng, _by(rng))
    page.columns.insert(0, Column("section", rng.choice(("Afsnit", "Kategori", "Område"))))
    for name, members in parts:
        for line in members:
            line.cells["section"] = name


@feature(WORKBOOK, "sections", "foranstaltning kun i første række af sine", stage=20, weight=2)
def measure_once(made: Draft, rng: Random) -> None:
    """As pivot tables and tidy people do: the measure stands in the first row and holds for those below."""
    page = made.disposition
    parts = _parts(made, rng, "measure")
    merged = rng.random() < 0.4
    measure = page.column("measure")
    if measure is not None:
        page.columns.remove(measure)
        page.columns.insert(0, measure)
    for _, members in parts:
        for line in members[1:]:
            line.cells["measure"] = None
        if merged and len(members) > 1:
            page.merges.append((members[0], members[-1], "measure"))


def _sum(label: str, of: list[Line]) -> Line:
    return Line("sum", {"_label": label}, of=of)


def _insert(made: Draft, line: Line, *, after: Line | None = None, before: Line | None = None) -> None:
    lines = made.disposition.lines
    if after is not None:
        lines.insert(lines.index(after) + 1, line)
    elif before is not None:
        lines.insert(lines.index(before), line)
    else:
        lines.append(line)


def _named(rng: Random, name: str) -> str:
    small = name[0].lower() + name[1:]
    return rng.choice((f"I alt {small}", f"{name} i alt", f"Sum {small}", f"Ialt {small}"))


def _proven(made: Draft) -> bool:
    """Whether the sums' formulas or old figures say what they are of."""
    return made.notes["sums"] in ("SUM", "SUBTOTAL") or (made.notes["sums"] == "old" and made.notes["fill"] != "empty")


def _sections(made: Draft, rng: Random) -> list[tuple[str, list[Line]]]:
    return made.notes.get("parts") or _parts(made, rng, "status")


@feature(WORKBOOK, "sums", "sum under hvert afsnit", stage=22, weight=3)
def sums_below(made: Draft, rng: Random) -> None:
    bare = rng.random() < 0.4
    headed = "parts" in made.notes
    if bare and not headed and not _proven(made):
        made.unclear.append("several sums are called I alt and nothing says of what")
    for name, members in _sections(made, rng):
        _insert(made, _sum("I alt" if bare else _named(rng, name), members), after=members[-1])


@feature(WORKBOOK, "sums", "pivottotaler", stage=22, weight=2)
def pivot(made: Draft, rng: Random) -> None:
    for name, members in _sections(made, rng):
        _insert(made, _sum(f"{name} {rng.choice(('Total', 'total'))}", members), after=members[-1])
    _insert(made, _sum("Hovedtotal", made.disposition.rows()))


@feature(WORKBOOK, "sums", "sum over hvert afsnit", stage=22, weight=2)
def sums_above(made: Draft, rng: Random) -> None:
    """The section's name and its sum in one row over its rows."""
    lines = made.disposition.lines
    lines[:] = [line for line in lines if line.kind != "head"]
    named = rng.random() < 0.5
    if not named and not _proven(made):
        made.unclear.append("a section's name with zeros beside it may be a heading or a sum")
    for name, members in _sections(made, rng):
        _insert(made, _sum(_named(rng, name) if named else name, members), before=members[0])
    if not made.disposition.has("measure"):
        # The heading was what said the measure.
        made.notes["headed_sums"] = True


@feature(WORKBOOK, "sums", "løbende sum", stage=22, weight=2)
def cumulated(made: Draft, rng: Random) -> None:
    """I alt aktuelle; I alt aktuelle og forventede: each sum is of all rows so far."""
    so_far: list[Line] = []
    names: list[str] = []
    for name, members in _sections(made, rng):
        so_far = [*so_far, *members]
        names.append(name[0].lower() + name[1:])
        _insert(made, _sum("I alt " + " og ".join(names), so_far), after=members[-1])


@feature(WORKBOOK, "sums", "sum af alt under", stage=22, weight=2)
def grand_below(made: Draft, rng: Random) -> None:
    label = rng.choice(("I alt", "Total", "Hovedtotal", "Samlet", "Sum", "Disponeret i alt", "Alle sager i alt"))
    if rng.random() < 0.4:
        _insert(made, Line("blank"))
    _insert(made, _sum(label, made.disposition.rows()))


@feature(WORKBOOK, "sums", "sum af alt over", stage=22, weight=2)
def grand_above(made: Draft, rng: Random) -> None:
    label = rng.choice(("I alt", "Total", "Samlet", "Sum af alle"))
    made.disposition.lines.insert(0, _sum(label, made.disposition.rows()))


@feature(WORKBOOK, "sums", "sum under hvert afsnit og af alt", stage=22, weight=3)
def both(made: Draft, rng: Random) -> None:
    for name, members in _sections(made, rng):
        _insert(made, _sum(_named(rng, name), members), after=members[-1])
    if rng.random() < 0.5:
        _insert(made, Line("blank"))
    _insert(
        made, _sum(rng.choice(("I alt", "Hovedtotal", "I alt alle", "Samlet i alt", "Total")), made.disposition.rows())
    )


@feature(WORKBOOK, "sums", "brutto, refusion og netto", stage=22, weight=2)
def gross_and_net(made: Draft, rng: Random) -> None:
    """Gross is the sum of the rows; refusion and net are the users' own."""
    page = made.disposition
    rows = page.rows()
    gross = _sum(rng.choice(("Brutto i alt", "I alt brutto", "Bruttoudgift i alt")), rows)
    refund = Line("own", {"_label": rng.choice(("Refusion", "Statsrefusion", "Heraf refusion"))}, trouble=True)
    net = Line("own", {"_label": rng.choice(("Netto i alt", "I alt netto", "Nettoudgift i alt"))}, trouble=True)
    for key in (*MONTH_KEYS, RESULT):
        share = -1_000 if key != RESULT else -12_000
        refund.cells[key] = share
        amounts = [old_months(made.town, line.index) for line in rows]
        total = sum(sum(months) if key == RESULT else months[MONTH_KEYS.index(key)] for months in amounts)
        if made.notes["fill"] == "empty":
            total = 0
        net.cells[key] = kroner(total + 100 * share)
    page.lines += [gross, refund, net]


@feature(WORKBOOK, "sumform", "summer som formler", stage=5, weight=3)
def sum_formulas(made: Draft, rng: Random) -> None:
    made.notes["sums"] = "SUM"


@feature(WORKBOOK, "sumform", "summer som SUBTOTAL", stage=5)
def subtotals(made: Draft, rng: Random) -> None:
    made.notes["sums"] = "SUBTOTAL"


@feature(WORKBOOK, "sumform", "summer som nuller", stage=5, weight=1)
def sum_zeros(made: Draft, rng: Random) -> None:
    made.notes["sums"] = "zeros"


@feature(WORKBOOK, "fill", "tomme måneder", stage=4)
def empty_months(made: Draft, rng: Random) -> None:
    made.notes["fill"] = "empty"


@feature(WORKBOOK, "fill", "måneder med nuller", stage=4)
def zero_months(made: Draft, rng: Random) -> None:
    made.notes["fill"] = "zeros"


@feature(WORKBOOK, "result", "forventet regnskab er en formel", stage=4)
def result_formula(made: Draft, rng: Random) -> None:
    made.notes["result"] = "formula"


@feature(WORKBOOK, "widehead", "afsnittets overskrift flettet hen over rækken", stage=61)
def headings_merged(made: Draft, rng: Random) -> None:
    page = made.disposition
    keys = [column.key for column in page.columns]
    for line in page.lines:
        if line.kind == "head":
            at = next((at for at, key in enumerate(keys) if line.cells.get(key) is not None), None)
            if at is not None and at + 4 < len(keys):
                page.wide_lines.append((line, keys[at], keys[at + 4]))


@feature(WORKBOOK, "sumcodes", "summer kaldt efter et kontonummer eller en kode", stage=23, weight=1)
def coded_sums(made: Draft, rng: Random) -> None:
    """»I alt BO1«: a code that stands nowhere else, so that the figures or the place must say what the sum is of."""
    text = rng.choice(("I alt BO{}", "I alt 52820{}", "Sum inst. {}", "I alt 5.28.2{} (B{})"))
    sums = [line for line in made.disposition.lines if line.kind == "sum" and len(line.of) < len(made.town.commitments)]
    for number, line in enumerate(sums, start=1):
        line.cells["_label"] = text.format(number, number)
    if sums and not _proven(made):
        made.unclear.append("nothing says what a sum with a code is of")
