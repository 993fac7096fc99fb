"""What code and definitions say of contracts, down to the single field."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from analysis.code.packaging import Imports, modules_of
from analysis.extract import extract
from analysis.extract.extraction import mappings, roads
from analysis.extract.reading import Reading
from analysis.facts import Facts
from analysis.fields.announcing import Announcements
from analysis.fields.drafts import FactDrafts
from analysis.fields.facts import facts_of
from analysis.fields.following import Functions
from analysis.fields.lineage import settle
from analysis.fields.tasks import hear, read_sayings, read_tasks
from analysis.fields.wiring import read_mappings, read_wiring
from analysis.graph import Graph
from analysis.memory import laborious
from analysis.source import Given, System, opened

__all__ = ["read_facts"]


@laborious
def read_facts(
    system: System | Sequence[Path], graph: Graph | None = None, **given: Unpack[Given]
) -> Facts:
    """What a system's code and state machines say of contracts; nothing is executed.

    Contracts are the event types of the graph, ``request:X`` and ``response:X`` of functions, and
    ``request:M`` of state machines, whose owners are empty where a client from outside decides.
    Fields are named as `naming` says. A field stands for all below it; where something is known of
    that, `lines` and `lines.sku` are both fields. An item's field stands for each item's, but what
    the branches of a Parallel answered is told apart: `results.[1].sku`.
    A reader that uses a field in whole reads it and all that is known below;
    "$" is everything there is. What is read below a field does not make
    the field itself read. The errors of a function that its state machine tells apart are the
    fields ``@error.Name`` of its response.

    Raises:
        BadTemplate: a template cannot be read; the text names file, line and remedy.
    """
    system = opened(system, **given)
    if graph is None:
        graph = extract(system)
    reading = Reading(system)
    drafts = FactDrafts()
    for node in graph.nodes:
        if node.kind == "event":
            channel = graph.by_id.get(node.id.rpartition("/")[0])
            draft = drafts.contract(node.id, "event", node.name)
            draft.on_bus = channel is not None and channel.kind == "bus"
    read_tasks(drafts, graph, reading)
    read_sayings(drafts, graph)
    functions = Functions(drafts, graph, reading)
    functions.follow()
    taken = roads(system)
    read_wiring(drafts, graph, taken)
    written = mappings(system)
    read_mappings(drafts, graph, written)
    hear(drafts, graph, taken, {*functions.starts, *(source for source, _, _ in written)})
    settle(drafts, functions.rows)
    imports: Imports = {}
    modules = {each.id: modules_of(start, imports) for each, start in functions.starts.values()}
    return replace(
        facts_of(drafts, modules),
        deeds=functions.deeds(),
        announced=Announcements(functions, functions.runs).all(),
    )
