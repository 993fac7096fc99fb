"""What the layers say in sentences: where they agree, where not, and what is not there."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.comparison.comparison import Comparison
from analysis.comparison.layers import ALL, Level
from analysis.comparison.likelihood import CHANCE, CHANCES, SAMPLES
from analysis.comparison.measured import BY_KEY, COMPARED, Measure
from analysis.comparison.verdict import agree, brief, by_lowest, listed, verdict
from analysis.walking import grouped


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
                measures = by.setdefault(brief(each), {})
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
            turned = f"{brief(of_touched)}, not {brief(of_all)}"
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
                f"on {_layer(row.layer)} {brief(one)} by {level.name}, {brief(two)} by {finer.name}"
            )
