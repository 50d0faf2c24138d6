"""The extension ``styring-xl.oxt``: the functions, the menu and toolbar, and what makes the workbook's macros work.

Its sources are the files in ``extension``, the package ``program``, and what the functions say about themselves. The
same input gives the same bytes.
"""

from __future__ import annotations

import zipfile
from importlib.resources import files
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import styring_xl
from styring_xl.standard.commands import COMMANDS, MENU, TAB, TAB_KEY, TOOLBAR, Command, marked

ADD_IN: Final = "dk.styring_xl.Functions"
_PROGRAM: Final = "pythonpath/styring_calc/"
_VERSION_MARK: Final = "@VERSION@"
_KEY: Final = "~"
"""What stands before the letter of an access key."""
_NEEDED: Final = "Skal angives. "
_SAYS_OF_EMPTY: Final = ("Udelades den", "Tom:", "Tom eller")
"""How the help of an argument begins to say what holds without it."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_REGISTRY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="org.openoffice.Office">\n{body}\n'
    "</oor:component-data>\n"
)


def extension() -> bytes:
    """The extension as a package."""
    parts: dict[str, bytes] = {}
    for folder in ("", "META-INF", "Styring"):
        place = files(__package__) / "extension"
        for file in sorted((place / folder if folder else place).iterdir(), key=lambda each: each.name):
            if file.is_file():
                text = file.read_text(encoding="utf-8").replace(_VERSION_MARK, styring_xl.__version__)
                parts[f"{folder}/{file.name}".lstrip("/")] = text.encode()
    for file in sorted((files(__package__) / "program").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py") and file.name != "__main__.py":
            parts[_PROGRAM + file.name] = file.read_bytes()
    names, interface, add_in = _functions()
    parts[_PROGRAM + "function_names.py"] = names.encode()
    parts[_PROGRAM + "questions.py"] = _questions().encode()
    parts["styring.idl"] = interface.encode()
    parts["CalcAddIns.xcu"] = add_in.encode()
    parts["Addons.xcu"] = _menu().encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return out.getvalue()


def _functions() -> tuple[str, str, str]:
    """The functions' names as a module, their interface, and their help texts."""
    import styring_udf
    from styring_udf.function import FUNCTIONS

    functions = [FUNCTIONS[name] for name in styring_udf.__all__]
    names = '"""The custom functions by their methods; written when the extension was built."""\n\nNAMES = {\n'
    names += "".join(f'    "{_identifier(each.name)}": "{each.name}",\n' for each in functions) + "}\n"
    methods, nodes = [], []
    for each in functions:
        arguments = ", ".join(f"[in] any {_identifier(name)}" for name, _, _ in each.arguments)
        methods.append(f"    sequence< sequence<any> > {_identifier(each.name)}({arguments});")
        help_texts = ""
        for argument in each.arguments:
            shown, text = in_wizard(*argument)
            help_texts += f'<node oor:name="{_identifier(argument[0])}" oor:op="replace">'
            help_texts += f"{_prop('DisplayName', shown)}{_prop('Description', text)}</node>"
        nodes.append(
            f'<node oor:name="{_identifier(each.name)}" oor:op="replace">{_prop("DisplayName", each.name)}'
            f'{_prop("Description", each.description)}<prop oor:name="Category"><value>Add-In</value></prop>'
            f'{_prop("CompatibilityName", each.name)}<node oor:name="Parameters">{help_texts}</node></node>'
        )
    interface = "module dk { module styring {\n  interface XFunctions {\n" + "\n".join(methods) + "\n  };\n}; };\n"
    body = f'<node oor:name="AddInInfo"><node oor:name="{ADD_IN}" oor:op="replace"><node oor:name="AddInFunctions">'
    body += "\n".join(nodes) + "</node></node></node>"
    return names, interface, _REGISTRY.format(name="CalcAddIns", body=body)


def in_wizard(name: str, text: str, required: bool) -> tuple[str, str]:
    """What Calc's function wizard shows of an argument: its name, in brackets as in the reference if it is optional,
    and its help, which says that it must be there unless it says what holds without it. Two lines of it are shown.

    Calc itself writes ``valgfri`` at every argument that is declared as ``any``, and only such a one can be a cell, a
    text or a range, be left out between two others, and have a 0 told from an empty cell.
    """
    if not required:
        return f"[{name}]", text
    if any(words in text for words in _SAYS_OF_EMPTY):
        return name, text
    return name, f"{_NEEDED}{text[0].upper()}{text[1:]}"


def _identifier(name: str) -> str:
    """A name as an interface takes it: letters and digits alone."""
    return name.replace("_", "")


def _prop(name: str, text: str) -> str:
    """A text in the languages Calc may be in; it is Danish in all of them."""
    values = "".join(f'<value xml:lang="{language}">{escape(text)}</value>' for language in ("en-US", "da"))
    return f"<prop oor:name={quoteattr(name)}>{values}</prop>"


def _called(command: Command) -> str:
    """What the runner is asked for: the command, or that its questions are asked first."""
    return f"ask:{command.name}" if command.asks else command.name


def _questions() -> str:
    """What the commands ask, as a module."""
    text = '"""What the commands ask before they are done; written when the extension was built."""\n\nASKED = {\n'
    for each in COMMANDS:
        if each.asks:
            asked = [(question.words, question.stands) for question in each.asks]
            text += f"    {each.name!r}: ({each.label!r}, {asked!r}),\n"
    return text + "}\n"


def _menu() -> str:
    def entry(number: int, item: Command, context: bool) -> str:
        only = (
            '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>' if context else ""
        )
        # A toolbar shows the sign of an access key as it stands.
        title = item.entry or item.label if context else item.entry_marked(_KEY)
        return (
            f'<node oor:name="m{number}" oor:op="replace">{only}'
            f'<prop oor:name="URL"><value>service:dk.styring_xl.Runner?{_called(item)}</value></prop>'
            f'{_prop("Title", title)}<prop oor:name="Target"><value>_self</value></prop></node>'
        )

    items = "".join(entry(at, item, False) for at, item in enumerate(MENU, 1))
    buttons = "".join(entry(at, item, True) for at, item in enumerate(TOOLBAR, 1))
    only = '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>'
    body = (
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar"><node oor:name="dk.styring_xl.menu" '
        f'oor:op="replace">{only}{_prop("Title", marked(TAB, TAB_KEY, _KEY))}'
        f'<node oor:name="Submenu">{items}</node></node></node>'
        '<node oor:name="OfficeToolBar"><node oor:name="dk.styring_xl.toolbar" '
        f'oor:op="replace">{buttons}</node></node></node>'
    )
    return _REGISTRY.format(name="Addons", body=body)
