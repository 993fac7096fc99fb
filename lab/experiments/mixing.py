"""A design in which some units are new already and the others still old, packed as one."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from lab.experiments.mentions import mentions
from lab.packaging.bundle import Bundle
from lab.packaging.template import Template, with_globals_written_out

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
    while missed := ownerless & set(_mentioned(taken)) - taken.keys():
        taken |= dict.fromkeys(missed, old)
    return ((name, taken[name]) for name in _names(old, new) if name in taken)


def _names(old: Version, new: Version) -> Iterable[str]:
    return {**old.bundle.template["Resources"], **new.bundle.template["Resources"]}


def _mentioned(chosen: Mapping[str, Version]) -> Iterator[str]:
    for name, version in chosen.items():
        yield from mentions(version.bundle.template["Resources"][name])


def _dangling(old: Version, new: Version, chosen: Mapping[str, Version]) -> Iterator[str]:
    known = set(_names(old, new))
    for name, version in chosen.items():
        told = set(mentions(version.bundle.template["Resources"][name]))
        for target in sorted((told & known) - chosen.keys()):
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
    template = version.bundle.template
    found: set[str] = set()
    left = set(mentions(template["Resources"][logical_id]))
    while left:
        name = left.pop()
        found.add(name)
        condition = template.get("Conditions", {}).get(name)
        left |= set(mentions(condition)) - found
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
    return Bundle(
        design=like.design,
        template=template,
        functions=tuple(
            next(each for each in version.bundle.functions if each.logical_id == name)
            for name, version in chosen.items()
            if name in version.bundle.archives
        ),
        archives={
            name: version.bundle.archives[name]
            for name, version in chosen.items()
            if name in version.bundle.archives
        },
        definitions={
            name: version.bundle.definitions[name]
            for name, version in chosen.items()
            if name in version.bundle.definitions
        },
    )
