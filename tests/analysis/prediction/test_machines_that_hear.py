"""A machine that events set to work, and one that says them, beside functions that hear."""

from collections.abc import Callable
from pathlib import Path

from analysis.dependency import Dependencies, depend
from analysis.prediction.process import process
from analysis.prediction.process.states import StateOrder

Drawn = Callable[..., Dependencies]

SAID_ONCE_CAUGHT = """
    M contains M/Pay
    M contains M/Tell
    M/Pay invokes PayFunction
    M/Pay transitions M/Tell Catch
    M/Tell emits Declined
    Declined reaches ReleaseFunction
    ReleaseFunction emits Released
    Released reaches CloseFunction
    CloseFunction emits Closed
"""


def test_what_a_machine_says_once_it_caught_something_leads_back(drawn: Drawn) -> None:
    steps = process(drawn(SAID_ONCE_CAUGHT)).steps

    assert {id_ for id_, step in steps.items() if step.back} == {"M/Tell", "Released", "Closed"}


STARTED_BY_A_REFUSAL = """
    booking: BookFunction
    paying: PayFunction RefundFunction
    Booker on Paid says Booked|Refused
    PayFunction emits Paid
    Paid reaches Booker
    Booker emits Booked
    Booker emits Refused
    Booked reaches Sender
    Sender emits Sent
    Refused reaches M
    M is state_machine
    M contains M/Refund
    M/Refund invokes RefundFunction
"""


def test_a_machine_that_a_refusal_sets_to_work_is_on_the_way_back(drawn: Drawn) -> None:
    found = process(drawn(STARTED_BY_A_REFUSAL))

    assert [each.id for each in found.steps["Booked"].refusals] == ["Refused"]
    assert found.steps["M/Refund"].back
    assert not found.steps["Sent"].back


HEARD_APART = """
Transform: AWS::Serverless-2016-10-31
Resources:
  News: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  Hears:
    Type: AWS::SNS::Subscription
    Properties:
      {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Queue.Arn, RawMessageDelivery: true,
       FilterPolicy: {event_type: [Paid, Lost]}}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      {RoleArn: 'arn:aws:iam::000000000000:role/r', Source: !GetAtt Queue.Arn, Target: !Ref M}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Which
        States:
          Which:
            Type: Choice
            Choices:
              - {Variable: '$[0].type', StringEquals: Paid, Next: Take}
              - {Variable: '$[0].type', StringEquals: Lost, Next: Refund}
          Take: {Type: Pass, InputPath: '$[0]', Next: Send}
          Send: {Type: Task, Resource: !GetAtt SendFunction.Arn, End: true}
          Refund: {Type: Task, Resource: !GetAtt RefundFunction.Arn, End: true}
  SendFunction: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}
  RefundFunction: {Type: AWS::Serverless::Function, Properties: {Handler: a.c}}
"""


def test_a_choice_that_comes_first_says_which_event_begins_what(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(HEARD_APART)

    order = StateOrder(depend([tmp_path / "template.yaml"]).flow)

    assert order.starts("M", "News/Paid") == ("M/Send",)
    assert order.starts("M", "News/Lost") == ("M/Refund",)
    assert set(order.starts("M", "News/Told")) == {"M/Send", "M/Refund"}
