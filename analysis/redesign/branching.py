"""What a machine has done at once, because what comes next waits for all of it: branches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.redesign.assignment import Assignment
from analysis.redesign.blueprint import Blueprint
from analysis.redesign.business import Follow
from analysis.walking import grouped, reached


@dataclass(frozen=True)
class Branching:
    """Puts the states of a machine into branches where a later one waits for several of them."""

    plan: Assignment
    blueprint: Blueprint

    def draw(self) -> None:
        """Every join of states that the same machine now asks for."""
        inside = set[str]()
        for after, joining in self._joins():
            branches = self._branches(joining)
            members = {each for branch in branches for each in branch}
            if len(branches) > 1 and not members & inside:
                inside |= members
                self._put(after, joining, branches)

    def _joins(self) -> Iterator[tuple[str, list[Follow]]]:
        plan = self.plan
        moved = [e for e in plan.business.follows if e.after in plan.moved and e.join]
        by = grouped(((e.after, e.join), e) for e in moved if self._near(e))
        yield from ((after, several) for (after, _), several in by.items())

    def _near(self, follow: Follow) -> bool:
        """Whether one machine asks for both, the one once the other is done."""
        machine = self.plan.machines.get(follow.before)
        return machine is not None and not follow.refusal and (
            machine == self.plan.machines.get(follow.after)
        )  # fmt: skip

    def _branches(self, joining: list[Follow]) -> list[set[str]]:
        """What leads to each part of a join and not to all of them; none where two share more."""
        into = grouped((e.after, e.before) for e in self.plan.business.follows if self._near(e))
        parts = grouped((each.part or each.before, each.before) for each in joining).values()
        above = [{up for each in p for up in reached(each, into.__getitem__)} for p in parts]
        shared = set.intersection(*above)
        branches = [each - shared for each in above if each - shared]
        apart = sum(map(len, branches)) == len(set().union(*branches))
        return branches if apart else []

    def _put(self, after: str, joining: list[Follow], branches: list[set[str]]) -> None:
        """The branches into a state of their own, which comes before what waits for them."""
        plan, blueprint = self.plan, self.blueprint
        machine, states = plan.machines[after], plan.states
        both = f"{machine}/All before {plan.business.tasks[after].name}"
        inside = {states[each] for branch in branches for each in branch}
        first = self._first(inside)
        starts = any(blueprint.nodes[each].attributes["start"] for each in first)
        blueprint.node(both, "state", plan.service_of(machine), type="Parallel", start=starts)
        blueprint.edge(machine, both, "contains")
        for state in inside:
            known = blueprint.nodes[state]
            now = {**known.attributes, "start": state in first}
            blueprint.nodes[state] = replace(known, attributes=now)
        ended = {states[each.before] for each in joining} & inside
        for (source, target, relation), edge in [*blueprint.edges.items()]:
            if relation == "contains" and target in inside:
                new = replace(edge, source=both)
            elif relation == "transitions" and target in first and source not in inside:
                new = replace(edge, target=both)
            elif relation == "transitions" and source in ended and target == states[after]:
                new = replace(edge, source=both)
            else:
                continue
            del blueprint.edges[source, target, relation]
            blueprint.add(new)

    def _first(self, inside: set[str]) -> Mapping[str, None]:
        """With which states the branches begin."""
        edges = self.blueprint.edges
        later = {b for a, b, relation in edges if relation == "transitions" and a in inside}
        return dict.fromkeys(each for each in sorted(inside) if each not in later)
