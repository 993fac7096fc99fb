"""The contract drill: every message of a design broken in every way, an order each."""

import time
from collections.abc import Callable, Mapping, Sequence
from random import Random

from analysis.breakage.model import Agreed, Breakage, Mutant, Reaction
from analysis.breakage.readers import Held, held
from analysis.dependency import depend
from lab.deployment import Deployment
from lab.drilling.contracts import Contract, answers_in, learnt
from lab.drilling.evidence import Left, await_logs, left_behind
from lab.drilling.ground import Course, Progress, place_until_still
from lab.drilling.judging import Case, Twin, judged, twin_of
from lab.drilling.kinds import KINDS, MOST, lone
from lab.drilling.mutants import drills_of, planned
from lab.drills import Drill, met, plan
from lab.interruption import Threads
from lab.probe.mutating import SAME

TWINS = 3
"""Orders of each kind that meet nothing broken: what differs among them is no business fact."""

AT_ONCE = MOST - TWINS * len(KINDS)


def break_contracts(
    deployment: Deployment,
    *,
    seed: int = 7,
    sample: int | None = None,
    only: Callable[[Mutant], bool] = lambda _: True,
    longest: float = 90,
    progress: Progress = lambda _: None,
) -> Breakage:
    """Break what a design's parts agree on, one order a broken message, many side by side.

    sample: so many messages at most; only: those that are wanted; longest: seconds that each
    hundreds of them may take.
    """
    began = time.monotonic()
    contracts = learnt(deployment, progress)
    by_name = {each.name: each for each in contracts}
    todo = planned(contracts, seed=seed, sample=sample)
    left_out = list(todo.left_out)
    verdicts: list[Reaction] = []
    wanted = [each for each in todo.mutants if only(each)]
    for first in range(0, len(wanted), AT_ONCE):
        part = wanted[first : first + AT_ONCE]
        wave = _Wave(deployment, part, by_name, f"d{first // AT_ONCE}", seed)
        verdicts += wave.run(longest, progress)
        left_out += wave.left_out
    return Breakage(
        deployment.design.name,
        _services(verdicts, deployment),
        tuple(_agreed(each, deployment) for each in contracts),
        tuple(each for each in sorted(verdicts, key=_place) if each.mutant.how != SAME),
        tuple(each for each in sorted(verdicts, key=_place) if each.mutant.how == SAME),
        tuple(left_out),
        round(time.monotonic() - began, 1),
        seed,
    )


def break_in_each(
    deployments: Mapping[str, Deployment],
    only: Callable[[Mutant], bool],
    progress: Progress = lambda _: None,
) -> dict[str, Breakage]:
    """Break the messages that are wanted in several deployments at once; results by name."""

    def broken(deployment: Deployment) -> Breakage:
        return break_contracts(deployment, only=only, progress=progress)

    with Threads(len(deployments), "breaking") as pool:
        found = {name: pool.submit(broken, each) for name, each in deployments.items()}
        return {name: each.result() for name, each in found.items()}


def _services(verdicts: Sequence[Reaction], deployment: Deployment) -> tuple[str, ...]:
    """Who reacted, by name; machines behind services."""
    seen = {service for each in verdicts for service in each.reactions}
    own = {each.service for each in deployment.functions.values()}
    return (*sorted(seen & own), *sorted(seen - own))


def held_against_code(found: Breakage, deployment: Deployment) -> Held:
    """The measured readers against those that the design's template and code show."""
    services = {name: each.service for name, each in deployment.functions.items()}
    return held(found, depend([deployment.design.template]), services)


class _Wave:
    """As many broken messages as there are countries for, and their twins."""

    def __init__(
        self,
        deployment: Deployment,
        mutants: Sequence[Mutant],
        contracts: Mapping[str, Contract],
        prefix: str,
        seed: int,
    ) -> None:
        self._deployment, self._contracts = deployment, contracts
        kinds = [*(kind for kind in KINDS for _ in range(TWINS)), *(x.kind for x in mutants)]
        self._orders = lone(kinds, prefix)
        self._twins = self._orders[: TWINS * len(KINDS)]
        own = self._orders[len(self._twins) :]
        self._mutants = {order.order_id: mutant for order, mutant in zip(own, mutants, strict=True)}
        self._shuffled = list(self._orders)
        Random(seed).shuffle(self._shuffled)  # noqa: S311  repeatable, not secret
        self.left_out: list[str] = []

    def run(self, longest: float, progress: Progress) -> list[Reaction]:
        """Plan, place, wait until all is still, and judge."""
        drills = {
            order_id: drills_of(mutant, self._contracts[mutant.contract])
            for order_id, mutant in self._mutants.items()
        }
        progress(f"planning {len(drills)} broken messages")
        plan(self._deployment, drills)
        surely = [each.order_id for each in self._twins]
        surely += [x for x, mutant in self._mutants.items() if mutant.how == SAME]
        course = place_until_still(
            self._deployment, self._shuffled, surely=surely, longest=longest, progress=progress
        )
        progress("reading what each left behind")
        await_logs(self._deployment, [each.order_id for each in self._twins], course)
        return self._judge(course, drills)

    def _judge(self, course: Course, drills: Mapping[str, Sequence[Drill]]) -> list[Reaction]:
        left = left_behind(self._deployment, self._orders, course)
        twins = self._twins_of(left)
        services = {name: each.service for name, each in self._deployment.functions.items()}
        done = met(self._deployment, drills)
        found: list[Reaction] = []
        vain: list[str] = []
        for order_id, mutant in self._mutants.items():
            contract = self._contracts[mutant.contract]
            late = contract.is_event and mutant.taker
            if order_id in course.refused:
                self.left_out.append(f"{mutant}: not placed: {course.refused[order_id]}.")
            elif any(x.kind == "mutation" and x.id not in done[order_id] for x in drills[order_id]):
                vain.append(str(mutant))
            elif late and left[order_id].attempts[mutant.taker, contract.on] < 2:
                self.left_out.append(f"{mutant}: it did not come a second time.")
            else:
                case = Case(mutant, contract, services, answers_in(self._contracts.values()))
                settled = order_id in course.settled
                twin = twins[mutant.kind]
                found.append(judged(case, order_id, left[order_id], twin, settled=settled))
        if vain:
            told = ", ".join(sorted(vain))
            self.left_out.append(f"{len(vain)} would have changed nothing: {told}.")
        if not course.still:
            self.left_out.append("Not all was still when the time was up.")
        return found

    def _twins_of(self, left: Mapping[str, Left]) -> dict[str, Twin]:
        return {
            kind: twin_of([left[each.order_id] for each in self._twins if each.kind == kind])
            for kind in KINDS
        }


def _agreed(contract: Contract, deployment: Deployment) -> Agreed:
    functions = deployment.functions
    takers = dict.fromkeys(functions[each].service for each in sorted(contract.takers))
    owner = functions[contract.function].service
    return Agreed(contract.name, owner, tuple(takers), tuple(contract.fields))


def _place(verdict: Reaction) -> tuple[str, str, str, str]:
    mutant = verdict.mutant
    return mutant.contract, mutant.path, mutant.how, mutant.taker
