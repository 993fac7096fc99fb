"""What is known of contracts without code: of state machines, and of who else hears or says."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from analysis.extract.events.channels import Road
from analysis.extract.machines.paths import WHOLE, is_place, rest_of, without_places
from analysis.extract.reading import Reading
from analysis.fields.drafts import Derivation, FactDrafts, Path
from analysis.fields.machines import Origin, States, Tree, own_error
from analysis.fields.places import told_apart
from analysis.fields.wiring import Roads, arriving_as
from analysis.graph import Evidence, Graph, Node
from analysis.graph.kinds import of_role, with_trait
from analysis.source.document import as_block, as_items, at
from analysis.source.values import shown
from analysis.walking import grouped

_DEEPEST = 60  # of a definition
_ON_A_BUS = "Entries.Detail."
_SAYS = (":sns:publish", ":sqs:sendMessage")
"""What a state tells a topic or queue with, of which its request is the message."""
_ACT = frozenset(of_role("component")) & frozenset(with_trait("asks"))


def path_of(dotted: str) -> Path:
    """A dotted path as its steps."""
    return () if dotted == WHOLE else tuple(dotted.split("."))


_ANY = "*"


def read_tasks(drafts: FactDrafts, graph: Graph, reading: Reading) -> None:
    """Note what every state machine passes to functions, and what it uses of their answers."""
    machines = [each for each in graph.nodes if each.kind == "state machine" and not each.outside]
    several = [states for each in machines if (states := States.of(each, graph)).nodes]
    for states in several:
        states.follow()
    drafts.places = told_apart(several, graph)
    said = grouped((edge.source, edge.target) for edge in graph.edges if edge.relation == "emits")
    for states in several:
        _read_machine(drafts, states, _written(reading, states.machine.id), said)


def _read_machine(
    drafts: FactDrafts,
    states: States,
    written: Mapping[str, Any],
    said: Mapping[str, Sequence[str]],
) -> None:
    machine = states.machine
    whole = f"request:{machine.id}"
    drafts.contract(whole, "request", machine.name)
    for state, node in states.nodes.items():
        block = written.get(node.name)
        for tree in states.given.get(state, ()):
            _uses(drafts, states, state, tree, block)
            _passes(drafts, states, state, tree, block)
            for event in said.get(state, ()):
                _tells(drafts, states, state, event, tree)
        for function in states.functions.get(state, ()):
            _answers(drafts, states, state, function, block)


def _uses(drafts: FactDrafts, states: States, state: str, tree: Tree, block: Any) -> None:
    """What a state reads of its input, by where that came from."""
    node, machine = states.nodes[state], states.machine.id
    answered = [f"@answer.{each}" for each in node.attributes.get("answer", ()) if each != WHOLE]
    own = () if state in states.functions else answered  # of what is inside it
    for path in (*node.attributes.get("reads", ()), *own):
        made = states.looks_for(state, path)
        for origin in _of(states.origins(state, path, tree)):
            if origin.path != WHOLE and not (made and origin.contract == f"request:{machine}"):
                place = _place(node, block, rest_of(path))
                drafts.add_read(machine, origin.contract, path_of(origin.path), place)


def _of(tree: Tree) -> Iterator[Origin]:
    for several in tree.values():
        yield from sorted(several, key=lambda each: (each.contract, each.path))


def _passes(drafts: FactDrafts, states: States, state: str, tree: Tree, block: Any) -> None:
    node, machine = states.nodes[state], states.machine
    request = states.request(state, tree)
    for function in states.functions.get(state, ()):
        contract = f"request:{function}"
        draft = drafts.contract(contract, "request", function)
        draft.owners[machine.id] = None
        for name in node.attributes.get("request", ()):
            drafts.add_field(contract, path_of(name), _place(node, block, name))
        for name, origins in request.items():
            path = drafts.placed(contract, path_of(name))
            if any(map(is_place, path)):
                for count in range(1, len(path) + 1):
                    drafts.add_field(contract, path[:count], _place(node, block, name))
            for each in origins:
                link = Derivation(
                    contract,
                    path,
                    each.contract,
                    path_of(each.path),
                    machine.id,
                    each.copied,
                )
                drafts.add_link(link, _place(node, block, name))
        drafts.reads.setdefault((machine.id, f"response:{function}"), {})


def _answers(drafts: FactDrafts, states: States, state: str, function: str, block: Any) -> None:
    """What the machine itself uses of an answer, and the errors that it tells apart."""
    node, machine = states.nodes[state], states.machine.id
    contract = f"response:{function}"
    drafts.contract(contract, "response", function)
    for path in node.attributes.get("answer", ()):
        if path != WHOLE:
            read = path_of(without_places(path))
            drafts.add_read(machine, contract, read, _place(node, block, path))
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
    written = f"$.{path}".replace(".[", "[")
    return key.removesuffix(".$") == name or (isinstance(value, str) and written in value)


def read_sayings(drafts: FactDrafts, graph: Graph) -> None:
    """Note the fields of events that states themselves publish."""
    for edge in graph.edges:
        node = graph.by_id.get(edge.source)
        if edge.relation != "emits" or node is None or node.kind != "state":
            continue
        draft = drafts.contract(edge.target)
        draft.owners[node.id.partition("/")[0]] = None
        for name in node.attributes.get("request", ()):
            if path := _said(node, name):
                drafts.add_field(edge.target, path, node.evidence)


def _tells(drafts: FactDrafts, states: States, state: str, event: str, tree: Tree) -> None:
    """Where the fields of an event that a state publishes come from."""
    node, machine = states.nodes[state], states.machine.id
    for name, origins in states.request(state, tree).items():
        for each in origins if (path := _said(node, name)) else ():
            of = Derivation(event, path, each.contract, path_of(each.path), machine, each.copied)
            drafts.add_link(of, node.evidence)


def _said(node: Node, name: str) -> Path:
    """The field of an event that a field of a state's request is; () where it is none."""
    if name.startswith(_ON_A_BUS):
        return ("detail", *path_of(name.removeprefix(_ON_A_BUS)))
    says = any(each in str(node.attributes.get("integration")) for each in _SAYS)
    return path_of(name) if says else ()


def hear(drafts: FactDrafts, graph: Graph, roads: Roads, followed: Collection[str]) -> None:
    """Note readers and owners that have no code, or none that could be followed."""
    _owners(drafts, graph, followed)
    for edge in graph.edges:
        if edge.relation == "reaches" and edge.target not in followed:
            several = roads.get((edge.source, edge.target), ())
            _reader(drafts, graph, edge.source, edge.target, several)
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


def _owners(drafts: FactDrafts, graph: Graph, followed: Collection[str]) -> None:
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
    drafts: FactDrafts, graph: Graph, event: str, reader: str, roads: Sequence[Road]
) -> None:
    node = graph.by_id.get(reader)
    if node is None or node.kind not in _ACT:
        return
    request = f"request:{reader}"
    if node.kind != "state machine" or request not in drafts.contracts:
        drafts.unread.add((reader, event))
        return
    drafts.reads.setdefault((reader, event), {})
    asked = drafts.reads.get((reader, request), {})
    for path, places in asked.items():
        for each in _arriving(roads, path):
            drafts.add_read(reader, event, each, places)
    # What starts a machine is what it hands on: whole, or what the roads there make of it.
    links: list[tuple[Path, Path]] = [((), each) for each in _wholes(roads)]
    links = links or [(path, each) for path in asked for each in _arriving(roads, path)]
    for path, each in links:
        drafts.add_link(Derivation(request, path, event, each, reader, True), node.evidence)


def _arriving(roads: Sequence[Road], path: Path) -> list[Path]:
    if not roads:
        return [path]
    return list(dict.fromkeys(one for road in roads for one in arriving_as(road, path)))


def _wholes(roads: Sequence[Road]) -> list[Path]:
    """The fields of which all that is below arrives as it was, under the same names."""
    return [each[:-1] for each in _arriving(roads, (_ANY,)) if each[-1:] == (_ANY,)]
