"""Definitions compared by what they say: states, and ways between them."""

from collections.abc import Callable
from typing import Any

from analysis.difference import Version, difference
from analysis.difference.machines import Definition, MachineChange, definition, machine_change
from analysis.reaches import Reaches

Template = Callable[..., Version]
World = Callable[..., Version]


def states(**found: Any) -> dict[str, Any]:
    return {"StartAt": next(iter(found)), "States": found}


PAY = {"Type": "Task", "Resource": "pay", "Next": "Ship"}
SHIP = {"Type": "Task", "Resource": "ship", "End": True}
BEFORE = states(Pay=PAY, Ship=SHIP)


def changed(before: Any, after: Any) -> MachineChange | None:
    return machine_change("M", "workflow", "changed", definition(before), definition(after))


def told(before: Any, after: Any) -> str:
    found = changed(before, after)
    assert found
    parts = {
        "+": (*found.states_added, *map(str, found.ways_added)),
        "-": (*found.states_removed, *map(str, found.ways_removed)),
        "~": found.states_changed,
    }
    return "; ".join(f"{sign} {', '.join(names)}" for sign, names in parts.items() if names)


def test_an_inserted_state_is_a_state_and_its_ways() -> None:
    after = states(
        Pay=PAY | {"Next": "Check"},
        Check={"Type": "Task", "Next": "Ship", "Catch": [{"ErrorEquals": ["No"], "Next": "Pay"}]},
        Ship=SHIP,
    )
    assert told(BEFORE, after) == (
        "+ Check, Check → Pay Catch, Check → Ship, Pay → Check; - Pay → Ship"
    )


def test_a_state_that_says_something_else_is_changed() -> None:
    assert told(BEFORE, states(Pay=PAY | {"TimeoutSeconds": 9}, Ship=SHIP)) == "~ Pay"


def test_where_it_starts_is_a_way() -> None:
    after = {"StartAt": "Ship", "States": BEFORE["States"]}
    assert told(BEFORE, after) == "+ (start) → Ship; - (start) → Pay"


def test_a_state_that_is_called_otherwise_is_the_same_state() -> None:
    after = states(Charge=PAY | {"Next": "Ship", "TimeoutSeconds": 9}, Ship=SHIP)
    found = changed(BEFORE, after)
    assert found
    assert told(BEFORE, after) == "~ Charge"
    assert found.states_renamed == {"Charge": "Pay"}
    assert found.states_keys == {"Charge": ("TimeoutSeconds",)}


def test_which_of_several_that_ask_the_same_it_is_is_told_by_what_stands_around() -> None:
    twice = states(One=PAY | {"Next": "Two"}, Two=PAY | {"Next": "Ship"}, Ship=SHIP)
    after = states(Uno=PAY | {"Next": "Due"}, Due=PAY | {"Next": "Ship"}, Ship=SHIP)
    found = changed(twice, after)
    assert found
    assert found.states_renamed == {"Uno": "One", "Due": "Two"}


def test_a_state_that_asks_another_function_is_another_however_like_it_is() -> None:
    invoke = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "TimeoutSeconds": 9,
        "Retry": [{"ErrorEquals": ["Lambda.ServiceException"], "MaxAttempts": 3}],
        "ResultPath": None,
        "End": True,
    }
    before = states(Refund=invoke | {"Parameters": {"FunctionName": "refund", "Payload": 1}})
    after = states(Cancel=invoke | {"Parameters": {"FunctionName": "cancel", "Payload": 1}})
    found = changed(before, after)
    assert found
    assert not found.states_renamed


def test_a_state_that_asks_another_is_another() -> None:
    found = changed(BEFORE, states(Charge=PAY | {"Resource": "bank"}, Ship=SHIP))
    assert found
    assert not found.states_renamed
    assert (found.states_added, found.states_removed) == (("Charge",), ("Pay",))


def test_the_keys_that_differ_are_named() -> None:
    found = changed(BEFORE, states(Pay=PAY | {"Retry": [{"MaxAttempts": 2}]}, Ship=SHIP))
    assert found
    assert found.states_keys == {"Pay": ("Retry",)}


def test_the_order_of_choices_counts_and_that_of_keys_does_not() -> None:
    first, second = {"Variable": "$.a", "Next": "Pay"}, {"Variable": "$.b", "Next": "Ship"}
    one = states(Which={"Type": "Choice", "Choices": [first, second]}, Pay=PAY, Ship=SHIP)
    other = states(Which={"Choices": [second, first], "Type": "Choice"}, Pay=PAY, Ship=SHIP)
    assert told(one, other) == "~ Which"
    turned = {"States": {"Ship": SHIP, "Pay": dict(reversed(PAY.items()))}, "StartAt": "Pay"}
    assert changed(BEFORE, turned) is None


def test_branches_are_walked_and_do_not_change_the_state_around_them() -> None:
    around = states(Both={"Type": "Parallel", "Branches": [states(A=SHIP)], "End": True})
    after = states(Both={"Type": "Parallel", "Branches": [states(B=PAY)], "End": True})
    assert told(around, after) == "+ B, B → Ship, Both → B; - A, Both → A"


def test_a_comment_alone_is_a_change_of_no_state() -> None:
    found = changed(BEFORE, BEFORE | {"Comment": "said anew"})
    assert found == MachineChange("M", "workflow", "comments")


def test_a_comment_counts_where_it_is_data() -> None:
    pay = PAY | {"Parameters": {"Comment": "to the bank"}}
    assert told(BEFORE, states(Pay=pay, Ship=SHIP)) == "~ Pay"


def test_whose_machine_has_other_comments_alone_is_redeployed_and_not_edited(world: World) -> None:
    one, other = (
        world("", {"machine": "workflow"}, definitions={"machine": definition(each)})
        for each in (BEFORE, BEFORE | {"Comment": "said anew"})
    )
    found = difference(one, other)
    assert found.reaches == Reaches(edited=(), redeployed=("workflow",), told=())
    assert "= machine (workflow)  by comments alone" in found.to_text()


def test_substitutions_count_and_definitions_beside_the_template_are_read(
    template: Template,
) -> None:
    machine = """
M:
  Type: AWS::Serverless::StateMachine
  Properties:
    DefinitionUri: flow.json
    DefinitionSubstitutions: {Task: !GetAtt %s.Arn}
F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.12}}
G: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.12}}
"""
    text = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Task}", "End": true}}}'
    one, other = (template(machine % name, files={"flow.json": text}) for name in "FG")
    (found,) = difference(one, other).machines
    assert found.states_changed == ("A",)
    assert difference(one, other).resources_by("changed") == ("M",)


def test_a_machine_that_is_new_has_all_its_states_added() -> None:
    found = machine_change("M", "w", "added", Definition(), definition(BEFORE))
    assert found is not None
    assert found.states_added == ("Pay", "Ship")
