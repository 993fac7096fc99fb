"""What a message becomes on its way, and which filters behind it let that pass."""

import pytest

from analysis.extract.events.changing import Filled, Hole, origins, path_of, template
from analysis.extract.events.documents import UNKNOWN
from analysis.extract.events.in_transit import InTransit, Said

BUS = "Mill: {Type: AWS::Events::EventBus, Properties: {Name: mill}}\n"
GROUND = """
def handler(event, context):
    flour = {"of": "rye", "kg": 25, "bags": [{"no": 1}], "to": event["to"]}
    boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
        "Source": "mill", "DetailType": "Ground", "Detail": json.dumps(flour)}])
"""


def behind_a_rule(given: str, **patterns: str) -> str:
    """A queue that a rule's target gets something else in, and who takes what from it."""
    lines = [
        "Store: {Type: AWS::SQS::Queue}",
        "Rule:",
        "  Type: AWS::Events::Rule",
        "  Properties:",
        "    EventBusName: !Ref Mill",
        "    EventPattern: {source: [mill]}",
        "    Targets:",
        f"      - {{Id: s, Arn: !GetAtt Store.Arn, {given}}}",
    ]
    return BUS + "\n".join([*lines, *(taker(*each, "Store") for each in patterns.items())]) + "\n"


def taker(name: str, pattern: str, queue: str) -> str:
    return (
        f"{name}: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: "
        '"def handler(event, context): pass", '
        f"Events: {{Q: {{Type: SQS, Properties: {{Queue: !GetAtt {queue}.Arn, "
        f"FilterCriteria: {{Filters: [{{Pattern: '{pattern}'}}]}}}}}}}}}}}}"
    )


NESTED = """InputTransformer: {InputPathsMap: {w: $.detail.kg, o: $.detail.of},
            InputTemplate: '{"a": {"weight": <w>}, "is": "<o>"}'}"""
IN_TEXT = """InputTransformer: {InputPathsMap: {o: $.detail.of},
            InputTemplate: '{"text": "of <o> flour"}'}"""


@pytest.mark.parametrize(
    ("given", "pattern", "passes"),
    [
        ("InputPath: $.detail", '{"body": {"of": ["rye"]}}', True),
        ("InputPath: $.detail", '{"body": {"detail": {"of": ["rye"]}}}', False),
        ("InputPath: $.detail", '{"body": {"kg": [{"numeric": [">", 25]}]}}', False),
        ("InputPath: $", '{"body": {"detail": {"of": ["rye"]}}}', True),
        ("InputPath: '$.detail.bags[0]'", '{"body": {"no": [1]}}', True),
        ("""Input: '{"start": true, "n": 3}'""", '{"body": {"start": [true], "n": [3]}}', True),
        ("""Input: '{"start": true, "n": 3}'""", '{"body": {"start": [false]}}', False),
        ("""Input: '{"start": true, "n": 3}'""", '{"body": {"detail": {"of": ["rye"]}}}', False),
        (
            NESTED,
            '{"body": {"a": {"weight": [25]}, "is": ["rye"]}}',
            True,
        ),
        (
            NESTED,
            '{"body": {"a": {"weight": [26]}}}',
            False,
        ),
        (
            IN_TEXT,
            '{"body": {"text": [{"prefix": "of rye"}]}}',
            True,
        ),
        (
            "InputTransformer: {InputTemplate: '{\"event\": <aws.events.event.json>}'}",
            '{"body": {"event": {"detail": {"of": ["oat"]}}}}',
            False,
        ),
        (
            "InputTransformer: {InputPathsMap: {o: $.detail.of}, InputTemplate: '\"<o>\"'}",
            '{"body": {"of": ["rye"]}}',
            False,
        ),
    ],
)
def test_the_input_of_a_target_is_what_its_filters_see(
    read, reached, given: str, pattern: str, passes: bool
) -> None:
    graph = read(behind_a_rule(given, Takes=pattern), GROUND, BUS="Mill")
    assert reached(graph) == {"Ground": ["Takes"] if passes else []}


def test_what_goes_into_a_template_unknown_passes_with_some_values(read, reached) -> None:
    given = (
        'InputTransformer: {InputPathsMap: {t: $.detail.to}, InputTemplate: \'{"whom": "<t>"}\'}'
    )
    one = '{"body": {"whom": ["ann"]}}'
    graph = read(behind_a_rule(given, One=one), GROUND, BUS="Mill")
    assert reached(graph) == {"Ground": ["One"]}


def test_each_target_of_a_rule_has_an_input_of_its_own(read, reached) -> None:
    graph = read(
        BUS
        + "\n".join(
            [
                "Whole: {Type: AWS::SQS::Queue}",
                "Part: {Type: AWS::SQS::Queue}",
                "Rule:",
                "  Type: AWS::Events::Rule",
                "  Properties:",
                "    EventBusName: !Ref Mill",
                "    EventPattern: {source: [mill]}",
                "    Targets:",
                "      - {Id: w, Arn: !GetAtt Whole.Arn}",
                "      - {Id: p, Arn: !GetAtt Part.Arn, InputPath: $.detail}",
                taker("OfWhole", '{"body": {"of": ["rye"]}}', "Whole"),
                taker("OfPart", '{"body": {"of": ["rye"]}}', "Part"),
            ]
        ),
        GROUND,
        BUS="Mill",
    )
    assert reached(graph) == {"Ground": ["OfPart"]}


PUBLISH = """
def handler(event, context):
    boto3.client("sns").publish(TopicArn=os.environ["T"], Message=json.dumps({"of": "rye"}),
        MessageAttributes={"type": {"DataType": "String", "StringValue": "Baked"},
                           "oven": {"DataType": "String", "StringValue": "two"}})
"""


def behind_a_topic(more: str, **patterns: str) -> str:
    subscription = (
        "Sub: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Bell, Protocol: sqs, "
        f"Endpoint: !GetAtt Tray.Arn{more}}}}}"
    )
    lines = ["Bell: {Type: AWS::SNS::Topic}", "Tray: {Type: AWS::SQS::Queue}", subscription]
    return "\n".join([*lines, *(taker(*each, "Tray") for each in patterns.items())]) + "\n"


def test_without_raw_delivery_a_queue_gets_a_notification(read, reached) -> None:
    patterns = {
        "Bare": '{"body": {"of": ["rye"]}}',
        "Beside": '{"messageAttributes": {"oven": {"stringValue": ["two"]}}}',
        "Inside": '{"body": {"Message": {"of": ["rye"]}}}',
        "Enveloped": '{"body": {"MessageAttributes": {"oven": {"Value": ["two"]}}}}',
        "OtherOven": '{"body": {"MessageAttributes": {"oven": {"Value": ["one"]}}}}',
    }
    graph = read(behind_a_topic("", **patterns), PUBLISH, T="Bell")
    assert reached(graph) == {"Baked": ["Enveloped"]}
    raw = read(behind_a_topic(", RawMessageDelivery: true", **patterns), PUBLISH, T="Bell")
    assert reached(raw) == {"Baked": ["Bare", "Beside"]}


def test_each_protocol_has_its_own_text(read, reached) -> None:
    code = """
        def handler(event, context):
            texts = {"default": "-", "sqs": json.dumps({"of": "rye"}),
                     "http": json.dumps({"of": "oat"})}
            boto3.client("sns").publish(TopicArn=os.environ["T"], MessageStructure="json",
                Message=json.dumps(texts), MessageAttributes={
                    "type": {"DataType": "String", "StringValue": "Baked"}})
    """
    patterns = {"Rye": '{"body": {"of": ["rye"]}}', "Oat": '{"body": {"of": ["oat"]}}'}
    graph = read(behind_a_topic(", RawMessageDelivery: true", **patterns), code, T="Bell")
    assert reached(graph) == {"Baked": ["Rye"]}
    by_body = ", FilterPolicyScope: MessageBody, FilterPolicy: {of: [oat]}"
    assert reached(read(behind_a_topic(by_body), code, T="Bell")) == {"Baked": []}


def test_a_bus_behind_a_topic_sees_no_more_than_a_text(read, reached) -> None:
    on_body = ", FilterPolicyScope: MessageBody, FilterPolicy: {detail: {of: [rye]}}"
    rule = (
        "Rule: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Mill, "
        "EventPattern: {source: [mill]}, Targets: [{Id: t, Arn: !Ref Bell}]}}\n"
    )
    graph = read(BUS + rule + behind_a_topic(on_body), GROUND, BUS="Mill")
    assert reached(graph) == {"Ground": ["Tray"]}


def pipe(parameters: str, **patterns: str) -> str:
    lines = [
        "Chute: {Type: AWS::SQS::Queue}",
        "Bin: {Type: AWS::SQS::Queue}",
        "Pipe:",
        "  Type: AWS::Pipes::Pipe",
        "  Properties:",
        "    RoleArn: arn:aws:iam::111122223333:role/x",
        "    Source: !GetAtt Chute.Arn",
        "    Target: !GetAtt Bin.Arn",
        *(f"    {line}" for line in parameters.splitlines()),
    ]
    return "\n".join([*lines, *(taker(*each, "Bin") for each in patterns.items())]) + "\n"


SEND = """
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["Q"],
        MessageBody=json.dumps({"kind": "Sifted", "of": "rye"}))
"""


def test_a_pipe_hands_on_records_or_what_its_template_makes_of_them(read, reached) -> None:
    plain = pipe(
        "",
        Content='{"body": {"of": ["rye"]}}',
        Record='{"body": {"eventSource": ["aws:sqs"]}}',
    )
    assert reached(read(plain, SEND, Q="Chute")) == {"Sifted": ["Record"]}
    made = pipe(
        'TargetParameters: {InputTemplate: \'{"grain": "<$.body.of>", "n": 1}\'}',
        Rye='{"body": {"grain": ["rye"], "n": [1]}}',
        Oat='{"body": {"grain": ["oat"]}}',
    )
    assert reached(read(made, SEND, Q="Chute")) == {"Sifted": ["Rye"]}


def test_what_an_enrichment_answers_is_not_known(read, reached) -> None:
    enriched = pipe(
        'Enrichment: !GetAtt Ask.Arn\nTargetParameters: {InputTemplate: \'{"grain": "<$.of>"}\'}',
        Rye='{"body": {"grain": ["rye"]}}',
    )
    ask = 'Ask: {Type: AWS::Serverless::Function, Properties: {InlineCode: "handler = print"}}\n'
    assert reached(read(enriched + ask, SEND, Q="Chute")) == {"Sifted": ["Ask", "Rye?"]}


def test_what_a_part_of_a_filled_template_is_made_of() -> None:
    made = template(
        {"a": "<x>", "b": [{"c": "<y> and <x>"}], "d": "fixed"},
        {"x": Hole(path_of("$.detail.one")), "y": Hole(path_of("$.detail['two'].three[0]"))},
    )
    one, two = ("detail", "one"), ("detail", "two", "three")
    assert list(origins(made, ("a", "deep"))) == [(*one, "deep")]
    assert list(origins(made, ("b", "c"))) == [two, one]
    assert list(origins(made, ("b",))) == [two, one]
    assert list(origins(made, ("d",))) == []
    assert list(origins(made, ("none",))) == []


def test_a_template_over_what_is_not_known_whole_leaves_holes_unknown() -> None:
    said = Said("C", "", None, None, {}, {"of": "rye"})
    made = Filled(template({"o": "<$.of>", "k": "<$.kg>"})).of(InTransit.of(said))
    assert made.body == {"o": "rye", "k": UNKNOWN}
