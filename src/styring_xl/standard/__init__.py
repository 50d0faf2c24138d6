"""The standard workbook: its sheets, tables and columns, which `styring-xl new` builds and every reader knows best.

Each table is a record of columns in a module of its own; here are the names that texts and readers everywhere use.
"""

from __future__ import annotations

from typing import Final

from styring_xl.danish.units import RATE_UNITS
from styring_xl.standard import column, history, inputs, parameters, setup
from styring_xl.standard.history import BALANCED, CLOSING, EXPLAINED, NOT_BALANCED, NOW, REVISION
from styring_xl.standard.place import (
    ADVISERS,
    AREA_ROW,
    BUDGET,
    COCKPIT,
    DEPARTMENTS,
    DISPOSITION,
    EXPLANATION,
    FINDINGS,
    FINDINGS_AREA,
    FIRST_ROW,
    FLOW,
    FORECAST,
    HEADER_ROW,
    HISTORY,
    HISTORY_AREA,
    LADDER,
    MEMO,
    NAME_LIMITS,
    NAME_MEASURES,
    NAME_RATE_UNITS,
    NAME_RULES,
    NAME_STATUSES,
    NOTE_ROW,
    OUTLOOK,
    PARAMETERS,
    POSTINGS,
    RECOMMENDATION,
    REFUND,
    SETUP,
    SPEND,
    START,
    STATUS_ROW,
    TITLE_ROW,
    UNCERTAINTY,
    VARIANCE,
)
from styring_xl.standard.setup import (
    COPIES,
    DEFAULT_LIMITS,
    LIMIT_AMOUNT,
    LIMIT_DURATION,
    LIMIT_KRONER,
    LIMIT_PERCENT,
    LIMIT_UNITS,
    ROLE_CASES_EXTRACT,
    ROLE_POSTINGS_EXTRACT,
    ROLES,
    SETTING_CLOSED,
    SETTING_COPIES,
    SETTING_COPY_MONTHS,
    SETTING_DEPARTMENT,
    SETTING_DIVISION,
    SETTING_FULL_YEAR,
    SETTING_LATE,
    SETTING_MOVEMENT,
    SETTING_REFUND,
    SETTING_RULE,
    SETTING_SIGN,
    SETTING_YEAR,
    SETTINGS,
    SETTINGS_ROW,
)
from styring_xl.standard.sign import SIGNS
from styring_xl.standard.words import (
    ACCEPTED,
    ACCEPTED_SECTION,
    FULL_YEAR_RULES,
    LATE_POOL,
    MONTH_NAMES,
    MONTHS,
    NO,
    REFUND_GROUPS,
    REFUND_POOL,
    RULES,
    STATUSES,
    TARGETS,
    YES,
)

__all__ = [
    "ACCEPTED",
    "ACCEPTED_SECTION",
    "ACCOUNTS_COLUMNS",
    "ACCOUNTS_TABLE",
    "ADVISERS",
    "AREA_ROW",
    "BALANCED",
    "BUDGET",
    "BUDGET_COLUMNS",
    "BUDGET_TABLE",
    "CHECKS_TABLE",
    "CLOSING",
    "COCKPIT",
    "COPIES",
    "DEFAULT_LIMITS",
    "DEPARTMENTS",
    "DISPOSITION",
    "DISPOSITION_COLUMNS",
    "DISPOSITION_TABLE",
    "EARLIER_COLUMNS",
    "EARLIER_TABLE",
    "EXPLAINED",
    "EXPLANATION",
    "FINDINGS",
    "FINDINGS_AREA",
    "FIRST_ROW",
    "FLOW",
    "FORECAST",
    "FULL_YEAR_RULES",
    "HEADER_ROW",
    "HEADINGS_COLUMNS",
    "HEADINGS_TABLE",
    "HISTORY",
    "HISTORY_AREA",
    "HISTORY_COLUMNS",
    "INDEX_COLUMNS",
    "INDEX_TABLE",
    "LADDER",
    "LATE_POOL",
    "LAYOUT_COLUMNS",
    "LAYOUT_TABLE",
    "LIMITS_COLUMNS",
    "LIMITS_TABLE",
    "LIMIT_AMOUNT",
    "LIMIT_DURATION",
    "LIMIT_KRONER",
    "LIMIT_PERCENT",
    "LIMIT_UNITS",
    "MEMO",
    "MONTHS",
    "MONTH_NAMES",
    "NAME_LIMITS",
    "NAME_MEASURES",
    "NAME_RATE_UNITS",
    "NAME_RULES",
    "NAME_STATUSES",
    "NO",
    "NOTE_ROW",
    "NOT_BALANCED",
    "NOW",
    "OUTLOOK",
    "PARAMETERS",
    "POSTINGS",
    "POSTINGS_TABLE",
    "POSTING_COLUMNS",
    "RATE_UNITS",
    "RECOMMENDATION",
    "REFUND",
    "REFUND_COLUMNS",
    "REFUND_GROUPS",
    "REFUND_POOL",
    "REFUND_TABLE",
    "REVISION",
    "ROLES",
    "ROLE_CASES_EXTRACT",
    "ROLE_POSTINGS_EXTRACT",
    "RULES",
    "SETTINGS",
    "SETTINGS_ROW",
    "SETTING_CLOSED",
    "SETTING_COPIES",
    "SETTING_COPY_MONTHS",
    "SETTING_DEPARTMENT",
    "SETTING_DIVISION",
    "SETTING_FULL_YEAR",
    "SETTING_LATE",
    "SETTING_MOVEMENT",
    "SETTING_REFUND",
    "SETTING_RULE",
    "SETTING_SIGN",
    "SETTING_YEAR",
    "SETUP",
    "SHEETS_COLUMNS",
    "SHEETS_TABLE",
    "SIGNS",
    "SPEND",
    "START",
    "STATUSES",
    "STATUS_ROW",
    "STEPS_COLUMNS",
    "STEPS_TABLE",
    "TABLES",
    "TARGETS",
    "TARGETS_COLUMNS",
    "TARGETS_TABLE",
    "TEAMS_COLUMNS",
    "TEAMS_TABLE",
    "TITLE_ROW",
    "UNCERTAINTY",
    "VARIANCE",
    "YES",
]  # fmt: skip

DISPOSITION_TABLE: Final = inputs.DISPOSITION.table.name
DISPOSITION_COLUMNS: Final = inputs.DISPOSITION.table.headers
POSTINGS_TABLE: Final = inputs.POSTINGS.table.name
POSTING_COLUMNS: Final = inputs.POSTINGS.table.headers
BUDGET_TABLE: Final = inputs.BUDGET.table.name
BUDGET_COLUMNS: Final = inputs.BUDGET.table.headers

LAYOUT_TABLE: Final = setup.LAYOUT.name
LAYOUT_COLUMNS: Final = setup.LAYOUT.headers
HEADINGS_TABLE: Final = setup.HEADINGS.name
HEADINGS_COLUMNS: Final = setup.HEADINGS.headers
LIMITS_TABLE: Final = setup.LIMITS.name
LIMITS_COLUMNS: Final = setup.LIMITS.headers
SHEETS_TABLE: Final = setup.SHEETS.name
SHEETS_COLUMNS: Final = setup.SHEETS.headers
CHECKS_TABLE: Final = setup.CHECKS.name

ACCOUNTS_TABLE: Final = parameters.ACCOUNTS.name
ACCOUNTS_COLUMNS: Final = parameters.ACCOUNTS.headers
REFUND_TABLE: Final = parameters.REFUND.name
REFUND_COLUMNS: Final = parameters.REFUND.headers
INDEX_TABLE: Final = parameters.INDEX.name
INDEX_COLUMNS: Final = parameters.INDEX.headers
STEPS_TABLE: Final = parameters.STEPS.name
STEPS_COLUMNS: Final = parameters.STEPS.headers
TEAMS_TABLE: Final = parameters.TEAMS.name
TEAMS_COLUMNS: Final = parameters.TEAMS.headers
EARLIER_TABLE: Final = parameters.EARLIER.name
EARLIER_COLUMNS: Final = parameters.EARLIER.headers
TARGETS_TABLE: Final = parameters.TARGET_GROUPS.name
TARGETS_COLUMNS: Final = parameters.TARGET_GROUPS.headers

HISTORY_COLUMNS: Final = column.headers(history.COLUMNS)

TABLES: Final = frozenset(
    each.name for each in (*(sheet.table for sheet in inputs.INPUTS), *setup.TABLES, *parameters.TABLES)
)
"""The names of all the Excel tables of the standard workbook."""
