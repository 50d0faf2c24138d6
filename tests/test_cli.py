"""The command line as such: what it lists, how the commands spell what they share, and what starting it costs."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import typer

from styring_xl.cli import app

ORDER = "refresh close reopen snapshot check adopt undo import import-cases new demo anonymise install doctor"
EXTRACT = ("encoding", "delimiter", "decimal", "sheet", "dry_run", "as_json")


def parameters(command: str) -> dict[str, Any]:
    found = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]
    return {each.name: each for each in found}


def test_the_commands_are_listed_in_the_order_of_the_work() -> None:
    assert " ".join(typer.main.get_command(app).commands) == ORDER  # type: ignore[attr-defined]


def test_every_command_and_option_is_explained() -> None:
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert all(each.help for each in command.params), name


def test_both_imports_spell_what_they_share_alike() -> None:
    postings, cases = parameters("import"), parameters("import-cases")
    for name in EXTRACT:
        assert (postings[name].opts, postings[name].help) == (cases[name].opts, cases[name].help)
    assert postings["unit"].help == "The unit of the amounts: kr or øre."
    assert cases["unit"].help == "The unit of the rates: kr or øre."
    assert 'Beløb=Netto"' in postings["column"].help
    assert 'Takst=Pris"' in cases["column"].help


def test_asking_for_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, styring_xl.cli; print(*{'numpy', 'pandas', 'openpyxl', 'xlwings', 'xlsxwriter'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "styring_xl.cli", "new", "a.txt"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(".xlsx eller .xlsm.")
