"""Prints the reference of the functions in Danish: ``python -m styring_udf > docs/funktioner.md``."""

from __future__ import annotations

import sys

import styring_udf
from styring_udf.function import FUNCTIONS

INTRODUCTION = """# Funktioner i Styring-XL

Skrevet ud fra funktionerne selv med `python -m styring_udf > docs/funktioner.md`; ret dér, ikke her.

Funktionerne virker i Excel på Windows i en projektmappe fra Styring-XL. De står i funktionsguiden under kategorien
*Styring* med hjælp til hvert argument, og de regner som arket selv: beløb er i hele øre, og halve øre rundes væk fra
nul.

- **Områder:** Et argument kan være en celle eller et område. Et område med en række pr. bevilling giver et resultat pr.
  række, og en kolonne mod en række giver et rektangel. I nyere Excel breder resultatet sig selv ud; i ældre Excel
  markeres cellerne, og formlen afsluttes med Ctrl+Skift+Enter.
- **Datoer** må være datoceller, tal formateret som standard eller tekst som `31-12-2026` og `31.12.2026`.
- **Beløb** må være tal, valutaceller eller tekst som `1.234,56`.
- **Tomme celler** giver 0 eller en tom celle, som der står ved hver funktion.
- **Fejl** vises som en tekst, der begynder med `Fejl:`, så de kan ses. `SUM` springer tekster over, så se efter dem,
  før en sum bruges.

"""


def reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for name in styring_udf.__all__:
        function = FUNCTIONS[name]
        shown = "; ".join(argument if required else f"[{argument}]" for argument, _, required in function.arguments)
        parts.append(f"## {name}\n\n`={name}({shown})`\n\n{function.description}\n\n{function.details}\n\n")
        parts.append("| Argument | Betydning |\n|---|---|\n")
        parts += [
            f"| {argument}{'' if required else ' (valgfrit)'} | {help_text} |\n"
            for argument, help_text, required in function.arguments
        ]
        parts.append(f"\nEksempel: `{function.example}` giver **{function.gives}**\n\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(reference())
