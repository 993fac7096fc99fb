"""Whose each resource of a template is, and whose what SAM makes of it."""

from collections.abc import Mapping
from pathlib import Path

from analysis.difference.version import Version, version


def owners(system: Version | Path) -> dict[str, str]:
    """The unit (service) of every resource, "" where it is nobody's alone; also of what SAM makes.

    ``system`` is a version, or the path of a template.
    """
    read = version([system]) if isinstance(system, Path) else system
    return dict.fromkeys(read.resources, "") | {
        id_: read.owners[id_]
        for id_ in sorted(read.owners)
        if id_ in read.resources or _is_resource(read, id_)
    }


def owner(owned: Mapping[str, str], logical_id: str) -> str:
    """The unit of a resource of a deployed stack, "" where it is nobody's alone.

    What SAM makes (permissions, hashed deployments) has the id of what it was made for in front.
    """
    if logical_id in owned:
        return owned[logical_id]
    made_for = max((each for each in owned if logical_id.startswith(each)), key=len, default="")
    return owned.get(made_for, "")


def _is_resource(read: Version, id_: str) -> bool:
    """Whether the id is a resource's that SAM makes; states and event types are none."""
    node = read.dependencies.flow.by_id.get(id_)
    return node is None or (node.kind not in ("state", "event") and not node.outside)
