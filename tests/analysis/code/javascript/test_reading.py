"""What only JavaScript has: marshallers by tables of names, callbacks, names that are texts."""

import pytest

from analysis.extract import extract
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
    "how many there are of some": (
        "exports.handler = async (e) => e.lines.filter((l) => l.sku === 'x').length > 2;",
        ["lines", "lines.sku"],
    ),
    "how many were made": (
        "exports.handler = async (e) => [...e.lines, ...e.others].length > 2;",
        ["lines", "others"],
    ),
    "a list by lodash": (
        """import _ from 'lodash';
           export const handler = async ({ lines }) => _.map(lines, (l) => l.sku + 'x');""",
        ["lines.sku"],
    ),
    "an error that tells of it all": (
        "exports.handler = async (e) => { if (!e.id) throw Error('no ' + JSON.stringify(e)); };",
        ["id"],
    ),
    "a size, which is a field": ("exports.handler = async (e) => e.size + 1;", ["size"]),
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


ANSWERS = {
    "a callback": (
        "exports.handler = (e, context, callback) => { callback(null, { id: e.id, at: 1 }); };",
        ["at", "id"],
    ),
    "a callback that is told later": (
        """const AWS = require('aws-sdk');
           const s3 = new AWS.S3();
           exports.handler = (e, context, callback) => {
             s3.getObject({ Bucket: e.bucket, Key: e.key }).promise()
               .then((found) => callback(null, { size: found.ContentLength }))
               .catch((failed) => callback(failed)); };""",
        ["size"],
    ),
    "a callback and nothing else": (
        "exports.handler = (e, context, done) => done(new Error('no'));",
        [],
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_is_answered_through_a_callback(system, case):
    code, fields = ANSWERS[case]
    (response,) = [each for each in read_facts([system({"app.js": code})]).contracts
                   if each.id == "response:Fn"]  # fmt: skip
    assert [each.path for each in response.fields] == fields


def test_a_text_made_to_be_logged_is_not_read(system):
    code = """
        const util = require('util');
        exports.handler = async (event) => {
          console.log('came in', util.inspect(event, { depth: 5 }));
          return event.id + 1;
        };
    """
    assert reads_of(system({"app.js": code})) == ["id"]


def test_what_a_module_exports_is_its_this(system):
    files = {
        "app.js": """
            module.exports.orders = require('./orders');
            module.exports.handler = async (event) => this.orders.keep(event);
        """,
        "orders.js": """
            const AWS = require('aws-sdk');
            const rows = new AWS.DynamoDB.DocumentClient();
            module.exports.keep = (order) => new Promise((resolve, reject) => {
              const asked = { TableName: process.env.TABLE, Item: { id: order.id } };
              rows.put(asked, (error) => { if (error) reject(error); resolve(asked.Item); });
            });
        """,
    }
    template = system(files)
    graph = extract([template])
    assert "Fn writes Table" in [str(edge) for edge in graph.flow if edge.certainty == "read"]
    assert reads_of(template) == ["id"]


@pytest.mark.parametrize(
    ("before", "got"),
    [
        ("import _ from 'lodash'", "_.get(config, 'queues.main')"),
        ("import get from 'lodash/get'", "get(config, 'queues.main', 'other')"),
        ("import { get } from 'lodash'", "get({ urls: [config.queues.main] }, 'urls[0]')"),
        ("import * as _ from 'lodash'", "_.get(config, 'queues.none', config.queues.main)"),
    ],
)
def test_what_lodash_gets_by_a_path(system, before, got):
    code = f"""
        {before};
        import {{ SQS }} from '@aws-sdk/client-sqs';
        const config = {{ queues: {{ main: process.env.QUEUE }} }};
        export const handler = async () =>
          new SQS({{}}).sendMessage({{ QueueUrl: {got}, MessageBody: '1' }});
    """
    graph = extract([system({"app.ts": code})])
    assert "Fn publishes Queue" in [str(edge) for edge in graph.flow if edge.certainty == "read"]


def test_methods_may_be_put_into_a_prototype(system):
    files = {
        "app.js": """
            import Orders from './lib/orders';
            const orders = new Orders();
            export const handler = async (event) => orders.keep(event.id);
        """,
        "lib/Orders.js": """
            import AWS from 'aws-sdk';
            const call = (action, given) => new AWS.DynamoDB.DocumentClient()[action](given);
            function Orders(settings) { this.table = process.env.TABLE; }
            Orders.prototype = { keep };
            Orders.prototype.row = function (id) { return { id, at: this.table }; };
            function keep(id) {
              return call('put', { TableName: this.table, Item: this.row(id) }).promise();
            }
            export default Orders;
        """,
    }
    graph = extract([system(files)])
    assert "Fn writes Table" in [str(edge) for edge in graph.flow if edge.certainty == "read"]


def test_a_file_of_types_is_there_though_nothing_is_in_it(system):
    files = {
        "app.ts": """
            import { Order } from './types';
            export const handler = async (order: Order) => order.id + 1;
        """,
        "types.d.ts": "export interface Order { id: number }",
    }
    graph = extract([system(files)])
    assert graph.by_id["Fn"].attributes["code"] == "followed"
    assert not [each for each in graph.remarks if "imports" in each]


def test_of_what_calls_itself_time_and_again_no_more_than_once_is_followed(system):
    kinds = [f"case '{name}': return {{ {name}: listed(x) || mapped(x) }};" for name in "ABCDEFGH"]
    code = f"""
        import {{ SQS }} from '@aws-sdk/client-sqs';
        const kind = (x) => x.constructor.name;
        function one(x) {{ switch (kind(x)) {{ {" ".join(kinds)} default: return {{ S: x }}; }} }}
        function listed(x) {{ return {{ L: [one(x[0]), mapped(x[1]), listed(x[2])] }}; }}
        function mapped(x) {{ return {{ M: one(x) && listed(x.a) && mapped(x.b) && one(x.c) }}; }}
        export const handler = async (event) => {{
          const body = one({{ order: event.order, at: event.at }});
          return new SQS({{}}).sendMessage({{ QueueUrl: process.env.QUEUE, MessageBody: 'x' }});
        }};
    """
    graph = extract([system({"app.ts": code})])
    assert "Fn publishes Queue" in [str(edge) for edge in graph.flow if edge.certainty == "read"]
    assert graph.by_id["Fn"].attributes["code"] == "followed"
