"""What nobody vouches for: a result or one sentence, soon, and nothing outside is opened."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.extract import extract
from analysis.refusals import Refused

pytestmark = pytest.mark.seldom  # each takes what a reading may

TOPIC = 'resource "aws_sns_topic" "t" { name = local.x }\n'
DOOM = {
    "locals in a circle": "locals {\n x = local.y\n y = local.x\n}\n",
    "a long chain of locals": "locals {\n x = local.l0\n"
    + "".join(f" l{i} = local.l{i + 1}\n" for i in range(3000))
    + ' l3000 = "end"\n}\n',
    "locals that double": "locals {\n x = jsonencode(local.d0)\n"
    + "".join(f" d{i} = [local.d{i + 1}, local.d{i + 1}]\n" for i in range(60))
    + ' d60 = "end"\n}\n',
    "texts that double": "locals {\n x = local.d0\n"
    + "".join(f' d{i} = "${{local.d{i + 1}}}${{local.d{i + 1}}}"\n' for i in range(60))
    + ' d60 = "end"\n}\n',
    "loops in loops": "locals {\n x = [for a in range(1000) : [for b in range(1000) : "
    "[for c in range(1000) : a]]]\n}\n",
    "a huge range": "locals { x = range(100000000000) }\n",
    "a huge text": 'locals { x = replace(replace(replace("aaaaaaaaaa", "a", '
    '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "a", "'
    + "a" * 1000
    + '"), "a", "'
    + "a" * 1000
    + '") }\n',
    "a huge product": "locals { x = setproduct(" + "range(100)," * 8 + ") }\n",
    "many choices": 'variable "v" {}\nlocals { x = "%s" }\n' % ('${var.v ? "a" : "b"}' * 200),
    "dynamic blocks in dynamic blocks": """
        locals { x = "a" }
        resource "aws_sqs_queue" "q" {
          dynamic "a" {
            for_each = range(5000)
            content {
              dynamic "b" {
                for_each = range(5000)
                content { c = b.value }
              }
            }
          }
        }
        """,
    "deep brackets": "locals { x = " + "[" * 100_000 + "]" * 100_000 + " }\n",
    "a long sum": "locals { x = " + "1+" * 200_000 + "1 }\n",
    "a long chain of names": "locals { x = local" + ".a" * 100_000 + " }\n",
    "deep interpolation": 'locals { x = "' + '${"' * 50_000 + '" }\n',
    "open comments": "locals { x = 1 }\n" + "/*" * 200_000,
    "many heredocs": "locals { x = 1 }\n" + "a=<<E\n" * 100_000,
    "many targets by name": "locals { x = 1 }\n"
    + "".join(
        f'resource "aws_cloudwatch_event_rule" "r{i}" {{ name = "r{i}" }}\n'
        f'resource "aws_cloudwatch_event_target" "t{i}" {{ rule = "r{i}" }}\n'
        for i in range(4000)
    ),
    "deep blocks": "a {" * 50_000,
}


LONGEST = ("locals that double", "many targets by name")


@pytest.mark.parametrize(
    "named",
    [pytest.param(each, marks=pytest.mark.slow) if each in LONGEST else each for each in DOOM],
)
def test_doom_ends_soon(tmp_path: Path, named: str) -> None:
    (tmp_path / "main.tf").write_text(TOPIC + DOOM[named])
    before = time.process_time()
    with suppress(Refused):
        extract([tmp_path])
    assert time.process_time() - before < 10


@pytest.mark.slow
def test_modules_that_double_end_soon(tmp_path: Path) -> None:
    for number in range(30):
        folder = tmp_path / f"m{number}"
        folder.mkdir()
        calls = [f'module "{each}" {{ source = "../m{number + 1}" }}\n' for each in "ab"]
        (folder / "main.tf").write_text("".join(calls) + 'resource "aws_sqs_queue" "q" {}\n')
    (tmp_path / ".git").mkdir()
    before = time.process_time()
    graph = extract([tmp_path / "m0"])
    assert time.process_time() - before < 10
    assert any("more modules than are read" in each.reason for each in graph.unresolved)


def test_modules_in_a_circle_are_named(tmp_path: Path) -> None:
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / here).mkdir()
        text = f'module "x" {{ source = "../{there}" }}\nresource "aws_sqs_queue" "q" {{}}\n'
        (tmp_path / here / "main.tf").write_text(text)
    (tmp_path / ".git").mkdir()
    graph = extract([tmp_path / "a" / "main.tf"])
    assert any("calls itself" in each.reason for each in graph.unresolved)


@pytest.mark.parametrize("where", ["main.tf", "module", "terraform.tfvars"])
def test_nothing_outside_is_opened(tmp_path: Path, where: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text('resource "aws_sqs_queue" "secret" {}\n')
    (outside / "terraform.tfvars").write_text('name = "secret"\n')
    inside = tmp_path / "inside"
    (inside / ".git").mkdir(parents=True)
    (inside / "a.tf").write_text(
        'variable "name" {}\n'
        'resource "aws_sns_topic" "t" { name = var.name }\n'
        'module "module" { source = "./module" }\n'
    )
    target = outside if where == "module" else outside / where
    (inside / where).symlink_to(target, target_is_directory=where == "module")
    graph = extract([inside / "a.tf"])
    assert "secret" not in repr(graph.nodes)


def test_a_file_that_cannot_be_read_does_not_fail_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text('resource "aws_sqs_queue" "q" {}\n')
    (tmp_path / "b.tf").write_text("resource = = 1\n")
    graph = extract([tmp_path])
    assert [each.id for each in graph.nodes if not each.unresolved] == ["aws_sqs_queue.q"]
    assert ["b.tf:1" in each.reason for each in graph.unresolved] == [True]


def test_a_folder_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tf").write_text('resource "aws_sqs_queue" "q" {\n  a = = 1\n}\n')
    with pytest.raises(Refused, match=r"b\.tf:2: '=' begins no value; mend that line"):
        extract([tmp_path])


def test_a_state_of_doom_ends_soon(tmp_path: Path) -> None:
    arns = [f"arn:aws:sqs:eu-west-1:1:{'a' * (number % 50)}{number}" for number in range(4000)]
    said = " ".join(arns)
    made = [
        {
            "address": f"aws_sqs_queue.q{number}",
            "type": "aws_sqs_queue",
            "name": f"q{number}",
            "values": {"arn": arn, "policy": said[number * 100 : number * 100 + 5000]},
        }
        for number, arn in enumerate(arns)
    ]
    inner: dict[str, object] = {"resources": made}
    for number in range(40):
        inner = {"child_modules": [{"address": f"module.m{number}", **inner}]}
    (tmp_path / "state.json").write_text(
        json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": made}}})
    )
    (tmp_path / "deep.json").write_text(
        json.dumps({"format_version": "1.0", "values": {"root_module": inner}})
    )
    for name in ("state.json", "deep.json"):
        before = time.process_time()
        with suppress(Refused):
            extract([tmp_path / name])
        assert time.process_time() - before < 10


@pytest.mark.seldom
def test_more_terraform_than_is_read_is_named(tmp_path: Path) -> None:
    text = 'resource "aws_sqs_queue" "q%d_%d" {\n  name = "${var.a}-b"\n}\n'
    for number in range(60):
        lines = "".join(text % (number, each) for each in range(2500))
        (tmp_path / f"part{number:02}.tf").write_text(lines)
    before = time.process_time()
    reasons = [each.reason for each in extract([tmp_path]).unresolved]
    assert time.process_time() - before < 10
    assert any("there is more Terraform than is read" in each for each in reasons)
