"""Through a state machine: of what each field in its data is a copy, up to where it came in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from analysis.extract.machines.documents import found_at, part_at
from analysis.extract.machines.documents import place as put
from analysis.extract.machines.paths import (
    ANY,
    WHOLE,
    join,
    rest_of,
    root_of,
    without_places,
)
from analysis.graph import Graph, Node
from analysis.records import dataclass
from analysis.walking import grouped, reached

MOST_FIELDS = 400  # of one document
MOST_PLACES = 40  # branches of a Parallel that are told apart
_MOST_TREES = 12  # ways to come to a state that are told apart
_ROUNDS = 4_000  # states gone through again


@dataclass(frozen=True, slots=True)
class Origin:
    """A field of a contract: a request or a response."""

    contract: str
    path: str
    copied: bool = True

    def below(self, rest: str) -> "Origin":
        """Where a field of what comes from here comes from."""
        return replace(self, path=join(self.path, without_places(rest))) if self.copied else self


Tree = dict[str, frozenset[Origin]]
"""A document, and the variables beside it: the contracts' fields that each of theirs comes from."""


def select(tree: Tree, path: str) -> Tree:
    """The part of a document at a path, or of all that it may be if that is any item of a list."""
    if path == WHOLE:
        return {key: value for key, value in tree.items() if not key.startswith("$") or key == "$"}
    own = path.startswith("$")
    known = (
        {key: tree[key] for key in tree if key != WHOLE and key.startswith("$")} if own else tree
    )
    parts = [part_at(known, each, _below) for each in found_at(known, path)]
    return parts[0] if len(parts) == 1 else merged(parts)


def _below(several: frozenset[Origin], rest: str) -> frozenset[Origin]:
    return frozenset(x.below(rest) for x in several)


def every(tree: Tree, *, copied: bool = True) -> frozenset[Origin]:
    """All that a document comes from."""
    several = frozenset(origin for each in tree.values() for origin in each)
    return several if copied else frozenset(replace(each, copied=False) for each in several)


def merged(trees: Iterable[Tree]) -> Tree:
    """A document that may be any of these; a field is from nowhere only if it is so in all."""
    several = tuple(trees)
    found = grouped((key, each) for tree in several for key, each in tree.items())
    together = {key: frozenset[Origin]().union(*each) for key, each in found.items()}
    return {key: x for key, x in together.items() if x or len(found[key]) == len(several)}


_NOWHERE: Tree = {WHOLE: frozenset()}


@dataclass(slots=True)
class States:
    """The states of a machine, what each calls and leads to, and what each is given."""

    machine: Node
    nodes: dict[str, Node]
    functions: Mapping[str, list[str]]
    parents: dict[str, str]
    transitions: Mapping[str, list[tuple[str, str]]]
    branches: Mapping[str, int]  # how many a Parallel has
    given: dict[str, list[Tree]] = field(default_factory=dict)
    answers: dict[str, Tree] = field(default_factory=dict)

    @classmethod
    def of(cls, machine: Node, graph: Graph) -> "States":
        """The states that a machine contains, however deep."""
        edges = grouped((edge.relation, edge) for edge in graph.edges)
        inside = grouped((edge.source, edge.target) for edge in edges["contains"])
        owners = reached(machine.id, inside.__getitem__)
        parents = {each: owner for owner in owners for each in inside[owner]}
        functions = grouped(
            (edge.source, edge.target)
            for edge in edges["invokes"]
            if edge.source in parents and graph.by_id[edge.target].kind == "function"
        )
        transitions = grouped(
            (edge.source, (edge.target, label))
            for edge in edges["transitions"]
            if edge.source in parents and edge.target in parents
            for label in edge.label.split(", ")
        )
        nodes = {each: graph.by_id[each] for each in parents}
        counts = {
            each: 1 + max(_branch(nodes[x]) for x in inside[each])
            for each in nodes
            if inside[each] and nodes[each].attributes.get("type") == "Parallel"
        }
        branches = {each: count for each, count in counts.items() if count <= MOST_PLACES}
        return cls(machine, nodes, functions, parents, transitions, branches)

    def follow(self) -> None:
        """Find out what each state is given, on every way to it."""
        start: Tree = {WHOLE: frozenset({Origin(f"request:{self.machine.id}", WHOLE)})}
        waiting: list[tuple[str, Tree]] = [(each, start) for each in self._starts(self.machine.id)]
        for _ in range(_ROUNDS):
            if not waiting:
                break
            state, tree = waiting.pop()
            known = self.given.setdefault(state, [])
            if tree in known:
                continue
            if len(known) >= _MOST_TREES:
                every_way = merged([*known, tree])
                if known == [every_way]:
                    continue
                known[:] = [every_way]
                tree = every_way
            else:
                known.append(tree)
            waiting.extend(self._next(state, tree))

    def _starts(self, owner: str) -> Iterator[str]:
        for each, parent in self.parents.items():
            if parent == owner and self.nodes[each].attributes.get("start"):
                yield each

    def _next(self, state: str, tree: Tree) -> Iterator[tuple[str, Tree]]:
        attributes = self.nodes[state].attributes
        for each in self._starts(state):
            yield each, self.request(state, tree) | _variables(tree)
        yield from self._ended(state, tree)
        for caught in attributes.get("caught", ()):
            errors = caught.get("errors", ())
            left = self._made(state, caught, "output", tree, errors) | _variables(tree)
            left |= self._made(state, caught, "assigned", tree, errors)
            yield self._beside(state, caught.get("next", "")), left

    def _ended(self, state: str, tree: Tree) -> Iterator[tuple[str, Tree]]:
        """What comes after a state, be it after what it is the end of."""
        attributes = self.nodes[state].attributes
        output = self._output(state, tree) | self._made(state, attributes, "assigned", tree)
        yield from self._beyond(state, output)
        parent = self.parents[state]
        ends = all(label != "Next" for _, label in self.transitions.get(state, ()))
        if parent != self.machine.id and ends:
            before = self._inner(parent)
            after = self._answered(state, parent, before, select(output, WHOLE))
            if after != before:
                self.answers[parent] = after
                for known in list(self.given.get(parent, ())):
                    yield from self._ended(parent, known)

    def _answered(self, state: str, parent: str, before: Tree, answer: Tree) -> Tree:
        """What a Parallel or a Map answers when one of its states ends with this besides."""
        if parent not in self.branches:
            return merged([before, answer])
        if len(before) + len(answer) > MOST_FIELDS:
            answer = {WHOLE: every(answer, copied=False)}
        place = f"[{_branch(self.nodes[state])}]"
        known = part_at(before, place, _below)
        together = answer if known == _NOWHERE else merged([known, answer])
        return put(before, place, _NOWHERE | together)

    def _inner(self, parent: str) -> Tree:
        """What a Map or a Parallel answers, as far as that is known: each branch has its place."""
        places = range(self.branches.get(parent, 0))
        return self.answers.get(parent) or {f"[{each}]": frozenset() for each in places}

    def _beyond(self, state: str, output: Tree) -> Iterator[tuple[str, Tree]]:
        for target, label in self.transitions.get(state, ()):
            if label != "Catch":
                yield target, output

    def _beside(self, state: str, name: str) -> str:
        for target, _ in self.transitions.get(state, ()):
            if self.nodes[target].name == name:
                return target
        return state

    def request(self, state: str, tree: Tree) -> Tree:
        """What a state passes on: to its task, to each branch, to each item."""
        return self._made(state, self.nodes[state].attributes, "mapping", tree)

    def _output(self, state: str, tree: Tree) -> Tree:
        return self._made(state, self.nodes[state].attributes, "output", tree) | _variables(tree)

    def _made(
        self,
        state: str,
        attributes: Mapping[str, Any],
        name: str,
        tree: Tree,
        errors: Iterable[str] = (),
    ) -> Tree:
        """A document that a state, or one of its catchers, makes of what it is given."""
        copied = attributes.get(name, {})
        computed = attributes.get("computed" if name == "mapping" else f"{name}_computed", {})
        found: Tree = {}
        for key in sorted({*copied, *computed}, key=lambda name: (name != WHOLE, len(name))):
            if key in copied:
                part = self.origins(state, copied[key], tree, errors)
            else:
                several = [self.origins(state, each, tree, errors) for each in computed[key]]
                part = {WHOLE: frozenset(o for each in several for o in every(each, copied=False))}
            if len(found) < MOST_FIELDS:  # even what comes from nowhere
                found = put(found, key, part if key == WHOLE else {WHOLE: frozenset()} | part)
        return found

    def origins(self, state: str, path: str, tree: Tree, errors: Iterable[str] = ()) -> Tree:
        """Where what a path names in a state comes from."""
        root, rest = root_of(path), rest_of(path)
        if root == "":
            return select(tree, rest)
        if root == "@answer":
            return select(self._answer(state), rest)
        if root == "@error":
            return select(self._error(state, errors), rest)
        if root == "$$":
            return self._context(state, rest, tree)
        return select(tree, path) if root.startswith("$") else {}

    def looks_for(self, state: str, path: str) -> bool:
        """Whether a choice asks if there is what the machine itself put there on another way.

        Where it did not, its caller need not have done so.
        """
        choices = self.nodes[state].attributes.get("choices")
        tests = [str(each.get("condition", "")) for each in choices or ()]
        written = path.replace(".[", "[")
        return any(f"$.{written} IsPresent" in each for each in tests) and any(
            f"{path}.".startswith(f"{key}.") or key.startswith(f"{path}.")
            for tree in self.given.get(state, ())
            for key in tree
            if key != WHOLE
        )

    def _answer(self, state: str) -> Tree:
        if state in self.functions:
            called = self.functions[state]
            return {WHOLE: frozenset(Origin(f"response:{each}", WHOLE) for each in called)}
        return self._inner(state)

    def _error(self, state: str, errors: Iterable[str]) -> Tree:
        named = [each for each in errors if own_error(each)]
        called = self.functions.get(state, ())
        return {
            "Error": frozenset(
                Origin(f"response:{each}", f"@error.{name}") for each in called for name in named
            )
        }

    def _context(self, state: str, path: str, tree: Tree) -> Tree:
        for name in ("Execution.Input", "Map.Item.Value"):
            if f"{path}.".startswith(f"{name}."):
                rest = path[len(name) + 1 :] or WHOLE
                if name == "Execution.Input":
                    own = Origin(f"request:{self.machine.id}", without_places(rest))
                    return {WHOLE: frozenset({own})}
                node = self.nodes[state]
                if "items" not in node.attributes:
                    node = self.nodes.get(self.parents[state], self.machine)
                found: Tree = {}
                for each in node.attributes.get("items", ()):
                    found |= select(self.origins(node.id, each, tree), join(ANY, rest))
                return found
        return {}


def _variables(tree: Tree) -> Tree:
    return {key: each for key, each in tree.items() if key.startswith("$") and key != WHOLE}


def _branch(state: Node) -> int:
    return int(state.attributes.get("branch", 0))


def own_error(name: str) -> bool:
    """Whether an error is one that code names, and not Step Functions or Lambda."""
    return bool(name) and not name.startswith(("States.", "Lambda.", "$"))
