"""Which resources a grant is about: references, ARNs, and ARNs with wildcards in them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from analysis.extract.policies.statements import SERVICES, Service, matches
from analysis.records import dataclass
from analysis.source.names import plain
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import Joined, Reference, Unknown, as_text, shown

_MOST_FITTING = 25  # resources that fit a wildcard; with more it says no more than "*" does
_MOST_COMPARED = 200_000  # names held against wildcards in all; then each counts as "*"
_LONGEST = 1_000  # characters of an ARN that are looked at

_NAMES = [
    "TableName",
    "QueueName",
    "TopicName",
    "FunctionName",
    "StateMachineName",
    "BucketName",
    "DeliveryStreamName",
    "Name",
]
_PARTS_NOT_MEANT = {"dynamodb": ("/stream/", "/backup/", "/export/"), "states": (":execution:",)}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a grant's resource comes to.

    ``ids`` are resources that were read; ``narrow`` says that they are only candidates, found by
    a wildcard; ``every`` that any resource of the kind is meant; ``named`` holds an ARN or a
    value that names something else, outside or unknown.
    """

    ids: tuple[str, ...] = ()
    narrow: bool = False
    every: bool = False
    named: Any = None


NOTHING = Meant()
EVERY = Meant(every=True)


@dataclass(eq=False)
class Targets:
    """The resources that were read, by what permissions call them."""

    system: System
    _names: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _fitting: dict[tuple[str, str], Meant] = field(default_factory=dict)
    _by_name: dict[str, list[str]] | None = None
    _left: int = _MOST_COMPARED

    def of(self, service: str, value: Any) -> Meant:
        """What a resource as written in a statement means for the actions of a service."""
        if isinstance(value, Reference):
            return self._referred(service, value)
        if isinstance(value, Joined) and value.references:
            found = self._joined(service, value)
            if found is not None:
                return found
        if isinstance(value, Unknown):
            return Meant(named=value)
        text = rendered(value)
        if text == "*":
            return EVERY
        return self._arn(service, text, value) if text.startswith("arn:") else NOTHING

    def _referred(self, service: str, reference: Reference) -> Meant:
        resource = self.system.get(reference.resource)
        if resource is None or "StreamArn" in reference.attribute:
            return NOTHING
        return Meant((resource.id,)) if self._fits(service, resource) else NOTHING

    def _joined(self, service: str, value: Joined) -> Meant | None:
        """The resource that an ARN is put together around, None if its references are others."""
        texts = "".join(part for part in value.parts if isinstance(part, str))
        if any(part in texts for part in _PARTS_NOT_MEANT.get(service, ())):
            return NOTHING
        for reference in value.references:
            found = self._referred(service, reference)
            if found.ids:
                return found
        return None if texts.startswith("arn:") else NOTHING

    def fits(self, service: str, resource_id: str) -> bool:
        """Whether a resource is of the kind that a service's actions are about."""
        resource = self.system.get(resource_id)
        return resource is not None and self._fits(service, resource)

    def called(self, text: str) -> Sequence[str]:
        """The ids of the resources whose own name a text is."""
        if self._by_name is None:
            self._by_name = {}
            for service in SERVICES:
                for name, resource in self._named(service):
                    self._by_name.setdefault(name, []).append(resource)
        return self._by_name.get(text, ())

    def _fits(self, service: str, resource: Resource) -> bool:
        wanted = SERVICES[service]
        if resource.type.startswith(wanted.types):
            return True
        return wanted.kind == "function" and resource.type.startswith("AWS::Lambda::")

    def _arn(self, service: str, text: str, value: Any) -> Meant:
        fields = text[:_LONGEST].split(":", 5)
        if len(fields) > 2 and not matches(fields[2].lower(), service):
            return NOTHING
        if len(fields) < 6:
            return EVERY if "*" in fields[-1] else NOTHING
        wanted = SERVICES[service]
        if any(part in fields[5] for part in _PARTS_NOT_MEANT.get(service, ())):
            return NOTHING
        name = _named(service, wanted, fields[5])
        if name is None:
            return NOTHING
        if not name.strip("*?/-"):
            return EVERY
        return self._fit(service, name) if {*"*?"} & {*name} else Meant(named=value)

    def _fit(self, service: str, pattern: str) -> Meant:
        known = self._fitting.get((service, pattern))
        if known is None:
            fitting = tuple(dict.fromkeys(self._matching(service, pattern)))
            most = 1 if _only_the_stack(pattern) else _MOST_FITTING
            too_many = len(fitting) > most or self._left < 0
            known = EVERY if too_many else Meant(fitting, narrow=True)
            self._fitting[service, pattern] = known
        return known

    def _matching(self, service: str, pattern: str) -> Iterator[str]:
        start = re.split(r"[*?]", pattern, maxsplit=1)[0]
        names = self._named(service)
        for place in range(bisect_left(names, (start, "")), len(names)):
            name, resource = names[place]
            self._left -= 1
            if not name.startswith(start) or self._left < 0:
                return
            if matches(pattern, name):
                yield resource

    def _named(self, service: str) -> Sequence[tuple[str, str]]:
        if service not in self._names:
            wanted = SERVICES[service].types
            self._names[service] = sorted(
                (name, each.id)
                for each in self.system.resources.values()
                if each.type.startswith(wanted)
                for name in names_of(each)
            )
        return self._names[service]


def _only_the_stack(pattern: str) -> bool:
    """Whether the wildcard says no more than that it is one of the stack's."""
    return not pattern.replace("${AWS..StackName}", "").strip("*?/-_")


def names_of(resource: Resource) -> Iterator[str]:
    """The name a resource is given, or the pattern of the one that CloudFormation makes up."""
    written = [resource.properties[key] for key in _NAMES if key in resource.properties]
    if written:
        yield rendered(written[0])
        return
    made_up = f"${{AWS..StackName}}-{resource.logical_id}-\N{HORIZONTAL ELLIPSIS}"
    yield made_up
    yield made_up.replace("${AWS..StackName}", resource.stack)


def rendered(value: Any) -> str:
    """The value as text that can be compared; references and unknowns under their names.

    No colon stands in its holes, so that an ARN falls into its parts.
    """
    return plain(shown(value)[:_LONGEST] if isinstance(value, Joined | Unknown) else as_text(value))


def _named(service: str, wanted: Service, text: str) -> str | None:
    """The name in an ARN's last part, None where the part is about something else."""
    for prefix in wanted.prefixes:
        if text.startswith(prefix):
            name = text.removeprefix(prefix)
            break
        if matches(text, prefix + "x"):  # function* or *
            return "*"
    else:
        return None
    if service in ("s3", "dynamodb", "execute-api", "appsync"):
        return name.partition("/")[0]
    return name.partition(":")[0]
