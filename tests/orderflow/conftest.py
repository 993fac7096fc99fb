"""A DynamoDB table in this process: the business alone, without the engine."""

from typing import Any

import pytest

from tests.tables import emptied, table

__all__ = ["table"]


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest) -> None:
    """A test that has the table finds no row of another's."""
    if "table" in request.fixturenames:
        held: Any = request.getfixturevalue("table")
        emptied(held)
