"""Every intrinsic function, each shown by the one edge that depends on it."""

import pytest

WORLD = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions
Parameters:
  Stage: {{Type: String, Default: dev}}
  Names: {{Type: CommaDelimitedList, Default: "orders,audit"}}
Mappings:
  PerStage: {{dev: {{name: orders}}, prod: {{name: elsewhere}}}}
  PerRegion: {{us-east-1: {{name: orders}}, eu-west-1: {{name: orders}}}}
Conditions:
  InDev: !Equals [!Ref Stage, dev]
  InProd: !Not [!Condition InDev]
  Both: !And [!Condition InDev, !Or [!Condition InProd, !Equals [a, a]]]
Resources:
  Orders:
    Type: AWS::SNS::Topic
    Properties: {{TopicName: orders}}
  Heard:
    Type: AWS::SQS::Queue
  Hears:
    Type: AWS::SNS::Subscription
    Properties:
      Protocol: sqs
      Endpoint: !GetAtt Heard.Arn
      TopicArn: {value}
"""


@pytest.mark.parametrize(
    "value",
    [
        "!Ref Orders",
        "{Ref: Orders}",
        "!GetAtt Orders.TopicArn",
        "{'Fn::GetAtt': [Orders, TopicArn]}",
        "!Sub '${Orders}'",
        "!Sub ['${Topic}', {Topic: !Ref Orders}]",
        "!Sub 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Orders.TopicName}'",
        "!Sub 'arn:aws-cn:sns:cn-north-1:${AWS::AccountId}:orders'",
        "!Join [':', [arn, !Ref 'AWS::Partition', sns, x, '1', orders]]",
        "!Join ['', ['arn:aws:sns:x:1:', !Select [0, !Ref Names]]]",
        "!Join ['', ['arn:aws:sns:x:1:', !Select ['0', !Split [';', 'orders;audit']]]]",
        "!Sub ['arn:aws:sns:x:1:${N}', {N: !FindInMap [PerStage, !Ref Stage, name]}]",
        "!Sub ['arn:aws:sns:x:1:${N}', {N: !FindInMap [PerRegion, !Ref 'AWS::Region', name]}]",
        "!Sub ['arn:aws:sns:x:1:${N}', {N: !FindInMap [No, x, y, {DefaultValue: orders}]}]",
        "!If [InDev, !Ref Orders, !Ref 'AWS::NoValue']",
        "!If [InProd, nobody, !Ref Orders]",
        "!If [Both, !Ref Orders, nobody]",
        "!Select [1, [nobody, !Ref Orders]]",
        "{Ref: !Sub ['Ord${End}', {End: ers}]}",
        "{Ref: !If [InProd, Nobody, Orders]}",
        "{'Fn::GetAtt': [!Join ['', [Or, ders]], TopicArn]}",
        "{'Fn::GetAtt': [{'Fn::Sub': ['Ord${E}', {E: !Select [0, [ers]]}]}, !Sub 'TopicArn']}",
        "{'Fn::GetAtt': !Sub ['${N}.TopicArn', {N: Orders}]}",
        "!Sub ['${T}', {T: {'Fn::GetAtt': [!Join ['', [Or, ders]], TopicArn]}}]",
    ],
)
def test_a_value_is_evaluated(edges, value: str) -> None:
    assert edges(WORLD.format(value=value)) == ["Orders delivers Heard"]


def test_a_parameter_given_decides(edges) -> None:
    value = "!If [InDev, !Ref Orders, 'arn:aws:sns:x:1:elsewhere']"
    world = WORLD.format(value=value)
    assert edges(world, parameters={"Stage": "prod"}) == ["ext:topic/elsewhere delivers Heard"]


def test_a_condition_nobody_can_decide_keeps_both(edges) -> None:
    value = "!If [InRegion, !Ref Orders, 'arn:aws:sns:x:1:elsewhere']"
    world = WORLD.format(value=value).replace(
        "Conditions:", "Conditions:\n  InRegion: !Equals [!Ref 'AWS::Region', eu-west-1]"
    )
    assert edges(world) == ["Orders delivers Heard", "ext:topic/elsewhere delivers Heard"]


def test_a_resource_whose_condition_fails_is_not_there(read) -> None:
    world = """
    Conditions: {Never: !Equals [a, b]}
    Resources:
      Gone: {Type: AWS::SQS::Queue, Condition: Never}
      Kept: {Type: AWS::SQS::Queue}
    """
    assert [node.id for node in read(world).nodes] == ["Kept"]


def test_a_resource_whose_condition_is_open_says_so(read) -> None:
    world = """
    Conditions: {Perhaps: !Equals [!Ref AWS::Region, eu-west-1]}
    Resources:
      Kept: {Type: AWS::SQS::Queue, Condition: Perhaps}
    """
    assert read(world).by_id["Kept"].attributes["conditional"] is True


def test_loops_make_what_they_list(edges) -> None:
    world = """
    Transform: AWS::LanguageExtensions
    Parameters: {Names: {Type: CommaDelimitedList, Default: "Orders,Audit"}}
    Resources:
      Topic: {Type: AWS::SNS::Topic}
      "Fn::ForEach::Queues":
        - Name
        - !Ref Names
        - "${Name}Queue": {Type: AWS::SQS::Queue}
          "Hears${Name}":
            Type: AWS::SNS::Subscription
            Properties:
              Protocol: sqs
              TopicArn: !Ref Topic
              Endpoint: !GetAtt [!Sub "${Name}Queue", Arn]
    """.replace('[!Sub "${Name}Queue", Arn]', '"${Name}Queue.Arn"')
    assert edges(world) == ["Topic delivers AuditQueue", "Topic delivers OrdersQueue"]


def test_a_loop_without_values_is_named(read) -> None:
    world = """
    Parameters: {Names: {Type: CommaDelimitedList}}
    Resources:
      "Fn::ForEach::Queues": [Name, !Ref Names, {"${Name}Queue": {Type: AWS::SQS::Queue}}]
    """
    [unresolved] = read(world).unresolved
    assert "values it runs over are not known" in unresolved.reason
    assert unresolved.evidence[0].line == 4


def test_an_include_is_read_beside_the_template(edges) -> None:
    world = """
    Resources:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}
      Topic: {Type: AWS::SNS::Topic}
    """
    more = """
    Queue: {Type: AWS::SQS::Queue}
    Hears:
      Type: AWS::SNS::Subscription
      Properties: {Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn}
    """
    assert edges(world, beside={"more.yaml": more}) == ["Topic delivers Queue"]


@pytest.mark.parametrize("location", ["world.yaml", "../../etc/passwd", "gone.yaml", "s3://b/k"])
def test_what_cannot_be_included_is_named(read, location: str) -> None:
    world = f"""
    Resources:
      Queue:
        Type: AWS::SQS::Queue
        Properties:
          Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: {location}}}}}
    """
    graph = read(world)
    assert [node.id for node in graph.nodes if not node.unresolved] == ["Queue"]
    assert len(graph.unresolved) == 1


def test_evidence_is_the_line_it_was_written_on(read) -> None:
    [edge] = read(WORLD.format(value="!Ref Orders")).flow
    [evidence] = edge.evidence
    assert (evidence.line, evidence.fragment) == (24, "Endpoint: !GetAtt Heard.Arn")
