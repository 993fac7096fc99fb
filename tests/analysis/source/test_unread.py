"""Whatever is in a template is read, or it is named with what it touches."""

import json
from pathlib import Path

import pytest

from analysis.export.listing import listing
from analysis.extract import extract
from analysis.extract.kinds import KINDS, STANDS_FOR
from analysis.extract.resources import READERS
from analysis.extract.unread import _READ
from analysis.graph import Graph
from tests.analysis.source.conftest import Read


@pytest.mark.slow
def test_every_type_of_cloudformation_is_read_or_named(tmp_path: Path) -> None:
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # takes a second to import

    types = set(PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1"))
    resources = {f"R{n}": {"Type": each} for n, each in enumerate(sorted(types))}
    path = tmp_path / "all.json"
    path.write_text(json.dumps({"Resources": resources}))

    graph = extract([path])

    named = {each.split(" ")[2] for each in graph.remarks if each.startswith("not read: ")}
    assert named.isdisjoint(_READ)
    assert {each for each in types if "::Serverless::" not in each} <= named | _READ
    assert len(named) > 1000
    assert {*KINDS, *STANDS_FOR, *READERS} <= _READ


SHOP = """
    Resources:
      Orders:
        Type: AWS::SQS::Queue
      Audit:
        Type: AWS::Tomorrow::Auditor
        Properties: {Queue: !GetAtt Orders.Arn}
      Seed:
        Type: Custom::Seeder
        Properties: {ServiceToken: !GetAtt Fill.Arn}
      Fill:
        Type: AWS::Lambda::Function
        Properties: {Environment: {Variables: {AUDITOR: !Ref Audit}}}
      Alone:
        Type: AWS::Tomorrow::Island
      Net:
        Type: AWS::EC2::Subnet
        Properties: {Tags: [!Ref Orders]}
"""


@pytest.fixture
def shop(read: Read) -> Graph:
    return read(SHOP)


def test_a_type_that_nobody_knows_is_named_with_its_place(shop: Graph) -> None:
    said = [each for each in shop.remarks if "AWS::Tomorrow::" in each]

    assert [each.split(" (")[0] for each in said] == [
        "not read: AWS::Tomorrow::Auditor",
        "not read: AWS::Tomorrow::Island",
    ]
    assert "(Audit; " in said[0]
    assert "world.yaml:5" in said[0]


def test_it_is_drawn_where_it_touches_what_is_read(shop: Graph) -> None:
    assert {str(edge) for edge in shop.weak} >= {"Audit refers Orders", "Fill refers Audit"}
    assert shop.by_id["Audit"].attributes == {"unread": True}
    assert "Alone" not in shop.by_id


def test_what_stands_around_a_system_is_named_and_not_drawn(shop: Graph) -> None:
    assert "Net" not in shop.by_id
    assert any("AWS::EC2::Subnet" in each for each in shop.remarks)


CONDITIONAL = """
    Parameters:
      Alerts: {Type: String, Default: "no"}
      Stage: {Type: String, Default: dev}
    Conditions:
      Wanted: !Equals [!Ref Alerts, "yes"]
      Watched: !And [!Condition Wanted, !Equals [!Ref Stage, prod]]
    Resources:
      Orders: {Type: AWS::SQS::Queue}
      Warn: {Type: AWS::SNS::Topic, Condition: Wanted}
      Watch: {Type: AWS::SNS::Topic, Condition: Watched}
"""


def test_what_a_condition_leaves_out_is_said_with_what_changes_it(read: Read) -> None:
    warn, watch = read(CONDITIONAL).remarks

    assert warn == (
        "1 resource is left out (Warn): Wanted is false (Alerts=no by default); "
        "give --parameter Alerts=…"
    )
    assert watch == (
        "1 resource is left out (Watch): Watched is false "
        "(Stage=dev by default, Alerts=no by default); give --parameter Stage=…"
    )


PARTLY = """
    Parameters: {Alerts: {Type: String, Default: "no"}, Key: {Type: String, Default: ""}}
    Conditions:
      Wanted: !Equals [!Ref Alerts, "yes"]
      Keyed: !Not [!Equals [!Ref Key, ""]]
    Resources:
      Orders: {Type: AWS::SQS::Queue}
      Topic:
        Type: AWS::SNS::Topic
        Properties:
          KmsMasterKeyId: !If [Keyed, !Ref Key, !Ref AWS::NoValue]
          Subscription: SUBSCRIBED
"""


@pytest.mark.parametrize(
    "subscribed",
    [
        "!If [Wanted, [{Protocol: sqs, Endpoint: !GetAtt Orders.Arn}], !Ref AWS::NoValue]",
        "[!If [Wanted, {Protocol: sqs, Endpoint: !Sub '${Orders.Arn}'}, !Ref AWS::NoValue]]",
    ],
)
def test_a_part_that_a_condition_leaves_out_is_said_if_it_names_another_resource(
    read: Read, subscribed: str
) -> None:
    assert read(PARTLY.replace("SUBSCRIBED", subscribed)).remarks == (
        (
            "a part of 1 resource is left out (Topic): Wanted is false (Alerts=no by default); "
            "give --parameter Alerts=…"
        ),
    )


def test_what_a_condition_puts_in_the_place_of_another_is_not_left_out(read: Read) -> None:
    chosen = "[{Protocol: sqs, Endpoint: !If [Wanted, !GetAtt Orders.Arn, !Ref Key]}]"
    assert not read(PARTLY.replace("SUBSCRIBED", chosen)).remarks


TERRAFORM = """
variable "alerts" { default = false }
variable "queues" { default = [] }
variable "given" {}
locals { wanted = var.alerts && var.given != "" }
resource "aws_sqs_queue" "each" { for_each = toset(var.queues) }
resource "aws_sns_topic" "warn" { count = local.wanted ? 1 : 0 }
module "audit" {
  source = "./audit"
  open   = var.alerts
}
module "off" {
  count  = var.alerts ? 1 : 0
  source = "./audit"
}
"""
AUDIT = """
variable "open" {}
variable "own" { default = false }
resource "aws_sns_topic" "told" { count = var.open ? 1 : 0 }
resource "aws_sns_topic" "never" { count = var.own ? 1 : 0 }
"""


def test_what_variables_leave_out_of_terraform_is_said_with_what_changes_it(read: Read) -> None:
    files = {"main.tf": TERRAFORM, "terraform.tfvars": 'given = "x"\n', "audit/main.tf": AUDIT}
    remarks = read({"main.tf": files.pop("main.tf")}, beside=files).remarks
    assert sorted(each.partition("(")[2] for each in remarks) == [
        "aws_sns_topic.told): count is 0 (alerts=false by default); give --parameter alerts=…",
        (
            "aws_sns_topic.warn): count is 0 (alerts=false by default, given=x); "
            "give --parameter alerts=…"
        ),
        "aws_sqs_queue.each): for_each is empty (queues=[] by default); give --parameter queues=…",
        "module.off): count is 0 (alerts=false by default); give --parameter alerts=…",
    ]


def test_what_is_given_is_not_called_a_default(read: Read) -> None:
    remarks = read(CONDITIONAL, parameters={"Alerts": "yes"}).remarks

    assert [each.partition(": ")[2] for each in remarks] == [
        "Watched is false (Stage=dev by default, Alerts=yes); give --parameter Stage=…"
    ]


def test_code_in_a_language_that_is_not_read_is_named(read: Read) -> None:
    graph = read("""
        Resources:
          F: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs20.x, Code: src}}
          G: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Code: src}}
    """)

    assert [each.partition(";")[0] for each in graph.remarks] == [
        "not read: code in nodejs20.x (F",
        "not read: code that is not at hand (G",
    ]
    assert "not all read" in listing(graph).splitlines()[0]
