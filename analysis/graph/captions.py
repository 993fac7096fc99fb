"""What a drawing says of a node and of an event type, in few words."""

from analysis.graph.model import Graph, Node


def caption(node: Node) -> str:
    """What is written on a node: its name, or the last part of its id."""
    if node.name:
        return node.name
    if node.id.startswith(("ext:", "unresolved:")) or node.kind in ("state", "event"):
        return node.id.rpartition("/")[2] or node.id
    return node.id.partition(":")[2] or node.id if node.stack else node.id


def event_name(event: str, graph: Graph) -> str:
    """The short name of an event type, by its id."""
    node = graph.by_id.get(event)
    return (node.name if node else "") or event.rpartition("/")[2] or event
