"""State machines of the plugin serverless-step-functions: states, events, notifications."""

MACHINES = """
functions:
  charge-card: {handler: a.b}
  ship: {handler: a.b}
stepFunctions:
  stateMachines:
    order:
      events:
        - http: {path: orders, method: POST}
        - schedule: rate(1 day)
        - cloudwatchEvent: {event: {source: [aws.s3]}}
        - eventBridge: {event: {source: [shop]}, eventBusName: !Ref Bus}
      notifications: {FAILED: [{sns: !Ref Told}], TIMED_OUT: [{sqs: {arn: !GetAtt Letters.Arn}}]}
      definition:
        StartAt: Charge
        States:
          Charge: {Type: Task, Resource: !GetAtt charge-card.Arn, Next: Ship}
          Ship: {Type: Task, Resource: {Fn::GetAtt: [ShipLambdaFunction, Arn]}, Next: Wait}
          Wait: {Type: Task, Resource: !Ref ByHandStepFunctionsActivity, End: true}
    named: {name: mine, definition: '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'}
  activities: [byHand]
resources:
  Resources:
    Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
    Told: {Type: AWS::SNS::Topic}
    Letters: {Type: AWS::SQS::Queue}
"""


def test_a_machine_is_read_with_all_that_starts_it(read_service) -> None:
    graph = read_service(MACHINES)
    machine = "OrderStepFunctionsStateMachine"
    flow = {str(edge) for edge in graph.flow}
    assert {
        f"{machine}/Charge invokes ChargeDashcardLambdaFunction",
        f"{machine}/Ship invokes ShipLambdaFunction",
        f"{machine}/Wait invokes ByHandStepFunctionsActivity",
        f"ApiGatewayRestApi invokes {machine}",
        f"OrderStepFunctionsEventsRuleSchedule1 triggers {machine}",
        f"OrderEventsRuleCloudWatchEvent1 triggers {machine}",
        f"OrderEventsRuleCloudWatchEvent2 triggers {machine}",
        "Bus routes OrderEventsRuleCloudWatchEvent2",
        f"{machine}NotificationsFAILEDEventRule delivers Told",
        f"{machine}NotificationsTIMEDOUTEventRule delivers Letters",
    } <= flow
    assert "Mine" in graph.by_id
    assert not graph.unresolved


def test_a_machine_may_stand_in_a_file(read_service) -> None:
    world = """
functions: {ship: {handler: a.b}}
stepFunctions:
  stateMachines:
    order: ${file(order.yml)}
    other: {definition: '${file(other.json)}'}
"""
    beside = {
        "order.yml": (
            "definition:\n  StartAt: Ship\n  States:\n"
            "    Ship: {Type: Task, Resource: {Fn::GetAtt: [ship, Arn]}, End: true}\n"
        ),
        "other.json": '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
    }
    graph = read_service(world, beside=beside)
    [invokes] = [edge for edge in graph.flow if edge.relation == "invokes"]
    assert str(invokes) == "OrderStepFunctionsStateMachine/Ship invokes ShipLambdaFunction"
    assert invokes.evidence[0].file.endswith("order.yml")
    assert "OtherStepFunctionsStateMachine/A" in graph.by_id


def test_a_definition_of_code_is_said(reasons) -> None:
    world = "stepFunctions: {stateMachines: {order: {definition: '${file(order.js)}'}}}\n"
    assert "it is code, which is not run" in reasons(world)
