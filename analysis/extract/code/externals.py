"""What calls of Python's own and other people's functions give, as far as it matters."""

import ast
from collections.abc import Callable
from typing import Any

from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Bound,
    Call,
    Collection,
    Function,
    Handle,
    Instance,
    Name,
    Scope,
    Text,
    Value,
    merged,
)
from analysis.extract.code.handles import SESSION_MAKERS, SESSIONS, opened
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import copied, elements, items_of, store
from analysis.source.values import Unknown, alternatives

_SAME = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "str", "cast"),
        *("copy.copy", "copy.deepcopy", "collections.deque", "types.MappingProxyType"),
        *("itertools.chain", "itertools.chain.from_iterable", "json.dumps", "json.loads"),
        *("simplejson.dumps", "asyncio.run", "typing.cast", "os.fspath", "urllib.request.Request"),
    }
)
_HTTP = frozenset(
    f"{library}.{verb}"
    for library in ("requests", "httpx", "aiohttp", "urllib3")
    for verb in ("get", "post", "put", "patch", "delete", "head", "request")
) | {"urllib.request.urlopen"}
_HTTP_CLIENTS = (
    *("requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient"),
    *("aiohttp.ClientSession", "urllib3.PoolManager"),
)
_STORE = "idempotency.DynamoDBPersistenceLayer"

Answer = Callable[[Machine, Arguments, object, Scope], Value]


def answer(
    machine: Machine, name: Name, arguments: Arguments, node: ast.AST, scope: Scope
) -> Value:
    """What calling something of a library that is not read gives."""
    dotted = name.dotted
    if dotted in _SAME:
        return merged(*arguments.positional)
    known = _stored if dotted.endswith(_STORE) else _KNOWN.get(dotted)
    if known is not None:
        return known(machine, arguments, (node, scope.site), scope)
    if dotted in _HTTP:
        _request(machine, dotted, arguments, node, scope)
        return UNKNOWN
    if dotted in SESSIONS or dotted in SESSION_MAKERS:
        return (Name("boto3"),)
    if dotted in _HTTP_CLIENTS:
        return (Name(dotted.partition(".")[0]),)
    return escaped(machine, arguments, node, scope)


def escaped(machine: Machine, arguments: Arguments, node: ast.AST, scope: Scope) -> Value:
    """Call the functions handed to something unknown, which will; it may hand them back."""
    functions: list[Atom] = []
    positional = arguments.positional
    for place, value in enumerate(positional):
        functions += _functions(value)
        for function in _functions(value):
            rest = tuple(merged(each, items_of(machine, each)) for each in positional[place + 1 :])
            machine.call(function, Arguments(rest), node, scope)
    for _, value in arguments.keywords:
        functions += _functions(value)
        for function in _functions(value):
            passed = items_of(machine, arguments.get("args"))  # of a thread
            machine.call(function, Arguments((passed,)), node, scope)
    return tuple(dict.fromkeys(functions))


def _functions(value: Value) -> list[Atom]:
    return [atom for atom in value if isinstance(atom, Function | Bound)]


def _request(
    machine: Machine, dotted: str, arguments: Arguments, node: ast.AST, scope: Scope
) -> None:
    """Note an HTTP request; its address is the second argument of ``request``."""
    if dotted.endswith(".request") and len(arguments.positional) > 1:
        arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.rest)
    line = getattr(node, "lineno", 0)
    call = Call(Handle("http", "client"), "request", arguments, scope.module, line)
    machine.calls[call] = None


def variable(machine: Machine, name: Value, default: Value = UNKNOWN) -> Value:
    """What environment variables of that name hold by the template, or else the default."""
    found: list[Value] = []
    for atom in name:
        key = atom.value if isinstance(atom, Text) else None
        if not isinstance(key, str):
            continue
        if key in machine.environment:
            values = alternatives(machine.environment[key])
            found.append(tuple(Text(each) for each in values if _hashable(each)))
        elif not default:
            reason = f"the template sets no environment variable {key}"
            found.append((Text(Unknown(reason, key)),))
    return merged(*found) or default


def _hashable(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _getenv(machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    return variable(machine, arguments.get("key", 0), arguments.get("default", 1))


def _client(_machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    return opened("client", arguments)


def _resource(_machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    return opened("resource", arguments)


def _next(machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    return merged(items_of(machine, arguments.get("", 0)), arguments.get("", 1))


def _map(machine: Machine, arguments: Arguments, site: object, scope: Scope) -> Value:
    results = []
    rest = tuple(items_of(machine, each) for each in arguments.positional[1:])
    for function in arguments.get("", 0):
        node = site[0] if isinstance(site, tuple) else None
        if isinstance(node, ast.AST):
            results.append(machine.call(function, Arguments(rest), node, scope))
    return (machine.collection(site, **{"*": merged(*results)}),)


def _dict(machine: Machine, arguments: Arguments, site: object, _scope: Scope) -> Value:
    made = machine.collection((site, arguments))
    for atom in arguments.get("", 0):
        if isinstance(atom, Collection):
            pairs = [each for each in elements(machine, atom) if _is_pair(machine, each)]
            for pair in pairs:
                store(machine, made, machine.get(pair, "[#0]"), machine.get(pair, "[#1]"))
            if not pairs:
                copied(machine, atom, made)
    for key, value in arguments.keywords:
        machine.put(made, f"[{key}]", value)
    return (made,)


def _is_pair(machine: Machine, atom: Atom) -> bool:
    return isinstance(atom, Collection) and machine.keys(atom) == ["[#0]", "[#1]"]


def _asdict(machine: Machine, arguments: Arguments, site: object, _scope: Scope) -> Value:
    made = machine.collection((site, arguments))
    for atom in arguments.get("", 0):
        if isinstance(atom, Instance):
            for key in list(machine.keys(atom)):
                machine.put(made, f"[{key}]", machine.get(atom, key))
    return (made,)


def _enumerate(machine: Machine, arguments: Arguments, site: object, _scope: Scope) -> Value:
    each = items_of(machine, arguments.get("", 0))
    pair = machine.collection((site, "pair"), **{"[#1]": each})
    return (machine.collection(site, **{"*": (pair,)}),)


def _zip(machine: Machine, arguments: Arguments, site: object, _scope: Scope) -> Value:
    row = machine.collection((site, "row"))
    for place, value in enumerate(arguments.positional):
        machine.put(row, f"[#{place}]", items_of(machine, value))
    return (machine.collection(site, **{"*": (row,)}),)


def _type(_machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    return tuple(atom.cls for atom in arguments.get("", 0) if isinstance(atom, Instance))


def _getattr(machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    names = [atom.value for atom in arguments.get("", 1) if isinstance(atom, Text)]
    found = [
        machine.attribute(atom, name)
        for atom in arguments.get("", 0)
        for name in names
        if isinstance(name, str)
    ]
    return merged(*found, arguments.get("", 2))


def _partial(_machine: Machine, arguments: Arguments, _site: object, _scope: Scope) -> Value:
    functions = arguments.get("", 0)
    return tuple(Bound(each, arguments.positional[1:], arguments.keywords) for each in functions)


def _gather(machine: Machine, arguments: Arguments, site: object, _scope: Scope) -> Value:
    return (machine.collection(site, **{"*": merged(*arguments.positional)}),)


def _stored(machine: Machine, arguments: Arguments, site: object, scope: Scope) -> Value:
    """Powertools' idempotency, which reads and writes the table that it is given."""
    node = site[0] if isinstance(site, tuple) else None
    line = getattr(node, "lineno", 0)
    call = Call(Handle("idempotency", "client"), "store", arguments, scope.module, line)
    machine.calls[call] = None
    return UNKNOWN


_KNOWN: dict[str, Answer] = {
    "boto3.client": _client,
    "boto3.resource": _resource,
    "boto3.create_client": _client,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.pop": _getenv,
    "os.environ.setdefault": _getenv,
    "os.environ.__getitem__": _getenv,
    "dict": _dict,
    "collections.OrderedDict": _dict,
    "dataclasses.asdict": _asdict,
    "next": _next,
    "map": _map,
    "enumerate": _enumerate,
    "zip": _zip,
    "type": _type,
    "getattr": _getattr,
    "functools.partial": _partial,
    "asyncio.gather": _gather,
}

BUILTINS = frozenset(_SAME | _KNOWN.keys() | {"super"})
"""Names that mean something here without an import; dotted ones among them do no harm."""
