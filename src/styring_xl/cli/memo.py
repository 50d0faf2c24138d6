"""The commands that write *Notat* as Word or PDF, and the template it is written in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from styring_xl.cli.batch import each, report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import Closed, Json, Year
from styring_xl.cli.parameter import Argument, Option
from styring_xl.runs.file_outcome import DONE


def write(
    file: Annotated[Path, Argument(help="The workbook; it is only read.", metavar="FILE")],
    output: Annotated[Path, Option("-o", "--output", help="The .docx or .pdf to make.", metavar="DOCX|PDF")],
    template: Annotated[Path | None, Option(help="A .docx whose styles the memo is to have.")] = None,
    year: Year = None,
    closed_month: Closed = None,
    as_json: Json = False,
) -> None:
    """Write Notat, the month's follow-up in words with the committee's table, as Word or (by LibreOffice) PDF."""

    def one(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import memo_document

        with waiting(f"Skriver notat af {path.name} …", as_json):
            memo = memo_document.make(path, output, datetime.now(), template=template, year=year, closed=closed_month)
        if not as_json:
            echo(f"{memo.title} → {output.name}")
        return {"file": str(path), "output": str(output), "title": memo.title}, DONE

    raise Exit(report_each([file], one, as_json))


def template(
    output: Annotated[Path, Option("-o", "--output", help="The .docx to make.", metavar="DOCX")],
) -> None:
    """Write the memo's own template, to be restyled in Word and given to memo --template."""

    def one(path: Path) -> int:
        from styring_xl import memo_document

        memo_document.make_template(path)
        echo(f"Skabelon → {path.name}")
        return DONE

    raise Exit(each([output], one))
