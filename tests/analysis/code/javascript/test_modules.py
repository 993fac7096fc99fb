"""Imports of TypeScript and JavaScript: followed across files, whatever exports and names them."""

import json

import pytest

from analysis.extract.extraction import extract
from analysis.fields import read_facts

SEND = """
    import { SNS } from "@aws-sdk/client-sns";
    export const topic = process.env.TOPIC;
    export async function send() { await new SNS({}).publish({ TopicArn: topic }); }
    export default send;
    export class Sender { go() { return send(); } }
"""
OLD_SEND = """
    const { SNS } = require("@aws-sdk/client-sns");
    function send() { return new SNS({}).publish({ TopicArn: process.env.TOPIC }); }
    module.exports = { send, Sender: class { go() { return send(); } }, default: send };
"""
WAYS = {
    "by name": 'import { send } from "./send"; export const handler = async () => send();',
    "under another name": (
        'import { send as tell } from "./send"; export const handler = async () => tell();'
    ),
    "the default": 'import tell from "./send"; export const handler = async () => tell();',
    "the whole": 'import * as all from "./send"; export const handler = async () => all.send();',
    "a class": (
        'import { Sender } from "./send"; export const handler = async () => new Sender().go();'
    ),
    "required": 'const { send } = require("./send"); exports.handler = async () => send();',
    "required in whole": 'const all = require("./send"); exports.handler = () => all.send();',
    "when it is called": (
        "export const handler = async () => {"
        ' const { send } = await import("./send"); await send(); };'
    ),
    "under the compiled name": (
        'import { send } from "./send.js"; export const handler = async () => send();'
    ),
    "passed on": 'export { send as handler } from "./send";',
    "passed on in whole": 'export * from "./send"; export { default as handler } from "./send";',
    "by TypeScript's own": (
        'import all = require("./send"); export const handler = async () => all.send();'
    ),
    "exported at the end": (
        'import { send } from "./send"; async function go() { await send(); }'
        " export { go as handler };"
    ),
    "exported as one": 'const { send } = require("./send"); module.exports = { handler: send };',
    "compiled": (
        'const send_1 = require("./send");'
        " exports.handler = async () => { await (0, send_1.send)(); };"
    ),
    "exported alone": (
        'const { send } = require("./send"); module.exports.handler = async () => send();'
    ),
}


@pytest.mark.parametrize("code", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("send", [SEND, OLD_SEND], ids=["ES module", "CommonJS"])
def test_what_is_imported_is_followed(edges, code, send):
    assert edges({"app.ts": code, "send.ts": send}) == ["publishes Topic read"]


@pytest.mark.parametrize(
    "file", ["lib/index.ts", "lib/index.js", "lib.mjs", "lib.cjs", "lib.tsx", "lib.mts"]
)
def test_a_module_is_found_under_each_suffix_and_as_a_folder(edges, file):
    code = 'import { send } from "./lib"; export const handler = async () => send();'
    assert edges({"app.ts": code, file: SEND}) == ["publishes Topic read"]


def test_paths_of_tsconfig_lead_to_modules(edges):
    options = {"baseUrl": ".", "paths": {"@lib/*": ["shared/lib/*"], "config": ["x/config.ts"]}}
    found = edges(
        {
            "app.ts": 'import { send } from "@lib/send"; export const handler = () => send();',
            "shared/lib/send.ts": 'export { send } from "config";',
            "x/config.ts": SEND,
            "tsconfig.json": '{ // what is built\n "extends": "./tsconfig.base", }',
            "tsconfig.base.json": json.dumps({"compilerOptions": options}),
        }
    )
    assert found == ["publishes Topic read"]


def test_a_package_of_the_same_repository_is_read(edges):
    found = edges(
        {
            "app.ts": (
                'import { send } from "@shop/messages"; export const handler = async () => send();'
            ),
            "packages/messages/package.json": '{"name": "@shop/messages", "main": "dist/index.js"}',
            "packages/messages/src/index.ts": SEND,
        }
    )
    assert found == ["publishes Topic read"]


def test_what_json_holds_is_known(edges):
    code = """
        import settings from "./settings.json";
        import { DynamoDB } from "@aws-sdk/client-dynamodb";
        const { tables: { orders: TableName } } = settings;
        export const handler = async () => new DynamoDB({}).getItem({ TableName, Key: {} });
    """
    files = {"app.ts": code, "settings.json": '{"tables": {"orders": "orders"}}'}
    assert edges(files) == ["reads Table read"]


def test_the_files_of_a_package_are_those_that_it_imports(system):
    code = """
        import type { Order } from "./types";
        import { send } from "./lib/send";
        export const handler = async () => (await import("./late")).go(send);
    """
    files = {"app.ts": code, "lib/send.ts": SEND, "late.ts": "export const go = (f) => f();"}
    template = system(files | {"types.ts": "export type Order = {};", "other.ts": "export {};"})
    assert read_facts([template]).modules == {
        "Fn": ("src/app.ts", "src/late.ts", "src/lib/send.ts")
    }


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ('import x from "./gone"; export const handler = x;', "it imports ./gone, which is not"),
        ('import x from "gone"; export const handler = async () => x();', "it imports gone, which"),
        (
            "export const handler = async (e) => (await import(e.name)).go();",
            "it imports what is known only then",
        ),
        (
            'import { Model } from "dynamoose"; export const handler = async () => new Model();',
            "dynamoose works with AWS by itself",
        ),
        (
            """import { SNS } from "@aws-sdk/client-sns"; import { f } from "some-library";
            export const handler = async () => f(new SNS({}));""",
            "some-library.f is handed a client",
        ),
        (
            """import { SNS } from "@aws-sdk/client-sns"; const sns = new SNS({});
            export const handler = async (e) => sns[e.verb]({});""",
            "it calls by names that are known only then",
        ),
    ],
)
def test_what_is_left_to_what_is_not_read_is_said(system, code, reason):
    package = '{"dependencies": {"some-library": "1"}}'
    graph = extract([system({"app.ts": code, "package.json": package})])
    assert [each for each in graph.remarks if reason in each], graph.remarks


def test_libraries_that_have_nothing_to_do_with_it_leave_nothing_open(system):
    code = """
        import { randomUUID } from "node:crypto";
        import axios from "axios";
        import { z } from "zod";
        import { v4 } from "uuid";
        import { Tracer } from "@aws-lambda-powertools/tracer";
        import { SNSClient } from "@aws-sdk/client-sns";
        const Order = z.object({ id: z.string() });
        const sns = new Tracer().captureAWSv3Client(new SNSClient({}));
        export const handler = async (event) => {
          const order = Order.parse(JSON.parse(event.body));
          await axios.post("https://example.com", { id: order.id, key: randomUUID(), other: v4() });
        };
    """
    graph = extract([system({"app.ts": code})])
    assert graph.by_id["Fn"].attributes["code"] == "followed"
    assert not [each for each in graph.remarks if "Fn" in each]


def test_a_module_whose_name_begins_anothers_is_found_whichever_comes_first(edges):
    code = """
        import { KIND } from "./send.kinds";
        import { send } from "./send";
        export const handler = async () => { if (KIND) await send(); };
    """
    files = {"app.ts": code, "send.ts": SEND, "send.kinds.ts": "export const KIND = true;"}
    assert edges(files) == ["publishes Topic read"]
