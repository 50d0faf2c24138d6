"""*Prognose*: the year's result per line by a method of the user's choice, with risk and unknown inflow on top.

What users type (method, estimate, spend outside the disponering, risk, unknown inflow, remark) is read from the sheet
before it is regenerated, and follows its line. A line that has no forecast shows why and is left out of the totals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, Keep, Value, column_letters, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish.text import label
from styring_xl.figures import earlier_years, forecast_lines
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.figures.forecast_lines import ForecastLine
from styring_xl.model import forecast
from styring_xl.reading import header, parameters
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reading.typed import forecast_input
from styring_xl.reading.typed.forecast_input import ESTIMATE, METHOD, NOTE, OUTSIDE, RISK, UNKNOWN, Typed, TypedRow
from styring_xl.reports import variance
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.FORECAST_AREA
ROLE: Final = "prognose"
_WIDTH: Final = len(standard.forecast_columns(None))
(
    _NAME, _EARLIER, _, _, _ORIGINAL, _REVISED, _SPENT, _TWELFTHS, _LAST, _DIFF, _METHOD, _ESTIMATE, _DISPOSED,
    _OUTSIDE, _AUTO, _ERROR, _USED, _FORECAST, _RESULT, _RISK, _UNKNOWN, _ALL, _ALL_RESULT, _WORD, _NOTE, _SOURCE,
) = range(_WIDTH)  # fmt: skip
_TYPED_AT: Final = {
    METHOD: _METHOD, ESTIMATE: _ESTIMATE, OUTSIDE: _OUTSIDE, RISK: _RISK, UNKNOWN: _UNKNOWN, NOTE: _NOTE,
}  # fmt: skip

NO_MONTHS: Final = "ingen lukket måned"
NO_YEAR: Final = "mangler måneder"
NO_ESTIMATE: Final = "mangler skøn"
NO_METHOD: Final = "ukendt metode"
LEFT_OUT: Final = "ikke regnet med"
GONE: Final = "linjen findes ikke"
GONE_SECTION: Final = "Indtastninger på linjer, der ikke findes mere (regnes ikke med; flyt eller ryd dem)"

_MEANING: Final = {
    forecast.DISP: "Summen af disponeringens rækker på linjen (Afvigelses forventede regnskab) + udgifter uden for "
    "disponering.",
    forecast.TWELFTHS: "Forbrug år til dato × 12 ÷ antal lukkede måneder. Kan ikke bruges, før en måned er lukket.",
    forecast.LAST_TWELVE: "Gældende 12 mdr.: forbruget i de seneste tolv lukkede måneder.",
    forecast.BUDGET: "Det korrigerede budget.",
    forecast.ESTIMATE: "Det tal, der er skrevet i Skøn / DCO.",
    forecast.UNIT: "Den decentrale enheds eget tal, skrevet i Skøn / DCO.",
    forecast.CLOSED: "Linjen er udgået: kun forbruget år til dato.",
    forecast.AUTO: "Den af 12/12 og 12M, der ville have ramt bedst på linjens egne tidligere måneder; er de lige gode, "
    "12/12. Der skal være to hele tidligere år i posteringerne, ellers bruges BUDG.",
    "AUTO's fejl": "Gennemsnitlig afvigelse pr. prognosemåned (uden fortegn) i procent af linjens gennemsnitlige "
    "måned, når metoden prøves på hver tidligere måned.",
    "AUTO's prøve": "Nærliggende måneder og år vejer mest. Der prøves på to måder, år for år og rullende, og den "
    "største fejl tæller.",
    "AUTO's valg": "Før valget får 12/12 et tillæg, når færre måneder er lukket, end der er tilbage, og 12M et, når "
    "de lukkede måneder ligger længere fra sidste års, end de plejer.",
}


def applies(snapshot: Snapshot) -> bool:
    """Where there is a budget to hold the forecast against."""
    return bool(snapshot.budget.lines)


def draw(material: Material, site: Site) -> Drawn:
    """The whole sheet from its header row down; nothing when it has a column of the user's, which would be lost."""
    snapshot, figures = material.snapshot, material.figures
    typed: list[TypedRow] = []
    if AREA in snapshot.typed and AREA in snapshot.areas:
        ref = snapshot.areas[AREA][1]
        typed, strange = forecast_input.read(snapshot.typed[AREA], ref, figures.year)
        if strange is not None:
            at = (strange.row, strange.column, strange.value)
            return Drawn((), (Problem(Kind.FORECAST_COLUMN, "", ROLE, site.sheet, *at),))
    years = earlier_years.years(figures, snapshot.parameters)
    lines = forecast_lines.lines(figures, snapshot.disposition, snapshot.parameters, years)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    writer = _ForecastSheet(rows, material, figures.closed)
    writer.table(lines, typed, figures.year)
    writer.explain(years)
    _, against = forecast_lines.named_lines(snapshot.parameters)
    stated = [
        Problem(Kind.FORECAST_LINE, "", parameters.ROLE, snapshot.parameters.sheet, account.row, 1, account.line)
        for account in against
    ]
    return Drawn((rows.area(AREA),), (*stated, *writer.problems))


@dataclass(slots=True)
class _ForecastSums:
    """What a group or the whole adds up to, kroner by column; a column nobody has a number in is not there."""

    amounts: dict[int, float] = field(default_factory=dict)

    def add(self, column: int, amount: float | None) -> None:
        if amount is not None:
            self.amounts[column] = _exact(self.amounts.get(column, 0.0) + amount)


_SUMMED: Final = (
    *range(_EARLIER, _METHOD), _DISPOSED, _OUTSIDE, _FORECAST, _RESULT, _RISK, _UNKNOWN, _ALL, _ALL_RESULT,
)  # fmt: skip
_ALWAYS: Final = (
    _ORIGINAL,
    _REVISED,
    _SPENT,
    _DISPOSED,
    _OUTSIDE,
    _FORECAST,
    _RESULT,
    _RISK,
    _UNKNOWN,
    _ALL,
    _ALL_RESULT,
)


def _exact(amount: float) -> float:
    """Kroner without the dust of adding floats; user's formulas may hold parts of an øre."""
    return round(amount, 6) + 0.0


class _ForecastSheet:
    """Puts the rows together and notes what in the user's cells has no meaning."""

    def __init__(self, rows: Rows, material: Material, closed: int) -> None:
        self.rows = rows
        self.closed = closed
        self.problems: list[Problem] = []
        self.left: list[TypedRow] = []
        figures = material.figures
        site = material.sites.get(variance.AREA)
        self.variance = site
        self.places = {} if site is None else variance.line_rows(figures.groups, site.corner.top)
        postings = material.snapshot.layout.of(header.POSTINGS)
        self.ledger = postings[0] if postings else None

    # The table.

    def table(self, lines: Sequence[ForecastLine], typed: Sequence[TypedRow], year: int) -> None:
        """Header, groups with their lines, the total, what it leaves out, and input whose line is gone."""
        columns = standard.forecast_columns(year)
        texts = (_NAME, _METHOD, _AUTO, _USED, _WORD, _NOTE, _SOURCE)
        self.rows.add(columns, [style.HEADER if at in texts else style.HEADER_NUMBER for at in range(_WIDTH)])
        given, self.left = forecast_input.matched(typed, [(line.name, line.group) for line in lines])
        groups: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            groups.setdefault(line.group, []).append(at)
        heads: list[int] = []
        whole = _ForecastSums()
        first = self.rows.next_row
        for name, members in groups.items():
            head = self.rows.next_row
            heads.append(head)
            sums = _ForecastSums()
            written = [
                self._line(lines[at], head + 1 + number, given.get(at), sums) for number, at in enumerate(members)
            ]
            for column, amount in sums.amounts.items():
                whole.add(column, amount)
            self._sum(name, "group", sums, head + 1, head + len(members))
            for cells, looks in written:
                self.rows.add(cells, looks)
        last = self.rows.next_row - 1
        self._total(whole, heads)
        self._out(lines, first, last)
        self._leftovers()

    def _at(self, row: int, column: int) -> str:
        return self.rows.cell(row, column)

    def _keep(self, found: TypedRow | None, key: str, row: int) -> Typed:
        if found is None or key not in found.cells:
            return None
        return forecast_input.moved(found.cells[key], found.row, row)

    def _line(
        self, line: ForecastLine, row: int, found: TypedRow | None, sums: _ForecastSums
    ) -> tuple[list[Content], list[str | None]]:
        """A line's cells and looks; its numbers are added to ``sums``."""
        cells: list[Content] = [None] * _WIDTH
        looks: list[str | None] = [style.COMPUTED] * _WIDTH
        numbers: dict[int, float | None] = {}

        def put(column: int, content: Content, number: float | None) -> None:
            cells[column] = content
            numbers[column] = number

        cells[_NAME], looks[_NAME] = line.name, style.COMPUTED_TEXT
        for at, result in enumerate(line.earlier):
            put(_EARLIER + at, None if result is None else kroner(result), None if result is None else kroner(result))
        for column, source, ore in (
            (_ORIGINAL, variance.ORIGINAL, line.original),
            (_REVISED, variance.REVISED, line.revised),
            (_DISPOSED, variance.EXPECTED, line.disposed),
        ):
            put(column, self._linked(line, source, kroner(ore)), kroner(ore))
        put(_SPENT, kroner(line.spent), kroner(line.spent))
        self._two_methods(line, row, put)

        for key in (ESTIMATE, OUTSIDE, RISK, UNKNOWN):
            content, number = forecast_input.number_or_text(self._keep(found, key, row))
            column = _TYPED_AT[key]
            put(column, content, number)
            looks[column] = style.INPUT
            if content is not None and number is None:
                self._problem(Kind.FORECAST_AMOUNT, key, row, column, content)
        content = self._keep(found, METHOD, row)
        chosen = forecast_input.method(content)
        # A word that means a method is written as the list has it, so that the formula knows it too.
        cells[_METHOD] = content if chosen is None or isinstance(content, Formula) else chosen or None
        looks[_METHOD] = style.INPUT_CHOICE
        cells[_NOTE], looks[_NOTE] = self._keep(found, NOTE, row), style.INPUT_TEXT
        cells[_AUTO], looks[_AUTO] = line.auto, style.COMPUTED_TEXT
        cells[_ERROR], looks[_ERROR] = None if line.error is None else round(line.error, 4), style.COMPUTED_PERCENT

        used = line.standard if chosen == "" else line.auto if chosen == forecast.AUTO else chosen
        self._outcome(line, row, used, _shown(content), cells, looks, numbers)
        if chosen is None:
            self._problem(Kind.FORECAST_METHOD, METHOD, row, _METHOD, content)
        elif chosen == forecast.AUTO and line.error is None:
            self._problem(Kind.FORECAST_AUTO, METHOD, row, _METHOD, content)
        elif numbers[_FORECAST] is None:
            kind = {NO_MONTHS: Kind.FORECAST_CLOSED, NO_YEAR: Kind.FORECAST_MONTHS}.get(
                str(_shown(cells[_FORECAST])), Kind.FORECAST_ESTIMATE
            )
            self._problem(kind, METHOD, row, _METHOD, content)
        cells[_SOURCE], looks[_SOURCE] = self._source(line, row)

        included = numbers[_FORECAST] is not None
        for column in _SUMMED:
            # What a line without a forecast holds of risk and unknown inflow is left out with it.
            if included or column not in (_RISK, _UNKNOWN):
                sums.add(column, numbers.get(column))
        return cells, looks

    def _linked(self, line: ForecastLine, column: int, amount: float) -> Content:
        """The figure as *Afvigelse* has it, where that sheet is."""
        if self.variance is None or not line.sources:
            return amount
        letters = column_letters(self.variance.corner.left + column)
        sheet = quote_sheet(self.variance.sheet)
        return Formula("+".join(f"{sheet}!{letters}{self.places[id(each)]}" for each in line.sources), amount)

    def _two_methods(self, line: ForecastLine, row: int, put: Callable[[int, Content, float | None], None]) -> None:
        twelfths, last = line.twelfths, line.last_twelve
        if twelfths is None:
            put(_TWELFTHS, NO_MONTHS, None)
        else:
            amount = kroner(twelfths)
            put(_TWELFTHS, Formula(f"ROUND({self._at(row, _SPENT)}*12/{self.closed},2)", amount), amount)
        put(_LAST, NO_YEAR if last is None else kroner(last), None if last is None else kroner(last))
        if twelfths is not None and last is not None:
            difference = kroner(last - twelfths)
            put(_DIFF, Formula(f"{self._at(row, _LAST)}-{self._at(row, _TWELFTHS)}", difference), difference)

    def _outcome(
        self,
        line: ForecastLine,
        row: int,
        used: str | None,
        word: Value,
        cells: list[Content],
        looks: list[str | None],
        numbers: dict[int, float | None],
    ) -> None:
        """From the method used to the result: formulas that answer as soon as another method is chosen."""

        def at(column: int) -> str:
            return self._at(row, column)

        method = at(_METHOD)
        cells[_USED] = Formula(
            f'IF({method}="","{line.standard}",IF({method}="{forecast.AUTO}",{at(_AUTO)},{method}))', used or word
        )
        looks[_USED] = style.COMPUTED_TEXT
        chosen = at(_USED)
        cells_of = {
            forecast.DISP: f"SUM({at(_DISPOSED)}:{at(_OUTSIDE)})",
            forecast.TWELFTHS: at(_TWELFTHS),
            forecast.LAST_TWELVE: at(_LAST),
            forecast.BUDGET: at(_REVISED),
            forecast.CLOSED: at(_SPENT),
        }
        estimate = f'IF(ISNUMBER({at(_ESTIMATE)}),{at(_ESTIMATE)},"{NO_ESTIMATE}")'
        text = f'IF(OR({chosen}="{forecast.ESTIMATE}",{chosen}="{forecast.UNIT}"),{estimate},"{NO_METHOD}")'
        for name, source in reversed(cells_of.items()):
            text = f'IF({chosen}="{name}",{source},{text})'
        amounts: dict[str | None, float | None] = {
            forecast.DISP: _exact((numbers[_DISPOSED] or 0.0) + (numbers[_OUTSIDE] or 0.0)),
            forecast.TWELFTHS: numbers[_TWELFTHS],
            forecast.LAST_TWELVE: numbers[_LAST],
            forecast.BUDGET: numbers[_REVISED],
            forecast.CLOSED: numbers[_SPENT],
            forecast.ESTIMATE: numbers[_ESTIMATE],
            forecast.UNIT: numbers[_ESTIMATE],
        }
        amount = amounts.get(used)
        reasons = {forecast.TWELFTHS: NO_MONTHS, forecast.LAST_TWELVE: NO_YEAR}
        why = NO_METHOD if used is None else reasons.get(used, NO_ESTIMATE)
        cells[_FORECAST] = Formula(text, why if amount is None else amount)
        looks[_FORECAST] = style.COMPUTED if amount is not None else style.ERROR
        numbers[_FORECAST] = amount
        revised = numbers[_REVISED] or 0.0
        result = total = after = None
        if amount is not None:
            result = _exact(amount - revised)
            total = _exact(amount + (numbers[_RISK] or 0.0) + (numbers[_UNKNOWN] or 0.0))
            after = _exact(total - revised)
        known = f"ISNUMBER({at(_FORECAST)})"
        extras = f"{at(_FORECAST)},{at(_RISK)}:{at(_UNKNOWN)}"
        for column, formula, number in (
            (_RESULT, f'IF({known},{at(_FORECAST)}-{at(_REVISED)},"")', result),
            (_ALL, f'IF({known},SUM({extras}),"")', total),
            (_ALL_RESULT, f'IF({known},{at(_ALL)}-{at(_REVISED)},"")', after),
        ):
            cells[column], numbers[column] = Formula(formula, "" if number is None else number), number
        cells[_WORD] = self._word(row, after)
        looks[_WORD] = style.COMPUTED_TEXT

    def _word(self, row: int, result: float | None) -> Formula:
        cell = self._at(row, _ALL_RESULT)
        more, less = standard.MORE_SPEND, standard.LESS_SPEND
        words = f'IF(ROUND({cell},2)>0,"{more}",IF(ROUND({cell},2)<0,"{less}",""))'
        rounded = 0.0 if result is None else round(result, 2)
        said = more if rounded > 0 else less if rounded < 0 else ""
        return Formula(f'IF(ISNUMBER({cell}),{words},"{LEFT_OUT}")', LEFT_OUT if result is None else said)

    def _source(self, line: ForecastLine, row: int) -> tuple[Content, str]:
        """Where the line's figures are from, one click away; every line has something here, and no other row has."""
        column = self.rows.left + _SOURCE
        if self.variance is not None and line.sources:
            target = f"{quote_sheet(self.variance.sheet)}!{column_letters(self.variance.corner.left)}"
            link = Link(row, column, f"{target}{self.places[id(line.sources[0])]}", "Gå til linjen")
            self.rows.links.append(link)
            return self.variance.sheet, style.LINK
        if self.ledger is not None:
            target = f"{quote_sheet(self.ledger.sheet)}!A{self.ledger.first_row}"
            self.rows.links.append(Link(row, column, target, "Gå til posteringerne"))
            return self.ledger.sheet, style.LINK
        return standard.DISPOSITION, style.COMPUTED_TEXT

    def _note(self, name: str) -> Content:
        """The remark on a row of sums, if there is one."""
        for found in self.left:
            if not found.line and label(found.name) == label(name) and NOTE in found.cells:
                return found.cells.pop(NOTE)
        return None

    def _sum(self, name: str, kind: str, sums: _ForecastSums, first: int, last: int) -> None:
        def text(column: int) -> str:
            span = f"{self._at(first, column)}:{self._at(last, column)}"
            if column in (_RISK, _UNKNOWN):
                # Only of lines with a forecast, as the sums of the columns after it.
                return f'SUMIF({self._at(first, _FORECAST)}:{self._at(last, _FORECAST)},">-1E+300",{span})'
            return f"SUM({span})"

        self._summed(name, kind, sums, text)

    def _total(self, sums: _ForecastSums, heads: Sequence[int]) -> None:
        def text(column: int) -> str:
            return "SUM(" + ",".join(self._at(row, column) for row in heads) + ")" if heads else "0"

        self._summed("I alt", "total", sums, text)

    def _summed(self, name: str, kind: str, sums: _ForecastSums, text: Callable[[int], str]) -> None:
        words, numbers = {"group": (style.GROUP_TEXT, style.GROUP), "total": (style.TOTAL_TEXT, style.TOTAL)}[kind]
        cells: list[Content] = [None] * _WIDTH
        looks: list[str | None] = [numbers] * _WIDTH
        cells[_NAME] = name
        for column in _SUMMED:
            if column in sums.amounts or column in _ALWAYS:
                cells[column] = Formula(text(column), sums.amounts.get(column, 0.0))
        row = self.rows.next_row
        cells[_WORD] = self._word(row, sums.amounts.get(_ALL_RESULT, 0.0))
        cells[_NOTE] = self._note(name)
        for column in (_NAME, _METHOD, _AUTO, _ERROR, _USED, _WORD, _NOTE, _SOURCE):
            looks[column] = words
        self.rows.add(cells, looks)

    def _out(self, lines: Sequence[ForecastLine], first: int, last: int) -> None:
        """How many lines the total leaves out, and their budget: prognose − budget + this = resultat."""
        if not lines:
            return
        why = f"{self._at(first, _FORECAST)}:{self._at(last, _FORECAST)}"
        out = [at for at, row in enumerate(self.rows.values) if _left_out(row)]
        count, budget = len(out), sum((_number(self.rows.values[at][_REVISED]) for at in out), 0.0)
        words = "Linjer uden prognose, ikke regnet med i resultatet: "
        cells: list[Content] = [None] * _WIDTH
        cells[_NAME] = Formula(f'"{words}"&SUMPRODUCT(--ISTEXT({why}))', f"{words}{count}")
        revised = f"{self._at(first, _REVISED)}:{self._at(last, _REVISED)}"
        cells[_REVISED] = Formula(f"SUMPRODUCT(--ISTEXT({why}),{revised})", _exact(budget))
        looks: list[str | None] = [None] * _WIDTH
        looks[_NAME] = style.ERROR if count else style.NOTE
        looks[_REVISED] = style.COMPUTED
        self.rows.add(cells, looks)

    def _leftovers(self) -> None:
        kept = [found for found in self.left if found.cells]
        if not kept:
            return
        self.rows.add([], [])
        self.rows.add([GONE_SECTION], [style.SECTION])
        for found in kept:
            row = self.rows.next_row
            cells: list[Content] = [None] * _WIDTH
            looks: list[str | None] = [style.COMPUTED] * _WIDTH
            cells[_NAME], looks[_NAME] = found.name or None, style.COMPUTED_TEXT
            cells[_SOURCE], looks[_SOURCE] = GONE, style.COMPUTED_TEXT
            for key, column in _TYPED_AT.items():
                cells[column] = self._keep(found, key, row)
                looks[column] = style.INPUT
            looks[_METHOD], looks[_NOTE] = style.INPUT_CHOICE, style.INPUT_TEXT
            self.rows.add(cells, looks)
            self._problem(Kind.FORECAST_GONE, "", row, _NAME, found.name)

    # The explanations below it.

    def explain(self, years: Sequence[EarlierYear]) -> None:
        """Signs, methods and sources in words."""
        self.rows.add([], [])
        self.rows.add(["Sådan læses prognosen"], [style.SECTION])
        said = [
            ("Fortegn", "Resultat er prognose − budget: plus er merforbrug, minus er mindreforbrug. I Afvigelse vælges "
             "fortegnet i Opsætning; med budget − forventet er det omvendt: plus er mindreforbrug."),
            ("R og T", "RISIKO [R] er kendt usikkerhed, UKENDT TILGANG [T] sager, ingen kender endnu. Plus øger "
             "forbruget, minus sænker det."),
            ("Tom metode", "DISP, når linjen har disponering; ellers 12/12, men BUDG, til en måned er lukket, og "
             "UDGÅET på linjer, der kun findes i regnskabet."),
            *_MEANING.items(),
        ]  # fmt: skip
        for year in sorted(years[: standard.FORECAST_YEARS], key=lambda each: each.year):
            said.append((f"Regnskab {year.year}", origin(year)))
        for word, meaning in said:
            self.rows.add([word, meaning], [style.COMPUTED_TEXT, style.NOTE])

    def _problem(self, kind: Kind, name: str, row: int, column: int, content: Content) -> None:
        at = self.rows.left + column
        self.problems.append(Problem(kind, name, ROLE, self.rows.sheet, row, at, _shown(content)))


def _shown(content: Content) -> Value:
    value = content.value if isinstance(content, Formula) else content
    return None if isinstance(value, Keep) else value


def _number(content: Content) -> float:
    value = content.value if isinstance(content, Formula) else content
    return float(value) if isinstance(value, (int, float)) else 0.0


def _left_out(row: Sequence[Content]) -> bool:
    shown = row[_FORECAST]
    return isinstance(shown, Formula) and isinstance(shown.value, str)


def origin(year: EarlierYear) -> str:
    """Where an earlier year's kroner are from, in words."""
    if year.source == earlier_years.POSTINGS:
        return "Summen af årets posteringer."
    part = f" Posteringerne dækker kun {year.months} af årets måneder." if year.months else ""
    if year.months and not year.told:
        part = " Årets posteringer siger ikke, hvilken foranstaltning de hører til."
    if year.source == earlier_years.STATED:
        return f"Fra tabellen {standard.EARLIER_TABLE} i Parametre.{part}"
    return f"Ukendt: hverken et helt års posteringer eller en række i {standard.EARLIER_TABLE}.{part}"
