"""What is asked of AWS, through boto3 or HTTP: noted as calls, with what is answered."""

from collections.abc import Callable, Iterator

from analysis.code.aws.operations import OPERATIONS
from analysis.code.combining import inside, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments, AwsCall
from analysis.code.texts import texts_of
from analysis.code.values import External, Handle, Input, Map, Method, Opaque, Seq, Value

SESSIONS = (
    "boto3.session.Session boto3.Session aioboto3.Session aiobotocore.Session "
    "aiobotocore.session.get_session botocore.session.get_session"
)
_OPENS = {
    ("dynamodb", "Table"): ("table", "name"),
    ("sqs", "Queue"): ("queue", "url"),
    ("sqs", "get_queue_by_name"): ("queue", "QueueName"),
    ("sns", "Topic"): ("topic", "arn"),
    ("s3", "Bucket"): ("bucket", "name"),
    ("s3", "Object"): ("object", "bucket_name"),
    ("s3", "ObjectSummary"): ("object", "bucket_name"),
}
_NAMES = {
    ("sqs", "get_queue_url"): ("QueueUrl", "QueueName"),
    ("sns", "create_topic"): ("TopicArn", "Name"),
    ("sqs", "create_queue"): ("QueueUrl", "QueueName"),
}
_ELSEWHERE = {
    **dict.fromkeys(
        ("execute_statement", "batch_execute_statement", "execute_transaction"),
        "statements of PartiQL are not read",
    ),
    **dict.fromkeys(
        ("generate_presigned_url", "generate_presigned_post"),
        "what is done with an address that is signed is not read",
    ),
}
_READ = {service for service, _, _ in OPERATIONS} - {
    *("http", "idempotency", "apigatewaymanagementapi", "durable")
}
_BESIDE = (
    *("describe", "list", "get", "head", "receive", "delete", "change_message", "purge", "create"),
    *("update", "tag", "untag", "subscribe", "unsubscribe", "confirm", "set_", "put_rule"),
    *("put_targets", "put_function", "put_bucket", "put_public", "put_provisioned", "put_resource"),
    *("enable", "disable", "add_permission", "remove", "stop", "abort", "test", "can_paginate"),
    *("close", "promise", "destroy", "send", "on", "config", "middleware", "wait", "filter"),
    *("load", "reload", "next", "paginate", "items", "generate", "execute", "batch_execute", "__"),
)
"""How operations begin that configure, describe, poll or belong to the client itself."""
_LOOKING = (
    "analyze",
    "compare",
    "describe",
    "detect",
    "get",
    "index",
    "list",
    "recognize",
    "search",
)
"""How operations begin that look at what they are told of, and put nothing anywhere."""
_SENDING = ("publishes", "invokes", "calls_back")
"""What hands on what it is given; what is kept may be read by anybody later."""
_DEEPEST, _MOST = 4, 500  # of what an operation is given
_ITSELF = ("__enter__", "__aenter__", "get_waiter")
_ACT = ("batch_writer", "all", "filter")
_NAMED = ("name", "table_name", "url", "queue_url", "arn", "bucket_name", "queue_name")
_HTTP = frozenset(
    f"{library}.{verb}"
    for library in ("requests", "httpx", "aiohttp", "urllib3")
    for verb in ("get", "post", "put", "patch", "delete", "head", "request")
) | {"urllib.request.urlopen"}
_CLIENTS = (
    *("requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient"),
    *("aiohttp.ClientSession", "urllib3.PoolManager"),
)
_STORE = "idempotency.DynamoDBPersistenceLayer"


def opened(kind: str) -> Callable[[Evaluator, Arguments], Value]:
    """What ``boto3.client`` or ``boto3.resource`` gives."""

    def handle(evaluator: Evaluator, arguments: Arguments) -> Value:
        services = texts_of(arguments.get("service_name", 0))
        address = arguments.get("endpoint_url") if _SOCKETS in services else None
        known = [Handle(each, kind, address) for each in services if isinstance(each, str)]
        if not known:
            evaluator.miss("it asks an AWS service that is known only then")
        return joined(known) if known else Opaque()

    return handle


_SOCKETS = "apigatewaymanagementapi"


def of_handle(handle: Handle, name: str) -> Value:
    """What an attribute of a client or a resource is: mostly an operation to call."""
    if name in _NAMED and handle.kind not in ("client", "resource", "paginator"):
        return handle.name or Opaque()
    if name in ("meta", "objects", "object_versions"):
        return handle
    if name == "client" and handle.kind != "client":
        return Handle(handle.service, "client", handle.name)
    return Opaque() if name == "exceptions" else Method(handle, name)


def operation(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> Value:
    """Note an operation; what it is given is kept or sent; its answer may be part of a contract."""
    made = _made(handle, name, arguments)
    if made is None or name in _ACT:
        _note(evaluator, handle, name, arguments)
    if made is not None:
        return made
    asked = OPERATIONS.get((handle.service, handle.kind, name), ())
    sent = asked and all(each.relation in _SENDING for each in asked)
    (evaluator.hand_on if sent else evaluator.use)(*arguments.all())
    if name in _ELSEWHERE and handle.service in ("dynamodb", "s3"):
        evaluator.miss(_ELSEWHERE[name])
    if not asked:
        _unlisted(evaluator, handle, name, arguments)
    if handle.kind == "paginator":
        pages = Handle(handle.service, "client")
        return Seq(rest=joined(_answer(evaluator, pages, str(each), arguments)
                               for each in texts_of(handle.name)))  # fmt: skip
    return _answer(evaluator, handle, name, arguments)


def _unlisted(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> None:
    """Note an operation that may do what no edge shows: by another service, or as yet unknown."""
    called = f"{handle.service}.{name}"
    if handle.service != "s3" and any(map(_names_bucket, _keys(arguments))):
        looks = name.startswith(_LOOKING)
        what = "read" if looks else "read or write"
        deeds = [("bucket", "reads" if looks else "")]
        evaluator.miss(f"{called} may {what} a bucket in its stead", *deeds)
    elif handle.service in _READ and handle.kind != "paginator" and not name.startswith(_BESIDE):
        evaluator.miss(f"what {called} does is not known")


def _names_bucket(key: object) -> bool:
    return isinstance(key, str) and ("bucket" in key.lower() or key.lower().startswith("s3"))


def _keys(arguments: Arguments) -> Iterator[object]:
    yield from arguments.keywords
    level: list[Value | None] = list(arguments.all())
    for _ in range(_DEEPEST):
        maps = [one for each in level if each is not None for one in options(each)][:_MOST]
        yield from (key for each in maps if isinstance(each, Map) for key in each.entries)
        level = [one for each in maps if isinstance(each, Map | Seq) for one in inside(each)]


def _made(handle: Handle, name: str, arguments: Arguments) -> Value | None:
    """What an operation opens or names; None where it acts."""
    known = (handle.service, name)
    made: Value | None = None
    if known in _OPENS:
        kind, argument = _OPENS[known]
        made = Handle(handle.service, kind, arguments.get(argument, 0))
    elif known in _NAMES:
        key, argument = _NAMES[known]
        made = Map({key: arguments.get(argument) or Opaque()}, rest=Opaque())
    elif handle.kind == "bucket" and name == "Object":
        made = Handle(handle.service, "object", handle.name)
    elif name == "get_paginator":
        made = Handle(handle.service, "paginator", arguments.get("operation_name", 0))
    elif name in (*_ITSELF, *_ACT):
        made = handle
    return made


def _note(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> None:
    names, kind, named = [name], handle.kind, handle.name
    if handle.kind == "paginator":
        names, kind, named = texts_of(handle.name), "client", None
    for each in names:
        if evaluator.here and isinstance(each, str):
            call = AwsCall(handle.service, kind, each, named, arguments, evaluator.here)
            evaluator.calls.append(call)


def _answer(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> Value:
    if handle.service == "dynamodb":
        row = Input(f"table:{table_of(evaluator, handle.name or arguments.get('TableName'))}")
        answers: dict[str, Value] = {"Item": row, "Attributes": row, "Items": Seq(rest=row)}
        return Map(answers, rest=Opaque())
    if (handle.service, name) == ("lambda", "invoke"):
        called = named(evaluator, arguments.get("FunctionName"), "function")
        return Map({"Payload": Input(f"response:{called}")}, rest=Opaque())
    if handle.service == "sqs" and name == "receive_message":
        return Map({"Messages": Seq(rest=Map(rest=Opaque()))}, rest=Opaque())
    return Opaque()


def table_of(evaluator: Evaluator, value: Value | None) -> str:
    """The id of the table that a value names, "?" if it names none."""
    return named(evaluator, value, "table")


def named(evaluator: Evaluator, value: Value | None, kind: str) -> str:
    """The id of what a value names, "?" if it names nothing known."""
    for each in texts_of(value):
        if found := evaluator.designated(each, kind):
            return found
    return "?"


def requested(evaluator: Evaluator, name: str, arguments: Arguments) -> Value | None:
    """What a call that asks something of AWS gives, None where it asks nothing; it is noted."""
    if name in _CLIENTS:
        return External(name.partition(".")[0])
    if name == "urllib.request.Request":
        return arguments.get("url", 0) or Opaque()
    if name.endswith(_STORE):
        _note(evaluator, Handle("idempotency", "client"), "store", arguments)
        return External(f"{name}()")
    if name not in _HTTP:
        return None
    if name.endswith(".request") and len(arguments.positional) > 1:  # its address comes second
        arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.rest)
    _note(evaluator, Handle("http", "client"), "request", arguments)
    made = evaluator.made_of(*arguments.all())
    return made if marks_of(made) else External(f"{name}()")
