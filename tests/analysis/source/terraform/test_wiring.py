"""Each kind of wiring that Terraform declares: small worlds, and the edges in them."""

import pytest

QUEUE = 'resource "aws_sqs_queue" "q" {}\n'
DEAD = 'resource "aws_sqs_queue" "dead" {}\n'
TOPIC = 'resource "aws_sns_topic" "t" {}\n'
BUS = 'resource "aws_cloudwatch_event_bus" "b" { name = "shop" }\n'
TABLE = 'resource "aws_dynamodb_table" "orders" { name = "orders" }\n'
BUCKET = 'resource "aws_s3_bucket" "files" { bucket = "files" }\n'
STREAM = 'resource "aws_kinesis_stream" "s" { name = "s" }\n'
ROLE = 'resource "aws_iam_role" "f" { name = "f" }\n'
FUNCTION = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.f.arn
}
"""
WIRED = {
    "a subscription of a queue": (
        TOPIC + QUEUE,
        """
        resource "aws_sns_topic_subscription" "s" {
          topic_arn = aws_sns_topic.t.arn
          protocol  = "sqs"
          endpoint  = aws_sqs_queue.q.arn
        }
        """,
        ["sns_topic.t delivers sqs_queue.q"],
    ),
    "a queue that a function polls": (
        QUEUE + ROLE + FUNCTION,
        """
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_sqs_queue.q.arn
          function_name    = aws_lambda_function.f.function_name
        }
        """,
        ["sqs_queue.q triggers lambda_function.f"],
    ),
    "a dead-letter queue in the queue": (
        DEAD,
        """
        resource "aws_sqs_queue" "q" {
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
        }
        """,
        ["sqs_queue.q redrives sqs_queue.dead"],
    ),
    "a dead-letter queue in a text": (
        DEAD,
        """
        resource "aws_sqs_queue" "q" {
          redrive_policy = <<-EOT
            {"deadLetterTargetArn": "${aws_sqs_queue.dead.arn}", "maxReceiveCount": 3}
          EOT
        }
        """,
        ["sqs_queue.q redrives sqs_queue.dead"],
    ),
    "a redrive policy of its own": (
        DEAD + QUEUE,
        """
        resource "aws_sqs_queue_redrive_policy" "p" {
          queue_url      = aws_sqs_queue.q.id
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
        }
        """,
        ["sqs_queue.q redrives sqs_queue.dead"],
    ),
    "a rule on a bus, its target beside it": (
        BUS + QUEUE + DEAD,
        """
        resource "aws_cloudwatch_event_rule" "r" {
          event_bus_name = aws_cloudwatch_event_bus.b.name
          event_pattern  = jsonencode({ source = ["orders"] })
        }
        resource "aws_cloudwatch_event_target" "x" {
          rule           = aws_cloudwatch_event_rule.r.name
          event_bus_name = aws_cloudwatch_event_bus.b.name
          arn            = aws_sqs_queue.q.arn
          dead_letter_config { arn = aws_sqs_queue.dead.arn }
        }
        """,
        [
            "cloudwatch_event_bus.b routes cloudwatch_event_rule.r",
            "cloudwatch_event_rule.r delivers sqs_queue.q",
            "cloudwatch_event_rule.r redrives sqs_queue.dead",
        ],
    ),
    "a rule that its target calls by name": (
        QUEUE,
        """
        resource "aws_cloudwatch_event_rule" "r" {
          name                = "nightly"
          schedule_expression = "rate(1 day)"
        }
        resource "aws_cloudwatch_event_target" "x" {
          rule = "nightly"
          arn  = aws_sqs_queue.q.arn
        }
        """,
        ["cloudwatch_event_rule.r delivers sqs_queue.q"],
    ),
    "a schedule": (
        QUEUE,
        """
        resource "aws_scheduler_schedule" "daily" {
          schedule_expression = "rate(1 day)"
          target {
            arn = aws_sqs_queue.q.arn
            role_arn = "arn:aws:iam::1:role/x"
          }
        }
        """,
        ["scheduler_schedule.daily delivers sqs_queue.q"],
    ),
    "a pipe": (
        QUEUE + BUS,
        """
        resource "aws_pipes_pipe" "p" {
          source = aws_sqs_queue.q.arn
          target = aws_cloudwatch_event_bus.b.arn
          source_parameters {
            filter_criteria { filter { pattern = jsonencode({ body = { a = ["b"] } }) } }
          }
        }
        """,
        [
            "pipes_pipe.p publishes cloudwatch_event_bus.b",
            "sqs_queue.q triggers pipes_pipe.p",
        ],
    ),
    "a bucket's notifications": (
        BUCKET + QUEUE + ROLE + FUNCTION,
        """
        resource "aws_s3_bucket_notification" "n" {
          bucket = aws_s3_bucket.files.id
          lambda_function {
            lambda_function_arn = aws_lambda_function.f.arn
            events              = ["s3:ObjectCreated:*"]
          }
          queue {
            queue_arn = aws_sqs_queue.q.arn
            events    = ["s3:ObjectRemoved:*"]
          }
          eventbridge = true
        }
        """,
        [
            "s3_bucket.files delivers ext:bus/default",
            "s3_bucket.files delivers sqs_queue.q",
            "s3_bucket.files triggers lambda_function.f",
        ],
    ),
    "a table's stream": (
        TABLE + ROLE + FUNCTION,
        """
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_dynamodb_table.orders.stream_arn
          function_name    = aws_lambda_function.f.arn
        }
        """,
        ["dynamodb_table.orders triggers lambda_function.f"],
    ),
    "destinations of a function": (
        QUEUE + DEAD + ROLE + FUNCTION,
        """
        resource "aws_lambda_function_event_invoke_config" "c" {
          function_name = aws_lambda_function.f.function_name
          destination_config {
            on_success { destination = aws_sqs_queue.q.arn }
            on_failure { destination = aws_sqs_queue.dead.arn }
          }
        }
        """,
        [
            "lambda_function.f publishes sqs_queue.q",
            "lambda_function.f redrives sqs_queue.dead",
        ],
    ),
    "a delivery stream": (
        STREAM + BUCKET,
        """
        resource "aws_kinesis_firehose_delivery_stream" "d" {
          name        = "d"
          destination = "extended_s3"
          kinesis_source_configuration { kinesis_stream_arn = aws_kinesis_stream.s.arn }
          extended_s3_configuration { bucket_arn = aws_s3_bucket.files.arn }
        }
        """,
        [
            "kinesis_firehose_delivery_stream.d writes s3_bucket.files",
            "kinesis_stream.s delivers kinesis_firehose_delivery_stream.d",
        ],
    ),
    "an HTTP API": (
        ROLE + FUNCTION,
        """
        resource "aws_apigatewayv2_api" "a" { protocol_type = "HTTP" }
        resource "aws_apigatewayv2_integration" "i" {
          api_id           = aws_apigatewayv2_api.a.id
          integration_type = "AWS_PROXY"
          integration_uri  = aws_lambda_function.f.invoke_arn
        }
        """,
        ["apigatewayv2_api.a invokes lambda_function.f"],
    ),
    "a REST API": (
        QUEUE + ROLE + FUNCTION,
        """
        resource "aws_api_gateway_rest_api" "a" { name = "a" }
        resource "aws_api_gateway_integration" "i" {
          rest_api_id             = aws_api_gateway_rest_api.a.id
          http_method             = "POST"
          integration_http_method = "POST"
          type                    = "AWS_PROXY"
          uri                     = aws_lambda_function.f.invoke_arn
        }
        resource "aws_api_gateway_integration" "direct" {
          rest_api_id             = aws_api_gateway_rest_api.a.id
          http_method             = "PUT"
          integration_http_method = "POST"
          type                    = "AWS"
          uri  = "arn:aws:apigateway:eu-west-1:sqs:path/1/${aws_sqs_queue.q.name}"
        }
        """,
        [
            "api_gateway_rest_api.a invokes lambda_function.f",
            "api_gateway_rest_api.a publishes sqs_queue.q",
        ],
    ),
    "a GraphQL API": (
        ROLE + FUNCTION,
        """
        resource "aws_appsync_graphql_api" "a" { name = "a" }
        resource "aws_appsync_datasource" "d" {
          api_id = aws_appsync_graphql_api.a.id
          name   = "d"
          type   = "AWS_LAMBDA"
          lambda_config { function_arn = aws_lambda_function.f.arn }
        }
        """,
        ["appsync_graphql_api.a invokes lambda_function.f"],
    ),
    "a load balancer in front of a function": (
        ROLE + FUNCTION,
        """
        resource "aws_lb" "front" {}
        resource "aws_lb_target_group" "g" { target_type = "lambda" }
        resource "aws_lb_listener" "l" {
          load_balancer_arn = aws_lb.front.arn
          default_action {
            type             = "forward"
            target_group_arn = aws_lb_target_group.g.arn
          }
        }
        resource "aws_lb_target_group_attachment" "a" {
          target_group_arn = aws_lb_target_group.g.arn
          target_id        = aws_lambda_function.f.arn
        }
        """,
        ["lb.front invokes lambda_function.f"],
    ),
    "a container with a role": (
        QUEUE,
        """
        resource "aws_iam_role" "task" {}
        resource "aws_ecs_task_definition" "t" {
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "c", image = "i" }])
        }
        resource "aws_iam_role_policy" "p" {
          role   = aws_iam_role.task.id
          policy = jsonencode({ Statement = [
            { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn }
          ] })
        }
        """,
        ["ecs_task_definition.t publishes sqs_queue.q"],
    ),
    "a distribution at the edge": (
        BUCKET + ROLE + FUNCTION,
        """
        resource "aws_cloudfront_distribution" "edge" {
          origin { domain_name = aws_s3_bucket.files.bucket_regional_domain_name }
          default_cache_behavior {
            lambda_function_association {
              event_type = "viewer-request"
              lambda_arn = aws_lambda_function.f.qualified_arn
            }
          }
        }
        """,
        [
            "cloudfront_distribution.edge invokes lambda_function.f",
            "cloudfront_distribution.edge reads s3_bucket.files",
        ],
    ),
    "a rule for devices": (
        QUEUE + DEAD,
        """
        resource "aws_iot_topic_rule" "r" {
          name = "r"
          sqs { queue_url = aws_sqs_queue.q.id }
          error_action {
            sqs { queue_url = aws_sqs_queue.dead.id }
          }
        }
        """,
        ["iot_topic_rule.r delivers sqs_queue.q", "iot_topic_rule.r redrives sqs_queue.dead"],
    ),
    "a user pool": (
        ROLE + FUNCTION,
        """
        resource "aws_cognito_user_pool" "people" {
          lambda_config { post_confirmation = aws_lambda_function.f.arn }
        }
        """,
        ["cognito_user_pool.people triggers lambda_function.f"],
    ),
}


@pytest.mark.parametrize("named", WIRED)
def test_wiring(flow, named: str) -> None:
    before, wiring, edges = WIRED[named]
    assert flow(before + wiring) == edges


GRANTED = {
    "a policy of the role": """
        resource "aws_iam_role_policy" "p" {
          role   = aws_iam_role.f.id
          policy = data.aws_iam_policy_document.can.json
        }
        """,
    "an attached policy": """
        resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.can.json }
        resource "aws_iam_role_policy_attachment" "a" {
          role       = aws_iam_role.f.name
          policy_arn = aws_iam_policy.p.arn
        }
        """,
    "a policy attached to a role by name": """
        resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.can.json }
        resource "aws_iam_policy_attachment" "a" {
          name       = "a"
          roles      = ["f"]
          policy_arn = aws_iam_policy.p.arn
        }
        """,
    "a policy as a document": """
        resource "aws_iam_role_policy" "p" {
          role   = aws_iam_role.f.id
          policy = jsonencode({
            Statement = [{
              Effect   = "Allow"
              Action   = "dynamodb:PutItem"
              Resource = "${aws_dynamodb_table.orders.arn}/*"
            }]
          })
        }
        """,
}
CAN = """
data "aws_iam_policy_document" "can" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}
data "aws_iam_policy_document" "base" {
  dynamic "statement" {
    for_each = [aws_dynamodb_table.orders.arn]
    content {
      actions   = ["dynamodb:PutItem"]
      resources = [statement.value]
    }
  }
}
"""


@pytest.mark.parametrize("named", GRANTED)
def test_a_permission_is_an_inferred_edge(read, named: str) -> None:
    graph = read(TABLE + ROLE + FUNCTION + CAN + GRANTED[named])
    assert [(str(each), each.certainty) for each in graph.flow] == [
        ("aws_lambda_function.f writes aws_dynamodb_table.orders", "inferred")
    ]


def test_an_inline_policy_of_a_role(flow) -> None:
    role = """
    resource "aws_iam_role" "f" {
      inline_policy {
        name   = "p"
        policy = data.aws_iam_policy_document.can.json
      }
    }
    """
    edges = ["lambda_function.f writes dynamodb_table.orders"]
    assert flow(TABLE + role + FUNCTION + CAN) == edges


def test_what_the_environment_of_a_container_names_is_weak(read) -> None:
    graph = read(
        QUEUE
        + """
        resource "aws_ecs_task_definition" "t" {
          container_definitions = jsonencode([{
            name        = "c"
            environment = [{ name = "QUEUE", value = aws_sqs_queue.q.url }]
          }])
        }
        """
    )
    named = ["aws_ecs_task_definition.t refers aws_sqs_queue.q"]
    assert [str(each) for each in graph.weak] == named


def test_a_filter_names_the_events_that_pass(read) -> None:
    graph = read(
        TOPIC
        + QUEUE
        + """
        resource "aws_sns_topic_subscription" "s" {
          topic_arn     = aws_sns_topic.t.arn
          protocol      = "sqs"
          endpoint      = aws_sqs_queue.q.arn
          filter_policy = jsonencode({ event_type = ["OrderPlaced"] })
        }
        """
    )
    assert [each.id for each in graph.nodes if each.kind == "event"] == [
        "aws_sns_topic.t/OrderPlaced"
    ]


MACHINE = """
resource "aws_sfn_state_machine" "m" {
  name       = "m"
  definition = %s
}
"""
ASL = '{"StartAt": "A",\n "States": {\n  "A": {"Type": "Task", "Resource": "${f}", "End": true}}}\n'
DEFINED = {
    "main.tf": """jsonencode({
    StartAt = "A"
    States = {
      A = { Type = "Task", Resource = aws_lambda_function.f.arn, End = true }
    }
  })""",
    "a.asl.json": 'templatefile("${path.module}/a.asl.json", { f = aws_lambda_function.f.arn })',
}


@pytest.mark.parametrize("file", DEFINED)
def test_a_state_is_shown_where_it_is_written(read, file: str) -> None:
    graph = read({file: ASL} | {"main.tf": ROLE + FUNCTION + MACHINE % DEFINED[file]})
    edge = next(each for each in graph.flow if each.relation == "invokes")
    assert str(edge) == "aws_sfn_state_machine.m/A invokes aws_lambda_function.f"
    assert edge.evidence[0].file.endswith(file)
    assert '"A"' in edge.evidence[0].fragment or "A = " in edge.evidence[0].fragment


CODE = """
import os, boto3
def handler(event, context):
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message="hello")
"""
ARCHIVE = """
data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/code.zip"
}
"""


@pytest.mark.parametrize(
    "code",
    [
        "filename = data.archive_file.code.output_path",
        'filename = "./code.zip"',
        "s3_key = aws_s3_object.code.key",
    ],
)
def test_code_is_read_where_its_archive_is_made_from(flow, code: str) -> None:
    function = f"""
    resource "aws_s3_object" "code" {{
      key    = "code.zip"
      source = data.archive_file.code.output_path
    }}
    resource "aws_lambda_function" "f" {{
      handler = "app.handler"
      runtime = "python3.12"
      {code}
      environment {{ variables = {{ TOPIC = aws_sns_topic.t.arn }} }}
    }}
    """
    edges = flow({"main.tf": TOPIC + ARCHIVE + function, "src/app.py": CODE})
    assert edges == ["lambda_function.f publishes sns_topic.t"]
