"""A column's rule in XlsxWriter's words."""

from __future__ import annotations

from typing import Any

from styring_xl.standard.rule import Between, DropDown, InputRule


def options(rule: InputRule, title: str = "") -> dict[str, Any]:
    """What ``data_validation`` takes; ``title`` heads the message box of a program that refuses a cell."""
    made: dict[str, Any]
    if isinstance(rule, DropDown):
        source = f"={rule.source}" if isinstance(rule.source, str) else list(rule.source)
        made = {"validate": "list", "source": source}
        if not rule.strict:
            made["error_type"] = "warning"
    elif isinstance(rule, Between):
        made = {"validate": rule.kind, "criteria": "between", "minimum": rule.low, "maximum": rule.high}
    else:
        made = {"validate": "length", "criteria": "between", "minimum": rule.low, "maximum": rule.high}
        made["error_type"] = "warning"
    if rule.message:
        made["error_message"] = rule.message
    return made | ({"error_title": title} if title else {})
