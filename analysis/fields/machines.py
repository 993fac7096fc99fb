"""Through a state machine: of what each field in its data is a copy, up to where it came in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.machines.paths import WHOLE, rest_of, root_of
from analysis.fields.trees import MOST_FIELDS, Origin, Tree, every, merged, place, select
from analysis.graph import Graph, Node

_MOST_TREES = 12  # ways to come to a state that are told apart
_ROUNDS = 4_000  # states gone through again


@dataclass(slots=True)
class States:
    """The states of a machine, and what each is given."""

    machine: Node
    nodes: dict[str, Node]
    functions: dict[str, list[str]]
    parents: dict[str, str]
    given: dict[str, list[Tree]] = field(default_factory=dict)
    answers: dict[str, Tree] = field(default_factory=dict)

    @classmethod
    def of(cls, machine: Node, graph: Graph) -> "States":
        """The states that a machine contains, however deep."""
        inside: dict[str, list[str]] = {}
        calls: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.relation == "contains":
                inside.setdefault(edge.source, []).append(edge.target)
            elif edge.relation == "invokes" and graph.by_id[edge.target].kind == "function":
                calls.setdefault(edge.source, []).append(edge.target)
        parents: dict[str, str] = {}
        waiting = [machine.id]
        while waiting:
            owner = waiting.pop()
            for each in inside.get(owner, ()):
                if each not in parents:
                    parents[each] = owner
                    waiting.append(each)
        nodes = {each: graph.by_id[each] for each in parents}
        return cls(machine, nodes, {k: v for k, v in calls.items() if k in nodes}, parents)

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
        variables = {key: each for key, each in tree.items() if key.startswith("$") and key != "$"}
        for each in self._starts(state):
            yield each, self.request(state, tree) | variables
        output = self._left(state, attributes, tree) | variables
        output |= self._assigned(state, attributes, tree)
        ends = True
        for target, label in self._ways(state):
            ends = ends and label != "Next"
            if label == "Catch":
                continue
            yield target, output
        for caught in attributes.get("caught", ()):
            left = self._left(state, caught, tree, caught.get("errors", ()))
            left |= variables | self._assigned(state, caught, tree, caught.get("errors", ()))
            yield self._beside(state, caught.get("next", "")), left
        parent = self.parents[state]
        if parent != self.machine.id and ends:
            before = self.answers.get(parent, {})
            after = merged([before, select(output, WHOLE)])
            if after != before:
                self.answers[parent] = after
                for known in list(self.given.get(parent, ())):
                    yield from self._next_of_parent(parent, known)

    def _next_of_parent(self, state: str, tree: Tree) -> Iterator[tuple[str, Tree]]:
        attributes = self.nodes[state].attributes
        variables = {key: each for key, each in tree.items() if key.startswith("$") and key != "$"}
        output = self._left(state, attributes, tree) | variables
        for target, label in self._ways(state):
            if label != "Catch":
                yield target, output

    def _ways(self, state: str) -> Iterator[tuple[str, str]]:
        yield from self.transitions.get(state, ())

    transitions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def _beside(self, state: str, name: str) -> str:
        for target, _ in self._ways(state):
            if self.nodes[target].name == name:
                return target
        return state

    def request(self, state: str, tree: Tree) -> Tree:
        """What a state passes on: to its task, to each branch, to each item."""
        attributes = self.nodes[state].attributes
        copied = attributes.get("mapping", {})
        return self._made(state, copied, attributes.get("computed", {}), tree)

    def _left(
        self, state: str, attributes: Mapping[str, Any], tree: Tree, errors: Iterable[str] = ()
    ) -> Tree:
        copied = attributes.get("output", {})
        return self._made(state, copied, attributes.get("output_computed", {}), tree, errors)

    def _assigned(
        self, state: str, attributes: Mapping[str, Any], tree: Tree, errors: Iterable[str] = ()
    ) -> Tree:
        copied = attributes.get("assigned", {})
        return self._made(state, copied, attributes.get("assigned_computed", {}), tree, errors)

    def _made(
        self,
        state: str,
        copied: Mapping[str, str],
        computed: Mapping[str, Iterable[str]],
        tree: Tree,
        errors: Iterable[str] = (),
    ) -> Tree:
        found: Tree = {}
        for key in sorted({*copied, *computed}, key=lambda name: (name != WHOLE, len(name))):
            if key in copied:
                part = self.origins(state, copied[key], tree, errors)
            else:
                several = [self.origins(state, each, tree, errors) for each in computed[key]]
                part = {WHOLE: frozenset(o for each in several for o in every(each, copied=False))}
            found = place(found, key, part) if len(found) < MOST_FIELDS else found
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
        tests = [str(each["condition"]) for each in self._choices(state) if "condition" in each]
        return any(f"$.{path} IsPresent" in each for each in tests) and any(
            f"{path}.".startswith(f"{key}.") or key.startswith(f"{path}.")
            for tree in self.given.get(state, ())
            for key in tree
            if key != WHOLE
        )

    def _choices(self, state: str) -> Iterable[Mapping[str, Any]]:
        found = self.nodes[state].attributes.get("choices")
        return found if isinstance(found, list) else ()

    def _answer(self, state: str) -> Tree:
        if state in self.functions:
            called = self.functions[state]
            return {WHOLE: frozenset(Origin(f"response:{each}", WHOLE) for each in called)}
        return self.answers.get(state, {})

    def _error(self, state: str, errors: Iterable[str]) -> Tree:
        named = [each for each in errors if own_error(each)]
        called = self.functions.get(state, ())
        return {
            "Error": frozenset(
                Origin(f"response:{each}", f"@error.{name}") for each in called for name in named
            )
        }

    def _context(self, state: str, path: str, tree: Tree) -> Tree:
        if path == "Execution.Input" or path.startswith("Execution.Input."):
            rest = path[len("Execution.Input.") :] or WHOLE
            return {WHOLE: frozenset({Origin(f"request:{self.machine.id}", rest)})}
        if path == "Map.Item.Value" or path.startswith("Map.Item.Value."):
            rest = path[len("Map.Item.Value.") :] or WHOLE
            found: Tree = {}
            owner = state if "items" in self.nodes[state].attributes else self.parents[state]
            for each in (
                self.nodes[owner].attributes.get("items", ()) if owner in self.nodes else ()
            ):
                found |= select(self.origins(owner, each, tree), rest)
            return found
        return {}


def own_error(name: str) -> bool:
    """Whether an error is one that code names, and not Step Functions or Lambda."""
    return bool(name) and not name.startswith(("States.", "Lambda.", "$"))
