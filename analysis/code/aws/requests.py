"""What libraries ask of AWS without boto3: HTTP requests of APIs, and Powertools' idempotency."""

from analysis.code.combining import marks_of
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments, AwsCall
from analysis.code.values import External, Opaque, Value

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


def requested(evaluator: Evaluator, name: str, arguments: Arguments) -> Value | None:
    """What a call that asks something of AWS gives, None where it asks nothing; it is noted."""
    if name in _CLIENTS:
        return External(name.partition(".")[0])
    if name == "urllib.request.Request":
        return arguments.get("url", 0) or Opaque()
    if name.endswith(_STORE):
        _note(evaluator, "idempotency", "store", arguments)
        return External(f"{name}()")
    if name not in _HTTP:
        return None
    if name.endswith(".request") and len(arguments.positional) > 1:  # its address comes second
        arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.rest)
    _note(evaluator, "http", "request", arguments)
    made = evaluator.made_of(*arguments.all())
    return made if marks_of(made) else External(f"{name}()")


def _note(evaluator: Evaluator, service: str, operation: str, arguments: Arguments) -> None:
    if evaluator.here:
        call = AwsCall(service, "client", operation, None, arguments, evaluator.here)
        evaluator.calls.append(call)
