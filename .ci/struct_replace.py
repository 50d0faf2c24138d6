"""A plugin of mypy: ``msgspec.structs.replace`` is held to the record's fields, as ``dataclasses.replace`` is."""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import FunctionSigContext, Plugin
from mypy.plugins.dataclasses import replace_function_sig_callback
from mypy.types import FunctionLike


class StructPlugin(Plugin):
    """Tells mypy what may be replaced in a record."""

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], FunctionLike] | None:
        return replace_function_sig_callback if fullname == "msgspec.structs.replace" else None


def plugin(version: str) -> type[Plugin]:
    """What mypy asks the module for."""
    return StructPlugin
