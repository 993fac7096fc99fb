"""Powertools for AWS Lambda, and parsers like it: models of messages, batches."""

from collections.abc import Callable

from analysis.code.aws.transports import unwrapped
from analysis.code.classes import modelled
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import item, items_of
from analysis.code.state import Arguments
from analysis.code.values import Bound, Class, External, Function, Known, Map, Opaque, Value

Answer = Callable[[Evaluator, Arguments], Value]


def _parse(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``parse(event=event, model=Order, envelope=envelopes.SqsEnvelope)``."""
    event = arguments.get("event", 0) or Opaque()
    model = arguments.get("model", 1)
    message = unwrapped(evaluator, event) if arguments.get("envelope", 2) else event
    if isinstance(model, Class):
        return modelled(evaluator, model, message)
    return message


def _batch(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``process_partial_response(event=event, record_handler=handle, processor=...)``."""
    event = arguments.get("event", 0) or Opaque()
    handler = arguments.get("record_handler", 1) or Opaque()
    records = items_of(evaluator, item(evaluator, event, Known("Records")))
    with evaluator.unsure():
        for each in records.every():
            evaluator.call(handler, Arguments([each]))
    return Map(rest=Opaque())


def _event_parser(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """``@event_parser(model=Order)``, or the decorator without arguments."""
    functions = [each for each in arguments.positional if isinstance(each, Function | Bound)]
    if functions:
        return functions[0]
    return Bound(External("powertools.given_parser"), (), tuple(arguments.keywords.items()))


def _parsed(_evaluator: Evaluator, arguments: Arguments) -> Value:
    """The handler that is given a model instead of the event."""
    handler = arguments.positional[0] if arguments.positional else Opaque()
    given = {
        key: value for key, value in arguments.keywords.items() if key in ("model", "envelope")
    }
    return Bound(External("powertools.run_parsed"), (handler,), tuple(given.items()))


def _run_parsed(evaluator: Evaluator, arguments: Arguments) -> Value:
    handler, event, *rest = [*arguments.positional, Opaque(), Opaque()][:4]
    message = _parse(evaluator, Arguments([event], dict(arguments.keywords)))
    return joined(
        evaluator.call(each, Arguments([message, *rest[:1]])) for each in options(handler)
    )


_WRAPPERS = (  # of what is given first
    "SQSEvent SNSEvent EventBridgeEvent APIGatewayProxyEvent APIGatewayProxyEventV2 "
    "DynamoDBStreamEvent SQSRecord"
)
POWERTOOLS: dict[str, Answer] = {
    "parse": _parse,
    "process_partial_response": _batch,
    "async_process_partial_response": _batch,
    "event_parser": _event_parser,
    "given_parser": _parsed,
    "run_parsed": _run_parsed,
    **dict.fromkeys(_WRAPPERS.split(), lambda _, given: [*given.positional, Opaque()][0]),
}
