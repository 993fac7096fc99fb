"""Each AWS call in TypeScript is the edge that it is in Python, whichever SDK it is made with."""

import pytest

from analysis.extract.extraction import extract

V3 = """
    import { DynamoDBClient, GetItemCommand, BatchWriteItemCommand, paginateScan }
      from "@aws-sdk/client-dynamodb";
    import { DynamoDB } from "@aws-sdk/client-dynamodb";
    import { DynamoDBDocument, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand,
      QueryCommand, DeleteCommand, BatchGetCommand, TransactWriteCommand }
      from "@aws-sdk/lib-dynamodb";
    import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
    import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
    import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
    import * as s3 from "@aws-sdk/client-s3";
    import { SFNClient, StartExecutionCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
    import { PublishCommand, PublishBatchCommand, SNS, SNSClient } from "@aws-sdk/client-sns";
    import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageBatchCommand,
      SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
    const { TABLE, QUEUE, TOPIC, BUS, BUCKET, WORKER, MACHINE } = process.env;
    const ddb = new DynamoDBClient({}), sns = new SNSClient({}), sqs = new SQSClient({});
    const documents = DynamoDBDocumentClient.from(ddb);
    export const handler = async (event: any) => {
      %s
    };
"""
V2 = """
    const AWS = require("aws-sdk");
    const { TABLE, QUEUE, TOPIC, BUS, BUCKET, WORKER, MACHINE } = process.env;
    const documents = new AWS.DynamoDB.DocumentClient({ region: "eu-west-1" });
    exports.handler = async function (event) {
      %s
    };
"""
CALLS = {
    "sqs.send(new SendMessageCommand({ QueueUrl: QUEUE }))": "publishes Queue",
    "sqs.send(new SendMessageBatchCommand({ QueueUrl: QUEUE, Entries: [] }))": "publishes Queue",
    "sns.send(new PublishCommand({ TopicArn: TOPIC }))": "publishes Topic",
    "sns.send(new PublishCommand({ TargetArn: TOPIC }))": "publishes Topic",
    "sns.send(new PublishBatchCommand({ TopicArn: TOPIC }))": "publishes Topic",
    "new SNS({}).publish({ TopicArn: process.env.TOPIC! })": "publishes Topic",
    "new LambdaClient().send(new InvokeCommand({ FunctionName: WORKER }))": "invokes Worker",
    "new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: MACHINE }))": (
        "invokes Machine"
    ),
    "new s3.S3Client({}).send(new s3.PutObjectCommand({ Bucket: BUCKET }))": "writes Bucket",
    "new s3.S3({}).getObject({ Bucket: BUCKET, Key: 'k' })": "reads Bucket",
    "ddb.send(new GetItemCommand({ TableName: 'orders' }))": "reads Table",
    "ddb.send(new GetItemCommand({ TableName: 'far' }))": "reads ext:table/far",
    "new DynamoDB({}).putItem({ TableName: TABLE, Item: {} })": "writes Table",
    "ddb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: [] } }))": "writes Table",
    "documents.send(new GetCommand({ TableName: TABLE }))": "reads Table",
    "documents.send(new QueryCommand({ TableName: TABLE }))": "reads Table",
    "documents.send(new PutCommand({ TableName: TABLE, Item: {} }))": "writes Table",
    "documents.send(new UpdateCommand({ TableName: TABLE, Key: {} }))": "writes Table",
    "documents.send(new DeleteCommand({ TableName: TABLE, Key: {} }))": "writes Table",
    "documents.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [] } } }))": (
        "reads Table"
    ),
    "const Put = { TableName: TABLE };"
    " documents.send(new TransactWriteCommand({ TransactItems: [{ Put }] }))": "writes Table",
    "DynamoDBDocument.from(ddb).get({ TableName: TABLE, Key: {} })": "reads Table",
    "for await (const page of paginateScan({ client: ddb }, { TableName: TABLE })) { }": (
        "reads Table"
    ),
    "new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [{ DetailType: 'x' }] }))": (
        "publishes ext:bus/default"
    ),
    "new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [{ EventBusName: BUS }] }))": (
        "publishes Bus"
    ),
    "new KinesisClient({}).send(new PutRecordCommand({ StreamName: 'far' }))": (
        "publishes ext:stream/far"
    ),
    "const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: QUEUE }));"
    " await sqs.send(new SendMessageCommand({ QueueUrl }))": "publishes Queue",
    "sqs.send(new ReceiveMessageCommand({ QueueUrl: QUEUE })); sqs.destroy()": "",
    "sns.send(new PublishCommand({ PhoneNumber: '+41' }))": "",
}
OLD_CALLS = {
    "await new AWS.SNS().publish({ TopicArn: TOPIC }).promise()": "publishes Topic",
    "new AWS.SQS({}).sendMessage({ QueueUrl: QUEUE }, (error, data) => {})": "publishes Queue",
    "await new AWS.EventBridge().putEvents({ Entries: [{ EventBusName: BUS }] }).promise()": (
        "publishes Bus"
    ),
    "await new AWS.Lambda().invoke({ FunctionName: WORKER }).promise()": "invokes Worker",
    "await new AWS.StepFunctions().startExecution({ stateMachineArn: MACHINE }).promise()": (
        "invokes Machine"
    ),
    "await new AWS.S3().putObject({ Bucket: BUCKET }).promise()": "writes Bucket",
    "await new AWS.S3().upload({ Bucket: BUCKET, Key: 'k' }).promise()": "writes Bucket",
    "const { promisify } = require('util');"
    " await promisify(documents.put).bind(documents)({ TableName: TABLE, Item: {} })": (
        "writes Table"
    ),
    "documents.get.call(documents, { TableName: TABLE, Key: {} }, (error, data) => {})": (
        "reads Table"
    ),
    "new AWS.S3().getSignedUrl('putObject', { Bucket: BUCKET })": "",
    "await new AWS.DynamoDB().getItem({ TableName: TABLE }).promise()": "reads Table",
    "await documents.get({ TableName: TABLE, Key: {} }).promise()": "reads Table",
    "await documents.put({ TableName: TABLE, Item: {} }).promise()": "writes Table",
    "await documents.update({ TableName: TABLE, Key: {} }).promise()": "writes Table",
    "await documents.batchWrite({ RequestItems: { [TABLE]: [] } }).promise()": "writes Table",
    "const S3 = require('aws-sdk/clients/s3'); new S3().getObject({ Bucket: BUCKET }).promise()": (
        "reads Bucket"
    ),
}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((V3 % call, expected) for call, expected in CALLS.items()),
        *((V2 % call, expected) for call, expected in OLD_CALLS.items()),
    ],
    ids=range(len(CALLS) + len(OLD_CALLS)),
)
def test_a_call_is_an_edge(edges, code, expected):
    assert edges(code) == ([f"{expected} read"] if expected else [])


def test_what_a_client_does_to_itself_leaves_nothing_open(system):
    code = """
        const { SNS } = require("@aws-sdk/client-sns");
        exports.handler = async () => {
          const sns = new SNS({});
          sns.middlewareStack.add((next) => next, {});
          sns.destroy();
        };
    """
    graph = extract([system({"app.js": code})])
    assert graph.by_id["Fn"].attributes["code"] == "followed"
