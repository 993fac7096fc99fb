"""Every way in which a handler may read its event, and what it then depends on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Handled = Callable[[str], list[str]]

WAYS = [
    ("""
     def go(event, context):
         if not event["id"]:
             raise ValueError(f"no id in {event}, due {event['due']}")
     """, "due id"),
    ("""
     from concurrent.futures import ThreadPoolExecutor
     def go(event, context):
         with ThreadPoolExecutor(max_workers=4) as pool:
             return list(pool.map(one, event["lines"]))
     def one(line):
         return line["sku"] + "!"
     """, "lines.sku"),
    ("""
     import functools
     def of_detail(f):
         @functools.wraps(f)
         def inner(event, context):
             return f(event["detail"], context)
         return inner
     @of_detail
     def go(order, context):
         return order["id"] + "!"
     """, "detail.id"),
    ("""
     class Caller:
         def __init__(self, f): self.f = f
         def __call__(self, event, context): return self.f(event["detail"])
     class Marked:
         def __init__(self, f): self.f = f
     @Caller
     def go(order): return other(order["id"])
     @Marked
     def other(number): return number + 1
     """, "detail.id"),
    ("""
     def go(event, context):
         print(event["order"]["id"])
     """, "order.id"),
    ("""
     def go(event, context):
         return bool(event.get("express"))
     """, "express"),
    ("""
     def go(event, context):
         never = event.get("express")
     """, ""),  # taken if there, and its value does not matter
    ("""
     def go(event, context):
         if "coupon" in event:
             print("hurry")
     """, "coupon"),
    ("""
     def go(event, context):
         for line in event["lines"]:
             buy(line["sku"], line.get("note", ""))
     def buy(sku, note):
         if note:
             print(sku)
     """, "lines.note lines.sku"),
    ("""
     def go(event, context):
         match event:
             case {"kind": "rush", "id": number}:
                 print(int(number))
     """, "id kind"),
    ("""
     def go(event, context):
         pay(**event)
     def pay(amount, currency="EUR", **others):
         return amount * 2
     """, "amount"),
    ("""
     from dataclasses import dataclass
     @dataclass
     class Order:
         id: str
         total: int
         @classmethod
         def read(cls, wire): return cls(id=wire["id"], total=int(wire["total"]))
     def go(event, context):
         order = Order.read(event["order"])
         return {}
     """, "order.id order.total"),
    ("""
     from pydantic import BaseModel, Field
     class Order(BaseModel):
         number: str = Field(alias="orderId")
         total: int
         note: str = ""
     def go(event, context):
         order = Order.model_validate(event)
         return {}
     """, "total"),
    ("""
     from pydantic import BaseModel
     class Name(BaseModel):
         first: str
         last: str = ""
     class Line(BaseModel):
         sku: str
     class Order(BaseModel):
         who: Name | None
         lines: list[Line]
     def go(event, context):
         Order.model_validate(event)
         return {}
     """, "lines.sku who.first"),
    ("""
     from aws_lambda_powertools.utilities.parser import event_parser
     from pydantic import BaseModel
     class Order(BaseModel):
         id: str
         total: int
     @event_parser(model=Order)
     def go(event: Order, context):
         return {"id": event.id}
     """, "id total"),
    ("""
     from typing import TypedDict
     class Order(TypedDict):
         id: str
         total: int
     def go(event: Order, context):
         order: Order = event
         return {"twice": order["total"] * 2}
     """, "total"),
    ("""
     import json
     def go(event, context):
         body = json.loads(event["body"])
         return {"statusCode": 200, "body": json.dumps({"id": body["id"]})}
     """, "body.id"),
    ("""
     from operator import itemgetter
     from functools import partial
     def take(name, wire): return wire[name]
     def go(event, context):
         return {"a": partial(take, "first")(event), "b": itemgetter("second")(event)}
     """, "first second"),
    ("""
     HANDLERS = {"pay": lambda order: order["amount"], "ship": lambda order: order["country"]}
     def go(event, context):
         return {"done": HANDLERS[event["action"]](event["order"])}
     """, "action order.amount order.country"),
    ("""
     def go(event, context):
         def lines():
             for each in event["lines"]:
                 yield each["price"]
         return {"total": sum(lines())}
     """, "lines.price"),
    ("""
     import logging
     logger = logging.getLogger()
     def go(event, context):
         logger.info("got %s", event)
         return {"id": event["id"]}
     """, "id"),  # who tells people of everything does not depend on it
    ("""
     import elsewhere
     def go(event, context):
         elsewhere.send(event["order"])
     """, "order"),
    ("""
     def go(event, context):
         try:
             number = event["id"]
         except KeyError:
             number = event["number"]
         return {"id": number}
     """, "id number"),
    ("""
     def go(event, context):
         last = {}
         for each in event["lines"]:
             print(last.get("price"))
             total = last["price"] if last else 0
             last = each
         return {}
     """, "lines.price"),  # what the first time round leaves is read the second time
    ("""
     from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, event_source
     @event_source(data_class=APIGatewayProxyEvent)
     def go(event: APIGatewayProxyEvent, context):
         return {"id": event.json_body["id"], "who": event.path_parameters["who"]}
     """, "body.id path_parameters.who"),
    ("""
     class Task:
         def __init__(self, event): self.event = event
         @property
         def price(self): return self.event["price"]
         def __call__(self): return {"price": self.price}
     def go(event, context):
         return Task(event)()
     """, "price"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "fields"), WAYS)
def test_what_is_read(handled: Handled, code: str, fields: str) -> None:
    [reads] = [each for each in handled(code) if each.startswith("reads")]
    assert reads == f"reads: {fields}".strip()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("return event", "$ <- $"),
        ("return {'id': event['id']}", "id <- id"),
        ("return {'id': event.get('id', '?')}", "id <- id"),
        ("return {'id': int(event['id'])}", "id <- id"),  # the same in another type
        ("return {'label': f\"no {event['id']}\"}", "label <~ id"),
        ("return {'total': event['price'] * 2}", "total <~ price"),
        ("return {'total': sum(each['n'] for each in event['lines'])}", "total <~ lines.n"),
        ("return {'a': {'b': event['c']['d']}}", "a.b <- c.d"),
        ("return {**event['order'], 'seen': True}", "$ <- order"),
        ("return dict(order=event['order'])", "order <- order"),
        ("return {key: value for key, value in event['order'].items()}", "$ <- order"),
        ("answer = {}\n    answer['id'] = event['id']\n    return answer", "id <- id"),
        ("return {'lines': [{'sku': e['sku']} for e in event['items']]}", "lines.sku <- items.sku"),
        ("return {'id': event['a'] or event['b']}", "id <- a\nid <- b"),
        ("x, y = event['a'], 1\n    return {'x': x, 'y': y}", "x <- a"),
        (
            "for n in [event['a']] if event['c'] else [event['b']]: m = n\n    return {'m': m}",
            "m <- a\nm <- b",
        ),
        ("n = 1\n    n += event['a']\n    return {'b': event['b']}", "b <- b"),
        ("n = {}\n    n |= {'a': event['a']}\n    return {'b': event['b']}", "b <- b"),
    ],
)
def test_where_answers_come_from(handled: Handled, code: str, found: str) -> None:
    lines = handled(f"def go(event, context):\n    {code}\n")
    assert [each for each in lines if "<" in each] == found.split("\n")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("""
         def go(event, context):
             kind = "order.placed"
             return {"x": event["a"]} if kind.startswith("order") else {"y": event["b"]}
         """, ["answers: x", "reads: a", "x <- a"]),
        ("""
         def go(event, context):
             return {"{}-{}".format("a", "b"): event["x"]}
         """, ["answers: a-b", "reads: x", "a-b <- x"]),
        ("""
         from pydantic import BaseModel
         class Order(BaseModel):
             id: str
         def go(event, context):
             Order.register(event)
         """, ["answers:", "reads: $"]),
        ("""
         from aws_lambda_powertools.utilities.data_classes import SQSEvent
         def go(event, context):
             return {"x": SQSEvent(event)["Records"][0]["body"]}
         """, ["answers: x", "reads: Records.body", "x <- Records.body"]),
    ],
    ids=["a beginning", "a format", "a method that nobody knows", "an event in a class"],
)  # fmt: skip
def test_what_texts_and_libraries_make_is_known(
    handled: Handled, code: str, found: list[str]
) -> None:
    assert handled(code) == found


def test_a_branch_that_cannot_be_is_not_followed(handled: Handled) -> None:
    code = """
        DEBUG = False
        def go(event, context):
            if DEBUG:
                return event["all"]
            return {"id": event["id"]}
        """
    assert handled(code) == ["answers: id", "reads: id", "id <- id"]


def test_what_is_taken_out_is_no_longer_there(handled: Handled) -> None:
    code = """
        def go(event, context):
            answer = {"id": event["id"], "secret": event["secret"]}
            answer.pop("secret")
            del answer["id"]
            return answer | {"ok": True}
        """
    assert handled(code) == ["answers: ok", "reads: id secret"]


@pytest.mark.parametrize(
    "code",
    [
        "go = __import__('elsewhere').handler",
        "from elsewhere import go",
        "def other(event, context): return event['id']",
        "def go(event, context): return go(event, " + "[" * 90 + "event" + "]" * 90 + ")",
        pytest.param(
            "def go(event, context):\n"
            + "".join(f"    x{n} = event['a']\n" * 2000 for n in range(8)),
            marks=pytest.mark.slow,
            id="sixteen thousand lines",
        ),
    ],
)
def test_who_cannot_be_followed_depends_on_everything(handled: Handled, code: str) -> None:
    reads = [each for each in handled(code) if each.startswith("reads")]
    assert reads in (["reads: ?"], ["reads: $"]), reads


def test_a_text_that_may_be_another_has_no_fields(handled: Handled) -> None:
    answers = handled(
        """
        def go(event, context):
            body = f"kept {event['id']}"
            if event["late"]:
                body = "late: " + str(context)
            return {"statusCode": 200, "body": body}
        """
    )
    assert "answers: body statusCode" in answers
