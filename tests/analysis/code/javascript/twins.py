"""The same handler twice, in Python and TypeScript: each a construct of the evaluator's suite."""

PYTHON_HEAD = """
import json, os, boto3
sns = boto3.client("sns")
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def say(kind, body):
    sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(body), MessageAttributes={
        "type": {"DataType": "String", "StringValue": kind}})
"""
TYPESCRIPT_HEAD = """
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand }
  from "@aws-sdk/lib-dynamodb";
import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
const sns = new SNSClient({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;
async function say(kind: string, body: object) {
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC!, Message: JSON.stringify(body),
    MessageAttributes: { type: { DataType: "String", StringValue: kind } } }));
}
"""

READING = {
    "an item of an item": (
        """def handler(event, context):
               print(event["order"]["id"])
               return event["order"]["id"] * 2""",
        """export const handler = async (event: Event) => {
             console.log(event.order.id);
             return event.order.id * 2;
           };""",
    ),
    "whether something holds": (
        'def handler(event, context):\n    return bool(event.get("express"))',
        "export const handler = async (event) => { return Boolean(event.express); };",
    ),
    "taken and of no matter": (
        'def handler(event, context):\n    never = event.get("express")',
        "export const handler = async ({ express }) => {};",
    ),
    "whether a name is there": (
        'def handler(event, context):\n    if "coupon" in event:\n        print("hurry")',
        'export const handler = async (e) => { if ("coupon" in e) { console.log("hurry"); } };',
    ),
    "a loop and a helper": (
        """def handler(event, context):
               for line in event["lines"]:
                   buy(line.get("sku"), line.get("note", ""))
           def buy(sku, note):
               if note:
                   send(sku)
           def send(x): return str(x)""",
        """exports.handler = async function (event) {
             for (const { sku, note = "" } of event.lines) buy(sku, note);
           };
           function buy(sku, note) { if (note) send(sku); }
           const send = (x) => String(x);""",
    ),
    "cases": (
        """def handler(event, context):
               match event["kind"]:
                   case "rush": return int(event["id"])
                   case "slow" | "lazy": return int(event["late"])
                   case _: return int(event["other"])""",
        """export const handler = async (event) => {
             switch (event.kind) {
               case "rush": return parseInt(event.id);
               case "slow":
               case "lazy": { return Number(event.late); }
               default: return +Number(event.other);
             }
           };""",
    ),
    "everything passed on by its names": (
        """def handler(event, context):
               return pay(**event)
           def pay(amount, currency="EUR", **others):
               return amount * 2""",
        """export const handler = async (event) => pay(event);
           const pay = ({ amount, currency = "EUR", ...others }) => amount * 2;""",
    ),
    "an object made of a message": (
        """class Order:
               def __init__(self, id, total):
                   self.id = id
                   self.total = total
               @classmethod
               def read(cls, wire): return cls(str(wire["id"]), int(wire["total"]))
           def handler(event, context):
               order = Order.read(event["order"])
               return {}""",
        """class Order {
             constructor(private readonly id: string, private readonly total: number) {}
             static read(wire: any) { return new Order(String(wire.id), Number(wire.total)); }
           }
           export const handler = async (event) => {
             const order = Order.read(event.order);
             return {};
           };""",
    ),
    "a body that is text": (
        """def handler(event, context):
               body = json.loads(event["body"])
               return {"statusCode": 200, "body": json.dumps({"id": body["id"]})}""",
        """export const handler = async (event: APIGatewayProxyEvent) => {
             const body = JSON.parse(event.body!) as { id: string };
             return { statusCode: 200, body: JSON.stringify({ id: body.id }) };
           };""",
    ),
    "functions with their first arguments": (
        """from functools import partial
           def take(name, wire): return wire[name]
           def handler(event, context):
               return {"a": partial(take, "first")(event), "b": take("second", event)}""",
        """const take = (name) => (wire) => wire[name];
           const other = function (name, wire) { return wire[name]; };
           export const handler = async (event) =>
             ({ a: take("first")(event), b: other.bind(null, "second")(event) });""",
    ),
    "a table of handlers": (
        """HANDLERS = {"pay": lambda order: order["amount"], "ship": lambda order: order["country"]}
           def handler(event, context):
               return {"done": HANDLERS[event["action"]](event["order"])}""",
        """const HANDLERS = { pay: (order) => order.amount, ship: (order) => order.country };
           export const handler = async (event) => {
             return { done: HANDLERS[event.action](event.order) };
           };""",
    ),
    "a generator": (
        """def handler(event, context):
               def lines():
                   for each in event["lines"]:
                       yield each["price"]
               return {"total": sum(lines())}""",
        """export const handler = async (event) => {
             function* lines() { for (const each of event.lines) yield each.price; }
             return { total: [...lines()].reduce((sum, one) => sum + one * 1, 0) };
           };""",
    ),
    "what is only logged": (
        """import logging
           logger = logging.getLogger()
           def handler(event, context):
               logger.info("got %s", event)
               return {"id": event["id"]}""",
        """import { Logger } from "@aws-lambda-powertools/logger";
           const logger = new Logger();
           export const handler = async (event) => {
             logger.info("got", { event });
             return { id: event.id };
           };""",
    ),
    "what fails": (
        """class TooLate(Exception): pass
           def handler(event, context):
               try:
                   number = risky(event["id"])
               except TooLate:
                   number = int(event["number"])
               return {"id": number}
           def risky(id):
               if id == "x": raise TooLate()
               return int(id)""",
        """class TooLate extends Error {}
           export const handler = async (event) => {
             let number;
             try { number = risky(event.id); } catch (error) { number = Number(event.number); }
             return { id: number };
           };
           function risky(id) { if (id === "x") throw new TooLate(); return Number(id); }""",
    ),
    "what the last time round left": (
        """def handler(event, context):
               last = {}
               for each in event["lines"]:
                   total = last["price"] * 2 if last.get("price") else 0
                   last = each
               return {}""",
        """export const handler = async (event) => {
             let last: any = {};
             for (const each of event.lines) {
               const total = last.price ? last.price * 2 : 0;
               last = each;
             }
             return {};
           };""",
    ),
    "a property of an object": (
        """class Task:
               def __init__(self, event): self.event = event
               @property
               def price(self): return self.event["price"]
               def run(self): return {"price": self.price}
           def handler(event, context):
               return Task(event).run()""",
        """class Task {
             event: any;
             constructor(event) { this.event = event; }
             get price() { return this.event.price; }
             run() { return { price: this.price }; }
           }
           export const handler = async (event) => new Task(event).run();""",
    ),
    "one of two, and whichever is there": (
        """def handler(event, context):
               return {"id": event.get("a") or event.get("b")}""",
        """export const handler = async (event) => ({ id: event?.a || event["b"] });""",
    ),
    "a dictionary of what was gone through": (
        """def handler(event, context):
               return {key: value for key, value in event["order"].items()}""",
        """export const handler = async (event) =>
             Object.fromEntries(Object.entries(event.order).map(([key, one]) => [key, one]));""",
    ),
    "a dictionary of pairs": (
        """def handler(event, context):
               return dict((key, value) for key, value in event["order"].items())""",
        """export const handler = async (event) =>
             Object.fromEntries(Object.entries(event.order).map(([key, one]) => [key, one]));""",
    ),
    "a list of what was gone through": (
        """def handler(event, context):
               return {"lines": [{"sku": e["sku"]} for e in event["items"]]}""",
        """export const handler = async ({ items }) =>
             ({ lines: items.map((e) => ({ sku: e.sku })) });""",
    ),
    "put under a name later": (
        """def handler(event, context):
               answer = {}
               answer["id"] = event["id"]
               answer["gone"] = event.get("gone")
               del answer["gone"]
               return {**answer, "seen": True}""",
        """export const handler = async (event) => {
             const answer: Record<string, unknown> = {};
             answer.id = event.id;
             answer["gone"] = event.gone;
             delete answer.gone;
             return { ...answer, seen: true };
           };""",
    ),
    "a branch that cannot be": (
        """DEBUG = False
           def handler(event, context):
               if DEBUG:
                   return event["all"]
               return {"id": event["id"]}""",
        """const DEBUG = false;
           export const handler = async (event) => {
             if (DEBUG) return event.all;
             return { id: event.id };
           };""",
    ),
    "whoever is handed everything": (
        """import elsewhere
           def handler(event, context):
               elsewhere.send(event["order"])""",
        """import { send } from "elsewhere";
           export const handler = async (event) => { await send(event.order); };""",
    ),
    "a text put together": (
        """def handler(event, context):
               return {"label": f"no {event['id']}", "sum": "a" + str(event["n"])}""",
        """export const handler = async (event) =>
             ({ label: `no ${event.id}`, sum: "a" + String(event.n) });""",
    ),
    "names in a comparison with nothing": (
        """def handler(event, context):
               if event.get("id") is None:
                   return {}
               return {"id": event["id"]}""",
        """export const handler = async (event) => {
             if (event.id === undefined) { return {}; }
             return { id: event.id };
           };""",
    ),
    "a swap and a list taken apart": (
        """def handler(event, context):
               a, b = event["a"], event["b"]
               a, b = b, a
               first, *rest = event["list"]
               return {"a": a, "b": b, "first": first}""",
        """export const handler = async (event) => {
             let [a, b] = [event.a, event.b];
             [a, b] = [b, a];
             const [first, ...rest] = event.list;
             return { a, b, first };
           };""",
    ),
}
SAYING = {
    "a topic": (
        """def handler(event, context):
               lines = [line["sku"] for line in event["lines"]]
               say("OrderPlaced", {"id": event["id"], "lines": lines})""",
        """export const handler = async (event) => {
             await say("OrderPlaced", { id: event.id, lines: event.lines.map((l) => l.sku) });
           };""",
    ),
    "one type or another": (
        """def handler(event, context):
               if event["paid"]:
                   say("OrderPaid", {"id": event["id"]})
               else:
                   say("OrderRefused", {"id": event["id"], "why": event["why"]})""",
        """export const handler = async (event) => {
             if (event.paid) { await say("OrderPaid", { id: event.id }); }
             else await say("OrderRefused", { id: event.id, why: event.why });
           };""",
    ),
    "a type chosen": (
        """TYPES = {"a": "Placed", "b": "Paid"}
           def handler(event, context):
               say(TYPES[event["kind"]], {"id": event["id"]})
               say("Shipped" if event["x"] else "Lost", {"id": event["id"]})""",
        """const TYPES = { a: "Placed", b: "Paid" } as const;
           export const handler = async (event) => {
             await say(TYPES[event.kind as keyof typeof TYPES], { id: event.id });
             await say(event.x ? "Shipped" : "Lost", { id: event.id });
           };""",
    ),
    "a type of an enumeration": (
        """from enum import Enum
           class Type(str, Enum):
               PLACED = "Placed"
           def handler(event, context):
               say(Type.PLACED.value, {"id": event["id"]})""",
        """enum Type { PLACED = "Placed" }
           export const handler = async ({ id }) => { await say(Type.PLACED, { id }); };""",
    ),
    "a bus": (
        """events = boto3.client("events")
           def handler(event, context):
               detail = {"orderId": event["id"], "total": event["price"] * 2}
               events.put_events(Entries=[{"EventBusName": os.environ["BUS"], "Source": "shop",
                   "DetailType": "Placed", "Detail": json.dumps(detail)}])""",
        """import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
           const events = new EventBridgeClient({});
           export const handler = async (event) => {
             const detail = { orderId: event.id, total: event.price * 2 };
             const Entries = [{ EventBusName: process.env.BUS, Source: "shop",
               DetailType: "Placed", Detail: JSON.stringify(detail) }];
             await events.send(new PutEventsCommand({ Entries }));
           };""",
    ),
    "entries made in a loop": (
        """events = boto3.client("events")
           def handler(event, context):
               entries = []
               for line in event["lines"]:
                   entries.append({"EventBusName": os.environ["BUS"], "Source": "shop",
                       "DetailType": "Sold", "Detail": json.dumps({"sku": line["sku"]})})
               events.put_events(Entries=entries)""",
        """import { EventBridge } from "@aws-sdk/client-eventbridge";
           const events = new EventBridge({});
           export const handler = async (event) => {
             const entries = [];
             event.lines.forEach((line) => {
               entries.push({ EventBusName: process.env.BUS, Source: "shop",
                 DetailType: "Sold", Detail: JSON.stringify({ sku: line.sku }) });
             });
             await events.putEvents({ Entries: entries });
           };""",
    ),
    "two clients and a row": (
        """def handler(event, context):
               row = table.get_item(Key={"pk": event["id"]})["Item"]
               table.put_item(Item={"pk": event["id"], "who": event["who"], "status": "open"})
               say("Known", {"customer": row["customer"]})""",
        """export const handler = async (event) => {
             const { Item } = await documents.send(
               new GetCommand({ TableName, Key: { pk: event.id } }));
             await documents.send(new PutCommand({
               TableName, Item: { pk: event.id, who: event.who, status: "open" } }));
             await say("Known", { customer: Item.customer });
           };""",
    ),
    "a row that is changed": (
        """def handler(event, context):
               table.update_item(
                   Key={"pk": event["id"]}, UpdateExpression="SET #c = :c, bought = :b",
                   ExpressionAttributeNames={"#c": "customer"},
                   ExpressionAttributeValues={":c": event["who"], ":b": event["n"] + 1})""",
        """export const handler = async (event) => {
             await documents.send(new UpdateCommand({ TableName, Key: { pk: event.id },
               UpdateExpression: "SET #c = :c, bought = :b",
               ExpressionAttributeNames: { "#c": "customer" },
               ExpressionAttributeValues: { ":c": event.who, ":b": event.n + 1 } }));
           };""",
    ),
    "another function is asked": (
        """client = boto3.client("lambda")
           def handler(event, context):
               answer = client.invoke(FunctionName=os.environ["WORKER"],
                                      Payload=json.dumps({"amount": event["total"]}))
               return {"receipt": json.loads(answer["Payload"].read())["number"]}""",
        """import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
           const client = new LambdaClient({});
           export const handler = async (event) => {
             const answer = await client.send(new InvokeCommand({
               FunctionName: process.env.WORKER,
               Payload: JSON.stringify({ amount: event.total }) }));
             const { number } = JSON.parse(Buffer.from(answer.Payload!).toString());
             return { receipt: number };
           };""",
    ),
    "promises one after the other and at once": (
        """def handler(event, context):
               for line in event["lines"]:
                   say("Sold", {"sku": line["sku"]})
               say("Done", {"id": event["id"]})""",
        """export const handler = (event) =>
             Promise.all(event.lines.map(async (line) => say("Sold", { sku: line.sku })))
               .then(() => say("Done", { id: event.id }));""",
    ),
}
ARRIVING = {
    "a queue": (
        "In: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}",
        """def handler(event, context):
               for record in event["Records"]:
                   body = json.loads(record["body"])
                   say("Taken", {"id": body["id"], "why": record["messageAttributes"]})""",
        """export const handler: SQSHandler = async ({ Records }: SQSEvent) => {
             for (const { body: text, messageAttributes: why } of Records) {
               const body = JSON.parse(text);
               await say("Taken", { id: body.id, why });
             }
           };""",
    ),
    "a queue, all records at once": (
        "In: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}",
        """def handler(event, context):
               return [one(record) for record in event["Records"]]
           def one(record):
               order = json.loads(record["body"])
               table.put_item(Item={"pk": order["id"], "total": order["total"]})""",
        """export const handler = async (event) => {
             const done = event.Records.map((record) => one(record));
             return await Promise.all(done);
           };
           async function one(record) {
             const order: Order = JSON.parse(record.body);
             await documents.send(new PutCommand({
               TableName, Item: { pk: order.id, total: order.total } }));
           }""",
    ),
    "a batch of Powertools": (
        "In: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}",
        """from aws_lambda_powertools.utilities.batch import (
               BatchProcessor, EventType, process_partial_response)
           processor = BatchProcessor(event_type=EventType.SQS)
           def one(record):
               say("Taken", {"id": json.loads(record["body"])["id"]})
           def handler(event, context):
               return process_partial_response(
                   event=event, record_handler=one, processor=processor, context=context)""",
        """import { BatchProcessor, EventType, processPartialResponse }
             from "@aws-lambda-powertools/batch";
           const processor = new BatchProcessor(EventType.SQS);
           const one = async (record: SQSRecord) => {
             await say("Taken", { id: JSON.parse(record.body).id });
           };
           export const handler = async (event: SQSEvent, context: Context) =>
             processPartialResponse(event, one, processor, { context });""",
    ),
    "a topic": (
        "In: {Type: SNS, Properties: {Topic: !Ref Topic}}",
        """def handler(event, context):
               message = json.loads(event["Records"][0]["Sns"]["Message"])
               if message["type"] == "Placed":
                   table.put_item(Item={"pk": message["order"]["id"]})
               elif message["type"] == "Paid":
                   table.put_item(Item={"pk": message["receipt"]})""",
        """export const handler: SNSHandler = async (event) => {
             const [record] = event.Records;
             const message = JSON.parse(record.Sns.Message);
             if (message.type === "Placed") {
               await documents.send(new PutCommand({ TableName, Item: { pk: message.order.id } }));
             } else if (message.type === "Paid") {
               await documents.send(new PutCommand({ TableName, Item: { pk: message.receipt } }));
             }
           };""",
    ),
    "a rule": (
        "In: {Type: EventBridgeRule, Properties: {Pattern: {detail-type: [Placed, Paid]}}}",
        """def handler(event, context):
               detail = event["detail"]
               if event["detail-type"] == "Placed":
                   return place(detail)
               return pay(detail)
           def place(order): table.put_item(Item={"pk": order["id"]})
           def pay(order): table.put_item(Item={"pk": order["number"]})""",
        """export const handler = async (event: EventBridgeEvent<string, Order>) => {
             const { detail, "detail-type": type } = event;
             switch (type) {
               case "Placed":
                 return place(detail);
               default:
                 return pay(detail);
             }
           };
           const place = async (order) => {
             await documents.send(new PutCommand({ TableName, Item: { pk: order.id } })); };
           const pay = async ({ number: pk }) => {
             await documents.send(new PutCommand({ TableName, Item: { pk } })); };""",
    ),
    "changes of rows": (
        "In: {Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn, BatchSize: 1}}",
        """from boto3.dynamodb.types import TypeDeserializer
           def handler(event, context):
               for record in event["Records"]:
                   row = record["dynamodb"]["NewImage"]
                   say("Changed", {"who": row["who"]["S"]})""",
        """import { unmarshall } from "@aws-sdk/util-dynamodb";
           export const handler: DynamoDBStreamHandler = async (event) => {
             for (const record of event.Records) {
               const row = unmarshall(record.dynamodb?.NewImage as any);
               await say("Changed", { who: row.who });
             }
           };""",
    ),
    "an API": (
        "In: {Type: Api, Properties: {Path: '/orders/{id}', Method: get}}",
        """def handler(event, context):
               id = event["pathParameters"]["id"]
               body = json.loads(event.get("body") or "{}")
               return {"statusCode": 200, "body": json.dumps({"id": id, "n": body["n"]})}""",
        """import middy from "@middy/core";
           import httpErrorHandler from "@middy/http-error-handler";
           const lambdaHandler: APIGatewayProxyHandler = async (event) => {
             const id = event.pathParameters?.id;
             const body = JSON.parse(event.body ?? "{}");
             return { statusCode: 200, body: JSON.stringify({ id, n: body.n }) };
           };
           export const handler = middy(lambdaHandler).use(httpErrorHandler());""",
    ),
    "a parser with an envelope": (
        "In: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}",
        """from aws_lambda_powertools.utilities.parser import event_parser
           from aws_lambda_powertools.utilities.parser.envelopes import SqsEnvelope
           @event_parser(envelope=SqsEnvelope)
           def handler(event, context):
               for order in event:
                   say("Taken", {"id": order["id"]})""",
        """import middy from "@middy/core";
           import { parser } from "@aws-lambda-powertools/parser/middleware";
           import { SqsEnvelope } from "@aws-lambda-powertools/parser/envelopes/sqs";
           import { z } from "zod";
           const schema = z.object({ id: z.string() });
           const lambdaHandler = async (event: Order[]) => {
             for (const order of event) await say("Taken", { id: order.id });
           };
           export const handler = middy(lambdaHandler)
             .use(parser({ schema, envelope: SqsEnvelope }));""",
    ),
}
"""By name: Python, TypeScript; those that arrive with what starts the function first."""
