"""The report of a run as a workbook: *Kørsel*, a row for each file, and *Fund*, a row for each finding."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS, FileOutcome
from styring_xl.runs.run_report import RunReport

RUN: Final = "Kørsel"
FINDINGS: Final = "Fund"
_OUTCOMES: Final = {DONE: "Gennemført", WITH_ERRORS: "Gennemført med fejl i Kontrol", NOT_DONE: "Ikke gennemført"}
_HEADER: Final = 4
"""The row of the headers, from 0."""
_COLUMNS: Final = (
    ("Fil", 48), ("Udfald", 28), ("Regnskabsår", 12), ("Realiseret til og med", 12), ("Realiseret", 18),
    ("Forventet regnskab", 18), ("Korrigeret budget", 18), ("Afvigelse (budget − forventet)", 18), ("Rækker læst", 12),
    ("Ikke beregnet", 12), ("Fejl", 8), ("Advarsler", 10), ("Celler ændret", 12), ("Sekunder", 10), ("Bemærkning", 60),
)  # fmt: skip
_KRONER: Final = range(4, 8)
_SUMMED: Final = (*_KRONER, 8, 9, 10, 11, 12, 13)
_FINDING_COLUMNS: Final = (
    ("Fil", 48), ("Alvor", 10), ("Kode", 24), ("Ark", 18), ("Celle", 10), ("Hvad er galt", 70),
    ("Hvad skal du gøre", 70),
)  # fmt: skip


def workbook_of(report: RunReport) -> bytes:
    """The workbook, amounts in kroner. Texts are written as texts, whatever they begin with."""
    import xlsxwriter

    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": report.started.replace(tzinfo=None)})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "kroner": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "plain": book.add_format({"num_format": "0", "valign": "top"}),
        "seconds": book.add_format({"num_format": "0.0", "valign": "top"}),
        "sum": book.add_format({"bold": True, "top": 1}),
        "kroner sum": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
    }
    told = [outcome for outcome in report.outcomes if outcome.entry]
    _runs(book.add_worksheet(RUN), looks, report, told)
    _findings(book.add_worksheet(FINDINGS), looks, told)
    book.close()
    return out.getvalue()


def _runs(sheet: Any, looks: dict[str, Any], report: RunReport, told: Sequence[FileOutcome]) -> None:
    counts = report.to_json()["counts"]
    sheet.write_string(0, 0, f"Kørsel: {report.command}", looks["title"])
    sheet.write_string(1, 0, f"Begyndt {report.started:%d-%m-%Y kl. %H:%M:%S}, varede {report.seconds:.0f} sekunder")
    sheet.write_string(
        2,
        0,
        f"{len(told)} filer: {counts['done']} gennemført, {counts['with_errors']} med fejl i Kontrol, "
        f"{counts['not_done']} ikke gennemført; {counts['unchanged']} var uændrede og blev sprunget over",
    )
    _head(sheet, looks, _COLUMNS, _HEADER)
    rows = [_row(outcome) for outcome in told]
    for number, row in enumerate(rows, start=_HEADER + 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value, looks["text"])
            elif value is not None:
                look = "kroner" if column in _KRONER else "plain" if column < 4 else "count"
                sheet.write_number(number, column, value, looks["seconds" if column == 13 else look])
    last = _HEADER + len(rows)
    if rows:
        sheet.write_string(last + 1, 0, "I alt", looks["sum"])
        for column in _SUMMED:
            value = sum(row[column] or 0 for row in rows)
            letter = chr(ord("A") + column)
            formula = f"=SUM({letter}{_HEADER + 2}:{letter}{last + 1})"
            sheet.write_formula(
                last + 1, column, formula, looks["kroner sum" if column in _KRONER else "sum"], round(value, 2)
            )
        sheet.autofilter(_HEADER, 0, last, len(_COLUMNS) - 1)


def _row(outcome: FileOutcome) -> list[Any]:
    entry = outcome.entry
    totals, rows = entry.get("totals", {}), entry.get("rows", {})
    severities = [each["severity"] for _, each in _found(entry)]
    kroner = [
        None if name not in totals else totals[name] / 100 for name in ("realised", "result", "budget", "variance")
    ]
    remark = entry.get("error") or ("Uændret siden sidst, sprunget over" if outcome.is_unchanged else "")
    return [
        str(outcome.file),
        _OUTCOMES[outcome.code],
        entry.get("year"),
        entry.get("closed_month"),
        *kroner,
        rows.get("read"),
        rows.get("not_computed"),
        severities.count("fejl") if "findings" in entry else None,
        len(severities) - severities.count("fejl") if "findings" in entry else None,
        entry.get("cells_changed"),
        round(outcome.seconds, 1),
        remark,
    ]


def _findings(sheet: Any, looks: dict[str, Any], told: Sequence[FileOutcome]) -> None:
    _head(sheet, looks, _FINDING_COLUMNS, 0)
    number = 0
    for outcome in told:
        for code, each in _found(outcome.entry):
            number += 1
            texts = (str(outcome.file), each["severity"], code, each["sheet"], each["cell"] or "", each["message"],
                     each["remedy"])  # fmt: skip
            for column, text in enumerate(texts):
                sheet.write_string(number, column, text or "", looks["text"])
    if number:
        sheet.autofilter(0, 0, number, len(_FINDING_COLUMNS) - 1)


def _found(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code, some in entry.get("findings", {}).items():
        for each in some:
            yield code, each


def _head(sheet: Any, looks: dict[str, Any], columns: Sequence[tuple[str, int]], row: int) -> None:
    for number, (name, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(row, number, name, looks["head"])
    sheet.freeze_panes(row + 1, 1)
