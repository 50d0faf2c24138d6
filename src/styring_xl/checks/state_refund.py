"""What the computation of the State's refund lacks, and a budget line that is far from it."""

from collections.abc import Iterator

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem
from styring_xl.reading.problem import Kind

CODE = "statsrefusion"
SEVERITY = WARNING
STAKE = Stake.APART
TITLE = "Statsrefusionen mangler grænser, eller dens linje ligger langt fra den beregnede"
ABOUT = About(
    why=(
        "Refusionen er en stor indtægt, som beregnes pr. borger og måned; uden årets grænser eller med en linje langt "
        "fra den beregnede er årets resultat forkert."
    ),
    remedy="Skriv årets grænser med kilde i Parametre, eller ret refusionslinjen.",
    example="Regnskabsåret er 2026, men Parametre har ingen grænser for 2026.",
    limits=("Væsentlighed, procent", "Væsentlighed, kroner"),
)
KINDS: tuple[Kind, ...] = (
    Kind.REFUND_NO_LIMITS,
    Kind.REFUND_TWICE,
    Kind.REFUND_HOUSEHOLD,
    Kind.REFUND_MANY,
    Kind.REFUND_SENIOR,
    Kind.REFUND_NO_LINE,
    Kind.REFUND_LINE,
)


def check(case: Evidence) -> Iterator[Finding]:
    """Problems of the refund. A line is far off when it misses by more than both limits of materiality."""
    for problem in case.told(KINDS):
        told = _text(case, problem.kind, problem.field, problem.value)
        if problem.kind in (Kind.REFUND_HOUSEHOLD, Kind.REFUND_MANY):
            problem = replace(problem, column=case.column(problem.sheet, problem.field))
        if told is not None:
            yield at_problem(problem, CODE, SEVERITY, *told)


def _text(case: Evidence, kind: str, field: str, value: object) -> tuple[str, str] | None:
    if kind == Kind.REFUND_NO_LIMITS:
        return (
            f"Der er ingen beløbsgrænser for {field} i {value}, så statsrefusionen er ikke beregnet.",
            "Skriv årets grænser med kilde i Parametre, "
            f"{standard.REFUND_TABLE}; de står på sm.dk under Satser på social- og ældreområdet.",
        )
    if kind == Kind.REFUND_TWICE:
        return (
            f"Parametre har to forskellige sæt beløbsgrænser for {field} i {value}, så ingen af dem er brugt.",
            "Slet den række, der er forkert.",
        )
    if kind == Kind.REFUND_HOUSEHOLD:
        return (
            "Borgeren står med en anden husstand på en tidligere række; den første er brugt.",
            "Skriv samme husstand på alle borgerens rækker.",
        )
    if kind == Kind.REFUND_MANY:
        return (
            "Husstanden har fire eller flere børn med udgifter i en måned; reglen for dem før 2021 er ikke med her, "
            "så de er uden refusion.",
            "Regn husstandens refusion i hånden efter servicelovens dagældende § 176 a.",
        )
    if kind == Kind.REFUND_SENIOR:
        return (
            f"{value} borgere på 67 år eller derover er over grænsen, men retten til refusion kan ikke ses af arket.",
            "Kontrollér, om udgiften i måneden før det 67. år lå over 1/12 af grænsen, og regn refusionen i hånden.",
        )
    if not isinstance(value, (int, float)) or abs(value) <= (case.settings.limit(standard.LIMIT_KRONER) or 0):
        return None
    if kind == Kind.REFUND_NO_LINE:
        return (
            "Budgettet har ingen linje for statsrefusion, så den beregnede indtægt er ikke i forventet regnskab.",
            f"Opret linjen (funktion 5.22.07), eller vælg ja ved »{standard.SETTING_REFUND}« i Opsætning.",
        )
    return (
        "Refusionslinjens forventede regnskab afviger fra den beregnede refusion med det viste beløb "
        "(minus = mere indtægt kan ventes).",
        f"Ret linjens disponering, eller vælg ja ved »{standard.SETTING_REFUND}« i Opsætning.",
    )
