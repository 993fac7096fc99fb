"""Who owns a resource: the service and the team that its tags name."""

from collections.abc import Iterator
from typing import Any

from analysis.source.document import Block
from analysis.source.values import as_text

_SERVICE = ("service", "servicename", "app:service", "component", "microservice")
_TEAM = ("team", "squad", "owner", "teamname")


def owner_of(properties: Block) -> tuple[str, str]:
    """The service and the team of a resource by its tags, each "" where no tag says it."""
    tags = {key.lower(): value for key, value in _tags(properties)}
    return _first(tags, _SERVICE), _first(tags, _TEAM)


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _tags(properties: Block) -> Iterator[tuple[str, str]]:
    for key in ("Tags", "UserPoolTags", "HostedZoneTags"):
        tags: Any = properties.get(key)
        if isinstance(tags, dict):
            yield from ((name, as_text(value)) for name, value in tags.items())
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, dict):
                yield as_text(tag.get("Key")), as_text(tag.get("Value"))
