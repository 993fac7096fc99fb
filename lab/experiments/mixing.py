"""A design in which some units are new already and the others still old, packed as one."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from lab.packaging.bundle import Bundle
from lab.packaging.template import Template, with_globals_written_out

_IN_TEXT = re.compile(r"\$\{\s*([^!}\s][^}\s]*)\s*\}")
_FIRST_IS_A_NAME = ("Fn::GetAtt", "Fn::If", "Fn::FindInMap")


def mentions(part: Any) -> Iterator[str]:
    """Every resource, parameter, condition and mapping that is named in a part of a template.

    Whatever refers counts: Ref, Fn::GetAtt, Fn::Sub, DependsOn, Condition, Fn::If, Fn::FindInMap;
    an attribute's name is left out. Names that nothing declares, such as AWS::Region, are among
    them.
    """
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _named(key, value)
            yield from mentions(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from mentions(value)


def _named(key: str, value: Any) -> Iterator[str]:
    if key == "Fn::Sub":
        yield from _in_text(value)
    elif key in ("Ref", "Condition", "DependsOn") and isinstance(value, str):
        yield value
    elif key == "DependsOn" and isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))
    elif key in _FIRST_IS_A_NAME and isinstance(value, str):
        yield value.partition(".")[0]
    elif key in _FIRST_IS_A_NAME and isinstance(value, list):
        yield from (each for each in value[:1] if isinstance(each, str))


def _in_text(value: Any) -> Iterator[str]:
    text, own = value, {}
    if isinstance(value, list) and len(value) == 2:
        text, own = value
    if isinstance(text, str):
        for name in _IN_TEXT.findall(text):
            if name not in own:
                yield name.partition(".")[0]


Part = TypeVar("Part")
SHARED_SECTIONS = ("Parameters", "Mappings", "Conditions")


@dataclass(frozen=True)
class Owners:
    """The unit of each resource by logical id, in the old design and in the new."""

    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class Version:
    """A packed design and the unit of each of its resources by logical id.

    What has no owner, or "", belongs to all: it comes with the first new unit.
    """

    bundle: Bundle
    owners: Mapping[str, str]

    def owner(self, logical_id: str) -> str:
        """The unit that a resource comes with."""
        return self.owners.get(logical_id) or ""

    def has(self, logical_id: str) -> bool:
        """Whether this version has such a resource."""
        return logical_id in self.bundle.template["Resources"]

    def mentioned(self, logical_id: str) -> set[str]:
        """Every name that the resource refers to."""
        return set(mentions(self.bundle.template["Resources"][logical_id]))


@dataclass(frozen=True)
class Mix:
    """The mixed design; with obstacles, each a sentence's end, it cannot be deployed."""

    bundle: Bundle
    obstacles: tuple[str, ...]


def mix(old: Version, new: Version, done: Set[str]) -> Mix:
    """The design in which the units in ``done`` are new and all others old.

    A unit's resources, code and state machines come from one version; so does what it removes.
    """
    if old.bundle.template.get("Globals") != new.bundle.template.get("Globals"):
        old, new = _written_out(old), _written_out(new)
    chosen = dict(_chosen(old, new, done))
    template = {**(new if done else old).bundle.template}
    template["Resources"] = {
        name: copy.deepcopy(version.bundle.template["Resources"][name])
        for name, version in chosen.items()
    }
    obstacles = list(_dangling(old, new, chosen))
    for section in SHARED_SECTIONS:
        entries, disputes = _united(section, old, new, chosen)
        obstacles += disputes
        if entries:
            template[section] = entries
    if outputs := dict(_outputs(old, new, chosen)):
        template["Outputs"] = outputs
    else:
        template.pop("Outputs", None)
    return Mix(_packed(template, chosen, (new if done else old).bundle), tuple(obstacles))


def _written_out(version: Version) -> Version:
    template = with_globals_written_out(version.bundle.template)
    return replace(version, bundle=replace(version.bundle, template=template))


def _chosen(old: Version, new: Version, done: Set[str]) -> Iterator[tuple[str, Version]]:
    """Which version each resource of the mix comes from."""
    taken: dict[str, Version] = {}
    for name in _names(old, new):
        if new.has(name) and (new.owner(name) in done or (done and not new.owner(name))):
            taken[name] = new
        elif old.has(name) and old.owner(name) not in done and (old.owner(name) or not done):
            taken[name] = old
    # What belongs to all goes once nothing in the mix refers to it.
    ownerless = {name for name in _names(old, new) if old.has(name) and not old.owner(name)}
    while missed := ownerless & _mentioned(taken) - taken.keys():
        taken |= dict.fromkeys(missed, old)
    return ((name, taken[name]) for name in _names(old, new) if name in taken)


def _names(old: Version, new: Version) -> Iterable[str]:
    return {**old.bundle.template["Resources"], **new.bundle.template["Resources"]}


def _mentioned(chosen: Mapping[str, Version]) -> set[str]:
    return {each for name, version in chosen.items() for each in version.mentioned(name)}


def _dangling(old: Version, new: Version, chosen: Mapping[str, Version]) -> Iterator[str]:
    known = set(_names(old, new))
    for name, version in chosen.items():
        for target in sorted((version.mentioned(name) & known) - chosen.keys()):
            other, how = (new, "comes with") if version is new else (old, "went with")
            yield f"{name} refers to {target}, which {how} {other.owner(target) or 'nobody'}"


def _united(
    section: str, old: Version, new: Version, chosen: Mapping[str, Version]
) -> tuple[Template, list[str]]:
    """A section of both templates; of what they say differently, what the mix's users mean."""
    one = old.bundle.template.get(section, {})
    other = new.bundle.template.get(section, {})
    disputed = {name for name in one.keys() & other.keys() if one[name] != other[name]}
    entries, disputes = {**one, **other}, []
    for name in sorted(disputed):
        users = {
            version is new: logical_id
            for logical_id, version in chosen.items()
            if name in _needed(version, logical_id)
        }
        if len(users) == 2:
            disputes.append(f"{users[False]} and {users[True]} need a different {name}")
        elif True not in users:
            entries[name] = one[name]
    return entries, disputes


def _needed(version: Version, logical_id: str) -> set[str]:
    """Every name that a resource mentions, also by way of conditions."""
    conditions = version.bundle.template.get("Conditions", {})
    found: set[str] = set()
    left = version.mentioned(logical_id)
    while left:
        name = left.pop()
        found.add(name)
        left |= set(mentions(conditions.get(name))) - found
    return found


def _outputs(
    old: Version, new: Version, chosen: Mapping[str, Version]
) -> Iterator[tuple[str, object]]:
    """Each output with the version that what it tells of comes from."""
    latest = new if new in chosen.values() else old
    for version in (old, new):
        for name, output in version.bundle.template.get("Outputs", {}).items():
            told = set(mentions(output)) & set(_names(old, new))
            if all(chosen.get(each) is version for each in told) and (told or version is latest):
                yield name, output


def _packed(template: Template, chosen: Mapping[str, Version], like: Bundle) -> Bundle:
    def taken(part: Callable[[Bundle], Mapping[str, Part]]) -> dict[str, Part]:
        each = ((name, part(version.bundle)) for name, version in chosen.items())
        return {name: parts[name] for name, parts in each if name in parts}

    functions = taken(lambda bundle: {each.logical_id: each for each in bundle.functions})
    return Bundle(
        design=like.design,
        template=template,
        functions=tuple(functions.values()),
        archives=taken(lambda bundle: bundle.archives),
        definitions=taken(lambda bundle: bundle.definitions),
    )
