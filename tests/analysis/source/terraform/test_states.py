"""Root modules meet where one reads the outputs of another by the place of its state."""

import pytest

TOPIC = 'resource "aws_sns_topic" "t" {}\noutput "topic" { value = aws_sns_topic.t.arn }\n'
AUDIT = """
data "terraform_remote_state" "shop" {
  backend = "%s"
  config  = { %s }
}
resource "aws_sqs_queue" "q" {}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = %s
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.q.arn
}
"""
OUTPUT = "data.terraform_remote_state.shop.outputs.topic"
BY_KEY = 'data.terraform_remote_state.shop.outputs["topic"]'
MET = ["shop:aws_sns_topic.t delivers audit:aws_sqs_queue.q"]


def backend(written: str) -> str:
    return f"terraform {{\n  {written}\n}}\n"


def audit(kind: str, config: str, output: str = OUTPUT) -> str:
    return AUDIT % (kind, config, output)


S3 = 'backend "s3" { bucket = "states"\n key = "shop/terraform.tfstate" }'


@pytest.mark.parametrize(
    ("shop", "reader"),
    [
        ("", audit("local", 'path = "../shop/terraform.tfstate"')),
        ("", audit("local", 'path = "${path.module}/../shop/terraform.tfstate"')),
        ("", audit("local", 'path = "../shop/terraform.tfstate.d/dev/terraform.tfstate"')),
        ("", audit("local", 'path = "../shop/terraform.tfstate"', BY_KEY)),
        (backend('backend "local" {}'), audit("local", 'path = "../shop/terraform.tfstate"')),
        (
            backend('backend "local" { path = "../kept/shop.tfstate" }'),
            audit("local", 'path = "${path.root}/../kept/shop.tfstate"'),
        ),
        (backend(S3), audit("s3", 'bucket = "states", key = "shop/terraform.tfstate"')),
        (backend(S3), audit("s3", 'key = "shop/terraform.tfstate"')),
        (backend(S3), audit("s3", 'bucket = var.states, key = "env:/dev/shop/terraform.tfstate"')),
        (backend(S3), audit("s3", 'bucket = "${var.org}ates", key = "shop/terraform.tfstate"')),
        (
            backend('cloud {\n organization = "acme"\n workspaces { name = "shop" }\n}'),
            audit("remote", 'organization = "acme", workspaces = { name = "shop" }'),
        ),
        (
            backend('backend "gcs" { bucket = "states"\n prefix = "shop" }'),
            audit("gcs", 'bucket = "states", prefix = "shop"'),
        ),
    ],
)  # fmt: skip
def test_they_meet(read, shop: str, reader: str) -> None:
    graph = read({"shop/main.tf": TOPIC + shop, "audit/main.tf": reader})
    assert [str(each) for each in graph.flow] == MET


@pytest.mark.parametrize("name", ["backend.hcl", "dev.s3.tfbackend", "backend-dev.conf"])
def test_a_file_beside_it_gives_a_backend_what_its_block_leaves_open(read, name: str) -> None:
    files = {
        "shop/main.tf": TOPIC + backend('backend "s3" {}'),
        f"shop/{name}": 'bucket = "states"\nkey = "shop/terraform.tfstate"\n',
        "audit/main.tf": audit("s3", 'bucket = "states", key = "shop/terraform.tfstate"'),
    }
    assert [str(each) for each in read(files).flow] == MET


@pytest.mark.parametrize(
    ("shop", "reader"),
    [
        ("", audit("local", 'path = "../stock/terraform.tfstate"')),
        ("", audit("local", 'path = "../${var.where}/terraform.tfstate"')),
        (backend(S3), audit("s3", 'bucket = "others", key = "shop/terraform.tfstate"')),
        (backend(S3), audit("s3", 'bucket = "states", key = "stock/terraform.tfstate"')),
        (backend(S3), audit("s3", "bucket = var.states, key = var.key")),
        (backend(S3), audit("local", 'path = "../shop/terraform.tfstate"')),
        (
            backend('backend "s3" { key = "terraform.tfstate" }'),
            audit("s3", 'key = "terraform.tfstate"'),
        ),
    ],
)
def test_they_do_not_where_the_state_is_another_or_not_known(read, shop: str, reader: str) -> None:
    graph = read({"shop/main.tf": TOPIC + shop, "audit/main.tf": reader})
    assert not [each for each in graph.flow if each.source == "shop:aws_sns_topic.t"]
    assert graph.unresolved


def test_a_module_reads_a_state_from_the_folder_of_its_root(read) -> None:
    files = {
        "shop/main.tf": TOPIC,
        "audit/main.tf": 'module "hear" { source = "../modules/hear" }\n',
        "modules/hear/main.tf": audit("local", 'path = "../shop/terraform.tfstate"'),
    }
    assert [str(each) for each in read(files).flow] == [
        "shop:aws_sns_topic.t delivers hear:aws_sqs_queue.q"
    ]


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        ("{ orders = aws_sns_topic.t.arn }", 'topics["orders"]'),
        ("{ orders = aws_sns_topic.t.arn }", "topics.orders"),
        ("{ of = { orders = aws_sns_topic.t.arn } }", "topics.of.orders"),
        ("aws_sns_topic.t", "topics.arn"),
        ("{ orders = aws_sns_topic.t }", "topics.orders.arn"),
    ],
)
def test_an_output_may_hold_several_things_or_a_whole_one(read, value: str, asked: str) -> None:
    shop = f'resource "aws_sns_topic" "t" {{}}\noutput "topics" {{ value = {value} }}\n'
    output = f"data.terraform_remote_state.shop.outputs.{asked}"
    reader = audit("local", 'path = "../shop/terraform.tfstate"', output)
    assert [str(each) for each in read({"shop/main.tf": shop, "audit/main.tf": reader}).flow] == MET
