"""A figure in kroner among figures in 1.000 kr., in any table of the workbook."""

from collections.abc import Iterator

from styring_xl.checks.finding import WARNING, About, Finding, Stake, WithOwnTables, shown
from styring_xl.figures.user_sums import in_kroner, rows_with
from styring_xl.reading.problem import Kind

CODE = "kr-blandt-1000-kr"
SEVERITY = WARNING
STAKE = Stake.SHOWN
TITLE = "Et tal i kr. står blandt tal i 1.000 kr."
ABOUT = About(
    why=(
        "Et tal i kr. blandt tal i 1.000 kr. er tusind gange for stort og ødelægger enhver sum og prognose. "
        "Kontrollen ser også egne ark efter. Den kræver, at tabellen siger 1.000 kr. og tallet rager langt op "
        "over sin kolonne eller række, eller at en sum kun stemmer, når tallet deles med 1.000."
    ),
    remedy="Divider med 1.000, eller skriv enheden.",
    example="4.410.387 mellem 28.100 og 14.000 i en tabel i 1.000 kr.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: WithOwnTables) -> Iterator[Finding]:
    """Each row once, at its first such figure.

    A published municipal sheet carries just this error and shows a result a hundred times too large (DOMAIN § 10).
    """
    for table in case.own:
        for row, columns in rows_with(table, in_kroner(table)):
            value = float(table.values[table.rows.index(row), table.columns.index(columns[0])])
            what = "Tallet er i kr., men tabellens andre tal er i 1.000 kr."
            if len(columns) > 1:
                what = f"Tallet og {len(columns) - 1} andre i rækken er i kr., men tabellens andre tal er i 1.000 kr."
            yield Finding(
                CODE, SEVERITY, table.sheet, row, columns[0], shown(value), what,
                "Divider rækkens tal med 1.000, eller skriv enheden ved tabellen, hvis de er rigtige.",
                round(abs(value) * 100),
            )  # fmt: skip
