"""AWS operations: noted as calls, and what they answer where fields go through it."""

from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments, Call
from analysis.code.values import Handle, Known, Map, Opaque, Part, Seq, Value

_OPENS = {
    ("dynamodb", "Table"): ("table", "name"),
    ("sqs", "Queue"): ("queue", "url"),
    ("sqs", "get_queue_by_name"): ("queue", "QueueName"),
    ("sns", "Topic"): ("topic", "arn"),
    ("s3", "Bucket"): ("bucket", "name"),
    ("s3", "Object"): ("object", "bucket_name"),
}
_ITSELF = ("batch_writer", "__enter__", "get_paginator", "get_waiter")


def operation(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> Value:
    """Note an operation; what it is given is used, and its answer may be a part of a contract."""
    if (handle.service, name) in _OPENS:
        kind, argument = _OPENS[handle.service, name]
        return Handle(handle.service, kind, arguments.get(argument, 0))
    if name in _ITSELF:
        return handle
    if evaluator.here:
        evaluator.calls.append(
            Call(handle.service, handle.kind, name, handle.name, arguments, evaluator.here)
        )
    evaluator.use(*arguments.all())
    return _answer(evaluator, handle, name, arguments)


def _answer(evaluator: Evaluator, handle: Handle, name: str, arguments: Arguments) -> Value:
    if handle.service == "dynamodb":
        table = table_of(evaluator, handle.name or arguments.get("TableName"))
        row = Part(f"table:{table}")
        answers: dict[str, Value] = {
            "Item": row,
            "Attributes": row,
            "Items": Seq(rest=row),
        }
        return Map(answers, rest=Opaque())
    if (handle.service, name) == ("lambda", "invoke"):
        called = named(evaluator, arguments.get("FunctionName"), "function")
        return Map({"Payload": Part(f"response:{called}")}, rest=Opaque())
    if handle.service == "sqs" and name == "receive_message":
        return Map({"Messages": Seq(rest=Map(rest=Opaque()))}, rest=Opaque())
    return Opaque()


def table_of(evaluator: Evaluator, value: Value | None) -> str:
    """The id of the table that a value names, "?" if it names none."""
    return named(evaluator, value, "table")


def named(evaluator: Evaluator, value: Value | None, kind: str) -> str:
    """The id of what a value names, "?" if it names nothing known."""
    for each in options(value) if value is not None else ():
        if isinstance(each, Known) and (found := evaluator.designated(each.value, kind)):
            return found
    return "?"
