"""Names put together at run time: what is known of them counts, the rest is not guessed."""

BUS = """
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Queue: {Type: AWS::SQS::Queue}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Known.Thing, Order.Made]}
      Targets: [{Id: a, Arn: !GetAtt Queue.Arn}]
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: Say
        States:
          Say:
            Type: Task
            Resource: arn:aws:states:::events:putEvents
            Parameters:
              Entries: [{EventBusName: !Ref Bus, Source: x, DetailType.$: "SAID"}]
            End: true
"""


def said(read, how: str) -> list[str]:
    graph = read(BUS.replace("SAID", how))
    return [edge.target for edge in graph.contracts if edge.relation == "emits"]


def test_a_type_put_together_begins_as_it_is_written(read) -> None:
    assert said(read, "States.Format('Order.{}', $.what)") == ["Bus/Order.Made"]
    assert said(read, "States.Format('Other.{}', $.what)") == []


def test_a_type_of_which_nothing_is_known_may_be_any(read) -> None:
    assert said(read, "$.what") == ["Bus/Known.Thing", "Bus/Order.Made"]


def test_an_authorizer_of_a_graph_api_is_called(edges) -> None:
    world = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Plain:
        Type: AWS::AppSync::GraphQLApi
        Properties:
          AdditionalAuthenticationProviders:
            - LambdaAuthorizerConfig: {AuthorizerUri: !GetAtt Allows.Arn}
      Sam:
        Type: AWS::Serverless::GraphQLApi
        Properties:
          SchemaInline: "type Query { a: String }"
          Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: !GetAtt Allows.Arn}}
      Allows: {Type: AWS::Lambda::Function}
    """
    assert edges(world) == ["Plain invokes Allows", "Sam invokes Allows"]


def test_what_is_included_is_shown_where_it_stands(read, tmp_path) -> None:
    world = """
    Resources:
      Queue: {Type: AWS::SQS::Queue}
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: more/parts.yaml}}
    """
    graph = read(world, beside={"more/parts.yaml": "Topic: {Type: AWS::SNS::Topic}\n"})
    [evidence] = graph.by_id["Topic"].evidence
    assert (tmp_path / "more" / "parts.yaml").samefile(evidence.file)
