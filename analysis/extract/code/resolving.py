"""What an AWS call is about: the values of the arguments that name its resource."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.extract.code.atoms import UNKNOWN, Call, Collection, Handle, Text, Value, merged
from analysis.extract.code.machine import Machine
from analysis.extract.code.methods import elements, items_of
from analysis.extract.code.operations import OPERATIONS, Operation

_DEFAULT_BUS = (Text("default"),)


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that a call does, and to what; no names where that is not known."""

    call: Call
    operation: Operation
    names: Value
    entry: Collection | None = None


def uses(machine: Machine, call: Call) -> Iterator[Use]:
    """What a call does; nothing where it is of no interest."""
    handle = call.handle
    for operation in OPERATIONS.get((handle.service, handle.kind, call.operation), ()):
        if call.arguments.has("PhoneNumber") and not call.arguments.has("TopicArn"):
            continue
        if operation.inside == "EventBusName":
            yield from _entries(machine, call, operation)
        else:
            yield Use(call, operation, _names(machine, call, operation))


def _names(machine: Machine, call: Call, operation: Operation) -> Value:
    if not operation.arguments or operation.arguments == ("endpoint_url",):
        return call.handle.names
    place = operation.place
    found = [
        call.arguments.get(name, place) if place is not None else call.arguments.get(name)
        for name in operation.arguments
    ]
    value = merged(*found)
    if operation.inside:
        value = _inside(machine, value, operation.inside)
    return value or _of(call.handle)


def _of(handle: Handle) -> Value:
    """``table.meta.client`` remembers its table, should nothing else say which."""
    return handle.names


def _inside(machine: Machine, value: Value, path: str) -> Value:
    """What stands deeper in an argument: its keys, or what is under names in its items."""
    collections = [atom for atom in value if isinstance(atom, Collection)]
    if path == "keys":
        return merged(*(machine.get(atom, "keys") for atom in collections))
    first, _, rest = path.partition(".")
    found: list[Value] = []
    for atom in collections:
        within = [atom]
        if not any(machine.get(atom, f"[{name}]") for name in first.split("|")):
            within = [each for each in elements(machine, atom) if isinstance(each, Collection)]
        for each in within:
            found += [machine.get(each, f"[{name}]") for name in first.split("|")]
    return _inside(machine, merged(*found), rest) if rest else merged(*found)


def _entries(machine: Machine, call: Call, operation: Operation) -> Iterator[Use]:
    """Each event that is put, on the bus it names or on the default one."""
    entries = [
        atom
        for atom in items_of(machine, call.arguments.get("Entries"))
        if isinstance(atom, Collection)
    ]
    for entry in entries:
        named = "[EventBusName]" in machine.keys(entry)
        unsure = bool(machine.get(entry, "*"))
        names = machine.get(entry, "[EventBusName]") if named else _DEFAULT_BUS
        yield Use(call, operation, UNKNOWN if unsure and not named else names, entry)
    if not entries:
        yield Use(call, operation, UNKNOWN)


def texts(machine: Machine, owner: Collection | None, key: str) -> tuple[str, ...]:
    """The literal texts under a key of a dictionary."""
    value = machine.get(owner, f"[{key}]") if owner is not None else UNKNOWN
    found = [atom.value for atom in value if isinstance(atom, Text)]
    return tuple(each for each in found if isinstance(each, str))


def attributes(machine: Machine, call: Call) -> dict[str, tuple[str, ...]]:
    """The message attributes that a call sets, with the literal values of each."""
    found: dict[str, tuple[str, ...]] = {}
    for atom in call.arguments.get("MessageAttributes"):
        if not isinstance(atom, Collection):
            continue
        for key in machine.keys(atom):
            values = [
                text
                for each in machine.get(atom, key)
                if isinstance(each, Collection)
                for text in texts(machine, each, "StringValue")
            ]
            if key.startswith("[") and values:
                found[key[1:-1]] = tuple(dict.fromkeys((*found.get(key[1:-1], ()), *values)))
    return found


def content(machine: Machine, value: Value, depth: int = 6) -> Any:
    """A value as plain data as far as it is known: mappings, texts, and None for the rest."""
    if len(value) != 1 or not depth:
        return None
    (atom,) = value
    if isinstance(atom, Text):
        return atom.value
    if not isinstance(atom, Collection) or not machine.keys(atom):
        return None
    names = [key for key in machine.keys(atom) if key.startswith("[") and key[1] != "#"]
    return {key[1:-1]: content(machine, machine.get(atom, key), depth - 1) for key in names} or None
