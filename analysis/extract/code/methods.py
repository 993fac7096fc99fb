"""Methods of texts, lists and dictionaries, as far as they pass on what matters."""

import re
from itertools import product

from analysis.extract.code.atoms import (
    UNKNOWN,
    Arguments,
    Atom,
    Collection,
    Text,
    Value,
    merged,
)
from analysis.extract.code.machine import Machine
from analysis.source.joining import join
from analysis.source.values import Joined, Unknown

_PLACE = re.compile(r"\{([^{}:!]{0,40})[^{}]{0,40}\}")
_LONGEST = 10_000  # characters of a text that is put together
_MOST_TEXTS = 8  # that one expression may put together
_ADDS = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}
_SAME = ("copy", "keys", "__iter__")


def item(machine: Machine, atom: Collection, key: str | None) -> Value:
    """What is in a collection under a key, or anywhere in it where the key is not known."""
    if key is not None:
        named = merged(machine.get(atom, f"[{key}]"), machine.get(atom, "*"))
        if named:
            return named
    return elements(machine, atom)


def elements(machine: Machine, atom: Collection) -> Value:
    """All that is in a collection."""
    machine.get(atom, "*")
    return merged(*(machine.get(atom, key) for key in machine.keys(atom) if key != "keys"))


def items_of(machine: Machine, value: Value) -> Value:
    """What iterating over a value gives."""
    found: list[Value] = []
    for atom in value:
        if isinstance(atom, Collection):
            keys = machine.get(atom, "keys")
            found.append(keys or elements(machine, atom))
    return merged(*found)


def is_empty(machine: Machine, atom: Atom) -> bool:
    """Whether nothing was ever put into a collection."""
    return isinstance(atom, Collection) and not machine.keys(atom)


def keys_of(value: Value) -> list[str | None]:
    """The keys that a value stands for; None where one is not known."""
    keys = [
        atom.value if isinstance(atom, Text) and isinstance(atom.value, str) else None
        for atom in value
    ]
    return keys or [None]


def store(machine: Machine, atom: Collection, key: Value, value: Value) -> None:
    """Put something into a collection under a key."""
    for name in keys_of(key):
        machine.put(atom, "*" if name is None else f"[{name}]", value)
    machine.put(atom, "keys", key)


def of_collection(
    machine: Machine, atom: Collection, name: str, arguments: Arguments, site: object
) -> Value:
    """What a method of a list or a dictionary answers; it may also add to it."""
    if name in _ADDS:
        machine.put(atom, "*", arguments.get("", _ADDS[name]))
    elif name in ("extend", "update"):
        _extended(machine, atom, arguments)
    elif name in ("get", "pop", "setdefault", "popleft", "__getitem__"):
        return _got(machine, atom, name, arguments)
    elif name == "items":
        pair = machine.collection((atom, "pair"))
        machine.put(pair, "[#0]", machine.get(atom, "keys"))
        machine.put(pair, "[#1]", elements(machine, atom))
        return (machine.collection((atom, "items"), **{"*": (pair,)}),)
    elif name == "values":
        return (machine.collection((site, "values"), **{"*": elements(machine, atom)}),)
    return (atom,) if name in _SAME else UNKNOWN


def _got(machine: Machine, atom: Collection, name: str, arguments: Arguments) -> Value:
    found = merged(*(item(machine, atom, key) for key in keys_of(arguments.get("", 0))))
    other = arguments.get("default", 1)
    if name == "setdefault":
        store(machine, atom, arguments.get("", 0), other)
    return merged(found, other)


def _extended(machine: Machine, atom: Collection, arguments: Arguments) -> None:
    for other in arguments.get("", 0):
        if isinstance(other, Collection):
            copied(machine, other, atom)
    for key, value in arguments.keywords:
        machine.put(atom, f"[{key}]", value)


def copied(machine: Machine, source: Collection, target: Collection) -> None:
    """Let a collection hold what another one does."""
    for key in list(machine.keys(source)):
        machine.put(target, key, machine.get(source, key))


def of_text(atom: Text, name: str, arguments: Arguments) -> Value:
    """What a method of a text answers: put together where it is format, else much the same."""
    if name == "format":
        return (Text(_formatted(atom, arguments)),)
    if name in ("strip", "rstrip", "lstrip", "encode", "decode", "removesuffix", "removeprefix"):
        return (atom,)
    if name in ("split", "rsplit", "partition", "rpartition", "lower", "upper", "replace"):
        return UNKNOWN if isinstance(atom.value, str) else (atom,)
    return UNKNOWN


def _formatted(atom: Text, arguments: Arguments) -> object:
    """The text with what is passed in its places."""
    if not isinstance(atom.value, str):
        return put_together([atom])
    parts: list[Atom | None] = []
    for number, piece in enumerate(_PLACE.split(atom.value)):
        if number % 2 == 0:
            parts.append(Text(piece))
            continue
        place = int(piece) if piece.isdigit() and len(piece) < 3 else number // 2
        value = arguments.get(piece, place)
        parts.append(value[0] if value else None)
    return put_together(parts)


def put_together(parts: list[Atom | None]) -> object:
    """The texts as one, what is not known among them as a hole."""
    hole = Unknown("it is put together when the code runs", "…")
    made = join(part.value if isinstance(part, Text) else hole for part in parts)
    return hole if _is_long(made) else made


def _is_long(made: object) -> bool:
    """Whether a text says more than any name does; one that doubles itself has no end."""
    parts = made.parts if isinstance(made, Joined) else (made,)
    return sum(len(part) if isinstance(part, str) else 1 for part in parts) > _LONGEST


def texts_of(parts: list[Value]) -> Value:
    """The texts that parts make, each of them being one of several."""
    choices: list[list[Atom | None]] = [
        [each for each in part if isinstance(each, Text)] or [None] for part in parts
    ]
    found: list[Atom] = []
    for chosen in product(*choices):
        if len(found) == _MOST_TEXTS:
            break
        found.append(Text(put_together(list(chosen))))
    return tuple(found)
