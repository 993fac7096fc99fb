"""What containers make, what schemas ask for, and what a class is called."""

import pytest

SEND = """
    import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
    export class Sender {
      constructor(private readonly client: SNSClient) {}
      send = () => this.client.send(new PublishCommand({ TopicArn: process.env.TOPIC }));
    }
"""
MADE = {
    "by its type": """
        import { Container, Service } from "typedi";
        import { Sender } from "./send";
        @Service()
        class Desk { constructor(private sender: Sender) {} go() { return this.sender.send(); } }
        export const handler = async () => Container.get(Desk).go();
    """,
    "as is said": """
        import { container, inject, injectable } from "tsyringe";
        import { Sender } from "./send";
        @injectable()
        class Desk {
          constructor(@inject(Sender) private readonly sender: unknown) {}
          go() { return this.sender.send(); }
        }
        export const handler = async () => { await container.resolve(Desk).go(); };
    """,
}


@pytest.mark.parametrize("code", MADE.values(), ids=MADE)
def test_a_container_makes_what_a_constructor_wants(edges, code):
    assert edges({"app.ts": code, "send.ts": SEND}) == ["publishes Topic read"]


def test_what_wants_itself_comes_to_an_end(edges):
    code = """
        import { container } from "tsyringe";
        class A { constructor(private b: B, private c: B) {} }
        class B { constructor(private a: A, private d: A) {} }
        export const handler = async () => { container.resolve(A); };
    """
    assert edges({"app.ts": code}) == []


SCHEMA = """
    import { z } from "zod";
    const line = z.object({ sku: z.string() });
    const order = z.object({ id: z.string() }).extend({
      note: z.string().optional(), who: z.object({ name: z.string().min(1) }),
      lines: z.array(line),
    });
    export const handler = async (event) => { order.PARSE(event); };
"""


@pytest.mark.parametrize("parse", ["parse", "safeParse", "strict().parse", "parseAsync"])
def test_what_a_schema_asks_for_is_read(record, parse):
    found = record(SCHEMA.replace("PARSE", parse))
    assert "Fn reads request:Fn: id lines.sku who.name" in found


def test_an_event_may_be_called_as_its_class(record):
    code = """
        import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
        class Told { constructor(public readonly id: string) {} }
        class Lent extends Told {}
        const publish = (told: Told) => new SNSClient({}).send(new PublishCommand({
          TopicArn: process.env.TOPIC,
          Message: JSON.stringify({ type: told.constructor.name, id: told.id }) }));
        export const handler = async (event) => { await publish(new Lent(event.id)); };
    """
    assert "publishes Topic Topic/Lent read" in record(code)


def test_what_is_encoded_is_what_it_was(record):
    code = """
        import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
        export const handler = async ({ id }) => {
          const Message = new TextEncoder().encode(JSON.stringify({ type: "Lent", id }));
          await new SNSClient({}).send(
            new PublishCommand({ TopicArn: process.env.TOPIC, Message }));
        };
    """
    assert "publishes Topic Topic/Lent read" in record(code)


PARSED = {
    "python3.12": """
        import json
        def handler(event, context):
            for record in event["Records"]:
                body = record["body"]
                told = json.loads(body) if body.startswith("{") else {}
                print(told["id"])
    """,
    "nodejs22.x": """
        export const handler = async (event) => {
          for (const { body } of event.Records) {
            const told = body.startsWith('{"') ? JSON.parse(body) : {};
            await fetch(told.id);
          }
        };
    """,
}


@pytest.mark.parametrize("runtime", PARSED)
def test_whether_a_text_begins_as_a_document_is_none_of_its_fields(record, runtime):
    events = "Q: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}"
    found = record(PARSED[runtime], events, runtime)
    assert "Fn reads request:Fn: id" in found
