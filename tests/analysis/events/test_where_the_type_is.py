"""Where the type of a message stands: in any of its texts, before a filter on something else."""

SEND = """
def handler(event, context):
    boto3.client("sns").publish(
        TopicArn=os.environ["T"], MessageStructure="json", Message=json.dumps({
            "default": "sold",
            "lambda": json.dumps({"type": "Sold", "id": event["id"]})}))
"""
TOPIC = """
T: {Type: AWS::SNS::Topic}
Hear:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: "def handler(event, context): pass"
    Events: {E: {Type: SNS, Properties: {Topic: !Ref T, FilterPolicy: {zone: [eu]}}}}
"""


def test_one_of_the_texts_for_protocols_may_say_it(read, reached) -> None:
    world = TOPIC.replace(", FilterPolicy: {zone: [eu]}", "")
    assert reached(read(world, SEND, T="T")) == {"Sold": ["Hear"]}


def test_a_filter_on_another_field_names_no_type_where_messages_say_theirs(read, reached) -> None:
    code = """
    def handler(event, context):
        boto3.client("sns").publish(
            TopicArn=os.environ["T"], Message=json.dumps({"type": "Sold"}),
            MessageAttributes={"zone": {"DataType": "String", "StringValue": event["zone"]}})
    """
    graph = read(TOPIC, code, T="T")
    assert reached(graph) == {"Sold": ["Hear"]}
    assert [node.name for node in graph.nodes if node.kind == "event"] == ["Sold"]


def test_what_is_known_to_be_said_is_guessed_of_nobody_else(read, reached) -> None:
    world = """
    B: {Type: AWS::Events::EventBus}
    Old:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: java21
        Handler: a.B::c
        Policies: [EventBridgePutEventsPolicy: {EventBusName: !Ref B}]
    Hear:
      Type: AWS::Serverless::Function
      Properties:
        InlineCode: "def handler(event, context): pass"
        Events:
          P:
            Type: EventBridgeRule
            Properties: {EventBusName: !Ref B, Pattern: {detail-type: [Paid]}}
          Q:
            Type: EventBridgeRule
            Properties: {EventBusName: !Ref B, Pattern: {detail-type: [Lost]}}
    """
    code = """
    def handler(event, context):
        boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["B"],
            "Source": "till", "DetailType": "Paid", "Detail": "{}"}])
    """
    graph = read(world, code, B="B")
    said = {(e.source, e.target.rpartition("/")[2], e.certainty) for e in graph.contracts
            if e.relation == "emits"}  # fmt: skip
    assert said == {("Say", "Paid", "read"), ("Old", "Lost", "inferred")}


def test_a_list_in_an_attribute_is_filtered_by_its_items(read, reached) -> None:
    world = """
    T: {Type: AWS::SNS::Topic}
    Red: {Type: AWS::SQS::Queue}
    RedSub:
      Type: AWS::SNS::Subscription
      Properties:
        {TopicArn: !Ref T, Protocol: sqs, Endpoint: !GetAtt Red.Arn, FilterPolicy: {tags: [red]}}
    Blue: {Type: AWS::SQS::Queue}
    BlueSub:
      Type: AWS::SNS::Subscription
      Properties:
        {TopicArn: !Ref T, Protocol: sqs, Endpoint: !GetAtt Blue.Arn, FilterPolicy: {tags: [blue]}}
    """
    code = """
    def handler(event, context):
        boto3.client("sns").publish(TopicArn=os.environ["T"], Message="x", MessageAttributes={
            "eventType": {"DataType": "String", "StringValue": "Dyed"},
            "tags": {"DataType": "String.Array", "StringValue": json.dumps(["red", "green"])}})
    """
    assert reached(read(world, code, T="T")) == {"Dyed": ["Red"]}
