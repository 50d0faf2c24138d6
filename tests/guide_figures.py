"""The figures that the guide's pages state, each beside what it is true of.

A figure of a page is of three kinds: ``HELD``, what the product does, which stands there as the code has it today;
``GIVEN``, what comes from elsewhere, with where from; and no figure at all but a name, such as P10 or § 11. What is
dated in a section *Målt* was measured then.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.anonymise import coarse, numbers
from styring_xl.books.file.filebook import FileBook
from styring_xl.bundle import target
from styring_xl.buttons import undo
from styring_xl.calc import session
from styring_xl.cells.cell import MAX_ROW
from styring_xl.danish.writing import count, kroner
from styring_xl.departments import pseudonym
from styring_xl.departments.sheets import movements
from styring_xl.figures import contracts, forecast_lines, key_figures, outlook, past, suppliers
from styring_xl.figures.uncertainty import arrived, columns, compute, earlier, lines, next_year
from styring_xl.known import KEPT_DAYS as KNOWN_DAYS
from styring_xl.model import cpr, flow, goal, refund
from styring_xl.model.forecasting import widening
from styring_xl.reading.history import words
from styring_xl.reports import dearest, initiatives, scores
from styring_xl.reports import key_figures as key_figure_sheet
from styring_xl.reports.cockpit import CHARTS
from styring_xl.reports.explanation import tables as explanation
from styring_xl.reports.flow import _HORIZON
from styring_xl.reports.flow import lists as flow_lists
from styring_xl.reports.memo import gather, said
from styring_xl.reports.suppliers import tables as supplier_tables
from styring_xl.runs import by_bytes
from styring_xl.standard.commands import BUTTONS
from styring_xl.standard.lists.scores import INDICATORS
from styring_xl.standard.setup import COPIES, DEFAULT_LIMITS, LIMIT_KRONER
from styring_xl.workbook import canvas

DOCS: Final = Path(__file__).parent.parent / "docs"
SPELLED: Final = (
    "nul", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv", "tretten", "fjorten",
    "femten", "seksten", "sytten", "atten", "nitten", "tyve",
)  # fmt: skip
"""Numbers as they are spelled; *en* and *to* are said of much else."""


def spelled(number: int) -> str:
    """A small number as a word."""
    return SPELLED[number]


def _refunded() -> str:
    """What 150.000 kr. in each of the last six months of 2022 gives, by the limits of that year."""
    limits = refund.Limits((86_000_000, 168_000_000, 212_000_000))
    basis = np.repeat([[0, 15_000_000]], 6, axis=1)
    return kroner(int(refund.refund(basis, [limits]).sum()))


_AGES: Final = f"{refund.CHILD} og {refund.YOUNG}"
_TOP: Final = spelled(explanation.TOLD)
_LATER_YEARS: Final = spelled(outlook.YEARS - 1)
_DECILES: Final = f"{spelled(round(10 * (lines.CHANCES[2] - lines.CHANCES[0])))} af {spelled(10)}"

HELD: Final[dict[str, dict[str, str]]] = {
    "ark": {
        "under de {} bevillinger": _TOP,
        "{} tidligere års regnskab, budget": spelled(forecast_lines.YEARS),
        "ikke i ark med over {} borgere": count(earlier._YEARS[-1][0]),
        "det kræver {} hele tidligere år": spelled(forecast_lines.YEARS),
        "der simuleres {} forløb": count(compute._PATHS[0][1]),
        "under {} borgere låner af alle": spelled(lines.THIN),
        "får med {} hele tidligere år": spelled(forecast_lines.YEARS),
        "færre end {} lukkede måneder": spelled(columns.LEAST_MONTHS),
        "i ark med højst {} borgere": count(next_year._MOST),
        "de en {} bredere": {3: "tredjedel"}[round(1 / widening._YOUNG)],
        "bruges det, {} eller flere lukninger": spelled(arrived._FEWEST),
        "{} er rigtigt; bliver det færre": _DECILES,
        "for op til {} år": spelled(past.HISTORY),
        "et diagram for hver af de {}": spelled(len(CHARTS)),
        "kendte stop de næste {} måneder": str(flow_lists._AHEAD),
        "borgere, der fylder {} år": f"{refund.CHILD} eller {refund.YOUNG}",
        "borgere der fylder {} år": f"{refund.CHILD} eller {refund.YOUNG}",
        "disponeret {} dage efter fødselsdagen": str(flow.AFTER_DAYS),
        "tomt er {}": str(_HORIZON),
        "**søskende** under {} år": str(refund.CHILD),
        "udgifterne til {} eller flere anbragte": spelled(refund.MANY),
        "har {} eller flere børn": spelled(refund.MANY),
        "begyndte før borgeren fyldte {}": str(refund.CHILD),
        "**{} år:** fra den fødselsdag": str(refund.SENIOR),
        "er borgeren fyldt {} før": str(refund.SENIOR),
        "150.000 kr. om måneden fra juli 2022 giver {} kr.": _refunded(),
        "regnskabsåret og de {} næste år": _LATER_YEARS,
        "flerårsoverblik: {} års forventet": spelled(outlook.YEARS),
        "**{} år:** en bevilling": _AGES,
        "dagen før borgeren fylder {}": str(refund.CHILD),
        "og dagen før {}": str(refund.YOUNG),
        "begyndte efter {} (efterværn)": str(refund.CHILD),
        "færre end {} borgere ventes": str(lines.THIN),
        "hvor {} simulerede år ligger": _DECILES,
        "gælder det alle {} år": spelled(outlook.YEARS),
        "resultat i år og de {} næste år": _LATER_YEARS,
        "mindre end {} helårsperson": f"{suppliers.LEAST / suppliers.PARTS:.2f}".replace(".", ","),
        "**de {} dyreste priser**": spelled(supplier_tables._DEAREST),
        "366/12 eller {} døgn": f"{float(contracts.DAYS_A_MONTH[1]):.1f}".replace(".", ","),
        "de {} næste år har pl-indeksets": _LATER_YEARS,
        "under de {} står resten": str(dearest.MOST),
        "årets {} dyreste borgere": spelled(dearest.MOST),
        "snittet af de {} andre": str(goal.ROLLED),
        "status for de {} seneste år": spelled(initiatives.SHOWN_YEARS),
        "de seneste {} år vises": spelled(scores.SHOWN_YEARS),
        "de {} indikatorer": str(sum(map(len, INDICATORS.values()))),
        "i {} grupper": spelled(len(INDICATORS)),
        "slutter ved {} år": str(key_figures.YOUNG),
        "en fra {} år de øvrige": str(key_figures.GROWN),
        "der er plads til {}": spelled(key_figure_sheet.SHOWN),
        "under den og {} diagrammer": spelled(3),
        "og højst {} tegn": str(said.LONGEST),
        "er der over {}, står": str(gather.MOST_ROWS),
        "under {} mio. kr. i hele 1.000 kr.": str(gather._LARGE // 100_000_000),
    },
    "brugervejledning": {
        "start med de {} knapper": spelled(sum(len(row) for _, row in BUTTONS["Start"])),
        "*kopier, der beholdes*: {} (sådan": str(COPIES),
        "de {} nyeste kopier": str(COPIES),
        "er der flere end {}, siges": str(COPIES),
        "samme regler ({}, hvor": str(COPIES),
        "de stop, der er kendt, {} år": _AGES,
        "kun i ét af {} forløb ender året lavere": spelled(round(1 / lines.CHANCES[0])),
        "kun i ét af {} forløb ender året højere": spelled(round(1 / (1 - lines.CHANCES[2]))),
        "{} ender året mellem 116 og 126": _DECILES.replace(" af", " gange af"),
    },
    "databeskyttelse": {
        "læse filen | højst {} dage": str(undo.KEPT_DAYS),
        "gået {} dage, uden": str(KNOWN_DAYS),
        "knap (højst {} dage)": str(undo.KEPT_DAYS),
        "i en ny projektmappe {}, og af": str(COPIES),
        "der er flere end {}, og hvor": str(COPIES),
    },
    "foerste_dag": {},
    "hvad_vi_aldrig_goer": {"i højst {} dage": str(undo.KEPT_DAYS)},
    "libreoffice": {
        "ikke i {} minutter": spelled(session.SECONDS // 60),
        "nederste række ({})": count(MAX_ROW),
    },
    "maanedsrutine": {
        "har rækker til** ({})": count(canvas.LAST_ROW),
        "på over {} tegn": count(words.LONGEST),
        "i ord for de {} bevillinger": _TOP,
        "vandfald og de {} bevillinger": _TOP,
    },
    "mange_projektmapper": {"**højst {} mb for hver projektmappe": str(by_bytes.MOST >> 20)},
    "opsaetning": {
        "finder python {} på": f"{', '.join(target.PYTHONS[:-1])} eller {target.PYTHONS[-1]}",
        "efter højst {} dage": str(undo.KEPT_DAYS),
    },
    "rundvisning": {
        "i {} forløb ender": _DECILES,
        "summer til forskellen, og de {} bevillinger": _TOP,
        "vandfald og de {} bevillinger": _TOP,
        "for året og de {} næste": _LATER_YEARS,
        "flerårsoverblik: {} år frem": spelled(outlook.YEARS),
    },
    "samlet": {
        "de {} foranstaltninger": str(movements.MOST),
        "på færre end {} tegn": str(pseudonym.SHORTEST),
        "en borger er {} tegn": str(len(pseudonym._of("x", b"0" * pseudonym.SHORTEST, ""))),
    },
    "anonymisering": {
        "mellem {} frem eller tilbage": f"{coarse.LEAST} og {coarse.MOST}",
        "(dag + {})": str(cpr._REPLACEMENT),
        "tal over {} i egne tabeller": str(coarse.FIGURES),
        "egen væsentlighedsgrænse ({} kr.)": count(DEFAULT_LIMITS[LIMIT_KRONER]),
        "på over {} mio. kr.": str(numbers.SMALLEST // 1_000_000),
    },
}
"""Page -> a phrase with a place for the figure -> the figure as the code has it, written as the page writes it."""

GIVEN: Final = tomllib.loads(Path(__file__).with_name("guide_given.toml").read_text(encoding="utf-8"))
"""Where a figure is from -> page -> what it says there."""


class TourFigure(Struct, frozen=True, dict=True):
    """A figure of the tour: its phrase, and where it stands in the demonstration.

    The table is known by what its header says in the sheet's first column, the row by what it says there.
    """

    phrase: str
    sheet: str
    table: str
    row: str
    column: str
    write: Callable[[float], str]

    def value(self, book: FileBook) -> str:
        """The figure as the page writes it."""
        rows = book.grid(self.sheet).rows
        tops = [at for at, row in enumerate(rows) if row and row[0] == self.table and self.column in row]
        if not tops:
            raise LookupError(f"{self.sheet} has no table {self.table} with {self.column}")
        head = tops[0]
        line = next(row for row in rows[head + 1 :] if row and str(row[0]).startswith(self.row))
        found = line[rows[head].index(self.column)]
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise LookupError(f"{self.sheet} has no figure at {self.row}, {self.column}")
        return self.write(float(found))


def _millions(value: float) -> str:
    return f"{abs(value) / 1e6:.1f}".replace(".", ",")


def _thousands(value: float) -> str:
    return f"{round(abs(value) / 1e3)}.000"


def _one_decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _percent(value: float) -> str:
    return f"{round(abs(value) * 100)}"


_VARIANCE: Final = ("Afvigelse", "Foranstaltning", "I alt")
_UNCERTAINTY: Final = ("Usikkerhed", "Foranstaltning", "I alt")
_WHY: Final = ("Forklaring", "Hvad flyttede forventet regnskab")
_LADDER: Final = ("Indsatstrappe", "Trin", "Trin 6")
_AVERAGE: Final = "Gennemsnitsudgift pr. helårsperson, kr."
TOUR: Final = (
    TourFigure("her ventes {} mio. kr. mod", *_VARIANCE, "Forventet regnskab (b)", _millions),
    TourFigure("budget på {} mio. kr.", *_VARIANCE, "Korrigeret budget (a)", _millions),
    TourFigure("et merforbrug på {} mio. kr.", *_VARIANCE, "Forventet afvigelse (a−b)", _millions),
    TourFigure("flere borgere: {} helårspersoner", *_VARIANCE, "Forventet antal (d)", _one_decimal),
    TourFigure("mod {} i budgettet", *_VARIANCE, "Budgetteret antal (c)", _one_decimal),
    TourFigure("her {} og", *_UNCERTAINTY, "P10", _millions),
    TourFigure("{} mio. kr. chancen", *_UNCERTAINTY, "P90", _millions),
    TourFigure("holder, er {} %", *_UNCERTAINTY, "Chance for at budgettet holder", _percent),
    TourFigure("året blevet {} kr. dyrere", *_WHY, "Ændring i alt", "Kroner", _thousands),
    TourFigure("nye bevillinger til {} kr.", *_WHY, "Nye bevillinger", "Kroner", _thousands),
    TourFigure("der sparer {} kr.", *_WHY, "Forkortede", "Kroner", _thousands),
    TourFigure("året {} % mere end", "Cockpit", "Regnskab, kr.", "I alt", "Ændring, %", _percent),
    TourFigure(
        "helårsperson koster {} % mere",
        "Cockpit",
        "Gennemsnitsudgift pr. helårsperson, kr.",
        "I alt",
        "Ændring, %",
        _percent,
    ),
    TourFigure("der er {} % færre", "Cockpit", "Helårspersoner", "I alt", "Ændring, %", _percent),
    TourFigure(
        "de {} borgere på det højeste", "Indsatstrappe", "Trin", "Trin 6", "Borgere i året (cpr.)", "{:.0f}".format
    ),
    TourFigure("trin {} % af", "Indsatstrappe", "Trin", "Trin 6", "Andel", _percent),
)
"""The figures of the director's tour, which are those of its pictures."""

NAMES: Final = (
    r"\bP[159]0(?:-P90)?\b", r"\bBO1\b", r"\b12/12\b", r"\b12M\b", r"§§? ?\d+(?: a)?(?: og \d+)?",
    r"\b(?:19|20)\d\d\b", r"1\. januar",
    r"\bA4\b", r"\bint\d+\b", r"\bdate32\b", r"\balternativ \d\b",
)  # fmt: skip
"""Names with a figure in them: chances, methods, paragraphs, years, a paper, kinds of columns."""
_GENERATED: Final = ("funktioner", "kontroller", "roegtest", "udholdenhed", "english", "rooms", "decisions", "domain")
"""Pages that are written by the code, that tell of one run on its day, or that are for developers."""
FIGURE: Final = re.compile(
    r"(?<![\w.,/])−?\d[\d.]*(?:,\d+)?|\b(?:"
    + "|".join(SPELLED[3:])
    + r"|tredive|hundrede|tusind|(?:tredje|fjerde)del)\b"
)


def pages() -> list[str]:
    """The names of the pages that people write."""
    return sorted(path.stem for path in DOCS.glob("*.md") if path.stem not in _GENERATED)


def prose(page: str) -> str:
    """A page's sentences in lower case and in one line: no commands, addresses, frames of the sheets, list numbers or
    what was measured on a day."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    text = re.sub(r"^## Målt\n.*?(?=^## |\Z)", "", text, flags=re.DOTALL | re.MULTILINE)
    for gone in (r"^ *```.*?^ *```", r"^>.*?$", r"^ {4,}\S.*?$", r"^#+ \d+\.", r"^\d+\. ", r"\]\([^)]*\)", r"`[^`]*`"):
        text = re.sub(gone, " ", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\s+", " ", text).lower()


def amiss(page: str) -> list[str]:
    """What is wrong with a page's figures: one that is otherwise in the code, or that nobody has told where it is from;
    and what is told of a figure that is no longer there."""
    text, told = prose(page), []
    known = [phrase.format(figure).lower() for phrase, figure in HELD.get(page, {}).items()]
    for source in GIVEN.values():
        known += source.get(page, ())
    if page == "rundvisning":
        for each in TOUR:
            found = re.search(re.escape(each.phrase).replace(r"\{\}", r"[\d.,]+"), text)
            known.append(found[0] if found else each.phrase)
    told += [f"not on the page: {phrase}" for phrase in known if phrase not in text]
    covered = text
    for phrase in sorted(known, key=len, reverse=True):
        covered = covered.replace(phrase, " … ")
    for name in NAMES:
        covered = re.sub(name, " … ", covered, flags=re.IGNORECASE)
    return told + [
        f"where is this from: {covered[max(0, at.start() - 40) : at.end() + 30]}" for at in FIGURE.finditer(covered)
    ]
