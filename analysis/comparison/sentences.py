"""Everything that a comparison says in sentences, of its layers and of changes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.comparison.changes import by_kind, unsure
from analysis.comparison.columns import apart
from analysis.comparison.comparison import Comparison
from analysis.comparison.layers import ALL, Level
from analysis.comparison.likelihood import CHANCE, CHANCES, SAMPLES
from analysis.comparison.measured import BY_KEY, COMPARED, Measure
from analysis.comparison.mix import Mix
from analysis.comparison.verdict import agree, by_lowest, verdict
from analysis.walking import grouped
from analysis.wording import listed


def of_levels(found: Comparison) -> tuple[str, ...]:
    """About the layers and levels."""
    said = list(_unnamed(found))
    for level in found.levels:
        said += [*_empty(level), _layers(level), *_measures(level)]
        said += [*_touched(level), *_chances(level), *_left_out(level)]
    said += _levels(found)
    return tuple(said)


def _unnamed(found: Comparison) -> Iterator[str]:
    if found.unnamed:
        verb = "names" if len(found.unnamed) == 1 else "name"
        yield (
            f"{listed(found.unnamed)} {verb} no service (tag resources with `service`), so that "
            "all is compared at the level of components."
        )


def _empty(level: Level) -> Iterator[str]:
    by = grouped(
        ("no design has a" if len(row.empty) == len(row.names) else _without(row.empty),
         _layer(row.layer))
        for row in level.rows
        if row.empty
    )  # fmt: skip
    if by:
        said = "; ".join(f"{who} dependency on {listed(layers)}" for who, layers in by.items())
        yield f"Empty layers ({level.name}): {said}."


def _without(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} no"


def _layer(name: str) -> str:
    return name.replace(ALL, "all layers together", 1) if name.startswith(ALL) else name


def _layers(level: Level) -> str:
    by = {_layer(row.layer): row.verdict(BY_KEY["propagation_cost"]) for row in level.rows}
    start = "The layers agree" if agree(by) else "The layers disagree"
    return f"{start} ({level.name}) on whose propagation cost is lower: {by_lowest(by)}."


def _measures(level: Level) -> Iterator[str]:
    """Where measures disagree with propagation cost on the same layer: a sentence a design."""
    by: dict[str, dict[str, list[str]]] = {}
    for measure in COMPARED:
        for row in level.rows:
            first, each = row.verdict(BY_KEY["propagation_cost"]), row.verdict(measure)
            if first.lowest and each.lowest and not each.tie and each.lowest != first.lowest:
                measures = by.setdefault(each.brief, {})
                measures.setdefault(measure.name, []).append(_layer(row.layer))
    for name, measures in by.items():
        where = grouped((listed(layers), measure) for measure, layers in measures.items())
        said = "; ".join(f"on {layers} by {listed(them)}" for layers, them in where.items())
        yield (
            f"Against propagation cost, other measures are lower in {name} ({level.name}): {said}."
        )


def _touched(level: Level) -> Iterator[str]:
    """Where the choice of the elements that are counted turns the verdict."""
    by: dict[str, list[str]] = {}
    for row in level.rows:
        of_all, of_touched = row.verdict(BY_KEY["propagation_cost"]), row.touched_verdict()
        if of_all.lowest and of_touched.lowest and of_all.lowest != of_touched.lowest:
            turned = f"{of_touched.brief}, not {of_all.brief}"
            by.setdefault(turned, []).append(_layer(row.layer))
    for turned, layers in by.items():
        yield (
            "Counted over only the elements that have a dependency on the layer, propagation cost "
            f"is lower in another design on {listed(layers)} ({level.name}): {turned}."
        )


def _chances(level: Level) -> Iterator[str]:
    """Where the stated likelihood decides."""
    for row in level.rows:
        known = [each.likelihood for each in row.structures if each.likelihood]
        if len(known) < len(row.names) or len(row.empty) == len(row.names):
            continue
        by = {
            f"{chance:g}": verdict(row.names, [each.by_chance[chance] for each in known])
            for chance in CHANCES
        }
        if not agree(by):
            yield (
                f"The likelihood of {CHANCE:g} for each dependency is assumed, and decides on "
                f"{_layer(row.layer)} ({level.name}) whose expected others hit are fewer: "
                f"{by_lowest(by, 'at')}."
            )


def _left_out(level: Level) -> Iterator[str]:
    """Where likelihoods are not exact, or not there at all."""
    pairs = [pair for row in level.rows for pair in zip(row.names, row.structures, strict=True)]
    without = {name: None for name, each in pairs if each.nodes and each.likelihood is None}
    sampled = {name: None for name, each in pairs if each.likelihood and not each.likelihood.exact}
    if without:
        yield (
            f"Likelihoods are left out where {listed(list(without))} is too large for them "
            f"({level.name})."
        )
    if sampled:
        yield (
            f"Expected others hit of {listed(list(sampled))} are from {SAMPLES} samples "
            f"({level.name}): small differences mean nothing."
        )


def _levels(found: Comparison) -> Iterator[str]:
    """Where one level says one thing and the next another."""
    for level, finer in pairwise(found.levels):
        for measure in (BY_KEY["propagation_cost"], BY_KEY["hit_mean"]):
            apart = list(_apart(level, finer, measure))
            if apart:
                yield (
                    f"{level.name.capitalize()} and {finer.name} disagree on whose {measure.name} "
                    f"is lower: {'; '.join(apart)}."
                )


def _apart(level: Level, finer: Level, measure: Measure) -> Iterator[str]:
    for row in level.rows:
        other = finer.row(row.layer)
        if other is None:
            continue
        one, two = row.verdict(measure), other.verdict(measure)
        if one.lowest and two.lowest and one.lowest != two.lowest:
            yield (
                f"on {_layer(row.layer)} {one.brief} by {level.name}, {two.brief} by {finer.name}"
            )


def of_operators(found: Comparison, counted: str) -> tuple[str, ...]:
    """About the operators, each by itself, counted in services, teams or parts."""
    rows = [row for row in found.operators if not row.nowhere]
    said = list(_nowhere(found))
    if not rows:
        return (*said, "No change can be applied in every design.")
    by = {row.operator: row.verdict(of=counted) for row in rows}
    said += [*unsure(found.operators), *_refused(found)]
    return (
        f"On average fewer {counted} are touched in {by_lowest(by, 'by')}.",
        *_matched(found, counted),
        *said,
    )


def _nowhere(found: Comparison) -> Iterator[str]:
    by = grouped((listed(row.nowhere), row.operator) for row in found.operators if row.nowhere)
    for names, operators in by.items():
        yield f"Not compared, since {names} has no place for them: {listed(operators)}."


def _refused(found: Comparison) -> Iterator[str]:
    """What was tried and cannot be made, design by design."""
    for row in found.operators:
        for name, places in zip(row.names, row.places, strict=True):
            if places.refused and len(places):
                count = len(places.refused)
                yield f"{row.operator}: {count} that {name} cannot make are not among its places."


def _matched(found: Comparison, counted: str) -> Iterator[str]:
    """Where counting every place alike, and every name alike, crown different designs."""
    for row in found.operators:
        matched = row.matched(of=counted)
        if matched is None or row.nowhere:
            continue
        by_place = row.verdict(of=counted)
        by_name = verdict(row.names, matched.means)
        if by_place.lowest != by_name.lowest:
            shown = ", ".join(
                f"{name} {value}"
                for name, value in zip(row.names, apart(matched.means), strict=True)
            )
            yield (
                f"{row.operator} over only the {len(matched.subjects)} names that every design "
                f"has, each alike: {shown}; lower is {by_name}, not {by_place}."
            )


def of_mix(mix: Mix) -> tuple[str, ...]:
    """About the weights."""
    if mix.expected is None:
        return ()
    kinds = by_kind(mix.weights)
    said = [
        f"No weights whatever make {a} touch more {mix.counted} than {b} on average."
        for a, b in mix.never_more()
    ]
    said += [
        f"Break-even at {percent(turn.share)} of {turn.of} changes: {turn.below} is lower below, "
        f"{turn.above} above."
        for turn in mix.turns
        if turn.of in kinds
    ]
    if not said:
        said = ["No share of one kind of changes turns the verdict."]
    return tuple(said)


def percent(share: float) -> str:
    """A share as sentences say it."""
    if 0 < share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")


def sentences(found: Comparison) -> tuple[str, ...]:
    """All of them, in the order of the tables."""
    changes = [
        said for mix in found.mixes for said in (*of_operators(found, mix.counted), *of_mix(mix))
    ]
    return (*of_levels(found), *dict.fromkeys(changes))
