"""An outbox is no step of the business: who wrote the row is followed by who hears of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from analysis.dependency.steps.model import Pair, Step


def without_relays(
    steps: Iterable[Step], pairs: list[Pair], relays: set[str]
) -> tuple[list[Step], list[Pair]]:
    """Steps with relays marked, and pairs led past them.

    A relay does not tell which write it announces with which event type. Whoever writes is paired
    with whoever hears, but for the pairs that would lead back to where the writer came from.
    """
    into = defaultdict(list)
    for pair in pairs:
        if pair.after in relays:
            into[pair.after].append(pair)
    direct = [pair for pair in pairs if not {pair.before, pair.after} & relays]
    past = [
        Pair(first.before, pair.after, pair.by, (pair.before,), (*first.evidence, *pair.evidence))
        for pair in pairs
        if pair.before in relays and pair.after not in relays
        for first in into[pair.before]
        if first.before not in relays and first.before != pair.after
    ]
    reach = _reach(direct, {pair.after for pair in past})
    kept = [pair for pair in past if pair.before not in reach.get(pair.after, ())]
    marked = [replace(each, role="relay") if each.id in relays else each for each in steps]
    return marked, [*direct, *kept]


def _reach(pairs: Iterable[Pair], starts: Iterable[str]) -> dict[str, set[str]]:
    onward = defaultdict(set)
    for pair in pairs:
        onward[pair.before].add(pair.after)
    found: dict[str, set[str]] = {}
    for start in starts:
        seen, waiting = set[str](), [start]
        while waiting:
            for after in onward.get(waiting.pop(), ()):
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
        found[start] = seen
    return found
