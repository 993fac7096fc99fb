"""Functions, topics, queues: who triggers, who delivers, where failures go."""


def test_a_queue_and_a_tables_stream_trigger_a_function(draw):
    world = draw("""
        Work: {Type: AWS::Lambda::Function}
        Orders: {Type: AWS::SQS::Queue}
        Table: {Type: AWS::DynamoDB::Table}
        FromQueue:
          Type: AWS::Lambda::EventSourceMapping
          Properties: {FunctionName: !Ref Work, EventSourceArn: !GetAtt Orders.Arn}
        FromTable:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: !GetAtt Work.Arn
            EventSourceArn: !GetAtt Table.StreamArn
            FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
            DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}
        Dead: {Type: AWS::SQS::Queue}
        """)
    assert world.flow == [
        "Orders triggers Work",
        "Table triggers Work",
        "Work redrives Dead",
    ]
    assert world.filters == [
        "Work hears Orders by Record: None",
        "Work hears Table by Record: [{'eventName': ['INSERT']}]",
    ]


def test_a_consumer_of_a_stream_stands_for_the_stream_and_an_alias_for_its_function(draw):
    world = draw("""
        Work: {Type: AWS::Lambda::Function}
        Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Work, Name: live}}
        Clicks: {Type: AWS::Kinesis::Stream}
        Reader: {Type: AWS::Kinesis::StreamConsumer, Properties: {StreamARN: !GetAtt Clicks.Arn}}
        Poll:
          Type: AWS::Lambda::EventSourceMapping
          Properties: {FunctionName: !Ref Live, EventSourceArn: !Ref Reader}
        """)
    assert world.flow == ["Clicks triggers Work"]


def test_a_broker_outside_and_kafka_of_ones_own_trigger_too(draw):
    world = draw("""
        Work: {Type: AWS::Lambda::Function}
        Mq:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: !Ref Work
            EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/prices/abc
            Topics: [ticks]
        Own:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: !Ref Work
            SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: ["b:9092"]}}
            Topics: [orders]
        """)
    assert world.flow == ["ext:stream/orders triggers Work", "ext:stream/prices triggers Work"]


def test_results_and_failures_of_asynchronous_invocations_have_destinations(draw):
    world = draw("""
        Work:
          Type: AWS::Lambda::Function
          Properties: {DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}}
        Next: {Type: AWS::Lambda::Function}
        Dead: {Type: AWS::SQS::Queue}
        Failed: {Type: AWS::SQS::Queue}
        News: {Type: AWS::SNS::Topic}
        Config:
          Type: AWS::Lambda::EventInvokeConfig
          Properties:
            FunctionName: !Ref Work
            Qualifier: $LATEST
            DestinationConfig:
              OnSuccess: {Destination: !Ref News}
              OnFailure: {Destination: !GetAtt Failed.Arn}
        Other:
          Type: AWS::Lambda::EventInvokeConfig
          Properties:
            FunctionName: !Ref Next
            Qualifier: $LATEST
            DestinationConfig:
              OnSuccess: {Destination: !GetAtt Work.Arn}
              OnFailure: {Destination: !Ref News}
        """)
    assert world.flow == [
        "Next invokes Work",
        "Next publishes News",
        "Work publishes News",
        "Work redrives Dead",
        "Work redrives Failed",
    ]
    assert world.shown_by("Work publishes News") == ["OnSuccess: {Destination: !Ref News}"]


def test_on_a_bus_lambda_itself_says_how_an_invocation_ended(draw):
    world = draw("""
        Work: {Type: AWS::Lambda::Function}
        Bus: {Type: AWS::Events::EventBus}
        Config:
          Type: AWS::Lambda::EventInvokeConfig
          Properties:
            FunctionName: !Ref Work
            Qualifier: $LATEST
            DestinationConfig: {OnSuccess: {Destination: !GetAtt Bus.Arn}}
        """)
    assert world.flow == ["Work publishes Bus"]
    [said] = world.reading.emissions
    assert said.source == "lambda"
    assert said.types == ("Lambda Function Invocation Result - Success",)


def test_a_topic_delivers_to_queues_and_people_and_triggers_functions(draw):
    world = draw("""
        News:
          Type: AWS::SNS::Topic
          Properties:
            Subscription:
              - {Protocol: sqs, Endpoint: !GetAtt Inbox.Arn}
              - {Protocol: email, Endpoint: ops@example.com}
              - {Protocol: https, Endpoint: "https://hooks.example.com/orders"}
        Inbox: {Type: AWS::SQS::Queue}
        Work: {Type: AWS::Lambda::Function}
        Dead: {Type: AWS::SQS::Queue}
        Heard:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !Ref News
            Protocol: lambda
            Endpoint: !GetAtt Work.Arn
            FilterPolicy: {event_type: [OrderPlaced]}
            RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn}
        """)
    assert world.flow == [
        "News delivers Inbox",
        "News delivers ext:api/hooks.example.com",
        "News delivers ext:resource/ops@example.com",
        "News triggers Work",
        "Work redrives Dead",
    ]
    assert "Work hears News by MessageAttributes: {'event_type': ['OrderPlaced']}" in world.filters
    assert "Inbox hears News by MessageAttributes: None" in world.filters


def test_a_filter_policy_may_be_about_the_body_and_may_be_text(draw):
    world = draw("""
        News: {Type: AWS::SNS::Topic}
        Inbox: {Type: AWS::SQS::Queue}
        Heard:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !Ref News
            Protocol: sqs
            Endpoint: !GetAtt Inbox.Arn
            FilterPolicyScope: MessageBody
            FilterPolicy: '{"kind": ["a"]}'
        """)
    assert world.filters == ["Inbox hears News by MessageBody: {'kind': ['a']}"]


def test_a_queue_redrives_to_its_dead_letter_queue_however_the_policy_is_written(draw):
    world = draw("""
        One:
          Type: AWS::SQS::Queue
          Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}
        Two:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy: !Sub '{"deadLetterTargetArn": "${Dead.Arn}", "maxReceiveCount": 3}'
        Dead:
          Type: AWS::SQS::Queue
          Properties: {RedriveAllowPolicy: {redrivePermission: byQueue, sourceQueueArns: [x]}}
        """)
    assert world.flow == ["One redrives Dead", "Two redrives Dead"]


def test_both_sides_of_an_undecided_condition_count(draw):
    world = draw(
        """
        One:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy: !If
              - Prod
              - {deadLetterTargetArn: !GetAtt Dead.Arn}
              - {deadLetterTargetArn: !GetAtt Other.Arn}
        Two:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy: !If [Prod, {deadLetterTargetArn: !GetAtt Dead.Arn}, !Ref AWS::NoValue]
        Dead: {Type: AWS::SQS::Queue}
        Other: {Type: AWS::SQS::Queue}
        """,
        before="""
        Parameters: {Stage: {Type: String}}
        Conditions: {Prod: !Equals [!Ref Stage, prod]}
        """,
    )
    assert world.flow == ["One redrives Dead", "One redrives Other", "Two redrives Dead"]


def test_environment_variables_alone_are_weak(draw):
    world = draw("""
        Work:
          Type: AWS::Lambda::Function
          Properties:
            Environment:
              Variables:
                TABLE: !Ref Table
                SELF: !Ref AWS::StackName
                URL: !Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com"
                ROLE: !GetAtt Role.Arn
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{Environment: [{Name: QUEUE, Value: !Ref Orders}]}]
        Role: {Type: AWS::IAM::Role}
        Table: {Type: AWS::DynamoDB::Table}
        Orders: {Type: AWS::SQS::Queue}
        Api: {Type: AWS::ApiGateway::RestApi}
        """)
    assert world.flow == []
    assert world.weak == ["Task refers Orders", "Work refers Api", "Work refers Table"]
    assert world.shown_by("Work refers Table") == ["TABLE: !Ref Table"]
