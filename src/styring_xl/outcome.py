"""What came of a command on one file, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from styring_xl.books.fingerprint import Fingerprint
from styring_xl.cells.cell import CellError, Content, Formula
from styring_xl.checks.finding import ERROR
from styring_xl.danish import writing
from styring_xl.refresh_outcome import RefreshOutcome, WrittenFrom

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied
    from styring_xl.checks.finding import Finding
    from styring_xl.figures.compute import Figures
    from styring_xl.refresh import RefreshTold


class FileReport(Struct, frozen=True, dict=True):
    """What a refresh did, or with a dry run would do, to one file. ``saved`` is False when nothing was written."""

    file: Path
    target: Path
    refreshed: RefreshTold
    applied: Applied
    saved: bool
    known: Fingerprint | None = None
    """The file's bytes, where the refresh found nothing to change in them; or those it has written, and then ``source``
    tells what from."""
    source: WrittenFrom | None = None

    @cached_property
    def outcome(self) -> RefreshOutcome:
        """What it found, to be told again."""
        return outcome_of(self.refreshed)

    def to_json(self) -> dict[str, Any]:
        """Amounts in øre. Findings without the cells' contents, so that the output may be kept in a log."""
        return self.outcome.to_json(
            self.file,
            self.target,
            saved=self.saved,
            backup=self.applied.backup,
            cells=len(self.applied.changes),
            sheets=self.applied.sheets,
        )

    def changes_to_json(self) -> list[dict[str, Any]]:
        """Every changed cell, before and after, as texts."""
        return [
            {"sheet": each.sheet, "cell": each.address, "before": shown(each.before), "after": shown(each.after)}
            for each in self.applied.changes
        ]


def outcome_of(result: RefreshTold) -> RefreshOutcome:
    """What a refresh came to, as plain data."""
    errors = sum(each.severity == ERROR for each in result.findings)
    return RefreshOutcome(
        year=result.figures.year,
        closed=result.figures.closed,
        totals=totals(result),
        rows=result.rows,
        not_computed=result.not_computed,
        not_computed_ore=result.not_computed_ore,
        reading=[each.to_json() for each in result.accounts],
        lines=result.account_lines,
        findings=by_code(result.findings),
        errors=errors,
        warnings=len(result.findings) - errors,
    )


def totals(refreshed: RefreshTold) -> dict[str, int]:
    """The whole workbook's sums in øre."""
    return sums(refreshed.figures, refreshed.budget)


def sums(figures: Figures, budget: int) -> dict[str, int]:
    """The same of figures that nothing has been drawn from; ``budget`` is øre."""
    return {
        "realised": figures.realised,
        "expected": figures.expected_rest + figures.pool,
        "result": figures.result,
        "budget": budget,
        "variance": budget - figures.result,
    }


def shown(content: Content) -> str:
    """A cell's content as a person reads it; a formula with its sign."""
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, CellError):
        return content.code
    if isinstance(content, float):
        return writing.number(content, 15)
    return "" if content is None else str(content)


def by_code(findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """Findings by code, without the cells' contents, in the order of *Kontrol*: what is at stake is øre, and ``count``
    more than 1 for the one that tells how many are not listed."""
    from styring_xl.checks import RULES
    from styring_xl.checks.kind_group import grouped

    return {
        group.rule.CODE: [
            {
                "severity": finding.severity,
                "sheet": finding.sheet,
                "cell": finding.cell or None,
                "message": finding.what,
                "remedy": finding.remedy,
                "at_stake": finding.ore,
                "count": finding.rows if finding.is_rest else 1,
            }
            for finding in group.findings
        ]
        for group in grouped(RULES, tuple(findings))
    }
