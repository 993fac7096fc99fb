"""What AWS says of a resource is published by it, where a rule asks to hear of it."""

import pytest

from analysis.graph import Graph

TYPES = {
    "Kiln": "AWS::StepFunctions::StateMachine, Properties: {RoleArn: r, StateMachineName: kiln}",
    "Oven": "AWS::StepFunctions::StateMachine, Properties: {RoleArn: r}",
    "Spark": "AWS::StepFunctions::StateMachine, Properties: {StateMachineType: EXPRESS}",
    "Forge": "AWS::CodeBuild::Project, Properties: {Name: forge}",
    "Shelf": "AWS::ECR::Repository, Properties: {RepositoryName: works/shelf}",
    "Line": "AWS::CodePipeline::Pipeline",
    "Host": "AWS::EC2::Instance",
    "Siren": "AWS::CloudWatch::Alarm",
    "Bin": "AWS::S3::Bucket, Properties: {NotificationConfiguration: "
    "{EventBridgeConfiguration: {EventBridgeEnabled: true}}}",
    "Mute": "AWS::S3::Bucket",
}


def heard(read, pattern: str) -> set[str]:
    """Who publishes what the rule hears."""
    resources = "".join(f"{name}: {{Type: {written}}}\n" for name, written in TYPES.items())
    rule = (
        "Told: {Type: AWS::SQS::Queue}\n"
        f"Rule: {{Type: AWS::Events::Rule, Properties: {{EventPattern: {pattern}, "
        "Targets: [{Id: q, Arn: !GetAtt Told.Arn}]}}\n"
    )
    graph: Graph = read(resources + rule)
    reached = {edge.source for edge in graph.contracts if edge.target == "Told"}
    said = {e.source for e in graph.contracts if e.relation == "emits" and e.target in reached}
    flows = {e.source for e in graph.flow if e.target == "ext:bus/default"}
    assert said <= flows
    return said


@pytest.mark.parametrize(
    ("pattern", "publishers"),
    [
        ("{source: [aws.states], detail: {stateMachineArn: [!Ref Kiln]}}", {"Kiln"}),
        ("{source: [aws.states], detail: {stateMachineArn: [!GetAtt Oven.Arn]}}", {"Oven"}),
        ("{source: [aws.states], detail: {status: [FAILED]}}", {"Kiln", "Oven"}),
        (
            (
                "{source: [aws.states], detail: {stateMachineArn: "
                "['arn:aws:states:eu-west-1:1:stateMachine:kiln']}}"
            ),
            {"Kiln"},
        ),
        ("{source: [aws.codebuild], detail: {project-name: [forge]}}", {"Forge"}),
        ("{source: [aws.codebuild], detail: {project-name: [!Ref Forge]}}", {"Forge"}),
        ("{source: [aws.codebuild], detail: {project-name: [another]}}", set()),
        ("{source: [aws.ecr], detail: {repository-name: [!Ref Shelf]}}", {"Shelf"}),
        ("{source: [aws.ecr], detail: {repository-name: [works/shelf]}}", {"Shelf"}),
        ("{source: [aws.codepipeline], detail: {pipeline: [!Ref Line]}}", {"Line"}),
        ("{source: [aws.codepipeline], resources: [!GetAtt Line.Arn]}", {"Line"}),
        ("{source: [aws.ec2], detail: {instance-id: [!Ref Host], state: [stopped]}}", {"Host"}),
        ("{source: [aws.cloudwatch], detail: {alarmName: [!Ref Siren]}}", {"Siren"}),
        (
            (
                "{source: [aws.s3], detail-type: [Object Created], "
                "detail: {bucket: {name: [!Ref Bin]}}}"
            ),
            {"Bin"},
        ),
        (
            (
                "{source: [aws.s3], detail-type: [Object Created], "
                "detail: {bucket: {name: [!Ref Mute]}}}"
            ),
            set(),
        ),
        (
            (
                "{source: [aws.s3], detail-type: [AWS API Call via CloudTrail], "
                "detail: {requestParameters: {bucketName: [!Ref Mute]}}}"
            ),
            {"Mute"},
        ),
        ("{source: [aws.health]}", set()),
        ("{source: [mine]}", set()),
    ],
)
def test_a_rule_that_names_a_resource_hears_it(read, pattern: str, publishers: set[str]) -> None:
    assert heard(read, pattern) == publishers


def test_a_bus_of_ones_own_hears_nothing_of_aws(read) -> None:
    graph = read(
        "Own: {Type: AWS::Events::EventBus, Properties: {Name: own}}\n"
        "Forge: {Type: AWS::CodeBuild::Project}\nTold: {Type: AWS::SQS::Queue}\n"
        "Rule: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Own, "
        "EventPattern: {source: [aws.codebuild]}, Targets: [{Id: q, Arn: !GetAtt Told.Arn}]}}\n"
    )
    assert [edge for edge in graph.contracts if edge.relation == "emits"] == []


def test_a_resource_that_only_publishes_is_not_called_unread(read) -> None:
    shelf = "Shelf: {Type: AWS::ECR::Repository}\n"
    rule = (
        "Told: {Type: AWS::SQS::Queue}\n"
        "Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.ecr]}, "
        "Targets: [{Id: q, Arn: !GetAtt Told.Arn}]}}\n"
    )
    assert any("ECR" in remark for remark in read(shelf).remarks)
    assert not any("ECR" in remark for remark in read(shelf + rule).remarks)
