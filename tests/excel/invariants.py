"""What must hold for Excel to open a macro workbook without repair, and for its buttons to find their macros."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from io import BytesIO

import olefile
import xlwings
from lxml import etree
from pyopenvba.cfb import CFB
from pyopenvba.vba import VBAModuleKind, parse_vba_project

from styring_udf.function import FUNCTIONS
from styring_xl.buttons import COMMANDS

MAIN_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RIBBON = "http://schemas.microsoft.com/office/2009/07/customui"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
OPENS = re.compile(
    r"^\s*(?:(Public|Private)\s+)?(?:Static\s+)?(Sub|Function|Property)\b\s*(?:Get |Let |Set )?(\w+)\s*\((.*)", re.M
)


def faults(package: bytes) -> list[str]:
    """Everything that is wrong, as short texts; an empty list when nothing is."""
    try:
        book = zipfile.ZipFile(BytesIO(package))
        if book.testzip() is not None:
            return ["a part is damaged"]
    except zipfile.BadZipFile as error:
        return [f"no zip: {error}"]
    names = book.namelist()
    found = [f"two parts are called {n}" for n, c in Counter(name.lower() for name in names).items() if c > 1]
    parts = {name: book.read(name) for name in names}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                etree.fromstring(data)
            except etree.XMLSyntaxError:
                found.append(f"{name} is not well formed")
    if found:
        return found
    return [*_types(parts), *_relations(parts), *_project(parts)]


def _types(parts: dict[str, bytes]) -> list[str]:
    tree = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension").lower(): e.get("ContentType") for e in tree.iter(f"{TYPES}Default")}
    overrides = {e.get("PartName"): e.get("ContentType") for e in tree.iter(f"{TYPES}Override")}
    found = [f"a type is given for {part}, which is not there" for part in overrides if part[1:] not in parts]
    for part in parts:
        if (
            part != "[Content_Types].xml"
            and f"/{part}" not in overrides
            and part.rpartition(".")[2].lower() not in defaults
        ):
            found.append(f"{part} has no content type")
    if overrides.get("/xl/workbook.xml") != MAIN_TYPE:
        found.append("the main part is not that of a macro workbook")
    if overrides.get("/xl/vbaProject.bin", defaults.get("bin")) != VBA_TYPE:
        found.append("the project has no content type of its own")
    return found


def relations_of(parts: dict[str, bytes], part: str) -> list[tuple[str, str, str]]:
    """(id, type, target part) of a part's internal relationships."""
    folder, name = posixpath.split(part)
    data = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return []
    return [
        (e.get("Id"), e.get("Type"), posixpath.normpath(posixpath.join(folder, e.get("Target"))).lstrip("/"))
        for e in etree.fromstring(data).iter(f"{{{RELATIONS}}}Relationship")
        if e.get("TargetMode") != "External"
    ]


def _relations(parts: dict[str, bytes]) -> list[str]:
    found: list[str] = []
    for part in ["", *parts]:
        relations = relations_of(parts, part)
        for identity, count in Counter(each[0] for each in relations).items():
            if count > 1:
                found.append(f"{part} has two relationships {identity}")
        found += [
            f"{part} relates to {target}, which is not there" for _, _, target in relations if target not in parts
        ]
        text = parts.get(part, b"").decode("utf-8", "replace") if part.endswith(".xml") else ""
        used = set(re.findall(r'\br:(?:id|embed|link|pict)="([^"]+)"', text))
        found += [f"{part} uses {each}, which is no relationship" for each in used - {each[0] for each in relations}]
    if [t for _, kind, t in relations_of(parts, "") if kind == RIBBON_RELATION] != ["customUI/customUI14.xml"]:
        found.append("the ribbon is not related to the package")
    if [t for _, kind, t in relations_of(parts, "xl/workbook.xml") if kind == PROJECT_RELATION] != [
        "xl/vbaProject.bin"
    ]:
        found.append("the project is not related to the workbook")
    return found


def _project(parts: dict[str, bytes]) -> list[str]:
    data = parts.get("xl/vbaProject.bin", b"")
    if not olefile.isOleFile(BytesIO(data)):
        return ["the project is no compound file"]
    found: list[str] = []
    with olefile.OleFileIO(BytesIO(data)) as ole:
        if any(entry is not None and entry.color != 1 for entry in ole.direntries):
            found.append("the directory is not black throughout")
        declared = ole.openstream("PROJECT").read().decode("cp1252")
    cfb = CFB.from_bytes(data)
    if cfb.get_stream_in_storage("VBA", "_VBA_PROJECT") != bytes.fromhex("CC61FFFF000100"):
        found.append("the project has a performance cache")
    project = parse_vba_project(cfb)
    if project.project_cookie != 0xFFFF or any(module.cookie != 0xFFFF for module in project.modules):
        found.append("a cookie stands for a cache that is not there")
    lines = re.findall(r"^(Module|Class|Document|BaseClass)=([^/\r\n]+)", declared, re.M)
    found += [f"{name} is declared twice" for name, count in Counter(n.lower() for _, n in lines).items() if count > 1]
    if {name for _, name in lines} != {module.name for module in project.modules}:
        found.append("the declared modules are not those there are")
    found += _code_names(parts, [name for kind, name in lines if kind == "Document"])

    sources = {module.name: module.source.replace("\r\n", "\n") for module in project.modules}
    standard = {module.name for module in project.modules if module.kind == VBAModuleKind.standard}
    procedures = {name: list(OPENS.finditer(text)) for name, text in sources.items()}
    modules = {name.lower() for name in sources}
    for name, text in sources.items():
        if f'Attribute VB_Name = "{name}"' not in text:
            found.append(f"{name} calls itself something else")
        if any(len(line) > 1023 for line in text.split("\n")):
            found.append(f"{name} has a line that is too long")
        if name in standard:
            found += [f"{m[3]} is called as a module" for m in procedures[name] if m[3].lower() in modules]
        if name.startswith("Styring") or name == "xlwings_udfs":
            for kind in ("Sub", "Function"):
                opened = len([m for m in procedures[name] if m[2] == kind])
                if opened != len(re.findall(rf"^\s*End {kind}\b", text, re.M)):
                    found.append(f"a {kind} of {name} does not end")
            doubled = Counter(m[3].lower() for m in procedures[name])
            found += [f"{name} has {each} twice" for each, count in doubled.items() if count > 1]
    public = {
        m[3]: m[4].partition(")")[0].strip()
        for name in standard
        for m in procedures[name]
        if m[2] == "Sub" and m[1] != "Private"
    }
    return [*found, *_bindings(parts, sources, public)]


def _code_names(parts: dict[str, bytes], documents: list[str]) -> list[str]:
    workbook = re.search(r'<workbookPr[^>]* codeName="([^"]+)"', parts["xl/workbook.xml"].decode())
    sheets = [
        match[1]
        for name in sorted(parts)
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)
        and (match := re.search(r'<sheetPr[^>]* codeName="([^"]+)"', parts[name].decode("utf-8", "replace")[:2000]))
    ]
    if workbook is None or sorted([workbook[1], *sheets]) != sorted(documents):
        return ["the code names are not the document modules"]
    return []


def _bindings(parts: dict[str, bytes], sources: dict[str, str], public: dict[str, str]) -> list[str]:
    found: list[str] = []
    bound: set[str] = set()
    for name, data in parts.items():
        if name.endswith(".vml"):
            for macro in re.findall(r"<x:FmlaMacro>(.*?)</x:FmlaMacro>", data.decode()):
                bound.add(macro.removeprefix("[0]!"))
                if not macro.startswith("[0]!") or public.get(macro[4:]) != "":
                    found.append(f"a button calls {macro}, which is no macro")
    if not bound:
        found.append("there are no buttons")
    if "customUI/customUI14.xml" not in parts:
        return [*found, "there is no ribbon"]
    tree = etree.fromstring(parts["customUI/customUI14.xml"])
    if tree.tag != f"{{{RIBBON}}}customUI":
        found.append("the ribbon is of another kind")
    controls = list(tree.iter(f"{{{RIBBON}}}button"))
    found += [
        f"two controls are called {i}"
        for i, c in Counter(e.get("id") for e in tree.iter() if e.get("id")).items()
        if c > 1
    ]
    reached: set[str] = set()
    for control in controls:
        callback = control.get("onAction", "")
        if public.get(callback) != "control As IRibbonControl":
            found.append(f"the ribbon calls {callback}, which is no callback")
        reached.add(callback.removeprefix("Baand"))
        if not all(control.get(each) for each in ("label", "imageMso", "screentip", "supertip")):
            found.append(f"{control.get('id')} has no help or no picture")
    if bound != reached:
        found.append("the ribbon and the buttons do not offer the same")
    commands = set(re.findall(r"b\.press\('(\w+)', '[\d.]+/[\d.]+'", sources.get("StyringKnapper", "")))
    if commands != set(COMMANDS):
        found.append("the macros do not call the commands there are")
    if f'XLWINGS_VERSION As String = "{xlwings.__version__}"' not in sources.get("xlwings", ""):
        found.append("xlwings' module is not of the installed version")
    wrapped = {
        m[3]: [a.removeprefix("Optional ") for a in m[4].partition(")")[0].split(", ")]
        for m in OPENS.finditer(sources.get("xlwings_udfs", ""))
    }
    if wrapped != {name: [a for a, _, _ in f.arguments] for name, f in FUNCTIONS.items()}:
        found.append("the wrappers are not those of the functions")
    return found
