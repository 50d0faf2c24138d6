"""The command line: one command per thing a nightly batch or a colleague without Excel does."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from styring_xl.cli import (
    batch_file,
    closing,
    explain,
    export,
    forget,
    history,
    imports,
    memo,
    new_years,
    overview,
    recommendations,
    refresh,
    repostings,
    reserves,
    reviews,
    setup,
    tidy,
    upgrade,
    workbooks,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Steering of the specialised social area in Excel: refresh, check and make workbooks.",
)

_COMMANDS: Final[dict[str, Callable[..., Any]]] = {
    "refresh": refresh.refresh,
    "close": closing.close,
    "reopen": closing.reopen,
    "snapshot": closing.snapshot,
    "accept-reserves": reserves.accept,
    "move-recommendation": recommendations.move,
    "repostings": repostings.write,
    "memo": memo.write,
    "memo-template": memo.template,
    "check": refresh.check,
    "explain": explain.explain,
    "history": history.history,
    "overview": overview.overview,
    "export": export.export,
    "case-review": reviews.case_review,
    "adopt": workbooks.adopt,
    "upgrade": upgrade.upgrade,
    "undo": refresh.undo,
    "tidy": tidy.tidy,
    "import": imports.postings,
    "import-cases": imports.cases,
    "import-benchmark": imports.benchmark,
    "batch": batch_file.batch,
    "new-year": new_years.new_year,
    "new": workbooks.new,
    "demo": workbooks.demo,
    "anonymise": workbooks.anonymise,
    "forget": forget.forget,
    "install": setup.install,
    "uninstall": setup.uninstall,
    "doctor": setup.doctor,
}
"""The commands in the order they are listed in."""


def _say_version(asked: bool) -> None:
    if asked:
        from styring_xl import __version__

        typer.echo(f"styring-xl {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None: ...


for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)


def main() -> None:
    """Entry point: exit code 0 done, 1 done with findings of severity fejl, 2 not done."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a cron job with another encoding must not stop the work over a letter.
            stream.reconfigure(errors="replace")
    # Plain values hold no cycles, and the search for them takes a third of the time with half a million values.
    gc.disable()
    app()
