"""Which resources are nodes."""

import pytest

from analysis.extract.kinds import kind_of


@pytest.mark.parametrize(
    ("resource_type", "properties", "kind"),
    [
        ("AWS::SQS::Queue", {}, "queue"),
        ("AWS::KinesisFirehose::DeliveryStream", {}, "stream"),
        ("AWS::Events::Rule", {"ScheduleExpression": "rate(1 day)"}, "schedule"),
        ("AWS::Events::Rule", {"ScheduleExpression": "x", "EventPattern": {"a": ["b"]}}, "rule"),
        ("AWS::RDS::DBInstance", {}, "table"),
        ("AWS::RDS::DBInstance", {"DBClusterIdentifier": "c"}, ""),
        ("AWS::IAM::Role", {}, ""),
        ("AWS::Lambda::Permission", {}, ""),
        ("AWS::Logs::LogGroup", {}, ""),
        ("AWS::CloudWatch::Alarm", {}, ""),
        ("Custom::Anything", {}, ""),
        ("", None, ""),
    ],
)
def test_a_resource_is_a_node_of_a_kind_or_none(resource_type, properties, kind):
    assert kind_of(resource_type, properties) == kind
