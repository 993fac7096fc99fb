"""What Python code leaves to what is not read: modules that are not there, libraries, programs."""

import sys
from collections.abc import Callable, Mapping
from functools import partial

from analysis.code.combining import joined, options
from analysis.code.evaluator import ANY, Deed, Evaluator
from analysis.code.python.models import is_read
from analysis.code.state import Arguments
from analysis.code.texts import texts_of
from analysis.code.unread import handed
from analysis.code.values import External, Handle, Package, Value

Answer = Callable[[Evaluator, Arguments], Value]

_BY_THEMSELVES: Mapping[str, tuple[Deed, ...]] = {
    **dict.fromkeys(("aws_durable_execution_sdk_python", "awswrangler", "langchain_aws"), ANY),
    **dict.fromkeys(("celery", "dramatiq", "kombu"), (("queue", ""),)),
    **dict.fromkeys(("cloudpathlib", "s3fs", "smart_open"), (("bucket", ""),)),
    **dict.fromkeys(("dyntastic", "pynamodb"), (("table", ""),)),
}
"""Libraries that work with AWS though nobody hands them a client, and with what of it."""
_OTHERS = """
    aioboto3 aiobotocore aws_lambda_powertools aws_xray_sdk awslambdaric boto3 botocore s3transfer
    PIL PyPDF2 aiohttp anthropic ariadne arrow attr attrs authlib aws_embedded_metrics
    aws_requests_auth backoff bcrypt bs4 cachetools cattr cattrs cfnresponse click cognitojwt
    confluent_kafka connexion crhelper
    cryptography cv2 datadog datadog_lambda dataclasses_json dateutil ddtrace decouple defusedxml
    discord docx dotenv elasticsearch email_validator environs faker fastapi feedparser
    firebase_admin flask fpdf freezegun geopy github google gql graphene graphql httpx humanize
    itsdangerous jinja2 jmespath joblib jose jsonschema jwt kafka loguru lxml mangum markdown
    marshmallow matplotlib msgpack mypy_extensions mysql nacl newrelic nltk numpy oauthlib openai
    openpyxl opensearchpy opentelemetry orjson pandas passlib pendulum phonenumbers
    pkg_resources plotly praw psycopg psycopg2 pyarrow pycountry pydantic pydantic_settings pymongo
    pymysql pyotp pypdf pytest pytz qrcode redis reportlab requests requests_aws4auth
    requests_oauthlib retrying rich scipy seaborn sendgrid sentry_sdk setuptools shortuuid
    simplejson six sklearn slack slack_sdk spacy sqlalchemy starlette stripe structlog tabulate
    telebot telegram tenacity tensorflow toml tomli torch tqdm transformers tweepy twilio
    typing_extensions ujson ulid urllib3 validators xgboost xlsxwriter xmltodict yaml
"""
_KNOWN = frozenset(_OTHERS.split()) | sys.stdlib_module_names
"""The runtime's own, and well-known ones that have nothing to do with a system's resources."""
_STUBS = ("mypy_boto3", "types_", "boto3_stubs", "botocore_stubs")
_OF_AWS = ("boto3.s3", "botocore.awsrequest", "botocore.httpsession", "http.client", "socket",
           "aws_lambda_powertools.utilities.idempotency",
           "aws_lambda_powertools.utilities.parameters.DynamoDBProvider")  # fmt: skip
_PROGRAMS = """
    os.system os.popen os.execv os.execvp os.spawnv subprocess.run subprocess.call subprocess.Popen
    subprocess.check_call subprocess.check_output subprocess.getoutput
    asyncio.create_subprocess_exec asyncio.create_subprocess_shell
"""
_PUT_TOGETHER = "exec eval runpy.run_path runpy.run_module"


def missed_import(evaluator: Evaluator, name: str, written: str) -> None:
    """Note an import of a module that is not at hand, unless it is a library's."""
    root = name.partition(".")[0]
    if is_read(name):
        return
    if root in _BY_THEMSELVES:
        evaluator.miss(f"{root} works with AWS by itself, and is not read", *_BY_THEMSELVES[root])
    elif written.startswith(".") or not (
        _is_known(root) or root.lower() in evaluator.files.listed()
    ):
        evaluator.miss(f"it imports {written}, which is not there")


def _is_known(root: str) -> bool:
    return root in _KNOWN or root.startswith(_STUBS)


def is_library(name: str) -> bool:
    """Whether a dotted name is of a library, and not of the language's own."""
    root, dot, _ = name.partition(".")
    return bool(dot) and root not in sys.stdlib_module_names


def left_to(evaluator: Evaluator, name: str, arguments: Arguments) -> None:
    """Note a call of something unread that is handed what it can act with."""
    root = name.partition(".")[0]
    if "." not in name or root in _BY_THEMSELVES:
        return
    called = name.replace("()", "")
    of_aws = called.startswith(_OF_AWS)
    handed(evaluator, called, arguments, known=_is_known(root), of_aws=of_aws)


def _imported(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``importlib.import_module("shared.send")``: followed where the name is known."""
    named = arguments.get("name", 0)
    found: list[Value] = []
    for name in texts_of(named):
        if isinstance(name, str) and not name.startswith("."):
            ours = evaluator.load(name)
            if not ours:
                missed_import(evaluator, name, name)
            found.append(Package(name) if ours else External(name))
    return joined(found) if found else _missed("it imports what is known only then", evaluator)


def _missed(reason: str, evaluator: Evaluator, arguments: Arguments | None = None) -> Value:
    evaluator.miss(reason)
    return evaluator.made_of(*(arguments.all() if arguments else ()))


def _all(names: str, reason: str) -> dict[str, Answer]:
    return dict.fromkeys(names.split(), partial(_missed, reason))


UNREAD: dict[str, Answer] = {
    **_all(_PROGRAMS, "it runs another program"),
    **_all(_PUT_TOGETHER, "it runs code that is put together then"),
    **_all("globals locals", "it calls by names that are known only then"),
    "importlib.import_module": _imported,
    "__import__": _imported,
}
"""What runs code that stands nowhere, or is found only when it runs."""


def unknown_name(evaluator: Evaluator, owner: Value) -> None:
    """Note that something of an owner is taken by a name that is known only when it runs."""
    if any(isinstance(each, Package | Handle) for each in options(owner)):
        evaluator.miss("it calls by names that are known only then")
