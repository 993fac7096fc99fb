"""Every figure that prose may name, computed from the results: numbers, lists, and whole tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from statistics import fmean

from analysis.comparison.verdict import same
from analysis.experiments.break_even import (
    BreakEven,
    Number,
    Pair,
    break_even,
    leaving_one_out,
    measured,
    paired,
    predicted,
    ranged,
    reaching,
)
from analysis.experiments.foretold import by_kind
from analysis.experiments.outcome import EFFORTS, GROUPINGS, Grouping, Outcome, designs_in, pairs
from analysis.experiments.said import headline, lower_in, lowest, score_line
from analysis.experiments.scores import scores
from analysis.experiments.tables import (
    costs_table,
    deployment_table,
    even_table,
    left_out_table,
    misses_table,
    scores_table,
    short_even,
    touched_table,
)
from analysis.reaches import NAMES

Fact = str | int | float | tuple[str, ...] | None
Named = Iterator[tuple[str, Fact]]

NUMBERS: Mapping[str, Number] = {each.key: measured(each.key) for each in EFFORTS} | {
    "predicted": predicted
}
RATIOS = ("precision", "recall", "macro_precision", "macro_recall")
SCORED = (*RATIOS, "exact", "counted")
HELD: Mapping[str, Callable[[Outcome], bool]] = {
    "exact": lambda each: each.sets.predicted == each.sets.actual,
    "untouched": lambda each: not each.counts["existing_services_touched"],
    "safe": lambda each: each.lockstep is not None and each.lockstep.safe,
    "unsafe": lambda each: each.lockstep is not None and not each.lockstep.safe,
    "losing": lambda each: each.live is not None and each.live.lost > 0,
    "failed": lambda each: not each.passed,
}
"""Of a design: in how many changes it is so, and in which."""


def facts(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Mapping[str, Fact]:
    """All facts by name; ``before`` are the outcomes as they were predicted first."""
    return {
        "changes": len({each.change for each in outcomes}),
        "headline": headline(outcomes),
        "scores": score_line(outcomes, before),
        **dict(_each(outcomes)),
        **dict(_pairs(outcomes)),
        **dict(_designs(outcomes)),
        **dict(_evens(outcomes)),
        **dict(_scores(outcomes, before)),
        **dict(_tables(outcomes, before)),
    }


def compared(one: float, other: float) -> str:
    """How the first number stands to the second: more than, fewer than, as many as."""
    if same(one, other):
        return "as many as"
    return "more than" if one > other else "fewer than"


def moved(before: float | None, after: float | None) -> str:
    """How a ratio went: `rose from 0.83 to 0.97`, `fell from` or `stayed at`."""
    if before is None or after is None:
        return "cannot be compared"
    if f"{before:.2f}" == f"{after:.2f}":
        return f"stayed at {after:.2f}"
    return f"{'rose' if after > before else 'fell'} from {before:.2f} to {after:.2f}"


def _each(outcomes: Sequence[Outcome]) -> Named:
    """`CHANGE.DESIGN.…`: one outcome."""
    for each in outcomes:
        at = f"{each.change}.{each.side}"
        yield f"{each.change}.title", each.title
        yield f"{at}.prediction", each.prediction
        for key, number in NUMBERS.items():
            yield f"{at}.{key}", int(number(each))
        yield f"{at}.services", tuple(sorted(each.sets.actual))
        yield f"{at}.new", tuple(sorted(each.new))
        yield f"{at}.late", tuple(sorted(each.sets.discovered_late))
        yield f"{at}.in_vain", tuple(sorted(each.sets.false_positives))
        if each.reaches:
            for name in NAMES:
                yield f"{at}.{name}", getattr(each.reaches, name)
        if each.live:
            yield f"{at}.in_flight", each.live.orders
            yield f"{at}.lost", each.live.lost
        if each.lockstep:
            yield f"{at}.order", each.lockstep.order
            yield f"{at}.unsafe", tuple(sorted(each.lockstep.unsafe))
            yield f"{at}.safe", "yes" if each.lockstep.safe else "no"


def _pairs(outcomes: Sequence[Outcome]) -> Named:
    """`CHANGE.versus.…`: how the first design stands to the other; `.lower.…`: which is lower.

    Of more than two designs each pair is named: `CHANGE.A.B.versus.…`.
    """
    found = pairs(outcomes)
    for key, number in NUMBERS.items():
        for pair in found:
            _, numbers = paired(outcomes, number, pair)
            sums = [sum(column) for column in zip(*numbers.values(), strict=True)]
            for change, (one, other) in [*numbers.items(), *([("total", sums)] if sums else [])]:
                at = f"{change}{_between(pair, found)}"
                yield f"{at}.versus.{key}", compared(one, other)
                yield f"{at}.lower.{key}", lowest(pair, (one, other))
    for measure in EFFORTS:
        for design, changes in lower_in(outcomes, measure.key).items():
            yield f"lower.{design}.{measure.key}", len(changes)
            yield f"lower.{design}.{measure.key}.names", _code(changes)


def _designs(outcomes: Sequence[Outcome]) -> Named:
    """`total.DESIGN.…` and `mean.DESIGN.…` over all changes; `exact.DESIGN` and its like."""
    for design in designs_in(outcomes):
        own = [each for each in outcomes if each.side == design]
        for key, number in NUMBERS.items():
            yield f"total.{design}.{key}", int(sum(map(number, own)))
            yield f"mean.{design}.{key}", fmean(map(number, own)) if own else None
        for name in NAMES:
            if all(each.reaches for each in own):
                yield f"total.{design}.{name}", sum(int(reaching(name)(each)) for each in own)
        yield f"total.{design}.in_flight", sum(each.live.orders for each in own if each.live)
        yield f"total.{design}.lost", sum(each.live.lost for each in own if each.live)
        yield f"total.{design}.late", sum(len(each.sets.discovered_late) for each in own)
        yield f"total.{design}.in_vain", sum(len(each.sets.false_positives) for each in own)
        for name, holds in HELD.items():
            found = [each.change for each in own if holds(each)]
            yield f"{name}.{design}", len(found)
            yield f"{name}.{design}.names", _code(found)


def _evens(outcomes: Sequence[Outcome]) -> Named:
    """`even.READING.MEASURE`: the break-even; `.share`, `.without` and each design's two means."""
    for grouping in GROUPINGS.values():
        operators = {each.change: each.operator for each in outcomes}
        additive = [name for name, each in operators.items() if grouping.is_additive(each)]
        yield f"even.{grouping.key}.additive", len(additive)
        yield f"even.{grouping.key}.additive.names", _code(additive)
        yield f"even.{grouping.key}.says", grouping.says
        for key, number in NUMBERS.items():
            found = pairs(outcomes)
            if not found:
                yield f"even.{grouping.key}.{key}", BreakEven((), None).says
            for pair in found:
                yield from _even(outcomes, grouping, key, number, pair)


def _even(
    outcomes: Sequence[Outcome], grouping: Grouping, key: str, number: Number, pair: Pair
) -> Named:
    at = f"even.{grouping.key}.{key}{_between(pair, pairs(outcomes))}"
    found = break_even(outcomes, number, grouping, pair)
    yield at, found.says
    yield f"{at}.share", short_even(found)
    yield f"{at}.lower", found.lower_everywhere or "neither"
    yield f"{at}.without", ranged(leaving_one_out(outcomes, number, grouping, pair))
    for line in found.lines:
        yield f"{at}.additive.{line.design}", line.at_all
        yield f"{at}.rest.{line.design}", line.at_none


def _scores(outcomes: Sequence[Outcome], before: Sequence[Outcome]) -> Named:
    """`KIND.first.DESIGN.LAYER.FIGURE` and `KIND.since.…`; `KIND.moved.…RATIO`; `KIND.changes`.

    The kinds are forecast and fitted; a figure is one of `SCORED`.
    """
    designs = designs_in(outcomes)
    for kind in by_kind(outcomes, before):
        yield f"{kind.name}.changes", len({each.change for each in kind.outcomes})
        then, now = scores(kind.before, designs), scores(kind.outcomes, designs)
        for (design, layer), name in product(now, SCORED):
            old, new = (getattr(each[design, layer], name) for each in (then, now))
            yield f"{kind.name}.first.{design}.{layer}.{name}", old
            yield f"{kind.name}.since.{design}.{layer}.{name}", new
            if name in RATIOS:
                yield f"{kind.name}.moved.{design}.{layer}.{name}", moved(old, new)


def _tables(outcomes: Sequence[Outcome], before: Sequence[Outcome]) -> Named:
    """`table.NAME`; of those that hold predictions against what came, `table.NAME.KIND`."""
    yield "table.costs", costs_table(outcomes).to_markdown()
    yield "table.deployment", deployment_table(outcomes).to_markdown()
    yield "table.even", even_table(outcomes).to_markdown()
    for kind in by_kind(outcomes, before):
        told = kind.outcomes, kind.before
        yield f"table.touched.{kind.name}", touched_table(*told).to_markdown()
        yield f"table.scores.{kind.name}", scores_table(*told).to_markdown()
        yield f"table.misses.{kind.name}", misses_table(*told).to_markdown()
    yield "table.left_out", left_out_table(outcomes).to_markdown()


def _between(pair: Pair, among: Sequence[Pair]) -> str:
    """What tells a pair from others in a name: nothing where there is but one."""
    return "" if len(among) == 1 else f".{pair[0]}.{pair[1]}"


def _code(changes: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"`{each}`" for each in changes)
