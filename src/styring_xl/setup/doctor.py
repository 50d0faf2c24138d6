"""Whether buttons and functions can work on this computer, point by point, and what to do about each that cannot."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl.calc.closed import open_book
from styring_xl.errors import StyringError
from styring_xl.setup.computer import MAC, WINDOWS, Computer
from styring_xl.setup.install import read_settings


class Health(Enum):
    """How a point stands."""

    OK = "ok"
    WARNING = "advarsel"
    ERROR = "fejl"
    NOT_HERE = "gælder ikke her"


class Point(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    state: Health
    text: str
    remedy: str = ""


_EXCEL: Final = r"Software\Microsoft\Office\16.0\Excel\Security"
_EXCEL_POLICY: Final = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_CLICK_TO_RUN: Final = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_ASR: Final = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_NO_CHILDREN: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Defender's rule *Block all Office applications from creating child processes*."""

_ASK_IT: Final = "Kontakt it-afdelingen"


def examine(workbook: Path | None = None, computer: Computer | None = None) -> list[Point]:
    """Every point, in the order to mend them. ``workbook`` is looked at too when it is given."""
    pc = computer or Computer()
    points = [check(pc, workbook) for check in _CHECKS]
    return points if workbook is None else [*points, _file(workbook)]


def _python(pc: Computer, _: Path | None) -> Point:
    name = "Python"
    office = pc.registry("HKLM", _CLICK_TO_RUN, "Platform") if pc.system == WINDOWS else None
    bits = {"x64": 64, "x86": 32}.get(str(office))
    text = f"{pc.bits}-bit, {pc.interpreter}"
    if bits is not None and bits != pc.bits:
        return Point(
            name,
            Health.ERROR,
            f"Python er {pc.bits}-bit, men Excel er {bits}-bit.",
            f"Installér Python i {bits}-bit, og derefter Styring-XL igen.",
        )
    return Point(name, Health.OK, text)


def _packages(pc: Computer, _: Path | None) -> Point:
    name = "Pakker"
    wanted = next((r for r in metadata.requires("styring-xl") or () if r.startswith("xlwings==")), "xlwings==")
    wanted = wanted.partition("==")[2].partition(";")[0].strip()
    have = pc.version("xlwings")
    again = "Kør i mappen med Styring-XL: python -m pip install --force-reinstall ."
    if have != wanted:
        text = f"Projektmappens makroer er til xlwings {wanted}; her er {have or 'ingen'}."
        return Point(name, Health.ERROR, text, again)
    if not pc.importable("styring_udf"):
        return Point(name, Health.ERROR, "Funktionerne (styring_udf) er ikke installeret.", again)
    if pc.system == WINDOWS and pc.version("pywin32") is None:
        text = "pywin32 mangler; uden den kan Python ikke tale med Excel."
        return Point(name, Health.ERROR, text, "Kør: python -m pip install pywin32")
    return Point(name, Health.OK, f"xlwings {have}, styring_udf")


def _settings(pc: Computer, _: Path | None) -> Point:
    name = "Indstillinger"
    if pc.system not in (WINDOWS, MAC):
        return Point(name, Health.NOT_HERE, "Der er ingen Excel at sætte op.")
    path = pc.settings
    run = "Kør: styring-xl install"
    if not path.exists():
        return Point(name, Health.ERROR, f"{path} findes ikke, så Excel ved ikke, hvilken Python der skal bruges.", run)
    encoding = "utf-8" if pc.system == MAC else pc.encoding
    found = read_settings(path.read_text(encoding=encoding, errors="replace"))
    stated = found.get(pc.interpreter_setting)
    if stated != str(pc.interpreter):
        text = (
            f"Excel bruger {stated or 'den første python på stien'}, men Styring-XL er installeret i {pc.interpreter}."
        )
        return Point(name, Health.ERROR, text, run)
    return Point(name, Health.OK, f"Excel bruger {stated}.")


def _library(pc: Computer, _: Path | None) -> Point:
    name = "Forbindelsesfil (DLL)"
    if pc.system != WINDOWS:
        return Point(name, Health.NOT_HERE, "Bruges kun på Windows.")
    file = f"xlwings{pc.bits}-{pc.version('xlwings')}.dll"
    folders = (pc.interpreter.parent, pc.interpreter.parent.parent)
    if any((folder / file).exists() for folder in folders):
        return Point(name, Health.OK, f"{file} ligger ved Python.")
    return Point(
        name,
        Health.ERROR,
        f"{file} ligger ikke i {folders[0]} eller mappen over.",
        "Kør: python -m pip install --force-reinstall --no-deps xlwings. Forsvinder filen igen, har virusbeskyttelsen "
        "fjernet den.",
    )


def _functions(pc: Computer, _: Path | None) -> Point:
    name = "Funktioner i celler"
    if pc.system == WINDOWS:
        return Point(name, Health.OK, "STYRING_…-funktionerne virker i Excel på Windows.")
    text = "STYRING_…-funktionerne virker kun i Excel på Windows."
    return Point(name, Health.WARNING if pc.system == MAC else Health.NOT_HERE, text)


def _macros(pc: Computer, _: Path | None) -> Point:
    name = "Makroer"
    if pc.system == MAC:
        return Point(name, Health.WARNING, "Excel spørger, når projektmappen åbnes.", "Vælg Aktivér makroer.")
    if pc.system != WINDOWS:
        return Point(name, Health.NOT_HERE, "Der er ingen Excel at sætte op.")
    policy = pc.registry("HKCU", _EXCEL_POLICY, "VBAWarnings")
    level = policy if policy is not None else pc.registry("HKCU", _EXCEL, "VBAWarnings")
    if level in (3, 4):
        what = "alle makroer" if level == 4 else "makroer uden signatur"
        remedy = (
            f"{_ASK_IT}: bed om, at mappen med projektmappen bliver en placering, der er tillid til."
            if policy is not None
            else "Filer > Indstillinger > Center for sikkerhed og rettighedsadministration > Makroindstillinger: vælg "
            "Deaktiver VBA-makroer med meddelelse."
        )
        return Point(name, Health.ERROR, f"Excel blokerer {what}.", remedy)
    return Point(name, Health.OK, "Excel spørger, før makroer kører, eller tillader dem.")


def _origin(pc: Computer, workbook: Path | None) -> Point:
    name = "Fil fra internettet"
    if pc.system != WINDOWS:
        return Point(name, Health.NOT_HERE, "Mærket findes kun på Windows.")
    if workbook is None:
        text = "Ikke undersøgt. Angiv projektmappen: styring-xl doctor FIL"
        return Point(name, Health.WARNING, text)
    try:
        mark = Path(f"{workbook}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Point(name, Health.OK, "Filen er ikke mærket som hentet fra internettet.")
    if "ZoneId=3" not in mark and "ZoneId=4" not in mark:
        return Point(name, Health.OK, "Filen er ikke mærket som hentet fra internettet.")
    return Point(
        name,
        Health.ERROR,
        "Filen er mærket som hentet fra internettet, og så blokerer Excel dens makroer.",
        "Luk Excel, højreklik på filen i Stifinder > Egenskaber > Fjern blokering.",
    )


def _children(pc: Computer, _: Path | None) -> Point:
    name = "Defender"
    if pc.system != WINDOWS:
        return Point(name, Health.NOT_HERE, "Reglen findes kun på Windows.")
    rule = str(pc.registry("HKLM", _ASR, _NO_CHILDREN) or pc.registry("HKLM", _ASR, _NO_CHILDREN.upper()) or "0")
    if rule in ("1", "6"):
        return Point(
            name,
            Health.ERROR if rule == "1" else Health.WARNING,
            "Defender-reglen »Bloker alle Office-programmer i at oprette underordnede processer« er slået til, så "
            "Excel ikke kan starte Python.",
            f"{_ASK_IT}: bed om en undtagelse for {pc.interpreter}. Indtil da: styring-xl refresh på den lukkede fil.",
        )
    return Point(name, Health.OK, "Reglen om underordnede processer er ikke sat af en politik.")


def _cloud(pc: Computer, workbook: Path | None) -> Point:
    name = "OneDrive"
    folders = [pc.environ[key] for key in ("OneDriveCommercial", "OneDriveConsumer", "OneDrive") if key in pc.environ]
    if workbook is None or not folders:
        return Point(name, Health.OK, "Knapperne virker også på projektmapper i OneDrive og SharePoint.")
    inside = any(Path(folder) in workbook.resolve().parents for folder in folders)
    if not inside:
        return Point(name, Health.OK, "Projektmappen ligger ikke i OneDrive.")
    return Point(
        name,
        Health.WARNING,
        "Projektmappen ligger i OneDrive. Knapperne virker; kommandolinjen kan ikke skrive, mens den er åben.",
        "Luk projektmappen i Excel, før styring-xl refresh bruges på den.",
    )


def _file(workbook: Path) -> Point:
    name = "Projektmappe"
    try:
        open_book(workbook, drop_signature=True)
    except StyringError as error:
        return Point(name, Health.ERROR, str(error), "Angiv stien til en projektmappe, der kan læses.")
    return Point(name, Health.OK, f"{workbook.name} kan læses.")


_CHECKS: Final[tuple[Callable[[Computer, Path | None], Point], ...]] = (
    _python,
    _packages,
    _settings,
    _library,
    _functions,
    _macros,
    _origin,
    _children,
    _cloud,
)
