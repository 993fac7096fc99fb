"""What code of Node leaves to what is not read: modules that are not there, libraries, programs."""

from collections.abc import Mapping

from analysis.code.evaluator import Deed, Evaluator
from analysis.code.state import Arguments
from analysis.code.unread import handed
from analysis.code.values import Scope

_OF_TABLES = """
    @aws/dynamodb-data-mapper @aws/dynamodb-expressions @shiftcoders/dynamo-easy @typedorm/core
    dynamodb-onetable dynamodb-toolbox dynamoose electrodb type-dynamo
"""
_OF_QUEUES = """
    @dazn/lambda-powertools-sqs-client bbc-sqs-consumer sqs-consumer sqs-producer
"""
_BUILT_IN = """
    assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl sqlite stream string_decoder sys test
    timers tls trace_events tty url util v8 vm wasi worker_threads zlib
"""
_OTHERS = """
    ajv ajv-formats ajv-keywords async async-retry aws-jwt-verify aws-lambda aws-sdk
    aws-serverless-express aws-xray-sdk aws-xray-sdk-core aws4 axios axios-retry bcrypt bcryptjs
    bluebird body-parser bunyan chalk cheerio class-transformer class-validator compression
    cookie cors csv-parse csv-parser csv-stringify datadog-lambda-js date-fns date-fns-tz dayjs
    dd-trace deep-equal dotenv effect ejs express fast-xml-parser fastify firebase-admin
    form-data fp-ts geoip-lite google-auth-library googleapis got graphql graphql-request
    graphql-tag handlebars hash.js helmet hono http-errors http-status http-status-codes
    https-proxy-agent immer inversify io-ts ioredis isomorphic-fetch jimp joi jose js-yaml json5
    jsonpath jsonschema jsonwebtoken jszip jwk-to-pem jwks-rsa jwt-decode knex koa ksuid
    lambda-api lambda-log lodash luxon marked mime mime-types moment moment-timezone mongodb
    mongoose morgan mustache mysql mysql2 nanoid neverthrow newrelic node-fetch
    node-telegram-bot-api nodemailer openai p-limit p-map p-retry papaparse passport pdf-lib
    pdfkit pg pino pino-lambda pluralize puppeteer puppeteer-core qs query-string ramda react
    react-dom redis reflect-metadata request request-promise rfdc rxjs semver sequelize
    serverless-http sharp short-uuid slugify source-map-support stripe superstruct telegraf
    ts-pattern tslib tsyringe twilio type-graphql typeorm ulid ulidx undici url-join uuid uuidv4
    validator winston xlsx xml2js yaml yup zod
"""
_OBJECTS = """
    AbortController AggregateError Array BigInt Boolean Buffer Date Error Intl JSON Map Math
    Number Object Promise Proxy RangeError Reflect RegExp Set String Symbol SyntaxError
    TextDecoder TextEncoder TypeError URL URLSearchParams Uint8Array WeakMap WeakSet console
    crypto fetch globalThis process
"""
_LANGUAGE = frozenset(_OBJECTS.split())
_BY_THEMSELVES: Mapping[str, Deed] = {
    **dict.fromkeys(_OF_TABLES.split(), ("table", "")),
    **dict.fromkeys(_OF_QUEUES.split(), ("queue", "")),
    "@dazn/lambda-powertools-eventbridge-client": ("bus", ""),
    "@dazn/lambda-powertools-sns-client": ("topic", ""),
    "s3-upload-stream": ("bucket", ""),
}
"""Libraries that work with AWS though nobody hands them a client, and with what of it."""
_KNOWN = frozenset((*_BUILT_IN.split(), *_OTHERS.split()))
"""The runtime's own, and well-known ones that have nothing to do with a system's resources."""
_OWN = _LANGUAGE.union(_BUILT_IN.split())
_SCOPED = """
    @anthropic-ai/ @apollo/ @aws-crypto/ @aws-lambda-powertools/ @aws-sdk/
    @aws/durable-execution-sdk-js @babel/ @codegenie/ @graphql-tools/ @hapi/ @hono/ @middy/
    @nestjs/ @octokit/ @opentelemetry/ @prisma/ @sendgrid/ @sentry/ @sinclair/ @sindresorhus/
    @slack/ @smithy/ @types/ @vendia/ lodash.
"""
_SCOPES = tuple(_SCOPED.split())
_OF_AWS = ("@aws-lambda-powertools/parameters", "@aws-sdk/lib-storage", "@aws-sdk/signature")
_SIGNING = ("@aws-sdk/s3-request-presigner", "@aws-sdk/s3-presigned-post")
_DATA = (".json", ".graphql", ".gql", ".txt", ".html", ".css", ".sql", ".md", ".wasm", ".node")
_NOT_CODE = "(){}"


def root_of(name: str) -> str:
    """The package that a dotted name is of: ``@middy/core.default`` is of ``@middy/core``."""
    parts = name.split("/")
    kept = parts[:2] if name.startswith("@") else parts[:1]
    last = kept[-1].partition(".")[0] if kept else ""
    return "/".join([*kept[:-1], last]).rstrip(_NOT_CODE)


def _is_known(root: str) -> bool:
    return root in _KNOWN or f"{root}/".startswith(_SCOPES) or root.startswith(_SCOPES)


def _answers_stack(name: str) -> bool:
    """Whether it is the module that Lambda puts beside a text in a template."""
    return name.removeprefix("./").startswith("cfn-response")


def missed_import(evaluator: Evaluator, specifier: str, scope: Scope) -> None:
    """Note an import of a module that is not at hand, unless it is a library's."""
    root = root_of(specifier.removeprefix("node:"))
    if root in _BY_THEMSELVES:
        evaluator.miss(f"{root} works with AWS by itself, and is not read", _BY_THEMSELVES[root])
    elif specifier.endswith(_DATA) or _answers_stack(specifier):
        return
    elif specifier.startswith((".", "/")) or not (
        _is_known(root) or root in evaluator.files.listed(scope.module)
    ):
        evaluator.miss(f"it imports {specifier[:200]}, which is not there")


def is_library(name: str) -> bool:
    """Whether a dotted name is of a library, and not of the language's own or of Node's."""
    return root_of(name) not in _OWN


def left_to(evaluator: Evaluator, name: str, arguments: Arguments) -> None:
    """Note a call of something unread that is handed what it can act with."""
    root = root_of(name)
    if "/" not in name and "." not in name:
        return
    if name.startswith(_SIGNING) or root in _BY_THEMSELVES or _answers_stack(name):
        return
    if root == "child_process":
        evaluator.miss("it runs another program")
    called = name.replace("()", "")
    of_aws = called.startswith(_OF_AWS)
    known = _is_known(root) or ("/" not in name and root in _LANGUAGE)
    handed(evaluator, called, arguments, known=known, of_aws=of_aws)
