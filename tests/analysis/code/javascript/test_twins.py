"""What TypeScript does is what Python does: same edges, same events, same fields, from the same."""

import re

import pytest

from tests.analysis.code.javascript.twins import (
    ARRIVING,
    PYTHON_HEAD,
    READING,
    SAYING,
    TYPESCRIPT_HEAD,
)


def after(head: str, code: str) -> str:
    """Code below a head, from the column on in which the table has it."""
    return head + re.sub(r"(?m)^ {11}", "", code) + "\n"


@pytest.mark.parametrize("name", READING | SAYING)
def test_a_handler_and_its_twin_have_the_same_record(record, name):
    python, typescript = (READING | SAYING)[name]
    wanted = record(after(PYTHON_HEAD, python), runtime="python3.12")
    assert record(after(TYPESCRIPT_HEAD, typescript)) == wanted


@pytest.mark.parametrize("name", ARRIVING)
def test_a_message_that_arrives_is_read_as_its_twin_reads_it(record, name):
    events, python, typescript = ARRIVING[name]
    wanted = record(after(PYTHON_HEAD, python), events, runtime="python3.12")
    assert record(after(TYPESCRIPT_HEAD, typescript), events) == wanted
