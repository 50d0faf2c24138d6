"""What all tests share: which of them may ask for an office program."""

from __future__ import annotations

import pytest

from tests import libreoffice


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that works in an open office needs one, and is marked by that."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.office)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Only a marked test finds LibreOffice, so that ``-m "not office"`` leaves out every test that needs it."""
    libreoffice.marked = item.get_closest_marker("office") is not None
