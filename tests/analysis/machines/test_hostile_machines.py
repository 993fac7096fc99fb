"""Definitions that nobody vouches for: a result or a reason, soon, and never an exception."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.extract.machines import read_machine
from analysis.extract.machines.jsonata import jsonata_paths
from analysis.extract.machines.paths import read_json_path
from analysis.extract.reading import Reading
from analysis.source import open_system
from analysis.source.document import Block, Items
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import Joined, Options, Reference, Unknown

pytestmark = pytest.mark.slow  # hostile definitions are large

SOON = 8.0  # seconds, on a busy machine


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> System:
    path = tmp_path_factory.mktemp("hostile") / "template.yaml"
    path.write_text("Resources: {F: {Type: AWS::Lambda::Function}}\n")
    return open_system([path])


def read(system: System, properties: dict[str, Any]) -> Reading:
    reading = Reading(system)
    here = Path(__file__).parent
    kind = "AWS::StepFunctions::StateMachine"
    read_machine(Resource("M", "", "M", kind, Block(properties), Block(), here, here), reading)
    return reading


texts = st.sampled_from(
    [
        "",
        "$",
        "$.a[",
        "$$.x",
        "{% $ %}",
        "{% $a[b.{(c %}",
        "States.X($",
        "${Y}",
        "Task",
        "Map",
        "A",
        "Choice",
        "Parallel",
        "JSONata",
        "arn:aws:states:::events:putEvents",
        "arn:aws:states:::",
        "arn:aws:states:::aws-sdk:dynamodb:transactGetItems",
        "arn:aws:states:::sns:publish",
    ]
)
values = st.sampled_from(
    [
        None,
        True,
        0,
        -1.5,
        Reference("F"),
        Reference("No", "Arn"),
        Unknown("why"),
        Options(()),
        Options(("a", None, Reference("F"))),
        Joined(("{% '", Reference("F"), "' %}")),
    ]
)
NAMES = (
    "StartAt States A Type Resource Parameters Arguments Next Catch Choices Default Branches "
    "ItemProcessor ItemReader ResultSelector ResultPath InputPath OutputPath Output Assign Entries "
    "Detail TableName TransactItems RequestItems FunctionName FunctionName.$ Payload And Variable "
    "QueryLanguage ErrorEquals ItemBatcher MessageAttributes"
)
keys = st.sampled_from(NAMES.split())
anything = st.recursive(
    st.one_of(texts, values),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(Items), st.dictionaries(keys, inner, max_size=6).map(Block)
    ),
    max_leaves=20,
)
machines = st.dictionaries(keys, anything, max_size=8).map(
    lambda state: _machine(Block({"Type": "Task", "End": True} | state))
)


def _machine(state: Block) -> Block:
    return Block({"StartAt": "A", "States": Block({"A": state})})


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(definition=st.one_of(anything, machines))
def test_whatever_the_shape_it_is_read(system: System, definition: Any) -> None:
    reading = read(system, {"Definition": definition})
    assert all(edge.target for edge in reading.edges)


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="$.[]{}()'\"`\\/:=;,*ab%@&fu ", max_size=60))
def test_whatever_the_expression_its_paths_are_texts(text: str) -> None:
    assert all(read_json_path(text))
    assert all(jsonata_paths(text)[0])


def _shared(leaf: Block) -> Block:
    """Thirty mappings, each twice in the next: a thousand million leaves in a few bytes."""
    for _ in range(30):
        leaf = Block({"a": leaf, "b": leaf})
    return leaf


def _branches() -> Block:
    inner = Block({"StartAt": "L", "States": Block({"L": Block({"Type": "Succeed"})})})
    for depth in range(30):
        parallel = Block({"Type": "Parallel", "End": True, "Branches": Items([inner, inner])})
        inner = Block({"StartAt": f"P{depth}", "States": Block({f"P{depth}": parallel})})
    return inner


def _task(parameters: Any) -> Block:
    task = {"Type": "Task", "End": True, "Resource": "arn:aws:states:::sns:publish"}
    return _machine(Block(task | {"Parameters": parameters}))


def _rule(number: int) -> Block:
    return Block({"Next": f"{'n' * 90}{number}"})


BOMBS = {
    "a payload that shares itself": lambda: _task(Block({"Message": _shared(Block({"x.$": "$"}))})),
    "branches that share themselves": _branches,
    "many unknown states": lambda: _machine(
        Block({"Type": "Choice", "Choices": Items(map(_rule, range(9000)))})
    ),
    "a path of brackets": lambda: _task(Block({"a.$": "$" + "[?($" * 100_000})),
    "a path of steps": lambda: _task(Block({"a.$": "$" + ".a" * 200_000})),
    "an expression of brackets": lambda: Block(
        {"QueryLanguage": "JSONata", **_task("{% $a" + "[b.(c{" * 30_000 + " %}")}
    ),
    "an expression of bindings": lambda: Block(
        {"QueryLanguage": "JSONata", **_task("{% " + "$a:=" * 30_000 + " %}")}
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_definition_that_means_endless_work_is_soon_done(system: System, bomb: str) -> None:
    definition = BOMBS[bomb]()
    started = time.process_time()
    reading = read(system, {"Definition": definition})
    assert time.process_time() - started < SOON
    assert all(node.reason for node in reading.nodes if node.kind == "unresolved")


def test_a_machine_of_too_many_states_says_so(system: System) -> None:
    branch = Block({"StartAt": "0", "States": Block({str(n): Block() for n in range(1000)})})
    parallel = Block({"Type": "Parallel", "End": True, "Branches": Items([branch] * 1000)})
    reading = read(system, {"Definition": _machine(parallel)})
    reasons = [node.reason for node in reading.nodes if node.id == "unresolved:M/States"]
    assert reasons == ["it has more than 20000 states"]
