"""Who hears of an event, or says it, besides the functions whose code was followed."""

from collections.abc import Collection, Iterator

from analysis.fields.drafts import Drafts
from analysis.graph import Graph
from analysis.graph.kinds import of_role, with_trait
from analysis.source.document import as_block, as_items
from analysis.source.system import System
from analysis.source.values import Reference

_ACT = frozenset(of_role("component")) & frozenset(with_trait("asks"))


def hear(drafts: Drafts, graph: Graph, system: System, followed: Collection[str]) -> None:
    """Note readers and owners that have no code, or none that could be followed."""
    _owners(drafts, graph, followed)
    changed = set(_told_otherwise(system))
    for edge in graph.edges:
        if edge.relation == "reaches":
            _reader(drafts, graph, edge.source, edge.target, followed, changed)
    for contract in list(drafts.contracts):
        kind, _, function = contract.partition(":")
        node = graph.by_id.get(function)
        if node is None or node.kind != "function" or function in followed:
            continue
        if kind == "request":
            drafts.unread.add((function, contract))
        elif kind == "response":
            drafts.contracts[contract].unknown = True
            drafts.contracts[contract].owners[function] = None


def _owners(drafts: Drafts, graph: Graph, followed: Collection[str]) -> None:
    """Whoever emits an event owns it; not all of it is known if one of them was not followed."""
    for edge in graph.edges:
        if edge.relation != "emits":
            continue
        node, draft = graph.by_id[edge.source], drafts.contract(edge.target)
        if node.kind in _ACT and not node.outside:
            draft.owners[node.id] = None
        if node.id not in followed and node.kind != "state":
            draft.unknown = True
    for draft in drafts.contracts.values():
        if draft.kind == "event" and not draft.fields:
            draft.unknown = True


def _reader(
    drafts: Drafts,
    graph: Graph,
    event: str,
    reader: str,
    followed: Collection[str],
    changed: Collection[str],
) -> None:
    node = graph.by_id.get(reader)
    if node is None or node.kind not in _ACT or reader in followed:
        return
    request = f"request:{reader}"
    if node.kind != "state machine" or reader in changed or request not in drafts.contracts:
        drafts.unread.add((reader, event))
        return
    drafts.reads.setdefault((reader, event), {})
    for path, places in drafts.reads.get((reader, request), {}).items():
        drafts.add_read(reader, event, path, places)


def _told_otherwise(system: System) -> Iterator[str]:
    """What rules start with something else than the event."""
    for rule in system.of("AWS::Events::Rule"):
        for each in as_items(rule.properties.get("Targets")):
            target = as_block(each)
            arn = target.get("Arn")
            if isinstance(arn, Reference) and {"Input", "InputPath", "InputTransformer"} & set(
                target
            ):
                yield arn.resource
