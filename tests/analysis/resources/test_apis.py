"""What APIs do on a request, whichever way their integrations are written."""

from textwrap import dedent

import pytest


def test_a_rest_method_invokes_its_function(draw):
    world = draw("""
        Api: {Type: AWS::ApiGateway::RestApi}
        Method:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            Integration:
              Type: AWS_PROXY
              Uri: !Sub "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/\\
                functions/${Work.Arn}/invocations"
        Options:
          Type: AWS::ApiGateway::Method
          Properties: {RestApiId: !Ref Api, Integration: {Type: MOCK}}
        Guard:
          Type: AWS::ApiGateway::Authorizer
          Properties:
            RestApiId: !Ref Api
            AuthorizerUri: !Join
              - ""
              - - "arn:aws:apigateway:"
                - !Ref AWS::Region
                - ":lambda:path/2015-03-31/functions/"
                - !GetAtt Check.Arn
                - /invocations
        Work: {Type: AWS::Lambda::Function}
        Check: {Type: AWS::Lambda::Function}
        """)
    assert world.flow == ["Api invokes Check", "Api invokes Work"]


SERVICES = """
Api: {Type: AWS::ApiGateway::RestApi}
Orders: {Type: AWS::SQS::Queue}
News: {Type: AWS::SNS::Topic}
Table: {Type: AWS::DynamoDB::Table}
Files: {Type: AWS::S3::Bucket}
Clicks: {Type: AWS::Kinesis::Stream}
Machine: {Type: AWS::StepFunctions::StateMachine}
Method:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    Integration:
      Type: AWS
      IntegrationHttpMethod: POST
      Uri: !Sub "arn:aws:apigateway:${AWS::Region}:"""

REQUESTS = [
    ("sqs:path/${AWS::AccountId}/${Orders.QueueName}", "", "Api publishes Orders"),
    (
        "sns:action/Publish",
        "integration.request.querystring.TopicArn: !Sub \"'${News}'\"",
        "Api publishes News",
    ),
    ("s3:path/${Files}/{key}", "", "Api writes Files"),
    ("kinesis:action/PutRecord", '{"StreamName": "${Clicks}"}', "Api publishes Clicks"),
    ("dynamodb:action/PutItem", '{"TableName": "${Table}", "Item": {}}', "Api writes Table"),
    ("dynamodb:action/Query", '{"TableName": "${Table}"}', "Api reads Table"),
    (
        "states:action/StartExecution",
        '#set($b = $input.json("$")) {"input": "$b", "stateMachineArn": "${Machine}"}',
        "Api invokes Machine",
    ),
    (
        "events:action/PutEvents",
        '{"Entries": [{"Source": "shop", "DetailType": "Asked", "Detail": "$b"}]}',
        "Api publishes ext:bus/default",
    ),
    ("translate:action/TranslateText", "{}", "Api invokes ext:translate/TranslateText"),
    (
        "states:action/SendTaskSuccess",
        '{"taskToken": "$input.params(1)"}',
        "Api calls_back unresolved:Api/TaskToken",
    ),
    (
        "s3:path/{folder}/{key}",
        "integration.request.path.folder: method.request.path.folder",
        "Api writes unresolved:Api/method.request.path.folder",
    ),
    (
        "s3:path/{folder}/{key}",
        "integration.request.path.folder: !Sub \"'${Files}'\"",
        "Api writes Files",
    ),
]


@pytest.mark.parametrize(("uri", "request_text", "expected"), REQUESTS)
def test_a_rest_method_calls_a_service_of_aws(draw, uri, request_text, expected):
    request = f"RequestTemplates:\n        application/json: !Sub |\n          {request_text}"
    if request_text.startswith("integration."):
        request = f"RequestParameters: {{{request_text}}}"
    world = draw(f'{SERVICES}{uri}"\n      {request}\n')
    assert world.flow == [expected]
    for said in world.reading.emissions:
        assert (said.source, said.types) == ("shop", ("Asked",))


def test_a_queue_named_in_a_form_of_the_query_protocol(draw):
    world = draw("""
        Api: {Type: AWS::ApiGateway::RestApi}
        News: {Type: AWS::SNS::Topic}
        Method:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            Integration:
              Type: AWS
              Uri: !Sub arn:aws:apigateway:${AWS::Region}:sns:path//
              RequestTemplates:
                application/json: !Sub
                  "Action=Publish&TopicArn=$util.urlEncode('${News}')&Message=$input.body"
        """)
    assert world.flow == ["Api publishes News"]


OPENAPI = """
    openapi: 3.0.1
    paths:
      /orders:
        post:
          x-amazon-apigateway-integration:
            type: aws_proxy
            uri: {Fn::Sub: "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/\
${Work.Arn}/invocations"}
        parameters: []
    components:
      securitySchemes:
        guard:
          x-amazon-apigateway-authorizer:
            authorizerUri: {Fn::Sub: "arn:aws:apigateway:${AWS::Region}:lambda:path/x/functions/\
${Check.Arn}/invocations"}
"""


def test_an_openapi_description_in_the_template(draw):
    body = "\n".join(f"        {line}" for line in dedent(OPENAPI).splitlines())
    world = draw(
        "Work: {Type: AWS::Lambda::Function}\n"
        "Check: {Type: AWS::Lambda::Function}\n"
        "Api:\n  Type: AWS::ApiGateway::RestApi\n  Properties:\n    Body:\n" + body
    )
    assert world.flow == ["Api invokes Check", "Api invokes Work"]


def test_an_http_api_with_a_function_a_queue_a_bus_and_a_machine(draw):
    world = draw("""
        Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
        A:
          Type: AWS::ApiGatewayV2::Integration
          Properties:
            ApiId: !Ref Api
            IntegrationType: AWS_PROXY
            IntegrationUri: !GetAtt Work.Arn
        B:
          Type: AWS::ApiGatewayV2::Integration
          Properties:
            ApiId: !Ref Api
            IntegrationType: AWS_PROXY
            IntegrationSubtype: SQS-SendMessage
            RequestParameters: {QueueUrl: !Ref Orders, MessageBody: $request.body}
        C:
          Type: AWS::ApiGatewayV2::Integration
          Properties:
            ApiId: !Ref Api
            IntegrationType: AWS_PROXY
            IntegrationSubtype: EventBridge-PutEvents
            RequestParameters:
              {EventBusName: !Ref Bus, Source: web, DetailType: Asked, Detail: $request.body}
        D:
          Type: AWS::ApiGatewayV2::Integration
          Properties:
            ApiId: !Ref Api
            IntegrationType: AWS_PROXY
            IntegrationSubtype: StepFunctions-StartExecution
            RequestParameters: {StateMachineArn: !Ref Machine, Input: $request.body}
        E:
          Type: AWS::ApiGatewayV2::Integration
          Properties:
            ApiId: !Ref Api
            IntegrationType: HTTP_PROXY
            IntegrationUri: https://legacy.example.com/{proxy}
        Quick:
          Type: AWS::ApiGatewayV2::Api
          Properties: {ProtocolType: HTTP, Target: !GetAtt Work.Arn}
        Work: {Type: AWS::Lambda::Function}
        Orders: {Type: AWS::SQS::Queue}
        Bus: {Type: AWS::Events::EventBus}
        Machine: {Type: AWS::StepFunctions::StateMachine}
        """)
    assert world.flow == [
        "Api invokes Machine",
        "Api invokes Work",
        "Api invokes ext:api/legacy.example.com",
        "Api publishes Bus",
        "Api publishes Orders",
        "Quick invokes Work",
    ]
    [said] = world.reading.emissions
    assert (said.channel, said.source, said.types) == ("Bus", "web", ("Asked",))


def test_what_a_stage_variable_names_is_unresolved(draw):
    world = draw("""
        Api: {Type: AWS::ApiGateway::RestApi}
        Method:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            Integration:
              Type: AWS_PROXY
              Uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\\
                arn:aws:lambda:eu-west-1:1:function:${stageVariables.fn}/invocations"
        """)
    [edge] = world.flow
    assert edge.startswith("Api invokes unresolved:Api/")


def test_appsync_reads_and_writes_what_its_resolvers_say(draw):
    world = draw(
        """
        Api: {Type: AWS::AppSync::GraphQLApi}
        Orders:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Orders
            DynamoDBConfig: {TableName: !Ref Table}
        Prices:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Prices
            DynamoDBConfig: {TableName: !Ref Costs}
        Logic:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Logic
            LambdaConfig: {LambdaFunctionArn: !GetAtt Work.Arn}
        Events:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Events
            EventBridgeConfig: {EventBusArn: !GetAtt Bus.Arn}
        Unused:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Unused
            DynamoDBConfig: {TableName: !Ref Other}
        Get:
          Type: AWS::AppSync::Resolver
          Properties:
            DataSourceName: !GetAtt Orders.Name
            RequestMappingTemplate: '{"version": "2018-05-29", "operation": "GetItem"}'
        Put:
          Type: AWS::AppSync::FunctionConfiguration
          Properties: {DataSourceName: Prices, CodeS3Location: put.js}
        Table: {Type: AWS::DynamoDB::Table}
        Costs: {Type: AWS::DynamoDB::Table}
        Other: {Type: AWS::DynamoDB::Table}
        Work: {Type: AWS::Lambda::Function}
        Bus: {Type: AWS::Events::EventBus}
        """,
        files={"put.js": "export function request(ctx) { return { operation: 'PutItem' } }"},
    )
    assert world.flow == [
        "Api invokes Work",
        "Api publishes Bus",
        "Api reads Other",
        "Api reads Table",
        "Api writes Costs",
        "Api writes Other",
    ]
    assert world.inferred == ["Api reads Other", "Api writes Other"]


def test_appsync_may_name_in_one_function_what_another_calls(draw):
    world = draw("""
        Api: {Type: AWS::AppSync::GraphQLApi}
        Http:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Http
            HttpConfig:
              Endpoint: !Sub https://sync-states.${AWS::Region}.amazonaws.com/
              AuthorizationConfig: {AwsIamConfig: {SigningServiceName: states}}
        Plain:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: Plain
            HttpConfig: {Endpoint: https://prices.example.com}
        Stash:
          Type: AWS::AppSync::FunctionConfiguration
          Properties:
            ApiId: !GetAtt Api.ApiId
            DataSourceName: None
            Code: !Sub ctx.stash.arn = "${Machine}"
        Machine: {Type: AWS::StepFunctions::StateMachine}
        """)
    assert world.flow == ["Api invokes Machine", "Api invokes ext:api/prices.example.com"]


def test_a_load_balancer_and_a_distribution_stand_in_front(draw):
    world = draw("""
        Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
        Listener:
          Type: AWS::ElasticLoadBalancingV2::Listener
          Properties:
            LoadBalancerArn: !Ref Front
            DefaultActions: [{Type: forward, TargetGroupArn: !Ref Functions}]
        Path:
          Type: AWS::ElasticLoadBalancingV2::ListenerRule
          Properties:
            ListenerArn: !Ref Listener
            Actions:
              - Type: forward
                ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Tasks}]}
        Functions:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Work.Arn}]}
        Tasks: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: ip}}
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            LoadBalancers: [{TargetGroupArn: !Ref Tasks}]
        Task: {Type: AWS::ECS::TaskDefinition}
        Work: {Type: AWS::Lambda::Function}
        Edge: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Work}}
        Site: {Type: AWS::S3::Bucket}
        Cdn:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              Origins:
                - {Id: s3, DomainName: !GetAtt Site.RegionalDomainName}
                - {Id: lb, DomainName: !GetAtt Front.DNSName}
              DefaultCacheBehavior:
                LambdaFunctionAssociations: [{LambdaFunctionARN: !Ref Edge}]
        """)
    assert world.flow == [
        "Cdn invokes Front",
        "Cdn invokes Work",
        "Cdn reads Site",
        "Front invokes Task",
        "Front invokes Work",
    ]


def test_a_service_of_lattice_and_a_destination_of_ones_own(draw):
    world = draw("""
        Service: {Type: AWS::VpcLattice::Service}
        Listener:
          Type: AWS::VpcLattice::Listener
          Properties:
            ServiceIdentifier: !Ref Service
            DefaultAction: {Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}
        Group:
          Type: AWS::VpcLattice::TargetGroup
          Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Work.Arn}]}
        Work: {Type: AWS::Lambda::Function}
        Api: {Type: AWS::ApiGateway::RestApi}
        Own:
          Type: AWS::Events::ApiDestination
          Properties:
            InvocationEndpoint: !Sub https://${Api}.execute-api.${AWS::Region}.amazonaws.com/x
        """)
    assert world.flow == ["Own invokes Api", "Service invokes Work"]
