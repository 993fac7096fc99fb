"""What state machines make of contracts: requests, answers used, errors caught, events said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.extract.machines.paths import WHOLE
from analysis.extract.reading import Reading
from analysis.fields.drafts import Drafts, Link, Path
from analysis.fields.machines import States, own_error
from analysis.fields.trees import Origin, Tree
from analysis.graph import Evidence, Graph, Node
from analysis.source.document import as_block, as_items, at
from analysis.source.values import shown

_DEEPEST = 60  # of a definition
_SAYS = ("Entries.Detail.", "Message.", "MessageBody.")


def path_of(dotted: str) -> Path:
    """A dotted path as its steps."""
    return () if dotted == WHOLE else tuple(dotted.split("."))


def read_tasks(drafts: Drafts, graph: Graph, reading: Reading) -> None:
    """Note what every state machine passes to functions, and what it uses of their answers."""
    for machine in graph.nodes:
        if machine.kind == "state machine" and not machine.outside:
            _read_machine(drafts, graph, machine, _written(reading, machine.id))


def _read_machine(drafts: Drafts, graph: Graph, machine: Node, written: Mapping[str, Any]) -> None:
    states = States.of(machine, graph)
    if not states.nodes:
        return
    for edge in graph.edges:
        inside = edge.source in states.nodes and edge.target in states.nodes
        if edge.relation == "transitions" and inside:
            for label in edge.label.split(", "):
                states.transitions.setdefault(edge.source, []).append((edge.target, label))
    states.follow()
    whole = f"request:{machine.id}"
    drafts.contract(whole, "request", machine.name)
    for state, node in states.nodes.items():
        block = written.get(node.name)
        for tree in states.given.get(state, ()):
            _uses(drafts, states, state, tree, block)
            _passes(drafts, states, state, tree, block)
        for function in states.functions.get(state, ()):
            _answers(drafts, states, state, function, block)


def _uses(drafts: Drafts, states: States, state: str, tree: Tree, block: Any) -> None:
    """What a state reads of its input, by where that came from."""
    node, machine = states.nodes[state], states.machine.id
    for path in node.attributes.get("reads", ()):
        made = states.looks_for(state, path)
        for origin in _of(states.origins(state, path, tree)):
            if origin.path != WHOLE and not (made and origin.contract == f"request:{machine}"):
                place = _place(node, block, path)
                drafts.add_read(machine, origin.contract, path_of(origin.path), place)


def _of(tree: Tree) -> Iterator[Origin]:
    for several in tree.values():
        yield from sorted(several, key=lambda each: (each.contract, each.path))


def _passes(drafts: Drafts, states: States, state: str, tree: Tree, block: Any) -> None:
    node, machine = states.nodes[state], states.machine
    request = states.request(state, tree)
    for function in states.functions.get(state, ()):
        contract = f"request:{function}"
        draft = drafts.contract(contract, "request", function)
        draft.owners[machine.id] = None
        for name in node.attributes.get("request", ()):
            drafts.add_field(contract, path_of(name), _place(node, block, name))
        for name, origins in request.items():
            for each in origins:
                link = Link(
                    contract,
                    path_of(name),
                    each.contract,
                    path_of(each.path),
                    machine.id,
                    each.copied,
                )
                drafts.add_link(link, _place(node, block, name))
        drafts.reads.setdefault((machine.id, f"response:{function}"), {})


def _answers(drafts: Drafts, states: States, state: str, function: str, block: Any) -> None:
    """What the machine itself uses of an answer, and the errors that it tells apart."""
    node, machine = states.nodes[state], states.machine.id
    contract = f"response:{function}"
    drafts.contract(contract, "response", function)
    for path in node.attributes.get("answer", ()):
        if path != WHOLE:
            drafts.add_read(machine, contract, path_of(path), _place(node, block, path))
    for name, where in _named_errors(node, block):
        if own_error(name):
            drafts.add_field(contract, ("@error", name))
            drafts.add_read(machine, contract, ("@error", name), where)


def _named_errors(node: Node, block: Any) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    if block is None:
        for caught in node.attributes.get("caught", ()):
            yield from ((name, node.evidence) for name in caught.get("errors", ()))
        return
    for key in ("Catch", "Retry"):
        for each in as_items(as_block(block).get(key)):
            names = as_block(each).get("ErrorEquals")
            for index, name in enumerate(as_items(names)):
                place = at(names, index) if names is not None else at(each)
                yield shown(name), (place,)


def _written(reading: Reading, machine: str) -> dict[str, Any]:
    """The states of a definition as they are written, by name."""
    resource = reading.system.get(machine)
    found: dict[str, Any] = {}
    waiting: list[tuple[Any, int]] = []
    for definition, _ in reading.system.definitions(resource) if resource else ():
        waiting.append((definition, 0))
    while waiting:
        block, depth = waiting.pop()
        if not isinstance(block, dict) or depth > _DEEPEST:
            continue
        for name, state in as_block(block.get("States")).items():
            inner = as_block(state)
            found.setdefault(str(name), inner)
            waiting += [(inner.get(key), depth + 1) for key in ("Iterator", "ItemProcessor")]
            waiting += [(each, depth + 1) for each in as_items(inner.get("Branches"))]
    return found


def _place(node: Node, block: Any, path: str) -> tuple[Evidence, ...]:
    """The line in which a state names a field, else its own."""
    name = path.rpartition(".")[2]
    waiting: list[tuple[Any, int]] = [(block, 0)]
    while waiting:
        each, depth = waiting.pop(0)
        if isinstance(each, dict) and depth < _DEEPEST:
            for key, value in each.items():
                if _names(str(key), value, name, path):
                    return (at(each, key),)
                if key not in ("Retry", "States", "Branches", "Iterator", "ItemProcessor"):
                    waiting.append((value, depth + 1))
        elif isinstance(each, list) and depth < _DEEPEST:
            waiting += [(one, depth + 1) for one in each]
    return node.evidence


def _names(key: str, value: Any, name: str, path: str) -> bool:
    """Whether an entry names a field: writes it, or reads it by its path."""
    return key.removesuffix(".$") == name or (isinstance(value, str) and f"$.{path}" in value)


def read_sayings(drafts: Drafts, graph: Graph) -> None:
    """Note the fields of events that states themselves publish."""
    for edge in graph.edges:
        node = graph.by_id.get(edge.source)
        if edge.relation != "emits" or node is None or node.kind != "state":
            continue
        draft = drafts.contract(edge.target)
        draft.owners[node.id.partition("/")[0]] = None
        for name in _said(node.attributes.get("request", ())):
            drafts.add_field(edge.target, path_of(name), node.evidence)


def _said(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for prefix in _SAYS:
            if name.startswith(prefix):
                rest = name[len(prefix) :]
                yield f"detail.{rest}" if prefix == _SAYS[0] else rest
