"""What a task, its event and its refusals are called where nobody called them so yet."""

import re
from collections.abc import Collection

from analysis.prediction.names import refuses, words

_IRREGULAR = {
    "begin": "begun", "buy": "bought", "cancel": "cancelled", "do": "done", "drop": "dropped",
    "find": "found", "get": "got", "give": "given", "hold": "held", "make": "made", "pay": "paid",
    "put": "put", "read": "read", "refer": "referred", "sell": "sold", "send": "sent", "set": "set",
    "ship": "shipped", "stop": "stopped", "submit": "submitted", "swap": "swapped", "take": "taken",
    "tell": "told", "write": "written",
}  # fmt: skip
_MOST_WORDS = 4


def compact(name: str) -> str:
    """`Take payment` as `TakePayment`."""
    return "".join(each[:1].upper() + each[1:] for each in re.findall(r"[A-Za-z0-9]+", name))


def spoken(name: str) -> str:
    """`take_payment` as `Take payment`."""
    said = " ".join(words(name)) or name
    return said[:1].upper() + said[1:]


def done(name: str) -> str:
    """`Reserve stock` as `StockReserved`; `Notify` as `NotifyDone`."""
    verb, *what = words(name) or [name]
    if not what or not verb.isalpha() or len(what) >= _MOST_WORDS:
        return f"{compact(name)}Done"
    return "".join(each.capitalize() for each in (*what, _participle(verb)))


def refused(task: str, refusal: str, of: Collection[str]) -> str:
    """A refusal's own name where it says so, else that of what was asked for: `StockRefused`."""
    if refuses(refusal):
        return compact(refusal)
    asked = words(task)
    what = "".join(each.capitalize() for each in asked[len(asked) > 1 :]) or compact(task)
    return f"{what}Refused{compact(refusal) if len(of) > 1 else ''}"


def _participle(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"
