"""The user's own teams: a file that says which services each has."""

from pathlib import Path

from analysis.refusals import BadTemplate
from analysis.source.files import read_mapping


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
