"""What a library that is not read answers may have any fields, in either language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Record = list[str]

PYTHON = "import lib, json\ndef handler(event, context):\n    {}\n"
NODE = (
    "const lib = require('lib');\nexports.handler = async (event, context, callback) => {{ {} }};\n"
)
OPEN = [
    (PYTHON, "return lib.make(event['x'])"),
    (PYTHON, "return lib.make(event)"),
    (PYTHON, "return lib.make(event['x']).json()"),
    (PYTHON, "return json.loads(lib.make(event['x']))"),
    (PYTHON, "return lib.make(event['x']) if event['y'] else None"),
    (NODE, "return lib.make(event.x);"),
    (NODE, "const made = await lib.make(event.x); return made.data;"),
    (NODE, "return JSON.parse(lib.make(event.x));"),
    (NODE, "const made = await lib.make(event.x); callback(null, made.items);"),
]
PLAIN = [
    (PYTHON, "return event['x'] * 2"),
    (PYTHON, "return f\"{event['x']} {event['y']}\""),
    (PYTHON, "return len(event['x'])"),
    (NODE, "return event.x * 2;"),
    (NODE, "return parseInt(event.x) + Math.max(event.x, event.y);"),
]


def answered(record: Callable[..., Record], code: tuple[str, str]) -> list[str]:
    head, body = code
    python = head is PYTHON
    name, runtime = ("app.py", "python3.12") if python else ("app.js", "nodejs22.x")
    found = record({name: head.format(body)}, runtime=runtime)
    return [each.partition(": ")[2] for each in found if each.startswith("response:Fn of")]


@pytest.mark.parametrize("code", OPEN)
def test_an_answer_with_fields_that_are_not_known(
    record: Callable[..., Record], code: tuple[str, str]
) -> None:
    assert answered(record, code) == ["?"]


@pytest.mark.parametrize("code", PLAIN)
def test_a_text_or_a_number_has_none(record: Callable[..., Record], code: tuple[str, str]) -> None:
    assert answered(record, code) == [""]
