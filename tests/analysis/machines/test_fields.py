"""The fields that a state reads, passes on, and uses of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analysis.extract.machines.paths import read_json_path, read_jsonata

Read = Callable[..., Any]
INVOKE = "arn:aws:states:::lambda:invoke"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("$", ["$"]),
        ("$.a.b", ["a.b"]),
        ("$.a[0]['b'].c[*].d", ["a.b.c.d"]),
        ("$.detail-type", ["detail-type"]),
        ("$$.Execution.Id", ["$$.Execution.Id"]),
        ("$order.id", ["$order.id"]),
        ("$.items..price", ["items"]),
        ("$.items[?(@.kind == $.wanted)].id", ["wanted", "items.id"]),
        ("States.Format('{} $.no {}', $.a, $$.Map.Item.Value.b)", ["a", "$$.Map.Item.Value.b"]),
        ("${Unfilled}", []),
    ],
)
def test_paths_of_json_path(text: str, paths: list[str]) -> None:
    assert list(read_json_path(text)) == paths


@pytest.mark.parametrize(
    ("text", "paths", "copied"),
    [
        ("$states.input", ["$"], True),
        ("$states.input.a.`b-c`", ["a.b-c"], True),
        ("$states.input.items[0].id", ["items.id"], True),
        ("$states.result.Payload.total", ["@result.Payload.total"], True),
        ("$states.context.Execution.Id", ["$$.Execution.Id"], True),
        ("$states.errorOutput.Cause", ["@error.Cause"], True),
        ("$order.total * 2", ["$order.total"], False),
        ("$states.input.a - $states.input.b", ["a", "b"], False),
        ("$states.input.items[price > 3].sku", ["items.price", "items.sku"], False),
        ("$sum($states.input.lines.(price * qty))", ["lines.price", "lines.qty"], False),
        ("$map($states.input.lines, function($l) { $l.sku })", ["lines.sku"], False),
        ("($o := $states.input.order; $o.id & $o.name)", ["order.id", "order.name"], False),
        ("$states.input.lines.{'sku': sku, 'n': qty}", ["lines.sku", "lines.qty"], False),
        ("'$states.input.no' /* $states.input.neither */", [], False),
        ("$match($states.input.a, /[\"']/) & $states.input.b", ["a", "b"], False),
    ],
)
def test_paths_of_jsonata(text: str, paths: list[str], copied: bool) -> None:
    assert read_jsonata(f"{{% {text} %}}") == (tuple(paths), copied)


def test_a_request_says_where_each_field_comes_from(task: Read) -> None:
    state = task(f"""
        Resource: {INVOKE}
        Parameters:
          FunctionName: f
          Payload:
            id.$: $.order.id
            label.$: States.Format('{{}}-{{}}', $.order.id, $.shop)
            fixed: 1
            lines: [{{sku.$: $.first.sku}}, {{sku.$: $.second.sku}}]
            run.$: $$.Execution.Id
    """).of("T")
    assert state["request"] == ["fixed", "id", "label", "lines.sku", "run"]
    assert state["mapping"] == {"id": "order.id", "run": "$$.Execution.Id"}
    assert state["computed"] == {
        "label": ["order.id", "shop"],
        "lines.sku": ["first.sku", "second.sku"],
    }
    assert state["reads"] == ["$$.Execution.Id", "first.sku", "order.id", "second.sku", "shop"]


def test_input_path_is_where_paths_begin(task: Read) -> None:
    state = task("""
        Resource: arn:aws:lambda:eu-west-1:123456789012:function:f
        InputPath: $.order
        Parameters: {id.$: $.id, all.$: $}
    """).of("T")
    assert state["mapping"] == {"id": "order.id", "all": "order"}
    assert state["output"] == {"$": "@answer"}


def test_what_is_selected_of_the_answer(task: Read) -> None:
    state = task(f"""
        Resource: {INVOKE}
        Parameters: {{FunctionName: f, Payload.$: $}}
        ResultSelector: {{total.$: $.Payload.sum.total, code.$: $.StatusCode}}
        ResultPath: $.priced
        OutputPath: $.priced
        Assign: {{sum.$: $.Payload.sum}}
    """).of("T")
    assert state["answer"] == ["sum", "sum.total"]
    assert state["output"] == {"total": "@answer.sum.total", "code": "@envelope.StatusCode"}
    assert state["assigned"] == {"$sum": "@answer.sum"}


def test_whoever_sends_the_token_answers_bare(task: Read) -> None:
    state = task(f"""
        Resource: {INVOKE}.waitForTaskToken
        Parameters: {{FunctionName: f, Payload: {{token.$: $$.Task.Token}}}}
        ResultSelector: {{ok.$: $.approved}}
    """).of("T")
    assert state["answer"] == ["approved"]


def test_a_result_thrown_away_leaves_the_input(task: Read) -> None:
    state = task(f"Resource: {INVOKE}\nParameters: {{FunctionName: f}}\nResultPath: null\n").of("T")
    assert state["output"] == {"$": "$"}
    assert "request" not in state


def test_fields_of_jsonata(task: Read) -> None:
    state = task(
        f"""
        Resource: {INVOKE}
        Arguments:
          FunctionName: f
          Payload: {{id: "{{% $states.input.order.id %}}", who: "{{% $user.name %}}"}}
        Assign: {{total: "{{% $states.result.Payload.total %}}"}}
        Output: {{ok: "{{% $states.result.Payload.ok %}}", id: "{{% $states.input.order.id %}}"}}
        """,
        language="JSONata",
    ).of("T")
    assert state["mapping"] == {"id": "order.id", "who": "$user.name"}
    assert state["reads"] == ["$user.name", "order.id"]
    assert state["answer"] == ["ok", "total"]
    assert state["output"] == {"ok": "@answer.ok", "id": "order.id"}
    assert state["assigned"] == {"$total": "@answer.total"}


def test_a_state_may_speak_another_language_than_its_machine(machine: Read) -> None:
    world = machine("""
        StartAt: A
        States:
          A:
            Type: Choice
            QueryLanguage: JSONata
            Choices: [{Condition: "{% $states.input.n > 1 %}", Next: B}]
            Default: B
          B: {Type: Wait, SecondsPath: $.pause, Next: C}
          C: {Type: Pass, Parameters: {a.$: $.b}, ResultPath: $.c, End: true}
        """)
    assert world.of("A")["reads"] == ["n"]
    assert world.of("A")["choices"] == [
        {"next": "B", "condition": "$states.input.n > 1", "output": {"$": "$"}}
    ]
    assert world.of("B")["reads"] == ["pause"]
    assert world.of("C")["output"] == {"$": "$", "c.a": "b"}


def test_what_each_item_of_a_map_is_given(machine: Read) -> None:
    world = machine("""
        StartAt: Each
        States:
          Each:
            Type: Map
            ItemsPath: $.order.lines
            ItemSelector: {sku.$: $$.Map.Item.Value.sku, order.$: $.order.id}
            ItemProcessor: {StartAt: A, States: {A: {Type: Succeed}}}
            ResultPath: $.done
            End: true
        """)
    state = world.of("Each")
    assert state["mapping"] == {"sku": "$$.Map.Item.Value.sku", "order": "order.id"}
    assert state["reads"] == ["$$.Map.Item.Value.sku", "order.id", "order.lines"]
    assert state["items"] == ["order.lines"]
    assert state["output"] == {"$": "$", "done": "@answer"}


def test_each_way_out_may_leave_something_else(machine: Read) -> None:
    world = machine("""
        QueryLanguage: JSONata
        StartAt: T
        States:
          T:
            Type: Task
            Resource: arn:aws:lambda:eu-west-1:123456789012:function:f
            Assign: {why: "{% $states.result.why %}"}
            Catch:
              - ErrorEquals: [States.ALL]
                Next: C
                Assign: {why: "{% $states.errorOutput.Cause %}"}
                Output: {id: "{% $states.input.id %}"}
            Next: C
          C:
            Type: Choice
            Choices:
              - {Condition: "{% $why = 'x' %}", Next: D, Assign: {a: "{% $states.input.b %}"}}
            Default: D
            Output: "{% $states.input.rest %}"
          D: {Type: Map, Items: "{% $states.input.lines %}", End: true, ItemProcessor:
                {StartAt: E, States: {E: {Type: Succeed}}}}
        """)
    assert world.of("T")["assigned"] == {"$why": "@answer.why"}
    assert world.of("T")["caught"] == [
        {
            "errors": ["States.ALL"],
            "next": "C",
            "output": {"id": "id"},
            "assigned": {"$why": "@error.Cause"},
        }
    ]
    assert world.of("C")["choices"] == [
        {"next": "D", "condition": "$why = 'x'", "output": {"$": "$"}, "assigned": {"$a": "b"}}
    ]
    assert world.of("C")["output"] == {"$": "rest"}
    assert world.of("D")["items"] == ["lines"]
