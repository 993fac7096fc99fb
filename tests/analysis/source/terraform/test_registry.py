"""Modules of the public registry that are known: they are read without being fetched."""

import pytest

FUNCTION = """
module "fn" {
  source        = "terraform-aws-modules/lambda/aws"
  version       = "~> 7.0"
  function_name = "fn"
  handler       = "app.handler"
  runtime       = "python3.12"
  source_path   = "${path.module}/src"
  environment_variables = { TOPIC = module.topic.topic_arn }
  event_source_mapping = {
    sqs = { event_source_arn = module.queue.queue_arn }
  }
  attach_policy_statements = true
  policy_statements = {
    write = {
      effect    = "Allow"
      actions   = ["dynamodb:PutItem"]
      resources = [module.table.dynamodb_table_arn]
    }
  }
}
"""
OTHERS = """
module "topic" {
  source = "terraform-aws-modules/sns/aws"
  name   = "orders"
  subscriptions = {
    queue = { protocol = "sqs", endpoint = module.queue.queue_arn }
    mail  = { protocol = "email", endpoint = "a@example.com" }
  }
}
module "queue" {
  source     = "git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git?ref=v4.0.0"
  name       = "orders"
  create_dlq = true
}
module "table" {
  source = "registry.terraform.io/terraform-aws-modules/dynamodb-table/aws"
  name   = "orders"
}
"""
CODE = """
import os, boto3
def handler(event, context):
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message="hello")
    boto3.client("dynamodb").put_item(TableName=event["table"], Item={})
"""


def test_functions_queues_topics_and_tables(flow) -> None:
    edges = flow({"main.tf": FUNCTION + OTHERS, "src/app.py": CODE})
    assert edges == [
        "fn:lambda_function.this publishes topic:sns_topic.this",
        "fn:lambda_function.this writes table:dynamodb_table.this",
        "queue:sqs_queue.this redrives queue:sqs_queue.dlq",
        "queue:sqs_queue.this triggers fn:lambda_function.this",
        "topic:sns_topic.this delivers ext:resource/a@example.com",
        "topic:sns_topic.this delivers queue:sqs_queue.this",
    ]


def test_what_it_makes_stands_at_the_line_of_the_call(read) -> None:
    graph = read(OTHERS)
    made = next(each for each in graph.nodes if each.id == "queue:aws_sqs_queue.dlq")
    assert made.evidence[0].fragment == 'module "queue" {'


def test_rules_targets_schedules_and_pipes_of_a_bus_stay_apart(flow) -> None:
    bus = """
    module "bus" {
      source   = "terraform-aws-modules/eventbridge/aws"
      bus_name = "shop"
      rules = {
        placed    = { event_pattern = jsonencode({ source = ["orders"] }) }
        cancelled = { event_pattern = jsonencode({ source = ["billing"] }) }
      }
      targets = {
        placed    = [{ name = "q", arn = aws_sqs_queue.placed.arn }]
        cancelled = [
          { name = "a", arn = aws_sqs_queue.cancelled.arn },
          { name = "b", arn = aws_sqs_queue.placed.arn },
        ]
      }
      schedules = {
        nightly = { schedule_expression = "rate(1 day)", arn = aws_sqs_queue.placed.arn }
      }
    }
    resource "aws_sqs_queue" "placed" {}
    resource "aws_sqs_queue" "cancelled" {}
    """
    assert flow({"shop/main.tf": bus}) == [
        "bus:cloudwatch_event_bus.this routes bus:cloudwatch_event_rule.cancelled",
        "bus:cloudwatch_event_bus.this routes bus:cloudwatch_event_rule.placed",
        "bus:cloudwatch_event_rule.cancelled delivers shop:sqs_queue.cancelled",
        "bus:cloudwatch_event_rule.cancelled delivers shop:sqs_queue.placed",
        "bus:cloudwatch_event_rule.placed delivers shop:sqs_queue.placed",
        "bus:scheduler_schedule.nightly delivers shop:sqs_queue.placed",
    ]


def test_what_is_made_for_a_key_stands_at_its_line(read) -> None:
    graph = read(
        """
        module "bus" {
          source = "terraform-aws-modules/eventbridge/aws"
          rules = {
            placed = { event_pattern = jsonencode({ source = ["orders"] }) }
          }
        }
        """
    )
    rule = next(each for each in graph.nodes if each.kind == "rule")
    assert rule.evidence[0].fragment.startswith("placed = ")


def test_a_bucket_and_its_notifications(flow) -> None:
    edges = flow(
        """
        module "files" {
          source = "terraform-aws-modules/s3-bucket/aws"
          bucket = "files"
        }
        module "told" {
          source = "terraform-aws-modules/s3-bucket/aws//modules/notification"
          bucket = module.files.s3_bucket_id
          sqs_notifications = {
            q = { queue_arn = module.queue.queue_arn, events = ["s3:ObjectCreated:*"] }
          }
        }
        module "queue" { source = "terraform-aws-modules/sqs/aws" }
        """
    )
    assert edges == ["files:s3_bucket.this delivers queue:sqs_queue.this"]


def test_a_state_machine_with_its_definition(flow) -> None:
    edges = flow(
        """
        module "flow" {
          source     = "terraform-aws-modules/step-functions/aws"
          definition = jsonencode({ StartAt = "A", States = { A = { Type = "Pass", End = true } } })
        }
        """
    )
    assert edges == ["flow:sfn_state_machine.this contains flow:sfn_state_machine.this/A"]


@pytest.mark.parametrize(
    "written",
    [
        'integrations = { "ANY /" = { lambda_arn = module.fn.lambda_function_arn } }',
        'routes = { "GET /{id}" = { integration = { uri = module.fn.lambda_function_arn } } }',
    ],
)
def test_an_http_api_and_its_routes(flow, written: str) -> None:
    api = 'module "api" {\n source = "terraform-aws-modules/apigateway-v2/aws"\n %s\n}\n'
    function = 'module "fn" { source = "terraform-aws-modules/lambda/aws" }\n'
    edges = ["api:apigatewayv2_api.this invokes fn:lambda_function.this"]
    assert flow(api % written + function) == edges


@pytest.mark.parametrize("source", ["terraform-aws-modules/vpc/aws", "somebody/sqs/aws"])
def test_any_other_is_named(reasons, source: str) -> None:
    found = reasons(f'module "m" {{ source = "{source}" }}\nresource "aws_sqs_queue" "q" {{}}\n')
    assert found == [f"the module {source} is not fetched, so it is not read"]
