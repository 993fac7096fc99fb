"""What IAM statements let functions and containers do: edges of certainty "inferred"."""

from collections.abc import Mapping, Sequence

from analysis.extract.policies.callbacks import Waiting, draw_callbacks
from analysis.extract.policies.drawing import (
    PolicyDrawing,
    draw_connectors,
    draw_credentials,
)
from analysis.extract.policies.grants import (
    Roles,
    actors_by_role,
    environment,
    grants_by_principal,
    grants_by_role,
    named_by,
)
from analysis.extract.policies.held import Permitted
from analysis.extract.policies.statements import Grant
from analysis.extract.policies.targets import Targets
from analysis.extract.reading import Reading

__all__ = [
    "Permitted",
    "Waiting",
    "draw_callbacks",
    "draw_credentials",
    "environment",
    "granted",
    "named_by",
    "read_policies",
]


def read_policies(permitted: Permitted) -> Mapping[str, Sequence[Grant]]:
    """Draw everything that a function or a container is permitted to do, but to call back.

    Permissions to poll, to describe or to configure add none, nor do the roles of state
    machines, rules, pipes, schedules and APIs. Returned is what each is allowed and denied.
    """
    reading = permitted.reading
    targets = Targets(reading.system)
    by_role = actors_by_role(reading.system, Roles(reading.system)).values()
    sharing = {actor: actors for actors in by_role if len(actors) > 1 for actor in actors}
    drawing = PolicyDrawing(permitted, targets, sharing)
    permissions = granted(reading)
    for actor, grants in permissions.items():
        drawing.draw(actor, grants)
    draw_connectors(permitted)
    return permissions


def granted(reading: Reading) -> Mapping[str, Sequence[Grant]]:
    """What each function and container is allowed and denied, by its id."""
    system = reading.system
    roles = Roles(system)
    actors = actors_by_role(system, roles)
    found: dict[str, list[Grant]] = {}
    for by_role in (grants_by_role(system, roles), grants_by_principal(system, roles)):
        for role, grants in by_role.items():
            for actor in actors.get(role, ()):
                if grants:
                    found.setdefault(actor, []).extend(grants)
    return dict(sorted(found.items()))
