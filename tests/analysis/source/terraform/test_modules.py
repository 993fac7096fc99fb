"""Modules, values of variables, and what is made not at all, perhaps, or several times."""

import pytest

from analysis.extract import extract

QUEUE_MODULE = """
variable "name" {}
variable "topics" { default = [] }
variable "tags" { default = {} }
resource "aws_sqs_queue" "this" {
  name = var.name
  tags = var.tags
}
resource "aws_sns_topic_subscription" "heard" {
  for_each  = toset(var.topics)
  topic_arn = each.value
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.this.arn
}
output "arn" { value = aws_sqs_queue.this.arn }
"""
TOPIC = 'resource "aws_sns_topic" "t" {}\n'
CALL = """
module "orders" {
  source = "./modules/queue"
  name   = "orders"
  topics = [aws_sns_topic.t.arn]
}
"""
SUBSCRIBED = """
resource "aws_sns_topic_subscription" "s" {
  topic_arn = aws_sns_topic.t.arn
  protocol  = "sqs"
  endpoint  = %s
}
"""
QUEUE_HEARS = """
resource "aws_sqs_queue" "q" {}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = %s
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.q.arn
}
"""
HEARS = ["{root}:aws_sns_topic.t delivers orders:aws_sqs_queue.this"]


def _named(graph) -> list[str]:
    root = next(each.stack for each in graph.nodes if each.id.endswith("aws_sns_topic.t"))
    return [str(each).replace(f"{root}:", "{root}:") for each in graph.flow]


def test_a_module_is_a_stack_and_takes_what_it_is_given(read) -> None:
    graph = read({"main.tf": TOPIC + CALL, "modules/queue/main.tf": QUEUE_MODULE})
    assert _named(graph) == HEARS


def test_a_resource_named_this_is_called_as_its_module(read) -> None:
    graph = read({"main.tf": TOPIC + CALL, "modules/queue/main.tf": QUEUE_MODULE})
    assert {each.id: each.name for each in graph.nodes}["orders:aws_sqs_queue.this"] == "orders"


def test_what_a_module_puts_out_is_what_it_made(read) -> None:
    call = CALL.replace("topics", "# topics") + SUBSCRIBED % "module.orders.arn"
    graph = read({"main.tf": TOPIC + call, "modules/queue/main.tf": QUEUE_MODULE})
    assert _named(graph) == HEARS


@pytest.mark.parametrize(
    "end",
    [
        "module.orders[0].arn",
        'module.orders["a"].arn',
        "one(values(module.orders)[*].arn)",
        "module.orders[*].arn",
    ],
)
def test_a_module_made_several_times_is_one(read, end: str) -> None:
    call = CALL.replace("topics", 'for_each = toset(["a"])\n  #') + SUBSCRIBED % end
    graph = read({"main.tf": TOPIC + call, "modules/queue/main.tf": QUEUE_MODULE})
    assert _named(graph) == HEARS


def test_modules_call_modules(read) -> None:
    inner = 'module "inner" {\n  source = "../queue"\n  name = "x"\n}\n'
    inner += 'output "arn" { value = module.inner.arn }\n'
    call = 'module "outer" { source = "./modules/outer" }\n' + SUBSCRIBED % "module.outer.arn"
    graph = read(
        {
            "main.tf": TOPIC + call,
            "modules/outer/main.tf": inner,
            "modules/queue/main.tf": QUEUE_MODULE,
        }
    )
    assert _named(graph) == ["{root}:aws_sns_topic.t delivers outer.inner:aws_sqs_queue.this"]


def test_two_calls_of_one_module_stay_apart(read) -> None:
    calls = CALL + CALL.replace("orders", "billing")
    graph = read({"main.tf": TOPIC + calls, "modules/queue/main.tf": QUEUE_MODULE})
    assert _named(graph) == [HEARS[0].replace("orders", "billing"), *HEARS]


def test_a_module_from_elsewhere_is_named_as_unread(read) -> None:
    call = """
    module "queue" {
      source  = "terraform-aws-modules/unheard-of/aws"
      version = "4.0.0"
      topic   = aws_sns_topic.t.arn
    }
    """
    graph = read(TOPIC + call + SUBSCRIBED % "module.queue.arn")
    reason = "the module terraform-aws-modules/unheard-of/aws is not fetched, so it is not read"
    assert {each.reason for each in graph.unresolved} == {reason}
    named = [each for each in graph.unresolved if "terraform-aws-modules" in each.id]
    assert [each.evidence[0].line for each in named] == [4]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("../outside", "lies outside of"),
        ("./", "calls itself"),
        ("./nothing", "no Terraform is in ./nothing"),
        ("./broken", "mend that line"),
    ],
)
def test_a_module_that_cannot_be_read_says_why(reasons, source: str, reason: str) -> None:
    found = reasons({"main.tf": f'module "m" {{ source = "{source}" }}\n' + TOPIC,
                     "broken/main.tf": "a = = 1"})  # fmt: skip
    assert any(reason in each for each in found)


@pytest.mark.parametrize(
    ("files", "parameters", "name"),
    [
        ({}, None, "default"),
        ({"terraform.tfvars": 'name = "assigned"'}, None, "assigned"),
        ({"terraform.tfvars": 'name = "x"', "a.auto.tfvars": 'name = "later"'}, None, "later"),
        ({"terraform.tfvars.json": '{"name": "json"}'}, None, "json"),
        ({"dev.tfvars": 'name = "only"'}, None, "only"),
        ({"dev.tfvars": 'name = "a"', "prod.tfvars": 'name = "b"'}, None, "default"),
        ({"terraform.tfvars": 'name = "x"'}, {"name": "told"}, "told"),
    ],
)
def test_a_variable_has_the_value_that_terraform_gives_it(
    read, files, parameters, name: str
) -> None:
    queue = 'variable "name" { default = "default" }\n'
    queue += 'resource "aws_sqs_queue" "q" { name = var.name }\n'
    topic = TOPIC + SUBSCRIBED % '"arn:aws:sqs:eu-west-1:1:assigned"'
    graph = read({"main.tf": queue + topic, **files}, at="main.tf", parameters=parameters)
    delivers = [each.target for each in graph.flow]
    met = "aws_sqs_queue.q" if name == "assigned" else "ext:queue/assigned"
    assert delivers == [met]


@pytest.mark.parametrize(
    ("made", "there", "conditional"),
    [
        ("count = 0", False, False),
        ("count = false ? 1 : 0", False, False),
        ("for_each = {}", False, False),
        ("count = var.open ? 1 : 0", True, True),
        ("for_each = var.open", True, True),
        ("count = 3", True, False),
        ('for_each = toset(["a", "b"])', True, False),
    ],
)
def test_how_often_a_resource_is_made(read, made: str, there: bool, conditional: bool) -> None:
    graph = read(f'variable "open" {{}}\nresource "aws_sqs_queue" "q" {{\n  {made}\n}}\n' + TOPIC)
    queues = [each for each in graph.nodes if each.kind == "queue"]
    assert bool(queues) is there
    assert [bool(each.attributes.get("conditional")) for each in queues] == [conditional] * there


def test_two_of_one_name_stay_apart(read) -> None:
    graph = read('resource "aws_sqs_queue" "orders" {}\nresource "aws_sns_topic" "orders" {}\n')
    assert [(each.id, each.name) for each in graph.nodes] == [
        ("aws_sns_topic.orders", "orders"),
        ("aws_sqs_queue.orders", "orders"),
    ]


def test_modules_that_two_root_modules_call_alike_stay_apart(read) -> None:
    call = 'module "queue" { source = "./queue" }\n'
    heard = QUEUE_HEARS % '"arn:aws:sns:eu-west-1:1:%s"'
    files = {}
    for name in ("orders", "billing"):
        files[f"{name}/main.tf"] = call
        files[f"{name}/queue/main.tf"] = heard % name
    files["stock/main.tf"] = 'module "stocked" { source = "./queue" }\n'
    files["stock/queue/main.tf"] = heard % "stock"
    assert sorted(str(each) for each in read(files).flow) == [
        "ext:topic/billing delivers billing.queue:aws_sqs_queue.q",
        "ext:topic/orders delivers orders.queue:aws_sqs_queue.q",
        "ext:topic/stock delivers stocked:aws_sqs_queue.q",
    ]


def test_a_module_that_is_called_as_another_template_is_stays_apart(read) -> None:
    files = {
        "queue.yaml": "Resources: {Q: {Type: AWS::SQS::Queue}}\n",
        "infra/main.tf": 'module "queue" { source = "./queue" }\n',
        "infra/queue/main.tf": 'resource "aws_sqs_queue" "q" {}\n',
    }
    graph = read(files)
    [terraforms] = {each.id for each in graph.nodes} - {"queue:Q"}
    assert terraforms.endswith(".queue:aws_sqs_queue.q")


@pytest.mark.parametrize(
    "found",
    [
        'data "aws_sns_topic" "x" { name = "orders" }\n#data.aws_sns_topic.x.arn',
        'data "aws_ssm_parameter" "x" { name = "/topic" }\n#data.aws_ssm_parameter.x.value',
        '#"arn:aws:sns:eu-west-1:123456789012:orders"',
    ],
)
def test_root_modules_meet_by_names(read, found: str) -> None:
    shop = """
    resource "aws_sns_topic" "t" { name = "orders" }
    resource "aws_ssm_parameter" "kept" {
      name  = "/topic"
      value = aws_sns_topic.t.arn
    }
    """
    data, _, value = found.partition("#")
    audit = data + 'resource "aws_sqs_queue" "q" {}\n' + SUBSCRIBED % "aws_sqs_queue.q.arn"
    audit = audit.replace("aws_sns_topic.t.arn", value)
    graph = read({"shop/main.tf": shop, "audit/main.tf": audit})
    assert [str(each) for each in graph.flow] == [
        "shop:aws_sns_topic.t delivers audit:aws_sqs_queue.q"
    ]


def test_environments_that_declare_the_same_are_read_once(read) -> None:
    environment = 'module "app" { source = "../../modules/queue" }\n' + TOPIC
    graph = read(
        {
            "envs/dev/main.tf": environment,
            "envs/prod/main.tf": environment,
            "modules/queue/main.tf": QUEUE_MODULE,
        }
    )
    assert [each.id for each in graph.nodes if each.kind == "topic"] == ["dev:aws_sns_topic.t"]


def test_a_module_called_often_is_named_once(read) -> None:
    call = 'module "m%d" {\n  source = "somebody/else/aws"\n}\n'
    graph = read(TOPIC + "".join(call % number for number in range(9)))
    assert [each.name for each in graph.unresolved] == ["somebody/else/aws"]


def test_a_variable_without_a_value_is_the_only_thing_that_it_can_be(read) -> None:
    audit = 'variable "orders_topic_arn" {}\n' + QUEUE_HEARS % "var.orders_topic_arn"
    shop = 'resource "aws_sns_topic" "orders" {}\n'
    graph = read({"shop/main.tf": shop, "audit/main.tf": audit})
    assert [str(each) for each in graph.flow] == [
        "shop:aws_sns_topic.orders delivers audit:aws_sqs_queue.q"
    ]
    assert any(each.startswith("assumed: the parameter orders_topic_arn") for each in graph.remarks)


def test_other_files_give_a_variable_no_value(read) -> None:
    audit = 'variable "topic" {}\n' + QUEUE_HEARS % "var.topic"
    graph = read({"main.tf": audit, "package.json": '{"topic": "from-elsewhere"}'})
    assert "from-elsewhere" not in repr(graph.nodes)


def test_a_variable_is_bound_to_another_root_modules_resource(tmp_path) -> None:
    audit = 'variable "given" {}\n' + QUEUE_HEARS % "var.given"
    for name, text in (("shop", TOPIC), ("audit", audit)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    (tmp_path / ".git").mkdir()
    graph = extract([tmp_path], bindings={"audit.given": "shop:aws_sns_topic.t"})
    assert [str(each) for each in graph.flow] == [
        "shop:aws_sns_topic.t delivers audit:aws_sqs_queue.q"
    ]


def test_a_variable_is_nothing_that_its_own_modules_make(read) -> None:
    call = """
    variable "orders_queue_name" {}
    module "queue" {
      source = "./modules/queue"
      name   = var.orders_queue_name
      topics = [aws_sns_topic.t.arn]
    }
    """
    graph = read({"main.tf": TOPIC + call, "modules/queue/main.tf": QUEUE_MODULE})
    assert not graph.remarks


def test_functions_that_are_one_say_that_their_code_is_not_read(reasons) -> None:
    function = """
    resource "aws_lambda_function" "f" {
      for_each = { a = "one.handler", b = "two.handler" }
      handler  = each.value
      runtime  = "python3.12"
    }
    """
    assert reasons(function) == ["it stands for several functions, whose code is not told apart"]


@pytest.mark.parametrize("folder", ["queue", "modules/queue"])
def test_a_module_that_another_calls_is_no_system_of_its_own(read, folder: str) -> None:
    call = f'module "orders" {{ source = "./{folder}" }}\n'
    graph = read({"main.tf": TOPIC + call, f"{folder}/main.tf": QUEUE_MODULE})
    assert [each.id for each in graph.nodes if each.kind == "queue"] == [
        "orders:aws_sqs_queue.this"
    ]


def test_examples_and_modules_that_nobody_calls_are_left_out(read) -> None:
    graph = read(
        {
            "main.tf": TOPIC,
            "examples/simple/main.tf": 'resource "aws_sqs_queue" "example" {}\n',
            "modules/unused/main.tf": 'resource "aws_sqs_queue" "unused" {}\n',
        }
    )
    assert [each.id for each in graph.nodes] == ["aws_sns_topic.t"]


@pytest.mark.parametrize(
    "end",
    [
        "one(concat(aws_sqs_queue.off[*].arn, aws_sqs_queue.on[*].arn))",
        "element(concat(aws_sqs_queue.off.*.arn, aws_sqs_queue.on.*.arn), 0)",
        "try(aws_sqs_queue.off[0].arn, aws_sqs_queue.on[0].arn)",
        "coalesce(one(module.off[*].arn), aws_sqs_queue.on[0].arn)",
    ],
)
def test_what_is_not_made_is_passed_over(read, end: str) -> None:
    queues = """
    resource "aws_sqs_queue" "off" { count = 0 }
    resource "aws_sqs_queue" "on" { count = 1 }
    module "off" {
      source = "./queue"
      count  = 0
      name   = "off"
    }
    """
    graph = read({"main.tf": TOPIC + queues + SUBSCRIBED % end, "queue/main.tf": QUEUE_MODULE})
    assert [each.target.rpartition(":")[2] for each in graph.flow] == ["aws_sqs_queue.on"]


def test_counts_in_a_circle_leave_it_open(read) -> None:
    graph = read(
        """
        resource "aws_sqs_queue" "a" { count = length(aws_sqs_queue.b) }
        resource "aws_sqs_queue" "b" { count = length(aws_sqs_queue.a) }
        """
    )
    assert [each.attributes for each in graph.nodes] == [{"conditional": True}] * 2
