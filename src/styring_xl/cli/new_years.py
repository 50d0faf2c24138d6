"""The command that makes next year's workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import Date, DropSignature, Json
from styring_xl.cli.parameter import Argument, Option
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def new_year(
    file: Annotated[Path, Argument(help="This year's workbook; it is only read.", metavar="FILE")],
    output: Annotated[Path, Option("-o", "--output", help="Next year's workbook, which is not there yet.")],
    pl: Annotated[
        str,
        Option(
            "--pl", help="What rates rise by in per cent, such as 2,9 or 0; the PL index of Parametre if not stated."
        ),
    ] = "",
    keep_postings: Annotated[
        bool,
        Option("--keep-postings", help="Keep the postings, so that Usikkerhed and Cockpit have them to learn of."),
    ] = False,
    date: Date = None,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Make next year's workbook: what runs on at its new price, the proposed budget, an empty ledger."""

    def one(path: Path) -> tuple[dict[str, Any], int]:
        import datetime as dt

        from styring_xl import new_year as years
        from styring_xl.new_year.rise import read_rise

        try:
            rise = read_rise(pl)
        except StyringError as error:
            raise StyringError(f"--pl: {error}") from error
        with waiting(f"Laver næste år af {path.name} …", as_json):
            made, refreshed = years.make(
                path,
                output,
                rise=rise,
                keeps_postings=keep_postings,
                date=(date or dt.datetime.now()).date(),
                drop_signature=drop_signature,
            )
        if not as_json:
            for sentence in years.sentences(made, output):
                echo(sentence)
        entry = {
            "file": str(path),
            "output": str(output),
            "year": made.year,
            "commitments": made.carried,
            "ended": made.rows.ended,
            "rates_raised": made.rows.raised,
            "rates_not_raised": made.rows.standing,
            "january": made.january,
            "budget": made.budget.amount,
            "postings_left_out": made.emptied,
        }
        return entry, WITH_ERRORS if refreshed.has_errors else DONE

    raise Exit(report_each([file], one, as_json))
