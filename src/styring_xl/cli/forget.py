"""The command that takes one citizen out of a workbook and of what lies beside it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from styring_xl.cli.batch import each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.options import DropSignature, DryRun
from styring_xl.cli.parameter import Argument
from styring_xl.cli.summary import kr
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE

if TYPE_CHECKING:
    from styring_xl.forget import Cleaned, Receipt


def forget(
    file: Annotated[Path, Argument(help="The workbook.", metavar="FILE")],
    cpr: Annotated[
        str,
        Argument(
            help="The citizen's CPR number; - reads it from standard input, and names on the lines after it, so that "
            "it does not stand in the history of commands.",
            metavar="CPR",
        ),
    ],
    dry_run: DryRun = False,
    drop_signature: DropSignature = False,
) -> None:
    """Take one citizen out of sheets, Historik, copies, records and detail files, with a receipt."""

    def one(path: Path) -> int:
        from styring_xl.forget import forget as take_out

        number, *names = sys.stdin.read().split("\n") if cpr == "-" else [cpr]
        receipt = take_out(path, number, names, dry_run=dry_run, drop_signature=drop_signature)
        if receipt.is_empty and not receipt.left:
            raise StyringError(
                "Borgeren er ikke fundet, og intet er ændret. Se efter, om CPR-nummeret er skrevet rigtigt."
            )
        for line in _lines(receipt, dry_run):
            echo(line)
        return DONE

    raise Exit(each([file], one))


def _lines(receipt: Receipt, dry_run: bool) -> list[str]:
    lines = ["Kvittering" + (" (intet er skrevet endnu)" if dry_run else "")]
    if receipt.book is None:
        lines.append("  Projektmappen: borgeren står ikke i den")
    else:
        lines += _of("Projektmappen", receipt.book)
    for name, cleaned in receipt.copies:
        lines += _of(name, cleaned)
    lines += [f"  {name}: kunne ikke renses og er fjernet" for name in receipt.removed]
    lines += [f"  {name}: {count} posteringer uden borger" for name, count in receipt.details]
    if receipt.records:
        lines.append(f"  {receipt.records} fortrydelser er fjernet: ændringer fra før kan ikke fortrydes")
    if receipt.presses:
        lines.append(f"  {receipt.presses} tryk på en knap på denne pc kan ikke fortrydes mere")
    lines += [f"  Ikke rørt, men borgeren står i den: {name}" for name in receipt.left]
    return lines


def _of(name: str, cleaned: Cleaned) -> list[str]:
    lines = [f"  {name}: borgeren stod i {sum(cleaned.cells.values())} celler{_sheets(cleaned.cells)}"]
    if cleaned.emptied:
        lines.append(f"    rækker tømt: {sum(cleaned.emptied.values())}{_sheets(cleaned.emptied)}")
    if cleaned.nameless:
        lines.append(f"    posteringer uden borger: {sum(cleaned.nameless.values())}{_sheets(cleaned.nameless)}")
    if cleaned.comments:
        lines.append(f"    kommentarer tømt: {cleaned.comments}")
    if cleaned.after:
        lines.append(f"    Realiseret er uændret: {kr(cleaned.after['realised'])} kr.")
        lines.append(f"    Forventet regnskab: {kr(cleaned.before['result'])} kr. → {kr(cleaned.after['result'])} kr.")
    return lines


def _sheets(counts: Mapping[str, int]) -> str:
    return " (" + ", ".join(f"{sheet} {count}" for sheet, count in counts.items()) + ")" if counts else ""
