"""How each service reacted to a broken message, judged by the same order where nothing is broken.

decisions/0037 says what counts as which reaction, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.breakage.model import (
    DEAD,
    REFUSED,
    SETTLED,
    STARVED,
    STUCK,
    UNAFFECTED,
    WRONG,
    Mutant,
    Reaction,
)
from lab.drilling.contracts import Contract
from lab.drilling.evidence import Fact, Left
from lab.probe.mutating import REQUEST, RESPONSE


@dataclass(frozen=True)
class Twin:
    """What an order of a kind leaves where nothing is broken.

    volatile: attributes that differ from one such order to the next, such as times; they are no
    facts of the business.
    """

    left: Left
    volatile: frozenset[str] = field(default_factory=frozenset)

    def facts(self, left: Left, service: str) -> set[Fact]:
        """The facts of a service that do not differ anyway."""
        return {each for each in left.facts[service] if each[1] not in self.volatile}


def twin_of(lefts: Sequence[Left]) -> Twin:
    """The twin that some orders of one kind make together, none of which met anything broken."""
    first, *others = lefts
    differ = {
        name
        for other in others
        for service in {*first.facts, *other.facts}
        for _, name, _ in first.facts[service] ^ other.facts[service]
    }
    return Twin(first, frozenset(differ))


@dataclass(frozen=True)
class Case:
    """A broken message, and the contract it is of.

    services: which one each function belongs to; answers: errors that functions are known to answer
    with where nothing is broken, which are business and no refusal of a message.
    """

    mutant: Mutant
    contract: Contract
    services: Mapping[str, str]
    answers: frozenset[str] = frozenset()

    def met_by(self, left: Left) -> set[str]:
        """Services, and machines, that the broken message itself came to."""
        if self.contract.on == RESPONSE:
            return {m for m in left.states if self.contract.function in left.asked[m]}
        if self.contract.on == REQUEST:
            return {self.services[self.contract.function]}
        takers = {self.mutant.taker} if self.mutant.taker else self.contract.takers
        return {
            service
            for service, handled in left.handled.items()
            if any((taker, self.contract.on) in handled for taker in takers)
        }


def judged(case: Case, order_id: str, left: Left, twin: Twin, *, settled: bool) -> Reaction:
    """How every service reacted, and whether anybody can have noticed."""
    met = case.met_by(left)
    reactions: dict[str, str] = {}
    why: dict[str, str] = {}
    first_hand = []
    for service in dict.fromkeys((*twin.left.handled, *left.handled)):
        reactions[service], why[service] = _of_service(case, service, left, twin, met)
        led = reactions[service] == WRONG and _led_elsewhere(service, left, twin)
        if service in met and reactions[service] in (REFUSED, WRONG) and not led:
            first_hand.append(service)
    for machine in dict.fromkeys((*twin.left.states, *left.states)):
        reactions[machine], why[machine], own = _of_machine(case, machine, left, twin, met)
        first_hand += [machine] if own else []
    noticed = {*left.stumbled} - twin.left.stumbled - case.answers
    noticed |= {f"{error} in {machine}" for machine, error in left.failed.items()}
    end = SETTLED if settled else DEAD if noticed else STUCK
    told = {service: words for service, words in why.items() if words}
    return Reaction(
        case.mutant, order_id, reactions, tuple(sorted(first_hand)), tuple(sorted(noticed)), end,
        told,
    )  # fmt: skip


def _of_service(case: Case, service: str, left: Left, twin: Twin, met: set[str]) -> tuple[str, str]:
    """A service's reaction, and what shows it."""
    if case.contract.on == RESPONSE and service == case.services[case.contract.function]:
        errors: set[str] = set()  # it had answered; what an engine asks it after that is no news
    else:
        errors = left.errors[service] - twin.left.errors[service] - case.answers
    if errors:
        return REFUSED, ", ".join(sorted(errors))
    here, there = twin.facts(left, service), twin.facts(twin.left, service)
    if here == there:
        return UNAFFECTED, ""
    fewer = left.handled[service] < twin.left.handled[service]
    if here - there and not (fewer and service not in met):
        return WRONG, _told(here - there, there - here)
    if service in met and not fewer:
        return WRONG, f"it was handed all of it, and lacks {_few(there - here)}"
    return STARVED, f"it lacks {_few(there - here)}"


def _led_elsewhere(service: str, left: Left, twin: Twin) -> bool:
    """Whether it went wrong on what came after, and not on the broken message itself."""
    more = left.handled[service] - twin.left.handled[service]
    return bool(more)


def _of_machine(
    case: Case, machine: str, left: Left, twin: Twin, met: set[str]
) -> tuple[str, str, bool]:
    """A machine's reaction, what shows it, and whether it reacted to the broken message itself."""
    here, there = left.states.get(machine, []), twin.left.states.get(machine, [])
    error = left.failed.get(machine)
    answered = machine in met and case.contract.function
    if error and answered and left.asked_last.get(machine) == case.contract.function:
        return REFUSED, f"{error} after {here[-1]}", True
    if here == there and not error:
        return UNAFFECTED, "", False
    gone = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), len(here))
    words = f"it ended in {here[-1]}" if here else "it did not begin"
    if error or gone == len(here):
        return STARVED, words + (f" ({error})" if error else ""), False
    own = bool(answered) and gone > 0 and left.asked_in.get(here[gone - 1]) == answered
    return WRONG, words, own


def _told(more: set[Fact], less: set[Fact]) -> str:
    before = {(key, name): value for key, name, value in less}
    key, name, value = min(more)
    was = before.get((key, name))
    beyond = f" and {len(more) - 1} more" if len(more) > 1 else ""
    return f"{key} {name} is {_short(value)}" + (f", not {_short(was)}" if was else "") + beyond


def _few(facts: set[Fact]) -> str:
    keys = sorted({key for key, _, _ in facts})
    return ", ".join(map(_short, keys[:3]))


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
