"""Resources compared by their values: as SAM writes them, whatever the order, Globals in them."""

from collections.abc import Callable

import pytest

from analysis.difference import Version, difference

Template = Callable[..., Version]

QUEUE = """
Q:
  Type: AWS::SQS::Queue
  Properties:
    VisibilityTimeout: 90
    Tags: [{Key: service, Value: stock}, {Key: team, Value: a}]
"""
FUNCTION = """
F:
  Type: AWS::Serverless::Function
  Properties:
    Handler: app.handler
    Runtime: python3.12
    Tags: {service: orders}
"""


def changed(before: Version, after: Version) -> dict[str, tuple[str, ...]]:
    return {each.id: each.what for each in difference(before, after).resources}


def test_a_property_that_differs_is_named_by_its_path(template: Template) -> None:
    after = template(QUEUE.replace("90", "60"))
    assert changed(template(QUEUE), after) == {"Q": ("VisibilityTimeout",)}
    assert difference(template(QUEUE), after).touched == ("stock",)


def test_order_blanks_and_comments_are_no_change(template: Template) -> None:
    turned = QUEUE.replace(
        "[{Key: service, Value: stock}, {Key: team, Value: a}]",
        "[{Value: a, Key: team}, {Key: service, Value: stock}]  # the same",
    )
    assert changed(template(QUEUE), template(turned)) == {}


def test_order_counts_where_it_means_something(template: Template) -> None:
    keys = "T: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{A: pk}, {A: sk}]}}"
    turned = keys.replace("[{A: pk}, {A: sk}]", "[{A: sk}, {A: pk}]")
    assert changed(template(keys), template(turned)) == {"T": ("KeySchema",)}


def test_globals_are_part_of_every_function(template: Template) -> None:
    head = "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Timeout: %s}}"
    before, after = (template(FUNCTION + QUEUE, head=head % seconds) for seconds in (5, 9))
    assert changed(before, after) == {"F": ("Timeout",)}
    own = FUNCTION + "    Timeout: 3\n"
    before, after = (template(own, head=head % seconds) for seconds in (5, 9))
    assert changed(before, after) == {}


def test_a_parameter_counts_with_its_value(template: Template) -> None:
    asked = QUEUE.replace("90", "!Ref Wait")
    head = "Parameters: {Wait: {Type: Number, Default: %s}}"
    before, after = (template(asked, head=head % seconds) for seconds in (90, 60))
    assert changed(before, after) == {"Q": ("VisibilityTimeout",)}
    assert changed(before, template(asked, head=head % 60, parameters={"Wait": "90"})) == {}


def test_what_cannot_be_evaluated_is_compared_as_it_is_written(template: Template) -> None:
    asked = "Q: {Type: AWS::SQS::Queue, Properties: {A: {'Fn::FindInMap': [M, !Ref X, %s]}}}"
    head = "Parameters: {X: {Type: String}}\nMappings: {M: {a: {b: 1, c: 2}}}"
    before, after = (template(asked % key, head=head) for key in "bc")
    assert list(changed(before, after)) == ["Q"]
    assert changed(before, before) == {}


@pytest.mark.parametrize("extra", ["  DependsOn: [F]\n", "  Metadata: {note: new}\n"])
def test_what_changes_nothing_that_stands_is_no_change(template: Template, extra: str) -> None:
    before = QUEUE + FUNCTION
    assert changed(template(before), template(before.replace("Queue\n", "Queue\n" + extra))) == {}


def test_a_resource_whose_condition_fails_is_not_there(template: Template) -> None:
    head = "Conditions: {On: {'Fn::Equals': [a, %s]}}"
    text = QUEUE.replace("Queue\n", "Queue\n  Condition: On\n")
    found = difference(*(template(text, head=head % each) for each in "ab"))
    assert found.resources_by("removed") == ("Q",)


def test_a_resource_that_changes_hands_touches_both(template: Template) -> None:
    found = difference(template(QUEUE), template(QUEUE.replace("stock", "orders")))
    assert found.touched == ("orders", "stock")


def test_a_type_that_differs_under_the_same_id_is_a_change(template: Template) -> None:
    after = template(QUEUE.replace("SQS::Queue", "SNS::Topic"))
    assert changed(template(QUEUE), after) == {"Q": ("Type",)}
