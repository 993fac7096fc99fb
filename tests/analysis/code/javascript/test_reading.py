"""What only JavaScript has: marshallers by tables of names, callbacks, names that are texts."""

import pytest

from analysis.fields import read_facts

TABLE = """
    class Order {
      'orderId': string;
      'total': number;
      static attributeTypeMap = [
        { name: 'orderId', baseName: 'order_id', type: 'string' },
        { name: 'total', baseName: 'total_amount', type: 'number' },
      ];
      static getAttributeTypeMap() { return Order.attributeTypeMap; }
    }
    const typeMap: Record<string, any> = { Order: Order };
    const primitives = ['string', 'number'];
    class Marshaller {
      static unmarshal(data: any, type: string) {
        if (data == undefined) {
          return data;
        } else if (primitives.indexOf(type.toLowerCase()) !== -1) {
          return data;
        } else if (type.lastIndexOf('Array<', 0) === 0) {
          return [...data];
        }
        const instance = new typeMap[type]();
        const attributeTypes = typeMap[type].getAttributeTypeMap();
        for (const index in attributeTypes) {
          const attributeType = attributeTypes[index];
          instance[attributeType.name] = Marshaller.unmarshal(
            data[attributeType.baseName], attributeType.type);
        }
        return instance;
      }
    }
    export const handler = async (event) => {
      const order = Marshaller.unmarshal(event, 'Order');
      return { id: order.orderId, twice: order.total * 2 };
    };
"""


def reads_of(template):
    facts = read_facts([template])
    return [each.path for read in facts.reads if read.contract == "request:Fn"
            for each in read.fields or ()]  # fmt: skip


def test_fields_are_called_as_a_table_of_names_calls_them(system):
    assert reads_of(system({"app.ts": TABLE})) == ["order_id", "total_amount"]


READS = {
    "a callback": (
        "exports.handler = (event, context, callback) => { callback(null, { id: event.id }); };",
        ["id"],
    ),
    "a length": ("exports.handler = async (e) => e.lines.length + 1;", ["lines"]),
    "whether there are any": (
        "exports.handler = async ({ lines = [] }) => { if (lines.length) return lines[0].sku; };",
        ["lines", "lines.sku"],
    ),
    "a name in a text": ("exports.handler = async (e) => e['order-id'] + '';", ["order-id"]),
    "a loop by numbers": (
        """exports.handler = async (e) => {
             for (let i = 0; i < e.lines.length; i++) alert(e.lines[i].sku + 1); };""",
        ["lines", "lines.sku"],
    ),
    "a type that is asked": (
        "exports.handler = async (e) => { if (typeof e.id === 'string') return e.id; };",
        ["id"],
    ),
    "what is left over": (
        "exports.handler = async ({ id, ...rest }) => ({ id, other: rest.other });",
        ["id", "other"],
    ),
    "a method that looks for one": (
        "exports.handler = async (e) => e.lines.find((line) => line.main === true).sku;",
        ["lines.main", "lines.sku"],
    ),
    "items with numbers": (
        "exports.handler = async (e) => e.lines.map((line, at) => `${at} ${line.sku}`);",
        ["lines.sku"],
    ),
    "grouped by one": (
        """exports.handler = async (e) => {
             const all = {}; for (const one of e.lines) all[one.kind] = one.sku; return all; };""",
        ["lines.kind", "lines.sku"],
    ),
    "a default that is an object": (
        "exports.handler = async (e) => { const { a: { b } = {} } = e; return b; };",
        ["a.b"],
    ),
    "a private field": (
        """class A { #event; constructor(e) { this.#event = e; } go() { return this.#event.id; } }
           exports.handler = async (e) => new A(e).go();""",
        ["id"],
    ),
    "a name of a block": (
        """exports.handler = async (e) => {
             const one = e.first;
             if (e.other) { const one = e.second; alert(one + 1); }
             for (const one of [e.third]) { let f = () => one * 2; f(); }
             try { throw 1; } catch (one) { alert(one); }
             return one.id;
           };""",
        ["first.id", "other", "second", "third"],
    ),
    "a name of a block that is changed": (
        """exports.handler = async (e) => {
             let one = e.first;
             { let one = 1; const set = () => { one = e.second; }; set(); }
             return one.id;
           };""",
        ["first.id"],
    ),
    "an empty list, which holds": (
        "exports.handler = async (e) => { const a = []; return a ? e.id : e.other; };",
        ["id"],
    ),
    "an empty text, which does not": (
        "exports.handler = async (e) => { const a = ''; return a ? e.id : e.other; };",
        ["other"],
    ),
    "a name that a function inside changes": (
        """exports.handler = async (e) => {
             let last = 0; const set = (value) => { last = value; }; set(e.id);
             return last;
           };""",
        ["id"],
    ),
    "a case that goes on with the next": (
        """exports.handler = async (e) => {
             switch ("a") {
               case "a": alert(e.first + 1);
               case "b": alert(e.second + 1); break;
               case "c": alert(e.never + 1);
             }
           };""",
        ["first", "second"],
    ),
    "a switch that is left": (
        """exports.handler = async (e) => {
             switch (e.kind) { case "a": if (e.early) break; return e.first; }
             return e.after;
           };""",
        ["after", "early", "first", "kind"],
    ),
    "what a wrapper of a library is given": (
        """const wrap = require("datadog-lambda-js").datadog;
           exports.handler = wrap(async (e) => e.id, { debug: true });""",
        ["id"],
    ),
    "an optional call": ("exports.handler = async (e) => e.id?.toString?.();", ["id"]),
}


@pytest.mark.parametrize(("code", "fields"), READS.values(), ids=READS)
def test_what_is_read(system, code, fields):
    assert reads_of(system({"app.ts": code})) == fields


NAMES = [
    "`${process.env.TABLE}`",
    "process.env.TABLE + ''",
    "process.env.TABLE || 'other'",
    "process.env.TABLE ?? 'other'",
    "process.env.NOT_SET || 'orders'",
    "process.env.NOT_SET ?? 'orders'",
    "(process.env.TABLE as string).trim()",
    "process.env['TABLE']!",
    "[process.env.TABLE][0]",
    "'or'.concat('ders')",
    "['or', 'ders'].join('')",
    "(({ TABLE }) => TABLE)(process.env)",
    "(({ NOT_SET = 'orders' }) => NOT_SET)(process.env)",
    "`or${'ders'}`",
    "'ORDERS'.toLowerCase()",
    "require('./names').TABLE",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_put_together_still_names(edges, name):
    code = f"""
        import {{ DynamoDB }} from "@aws-sdk/client-dynamodb";
        export const handler = async () => new DynamoDB({{}}).putItem({{ TableName: {name} }});
    """
    files = {"app.ts": code, "names.ts": "export const { TABLE } = process.env;"}
    assert edges(files) == ["writes Table read"]


def test_what_a_framework_calls_is_followed_as_a_guess(edges):
    code = """
        import express from "express";
        import serverless from "serverless-http";
        import { DynamoDB } from "@aws-sdk/client-dynamodb";
        const app = express();
        app.post("/orders", async (request, response) => {
          await new DynamoDB({}).putItem({ TableName: process.env.TABLE });
        });
        export const handler = serverless(app);
    """
    assert edges(code) == ["writes Table inferred"]


def test_two_objects_of_a_class_are_two(edges):
    code = """
        import { DynamoDB } from "@aws-sdk/client-dynamodb";
        class Store {
          private readonly client = new DynamoDB({});
          constructor(private readonly TableName: string) {}
          load = async () => this.client.getItem({ TableName: this.TableName });
          async save() { await this.client.putItem({ TableName: this.TableName }); }
          async never() { await this.client.deleteItem({ TableName: "far" }); }
        }
        class Users extends Store { constructor() { super("users"); } }
        const orders = new Store(process.env.TABLE!), users = new Users();
        export const handler = async () => { await orders.save(); await users.load(); };
    """
    assert sorted(edges(code)) == ["reads ext:table/users read", "writes Table read"]


def test_a_client_that_is_made_when_it_is_needed_first(edges):
    code = """
        import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
        let client: SNSClient | undefined;
        const get = () => { if (!client) { client = new SNSClient({}); } return client; };
        const publish = (message) => get().send(
          new PublishCommand({ TopicArn: process.env.TOPIC, Message: message }));
        export const handler = (event) => publish(event.text).then(() => "ok").catch(() => "no");
    """
    assert edges(code) == ["publishes Topic read"]
