"""The page for an IT department: what is put where, what it may do, the files' hashes, and how to deploy it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

from styring_xl.bundle import installation
from styring_xl.bundle.lock import Wheel
from styring_xl.bundle.target import TargetSystem
from styring_xl.state import KNOWN

_LOOK: Final = """body{font:10.5pt/1.45 "Segoe UI","Liberation Sans",Arial,sans-serif}
body{max-width:52em;margin:2em auto;padding:0 1em}
h1{font-size:17pt}h2{font-size:12.5pt;margin:1.4em 0 .3em}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #bbb;padding:.2em .6em .2em 0}
code{font:9pt Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}.hash code{font-size:7pt}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}"""


class _Places(Struct, frozen=True):
    """Where things lie on a system, and what IT may be asked to allow there."""

    root: str
    settings: str
    calc: str
    memory: str
    allow: tuple[str, ...]


_PLACES: Final = {
    installation.WINDOWS: _Places(
        r"%LOCALAPPDATA%\Styring-XL (med Python fra Microsoft Store: %USERPROFILE%\Styring-XL)",
        r"%USERPROFILE%\.xlwings\xlwings.conf",
        r"%APPDATA%\Styring-XL\python.txt",
        r"%LOCALAPPDATA%\Styring-XL\fortryd",
        (
            "Python 3.11, 3.12 eller 3.13 i 64-bit, når Excel er 64-bit. »Kun for mig« er nok.",
            r"AppLocker/WDAC: en sti-regel for %LOCALAPPDATA%\Styring-XL\python\* (python.exe, .pyd- og .dll-filerne "
            "er ikke alle signerede), også for xlwings64-….dll, som Excel indlæser.",
            "Defender, ASR-reglen »Bloker alle Office-programmer i at oprette underordnede processer« "
            "(d4f940ab-401b-4efc-aadc-ad5f3c50688a): en undtagelse for "
            r"%LOCALAPPDATA%\Styring-XL\python\Scripts\python.exe og den Python, miljøet er lavet af.",
            "Makroer: mappen, hvor projektmapperne ligger, som en placering, der er tillid til (Trusted Location), når "
            "usignerede makroer er blokeret. Uden makroer virker kommandolinjen på den lukkede fil.",
            "Er mappen hentet som zip: fjern filens mærke »fra internettet« (Unblock-File), før den pakkes ud.",
        ),
    ),
    installation.MAC: _Places(
        "~/Styring-XL",
        "~/Library/Containers/com.microsoft.Excel/Data/xlwings.conf og et script i "
        "~/Library/Application Scripts/com.microsoft.Excel",
        "~/Library/Application Support/Styring-XL/python.txt",
        "~/Library/Application Support/Styring-XL/fortryd",
        (
            "Python 3.11, 3.12 eller 3.13 fra python.org eller Homebrew.",
            "Systemindstillinger > Anonymitet > Automatisering: Excel må starte Python (spørger første gang).",
        ),
    ),
    "linux": _Places(
        "~/.local/share/Styring-XL",
        "ingen (der er ingen Excel)",
        "~/.config/Styring-XL/python.txt",
        "~/.local/state/Styring-XL/fortryd",
        ("Python 3.11, 3.12 eller 3.13 med venv (Debian og Ubuntu: pakken python3-venv).",),
    ),
}


def page(target: TargetSystem, pythons: Sequence[str], wheels: Sequence[Wheel], version: str) -> str:
    """The page as HTML that stands alone, also on paper."""
    places = _PLACES[target.system]
    where = [
        ("Program og pakker", places.root),
        ("Excels indstillinger for xlwings", places.settings),
        ("Hvor LibreOffice finder Python", places.calc),
        ("Hvad Fortryd husker, højst 14 dage", places.memory),
        (
            "Udfaldet af kontroller og af opdateringer, der intet ændrede, 14 dage",
            places.memory.removesuffix("fortryd") + KNOWN,
        ),
        ("Skrivebordet", f"{installation.WORKBOOK} og en genvej til kommandolinjen"),
    ]
    return f"""<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8"><title>Styring-XL {escape(version)}: til it-afdelingen</title>
<style>{_LOOK}</style></head><body>
<h1>Styring-XL {escape(version)}: til it-afdelingen</h1>
<p>Styring-XL regner på det specialiserede socialområdes økonomi i en Excel- eller LibreOffice-projektmappe. Denne mappe
sætter det op på {escape(target.title)} for én bruger, uden administratorrettigheder og uden netforbindelse.</p>
<h2>Det bedes I om</h2>{_list(places.allow)}
<h2>Hvad der lægges hvor</h2>{_table(("Hvad", "Hvor"), where)}
<p>Alt ligger i brugerens egen profil. Intet lægges i systemets mapper, i registreringsdatabasen, som tjeneste eller i
opstart. <b>{escape(target.uninstaller)}</b> fjerner det hele igen, undtagen projektmapper.</p>
<h2>Hvad det må, og hvad det aldrig gør</h2>
{
        _list(
            (
                "Læser og skriver de projektmapper, brugeren selv åbner eller nævner, og filer ved siden af dem "
                "(kopi, log, lås).",
                "Excel starter Python i brugerens egen proces, når en knap trykkes. Det samme gør LibreOffice, gennem "
                "et rør mellem de to programmer. Om/Hjælp åbner vejledningen, som ligger på pc'en, i browseren.",
                "Åbner ingen netforbindelse og ingen port, heller ikke under opsætningen (pip kører med --no-index). "
                "Ingen telemetri, ingen opdatering af sig selv.",
                "Skriver ingen CPR-numre, navne eller beløb om borgere i log. Fortryd-mappen kan indeholde "
                "personoplysninger fra arket; den ligger i brugerens profil og slettes efter højst 14 dage.",
            )
        )
    }
<h2>Central udrulning</h2>{_deployment(target)}
<h2>Pakkerne</h2>
<p>Til CPython {escape(", ".join(pythons))}. Hver fil holdes mod sin SHA-256, før den lægges ind
(<code>program/{installation.REQUIREMENTS}</code>, <code>pip --require-hashes</code>); passer én ikke, lægges intet ind.
Bortset fra styring_xl er filerne de samme som i det offentlige pakkeindeks PyPI.</p>
{_hashes(wheels)}
</body></html>
"""


def _deployment(target: TargetSystem) -> str:
    name = escape(target.installer)
    if target.system != installation.WINDOWS:
        return _list(
            (
                f"Læg mappen på et fællesdrev; brugeren kører {target.installer} derfra.",
                f"Uden spørgsmål, som brugeren: ./{target.installer} --stille",
                f"Et andet sted: ./{target.installer} --mappe /sti. Fjern: ./{target.uninstaller} --stille",
                "Svar (exit code): 0 sat op; 1 sat op, men noget står i vejen for Excel; 2 ikke sat op.",
            )
        )
    rows = [
        ("Fællesdrev", rf"Læg mappen på \\server\deling; brugeren dobbeltklikker på {target.installer} derfra."),
        ("Intune (Win32-app)", "Pak mappen med IntuneWinAppUtil. Installer som: bruger (User)."),
        ("Installationskommando", f"{target.installer} --stille"),
        ("Afinstallationskommando", f"{target.uninstaller} --stille"),
        (
            "Registreringsregel",
            rf"Filen %LOCALAPPDATA%\Styring-XL\{installation.RECEIPT} findes (den holder udgaven)",
        ),
        ("Afhængighed", "Python 3.11-3.13, 64-bit, som en app i Intune eller fra Microsoft Store"),
        ("Svar (exit code)", "0 sat op; 1 sat op, men noget står i vejen for Excel; 2 ikke sat op. Sæt 1 til succes"),
        ("En anden Python", rf'{target.installer} "C:\sti\python.exe" --stille, eller miljøvariablen STYRING_PYTHON'),
    ]
    return (
        f"<p>{name} kan køres uden spørgsmål og som den bruger, der skal have det. Ny udgave: det samme igen; "
        f"indstillinger bliver, og går noget galt, står den gamle der stadig.</p>{_table(('', ''), rows)}"
    )


def _hashes(wheels: Sequence[Wheel]) -> str:
    rows = "".join(
        f"<tr><td>{escape(wheel.package)}</td><td>{escape(wheel.version)}</td>"
        f"<td><code>{escape(wheel.file)}</code><br><code>{wheel.sha256}</code></td></tr>"
        for wheel in wheels
    )
    return f'<table class="hash"><tr><th>Pakke</th><th>Udgave</th><th>Fil og SHA-256</th></tr>{rows}</table>'


def _table(head: tuple[str, str], rows: Sequence[tuple[str, str]]) -> str:
    top = f"<tr><th>{head[0]}</th><th>{head[1]}</th></tr>" if any(head) else ""
    return f"<table>{top}{''.join(f'<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>' for a, b in rows)}</table>"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
