"""Who owns a resource: the service and the team that its tags name, or a file of teams."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.refusals import BadTemplate
from analysis.source.document import Block
from analysis.source.files import read_mapping
from analysis.source.values import as_text

_SERVICE = ("service", "servicename", "app:service", "component", "microservice")
_TEAM = ("team", "squad", "owner", "teamname")


def owner_of(properties: Block) -> tuple[str, str]:
    """The service and the team of a resource by its tags, each "" where no tag says it."""
    tags = {key.lower(): value for key, value in _tags(properties)}
    return _first(tags, _SERVICE), _first(tags, _TEAM)


def read_teams(path: Path) -> dict[str, str]:
    """Service to team, from a file of `team: [service, …]`.

    Raises:
        BadTemplate: it cannot be read, or gives a service to two teams.
    """
    shown = str(path)
    teams: dict[str, str] = {}
    document = read_mapping(path, shown)
    for team, listed in document.items():
        line = document.lines.get(team, 1)
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise BadTemplate(
                f"{shown}:{line}: the team {team!r} needs a list of its services; write one."
            )
        for service in listed:
            if service in teams:
                raise BadTemplate(
                    f"{shown}:{line}: the service {service!r} belongs to {teams[service]!r} "
                    f"and to {team!r}; leave it to one."
                )
            teams[service] = team
    return teams


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
