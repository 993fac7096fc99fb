"""Strangers' code in JavaScript: a result or a sentence, in bounded time and memory; never run."""

import time

import pytest

from analysis.extract.extraction import extract
from analysis.fields import read_facts

pytestmark = pytest.mark.seldom  # each takes what a reading may

_LARGE = 400_000  # characters, which take seconds
HOSTILE = {
    "endless recursion": "go = (e) => go([e]);",
    "a function that is its own argument": "const f = (g) => g(g); go = () => f(f);",
    "mutual imports": "import * as a from './app'; export * from './app'; go = a;",
    "a class of itself": "class A extends A { x = new A(); } go = () => new A().x.y();",
    "a bracket in a bracket": "go = (e) => " + "(" * 20_000 + "e" + ")" * 20_000 + ";",
    "a list in a list": "go = (e) => " + "[" * 20_000 + "e" + "]" * 20_000 + ";",
    "a function in a function": "go = " + "(e) => " * 20_000 + "e;",
    "a template in a template": "go = (e) => " + "`${" * 5000 + "e" + "}`" * 5000,
    "a block in a block": "go = (e) => " + "{" * 20_000 + "}" * 20_000,
    "a long sum": "go = (e) => " + "+".join(["'a'"] * 20_000) + ";",
    "a long chain": "go = (e) => e" + ".then((x) => x)" * 5000 + ";",
    "many branches": "go = (e, c) => {" + "if (e) c = [c, c];\n" * 2000 + "};",
    "else if": "go = (e) => {" + "if (e) {} else " * 5000 + "{} };",
    "a pattern in a pattern": "go = (" + "{a: " * 5000 + "b" + "}" * 5000 + ") => b;",
    "endless loops": "go = () => { for (;;) while (true) do {} while (1); };",
    "loops over itself": "const x = []; x.push(x); go = () => x.flat().map((y) => y);",
    "getters of themselves": "const o = { get a() { return o.a; } }; go = () => o.a;",
    "an object of itself": "const o = {}; o.o = o; go = () => JSON.stringify({...o});",
    "a promise of itself": "const p = new Promise((r) => r(p)); go = () => p.then((x) => x);",
    "strange calls": "go = () => { super.x(); new (class {})(); (0)(); ''(); require(); };",
    "stars": "go = (...e) => go(...e, ...[...e], {...e});",
    "a switch that falls": "go = (e) => { switch (e) {" + "case 1: e++;" * 3000 + "} };",
    "escapes": "go = () => '\\u{FFFFFFFF}\\uD800\\x' + '\\u{110000}' + 1e999 + 0xfz;",
    "nothing": "",
    "a null": "go = () => {};\0",
    "no JavaScript": "%%% this is : no code }}} (((",
    "half of it": "go = async (event) => { if (",
    "other letters": "exports.h\u00e4ndler = \u202e'x'; go = () => '\U0001f600';",
    "long names": f"import {{ x }} from '{'a' * 90_000}'; go = () => {'b' * 90_000}.c;",
    "many functions": "function f() {}\n" * 40_000 + "go = f;",
    "a table": "const t = {" + ",".join(f"k{n}: [{n}]" for n in range(60_000)) + "}; go = () => t;",
    "one line": "!function(){" + "function a(b){return b(function(){a})}" * 25_000 + "}();",
}  # fmt: skip
"""What stands in a file whose handler is called go."""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(text, id=name, marks=pytest.mark.slow if len(text) > _LARGE else ())
        for name, text in HOSTILE.items()
    ],
)
def test_no_code_breaks_the_reading_or_takes_long(system, source):
    template = system({"app.js": f"var go = 0;\n{source}\nexports.handler = go;"})
    before = time.process_time()
    read_facts([template], extract([template]))
    assert time.process_time() - before < 10


@pytest.mark.slow
def test_a_bundle_that_is_too_large_is_said_not_to_be_read(system):
    source = "!function(){" + "var a=function(b,c){return b&&c.d};" * 150_000 + "}();"
    assert len(source) > 5_000_000
    before = time.process_time()
    graph = extract([system({"app.js": source})])
    assert time.process_time() - before < 10
    assert [node.reason for node in graph.unresolved] == ["there is more code than is read"]


def test_where_a_file_is_no_javascript_is_said_and_the_rest_of_it_is_read(system):
    source = """
        const { SNS } = require("@aws-sdk/client-sns");
        const broken = ) {;
        exports.handler = async () => new SNS({}).publish({ TopicArn: process.env.TOPIC });
    """
    graph = extract([system({"app.js": source})])
    (node,) = graph.unresolved
    assert node.reason == "a part of it is no JavaScript, so it is not read"
    assert node.evidence[0].line == 3
    assert [str(edge) for edge in graph.flow if edge.source == "Fn"] == ["Fn publishes Topic"]


def test_code_that_is_none_at_all_is_said(system):
    graph = extract([system({"app.js": "}}} %%% ((("})])
    (node,) = graph.unresolved
    assert node.reason == "it is no JavaScript"


def test_a_link_out_of_the_repository_is_not_followed(system, tmp_path):
    outside = tmp_path.parent / "outside.js"
    outside.write_text(
        'const { SNS } = require("@aws-sdk/client-sns");\n'
        "exports.send = () => new SNS({}).publish({ TopicArn: process.env.TOPIC });\n"
    )
    code = 'const { send } = require("./linked"); exports.handler = async () => send();'
    template = system({"app.js": code})
    (template.parent / "src" / "linked.js").symlink_to(outside)
    graph = extract([template])
    assert not [edge for edge in graph.flow if edge.source == "Fn"]
    assert "leads out of" in graph.unresolved[0].reason
