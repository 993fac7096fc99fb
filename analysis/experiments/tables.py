"""The findings as tables, for pages of any kind: what each change took, scores, break-evens."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from analysis.dependency.model import LAYERS
from analysis.experiments.break_even import (
    BreakEven,
    Number,
    Pair,
    break_even,
    leaving_one_out,
    measured,
    percent,
    predicted,
    ranged,
)
from analysis.experiments.outcome import (
    BY_KEY,
    GROUPINGS,
    SEQUENCE,
    Grouping,
    Outcome,
    Sets,
    designs_in,
    pairs,
)
from analysis.experiments.scores import (
    ALL,
    EXISTING,
    Miss,
    Score,
    discovered_late,
    false_positives,
    scores,
)
from analysis.table import Table
from analysis.wording import listed

BROKEN_EVEN = (
    "services_touched",
    "existing_services_touched",
    "files",
    "lines",
    "functions_rehashed",
    "resources_direct",
)
LAYER_NAMES: Mapping[str, str] = {
    ALL: "everything",
    EXISTING: "existing services alone",
} | {layer: f"{layer} layer" for layer in LAYERS}


def touched_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Each change and design: who was touched, and how the predictions differ, the blind one first.

    ``before`` are the outcomes as they were predicted before any was made.
    """
    blind = {(each.change, each.side): each for each in before}
    missed = ("in vain", "late")
    head = ("change", "side", "touched", "new", *(f"blind: {each}" for each in missed if before),
            *(f"fitted: {each}" if before else each for each in missed),
            *(["blind: predicted", "fitted: predicted"] if before else ["predicted"]), "direct",
            "existing")  # fmt: skip
    rows = (
        (
            each.title,
            each.side,
            listed(sorted(each.sets.actual)) or "–",
            listed(sorted(each.new)) or "–",
            *(_misses(blind.get((each.change, each.side))) if before else ()),
            *_misses(each),
            *([_many(blind.get((each.change, each.side)))] if before else []),
            _many(each),
            str(each.counts["services_touched"]),
            str(each.counts["existing_services_touched"]),
        )
        for each in outcomes
    )
    return Table(
        "Services touched, direct against predicted", head, tuple(rows), left=8 if before else 6
    )


def _misses(outcome: Outcome | None) -> tuple[str, str]:
    sets = outcome.sets if outcome else Sets()
    return listed(sorted(sets.false_positives)) or "–", listed(sorted(sets.discovered_late)) or "–"


def _many(outcome: Outcome | None) -> str:
    return str(len(outcome.sets.predicted)) if outcome else "–"


def costs_table(outcomes: Sequence[Outcome]) -> Table:
    """Each change and design: what was counted from the patch and the deployment."""
    keys = ("files", "lines", "contracts_changed", "functions_rehashed", "resources_direct",
            "resources_caused", "stories_rewritten")  # fmt: skip
    head = ("change", "side", *(BY_KEY[key].name for key in keys))
    rows = ((each.title, each.side, *(str(each.counts[key]) for key in keys)) for each in outcomes)
    note = "Files and lines are the side's own; the shared business is not in them."
    return Table("What each change took", head, tuple(rows), left=2, note=note)


def deployment_table(outcomes: Sequence[Outcome]) -> Table:
    """Each change and design: orders in flight, and whether there is a safe order to deploy in."""
    head = ("change", "side", "an order of deployment that is safe at every step",
            "not safe as the first step", "orders in flight", "lost")  # fmt: skip
    return Table(
        "Deployed over running orders", head, tuple(_deployed(each) for each in outcomes), left=4
    )


def _deployed(outcome: Outcome) -> tuple[str, ...]:
    live, lockstep = outcome.live, outcome.lockstep
    order, unsafe = "not tried", "not tried"
    if lockstep:
        order = "none" if lockstep.order is None else ", ".join(lockstep.order) or "nothing to do"
        unsafe = listed(sorted(lockstep.unsafe)) or "–"
    many = (str(live.orders), str(live.lost)) if live else ("–", "–")
    return (outcome.title, outcome.side, order, unsafe, *many)


def scores_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Precision and recall by design and layer; with ``before``, first those of the blind model."""
    now = scores(outcomes)
    then = scores(before, designs_in(outcomes)) if before else {}
    fitted = "fitted: " if before else ""
    head = ["side", "what", *(["blind: precision", "blind: recall"] if before else []),
            f"{fitted}precision", f"{fitted}recall", "mean precision", "mean recall", "right",
            "predicted", "touched"]  # fmt: skip
    rows = []
    for (design, layer), each in now.items():
        if not each.predicted and not each.actual:
            continue
        cells = [design, LAYER_NAMES[layer], *(_ratios(then[design, layer]) if before else [])]
        cells += [*_ratios(each), ratio(each.macro_precision), ratio(each.macro_recall)]
        cells += map(str, (each.hits, each.predicted, each.actual))
        rows.append(tuple(cells))
    note = (
        "Precision and recall pool the sets of all changes before dividing; the means are over the "
        "changes in which they are defined. A layer on which nothing was predicted or touched is "
        "left out."
        + (
            " Blind is what was said before any patch was written; fitted, and all after it, is "
            "what the model says since it was mended on these same changes."
            if before
            else ""
        )
    )
    return Table("How well the prediction did", tuple(head), tuple(rows), left=2, note=note)


def _ratios(of: Score) -> list[str]:
    return [ratio(of.precision), ratio(of.recall)]


def misses_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Every service that the prediction got wrong: first the blind one, then the fitted one."""
    fitted = "fitted: " if before else ""
    rows = [
        *_missed("blind: predicted in vain", false_positives(before)),
        *_missed("blind: discovered late", discovered_late(before)),
        *_missed(f"{fitted}predicted in vain", false_positives(outcomes)),
        *_missed(f"{fitted}discovered late", discovered_late(outcomes)),
    ]
    head = ("change", "side", "service", "what", "layers")
    return Table("What the prediction got wrong", head, tuple(rows), left=5)


def _missed(what: str, misses: Iterable[Miss]) -> Iterator[tuple[str, ...]]:
    for each in misses:
        yield each.title, each.side, each.service, what, listed(each.layers) or "–"


def even_table(outcomes: Sequence[Outcome]) -> Table:
    """The break-even of every measure between every two designs, in both readings of additive."""
    found = pairs(outcomes)
    alone = len(found) == 1
    first, second = found[0] if alone else ("the first", "the second")
    head = ("measure", *(() if alone else ("designs",)), "additive are", f"{first}: additive",
            "the others", f"{second}: additive", "the others", "break-even",
            "leaving one change out")  # fmt: skip
    rows = [
        (name, *(() if alone else (listed(pair),)), *_even(of, outcomes, grouping, pair))
        for pair in found
        for grouping in GROUPINGS.values()
        for name, of in (
            *((BY_KEY[key].name, measured(key)) for key in BROKEN_EVEN),
            ("services predicted", predicted),
        )
    ]
    note = (
        "The break-even is the share of additive changes at which the two designs tie. "
        + " ".join(f"{_reading(each).capitalize()}: {each.says}." for each in GROUPINGS.values())
    )
    return Table(
        "Break-even of additive and other changes",
        head,
        tuple(rows),
        left=2 if alone else 3,
        note=note,
    )


def _even(
    of: Number, outcomes: Sequence[Outcome], grouping: Grouping, pair: Pair
) -> tuple[str, ...]:
    found = break_even(outcomes, of, grouping, pair)
    means = [f"{value:.2f}" for line in found.lines for value in (line.at_all, line.at_none)]
    return (
        _reading(grouping),
        *(means or ["–"] * 4),
        short_even(found),
        ranged(leaving_one_out(outcomes, of, grouping, pair)),
    )


def short_even(found: BreakEven) -> str:
    """The break-even in a cell: its share, or who is lower at every share."""
    if found.turn:
        return percent(found.turn.share)
    if not found.lines:
        return "–"
    lower = found.lower_everywhere
    return f"none: {lower} lower" if lower else "none: tie"


def ratio(value: float | None) -> str:
    """Precision or recall as the tables show it."""
    return "–" if value is None else f"{value:.2f}"


def _reading(grouping: Grouping) -> str:
    return "consumers, fields" if grouping is SEQUENCE else "consumers, new fields, steps"


def poster_even_table(outcomes: Sequence[Outcome]) -> Table:
    """The break-even of each measure, a column a reading: short enough for a wall."""
    rows = []
    among = pairs(outcomes)
    for pair, key in product(among, BROKEN_EVEN):
        found = [break_even(outcomes, measured(key), each, pair) for each in GROUPINGS.values()]
        rows.append(
            (
                BY_KEY[key].name if len(among) == 1 else f"{', '.join(pair)}: {BY_KEY[key].name}",
                *(short_even(each).removeprefix("none: ").removesuffix(" lower") for each in found),
            )
        )
    head = ("", "a new step is sequence", "a new step is additive")
    return Table("Break-even by measure, or which is lower at every share", head, tuple(rows))
