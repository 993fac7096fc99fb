"""Changes inputs in small ways that keep most of their structure; one seed makes one change."""

import ast
import copy
from collections.abc import Iterator
from random import Random
from typing import Any

ODD = (
    None, True, 0, -1, 7, 1.5, 10**30, "", "x", "…", "\x1b[31m\u202e", "\ud800", "a" * 3000,
    "${x}", "arn:aws:sqs:*:*:*", "../../etc", "*", [], {}, [[]], [None], {"": None}, {"Ref": "X"},
    {"Fn::Sub": "${Q.Arn}"}, {"Fn::GetAtt": ["Q", "Arn"]}, {"Fn::If": ["C", 1, 2]}, float("nan"),
    False, 2**60, 10**400, 1e300, "\x1b[2J\u202e\ud800", "a" * 5000, "ExecutionStarted",
    "TaskStateEntered", "LambdaFunctionFailed", "sqs", "stream", "task", "error", "fault", ["x"],
    {"type": "x"}, {"a": [1]},
)  # fmt: skip
PIECES = (
    "'", '"', "{", "}", "[", "]", ":", ",", "\n", "\t", "&a", "*a", "!Ref x", "<<: ", "\0", "é",
    "[" * 3000, "\\", "\ufeff", "\ud7ff", "9" * 5000, "nan", "\r", "= 5", "[endings]",
    "endings = 5\n", "excused = 5\n", "!!python/none", "1e999", "diff --git a/. b/.",
    f"@@ -{'9' * 5000} +1 @@", "a." * 3000,
)  # fmt: skip


def changed_tree(tree: Any, random: Random) -> Any:
    """A copy of a JSON value in which a few places are something else."""
    holder = [copy.deepcopy(tree)]
    for _ in range(random.randint(1, 3)):
        container, key = random.choice(list(_places(holder)))
        _change(container, key, holder, random)
    return holder[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key or place in it."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each))
        for key in keys:
            yield each, key
            if isinstance(each[key], dict | list):
                waiting.append(each[key])


def _change(container: Any, key: Any, holder: list[Any], random: Random) -> None:
    value = container[key]
    way = random.randrange(8)
    if way == 0:
        container[key] = copy.deepcopy(random.choice(ODD))
    elif way == 1 and container is not holder:
        del container[key]
    elif way == 2 and isinstance(container, list) and container is not holder:
        container.insert(key, copy.deepcopy(value))
    elif way == 2 and isinstance(container, dict):
        container[f"{key}Again"] = copy.deepcopy(value)
    elif way == 3:
        for _ in range(random.choice((1, 3, 40))):
            value = [value] if random.random() < 0.5 else {random.choice(("a", "Fn::Not")): value}
        container[key] = value
    elif way == 4:
        longer = value * 50 if isinstance(value, str | list) else [value] * 200
        container[key] = copy.deepcopy(longer)
    elif way == 5 and isinstance(container, dict):
        other = random.choice((*container, "Ref", "Fn::ForEach::A", "Fn::Transform", "Type"))
        container[other] = container.pop(key)
    else:
        other, there = random.choice(list(_places(holder)))
        container[key] = copy.deepcopy(other[there])


def changed_bytes(content: bytes, random: Random) -> bytes:
    """The content with a few bytes or pieces changed, doubled, moved or gone."""
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(content) + 1)
        end = min(len(content), start + random.choice((0, 1, 1, 2, 8, 60)))
        piece = random.choice(PIECES).encode()
        way = random.randrange(5)
        if way == 0:
            piece = bytes([random.randrange(256)])
        elif way == 1:
            piece = content[start:end] * random.choice((2, 30))
        elif way == 2:
            piece = b""
        elif way == 3:
            other = random.randrange(len(content) + 1)
            piece = content[other : other + 30]
        content = content[:start] + piece + content[end:]
    return content


def changed_code(text: str, random: Random) -> str:
    """Python code of which some expressions and statements stand elsewhere, or are others."""
    tree = ast.parse(text)
    for _ in range(random.randint(1, 4)):
        places = list(_fields(tree))
        holder, name, kind = random.choice(places)
        of_a_kind = [place for place in places if place[2] is kind]
        other, there, _ = random.choice(of_a_kind)
        setattr(holder, name, copy.deepcopy(getattr(other, there)))
    try:
        return ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, TypeError, AttributeError, RecursionError):  # it would be no code
        return text


def _fields(tree: ast.AST) -> Iterator[tuple[ast.AST, str, type]]:
    """Every node with each of its fields that holds an expression, a body, or a constant."""
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                yield node, name, ast.expr
            elif isinstance(value, list) and value:
                yield node, name, type(value[0]) if isinstance(value[0], ast.AST) else str
            elif isinstance(node, ast.Constant) and name == "value":
                yield node, name, int
