"""What a publisher writes out whole is known whole: filters on it pass for certain, or not."""

import pytest

BUS = """
Harbour: {Type: AWS::Events::EventBus, Properties: {Name: harbour}}
"""
TOPIC = "Quay: {Type: AWS::SNS::Topic}\n"
DOCK = "Dock: {Type: AWS::SQS::Queue}\n"


def queue_by_rule(name: str, detail: str) -> str:
    return (
        f"{name}: {{Type: AWS::SQS::Queue}}\n"
        f"{name}Rule: {{Type: AWS::Events::Rule, Properties: {{EventBusName: !Ref Harbour, "
        f"EventPattern: {{source: [crane], detail: {detail}}}, "
        f"Targets: [{{Id: q, Arn: !GetAtt {name}.Arn}}]}}}}\n"
    )


def queue_by_policy(name: str, policy: str, scope: str = "MessageBody") -> str:
    return (
        f"{name}: {{Type: AWS::SQS::Queue}}\n"
        f"{name}Sub: {{Type: AWS::SNS::Subscription, Properties: {{TopicArn: !Ref Quay, "
        f"Protocol: sqs, Endpoint: !GetAtt {name}.Arn, RawMessageDelivery: true, "
        f"FilterPolicyScope: {scope}, FilterPolicy: {policy}}}}}\n"
    )


def function_by_criteria(name: str, pattern: str) -> str:
    return (
        f"{name}: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: "
        '"def handler(event, context): pass", '
        f"Events: {{Q: {{Type: SQS, Properties: {{Queue: !GetAtt Dock.Arn, "
        f"FilterCriteria: {{Filters: [{{Pattern: '{pattern}'}}]}}}}}}}}}}}}\n"
    )


LOADED = """
def handler(event, context):
    cargo = {"tons": 40, "sealed": False, "note": None, "marks": ["x", 3],
             "crates": [{"of": "tea", "n": 2}, {"of": "tin", "n": 9}]}
    boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
        "Source": "crane", "DetailType": "Loaded", "Detail": json.dumps(cargo)}])
"""


@pytest.mark.parametrize(
    ("detail", "passes"),
    [
        ('{tons: [{numeric: [">=", 40]}]}', True),
        ('{tons: [{numeric: [">", 40]}]}', False),
        ("{tons: [40]}", True),
        ('{tons: ["40"]}', False),
        ("{sealed: [false]}", True),
        ("{sealed: [true]}", False),
        ('{sealed: ["false"]}', False),
        ("{note: [null]}", True),
        ("{note: [{exists: false}]}", False),
        ("{tons: [null]}", False),
        ("{marks: [3]}", True),
        ("{marks: [y]}", False),
        ("{crates: {of: [tin], n: [9]}}", True),
        ("{crates: {of: [tea], n: [9]}}", False),
        ("{crates.of: [tin]}", True),
        ("{crates.of: [silk]}", False),
        ("{pilot: [{exists: false}]}", True),
        ("{pilot: [{anything-but: [ann]}]}", False),
        ("{pilot: [{exists: true}]}", False),
        ("{$or: [{tons: [1]}, {crates.n: [2]}]}", True),
        ("{$or: [{tons: [1]}, {crates.n: [1]}]}", False),
    ],
)
def test_numbers_flags_lists_and_absence_of_an_event(read, reached, detail, passes) -> None:
    graph = read(BUS + queue_by_rule("Hears", detail), LOADED, BUS="Harbour")
    assert reached(graph) == {"Loaded": ["Hears"] if passes else []}


def test_what_is_not_known_whole_may_pass(read, reached) -> None:
    graph = read(
        BUS
        + queue_by_rule("Owned", "{owner: [{anything-but: [nobody]}]}")
        + queue_by_rule("Heavy", '{tons: [{numeric: [">", 5]}]}')
        + queue_by_rule("Light", '{tons: [{numeric: ["<", 5]}]}'),
        """
        def handler(event, context):
            cargo = {**event["cargo"], "tons": 9}
            boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
                "Source": "crane", "DetailType": "Loaded", "Detail": json.dumps(cargo)}])
        """,
        BUS="Harbour",
    )
    assert reached(graph) == {"Loaded": ["Heavy", "Owned?"]}


def test_one_of_several_values_is_decided_where_all_fare_alike(read, reached) -> None:
    graph = read(
        BUS
        + queue_by_rule("Big", '{tons: [{numeric: [">", 5]}]}')
        + queue_by_rule("Ten", "{tons: [10]}")
        + queue_by_rule("One", "{tons: [1]}"),
        """
        def handler(event, context):
            tons = 10 if event["full"] else 20
            boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
                "Source": "crane", "DetailType": "Loaded", "Detail": json.dumps({"tons": tons})}])
        """,
        BUS="Harbour",
    )
    assert reached(graph) == {"Loaded": ["Big", "Ten"]}


def test_items_that_may_be_there_may_pass(read, reached) -> None:
    graph = read(
        BUS
        + queue_by_rule("Tea", "{crates: {of: [tea]}}")
        + queue_by_rule("Tin", "{crates: {of: [tin]}}"),
        """
        def handler(event, context):
            crates = [{"of": "tea", "id": each} for each in event["ids"]]
            loaded = json.dumps({"crates": crates})
            boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
                "Source": "crane", "DetailType": "Loaded", "Detail": loaded}])
        """,
        BUS="Harbour",
    )
    assert reached(graph) == {"Loaded": ["Tea"]}


def test_the_body_of_a_queue_message_is_filtered_by_its_own_keys(read, reached) -> None:
    graph = read(
        DOCK
        + function_by_criteria("Unload", '{"body": {"action": ["unload"]}}')
        + function_by_criteria("Reload", '{"body": {"action": ["reload"]}}')
        + function_by_criteria("North", '{"body": {"pier": {"side": ["north"]}}}')
        + function_by_criteria("South", '{"body": {"pier": {"side": ["south"]}}}')
        + function_by_criteria("Calm", '{"messageAttributes": {"sea": {"stringValue": ["calm"]}}}')
        + function_by_criteria(
            "Rough", '{"messageAttributes": {"sea": {"stringValue": ["rough"]}}}'
        )
        + function_by_criteria("Stream", '{"data": {"action": ["unload"]}}'),
        """
        def handler(event, context):
            boto3.client("sqs").send_message(QueueUrl=os.environ["Q"],
                MessageBody=json.dumps({"action": "unload", "pier": {"side": "north"}}),
                MessageAttributes={"sea": {"DataType": "String", "StringValue": "calm"}})
        """,
        Q="Dock",
    )
    assert reached(graph) == {"unload": ["Calm", "North", "Unload"]}


def test_a_body_is_looked_into_by_dotted_keys_and_through_lists(read, reached) -> None:
    graph = read(
        TOPIC
        + queue_by_policy("Rotterdam", "{to.port: [RTM]}")
        + queue_by_policy("Genoa", "{to.port: [GOA]}")
        + queue_by_policy("ByRail", "{legs: [rail]}")
        + queue_by_policy("ByAir", "{legs: [air]}")
        + queue_by_policy("Cold", "{stops: {berth: {deck: [{prefix: cold-}]}}}")
        + queue_by_policy("Warm", "{stops: {berth: {deck: [{prefix: warm-}]}}}"),
        """
        def handler(event, context):
            boto3.client("sns").publish(TopicArn=os.environ["T"], Message=json.dumps({
                "kind": "voyage", "to": {"port": "RTM"}, "legs": ["sea", "rail"],
                "stops": [{"berth": {"deck": "cold-2"}}]}))
        """,
        T="Quay",
    )
    assert reached(graph) == {"voyage": ["ByRail", "Cold", "Rotterdam"]}


def test_an_attribute_is_no_part_of_the_body_nor_the_other_way_round(read, reached) -> None:
    graph = read(
        TOPIC
        + queue_by_policy("AttributeA", "{lane: [a]}", "MessageAttributes")
        + queue_by_policy("AttributeB", "{lane: [b]}", "MessageAttributes")
        + queue_by_policy("BodyA", "{lane: [a]}")
        + queue_by_policy("BodyB", "{lane: [b]}")
        + queue_by_policy("NoneThere", "{mast: [{exists: false}]}", "MessageAttributes")
        + queue_by_policy("NotB", "{mast: [{anything-but: [b]}]}", "MessageAttributes"),
        """
        def handler(event, context):
            boto3.client("sns").publish(TopicArn=os.environ["T"],
                Message=json.dumps({"lane": "b", "mast": "c"}),
                MessageAttributes={"type": {"DataType": "String", "StringValue": "Sailed"},
                                   "lane": {"DataType": "String", "StringValue": "a"}})
        """,
        T="Quay",
    )
    assert reached(graph) == {"Sailed": ["AttributeA", "BodyB", "NoneThere"]}


def test_what_is_added_on_one_way_alone_may_be_missing(read, reached) -> None:
    graph = read(
        BUS
        + queue_by_rule("WithPilot", "{pilot: [{exists: true}]}")
        + queue_by_rule("Alone", "{pilot: [{exists: false}]}")
        + queue_by_rule("NotAnn", "{pilot: [{anything-but: [ann]}]}")
        + queue_by_rule("Always", "{tons: [{exists: false}]}")
        + queue_by_rule("Copied", "{of: [{exists: false}]}"),
        """
        def handler(event, context):
            cargo = {"tons": 1}
            if event.get("pilot"):
                cargo["pilot"] = event["pilot"]
            cargo = {"of": "tea", **cargo}
            boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
                "Source": "crane", "DetailType": "Loaded", "Detail": json.dumps(cargo)}])
        """,
        BUS="Harbour",
    )
    assert reached(graph) == {"Loaded": ["Alone", "NotAnn", "WithPilot"]}


BATCHES = {
    "sns.publish_batch": """
        def handler(event, context):
            several = [{"Id": str(n), "Message": "m", "MessageAttributes": {
                "kind": {"DataType": "String", "StringValue": kind}}}
                for n, kind in enumerate(["Moored", "Left"])]
            boto3.client("sns").publish_batch(TopicArn=os.environ["X"],
                PublishBatchRequestEntries=several)
    """,
    "sqs.send_message_batch": """
        def handler(event, context):
            boto3.client("sqs").send_message_batch(QueueUrl=os.environ["X"], Entries=[
                {"Id": "1", "MessageBody": json.dumps({"kind": "Moored"})},
                {"Id": "2", "MessageBody": json.dumps({"kind": "Left"})}])
    """,
}


@pytest.mark.parametrize("call", BATCHES)
def test_each_entry_of_a_batch_is_said_by_itself(read, reached, call: str) -> None:
    criteria = '{"body": {"kind": ["Left"]}}', '{"body": {"kind": ["Sunk"]}}'
    if call.startswith("sns"):
        wiring = TOPIC + "".join(
            queue_by_policy(name, f"{{kind: [{name}]}}", "MessageAttributes")
            for name in ("Left", "Sunk")
        )
    else:
        left, sunk = criteria
        wiring = DOCK + function_by_criteria("Left", left) + function_by_criteria("Sunk", sunk)
    graph = read(wiring, BATCHES[call], X="Quay" if call.startswith("sns") else "Dock")
    assert reached(graph) == {"Left": ["Left"], "Moored": []}


def test_every_entry_that_is_put_on_a_bus_is_filtered_by_its_own_detail(read, reached) -> None:
    graph = read(
        BUS + queue_by_rule("Fish", "{of: [fish]}") + queue_by_rule("Coal", "{of: [coal]}"),
        """
        def handler(event, context):
            entry = {"EventBusName": os.environ["BUS"], "Source": "crane"}
            boto3.client("events").put_events(Entries=[
                {**entry, "DetailType": "Landed", "Detail": json.dumps({"of": "fish"})},
                {**entry, "DetailType": "Shipped", "Detail": json.dumps({"of": "coal"})}])
        """,
        BUS="Harbour",
    )
    assert reached(graph) == {"Landed": ["Fish"], "Shipped": ["Coal"]}


TELL = """
Tell:
  Type: AWS::Serverless::StateMachine
  Properties:
    Definition:
      StartAt: Event
      States:
        Event:
          Type: Task
          Resource: arn:aws:states:::events:putEvents
          Parameters:
            Entries:
              - EventBusName: !Ref Harbour
                Source: crane
                DetailType: Sounded
                Detail: {fathoms: 12}
          Next: Message
        Message:
          Type: Task
          Resource: arn:aws:states:::sns:publish
          Parameters:
            TopicArn: !Ref Quay
            Message: x
            MessageAttributes: {type: {DataType: String, StringValue: Flagged}}
          Next: Queue
        Queue:
          Type: Task
          Resource: arn:aws:states:::sqs:sendMessage
          Parameters: {QueueUrl: !Ref Dock, MessageBody: {kind: Dried, wet: false}}
          End: true
"""


def test_what_a_state_writes_out_is_known_whole(read, reached) -> None:
    graph = read(
        BUS
        + TOPIC
        + DOCK
        + queue_by_rule("Deep", "{fathoms: [{numeric: ['>', 9]}]}")
        + queue_by_rule("NoCrew", "{crew: [{anything-but: [none]}]}")
        + queue_by_policy("NoFlag", "{flag: [{anything-but: [red]}]}", "MessageAttributes")
        + function_by_criteria("Dry", '{"body": {"kind": ["Dried"], "wet": [false]}}')
        + function_by_criteria("Wet", '{"body": {"kind": ["Dried"], "wet": [true]}}')
        + TELL,
    )
    assert reached(graph) == {"Dried": ["Dry"], "Flagged": [], "Sounded": ["Deep"]}
