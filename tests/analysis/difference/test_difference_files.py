"""A difference as text and as JSON."""

import json
from collections.abc import Callable

from analysis.difference import Version, difference

Template = Callable[..., Version]

BEFORE = """
F:
  Type: AWS::Serverless::Function
  Properties: {Handler: a.b, Runtime: python3.12, Timeout: 5, Tags: {service: orders}}
Old: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: service, Value: stock}]}}
"""
AFTER = BEFORE.replace("Timeout: 5", "Timeout: 9").replace("Old:", "New:")


def test_the_text_says_whom_and_what_by_kind(template: Template) -> None:
    found = difference(template(BEFORE), template(AFTER, title="shop"))
    assert found.to_text() == str(found) == (
        "shop: what the edit did\n"
        "\n"
        "  2 services touched: orders, stock.\n"
        "  How far: edited: orders, stock; redeployed: orders, stock; told: nobody.\n"
        "  Of these: F.\n"
        "\n"
        "  resources: 1 added, 1 removed, 1 changed\n"
        "    ~ F (orders)  Timeout\n"
        "    + New (stock)  AWS::SQS::Queue\n"
        "    - Old (stock)  AWS::SQS::Queue\n"
        "\n"
        "  whose dependencies differ, by layer\n"
        "    runtime: orders\n"
    )  # fmt: skip


def test_teams_are_told_where_they_are_given(template: Template) -> None:
    found = difference(template(BEFORE), template(AFTER))
    assert "  2 teams: A, stock.\n" in found.to_text({"orders": "A"})
    assert found.to_wire({"orders": "A"})["teams"] == ["A", "stock"]


def test_json_holds_the_sets_and_every_change(template: Template) -> None:
    wire = difference(template(BEFORE), template(AFTER)).to_wire()
    assert json.loads(json.dumps(wire)) == wire
    assert wire["format"] == "ripple-diff/1"
    assert wire["touched"] == ["orders", "stock"]
    assert wire["resources"] == {"added": ["New"], "removed": ["Old"], "changed": ["F"]}
    assert wire["changes"]["resources"][0]["what"] == ["Timeout"]
    assert set(wire["layers"]) == {"schema", "control", "runtime", "data", "deployment"}


def test_no_name_steers_the_terminal(template: Template) -> None:
    found = difference(template(BEFORE), template(AFTER, title="shop\x1b[31m"))
    assert "\x1b" not in found.to_text()
