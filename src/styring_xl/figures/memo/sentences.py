"""The sentences of a memo: each is made of one fact, in Danish, and says nothing that the fact does not."""

from __future__ import annotations

from typing import Final

from styring_xl.danish import writing
from styring_xl.danish.phrase import AmountScale, capital, counted, listed, side, spending
from styring_xl.figures.memo.facts import (
    BandFact,
    FrameFact,
    GoalFact,
    GoalsFact,
    LineFact,
    MemoFacts,
    MoveFact,
    PartFact,
    PartKind,
    ReasonFact,
    ResultFact,
    RiskFact,
)
from styring_xl.standard.words import MONTH_NAMES, REFUND_FRAME, SERVICE_FRAME

YEAR: Final = 12
_CAUSES: Final = (
    ("ny bevilling", "nye bevillinger"),
    ("ophørt bevilling", "ophørte bevillinger"),
    ("forkortet bevilling", "forkortede bevillinger"),
    ("forlænget bevilling", "forlængede bevillinger"),
    ("bevilling med ny takst eller mængde", "bevillinger med ny takst eller mængde"),
    ("bevilling, hvor der er bogført andet end disponeret", "bevillinger, hvor der er bogført andet end disponeret"),
    ("bevilling med ny sandsynlighed", "bevillinger med ny sandsynlighed"),
    ("linje med udisponeret forbrug", "linjer med udisponeret forbrug"),
    ("pulje, der er ændret", "puljer, der er ændret"),
    ("linje af andre årsager", "linjer af andre årsager"),
)
"""One and several lines that a cause has moved, in the order of *Forklaring*."""
_OTHER: Final = ("linje af mindre årsager", "linjer af mindre årsager")
_SHORT: Final = {
    PartKind.QUANTITY: "antal",
    PartKind.PRICE: "pris",
    PartKind.REST: "budgetrest",
    PartKind.POOL: "pulje",
}
"""What a part of a line's variance is called beside the line."""
_FRAMES: Final = {SERVICE_FRAME: "servicerammen", REFUND_FRAME: "refusionsordningerne"}


def title(facts: MemoFacts) -> str:
    """What the memo is called."""
    if not facts.closed:
        return f"Budgetopfølgning {facts.year} ved årets begyndelse"
    return f"Budgetopfølgning pr. udgangen af {MONTH_NAMES[facts.closed - 1]} {facts.year}"


def result(facts: MemoFacts) -> tuple[str, ...]:
    """What the year comes to, and how much of it is booked."""
    found, scale = facts.result, facts.scale
    said = [_expected(facts)]
    if found.budget is None:
        said.append("Arket har intet budget, så her står forbruget alene.")
    else:
        said.append(_variance(found, scale))
        if found.carried:
            said.append(_carried(found, scale))
        if len(facts.frames) > 1:
            said += [_frame(each, scale) for each in facts.frames]
    return (*said, *_booked(facts))


def _expected(facts: MemoFacts) -> str:
    found, scale = facts.result, facts.scale
    verb = "er opgjort til" if facts.closed == YEAR else "forventes at blive"
    said = f"Forbruget i {facts.year} {verb} {scale.amount(found.expected)}"
    if found.budget is None:
        return _stop(said)
    said += f" mod et korrigeret budget på {scale.amount(found.budget)}"
    return _stop(f"{said}, heri bevillingsansøgninger på {scale.amount(found.applied)}" if found.applied else said)


def _variance(found: ResultFact, scale: AmountScale) -> str:
    if found.is_exact:
        return "Det svarer nøjagtigt til budgettet."
    if not found.variance:
        return _stop(f"Det svarer til budgettet: forskellen er under {scale.amount(1)}")
    said = f"Det giver {spending(scale, found.variance)}"
    if not found.per_mille:
        return _stop(said)
    return f"{said}, svarende til {writing.decimals(found.per_mille / 10, 1)} pct. af budgettet."


def _carried(found: ResultFact, scale: AmountScale) -> str:
    kind = "et overskud" if found.carried > 0 else "et underskud"
    said = f"Fra tidligere år er der overført {kind} på {scale.amount(abs(found.carried))}"
    if not found.with_carried:
        return f"{said}, og med det går budgettet lige op."
    return _stop(f"{said}, og med det bliver resultatet {spending(scale, found.with_carried)}")


def _frame(found: FrameFact, scale: AmountScale) -> str:
    name = _FRAMES.get(found.frame, f"budgetarten »{found.frame}«")
    if not found.variance:
        return capital(f"{name} går lige op.")
    return capital(_stop(f"{name} viser {spending(scale, found.variance, found.is_income)}"))


def _booked(facts: MemoFacts) -> tuple[str, ...]:
    found, scale, closed = facts.result, facts.scale, facts.closed
    if closed == YEAR:
        said = ["Alle årets måneder er lukket."]
    elif not closed:
        said = ["Ingen måned er lukket endnu; tallene følger disponeringen."]
    else:
        said = [
            _stop(
                f"Til og med {MONTH_NAMES[closed - 1]} er der bogført {scale.amount(found.booked)}, og for resten af "
                f"året er der disponeret {scale.amount(found.committed)}"
            )
        ]
    if found.pool:
        said.append(_stop(f"Puljer indgår med {scale.amount(found.pool)}"))
    return tuple(said)


def reason(found: ReasonFact, scale: AmountScale, *, is_over: bool = False) -> tuple[str, ...]:
    """Whether it is number or price; ``is_over`` when every month of the year is closed."""
    told = [part for part in found.parts if part.amount]
    by_number = [part for part in told if part.kind in (PartKind.QUANTITY, PartKind.PRICE, PartKind.MIX)]
    others = [part for part in told if part not in by_number]
    said = []
    if found.has_applied and found.variance:
        said.append(_stop(f"Uden bevillingsansøgningerne er der {spending(scale, found.variance)}"))
    # Three of the longer names would be too long a sentence.
    said += [_parts(each, scale) for each in (by_number, others[:2], others[2:]) if each]
    if found.persons is not None:
        said.append(_persons(*found.persons, is_over=is_over))
    return tuple(said)


def _parts(parts: list[PartFact], scale: AmountScale) -> str:
    first, *rest = parts
    said = [f"{first.kind} giver {spending(scale, first.amount)}"]
    said += [f"{part.kind} {spending(scale, part.amount)}" for part in rest]
    return capital(_stop(listed(said)))


def _persons(expected: int, budgeted: int, *, is_over: bool) -> str:
    verb = "har været" if is_over else "forventes"
    said = f"Der {verb} {_tenths(expected, 'helårsperson', 'helårspersoner')}"
    return f"{said}, som i budgettet." if expected == budgeted else f"{said} mod {_figure(budgeted)} i budgettet."


def _tenths(tenths: int, one: str, several: str) -> str:
    return f"{_figure(tenths)} {one if tenths == 10 else several}"


def _figure(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{writing.count(whole)},{rest}" if rest else writing.count(whole)


def lines(found: ReasonFact, scale: AmountScale) -> tuple[str, tuple[str, ...]]:
    """What stands over the lines that differ the most, and a line of text for each."""
    if not found.lines:
        return f"Alle linjer ligger mindre end {scale.amount(1)} fra budgettet.", ()
    one = len(found.lines) == 1
    if found.is_whole:
        head = "Hele afvigelsen ligger på én linje:" if one else "Hele afvigelsen ligger på disse linjer:"
    else:
        head = "Denne linje afviger mest:" if one else "Disse linjer afviger mest:"
    return head, tuple(_line(each, scale) for each in found.lines)


def _line(found: LineFact, scale: AmountScale) -> str:
    said = f"{found.name}: {side(found.variance, found.is_income)} på {scale.amount(abs(found.variance))}"
    parts = [
        f"{_SHORT[part.kind]}: {side(part.amount, found.is_income)} {scale.short(abs(part.amount))}"
        for part in found.parts
    ]
    return f"{said} ({'; '.join(parts)})" if parts else said


def moved(found: MoveFact | None, scale: AmountScale, *, is_over: bool = False) -> tuple[str, ...]:
    """What has moved since last time; ``causes`` are told by ``causes``."""
    if found is None:
        return ("Historik har endnu ingen lukning at sammenligne med.",)
    result = "regnskabet" if is_over else "det forventede regnskab"
    when = f"Fra {found.since} til {found.until}" if found.until else f"Siden {found.since}"
    if found.is_still:
        return (f"{when} er {result} uændret.",)
    if not found.change:
        said = [_stop(f"{when} er {result} i alt flyttet mindre end {scale.amount(1)}")]
    else:
        verb = "steget" if found.change > 0 else "faldet"
        said = [f"{when} er {result} {verb} med {scale.amount(abs(found.change))}"]
        said = [_stop(each) for each in said]
    if found.measure and found.measure_change:
        said.append(f"Mest flyttede {found.measure} ({scale.change(found.measure_change)}).")
    return tuple(said)


def causes(found: MoveFact | None, scale: AmountScale) -> tuple[str, ...]:
    """A line of text for each cause."""
    told = []
    for cause in found.causes if found is not None else ():
        one, several = _CAUSES[cause.cause] if cause.cause >= 0 else _OTHER
        told.append(f"{counted(cause.count, one, several)}: {scale.change(cause.amount)}")
    return tuple(told)


def risk(found: RiskFact, scale: AmountScale) -> tuple[str, ...]:
    """How sure the year is, what is left out of it, and how much of it is a few cases."""
    said: list[str] = []
    if found.band is not None:
        said += _band(found.band, scale)
    elif found.lack is not None:
        said.append(f"Usikkerheden kan først beregnes, når {found.lack}.")
    if found.rows:
        them = "den svarer" if found.rows == 1 else "de svarer"
        worth = f"; {them} til {scale.amount(found.left_out)}" if found.left_out else ""
        said.append(_stop(f"{counted(found.rows, 'række', 'rækker')} kan ikke beregnes og er holdt ude{worth}"))
    if found.dearest:
        few = "Den dyreste sag" if found.dearest == 1 else f"De {found.dearest} dyreste sager"
        # Where income is taken from the year's spend, the dearest cases may be more than all of it.
        share = f", {found.dear_share} pct. af årets forbrug" if found.dear_share < 100 else ""
        said.append(_stop(f"{few} koster {scale.amount(found.dear)}{share}"))
    return tuple(said)


def _band(found: BandFact, scale: AmountScale) -> list[str]:
    low, high = scale.short(found.low), scale.amount(found.high)
    if found.low == found.high:
        said = [f"I 8 af 10 simulerede forløb ender året på {_stop(high)}"]
    else:
        said = [f"I 8 af 10 simulerede forløb ender året mellem {low} og {high}; i midten ligger "
                f"{_stop(scale.amount(found.middle))}"]  # fmt: skip
    if found.chance is not None:
        many = {0: "under 1", 100: "over 99"}.get(found.chance, f"{found.chance}")
        said.append(f"Det korrigerede budget holder i {many} af 100 forløb.")
    if found.source and found.low != found.high:
        said.append(f"Den største usikkerhed er {found.source} ({found.share} pct. af den samlede).")
    told = []
    if found.inflow:
        told.append(f"ny tilgang {_costs(found.inflow, scale)}")
    if found.stops:
        told.append(f"ophør og forlængelser {_costs(found.stops, scale)}")
    if told:
        said.append(_stop(f"Ud over det kendte ventes {listed(told)}"))
    return said


def _costs(steps: int, scale: AmountScale) -> str:
    return f"at {'koste' if steps > 0 else 'spare'} {scale.amount(abs(steps))}"


def goals(found: GoalsFact) -> tuple[str, tuple[str, ...]]:
    """How the goals fare, and a line of text for each at risk."""
    measured = found.number - found.unmeasured
    if found.at_risk:
        head = f"{len(found.at_risk)} af {found.number} mål er i fare:"
        if len(found.at_risk) == found.number:
            head = "Målet er i fare:" if found.number == 1 else f"{_all(found.number)} mål er i fare:"
    elif not measured:
        head = "Målet er endnu uden måling." if found.number == 1 else f"{_all(found.number)} mål er endnu uden måling."
    elif found.number == 1:
        head = "Målet forventes nået."
    else:
        head = f"{measured} mål forventes nået." if found.unmeasured else f"{_all(measured)} mål forventes nået."
    return head, tuple(_goal(each) for each in found.at_risk)


def _all(number: int) -> str:
    return "Begge" if number == 2 else f"Alle {number}"


def unmeasured(found: GoalsFact) -> tuple[str, ...]:
    """What is said of goals without a measurement, where it is not said already."""
    if not found.unmeasured or (found.unmeasured == found.number and not found.at_risk):
        return ()
    return (f"{found.unmeasured} mål er endnu uden måling.",)


def _goal(found: GoalFact) -> str:
    said = f"{found.name}: {found.prospect}"
    if not found.latest:
        return said
    most = "mindst" if found.at_least else "højst"
    return f"{said}; seneste værdi {found.latest} mod målet {most} {found.target} ({found.period})"


def _stop(text: str) -> str:
    """The sentence with its stop; an amount in kr. has one already."""
    return text if text.endswith(".") else f"{text}."
