"""What a value designates, asked without drawing anything."""

from pathlib import Path
from typing import Any

import pytest

from analysis.extract.reading import Reading
from analysis.source import open_system
from analysis.source.values import Options, Reference, Unknown

TEMPLATE = """
Resources:
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Named: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Orders}}
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Reference("Orders"), "Orders"),
        (Reference("Orders", "Arn"), "Orders"),
        (Reference("Named"), "Orders"),
        ("orders", "Orders"),
        ("users", "ext:table/users"),
        (Reference("Nothing"), ""),
        (Unknown("it is not set"), ""),
        (Options((Reference("Orders"), "users")), ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_one_thing_that_a_value_designates(tmp_path: Path, value: Any, expected: str) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE, "utf-8")
    reading = Reading(open_system([template]))
    assert reading.designated(value, "table") == expected
    assert not reading.nodes
