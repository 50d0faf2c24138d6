"""What a reader could not use of a cell, as data that a check turns into a finding. Readers raise nothing."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from styring_xl.cells.cell import Value


class Kind(StrEnum):
    """What was wrong. Each kind is told by the check that declares it among its ``KINDS``."""

    DATE = "date"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    SHARE = "share"
    UNIT = "unit"
    RULE = "rule"
    ORDER = "order"
    EXPECTED_DATE = "expected_date"
    EXPECTED_ORDER = "expected_order"
    EXPECTED_LATE = "expected_late"
    MISSING = "missing"
    MISSING_MEASURE = "missing_measure"
    NO_UNIT = "no_unit"
    DEFAULT_UNIT = "default_unit"
    ERROR = "error"
    LUMP = "lump"
    BELOW = "below"
    TABLE = "table"
    NO_RESULT = "no_result"
    CITIZEN = "citizen"
    SUM_UNCLEAR = "sum_unclear"
    SUM_LACKS = "sum_lacks"
    POOL = "pool"
    VOID = "void"
    TYPED = "typed"
    LOCKED = "locked"
    FORMULA = "formula"

    REVISED = "revised"
    SIDE = "side"
    SIDE_DOUBTFUL = "side_doubtful"
    CURRENCY = "currency"
    LEDGER_SUM = "ledger_sum"
    BUDGET_SUM = "budget_sum"
    BUDGET_HIDDEN = "budget_hidden"
    BUDGET_SIGN = "budget_sign"
    ACCOUNT = "account"
    ACCOUNT_TWICE = "account_twice"

    SETTING = "setting"
    DIVISION_UNUSED = "division_unused"
    DIVISION_MISSING = "division_missing"
    DIVISION_UNKNOWN = "division_unknown"
    PARAMETER = "parameter"
    PARAMETER_MISSING = "parameter_missing"
    PARAMETER_TWICE = "parameter_twice"
    LIST_MISSING = "list_missing"
    LIST_VALUE = "list_value"
    LIST_WORD = "list_word"
    LIST_TWICE = "list_twice"
    LIST_UNKNOWN = "list_unknown"
    STEP = "step"
    STEP_TWICE = "step_twice"
    STEP_NAME = "step_name"
    STEP_UNKNOWN = "step_unknown"

    HISTORY = "history"
    HISTORY_BASE = "history_base"
    EXPLANATION_TIME = "explanation_time"

    TYPED_MONTH = "typed_month"
    TYPED_MONTHS = "typed_months"
    TYPED_DATE = "typed_date"
    TYPED_PERIOD = "typed_period"
    TYPED_CHOICE = "typed_choice"

    FORECAST_METHOD = "forecast_method"
    FORECAST_CLOSED = "forecast_closed"
    FORECAST_MONTHS = "forecast_months"
    FORECAST_ESTIMATE = "forecast_estimate"
    FORECAST_SIMULATED = "forecast_simulated"
    FORECAST_AUTO = "forecast_auto"
    FORECAST_LINE = "forecast_line"
    FORECAST_AMOUNT = "forecast_amount"
    FORECAST_COLUMN = "forecast_column"
    FORECAST_GONE = "forecast_gone"

    OUTLOOK_INDEX = "outlook_index"
    OUTLOOK_NUMBER = "outlook_number"
    OUTLOOK_SWITCH = "outlook_switch"

    PROPOSAL_NUMBER = "proposal_number"
    PROPOSAL_PRICE = "proposal_price"
    PROPOSAL_SWITCH = "proposal_switch"
    PROPOSAL_GONE = "proposal_gone"

    REFUND_NO_LIMITS = "refund_no_limits"
    REFUND_TWICE = "refund_twice"
    REFUND_HOUSEHOLD = "refund_household"
    REFUND_MANY = "refund_many"
    REFUND_SENIOR = "refund_senior"
    REFUND_NO_LINE = "refund_no_line"
    REFUND_LINE = "refund_line"


class Problem(Struct, frozen=True):
    """A cell that could not be read, or could be read only in part.

    ``field`` names the column's meaning. ``rows`` is how many rows have the problem, this one the first of them.
    """

    kind: Kind
    field: str
    role: str
    sheet: str
    row: int
    column: int
    value: Value
    rows: int = 1
    detail: str = ""
    """What else the finding's sentence needs, such as the two ways in which the cell can be read."""
    ore: int | None = None
    """What the rows hold in øre, where their reader knows it."""
