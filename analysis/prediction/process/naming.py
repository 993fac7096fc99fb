"""Names of steps, written one way."""

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+|\d+")
_KIND_OF_RESOURCE = ("function", "lambda", "handler", "task", "state", "step")


def snake(name: str) -> str:
    """`Take payment` and `TakePayment` as `take_payment`."""
    words = [word.lower() for word in _WORD.findall(name)]
    return "_".join(words) or name


def of_resource(id_: str) -> str:
    """`stack:TakePaymentFunction` as `take_payment`."""
    words = snake(id_.rpartition(":")[2]).split("_")
    while len(words) > 1 and words[-1] in _KIND_OF_RESOURCE:
        words.pop()
    return "_".join(words)
