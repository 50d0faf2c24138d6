"""``python -m styring_xl.checks > docs/kontroller.md``: the list of all checks, from the checks themselves."""

from __future__ import annotations

import sys

from styring_xl import standard
from styring_xl.checks import RULES
from styring_xl.checks.finding import ERROR, Check


def document() -> str:
    """The list as Markdown, in Danish; the same for the same rules."""
    errors = [rule for rule in RULES if rule.SEVERITY == ERROR]
    warnings = [rule for rule in RULES if rule.SEVERITY != ERROR]
    lines = [
        "# Kontrollerne",
        "",
        "Siden er dannet af `python -m styring_xl.checks`; ret i kontrollernes egne filer.",
        "",
        "Hvert fund står i *Kontrol* med ark, celle, værdi, hvad der er galt, og hvad der skal gøres. En **fejl**",
        "betyder, at rækken ikke er regnet med; en **advarsel**, at den er, men bør ses efter.",
        "",
        f"- **Slå en advarsel fra:** skriv *nej* ud for dens kode i tabellen *Kontroller* i {standard.SETUP}.",
        "  *Kontrol* siger altid, hvilke der er slået fra. En fejl kan ikke slås fra: den fortæller, hvilke kroner der",
        "  mangler i summerne.",
        f"- **Flyt en grænse:** ret den i *Grænser for kontrol* i {standard.SETUP}, for alle eller for én",
        "  foranstaltning.",
        f"- **Accepter et fund:** skriv en note i kolonnen *{standard.ACCEPTED}* ud for fundet. Ved næste",
        f"  opdatering flytter det ned under *{standard.ACCEPTED_SECTION}* og er stille, til cellens indhold ændres;",
        "  så kommer det igen, og noten bliver stående. Slet noten, og fundet vender tilbage. Indsatte og flyttede",
        "  rækker ændrer intet. En note ud for linjen for en slags gælder hvert af dens fund; nye fund kommer frem.",
        "- **Kroner på spil:** hver kontrol siger, hvad dens kroner er. Er cellen tom, kan ingen vide det. To slags",
        "  kan handle om de samme kroner, så de lægges aldrig sammen på tværs.",
        "",
        "| Kode | Alvor | Hvad |",
        "|---|---|---|",
        *(f"| [`{rule.CODE}`](#{rule.CODE}) | {rule.SEVERITY} | {rule.TITLE} |" for rule in (*errors, *warnings)),
    ]
    for heading, rules in (("Fejl", errors), ("Advarsler", warnings)):
        lines += ["", f"## {heading}"]
        for rule in rules:
            lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _section(rule: Check) -> list[str]:
    about = rule.ABOUT
    lines = [
        f"### {rule.CODE}",
        "",
        f"**{rule.TITLE.rstrip('.')}.** {about.why}",
        "",
        f"- Hvad skal du gøre: {about.remedy}",
        f"- Eksempel: {about.example}",
        f"- Kroner på spil: {rule.STAKE.value}.",
    ]
    if about.limits:
        shown = (
            f"*{name}* ({standard.LIMIT_UNITS[name]}"
            + (f"; {standard.DEFAULT_LIMITS[name]}, hvis intet er skrevet)" if name in standard.DEFAULT_LIMITS else ")")
            for name in about.limits
        )
        lines.append(f"- Grænser: {', '.join(shown)}")
    return lines


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(document())
