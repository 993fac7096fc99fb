"""A comparison as text: the tables that an architect reads, and what they say."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from analysis.comparison.changes import OperatorRow, Places, by_kind
from analysis.comparison.columns import apart, number, short, table
from analysis.comparison.comparison import PARTS, Comparison
from analysis.comparison.layers import CHANNELS_OWNED, LayerRow, Level
from analysis.comparison.likelihood import CHANCE
from analysis.comparison.measured import BY_KEY, COMPARED, MEASURES
from analysis.comparison.mix import Mix
from analysis.comparison.sentences import of_levels, of_mix, of_operators
from analysis.comparison.verdict import Verdict, verdict
from analysis.plain_text import plain

WIDTH = 100
SHOWN = ("dependencies", "propagation cost", "mean others hit")


def to_text(found: Comparison) -> str:
    """The whole comparison; no design is announced as the winner."""
    lines = [" and ".join(found.names) if len(found.names) == 2 else ", ".join(found.names)]
    lines += _wrapped("Lower means that less can be hit. Each verdict is about one number.")
    for level in found.levels:
        lines += ["", *_sensitivity(level)]
        if level.name != PARTS:  # its measures are in the JSON: three tables more tell little new
            lines += ["", *_structure(level), "", *_verdicts(level)]
    lines += ["", "What the layers say"]
    lines += [line for sentence in of_levels(found) for line in _wrapped(sentence, bullet=True)]
    for mix in found.mixes:
        lines += ["", *_operators(found, mix.counted), "", *_mix(mix)]
    return plain("\n".join(lines)) + "\n"


def _sensitivity(level: Level) -> Iterator[str]:
    """The table over the edge rule: no layer is left out, whatever it says."""
    names = level.rows[0].names
    cut = short(names)
    yield f"Layer by layer, {level.name}: mean others hit is how many a change in one can reach"
    groups = [each for what in SHOWN for each in (what, *[""] * (len(names) - 1))]
    head = ["layer", *(cut[name] for _ in SHOWN for name in names), "lower"]
    rows = [_row(row) for row in level.rows]
    yield from _indented(table(head, rows, groups=["", *groups, ""]))


def _row(row: LayerRow) -> list[str]:
    cost, hit = BY_KEY["propagation_cost"], BY_KEY["hit_mean"]
    return [
        row.layer,
        *(number(each.edges) for each in row.structures),
        *apart(row.values(cost), 3),
        *apart(row.values(hit)),
        _both(row.verdict(cost), row.verdict(hit)),
    ]


def _both(cost: Verdict, hit: Verdict) -> str:
    return str(cost) if cost.lowest == hit.lowest else f"cost: {cost}; others hit: {hit}"


def _structure(level: Level) -> Iterator[str]:
    """Every measure on all layers together."""
    row = level.union
    yield f"Every measure, all layers together, {level.name}"
    rows = [
        ["elements", *(number(each.nodes) for each in row.structures), "", "of the graph"],
        *(
            [
                measure.name,
                *apart(row.values(measure)),
                str(row.verdict(measure)) if measure.compared else "",
                measure.says,
            ]
            for measure in MEASURES
        ),
        ["kind", *(each.architecture or "–" for each in row.structures), "", "by cyclic groups"],
        *_roles(row),
    ]
    yield from _indented(table(["", *row.names, "lower", ""], rows, left=(0, -2, -1)))
    yield f"  Likelihood of each dependency to pass a change on: {CHANCE:g}, assumed."


ROLES: Mapping[bool, Mapping[str, tuple[str, str]]] = {
    False: {
        "core": ("core", "as many as the largest cyclic group, both ways"),
        "shared": ("shared", "as many depend on it"),
        "control": ("control", "depends on as many"),
        "peripheral": ("peripheral", "neither"),
    },
    True: {
        "core": ("median both ways", "no cyclic group is the core: at least the median, both ways"),
        "shared": ("median dependents", "at least the median depend on it"),
        "control": ("median dependencies", "depends on at least the median"),
        "peripheral": ("below both medians", "neither"),
    },
}
"""By whether they are told by the median: what each role is called, and what it says."""


def _roles(row: LayerRow) -> Iterator[list[str]]:
    """How many elements have each role, in those designs where anybody has one."""
    for by_median, roles in ROLES.items():
        if any(each.roles and each.by_median == by_median for each in row.structures):
            for role, (name, says) in roles.items():
                counts = [each.role_count(role, by_median=by_median) for each in row.structures]
                yield [name, *map(number, counts), "", says]


def _verdicts(level: Level) -> Iterator[str]:
    """Which design has the lower number: each measure on each layer."""
    names = level.rows[0].names
    cut = short(names)
    yield f"Which is lower, {level.name}: rows are not votes, since some measure the same thing"
    layers = [row.layer.replace(CHANNELS_OWNED, "*") for row in level.rows]
    rows = [
        [measure.name, *(_brief(row.verdict(measure), cut) for row in level.rows)]
        for measure in COMPARED
    ]
    yield from _indented(table(["", *layers], rows, left=range(len(layers) + 1)))
    if any(CHANNELS_OWNED in row.layer for row in level.rows):
        yield "  * A topic or queue is part of the service that owns it: to subscribe is to depend."


def _brief(of: Verdict, cut: Mapping[str, str]) -> str:
    if not of.lowest:
        return "·"
    return "tie" if of.tie else "=".join(cut[name] for name in of.lowest)


def _operators(found: Comparison, counted: str) -> Iterator[str]:
    yield f"Every change wherever it can be made: {counted} touched"
    if not found.operators:
        yield "  no change can be applied anywhere"
        return
    rows = [line for row in found.operators for line in _places(row, counted)]
    head = ["", "", "places", "mean", "median", "quartiles", "most", f"places by {counted} touched"]
    yield from _indented(table(head, rows, left=(0, 1, -1)))
    for sentence in of_operators(found, counted):
        yield from _wrapped(sentence, bullet=True)


def _places(row: OperatorRow, counted: str) -> Iterator[list[str]]:
    for place, (name, each) in enumerate(zip(row.names, row.places, strict=True)):
        yield [row.operator if place == 0 else "", name, *_cells(each, counted)]


def _cells(each: Places, counted: str) -> list[str]:
    spread = each.counted(counted)
    if not len(spread):
        return ["0", "–", "–", "–", "–", "nowhere"]
    tally = "  ".join(f"{number(value)}: {count}" for value, count in spread.tally.items())
    return [
        str(len(spread)),
        number(spread.mean),
        number(spread.median),
        f"{number(spread.lower)} to {number(spread.upper)}",
        number(spread.most),
        tally,
    ]


def _mix(mix: Mix) -> Iterator[str]:
    yield f"Expected ripple: {mix.counted} touched by a change of the mix"
    if mix.expected is None:
        yield "  no operator can be applied in every design"
        return
    said = "as given" if mix.given else "all kinds alike, and all operators in a kind: assumed"
    yield f"  Weights {said}."
    rows = [
        [kind, f"{sum(mix.weights[name] for name in members):.0%}", *_expected(mix, members)]
        for kind, members in by_kind(mix.weights).items()
    ]
    rows.append(["all", "100%", *apart(mix.expected), str(mix.verdict)])
    yield from _indented(table(["", "weight", *mix.names, "lower"], rows))
    for sentence in of_mix(mix):
        yield from _wrapped(sentence, bullet=True)


def _expected(mix: Mix, members: Sequence[str]) -> list[str]:
    found = mix.expected_of(members)
    if found is None:
        return ["–"] * (len(mix.names) + 1)
    return [*apart(found), str(verdict(mix.names, found))]


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _wrapped(sentence: str, *, bullet: bool = False) -> Sequence[str]:
    first, then = ("  - ", "    ") if bullet else ("  ", "  ")
    return textwrap.wrap(sentence, WIDTH, initial_indent=first, subsequent_indent=then)
