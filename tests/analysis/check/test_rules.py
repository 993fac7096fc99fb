"""The gate's rules: each broken once and seen, kept once, and silent where it says nothing."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check import RULES, Breach, check
from analysis.check.baseline import Accepted, BadBaseline, read_baseline, written
from analysis.check.judging import Judged, Verdicts
from analysis.check.markdown import to_markdown
from analysis.check.rules import BadRule
from analysis.check.telling import to_junit, to_sarif, to_wire, told
from analysis.difference import Version, version

SAYS = """
import json, os, boto3
sns = boto3.client("sns")
def handler(event, context):
    sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(%s),
        MessageAttributes={"event_type": {"DataType": "String", "StringValue": "Placed"}})
"""
HEARS = """
import json
def handler(event, context):
    for record in event["Records"]:
        print(json.loads(json.loads(record["body"])["Message"])["total"])
"""
CALLS = """
import boto3
def handler(event, context):
    boto3.client("lambda").invoke(FunctionName="%s")
"""


def function(name: str, code: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "FunctionName": name, "Handler": "index.handler", "Runtime": "python3.12",
            "InlineCode": code, "Tags": {"service": name},
            "Environment": {"Variables": {"TOPIC": {"Ref": "Topic"}}}, **properties,
        },
    }  # fmt: skip


Shop = Callable[..., Version]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """An event that ordering says and sales hears through a queue; and who calls whom."""

    def made(
        *, said: str = '{"total": 1, "sum": 2}', dead: bool = True, heard: bool = True,
        calls: Mapping[str, str] | None = None,
    ) -> Version:  # fmt: skip
        queue: dict[str, Any] = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}
        if dead:
            target = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 3}
            queue["Properties"]["RedrivePolicy"] = target
        feed = {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Queue", "Arn"]}}}
        resources: dict[str, Any] = {
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Dead": {"Type": "AWS::SQS::Queue"},
            "Queue": queue,
            "Ordering": function("ordering", SAYS % said),
            "Sales": function("sales", HEARS, Events={"Heard": feed}),
        }
        if heard:
            resources["Hears"] = {
                "Type": "AWS::SNS::Subscription",
                "Properties": {
                    "TopicArn": {"Ref": "Topic"}, "Protocol": "sqs",
                    "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
                    "FilterPolicy": {"event_type": ["Placed"]},
                },
            }  # fmt: skip
        for caller, called in (calls or {}).items():
            resources[caller.title()] = function(caller, CALLS % called)
        folder = tmp_path / f"shop-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "template.json").write_text(json.dumps({"Resources": resources}))
        return version([folder / "template.json"])

    return made


def judged(read: Version, before: Version | None = None, **rule: Any) -> Judged:
    (only,) = check(read, [rule], before=before).judged
    return only


ROUND = {"one": "two", "two": "three", "three": "one"}


@pytest.mark.parametrize(
    ("rule", "broken", "kept", "key"),
    [
        ({"rule": "layers", "layers": ["one", ["two", "three"]], "on": "runtime"},
         {"calls": ROUND}, {"calls": {"one": "two", "two": "three", "three": "two"}},
         "three → one (runtime)"),
        ({"rule": "independence", "services": ["one", "three"], "on": "runtime"},
         {"calls": ROUND}, {"calls": {"one": "two", "two": "three", "three": "two"}},
         "three → one (runtime)"),
        ({"rule": "forbidden", "from": ["three"], "to": ["one"]},
         {"calls": ROUND}, {"calls": {"one": "two", "two": "three", "three": "two"}},
         "three → one (runtime)"),
        ({"rule": "acyclic", "on": "runtime"},
         {"calls": ROUND}, {"calls": {"one": "two", "two": "three"}},
         "one, three, two (runtime)"),
        ({"rule": "dead-letters"}, {"dead": False}, {}, "Queue"),
        ({"rule": "events"}, {"heard": False}, {}, "Topic/Placed: reader"),
    ],
    ids=lambda each: each["rule"] if isinstance(each, dict) and "rule" in each else "",
)  # fmt: skip
def test_a_rule_is_broken_where_it_is_and_kept_elsewhere(
    shop: Shop, rule: dict[str, Any], broken: Any, kept: Any, key: str
) -> None:
    found = judged(shop(**broken), **rule)
    assert key in [each.key for each in found.breaches]
    assert found.verdict == "broken"
    assert judged(shop(**kept), **rule).verdict == "kept"


def test_how_far_a_change_may_go(shop: Shop) -> None:
    rule = {"rule": "ripple", "operator": "rename-field"}
    found = judged(shop(), **rule, most=1)
    assert [each.key for each in found.breaches] == ["rename-field Topic/Placed.total"]
    assert judged(shop(), **rule, most=2).verdict == "kept"
    assert (
        judged(shop(heard=False), rule="ripple", operator="swap-steps", most=9).verdict == "unknown"
    )


def test_what_is_not_resolved_is_counted(tmp_path: Path) -> None:
    feed = {"Type": "SQS", "Properties": {"Queue": {"Ref": "Nowhere"}}}
    broken = {
        "Parameters": {"Nowhere": {"Type": "String"}},
        "Resources": {"F": function("f", "def handler(e, c): pass", Events={"E": feed},
                                    Environment={})},
    }  # fmt: skip
    (tmp_path / "template.json").write_text(json.dumps(broken))
    read = version([tmp_path / "template.json"])
    count = len(judged(read, rule="resolved").breaches)
    assert count
    assert judged(read, rule="resolved", most=count).verdict == "kept"
    assert judged(read, rule="resolved", most=count - 1).verdict == "broken"


def test_nobody_is_left_on_a_field_that_is_gone(shop: Shop) -> None:
    before, after = shop(), shop(said='{"sum": 2}')
    found = judged(after, before, rule="fields")
    assert [each.key for each in found.breaches] == ["Sales reads Topic/Placed.total"]
    assert judged(shop(said='{"total": 1}'), before, rule="fields").verdict == "kept"
    assert judged(after, rule="fields").verdict == "unknown"


def test_against_a_version_before_only_what_became_worse_counts(shop: Shop) -> None:
    rule = {"rule": "acyclic", "on": "runtime"}
    old = shop(calls=ROUND)
    found = judged(old, old, **rule)
    assert (found.verdict, len(found.old)) == ("kept", 1)
    worse = shop(calls=ROUND | {"four": "five", "five": "four"})
    assert [each.key for each in judged(worse, old, **rule).breaches] == ["five, four (runtime)"]


def test_a_rule_of_services_that_are_not_there_says_so(shop: Shop) -> None:
    found = judged(shop(), rule="independence", services=["nobody", "sales"])
    assert (found.verdict, found.why) == ("unknown", "there is no service nobody")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"rule": "layer"}, "did you mean 'layers'"),
        ({}, "there is no rule None"),
        ({"rule": "layers"}, "needs layers"),
        ({"rule": "layers", "layers": "a"}, "is no list"),
        ({"rule": "layers", "layers": [1]}, "names services in texts"),
        ({"rule": "acyclic", "at": "schema"}, "takes no 'at'"),
        ({"rule": "acyclic", "on": "scheme"}, "did you mean 'schema'"),
        ({"rule": "ripple", "operator": "insert", "most": 1}, "there is no operator"),
        ({"rule": "resolved", "most": True}, "is no number"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(
    shop: Shop, rule: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRule, match=re.escape(words)):
        check(shop(), [rule])


def test_what_people_accepted_is_kept_apart_and_told_once_it_is_gone(shop: Shop) -> None:
    mine = Accepted("acyclic", "one, three, two (runtime)", "until the move", "Ada")
    gone = Accepted("acyclic", "four, five (runtime)", "once", "Ada")
    rule = {"rule": "acyclic", "on": "runtime"}
    found = check(shop(calls=ROUND), [rule], accepted=[mine, gone])
    assert (found.code, found.stale) == (0, (gone,))
    assert "accepted by Ada" in told(found)
    assert "take it out of the baseline" in told(found)


TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda each: each.strip() == each)


@given(st.lists(st.builds(Accepted, TEXT, TEXT, TEXT, TEXT), max_size=3))
def test_a_baseline_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, accepted: list[Accepted]
) -> None:
    path = tmp_path_factory.mktemp("baseline") / "baseline.toml"
    path.write_text(written(accepted), encoding="utf-8", newline="\n")
    assert list(read_baseline(path)) == accepted


@pytest.mark.parametrize(
    "text",
    [
        '[[accepted]]\nrule = "a"\nwhat = "b"\nreason = ""\nsigned = "c"',
        '[[accepted]]\nrule = "a"\nwhat = "b"\nreason = "c"',
        "accepted = 3",
        "other = 3",
        "accepted = [3]",
        "[[accepted",
    ],
)
def test_a_sin_without_reason_or_name_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.toml"
    path.write_text(text)
    with pytest.raises(BadBaseline, match=r"baseline\.toml"):
        read_baseline(path)


def verdicts(says: str, count: int = 1) -> Verdicts:
    breaches = tuple(Breach(f"{says}{n}", says) for n in range(count))
    return Verdicts("shop", (Judged(RULES["acyclic"], says, {}, breaches),))


@given(st.text())
def test_what_is_read_breaks_no_form(says: str) -> None:
    found = verdicts(says)
    assert json.loads(to_sarif(found))["runs"][0]["results"][0]["level"] == "error"
    (suite,) = ET.fromstring(to_junit(found).encode())
    assert suite.attrib["failures"] == "1"
    assert json.loads(json.dumps(to_wire(found)))["code"] == 1
    assert "<script" not in to_markdown(found)


def test_markdown_stays_short_and_shows_no_markup_of_others() -> None:
    text = to_markdown(verdicts("<img src=x> [a](javascript:x) @all `x`", 500))
    assert len(text.splitlines()) <= 60
    assert "<img" not in text
    assert "](" not in text
    assert "@all" not in text
    assert "more lines" in text


@pytest.mark.parametrize("say", [to_sarif, to_junit, to_markdown, told])
def test_a_rule_that_says_nothing_is_told_in_every_form(
    shop: Shop, say: Callable[[Verdicts], str]
) -> None:
    found = check(shop(), [{"rule": "fields"}])
    assert found.code == 2
    assert "give --base" in say(found).replace("&#45;", "-")


def test_sarif_has_what_its_schema_asks_for(shop: Shop) -> None:
    found = check(shop(dead=False), [{"rule": "dead-letters", "name": "ours", "why": "we say so"}])
    wire = json.loads(to_sarif(found))
    assert wire["version"] == "2.1.0"
    (run,) = wire["runs"]
    assert run["tool"]["driver"]["name"]
    (result,) = run["results"]
    assert {result["ruleId"]} == {each["id"] for each in run["tool"]["driver"]["rules"]}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("template.json")
    assert place["region"]["startLine"] >= 1
