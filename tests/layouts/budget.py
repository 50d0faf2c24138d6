"""What people do to a budget sheet."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from msgspec.structs import replace

from .base import MONTHS, kroner, number
from .cells import danish_text
from .features import Draft, feature, of_truth
from .municipality import BudgetLine, Municipality
from .page import Column, Formula, Line

BUDGET = "budget"
MONEY = ("original", "changes", "revised")
EVERY = "budget workbook"

SYNONYMS: dict[str, tuple[str, ...]] = {
    "measure": ("Indsats", "Foranstaltningstype", "Budgetlinje", "Budgetpost", "Ydelse", "Tekst"),
    "original": ("Opr. budget", "Vedtaget budget", "Oprindeligt budget 2026", "Budget 2026", "Opr. budget 2026"),
    "changes": ("Tillægsbevillinger", "Budgetændring", "Omplaceringer", "Ændringer", "Tillægsbevilling"),
    "revised": ("Korr. budget", "Korrigeret budget 2026", "Gældende budget", "Korr. budget 2026"),
    "count": ("Antal", "Helårspersoner", "Budgetteret antal", "Antal helårsbørn"),
}

# ---------------------------------------------------------------- truth


@of_truth(BUDGET, "coincidence", "en linje, der er summen af de to næste", weight=2)
def by_chance(town: Municipality, rng: Random) -> Municipality:
    """All three are measures of the disposition; that two of them come to the first is chance."""
    lines = list(town.budget)
    if len(lines) < 3:
        return town
    at = rng.randrange(len(lines) - 2)
    second, third = lines[at + 1], lines[at + 2]
    lines[at] = replace(
        lines[at],
        original=second.original + third.original,
        changes=second.changes + third.changes,
        count=second.count + third.count,
    )
    return replace(town, budget=tuple(lines))


@of_truth(BUDGET, "others", "linjer uden antal")
def without_number(town: Municipality, rng: Random) -> Municipality:
    more = [BudgetLine("Øvrige", "Advokatbistand", 100 * 85_000, 0, Fraction(0))]
    if rng.random() < 0.5:
        more.append(BudgetLine("Øvrige", "Tolkebistand", 100 * 31_000, 0, Fraction(0)))
    return replace(town, budget=(*town.budget, *more))


@of_truth(BUDGET, "income", "refusion som en linje med minus")
def income(town: Municipality, rng: Random) -> Municipality:
    return replace(town, budget=(*town.budget, BudgetLine("Øvrige", "Refusion", -100 * 210_000, 0, Fraction(0))))


@feature(BUDGET, "pastlines", "antal tomt, hvor der intet er", stage=3)
def no_zero_counts(made: Draft, rng: Random) -> None:
    for line in made.budget.lines:
        if line.cells.get("count") == 0:
            line.cells["count"] = None


# ---------------------------------------------------------------- columns


@feature(BUDGET, "headers", "budgettets overskrifter med andre ord", stage=10)
def other_words(made: Draft, rng: Random) -> None:
    for column in made.budget.columns:
        if column.key in SYNONYMS:
            column.header = rng.choice(SYNONYMS[column.key])


@feature(BUDGET, "columns", "kun ét budgettal", stage=11, weight=3)
def one_figure(made: Draft, rng: Random) -> None:
    page = made.budget
    page.columns = [column for column in page.columns if column.key not in ("original", "changes")]
    column = page.column("revised")
    assert column is not None
    column.header = rng.choice(("Budget", "Budget 2026", "Korrigeret budget", "Årsbudget"))
    if rng.random() < 0.4:
        page.columns = [column for column in page.columns if column.key != "count"]


@feature(BUDGET, "columns", "oprindeligt og ændringer uden korrigeret", stage=11)
def no_revised(made: Draft, rng: Random) -> None:
    made.budget.columns = [column for column in made.budget.columns if column.key != "revised"]


@feature(BUDGET, "columns", "korrigeret er en formel", stage=11)
def revised_formula(made: Draft, rng: Random) -> None:
    for line in made.budget.rows():
        of = made.town.budget[line.index]
        line.cells["revised"] = Formula("={original}{r}+{changes}{r}", kroner(of.revised))


@feature(BUDGET, "columns", "oprindeligt og korrigeret uden ændringer", stage=11)
def no_changes(made: Draft, rng: Random) -> None:
    made.budget.columns = [column for column in made.budget.columns if column.key != "changes"]


@feature(BUDGET, "more", "regnskab og forbrug ved siden af", stage=12)
def more_columns(made: Draft, rng: Random) -> None:
    page = made.budget
    adding: list[tuple[str, str, Callable[[Any], Any]]] = [
        ("x_account", "Regnskab 2025", lambda line: 1_000 * (300 + 17 * line.index)),
        ("x_spent", "Forbrug til dato", lambda line: 1_000 * (90 + 7 * line.index)),
        ("x_old", "Budget 2025", lambda line: 1_000 * (310 + 19 * line.index)),
        ("x_rest", "Rest", lambda line: 1_000 * (55 + line.index)),
        ("x_next", "Budget 2027", lambda line: 1_000 * (410 + 21 * line.index)),
        ("x_percent", "Forbrugsprocent", lambda line: 0.25 + line.index / 100),
        ("x_number", "Konto", lambda line: 528_201_000 + line.index),
        ("x_note", "Bemærkning", lambda line: rng.choice((None, "Reguleret i BO1", "Afventer"))),
    ]
    for key, header, value in rng.sample(adding, rng.randint(1, 4)):
        page.insert_after(rng.choice([column.key for column in page.columns]), Column(key, header))
        for line in page.rows():
            line.cells[key] = value(line)


@feature(BUDGET, "more", "gennemsnitspris ved siden af antal", stage=12)
def price(made: Draft, rng: Random) -> None:
    page = made.budget
    if not page.has("count"):
        return
    page.insert_after(
        "count", Column("price", rng.choice(("Gennemsnitspris", "Budgetteret gennemsnitspris", "Enhedspris")))
    )
    for line in page.rows():
        of = made.town.budget[line.index]
        line.cells["price"] = round(of.revised / 100 / float(of.count)) if of.count else None


@feature(BUDGET, "more", "budgettet fordelt på måneder", stage=12, weight=1)
def by_month(made: Draft, rng: Random) -> None:
    page = made.budget
    for month in range(12):
        page.columns.append(Column(f"b{month}", f"{MONTHS[month]}"))
    for line in page.rows():
        for month in range(12):
            line.cells[f"b{month}"] = round(made.town.budget[line.index].revised / 1_200, 2)


@feature(BUDGET, "accounts", "konto foran foranstaltningen", stage=13)
def with_account(made: Draft, rng: Random) -> None:
    text = rng.choice(("52.3.{n} {m}", "5.28.{n:02d} {m}", "5282{n:02d} {m}"))
    for line in made.budget.rows():
        line.cells["measure"] = text.format(n=line.index + 1, m=line.cells["measure"])


# ---------------------------------------------------------------- groups and sums


def _groups(made: Draft) -> list[tuple[str, list[Line]]]:
    town = made.town
    names = list(dict.fromkeys(town.budget[line.index].group for line in made.budget.rows()))
    return [(name, [line for line in made.budget.rows() if town.budget[line.index].group == name]) for name in names]


@feature(BUDGET, "groups", "gruppeoverskrifter som rækker", stage=20, weight=3)
def heading_rows(made: Draft, rng: Random) -> None:
    made.notes["groups"] = "rows"
    made.budget.lines = [
        line for name, members in _groups(made) for line in (Line("head", {"measure": name}), *members)
    ]


@feature(BUDGET, "groups", "gruppe i hver række", stage=20)
def group_column(made: Draft, rng: Random) -> None:
    made.budget.columns.insert(0, Column("group", rng.choice(("Gruppe", "Område", "Hovedgruppe", "Kategori"))))
    for name, members in _groups(made):
        for line in members:
            line.cells["group"] = name


@feature(BUDGET, "groups", "gruppe i første række", stage=20)
def group_once(made: Draft, rng: Random) -> None:
    made.budget.columns.insert(0, Column("group", rng.choice(("Gruppe", "Område", ""))))
    for name, members in _groups(made):
        members[0].cells["group"] = name


@feature(BUDGET, "groups", "gruppe flettet ned", stage=20)
def group_merged(made: Draft, rng: Random) -> None:
    made.budget.columns.insert(0, Column("group", rng.choice(("Gruppe", "Område", ""))))
    for name, members in _groups(made):
        members[0].cells["group"] = name
        if len(members) > 1:
            made.budget.merges.append((members[0], members[-1], "group"))


def _sum(made: Draft, label: str, of: list[Line], key: str = "measure") -> Line:
    """A sum of lines in every column of money and number, as figures or formulas."""
    town = made.town
    line = Line("total", {key: label}, of=of, trouble=True)
    members = [town.budget[each.index] for each in of]
    figures: dict[str, Any] = {
        "original": kroner(sum(each.original for each in members)),
        "changes": kroner(sum(each.changes for each in members)),
        "revised": kroner(sum(each.revised for each in members)),
        "count": number(sum((each.count for each in members), Fraction(0))),
    }
    if made.notes.get("budget_count_in_sums") == "no":
        figures.pop("count")
    for month in range(12):
        figures[f"b{month}"] = round(sum(each.revised for each in members) / 1_200, 2)
    for name, value in figures.items():
        if made.budget.has(name):
            formula = made.notes.get("budget_sums") == "SUM"
            line.cells[name] = Formula("=SUM({of})", value, tuple(of), name) if formula else value
    return line


def _label_key(made: Draft, rng: Random) -> str:
    """Pivot tables put a group's total into the group's column."""
    return "group" if made.budget.has("group") else "measure"


@feature(BUDGET, "sums", "sum over sine linjer", stage=22, weight=3)
def above(made: Draft, rng: Random) -> None:
    key = _label_key(made, rng)
    lines: list[Line] = []
    for name, members in _groups(made):
        lines += [_sum(made, name if key == "measure" else f"{name} i alt", members, key), *members]
    if rng.random() < 0.4:
        lines.append(_sum(made, rng.choice(("I alt", "Total")), made.budget.rows(), key))
    made.budget.lines = lines


@feature(BUDGET, "sums", "sum under sine linjer", stage=22, weight=3)
def below(made: Draft, rng: Random) -> None:
    key = _label_key(made, rng)
    text = rng.choice(("{} i alt", "I alt {}", "Sum {}", "I alt", "Ialt"))
    for name, members in _groups(made):
        at = made.budget.lines.index(members[-1]) + 1
        made.budget.lines.insert(at, _sum(made, text.format(name), members, key))
    if rng.random() < 0.5:
        made.budget.lines.append(
            _sum(made, rng.choice(("I alt alle", "Hovedtotal", "Samlet")), made.budget.rows(), key)
        )


@feature(BUDGET, "sums", "budgettets pivottotaler", stage=22, weight=3)
def pivot(made: Draft, rng: Random) -> None:
    key = _label_key(made, rng)
    for name, members in _groups(made):
        at = made.budget.lines.index(members[-1]) + 1
        made.budget.lines.insert(at, _sum(made, f"{name} Total", members, key))
    made.budget.lines.append(_sum(made, "Hovedtotal", made.budget.rows(), key))


@feature(BUDGET, "sums", "total under andet navn", stage=22, weight=3)
def other_name(made: Draft, rng: Random) -> None:
    label = rng.choice(
        (
            "Samlet budget",
            "Budget i alt",
            "Samlet ramme",
            "Ramme i alt",
            "Totalbudget",
            "Hele området",
            "Børn og unge i alt",
        )
    )
    if rng.random() < 0.3:
        made.budget.lines.append(Line("blank"))
    line = _sum(made, label, made.budget.rows(), _label_key(made, rng))
    if rng.random() < 0.25:
        made.budget.lines.insert(0, line)
    else:
        made.budget.lines.append(line)


@feature(BUDGET, "sums", "budgettets brutto og netto", stage=22, weight=2)
def gross_and_net(made: Draft, rng: Random) -> None:
    """Brutto, refusion, netto: the refund is an income line, gross and net are sums."""
    page, town = made.budget, made.town
    key = _label_key(made, rng)
    gross = _sum(made, rng.choice(("Brutto i alt", "Bruttobudget", "Brutto")), page.rows(), key)
    made.town = replace(town, budget=(*town.budget, BudgetLine("Øvrige", "Refusion", -100 * 180_000, 0, Fraction(0))))
    income = Line(
        "row",
        {"measure": rng.choice(("Refusion", "Statsrefusion")), "original": -180_000, "revised": -180_000},
        len(town.budget),
    )
    page.lines += [gross, income]
    page.lines.append(_sum(made, rng.choice(("Netto i alt", "Nettobudget", "Netto")), page.rows(), key))


@feature(BUDGET, "sumform", "budgetsummer som formler", stage=5, weight=3)
def formulas(made: Draft, rng: Random) -> None:
    made.notes["budget_sums"] = "SUM"


@feature(BUDGET, "countsum", "intet antal i summerne", stage=5)
def no_count_sums(made: Draft, rng: Random) -> None:
    made.notes["budget_count_in_sums"] = "no"


@feature(BUDGET, "parts", "heraf-linjer", stage=24, weight=3)
def of_which(made: Draft, rng: Random) -> None:
    text = rng.choice(("heraf {}", "- heraf {}", "Heraf {}", "  heraf {}", "deraf {}"))
    names = ["skoledel", "netværksfamilier", "egne tilbud", "transport"]
    for line in rng.sample(made.budget.rows(), min(2, len(made.budget.rows()))):
        of = made.town.budget[line.index]
        part = round(of.revised / 100 * 0.3)
        made.budget.lines.insert(
            made.budget.lines.index(line) + 1,
            Line(
                "own",
                {"measure": text.format(names.pop()), "original": part, "revised": part},
                trouble=True,
            ),
        )


@feature(BUDGET, "after", "linjer under budgettet, der ingen er", stage=25)
def after(made: Draft, rng: Random) -> None:
    made.budget.lines.append(Line("blank"))
    key = "revised" if made.budget.has("revised") else "original"
    for label in rng.sample(
        ("Forbrug pr. 31. marts", "Forventet regnskab", "Afvigelse", "Budget 2025", "Regnskab 2025"), 2
    ):
        made.budget.lines.append(Line("own", {"measure": label, key: 1_000 * rng.randint(100, 2_000)}, trouble=True))


@feature(BUDGET, "blank", "tomme rækker i budgettet", stage=27)
def blank_rows(made: Draft, rng: Random) -> None:
    for _ in range(rng.randint(1, 2)):
        made.budget.lines.insert(rng.randint(1, len(made.budget.lines)), Line("blank"))


# ---------------------------------------------------------------- units and text


def _each_amount(made: Draft, change: Callable[[Any], Any]) -> None:
    keys = (*MONEY, "price", "x_account", "x_spent", "x_old", "x_rest", "x_next", *(f"b{month}" for month in range(12)))
    for line in made.budget.lines:
        for key in keys:
            value = line.cells.get(key)
            if isinstance(value, Formula) and isinstance(value.value, int | float):
                line.cells[key] = replace(value, value=change(value.value))
            elif isinstance(value, int | float):
                line.cells[key] = change(value)


def _divided(by: int) -> Callable[[Any], Any]:
    def divide(value: Any) -> Any:
        return value // by if isinstance(value, int) and value % by == 0 else round(value / by, 6)

    return divide


@feature(BUDGET, "unit", "budget i 1.000 kr. ifølge titlen", stage=30)
def thousands_title(made: Draft, rng: Random) -> None:
    _each_amount(made, _divided(1_000))
    made.budget.above.insert(
        0,
        [
            rng.choice(
                ("Budget 2026 (1.000 kr.)", "Budget 2026, beløb i 1.000 kr.", "Beløb i t.kr.", "Alle beløb i 1.000 kr.")
            )
        ],
    )


@feature(BUDGET, "unit", "budget i mio. kr. ifølge titlen", stage=30)
def millions_title(made: Draft, rng: Random) -> None:
    _each_amount(made, _divided(1_000_000))
    made.budget.above.insert(0, [rng.choice(("Budget 2026 i mio. kr.", "Beløb i mio. kr.", "Budget 2026 (mio. kr.)"))])


@feature(BUDGET, "unit", "budget i 1.000 kr. ifølge overskrifterne", stage=30)
def thousands_header(made: Draft, rng: Random) -> None:
    _each_amount(made, _divided(1_000))
    text = rng.choice(("{} (1.000 kr.)", "{} i 1.000 kr.", "{}, t.kr."))
    for column in made.budget.columns:
        if column.key in (*MONEY, "price", "x_account", "x_spent", "x_old", "x_rest", "x_next") or column.key[0] == "b":
            column.header = text.format(column.header)


@feature(BUDGET, "unit", "budget i mio. kr. ifølge overskrifterne", stage=30, weight=1)
def millions_header(made: Draft, rng: Random) -> None:
    _each_amount(made, _divided(1_000_000))
    for column in made.budget.columns:
        if column.key in (*MONEY, "price", "x_account", "x_spent", "x_old", "x_rest", "x_next") or column.key[0] == "b":
            column.header = f"{column.header} (mio. kr.)"


@feature(BUDGET, "unit", "budgetbeløb som dansk tekst", stage=30)
def as_text(made: Draft, rng: Random) -> None:
    text = rng.choice(("{}", "{} kr.", "kr. {}"))
    minus = rng.choice(("-{}", "({})", "{}-", "−{}"))

    def write(value: Any) -> str:
        amount = text.format(danish_text(abs(value), 0 if value == int(value) else 2))
        return minus.format(amount) if value < 0 else amount

    for line in made.budget.lines:
        for key in MONEY:
            if isinstance(line.cells.get(key), int | float):
                line.cells[key] = write(line.cells[key])


# ---------------------------------------------------------------- where it stands


@feature(BUDGET, "place", "budget ved siden af disponeringen", stage=60)
def beside(made: Draft, rng: Random) -> None:
    made.disposition.beside = _block(made)


@feature(BUDGET, "place", "budget under disponeringen", stage=60)
def under(made: Draft, rng: Random) -> None:
    made.disposition.below = [[], [], *_block(made)]


def _block(made: Draft) -> list[list[Any]]:
    """The budget's cells, to stand on another sheet; formulas stay behind as their results."""
    page = made.budget
    keys = [column.key for column in page.columns]
    rows = [
        [value.value if isinstance(value := line.cells.get(key), Formula) else value for key in keys]
        for line in page.lines
    ]
    block = [*page.above, [column.header for column in page.columns], *rows]
    page.columns, page.lines, page.above, page.merges = [], [], [], []
    made.notes["budget_block"] = True
    return block


@feature(BUDGET, "title", "titel over budgettet", stage=40)
def title(made: Draft, rng: Random) -> None:
    made.budget.above.insert(
        0, [rng.choice(("Budget 2026", "Fjordby Kommune, budget for børn og unge", "Budgetoversigt"))]
    )
    if rng.random() < 0.5:
        made.budget.above.append([])


@feature(BUDGET, "name", "budgetarket hedder noget andet", stage=40)
def sheet_name(made: Draft, rng: Random) -> None:
    made.budget.name = rng.choice(("Budget 2026", "Ramme", "Budgetoverblik", "B2026", "Ark2"))


@feature(BUDGET, "left", "budgettet rykket til højre", stage=40, weight=1)
def moved(made: Draft, rng: Random) -> None:
    made.budget.left = rng.choice((1, 2))
