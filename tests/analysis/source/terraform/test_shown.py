"""`terraform show -json`: a state has every value, a plan what its configuration refers to."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.extract import extract
from analysis.refusals import Refused

AT = "eu-west-1:123456789012"
QUEUE = f"arn:aws:sqs:{AT}:orders"
DEAD = f"arn:aws:sqs:{AT}:dead"
TOPIC = f"arn:aws:sns:{AT}:orders"
FUNCTION = f"arn:aws:lambda:{AT}:function:fn"
TABLE = f"arn:aws:dynamodb:{AT.replace(':', ':', 1)}:table/orders"
INVOKED = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"


def made(address: str, **values: Any) -> dict[str, Any]:
    kind, _, name = address.partition(".")
    local, _, index = name.partition("[")
    index = {"index": json.loads(index[:-1])} if index else {}
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": local,
        "values": values,
        **index,
    }


def shown(path: Path, document: dict[str, Any]) -> list[str]:
    whole = {"format_version": "1.0", "terraform_version": "1.9.0", **document}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return sorted(str(edge).replace("aws_", "") for edge in extract([path]).flow)


STATE = [
    made("aws_sqs_queue.dead", arn=DEAD, name="dead", url="https://sqs/1/dead"),
    made(
        "aws_sqs_queue.orders",
        arn=QUEUE,
        name="orders",
        redrive_policy=json.dumps({"deadLetterTargetArn": DEAD}),
    ),
    made("aws_sns_topic.orders[0]", arn=TOPIC, name="orders"),
    made("aws_sns_topic_subscription.s", topic_arn=TOPIC, protocol="sqs", endpoint=QUEUE),
    made("aws_iam_role.fn", arn="arn:aws:iam::1:role/fn", name="fn"),
    made(
        "aws_iam_role_policy.can",
        role="fn",
        policy=json.dumps(
            {"Statement": [{"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": TABLE}]}
        ),
    ),
    made("aws_dynamodb_table.orders", arn=TABLE, name="orders"),
    made(
        "aws_lambda_function.fn",
        arn=FUNCTION,
        invoke_arn=INVOKED,
        function_name="fn",
        role="arn:aws:iam::1:role/fn",
    ),
    made("aws_lambda_event_source_mapping.m", event_source_arn=QUEUE, function_name=FUNCTION),
    made(
        "aws_cloudwatch_event_rule.r",
        arn="arn:aws:events:r",
        name="nightly",
        schedule_expression="rate(1 day)",
        event_bus_name="default",
    ),
    made("aws_cloudwatch_event_target.t", rule="nightly", arn=FUNCTION),
    made("aws_apigatewayv2_api.a", id="abc123", arn="arn:aws:apigateway:a", name="a"),
    made(
        "aws_apigatewayv2_integration.i",
        api_id="abc123",
        integration_type="AWS_PROXY",
        integration_uri=INVOKED,
    ),
]


def test_a_state_is_read_by_the_arns_in_it(tmp_path: Path) -> None:
    edges = shown(tmp_path / "state.json", {"values": {"root_module": {"resources": STATE}}})
    assert edges == [
        "apigatewayv2_api.a invokes lambda_function.fn",
        "cloudwatch_event_rule.r triggers lambda_function.fn",
        "lambda_function.fn writes dynamodb_table.orders",
        "sns_topic.orders delivers sqs_queue.orders",
        "sqs_queue.orders redrives sqs_queue.dead",
        "sqs_queue.orders triggers lambda_function.fn",
    ]


def test_instances_and_modules_of_a_state_stay_apart(tmp_path: Path) -> None:
    queues = [
        made(f'aws_sqs_queue.q["{each}"]', arn=f"{QUEUE}-{each}", name=each) for each in ("a", "b")
    ]
    heard = made(
        "aws_sns_topic_subscription.s", topic_arn=TOPIC, protocol="sqs", endpoint=f"{QUEUE}-b"
    )
    module = {
        "address": "module.topics",
        "resources": [
            {
                **made("aws_sns_topic.t", arn=TOPIC, name="t"),
                "address": "module.topics.aws_sns_topic.t",
            }
        ],
    }
    root = {"resources": [*queues, heard], "child_modules": [module]}
    edges = shown(tmp_path / "state.json", {"values": {"root_module": root}})
    assert edges == ['topics:sns_topic.t delivers state:sqs_queue.q["b"]']


def refers(*names: str) -> dict[str, Any]:
    return {"references": [part for name in names for part in (name, name.rpartition(".")[0])]}


def configured(address: str, mode: str = "managed", **expressions: Any) -> dict[str, Any]:
    kind, _, name = address.removeprefix("data.").partition(".")
    return {
        "address": address,
        "mode": mode,
        "type": kind,
        "name": name,
        "expressions": expressions,
    }


PLANNED = [
    made("aws_sqs_queue.dead", name="dead"),
    made("aws_sqs_queue.orders", name="orders"),
    made("aws_iam_role.fn", name="fn"),
    made("aws_iam_role_policy.can"),
    made("aws_dynamodb_table.orders", name="orders"),
    made("aws_lambda_function.fn", function_name="fn", dead_letter_config=[{}]),
    made("aws_lambda_event_source_mapping.m[0]", batch_size=10),
]
CONFIGURED = [
    configured("aws_sqs_queue.orders", redrive_policy=refers("aws_sqs_queue.dead.arn")),
    configured(
        "aws_iam_role_policy.can",
        role=refers("aws_iam_role.fn.id"),
        policy=refers("data.aws_iam_policy_document.can.json"),
    ),
    configured(
        "data.aws_iam_policy_document.can",
        "data",
        statement=[
            {
                "actions": {"constant_value": ["dynamodb:PutItem"]},
                "resources": refers("aws_dynamodb_table.orders.arn"),
            }
        ],
    ),
    configured(
        "aws_lambda_function.fn",
        role=refers("aws_iam_role.fn.arn"),
        dead_letter_config=[{"target_arn": refers("aws_sqs_queue.dead.arn")}],
    ),
    configured(
        "aws_lambda_event_source_mapping.m",
        event_source_arn=refers("aws_sqs_queue.orders.arn"),
        function_name=refers("aws_lambda_function.fn.arn"),
    ),
]


def test_a_plan_is_read_by_what_its_configuration_refers_to(tmp_path: Path) -> None:
    edges = shown(
        tmp_path / "plan.json",
        {
            "planned_values": {"root_module": {"resources": PLANNED}},
            "configuration": {"root_module": {"resources": CONFIGURED}},
        },
    )
    assert edges == [
        "lambda_function.fn redrives sqs_queue.dead",
        "lambda_function.fn writes dynamodb_table.orders",
        "sqs_queue.orders redrives sqs_queue.dead",
        "sqs_queue.orders triggers lambda_function.fn",
    ]


def test_a_plan_follows_inputs_and_outputs_of_modules(tmp_path: Path) -> None:
    def inside(module: str, address: str, **values: Any) -> dict[str, Any]:
        return {**made(address, **values), "address": f"module.{module}.{address}"}

    planned = {
        "child_modules": [
            {"address": "module.topic", "resources": [inside("topic", "aws_sns_topic.t")]},
            {
                "address": "module.queue",
                "resources": [
                    inside("queue", "aws_sqs_queue.q"),
                    inside("queue", "aws_sns_topic_subscription.s", protocol="sqs"),
                ],
            },
        ]
    }
    configuration = {
        "module_calls": {
            "topic": {
                "module": {
                    "outputs": {"arn": {"expression": refers("aws_sns_topic.t.arn")}},
                    "resources": [configured("aws_sns_topic.t")],
                }
            },
            "queue": {
                "expressions": {"topic": {"references": ["module.topic.arn", "module.topic"]}},
                "module": {
                    "resources": [
                        configured("aws_sqs_queue.q"),
                        configured(
                            "aws_sns_topic_subscription.s",
                            topic_arn={"references": ["var.topic"]},
                            endpoint=refers("aws_sqs_queue.q.arn"),
                        ),
                    ]
                },
            },
        }
    }
    edges = shown(
        tmp_path / "plan.json",
        {
            "planned_values": {"root_module": planned},
            "configuration": {"root_module": configuration},
        },
    )
    assert edges == ["topic:sns_topic.t delivers queue:sqs_queue.q"]


@pytest.mark.parametrize(
    "document",
    [
        {"values": None},
        {"values": {"root_module": []}},
        {"values": {"root_module": {"resources": [None, {}, {"address": 3, "values": []}]}}},
        {"planned_values": {"root_module": {"child_modules": [{"address": "module."}]}}},
        {
            "planned_values": {"root_module": {"resources": PLANNED}},
            "configuration": {"root_module": {"resources": [{"expressions": 3}, None]}},
        },
    ],
)
def test_any_shape_is_coped_with(tmp_path: Path, document: dict[str, Any]) -> None:
    assert shown(tmp_path / "odd.json", document) == []


def test_a_module_that_is_its_own_input_ends(tmp_path: Path) -> None:
    asked = {"references": ["var.x"]}
    call = {
        "expressions": {"x": {"references": ["module.a.y"]}},
        "module": {
            "outputs": {"y": {"expression": {"references": ["var.x"]}}},
            "resources": [configured("aws_sqs_queue.q", name=asked)],
        },
    }
    queue = {**made("aws_sqs_queue.q"), "address": "module.a.aws_sqs_queue.q"}
    planned = {"child_modules": [{"address": "module.a", "resources": [queue]}]}
    document = {
        "planned_values": {"root_module": planned},
        "configuration": {"root_module": {"module_calls": {"a": call}}},
    }
    assert shown(tmp_path / "plan.json", document) == []


def test_a_state_is_read_from_standard_input(monkeypatch) -> None:
    document = {"format_version": "1.0", "values": {"root_module": {"resources": STATE}}}
    given = io.TextIOWrapper(io.BytesIO(json.dumps(document).encode()))
    monkeypatch.setattr("sys.stdin", given)
    graph = extract([Path("-")])
    assert "aws_sqs_queue.orders redrives aws_sqs_queue.dead" in map(str, graph.flow)


def test_a_state_as_terraform_keeps_it_is_refused_with_the_remedy(tmp_path: Path) -> None:
    kept = {"version": 4, "terraform_version": "1.9.0", "resources": []}
    (tmp_path / "terraform.tfstate").write_text(json.dumps(kept))
    with pytest.raises(Refused, match="`terraform show -json` makes readable"):
        extract([tmp_path / "terraform.tfstate"])
