"""One office for all the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calc.office import Office, required


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    required()
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.stop()
