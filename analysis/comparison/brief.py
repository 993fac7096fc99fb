"""A comparison in five lines: what most readers want first."""

import textwrap

from analysis.comparison.changes import by_kind, unsure
from analysis.comparison.columns import apart
from analysis.comparison.comparison import Comparison
from analysis.comparison.measured import BY_KEY
from analysis.comparison.mix import Mix
from analysis.comparison.sentences import of_mix
from analysis.comparison.verdict import by_lowest, verdict
from analysis.plain_text import plain
from analysis.wording import listed


def to_brief(found: Comparison, width: int = 100) -> str:
    """Five sentences: who is compared, the layers, a change, its kinds, the break-even.

    One more where not all is known.

    Each begins a line, and goes on indented where it is longer than ``width`` columns.
    """
    told = [_layers(found)]
    if found.mixes:
        told += [*_mix(found.mixes[0])]
    told += unsure(found.operators)
    told.append("--full has every measure, layer and change, with what they disagree on.")
    names = " : ".join(found.names)
    head = f"{names}. Lower means that less can be hit; no winner is announced."
    lines = [textwrap.fill(each, width, subsequent_indent="  ") for each in (head, *told)]
    return plain("\n".join(lines)) + "\n"


def _layers(found: Comparison) -> str:
    level, cost = found.levels[0], BY_KEY["propagation_cost"]
    by = {row.layer: row.verdict(cost) for row in level.rows}
    values = " : ".join(apart(level.union.values(cost), 3))
    return f"Propagation cost of {level.name}, all layers: {values}. Lower: {by_lowest(by, 'in')}."


def _mix(mix: Mix) -> list[str]:
    if mix.expected is None:
        return ["No operator can be applied in every design."]
    said = "as given" if mix.given else "all kinds alike, assumed"
    kinds = [
        f"{kind} {' : '.join(apart(values))} ({verdict(mix.names, values)})"
        for kind, members in by_kind(mix.weights).items()
        if (values := mix.expected_of(members)) is not None
    ]
    touched = f"A change touches {' : '.join(apart(mix.expected))} {mix.counted}"
    return [
        f"{touched} (weights {said}): lower in {mix.verdict}.",
        f"By kind: {listed(kinds)}.",
        " ".join(of_mix(mix)) or "No share of any kind of change turns that.",
    ]
