"""Where the code of a function of Node is, whatever tool deploys it and however it is built."""

from textwrap import dedent

import pytest

from analysis.extract.extraction import extract

SENDS = """
const { SNS } = require("@aws-sdk/client-sns");
exports.handler = async () => new SNS({}).publish({ TopicArn: process.env.TOPIC });
"""
FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: {{Type: AWS::SNS::Topic}}
  Fn:
    Type: AWS::Serverless::Function
{metadata}
    Properties:
      Runtime: nodejs22.x
      Environment: {{Variables: {{TOPIC: !Ref Topic}}}}
      {properties}
"""


@pytest.fixture
def sent(tmp_path):
    """The line from which Fn publishes to the topic, in a folder with these files."""

    def read(files, template="template.yaml"):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        graph = extract([tmp_path / template])
        (edge,) = [edge for edge in graph.flow if str(edge) == "Fn publishes Topic"]
        assert edge.certainty == "read"
        place = edge.evidence[0]
        return f"{place.file.rpartition(str(tmp_path))[2].lstrip('/')}:{place.line}"

    return read


def of_sam(properties, metadata=""):
    return FUNCTION.format(properties=properties, metadata=metadata)


@pytest.mark.parametrize(
    ("properties", "file"),
    [
        ("CodeUri: src\n      Handler: app.handler", "src/app.js"),
        ("CodeUri: ./\n      Handler: src/app.handler", "src/app.mjs"),
        ("CodeUri: src/\n      Handler: functions/app.handler", "src/functions/app.cjs"),
        ("CodeUri: src\n      Handler: app.handler", "src/app/index.js"),
        ("CodeUri: src/app.js\n      Handler: app.handler", "src/app.js"),
        ("CodeUri: .\n      Handler: dist/app.handler", "src/app.ts"),
        ("CodeUri: .\n      Handler: dist/orders/app.handler", "orders/app.ts"),
        ("CodeUri: service\n      Handler: app.handler", "service/src/app.ts"),
        ("CodeUri: dist\n      Handler: app.handler", "src/app.ts"),
    ],
)
def test_a_handler_of_sam_is_found_where_it_was_written(sent, properties, file):
    found = sent({"template.yaml": of_sam(properties), file: SENDS})
    assert found == f"{file}:3"


def test_the_entry_points_of_a_bundle_are_where_a_handler_is(sent):
    metadata = """
    Metadata:
      BuildMethod: esbuild
      BuildProperties: {EntryPoints: [handlers/other.ts, handlers/app.ts]}"""
    files = {
        "template.yaml": of_sam("CodeUri: code\n      Handler: app.handler", metadata),
        "code/handlers/other.ts": "export const handler = 1;",
        "code/handlers/app.ts": SENDS,
    }
    assert sent(files) == "code/handlers/app.ts:3"


def test_code_in_a_template_is_read_at_its_line(sent):
    inline = "Handler: index.handler\n      InlineCode: |" + SENDS.replace("\n", "\n        ")
    assert sent({"template.yaml": of_sam(inline)}).startswith("template.yaml:14")


def test_a_layer_is_read_where_it_is_shown(sent):
    layer = "\n  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}\n"
    code = 'const { handler } = require("/opt/nodejs/send"); exports.handler = () => handler();'
    properties = "CodeUri: src\n      Handler: app.handler\n      Layers: [!Ref Tools]"
    files = {"src/app.js": code, "layer/nodejs/send.js": SENDS}
    assert sent({"template.yaml": of_sam(properties) + layer} | files) == "layer/nodejs/send.js:3"


SERVERLESS = """
service: shop
provider: {name: aws, runtime: nodejs20.x, environment: {TOPIC: !Ref Topic}}
functions: {fn: {handler: src/app.main, name: Fn}}
resources: {Resources: {Topic: {Type: AWS::SNS::Topic}}}
"""


def test_a_handler_of_the_serverless_framework_is_read(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.ts").write_text(SENDS.replace("handler", "main"))
    (tmp_path / "serverless.yml").write_text(SERVERLESS)
    graph = extract([tmp_path / "serverless.yml"])
    assert [str(edge) for edge in graph.flow] == ["FnLambdaFunction publishes Topic"]


BUNDLE = """
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: true });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// lib/app.ts
var app_exports = {};
__export(app_exports, {
  handler: () => handler
});
module.exports = __toCommonJS(app_exports);

// node_modules/@middy/core/index.js
var middy = (base) => { while (true) { base(); } };
var core_default = middy;

// node_modules/@aws-sdk/client-sns/dist-es/SNS.js
var SNS = class { publish() { throw new Error("not read"); } };

// lib/app.ts
var sns = new SNS({});
var handler = core_default(async () => {
  await sns.publish({ TopicArn: process.env.TOPIC });
});
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = { handler });
"""


def test_a_bundle_of_cdk_is_read_and_what_others_brought_into_it_is_not(sent):
    template = """
    {"Resources": {
      "Topic": {"Type": "AWS::SNS::Topic"},
      "Fn": {"Type": "AWS::Lambda::Function",
        "Metadata": {"aws:asset:path": "asset.abc", "aws:asset:property": "Code"},
        "Properties": {"Runtime": "nodejs22.x", "Handler": "index.handler",
          "Code": {"S3Bucket": "assets", "S3Key": "abc.zip"},
          "Environment": {"Variables": {"TOPIC": {"Ref": "Topic"}}}}}}}
    """
    files = {"shop.template.json": dedent(template), "asset.abc/index.js": BUNDLE}
    assert sent(files, "shop.template.json") == "asset.abc/index.js:38"


def test_a_handler_whose_file_is_not_there_is_said(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/other.js").write_text(SENDS)
    path = tmp_path / "template.yaml"
    path.write_text(of_sam("CodeUri: src\n      Handler: app.handler"))
    (node,) = extract([path]).unresolved
    assert node.reason.startswith("there is no app of JavaScript or TypeScript in ")


def test_a_handler_that_its_file_does_not_export_is_said(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.js").write_text(SENDS.replace("exports.handler", "exports.other"))
    path = tmp_path / "template.yaml"
    path.write_text(of_sam("CodeUri: src\n      Handler: app.handler"))
    graph = extract([path])
    assert [node.reason.rpartition(" ")[2] for node in graph.unresolved] == ["handler"]
    assert [edge.certainty for edge in graph.flow if edge.relation == "publishes"] == ["inferred"]


@pytest.mark.parametrize("runtime", ["nodejs22.x", "python3.13"])
def test_a_text_in_a_template_has_no_other_handler_than_its_own(tmp_path, runtime):
    """CloudFormation makes `index` of it, so that any other module is not at hand."""
    template = FUNCTION.format(
        metadata="", properties='Handler: app.handler\n      InlineCode: "x"'
    )
    path = tmp_path / "template.yaml"
    path.write_text(template.replace("nodejs22.x", runtime))
    [unresolved] = extract([path]).unresolved
    assert unresolved.reason == "what stands in its template is index, and its handler is in app"
