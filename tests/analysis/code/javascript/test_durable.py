"""Durable functions in TypeScript: what their steps do, whom they ask, what they go on with."""

from analysis.fields import read_facts

SAGA = """
    import { DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
    import { SQS } from "@aws-sdk/client-sqs";
    import { DynamoDB } from "@aws-sdk/client-dynamodb";
    const sqs = new SQS({}), table = new DynamoDB({});

    export const handler = withDurableExecution(async (event: Order, context: DurableContext) => {
      const kept = await context.step("keep", async () => {
        await table.putItem({ TableName: process.env.TABLE, Item: { id: { S: event.id } } });
        return { number: event.id };
      });
      await context.wait("a while", { seconds: 5 });
      const paid = await context.invoke("pay", process.env.WORKER!, { amount: event.total });
      await context.waitForCallback("ask", async (callbackId) => {
        await sqs.sendMessage({ QueueUrl: process.env.QUEUE, MessageBody: callbackId });
      });
      await context.parallel("both", [
        async () => table.getItem({ TableName: "orders", Key: {} }),
        { name: "other", func: async () => undefined },
      ]);
      return { number: kept.number, receipt: paid.receipt };
    });
"""


def test_what_is_done_in_steps_and_whom_they_ask_are_edges(edges):
    assert sorted(edges(SAGA)) == [
        "invokes Worker read",
        "publishes Queue read",
        "reads Table read",
        "writes Table read",
    ]


def test_what_a_step_gives_and_what_a_function_answers_is_gone_on_with(system):
    facts = read_facts([system({"app.ts": SAGA})])
    links = {(each.path, f"{each.from_contract}.{each.from_path}") for each in facts.lineage}
    assert ("number", "request:Fn.id") in links
    assert ("receipt", "response:Worker.receipt") in links
    assert ("amount", "request:Fn.total") in links
