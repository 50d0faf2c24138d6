"""The VBA side of the custom functions, made by xlwings' own generator; run as a process of its own.

``python -m styring_xl.vba.wrappers`` prints the two modules as JSON: ``xlwings_udfs`` and ``StyringFunktioner``.
"""

from __future__ import annotations

import io
import json
import re
import sys
from types import SimpleNamespace
from typing import Any, Final

MODULE: Final = "styring_udf"
WRAPPERS: Final = "xlwings_udfs"
HELP: Final = "StyringFunktioner"
_LONGEST: Final = 255
"""Excel cuts help texts here."""


def generate() -> dict[str, str]:
    """Module name -> source. Must run in a process where ``stand_in.install`` was called first."""
    udfs: Any = __import__("xlwings.udfs", fromlist=["generate_vba_wrapper"])
    package: Any = __import__(MODULE)
    text = io.StringIO()
    text.write(f'Attribute VB_Name = "{WRAPPERS}"\n')
    text.write("' Skrevet af xlwings ud fra Python-pakken styring_udf; ret dér, ikke her.\n")
    text.write('#Const App = "Microsoft Excel"\n\n')
    udfs.generate_vba_wrapper(MODULE, package, text, SimpleNamespace(Name="Styringsark.xlsm"))
    functions = __import__(f"{MODULE}.function", fromlist=["FUNCTIONS"]).FUNCTIONS
    return {WRAPPERS: _described(text.getvalue(), functions), HELP: _help(functions)}


def _quoted(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"a help text is longer than {_LONGEST} characters: {text[:40]}…")
    # VBA's code page has no true minus.
    return '"' + text.replace('"', '""').replace("\N{MINUS SIGN}", "-") + '"'


def _described(source: str, functions: dict[str, Any]) -> str:
    """The wrappers with each function's description as the attribute that Excel's own editor would write."""

    def describe(match: re.Match[str]) -> str:
        name = match[1]
        return f"{match[0]}\nAttribute {name}.VB_Description = {_quoted(functions[name].description)}"

    return re.sub(r"^Function (\w+)\(.*\)$", describe, source, flags=re.MULTILINE)


def _help(functions: dict[str, Any]) -> str:
    """The macro that tells Excel the functions' category and the help of every argument."""
    lines = [
        f'Attribute VB_Name = "{HELP}"',
        "Option Explicit",
        "",
        "' Hjælpetekster til funktionsguiden. Skrevet ud fra Python-pakken styring_udf; ret dér, ikke her.",
        "",
        "Public Sub RegistrerFunktioner()",
        "    #If Not Mac Then",
        "    Dim bog As String",
        '    bog = "\'" & Replace(ThisWorkbook.Name, "\'", "\'\'") & "\'!"',
    ]
    for name in sorted(functions):
        function = functions[name]
        texts = [_quoted(help_text) for _, help_text, _ in function.arguments]
        arguments = ", _\n        ".join(texts)
        lines += [
            f'    Application.MacroOptions Macro:=bog & "{name}", _',
            f"        Description:={_quoted(function.description)}, _",
            '        Category:="Styring", ArgumentDescriptions:=Array( _',
            f"        {arguments})",
        ]
    lines += ["    #End If", "End Sub", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    from styring_xl.vba import stand_in

    stand_in.install()
    json.dump(generate(), sys.stdout)
    sys.stdout.flush()
