"""Functions that a user pool calls, whoever says so: the pool, a permission, a custom resource."""

from pathlib import Path

import pytest

from analysis.extract.extraction import extract
from analysis.graph import Graph

WORLD = """
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Greet: {Type: AWS::Lambda::Function}
  Handler: {Type: AWS::Lambda::Function}
"""
PERMISSION = """
  May:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: %s, Principal: %s, SourceArn: %s}
"""


def drawn(folder: Path, more: str) -> Graph:
    path = folder / "template.yaml"
    path.write_text(WORLD + more, encoding="utf-8")
    return extract([path])


def calls(graph: Graph) -> list[tuple[str, str, str]]:
    return [(e.source, e.target, e.certainty) for e in graph.flow if e.relation == "triggers"]


GREETED = [("Pool", "Greet", "inferred")]


@pytest.mark.parametrize(
    ("function", "source"),
    [
        ("!GetAtt Greet.Arn", "!GetAtt Pool.Arn"),
        ("!Ref Greet", "!GetAtt Pool.Arn"),
        (
            "!Ref Greet",
            '!Sub "arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}"',
        ),
        ("!GetAtt Greet.Arn", "!If [X, !GetAtt Pool.Arn, !GetAtt Pool.Arn]"),
    ],
)
def test_a_permission_alone_lets_it_be_inferred(tmp_path: Path, function: str, source: str) -> None:
    may = PERMISSION % (function, "cognito-idp.amazonaws.com", source)
    assert calls(drawn(tmp_path, may)) == GREETED


@pytest.mark.parametrize(
    ("principal", "source"),
    [
        ("cognito-idp.amazonaws.com", '"arn:aws:cognito-idp:eu-west-1:1:userpool/*"'),
        ("apigateway.amazonaws.com", "!GetAtt Pool.Arn"),
    ],
)
def test_one_for_any_pool_or_for_somebody_else_says_nothing(
    tmp_path: Path, principal: str, source: str
) -> None:
    graph = drawn(tmp_path, PERMISSION % ("!Ref Greet", principal, source))
    assert not graph.flow
    assert not graph.unresolved


def test_what_the_pool_says_itself_is_declared(tmp_path: Path) -> None:
    may = PERMISSION % ("!Ref Greet", "cognito-idp.amazonaws.com", "!GetAtt Pool.Arn")
    said = (
        "  Pool:\n    Type: AWS::Cognito::UserPool\n"
        "    Properties: {LambdaConfig: {PreSignUp: !GetAtt Greet.Arn}}\n"
    )
    path = tmp_path / "template.yaml"
    path.write_text(WORLD.replace("  Pool: {Type: AWS::Cognito::UserPool}\n", said) + may)
    assert calls(extract([path])) == [("Pool", "Greet", "declared")]


@pytest.mark.parametrize(
    "custom",
    [
        # Amplify's
        """
        Type: Custom::LambdaCallout
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          userpoolId: !Ref Pool
          lambdaConfig:
            - {triggerType: PostConfirmation, lambdaName: greet, lambdaArn: !GetAtt Greet.Arn}
        """,
        # CDK's AwsCustomResource
        """
        Type: Custom::AWS
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          Create:
            Fn::Join:
              - ""
              - - '{"service":"CognitoIdentityServiceProvider","action":"updateUserPool",'
                - '"parameters":{"UserPoolId":"'
                - !Ref Pool
                - '","LambdaConfig":{"PreSignUp":"'
                - !GetAtt Greet.Arn
                - '"}}}'
        """,
        """
        Type: AWS::CloudFormation::CustomResource
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          UserPoolId: !Ref Pool
          LambdaConfig: {PostConfirmation: !GetAtt Greet.Arn}
        """,
        """
        Type: Custom::UserPoolTriggers
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          UserPoolArn: !GetAtt Pool.Arn
          PreTokenGenerationConfig: {LambdaArn: !GetAtt Greet.Arn, LambdaVersion: V2_0}
        """,
        """
        Type: Custom::Triggers
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          Config: {UserPoolId: !Ref Pool, CustomMessage: !GetAtt Greet.Arn}
        """,
    ],
    ids=["amplify", "cdk", "plain", "by arn", "deeper"],
)
def test_a_custom_resource_tells_a_pool_whom_to_call(tmp_path: Path, custom: str) -> None:
    graph = drawn(tmp_path, "  Tell:\n" + custom.replace("\n        ", "\n    "))
    assert calls(graph) == GREETED
    assert any(each.startswith("not read: ") and "Tell" in each for each in graph.remarks)


@pytest.mark.parametrize(
    "properties",
    [
        "{ServiceToken: !GetAtt Handler.Arn, UserPoolId: !Ref Pool}",
        "{ServiceToken: !GetAtt Handler.Arn, UserPoolId: !Ref Pool, Other: !GetAtt Greet.Arn}",
        "{ServiceToken: !GetAtt Handler.Arn, UserPoolId: !Ref Pool, PreSignUp: true}",
        "{ServiceToken: !GetAtt Handler.Arn, PreSignUp: !GetAtt Greet.Arn}",
    ],
)
def test_one_that_says_no_trigger_or_no_pool_tells_nothing(tmp_path: Path, properties: str) -> None:
    graph = drawn(tmp_path, f"  Tell: {{Type: Custom::Tell, Properties: {properties}}}\n")
    assert not calls(graph)
    assert not graph.unresolved


@pytest.mark.parametrize(
    ("timeout", "said"), [("3600", "up to 3600 s"), ("!Ref Long", "up to 60 s")]
)
def test_a_durable_function_is_said_to_be_one(tmp_path: Path, timeout: str, said: str) -> None:
    graph = drawn(
        tmp_path,
        "  Saga:\n    Type: AWS::Lambda::Function\n"
        f"    Properties: {{DurableConfig: {{ExecutionTimeout: {timeout}}}}}\n"
        "Parameters: {Long: {Type: Number, Default: 60}}\n",
    )
    assert graph.by_id["Saga"].attributes["durable"] == said
    assert "durable" not in graph.by_id["Greet"].attributes


def test_what_lets_a_durable_function_keep_its_steps_makes_it_call_nobody(tmp_path: Path) -> None:
    graph = drawn(
        tmp_path,
        """
  Saga:
    Type: AWS::Lambda::Function
    Properties: {DurableConfig: {ExecutionTimeout: 60}, Role: !GetAtt Role.Arn}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [lambda:CheckpointDurableExecution, lambda:GetDurableExecutionState]
                Resource: !Sub "arn:aws:lambda:*:*:function:${Saga}:*"
""",
    )
    assert not graph.flow
