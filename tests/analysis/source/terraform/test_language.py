"""Terraform's expressions: what they give where files alone decide it, and what they leave open."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.refusals import Refused
from analysis.source import open_system
from analysis.source.document import Source
from analysis.source.terraform.encoded import plain_text
from analysis.source.terraform.parser import parse_body
from analysis.source.terraform.table import row_of
from analysis.source.values import Options, Reference, Unknown, shown

BEFORE = """
variable "stage" { default = "dev" }
variable "open" {}
variable "sizes" { default = { small = 1, large = 3 } }
variable "names" { default = ["b", "a", "b"] }
locals {
  on    = true
  nested = { a = { b = ["x", "y"] } }
}
resource "aws_sqs_queue" "other" { count = 2 }
data "aws_region" "now" {}
"""


@pytest.fixture
def value(tmp_path: Path):
    """What an expression gives, as the tag of a queue."""

    def value(expression: str, files: dict[str, str] | None = None):
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text)
        queue = 'resource "aws_sqs_queue" "q" {\n  tags = {\n x = ' + expression + "\n}\n}\n"
        (tmp_path / "main.tf").write_text(dedent(BEFORE) + queue)
        system = open_system([tmp_path / "main.tf"])
        return system.resources["aws_sqs_queue.q"].properties["Tags"]["x"]

    return value


KNOWN = {
    '"${var.stage}-orders"': "dev-orders",
    '"a\\tb\\u0041\\"$${x}"': 'a\tbA"${x}',
    "local.nested.a.b[1]": "y",
    'local.nested["a"].b.0': "x",
    "1 + 2 * 3 - 4 / 2": 5,
    "(1 + 2) * 3 % 4": 1,
    "-1 + 3": 2,
    'local.on && !(1 > 2) ? "yes" : "no"': "yes",
    '1 == 1.0 && "1" != 2 ? "same" : "other"': "same",
    '[for n in var.names : upper(n) if n != "a"]': ["B", "B"],
    "{for k, v in var.sizes : k => v * 2}": {"small": 2, "large": 6},
    "{for i, n in var.names : n => i...}": {"b": [0, 2], "a": [1]},
    '["${compact(list("a", ""))}", "b"]': ["a", "b"],
    "var.names[*]": ["b", "a", "b"],
    "values({ b = { id = 2 }, a = { id = 1 } })[*].id": [1, 2],
    'join("-", sort(distinct(var.names)))': "a-b",
    'join(",", concat(["a"], ["b"], []))': "a,b",
    'format("%s/%03d/%q/%%", "a", 7, "b")': 'a/007/"b"/%',
    'formatlist("%s-x", ["a", "b"])': ["a-x", "b-x"],
    'lower("ABC")': "abc",
    'title("a b")': "A B",
    'trimsuffix("orders.fifo", ".fifo")': "orders",
    'replace("a_b_c", "_", "-")': "a-b-c",
    'substr("orders", 0, 3)': "ord",
    'split("/", "a/b")[1]': "b",
    "merge({ a = 1 }, { a = 2, b = 3 })": {"a": 2, "b": 3},
    'lookup({ a = "x" }, "b", "default")': "default",
    'element(["a", "b"], 3)': "b",
    "keys({ b = 1, a = 2 })": ["a", "b"],
    'length(var.names) + length("ab")': 5,
    'contains(var.names, "a") ? 1 : 2': 1,
    'coalesce("", null, "x")': "x",
    'try(local.missing, "fallback")': "fallback",
    'compact(["a", "", null])': ["a"],
    'flatten([["a"], [["b"]]])': ["a", "b"],
    'zipmap(["a"], [1])': {"a": 1},
    'toset(["a"])': ["a"],
    'one(["a"])': "a",
    "range(3)": [0, 1, 2],
    'setproduct(["a"], ["b", "c"])': [["a", "b"], ["a", "c"]],
    'jsondecode("{\\"a\\": [1]}")["a"][0]': 1,
    "max(1, 5, 3)": 5,
    'startswith("orders", "ord") ? "y" : "n"': "y",
    'basename("a/b.zip")': "b.zip",
    "<<-EOT\n    one\n      two\n    EOT": "one\n  two\n",
    '"%{ if local.on }on%{ else }off%{ endif }"': "on",
    'join("-", # one\n [\n "a", // two\n "b", /* three */\n ]\n )': "a-b",
    'file("name.txt")': "from a file",
    'templatefile("name.tpl", { who = "me", on = true })': "hello me yes",
    "terraform.workspace": "${terraform.workspace}",
}
FILES = {
    "name.txt": "from a file",
    "name.tpl": "hello ${who} %{ if on ~} yes %{~ else ~} no %{~ endif }",
}


@pytest.mark.parametrize("expression", KNOWN)
def test_what_files_decide_is_known(value, expression: str) -> None:
    assert plain_text(value(expression, FILES)) == KNOWN[expression]


def test_what_is_encoded_keeps_its_references(value) -> None:
    given = value("jsonencode({ to = aws_sqs_queue.other[0].arn, n = [1, true, null] })")
    assert given == {"to": Reference("aws_sqs_queue.other", "arn"), "n": [1, True, None]}


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('"${var.open}-orders"', "open-orders"),
        ('"x-${aws_sqs_queue.other[0].name}"', "x-${aws_sqs_queue.other.name}"),
        ('upper("a-${var.open}-b")', "A-open-B"),
        ('join("-", ["a", var.open])', "a-open"),
        ('format("%s-%s", "a", var.open)', "a-open"),
        ('var.open == "x" ? "one" : "two"', "one | two"),
        ("one(aws_sqs_queue.other[*].arn)", "${aws_sqs_queue.other.arn}"),
        ("[for q in aws_sqs_queue.other : q.arn][0]", "${aws_sqs_queue.other.arn}"),
        ("values(aws_sqs_queue.other)[0].arn", "${aws_sqs_queue.other.arn}"),
        ("lookup(var.sizes, var.open, 7)", "1 | 3 | 7"),
        ("data.aws_region.now.name", "${AWS::Region}"),
    ],
)
def test_a_hole_stays_where_it_is(value, expression: str, text: str) -> None:
    assert shown(value(expression)) == text


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (
            "var.open",
            "the variable open has no value; give --parameter open=… or --bind open=STACK:RESOURCE",
        ),
        ("var.nothing", "no variable 'nothing' is declared"),
        ("local.nothing", "no local 'nothing' is declared"),
        ("aws_sqs_queue.nobody.arn", "nothing that was read declares 'aws_sqs_queue.nobody'"),
        ("uuid()", "uuid() is worked out when the system is made"),
        ('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")', "regex() is worked out when"),
        ('file("../secret")', "../secret lies outside of"),
        ('file("not-there")', "there is no such file"),
        ("module.none.arn", "no module 'none' is called"),
        ("each.key", "each means nothing here"),
    ],
)
def test_what_is_not_decided_says_why(value, expression: str, reason: str) -> None:
    found = value(expression)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_a_condition_that_is_open_keeps_both(value) -> None:
    given = value("var.open ? aws_sqs_queue.other[0].arn : null")
    assert given == Options((Reference("aws_sqs_queue.other", "arn"), None))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = "never ends\n', 1),
        ("a = <<EOT\nnever ends\n", 1),
        ('resource "x" {\n  a = = 1\n}\n', 2),
        ("a = [1, 2\n", 2),
        ("a = 1 b = 2\n", 1),
        ("ok = 1\n\n!\n", 3),
        ("x {\n  y {\n", 3),
        ("a = {b = 1 c = 2}\n", 1),
        ('a = "${b"\n', 1),
    ],
)
def test_what_is_no_terraform_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Refused, match=rf"^x\.tf:{line}: .*mend that line\.$"):
        parse_body(text, Source("x.tf", ()))


def test_json_syntax_means_the_same(tmp_path: Path) -> None:
    written = {
        "//": {"metadata": {}},
        "variable": {"stage": {"default": "dev"}},
        "locals": {"name": "${var.stage}-orders"},
        "resource": {
            "aws_sqs_queue": {
                "q": {"name": "${local.name}", "tags": {"service": "orders"}},
                "listed": [{"name": "${upper(aws_sqs_queue.q.name)}"}],
            }
        },
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps(written, indent=1))
    system = open_system([tmp_path / "cdk.tf.json"])
    assert system.resources["aws_sqs_queue.q"].properties["QueueName"] == "dev-orders"
    listed = system.resources["aws_sqs_queue.listed"]
    assert listed.properties["QueueName"] == Reference("aws_sqs_queue.q", "name")
    assert '"listed"' in listed.at.fragment


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("aws_route_table", "AWS::EC2::RouteTable"),
        ("aws_vpc", "AWS::EC2::Vpc"),
        ("aws_ebs_volume", "AWS::EC2::Volume"),
        ("aws_cloudwatch_log_resource_policy", "AWS::Logs::ResourcePolicy"),
        ("aws_tomorrow_thing", "Terraform::aws_tomorrow_thing"),
    ],
)
def test_a_type_that_no_row_has_keeps_a_name_that_says_what_it_is(kind: str, type_: str) -> None:
    assert row_of(kind).type == type_
