"""A handler in TypeScript that publishes by the SDK: who says what to whom, with which fields."""

from analysis.extract.extraction import extract
from analysis.fields import read_facts

PLACED = """
    import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";

    const sns = new SNSClient({});

    interface Order { id: string; lines: { sku: string }[] }

    export const handler = async (order: Order): Promise<void> => {
      await sns.send(new PublishCommand({
        TopicArn: process.env.TOPIC,
        Message: JSON.stringify({ order_id: order.id, first: order.lines[0].sku }),
        MessageAttributes: { event_type: { DataType: "String", StringValue: "OrderPlaced" } },
      }));
    };
"""


def test_a_command_that_is_sent_publishes_an_event_type_at_its_line(system):
    graph = extract([system({"app.ts": PLACED})])
    edges = [edge for edge in graph.edges if edge.source == "Fn" and edge.relation == "publishes"]
    assert [(edge.target, edge.certainty) for edge in edges] == [("Topic", "read")]
    evidence = edges[0].evidence[0]
    assert evidence.file.endswith("src/app.ts")
    assert evidence.line == 9
    assert evidence.fragment.startswith("await sns.send(new PublishCommand({")


def test_the_fields_of_what_is_sent_are_known_and_what_they_are_made_of(system):
    facts = read_facts([system({"app.ts": PLACED})])
    request = next(each for each in facts.reads if each.contract == "request:Fn")
    assert [field.path for field in request.fields] == ["id", "lines.sku"]
