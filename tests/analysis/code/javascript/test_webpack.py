"""Bundles that webpack and its kin wrote: each module is loaded once, by its number or name."""

import pytest

from analysis.extract import extract

SEND = """
      __webpack_require__.r(__webpack_exports__);
      __webpack_require__.d(__webpack_exports__, { "send": () => (/* binding */ send) });
      var sns = __webpack_require__(456);
      const client = new sns.SNSClient({});
      async function send() {
        await client.send(new sns.PublishCommand({ TopicArn: process.env.TOPIC }));
      }
"""
DEFAULT = """
      __webpack_require__.r(__webpack_exports__);
      __webpack_require__.d(__webpack_exports__, { "send": () => (send) });
      var sdk = __webpack_require__(456);
      var sdk_default = /*#__PURE__*/__webpack_require__.n(sdk);
      const client = new (sdk_default().SNSClient)({});
      async function send() {
        await client.send(new (sdk_default().PublishCommand)({ TopicArn: process.env.TOPIC }));
      }
"""
BUNDLE = """
(() => {
  var __webpack_modules__ = {
    123: (__unused, __webpack_exports__, __webpack_require__) => { MODULE },
    456: (module) => { module.exports = require("@aws-sdk/client-sns"); }
  };
  var __webpack_module_cache__ = {};
  function __webpack_require__(moduleId) {
    var cachedModule = __webpack_module_cache__[moduleId];
    if (cachedModule !== undefined) { return cachedModule.exports; }
    var module = __webpack_module_cache__[moduleId] = { exports: {} };
    __webpack_modules__[moduleId](module, module.exports, __webpack_require__);
    return module.exports;
  }
  (() => { __webpack_require__.n = (module) => {
    var getter = module && module.__esModule ? () => (module['default']) : () => (module);
    __webpack_require__.d(getter, { a: getter });
    return getter;
  }; })();
  (() => { __webpack_require__.d = (exports, definition) => {
    for (var key in definition) {
      if (__webpack_require__.o(definition, key) && !__webpack_require__.o(exports, key)) {
        Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
      }
    }
  }; })();
  (() => {
    __webpack_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop));
  })();
  (() => { __webpack_require__.r = (exports) => {
    Object.defineProperty(exports, '__esModule', { value: true });
  }; })();
  var __webpack_exports__ = {};
  (() => {
    __webpack_require__.r(__webpack_exports__);
    __webpack_require__.d(__webpack_exports__, { "handler": () => (/* binding */ handler) });
    var lib = __webpack_require__(123);
    const handler = async () => { await (0, lib.send)(); };
  })();
  END
})();
"""
COPIED = """
  var target = exports;
  for (var i in __webpack_exports__) target[i] = __webpack_exports__[i];
"""
SMALL = """(()=>{"use strict";var e={123:(e,t,n)=>{n.d(t,{p:()=>i});var r=n(456);
const o=new r.SNSClient({});async function i(){await o.send(new r.PublishCommand({
TopicArn:process.env.TOPIC}))}},456:e=>{e.exports=require("@aws-sdk/client-sns")}},t={};
function n(r){var o=t[r];if(void 0!==o)return o.exports;var i=t[r]={exports:{}};
return e[r](i,i.exports,n),i.exports}n.d=(e,t)=>{for(var r in t)n.o(t,r)&&!n.o(e,r)&&
Object.defineProperty(e,r,{enumerable:!0,get:t[r]})},n.o=(e,t)=>
Object.prototype.hasOwnProperty.call(e,t);var r={};(()=>{n.d(r,{handler:()=>t});
var e=n(123);const t=async()=>{await(0,e.p)()}})(),module.exports=r})();"""
OLD = """
module.exports = (function(modules) {
  var installedModules = {};
  function __webpack_require__(moduleId) {
    if(installedModules[moduleId]) { return installedModules[moduleId].exports; }
    var module = installedModules[moduleId] = { i: moduleId, l: false, exports: {} };
    modules[moduleId].call(module.exports, module, module.exports, __webpack_require__);
    module.l = true;
    return module.exports;
  }
  __webpack_require__.d = function(exports, name, getter) {
    if(!__webpack_require__.o(exports, name)) {
      Object.defineProperty(exports, name, { enumerable: true, get: getter });
    }
  };
  __webpack_require__.o = function(object, property) {
    return Object.prototype.hasOwnProperty.call(object, property);
  };
  return __webpack_require__(__webpack_require__.s = 1);
})([
(function(module, exports) { module.exports = require("aws-sdk"); }),
(function(module, __webpack_exports__, __webpack_require__) {
  __webpack_require__.d(__webpack_exports__, "handler", function() { return handler; });
  var aws = __webpack_require__(0);
  const handler = async () => {
    await new aws.SNS().publish({ TopicArn: process.env.TOPIC }).promise();
  };
})
]);
"""
BUNDLES = {
    "in whole": BUNDLE.replace("MODULE", SEND).replace("END", "module.exports=__webpack_exports__"),
    "copied": BUNDLE.replace("MODULE", SEND).replace("END", COPIED),
    "the default": BUNDLE.replace("MODULE", DEFAULT).replace("END", COPIED),
    "made small": SMALL,
    "of version 4": OLD,
}


@pytest.mark.parametrize("bundle", BUNDLES.values(), ids=BUNDLES)
def test_a_bundle_is_followed(edges, bundle):
    assert edges({"app.js": bundle}) == ["publishes Topic read"]


def test_modules_may_need_one_another_many_deep(edges):
    chain = ", ".join(
        f"{n}: (m, e, __webpack_require__) => {{ m.exports = __webpack_require__({n + 1}); }}"
        for n in range(200, 212)
    )
    first = BUNDLES["in whole"].replace("__webpack_require__(456)", "__webpack_require__(200)")
    last = '212: (module) => { module.exports = require("@aws-sdk/client-sns"); }'
    assert edges({"app.js": first.replace("456: (", f"{chain}, {last}, 456: (")}) == [
        "publishes Topic read"
    ]


@pytest.mark.parametrize("config", ["webpack.config.js", "webpack.config.cjs"])
@pytest.mark.parametrize(
    "entry", ['appHandler: "./src/in/send.ts"', "'appHandler': ['./src/in/send.ts']"]
)
def test_where_a_bundle_comes_from_is_read_in_its_configuration(tmp_path, config, entry):
    (tmp_path / "src" / "in").mkdir(parents=True)
    (tmp_path / config).write_text(f"module.exports = {{ entry: {{ {entry} }} }};\n")
    (tmp_path / "src" / "in" / "send.ts").write_text(
        'import { SNS } from "@aws-sdk/client-sns";\n'
        "export const handler = () => new SNS({}).publish({ TopicArn: process.env.TOPIC });\n"
    )
    template = tmp_path / "serverless.yml"
    template.write_text(
        "service: s\nprovider: {name: aws, runtime: nodejs20.x, "
        "environment: {TOPIC: {Ref: Topic}}}\n"
        "functions: {app: {handler: .webpack/appHandler.handler}}\n"
        "resources: {Resources: {Topic: {Type: 'AWS::SNS::Topic'}}}\n"
    )
    graph = extract([template])
    assert [(each.relation, each.target, each.certainty) for each in graph.flow] == [
        ("publishes", "Topic", "read")
    ]
