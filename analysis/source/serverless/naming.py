"""The logical ids that the Serverless Framework gives to what it makes.

Source: serverless/serverless, lib/plugins/aws/lib/naming.js (3.40), and lib/naming.js of
serverless-step-functions.
"""

import re

_NOT_PLAIN = re.compile(r"[^0-9A-Za-z]")
_IN_BRACES = re.compile(r"\{(.*)\}")


def upper(name: str) -> str:
    """The name with its first letter large."""
    return name[:1].upper() + name[1:]


def plain(name: str) -> str:
    """The letters and digits of a name, the first of them large."""
    return upper(_NOT_PLAIN.sub("", name))


def resource(name: str) -> str:
    """The name of a function, a bus or a machine within a logical id."""
    return upper(name.replace("-", "Dash").replace("_", "Underscore"))


def function(name: str) -> str:
    """The logical id of a function."""
    return f"{resource(name)}LambdaFunction"


def route(path: str) -> str:
    """A path, or a method and a path, within a logical id."""
    return "".join(_path_part(each) for each in path.split("/"))


def _path_part(part: str) -> str:
    text = part[:1].upper() + part[1:].lower()
    text = _IN_BRACES.sub(r"\1Var", text.replace("-", "Dash"))
    return upper(_NOT_PLAIN.sub("", text))


def socket_route(route_key: str) -> str:
    """The key of a WebSocket's route within a logical id."""
    signs = {"$": "S", "/": "Slash", "-": "Dash", "_": "Underscore", ".": "Period"}
    return "".join(signs.get(sign, sign) for sign in route_key)
