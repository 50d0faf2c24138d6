"""What people do to a disposition sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from .base import LONG_MONTHS, MONTHS, kroner, money, old_months
from .cells import danish_text
from .features import Draft, feature, of_both, of_truth
from .municipality import GROUP_OF, RATES, SUPPLIERS, Municipality
from .page import MONTH_KEYS, RESULT, Column, Formula, Line

WORKBOOK = "workbook"

SYNONYMS: dict[str, tuple[str, ...]] = {
    "cpr": ("Cpr-nr.", "CPR", "Personnummer", "CPR-nummer", "Borgers CPR", "Cpr. nr."),
    "name": ("Navn", "Borgers navn", "Barnets navn", "Initialer"),
    "measure": ("Indsats", "Foranstaltningstype", "Ydelse", "Tilbudstype", "Indsatstype"),
    "supplier": ("Leverandør", "Opholdssted", "Tilbud", "Udfører", "Leverandørnavn"),
    "rate": ("Takst kr.", "Pris", "Enhedspris", "Takst (kr.)", "Takst i kr.", "Pris pr. enhed"),
    "unit": ("Enhed", "Takst pr.", "Afregningsenhed", "Pr."),
    "quantity": ("Antal", "Mængde", "Antal enheder", "Omfang"),
    "start": ("Start", "Fra dato", "Startdato", "Bevilling fra", "Gyldig fra", "Indskrevet"),
    "stop": ("Slutdato", "Til dato", "Stop", "Bevilling til", "Gyldig til", "Ophør"),
    RESULT: ("I alt", "Forventet forbrug", "Forventet årsforbrug", "Total", "Forventet udgift i alt", "Hele året"),
}

# ---------------------------------------------------------------- headers and columns


@feature(WORKBOOK, "headers", "overskrifter med andre ord", stage=10)
def other_words(made: Draft, rng: Random) -> None:
    for column in made.disposition.columns:
        if column.key in SYNONYMS:
            column.header = rng.choice(SYNONYMS[column.key])


@feature(WORKBOOK, "headers", "overskrifter med store bogstaver og linjeskift", stage=10, weight=1)
def shouted(made: Draft, rng: Random) -> None:
    for column in made.disposition.columns:
        text = str(column.header)
        column.header = rng.choice((text.upper(), text.replace(" ", "\n"), f" {text} ", text + ":"))


@feature(WORKBOOK, "months", "måneder med hele navne", stage=11)
def long_names(made: Draft, rng: Random) -> None:
    _name_months(made, lambda month: LONG_MONTHS[month - 1])


@feature(WORKBOOK, "months", "måneder med »kr.«", stage=11)
def with_kr(made: Draft, rng: Random) -> None:
    text = rng.choice(("{} kr.", "{} (kr.)", "{} i kr.", "Kr. {}"))
    names = rng.choice((MONTHS, LONG_MONTHS))
    _name_months(made, lambda month: text.format(names[month - 1]))


@feature(WORKBOOK, "months", "måneder som tal og år", stage=11)
def numbered(made: Draft, rng: Random) -> None:
    text = rng.choice(("{m:02d}-{y}", "{m:02d}.{y}", "{y}-{m:02d}", "{n} {y}", "{n}-{s}", "{n} {s}"))
    year = made.town.year
    _name_months(made, lambda month: text.format(m=month, y=year, s=year % 100, n=MONTHS[month - 1]))


@feature(WORKBOOK, "months", "måneder som datoer", stage=11)
def dated(made: Draft, rng: Random) -> None:
    _name_months(made, lambda month: dt.date(made.town.year, month, 1))


@feature(WORKBOOK, "months", "måneder med små bogstaver og punktum", stage=11, weight=1)
def small(made: Draft, rng: Random) -> None:
    _name_months(made, lambda month: MONTHS[month - 1].lower() + ".")


def _name_months(made: Draft, name: Callable[[int], Any]) -> None:
    for month, key in enumerate(MONTH_KEYS, start=1):
        column = made.disposition.column(key)
        if column is not None:
            column.header = name(month)


@feature(WORKBOOK, "order", "kolonner i anden orden", stage=12)
def shuffled(made: Draft, rng: Random) -> None:
    page = made.disposition
    facts = [column for column in page.columns if column.key not in (*MONTH_KEYS, RESULT)]
    rest = [column for column in page.columns if column not in facts]
    head, tail = facts[:2], facts[2:]
    rng.shuffle(tail)
    page.columns = [*head, *tail, *rest]


@feature(WORKBOOK, "order", "forventet regnskab før månederne", stage=12)
def result_first(made: Draft, rng: Random) -> None:
    page = made.disposition
    result = page.column(RESULT)
    assert result is not None
    page.columns.remove(result)
    page.columns.insert(next(i for i, each in enumerate(page.columns) if each.key == "m1"), result)


@feature(WORKBOOK, "order", "foranstaltning som første kolonne", stage=12)
def measure_first(made: Draft, rng: Random) -> None:
    page = made.disposition
    measure = page.column("measure")
    if measure is not None:
        page.columns.remove(measure)
        page.columns.insert(0, measure)


@feature(WORKBOOK, "extra", "ekstra kolonner", stage=13)
def more_columns(made: Draft, rng: Random) -> None:
    page = made.disposition
    adding = [
        ("x_paragraph", "Paragraf", lambda row: rng.choice(("§ 32", "§ 43", "§ 46"))),
        ("x_account", "Kontonummer", lambda row: 528_201_001 + row.index % 3),
        ("x_age", "Alder", lambda row: 4 + row.index),
        ("x_case", "Sagsnr.", lambda row: f"S{2026_000 + row.index}"),
        ("adviser", "Rådgiver", lambda row: made.town.commitments[row.index].adviser),
        ("note", "Bemærkning", lambda row: rng.choice((None, "Forlænges nok", "Aftalt på møde 12.03", "Se aftale"))),
        ("x_school", "Heraf skole", lambda row: 1_500 if row.index % 3 == 0 else None),
        ("x_vat", "Moms betales", lambda row: rng.choice(("ja", "nej"))),
        ("x_old", "Takst 2025", lambda row: kroner(made.town.commitments[row.index].rate // 10_300 * 10_000)),
        ("x_last", "Regnskab 2025", lambda row: 1_000 * (80 + 13 * row.index)),
    ]
    for key, header, value in rng.sample(adding, rng.randint(1, 4)):
        fixed = [column.key for column in page.columns if column.key not in MONTH_KEYS[1:]]
        at = rng.choice([key for key in fixed if key not in (*MONTH_KEYS, "cpr")])
        page.insert_after(at, Column(key, header))
        for line in page.rows():
            line.cells[key] = value(line)


@feature(WORKBOOK, "name", "uden navn", stage=13)
def no_name(made: Draft, rng: Random) -> None:
    made.disposition.columns = [column for column in made.disposition.columns if column.key != "name"]


@feature(WORKBOOK, "twins", "to kolonner med ét navn, den ene tom", stage=14, weight=1)
def twin_empty(made: Draft, rng: Random) -> None:
    page = made.disposition
    key = rng.choice(("rate", "start", "stop", "supplier"))
    column = page.column(key)
    if column is not None:
        page.insert_after(RESULT, Column("x_twin", column.header))


@feature(WORKBOOK, "twins", "to kolonner med ét navn og hver sit tal", stage=14, weight=1)
def twin_filled(made: Draft, rng: Random) -> None:
    page = made.disposition
    column = page.column("rate")
    assert column is not None
    page.insert_after("rate", Column("x_twin", column.header))
    for line in page.rows():
        line.cells["x_twin"] = round(line.cells["rate"] * 1.03) if isinstance(line.cells["rate"], int | float) else 1
        line.trouble = True
    made.unclear.append("two columns are called takst and both hold figures")


@feature(WORKBOOK, "hidden", "skjulte kolonner", stage=15)
def hide(made: Draft, rng: Random) -> None:
    page = made.disposition
    for key in rng.sample(("name", "supplier", "quantity", "m1", "m2", "unit"), 2):
        column = page.column(key)
        if column is not None:
            column.hidden = True


@feature(WORKBOOK, "hidden", "en skjult kolonne med sidste års tal", stage=15)
def hidden_old(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.insert_after(
        RESULT, Column("x_hidden", rng.choice(("Regnskab 2025", "I alt 2025", "Forventet 2025")), hidden=True)
    )
    for line in page.rows():
        line.cells["x_hidden"] = 1_000 * (60 + 7 * line.index)


def _all_in(unit: str) -> Callable[[Municipality, Random], Municipality]:
    def before(town: Municipality, rng: Random) -> Municipality:
        low, high, step = RATES[unit]
        rows = [
            replace(row, unit=unit, rate=100 * rng.randrange(low, high, step), quantity=Fraction(1))
            for row in town.commitments
        ]
        return replace(town, commitments=tuple(rows))

    return before


def _unit_in_header(*headers: str) -> Callable[[Draft, Random], None]:
    def apply(made: Draft, rng: Random) -> None:
        page = made.disposition
        page.columns = [column for column in page.columns if column.key not in ("unit", "quantity")]
        rate = page.column("rate")
        assert rate is not None
        rate.header = rng.choice(headers)

    return apply


of_both(
    WORKBOOK,
    "unit",
    "månedstakst uden enhedskolonne",
    _all_in("måned"),
    _unit_in_header(
        "Månedstakst", "Takst (mdl.)", "Takst pr. md.", "Takst pr. måned", "Pris pr. måned", "Takst pr. mdr."
    ),
    stage=10,
)
of_both(
    WORKBOOK,
    "unit",
    "døgntakst uden enhedskolonne",
    _all_in("døgn"),
    _unit_in_header("Døgntakst", "Takst pr. døgn", "Takst (døgn)", "Pris pr. døgn"),
    stage=10,
)


def _of_one_measure(town: Municipality, rng: Random) -> Municipality:
    """A citizen then has rows one after the other only."""
    measure = rng.choice([row.measure for row in town.commitments])
    first: dict[str, str] = {}
    rows = []
    for row in town.commitments:
        if first.setdefault(row.cpr, row.measure) == row.measure:
            rows.append(replace(row, measure=measure, supplier=rng.choice(SUPPLIERS[measure])))
    return replace(
        town,
        commitments=tuple(rows),
        budget=tuple(line for line in town.budget if line.measure == measure) or town.budget,
    )


def _measure_on_tab(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.columns = [column for column in page.columns if column.key != "measure"]
    page.name = made.town.commitments[0].measure


def _measure_in_title(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.columns = [column for column in page.columns if column.key != "measure"]
    text = rng.choice(("{} 2026", "{}", "Disponering af {}", "Foranstaltning: {}"))
    page.above[:0] = [[text.format(made.town.commitments[0].measure)], []]


of_both(WORKBOOK, "sheetname", "foranstaltningen som arknavn", _of_one_measure, _measure_on_tab, stage=29, weight=1)
of_both(WORKBOOK, "sheetname", "foranstaltningen som titel", _of_one_measure, _measure_in_title, stage=29, weight=1)

# ---------------------------------------------------------------- years, quarters, pairs


@feature(WORKBOOK, "years", "sidste år ved siden af", stage=16)
def last_year(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    header = rng.choice((f"Regnskab {year - 1}", f"R{year - 1}", f"Forbrug {year - 1}", f"I alt {year - 1}"))
    column = Column("x_year", header)
    if rng.random() < 0.5:
        page.insert_after(RESULT, column)
    else:
        page.columns.insert(next(i for i, each in enumerate(page.columns) if each.key == "m1"), column)
    for line in page.rows():
        line.cells["x_year"] = 1_000 * (95 + 11 * line.index)


@feature(WORKBOOK, "years", "to år ved siden af hinanden", stage=16)
def two_years(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    with_year = rng.choice(("{} {}", "{}-{}", "{} '{}"))

    def named(month: int, of: int) -> str:
        return with_year.format(MONTHS[month - 1], of if "'" not in with_year else of % 100)

    _name_months(made, lambda month: named(month, year))
    other = year - 1 if rng.random() < 0.6 else year + 1
    columns = [Column(f"y{month}", named(month, other)) for month in range(1, 13)]
    columns.append(Column("y_all", f"I alt {other}"))
    result = page.column(RESULT)
    assert result is not None
    result.header = f"I alt {year}"
    at = next(i for i, each in enumerate(page.columns) if each.key == "m1")
    if other > year:
        at = max(i for i, each in enumerate(page.columns) if each.key in (*MONTH_KEYS, RESULT)) + 1
    page.columns[at:at] = columns
    for line in page.rows():
        amount = 1_000 * (6 + line.index)
        for month in range(1, 13):
            line.cells[f"y{month}"] = amount
        line.cells["y_all"] = 12 * amount


@feature(WORKBOOK, "between", "kvartaler mellem månederne", stage=17)
def quarters(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}. kvartal", "K{}", "Q{}", "{}. kvt.", "I alt {}. kvartal"))
    _between(made, rng, {f"q{n}": tuple(range(3 * n - 2, 3 * n + 1)) for n in range(1, 5)}, text)


@feature(WORKBOOK, "between", "halvår mellem månederne", stage=17)
def halves(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}. halvår", "H{}", "Halvår {}"))
    _between(made, rng, {f"q{n}": tuple(range(6 * n - 5, 6 * n + 1)) for n in (1, 2)}, text)


def _between(made: Draft, rng: Random, parts: dict[str, tuple[int, ...]], text: str) -> None:
    made.notes["quarters"] = parts
    made.notes["quarter_form"] = rng.choice(("formulas", "formulas", "values"))
    for number, (key, members) in enumerate(parts.items(), start=1):
        made.disposition.insert_after(f"m{members[-1]}", Column(key, text.format(number)))


@feature(WORKBOOK, "between", "realiseret og budget i hver måned", stage=17)
def pairs(made: Draft, rng: Random) -> None:
    page = made.disposition
    banded = rng.random() < 0.5
    words = rng.choice((("Realiseret", "Budget"), ("Forbrug", "Budget"), ("Forventet", "Budget")))
    for month, key in enumerate(MONTH_KEYS, start=1):
        column = page.column(key)
        assert column is not None
        name = column.header if isinstance(column.header, str) else MONTHS[month - 1]
        if banded:
            column.band, column.header = name, words[0]
        else:
            column.header = f"{name} {words[0]}"
        page.insert_after(key, Column(f"b{month}", words[1] if banded else f"{name} {words[1]}", band=column.band))
        for line in page.rows():
            line.cells[f"b{month}"] = 1_000 * (10 + line.index)
    # Nobody can know whether the expected months belong into a column of what was spent.
    made.notes["months_optional"] = True


@feature(WORKBOOK, "scale", "beløb i 1.000 kr. ifølge titlen", stage=18, weight=1)
def thousands_by_title(made: Draft, rng: Random) -> None:
    _in_thousands(made)
    made.disposition.above.insert(
        0,
        [rng.choice(("Disponering 2026, beløb i 1.000 kr.", "Alle beløb er i 1.000 kr.", "Disponering 2026 (t.kr.)"))],
    )


@feature(WORKBOOK, "scale", "beløb i 1.000 kr. ifølge overskrifterne", stage=18, weight=1)
def thousands_by_header(made: Draft, rng: Random) -> None:
    _in_thousands(made)
    text = rng.choice(("{} (1.000 kr.)", "{} i 1.000 kr.", "{} (t.kr.)"))
    for column in made.disposition.columns:
        if column.key in ("rate", *MONTH_KEYS, RESULT, "q1", "q2", "q3", "q4") and isinstance(column.header, str):
            column.header = text.format(column.header)


def _in_thousands(made: Draft) -> None:
    made.notes["scale"] = 1000
    for line in made.disposition.rows():
        rate = line.cells["rate"]
        if isinstance(rate, int | float):
            line.cells["rate"] = round(rate / 1000, 5)


# ---------------------------------------------------------------- sections and sums


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


# ---------------------------------------------------------------- rows that are no citizens


@feature(WORKBOOK, "blank", "tomme rækker", stage=27)
def blank_rows(made: Draft, rng: Random) -> None:
    page = made.disposition
    for _ in range(rng.randint(1, 3)):
        page.lines.insert(rng.randint(1, len(page.lines)), Line("blank"))


@feature(WORKBOOK, "tail", "rækker med sidste års tal, budget og forskel", stage=28, weight=2)
def last_years_row(made: Draft, rng: Random) -> None:
    page, year = made.disposition, made.town.year
    page.lines.append(Line("blank"))
    labels = [
        f"I alt {year - 1}",
        f"Regnskab {year - 1}",
        f"Budget {year}",
        "Forskel",
        "Difference til budget",
        f"Sum {year - 1}",
        "Gennemsnit pr. sag",
        "Afvigelse",
    ]
    for number, label in enumerate(rng.sample(labels, rng.randint(1, 3))):
        line = Line("own", {"_label": label}, trouble=True)
        for month, key in enumerate(MONTH_KEYS, start=1):
            line.cells[key] = 1_000 * (50 + 3 * month + number)
        line.cells[RESULT] = sum(1_000 * (50 + 3 * month + number) for month in range(1, 13))
        page.lines.append(line)


@feature(WORKBOOK, "tail", "oversigt under rækkerne", stage=28, weight=2)
def recap_below(made: Draft, rng: Random) -> None:
    page, town = made.disposition, made.town
    form = rng.choice(("two", "months"))
    page.lines += [Line("blank"), Line("blank")]
    names = list(dict.fromkeys(row.measure for row in town.commitments))
    amounts: dict[str, list[int]] = {
        name: [
            sum(months)
            for months in zip(
                *(old_months(town, i) for i, row in enumerate(town.commitments) if row.measure == name), strict=True
            )
        ]
        for name in names
    }
    page.lines.append(
        Line("own", {"_label": rng.choice(("Oversigt", "Fordelt på foranstaltning", "Rekapitulation"))}, trouble=True)
    )
    kind = "own" if form == "two" else "either"
    months = [sum(column) for column in zip(*amounts.values(), strict=True)]
    members = {name: [line for line in page.rows() if town.commitments[line.index].measure == name] for name in names}
    for name, figures in [*amounts.items(), ("I alt", months)]:
        line = Line(kind, {"_label": name}, trouble=True, of=members.get(name, page.rows()))
        if form == "two":
            line.cells["_second"] = kroner(sum(figures))
        else:
            line.cells |= {key: kroner(ore) for key, ore in zip(MONTH_KEYS, figures, strict=True)}
            line.cells[RESULT] = kroner(sum(figures))
        page.lines.append(line)


@feature(WORKBOOK, "tail", "note under rækkerne", stage=28, weight=1)
def remark_below(made: Draft, rng: Random) -> None:
    page = made.disposition
    page.lines += [Line("blank"), Line("own", {"_label": "Note: taksterne er fra takstkataloget pr. 1. januar 2026."})]


@feature(WORKBOOK, "beside", "tabel med totaler et andet sted", stage=28)
def totals_beside(made: Draft, rng: Random) -> None:
    page, town = made.disposition, made.town
    block: list[list[Any]] = [
        [rng.choice(("Foranstaltning", "Område")), rng.choice(("I alt", "Forventet", "Antal sager"))]
    ]
    for name in dict.fromkeys(row.measure for row in town.commitments):
        of = [i for i, row in enumerate(town.commitments) if row.measure == name]
        block.append([name, money(made, sum(sum(old_months(town, i)) for i in of))])
    block.append(["I alt", money(made, sum(sum(old_months(town, i)) for i in range(len(town.commitments))))])
    if rng.random() < 0.5:
        page.beside = block
    else:
        page.above = [*block, [], *page.above]


@feature(WORKBOOK, "preamble", "tal i indledningen", stage=29)
def preamble(made: Draft, rng: Random) -> None:
    town = made.town
    made.disposition.above[:0] = rng.choice(
        (
            [
                ["Fjordby Kommune"],
                ["Disponering 2026"],
                ["Budget 2026", money(made, town.revised)],
                ["Forbrug til dato", money(made, 81_234_550)],
                [],
            ],
            [["Opdateret", dt.date(2026, 4, 3), "af", "AH"], ["Antal sager", len(town.commitments)], []],
            [["Ramme", None, money(made, town.revised)], ["Rest", None, money(made, 12_345_600)], [], []],
        )
    )


@feature(WORKBOOK, "preamble", "titel over tabellen", stage=29)
def title(made: Draft, rng: Random) -> None:
    made.disposition.above[:0] = [
        [rng.choice(("Disponering 2026", "Fjordby Kommune - børn og unge 2026", "Anbringelser"))],
        [],
    ]


@feature(WORKBOOK, "sheetname", "arket hedder noget andet", stage=29)
def other_sheet_name(made: Draft, rng: Random) -> None:
    made.disposition.name = rng.choice(
        ("Anbringelser 2026", "Ark1", "Børn og unge", "Sagsoversigt", "Disp. 2026", "Økonomi")
    )


@feature(WORKBOOK, "left", "tomme kolonner til venstre", stage=29, weight=1)
def moved_right(made: Draft, rng: Random) -> None:
    made.disposition.left = rng.choice((1, 2))


@feature(WORKBOOK, "band", "flettede overskrifter over kolonnerne", stage=29, weight=1)
def bands(made: Draft, rng: Random) -> None:
    if any(column.band for column in made.disposition.columns):
        return
    for column in made.disposition.columns:
        if column.key in ("cpr", "name"):
            column.band = "Borger"
        elif column.key in ("rate", "unit", "quantity"):
            column.band = "Økonomi"
        elif column.key in ("start", "stop"):
            column.band = "Periode"
        elif column.key in MONTH_KEYS:
            column.band = "Måned"


# ---------------------------------------------------------------- cpr, dates, amounts


@feature(WORKBOOK, "cpr", "CPR kun på borgerens første række", stage=35, weight=3)
def cpr_once(made: Draft, rng: Random) -> None:
    _once(made, merged=False)


@feature(WORKBOOK, "cpr", "CPR flettet over borgerens rækker", stage=35, weight=3)
def cpr_merged(made: Draft, rng: Random) -> None:
    _once(made, merged=True)


def _once(made: Draft, *, merged: bool) -> None:
    page, town = made.disposition, made.town
    run: list[Line] = []
    for line in [*page.lines, Line("blank")]:
        same = line.kind == "row" and run and town.commitments[line.index].cpr == town.commitments[run[0].index].cpr
        if same:
            line.cells["cpr"] = None
            line.cells["name"] = None
            run.append(line)
            continue
        if merged and len(run) > 1:
            page.merges.append((run[0], run[-1], "cpr"))
            if page.has("name"):
                page.merges.append((run[0], run[-1], "name"))
        run = [line] if line.kind == "row" else []


def _each_cpr(made: Draft, change: Callable[[str, Line], Any]) -> None:
    for line in made.disposition.rows():
        if isinstance(line.cells.get("cpr"), str):
            line.cells["cpr"] = change(line.cells["cpr"], line)


@feature(WORKBOOK, "cpr", "CPR som tal", stage=35)
def cpr_number(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: int(cpr.replace("-", "")))


@feature(WORKBOOK, "cpr", "CPR som teksten 6101054567.0", stage=35, weight=1)
def cpr_float(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: cpr.replace("-", "") + ".0")


@feature(WORKBOOK, "cpr", "CPR som 6,10E+09", stage=35, weight=1)
def cpr_scientific(made: Draft, rng: Random) -> None:
    def lost(cpr: str, line: Line) -> str:
        line.trouble = True
        return f"{cpr[0]},{cpr[1:3]}E+09"

    _each_cpr(made, lost)
    made.unclear.append("the citizens' numbers are lost")


@feature(WORKBOOK, "cpr", "CPR med navn efter", stage=35)
def cpr_with_name(made: Draft, rng: Random) -> None:
    text = rng.choice(("{c} {n}", "{c}, {n}", "{c} - {n}", "{n} {c}", "{n} ({c})"))
    _each_cpr(made, lambda cpr, line: text.format(c=cpr, n=made.town.commitments[line.index].name))


@feature(WORKBOOK, "cpr", 'CPR som ="…"', stage=35, weight=1)
def cpr_formula(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: Formula(f'="{cpr}"', cpr))


@feature(WORKBOOK, "cpr", "CPR uden bindestreg", stage=35, weight=1)
def cpr_bare(made: Draft, rng: Random) -> None:
    _each_cpr(made, lambda cpr, line: cpr.replace("-", rng.choice(("", " "))))


def _each_date(made: Draft, text: str, open_end: Any = None) -> None:
    for line in made.disposition.rows():
        for key in ("start", "stop"):
            value = line.cells.get(key)
            if isinstance(value, dt.date):
                line.cells[key] = text.format(d=value.day, m=value.month, y=value.year, s=value.year % 100)
            elif value is None and key == "stop":
                line.cells[key] = open_end


@feature(WORKBOOK, "dates", "datoer som m/d beviset af kolonnen", stage=36)
def american(made: Draft, rng: Random) -> None:
    rows = [made.town.commitments[line.index] for line in made.disposition.rows()]
    proven = all(
        any(day is not None and day.day > 12 for day in days)
        for days in ([row.start for row in rows], [row.stop for row in rows])
        if any(days)
    )
    if proven:
        _each_date(made, rng.choice(("{m:02d}/{d:02d}/{y}", "{m}/{d}/{y}")))


@feature(WORKBOOK, "dates", "ISO-datoer som tekst", stage=36)
def iso(made: Draft, rng: Random) -> None:
    _each_date(made, "{y}-{m:02d}-{d:02d}")


@feature(WORKBOOK, "dates", "danske datoer som tekst", stage=36)
def danish(made: Draft, rng: Random) -> None:
    text = rng.choice(
        ("{d:02d}-{m:02d}-{y}", "{d:02d}.{m:02d}.{y}", "{d}/{m}-{y}", "{d}.{m}.{s:02d}", "{d:02d}-{m:02d}-{s:02d}")
    )
    _each_date(made, text, rng.choice((None, "31-12-9999", "01.01.9999")))


@feature(WORKBOOK, "dates", "åben slutdato som 31-12-9999", stage=36)
def year_9999(made: Draft, rng: Random) -> None:
    for line in made.disposition.rows():
        if line.cells.get("stop") is None:
            line.cells["stop"] = dt.date(9999, 12, 31)


def _each_rate(made: Draft, change: Callable[[float], Any]) -> None:
    for line in made.disposition.rows():
        if isinstance(line.cells.get("rate"), int | float):
            line.cells["rate"] = change(line.cells["rate"])


@feature(WORKBOOK, "amounts", "takster som dansk tekst", stage=37)
def danish_amounts(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "{} kr.", "kr. {}", "{} kr", "DKK {}"))
    _each_rate(made, lambda value: text.format(danish_text(value)))


@feature(WORKBOOK, "amounts", "takster som »31.000,-«", stage=37, weight=1)
def dash_amounts(made: Draft, rng: Random) -> None:
    _each_rate(made, lambda value: danish_text(value, 0) + ",-" if value == int(value) else value)


@feature(WORKBOOK, "amounts", "takster som »31,000«", stage=37, weight=1)
def english_amounts(made: Draft, rng: Random) -> None:
    if made.notes["scale"] != 1:
        return

    def english(value: float) -> Any:
        return f"{int(value):,}" if value == int(value) and value >= 1_000 else value

    for line in made.disposition.rows():
        line.trouble = line.trouble or isinstance(line.cells.get("rate"), int | float)
    _each_rate(made, english)
    made.unclear.append("»31,000« may be 31.000 or 31,00")


@of_truth(WORKBOOK, "quantity", "mængde »0.750« som tekst")
def part_quantity(town: Municipality, rng: Random) -> Municipality:
    rows = [
        replace(row, quantity=Fraction(3, 4)) if row.unit != "time" and rng.random() < 0.5 else row
        for row in town.commitments
    ]
    return replace(town, commitments=tuple(rows))


@feature(WORKBOOK, "quantitytext", "mængde som tekst", stage=38)
def quantity_text(made: Draft, rng: Random) -> None:
    style = rng.choice(("0.750", "0,75"))
    for line in made.disposition.rows():
        row = made.town.commitments[line.index]
        if row.quantity == Fraction(3, 4):
            line.cells["quantity"] = style


@of_truth(WORKBOOK, "coincidence", "en række, der ligner summen af sine naboer", weight=2)
def looks_like_a_sum(town: Municipality, rng: Random) -> Municipality:
    rows = list(town.commitments)
    counts = Counter(row.cpr for row in rows)
    spots = [i for i in range(2, len(rows)) if all(counts[row.cpr] == 1 for row in rows[i - 2 : i + 1])]
    if not spots:
        return town
    at = rng.choice(spots)
    for number, rate in ((at - 2, 1_000_000), (at - 1, 2_000_000), (at, 3_000_000)):
        rows[number] = replace(
            rows[number], unit="måned", rate=rate, quantity=Fraction(1), start=dt.date(town.year - 1, 3, 1), stop=None
        )
    return replace(town, commitments=tuple(rows))


@of_truth(WORKBOOK, "lonely", "et afsnit med én borger", weight=1)
def lonely(town: Municipality, rng: Random) -> Municipality:
    seen: set[str] = set()
    rows = []
    for row in town.commitments:
        if row.status == "Forventet":
            if "Forventet" in seen:
                continue
            seen.add("Forventet")
        rows.append(row)
    return replace(town, commitments=tuple(rows))


@feature(WORKBOOK, "cache", "formler uden gemt resultat", stage=90, weight=1)
def no_results(made: Draft, rng: Random) -> None:
    made.cached = False


@feature(WORKBOOK, "settings", "uden arket Opsætning", stage=90, weight=1)
def no_settings(made: Draft, rng: Random) -> None:
    made.settings = False


@feature(WORKBOOK, "pool", "pulje nederst", stage=26)
def pool_row(made: Draft, rng: Random) -> None:
    amount = 100_000 * rng.randint(2, 9)
    label = rng.choice(("Skøn (pulje)", "Pulje til nye sager", "Pulje"))
    made.disposition.lines.append(Line("pool", {"_label": label, RESULT: amount}))
    made.town = replace(made.town, pools=((label, 100 * amount),))
