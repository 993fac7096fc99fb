"""EventBridge in all its forms."""


def test_a_rule_is_routed_to_by_its_bus_and_passes_on(draw):
    world = draw("""
        Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
        Placed:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: !Ref Bus
            EventPattern: {detail-type: [OrderPlaced]}
            Targets:
              - {Id: a, Arn: !GetAtt Work.Arn, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}
              - {Id: b, Arn: !GetAtt Inbox.Arn}
              - {Id: c, Arn: !Ref Machine, RoleArn: x}
              - {Id: d, Arn: "arn:aws:events:eu-west-1:111122223333:event-bus/central"}
              - {Id: e, Arn: !GetAtt Cluster.Arn, EcsParameters: {TaskDefinitionArn: !Ref Task}}
              - {Id: f, Arn: !GetAtt Partner.Arn}
        Work: {Type: AWS::Lambda::Function}
        Inbox: {Type: AWS::SQS::Queue}
        Dead: {Type: AWS::SQS::Queue}
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}
        Cluster: {Type: AWS::ECS::Cluster}
        Task: {Type: AWS::ECS::TaskDefinition}
        Partner:
          Type: AWS::Events::ApiDestination
          Properties: {InvocationEndpoint: "https://partner.example.com"}
        """)
    assert world.flow == [
        "Bus routes Placed",
        "Placed delivers Inbox",
        "Placed delivers ext:bus/central",
        "Placed redrives Dead",
        "Placed triggers Machine",
        "Placed triggers Partner",
        "Placed triggers Task",
        "Placed triggers Work",
    ]
    [heard] = world.reading.subscriptions
    assert (heard.channel, heard.subscriber) == ("Bus", "Placed")
    assert ("Placed", "Inbox", "delivers") in heard.edges


def test_without_a_name_the_bus_is_the_default_one(draw):
    world = draw("""
        Stopped:
          Type: AWS::Events::Rule
          Properties:
            EventPattern: {source: [aws.ec2]}
            Targets: [{Id: a, Arn: !Ref News}]
        News: {Type: AWS::SNS::Topic}
        """)
    assert world.flow == ["Stopped delivers News", "ext:bus/default routes Stopped"]


def test_a_rule_with_a_schedule_alone_is_a_schedule_on_no_bus(draw):
    world = draw("""
        Nightly:
          Type: AWS::Events::Rule
          Properties:
            ScheduleExpression: rate(1 day)
            Targets: [{Id: a, Arn: !GetAtt Work.Arn}]
        Work: {Type: AWS::Lambda::Function}
        """)
    assert world.flow == ["Nightly triggers Work"]
    assert world.reading.kind_of("Nightly") == "schedule"


def test_a_schedule_has_templated_and_universal_targets(draw):
    world = draw("""
        One:
          Type: AWS::Scheduler::Schedule
          Properties:
            Target: {Arn: !GetAtt Work.Arn, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}
        Two:
          Type: AWS::Scheduler::Schedule
          Properties:
            Target:
              Arn: arn:aws:scheduler:::aws-sdk:sqs:sendMessage
              Input: !Sub '{"MessageBody": "go", "QueueUrl": "${Orders}"}'
        Three:
          Type: AWS::Scheduler::Schedule
          Properties:
            Target:
              Arn: !GetAtt Bus.Arn
              EventBridgeParameters: {DetailType: DayEnded, Source: clock}
        Four:
          Type: AWS::Scheduler::Schedule
          Properties: {Target: {Arn: "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"}}
        Five:
          Type: AWS::Scheduler::Schedule
          Properties:
            Target:
              Arn: arn:aws:scheduler:::aws-sdk:dynamodb:deleteItem
              Input: !Sub '{"TableName": "${Table}"}'
        Work: {Type: AWS::Lambda::Function}
        Orders: {Type: AWS::SQS::Queue}
        Dead: {Type: AWS::SQS::Queue}
        Bus: {Type: AWS::Events::EventBus}
        Table: {Type: AWS::DynamoDB::Table}
        """)
    assert world.flow == [
        "Five writes Table",
        "Four triggers ext:ec2/stopInstances",
        "One redrives Dead",
        "One triggers Work",
        "Three delivers Bus",
        "Two delivers Orders",
    ]
    [said] = world.reading.emissions
    assert (said.publisher, said.source, said.types) == ("Three", "clock", ("DayEnded",))


def test_a_pipe_is_triggered_by_its_source_asks_and_publishes(draw):
    world = draw("""
        Pipe:
          Type: AWS::Pipes::Pipe
          Properties:
            Source: !GetAtt Table.StreamArn
            SourceParameters:
              FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
              DynamoDBStreamParameters: {DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}
            Enrichment: !GetAtt Work.Arn
            Target: !GetAtt Bus.Arn
            TargetParameters:
              EventBridgeEventBusParameters: {DetailType: OrderPlaced, Source: shop}
        Start:
          Type: AWS::Pipes::Pipe
          Properties: {Source: !GetAtt Orders.Arn, Target: !Ref Machine}
        Table: {Type: AWS::DynamoDB::Table}
        Dead: {Type: AWS::SQS::Queue}
        Orders: {Type: AWS::SQS::Queue}
        Work: {Type: AWS::Lambda::Function}
        Bus: {Type: AWS::Events::EventBus}
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}
        """)
    assert world.flow == [
        "Orders triggers Start",
        "Pipe invokes Work",
        "Pipe publishes Bus",
        "Pipe redrives Dead",
        "Start invokes Machine",
        "Table triggers Pipe",
    ]
    [said] = world.reading.emissions
    assert (said.publisher, said.channel, said.source, said.types) == (
        "Pipe",
        "Bus",
        "shop",
        ("OrderPlaced",),
    )
    assert "Pipe hears Table by Record: [{'eventName': ['INSERT']}]" in world.filters


def test_a_bus_of_the_second_generation_routes_to_its_subscribers(draw):
    world = draw("""
        Bus: {Type: AWS::EventsV2::EventBus, Properties: {Name: shop}}
        Paid:
          Type: AWS::EventsV2::Subscriber
          Properties:
            EventBusArn: !GetAtt Bus.EventBusArn
            InvokeConfiguration: {TargetArn: !GetAtt Inbox.Arn}
            OnFailureConfiguration: {Arn: !GetAtt Dead.Arn}
            FilterConfiguration:
              Filters:
                - {Scope: DATA, Pattern: '{"detail-type": ["OrderPaid"]}'}
                - {Scope: METADATA, Pattern: '{"zone": ["a"]}'}
        Uploads:
          Type: AWS::EventsV2::EventSource
          Properties:
            EventBusArn: !GetAtt Bus.EventBusArn
            Configuration: {AwsServiceEventsConfiguration: {AwsService: aws.s3}}
        Inbox: {Type: AWS::SQS::Queue}
        Dead: {Type: AWS::SQS::Queue}
        """)
    assert world.flow == [
        "Bus routes Paid",
        "Paid delivers Inbox",
        "Paid redrives Dead",
        "ext:bus/default delivers Bus",
    ]
    [heard] = world.reading.subscriptions
    assert heard.pattern == {"detail-type": ["OrderPaid"]}
