"""The command that makes a page for each adviser before a revision of the budget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from styring_xl.cli.batch import each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.parameter import Argument, Option
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE


def case_review(
    file: Annotated[Path, Argument(help="The workbook; it is only read.", metavar="FILE")],
    folder: Annotated[Path, Option("--output", "-o", help="The folder the files are put in.", metavar="FOLDER")],
    adviser: Annotated[list[str] | None, Option(help="An adviser; may be repeated.")] = None,
    everyone: Annotated[bool, Option("--all", help="A file for every adviser.")] = False,
) -> None:
    """Make Sagsgennemgang of advisers: a PDF each where LibreOffice is installed, else a workbook each."""

    def one(path: Path) -> int:
        from styring_xl import case_reviews

        if everyone == bool(adviser):
            raise StyringError("Angiv enten --all eller --adviser.")
        with waiting(f"Laver sagsgennemgang af {path.name} …", False):
            made = case_reviews.make(path, folder, adviser or ())
        kind = "PDF" if made.are_pdf else "projektmapper (LibreOffice er ikke installeret, så der er ikke lavet PDF)"
        echo(f"{len(made.files)} {kind} i {folder}")
        return DONE

    raise Exit(each([file], one))
