"""Code and templates that nobody vouches for: nothing is raised, and it ends soon."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.facts import Facts

World = Callable[..., Facts]
FUNCTION = "F: {Type: AWS::Serverless::Function, Properties: {Handler: app.go}}"

DOUBLED = "\n".join(
    f"    d{n + 1} = {{'a': d{n}, 'b': d{n}, 'c': [d{n}, d{n}]}}" for n in range(40)
)
TEXTS = "\n".join("    t = t + t" for _ in range(60))
JOINED = "\n".join("    t = ''.join([t, t, t])" for _ in range(60))
NESTED = "for a in event:\n" + "".join(
    " " * (4 + n) + f"for x{n} in event['a{n}']:\n" for n in range(1, 60)
)

HOSTILE = {
    "a list in itself": "x = []\n    x.append(x)\n    return {'x': x, 'y': [x] + x}",
    "a dictionary in itself": "x = {}\n    x['x'] = x\n    x.update(x)\n    return {**x, 'e': x}",
    "a text that doubles": f"t = 'aa'\n{TEXTS}\n    return t",
    "a text that is joined": f"t = 'aa'\n{JOINED}\n    return t",
    "dictionaries that share": f"d0 = event\n{DOUBLED}\n    return d40",
    "a recursion": "return go(go(event, 1), go(2, context))",
    "two recursions": "return other(event)\ndef other(e):\n    return [go(e, e), other([e, e])]",
    "a lambda of itself": "f = lambda g: g(g)\n    return f(f)",
    "endless loops": "while True:\n        while event:\n            event = [event]",
    "loops within loops": NESTED + " " * 70 + "print(a)",
    "a generator of itself": "yield from go(event, context)\n    yield event",
    "stars": "a, *b = event\n    return f(*a, *b, **event, **context)(*b)(**a)",
    "a number too large": "x = 9 ** 9 ** 9 ** 9\n    return event[x] * 10 ** 10 ** 10",
    "keys of every kind": "return {event: 1, None: 2, (1, 2): 3, 'a': {}.get([], {})[None]}",
    "an odd class": (
        "class A(go, event, metaclass=event):\n        x: event = A\n"
        "        def __init__(s): s.s = s\n"
        "    a = A(A, *A)\n    a.a.b[a] = a\n    del a[a], a.a\n    return a"
    ),
    "an odd match": (
        "match event, context:\n        case {'a': [x, *y, {'z': z}], **rest}, str(w) | w:\n"
        "            return x, y, z, rest, w\n        case go(a, b=c): return a, c\n"
        "        case [[], []] | None: return 1"
    ),
    "a globe of names": "global go, a\n    go = a = event\n    b = go(a)\n    return globals()",
    "formats": "return f'{event!r:>{event}}' % event + '{0.a[b]}'.format(event, **event)",
    "a property of itself": (
        "class P:\n        @property\n        def p(self): return self.p\n    return P().p"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code(world: World, name: str) -> None:
    facts = world(FUNCTION, app=f"def go(event, context):\n    {HOSTILE[name]}\n")
    assert {each.id for each in facts.contracts} == {"request:F", "response:F"}


@pytest.mark.parametrize(
    "code",
    [
        "def go(:",
        "",
        "\0",
        "go = go",
        "go = 3",
        "class go: pass",
        "class go(go): pass",
        "from app import *\nimport app.app\nfrom . import app\nfrom ... import x\ngo = app.go",
        "@go\n@property\n@go(go)\ndef go(event, context): return event.a.b[0]['c']",
        "async def go(event, context):\n    async with event as e:\n        yield await e",
        "def go(*event, **context): return [*event, *context, {**context}]",
        "def go(): return event",
        "go = [lambda event, context: event['x'] for _ in range(3)]",
        "import sys\nsys.setrecursionlimit(10)\ndef go(event, context): exit(event)",
        "x = " + "(" * 95 + ")" * 95 + "\ndef go(event, context): return x",
        "def go(event, context): return " + "event" + "['a']" * 400,
        "def go(event, context): return " + " + ".join(["event['a']"] * 1000),
    ],
)
def test_code_that_is_hardly_any(world: World, code: str) -> None:
    assert isinstance(world(FUNCTION, app=code), Facts)


@pytest.mark.parametrize(
    "resources",
    [
        "F: {Type: AWS::Serverless::Function, Properties: {Handler: [1], CodeUri: {a: b}}}",
        "F: {Type: AWS::Serverless::Function, Properties: {Handler: app.go, Environment: 3}}",
        FUNCTION + "\nM: {Type: AWS::Serverless::StateMachine, Properties: {Definition: [1]}}",
        FUNCTION + "\nM: {Type: AWS::Serverless::StateMachine, Properties: {Definition: "
        "{StartAt: A, States: {A: {Type: Task, Resource: !GetAtt F.Arn, Next: A, "
        "Parameters: [1, {a.$: $.b, b.$: 3}], ResultPath: $.a.b.c.d, Catch: [1, {Next: 3, "
        "ErrorEquals: {a: b}}], Retry: {a: b}}, B: 3, C: {Type: Parallel, Branches: [3, {}]}}}}}",
        FUNCTION + "\nS: {Type: AWS::SNS::Subscription, Properties: {TopicArn: [!Ref F], "
        "Endpoint: {a: b}, RawMessageDelivery: [1]}}\n"
        "R: {Type: AWS::Events::Rule, Properties: {Targets: [3, {Arn: !GetAtt F.Arn, Input: 3}]}}",
    ],
)
def test_hostile_templates(world: World, resources: str) -> None:
    code = "def go(event, context): return event['a']"
    assert isinstance(world(resources, app=code), Facts)


@pytest.mark.slow
def test_many_functions_and_events_share_one_budget(world: World) -> None:
    heard = "".join(
        f"E{n}: {{Type: EventBridgeRule, Properties: {{Pattern: {{detail-type: [T{n}]}}}}}}, "
        for n in range(20)
    )
    functions = "".join(
        f"F{n}: {{Type: AWS::Serverless::Function, Properties: {{Handler: app.go, "
        f"Events: {{{heard}}}}}}}\n"
        for n in range(6)
    )
    body = "".join(f"    x{n} = [y['{n}'] for y in event['detail']['a']]\n" for n in range(2000))
    facts = world(functions, app="def go(event, context):\n" + body)
    assert len(facts.reads) == 120
    assert any(each.fields is None for each in facts.reads)
