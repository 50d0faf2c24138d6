"""What all tests share: which of them may ask for an office program, and how many examples a property is tried on."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from styring_xl.runs import lanes
from tests import gathered, libreoffice
from tests.examples import examples
from tests.runs.one_process import one_after_the_other

# Examples of a property that does not say how many: its default in CI, fewer where somebody waits for the answer.
# Those that say so ask ``tests.examples``.
settings.register_profile("waiting", max_examples=examples(100), deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("waiting")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that works in an open office needs one, and is marked by that."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.office)


def pytest_collection_finish() -> None:
    """No search for garbage looks through the libraries and the tests themselves again, and there are fewer of them:
    they took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Only a marked test finds LibreOffice, so that ``-m "not office"`` leaves out every test that needs it."""
    libreoffice.marked = item.get_closest_marker("office") is not None


@pytest.fixture(scope="session", autouse=True)
def _gathered() -> Iterator[None]:
    """What the run writes is kept for Microsoft's judge, where the environment says so."""
    with pytest.MonkeyPatch.context() as patch:
        if folder := os.environ.get(gathered.FOLDER):
            gathered.watch(patch, gathered.Gathering(Path(folder)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the product keeps for a user is not kept for whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over several files starts no process; that it does, and what then may happen, is told in tests/runs."""
    monkeypatch.setattr(lanes, "side_by_side", one_after_the_other)
