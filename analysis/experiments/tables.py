"""The findings as tables, for pages of any kind: what each change took, scores, break-evens."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

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
    reaching,
)
from analysis.experiments.foretold import FITTED, FORECAST, by_kind
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
    BOTH,
    EXISTING,
    Score,
    discovered_late,
    false_positives,
    score,
    scores,
)
from analysis.reaches import NAMES
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
SCORED: Mapping[str, str] = {ALL: "everything", EXISTING: "existing services alone"}

MODELS: Mapping[str, str] = {
    FORECAST: " Forecast is what the model said of changes that it had never seen, held against "
    "who was touched when they were first made; since, and all after it, is what it says now.",
    FITTED: " Blind is what was said before any patch was written; fitted, and all after it, is "
    "what the model says since it was mended on these same changes.",
}


def touched_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Each change and design: how far it goes, and how the predictions differ, the first one first.

    ``before`` are the outcomes as they were predicted before any was made (`first_predicted`).
    """
    models = _models(outcomes, before)
    foretold = [{(e.change, e.side): e.sets for e in found} for found in models.values()]
    head = ("change", "side", *NAMES, "new",
            *(f"{model}{missed}" for model in models for missed in ("in vain", "late")),
            *(f"{model}predicted" for model in models), "direct", "existing")  # fmt: skip
    rows = []
    for each in outcomes:
        told = [by.get((each.change, each.side)) for by in foretold]
        wrong = [
            (sets.false_positives, sets.discovered_late) if sets else ((), ()) for sets in told
        ]
        many = [str(len(sets.predicted)) if sets else "–" for sets in told]
        counts = (each.counts["services_touched"], each.counts["existing_services_touched"])
        reached = [getattr(each.reaches, name, None) for name in NAMES[1:]]
        named = (each.sets.actual, *reached, each.new, *(names for both in wrong for names in both))
        rows.append((each.title, each.side, *map(_sorted, named), *many, *map(str, counts)))
    title = "Services edited, redeployed and told, and those edited against predicted"
    return Table(title, head, tuple(rows), left=10 if before else 8)


def _models(
    outcomes: Sequence[Outcome], before: Sequence[Outcome]
) -> Mapping[str, Sequence[Outcome]]:
    """The outcomes as each model foretold them, by what it is called in front of a heading."""
    if not before:
        return {"": outcomes}
    named = {(each.first, each.since) for each in by_kind(outcomes, before)}
    [(first, since)] = named if len(named) == 1 else [("first", "since")]
    return {f"{first}: ": before, f"{since}: ": outcomes}


def _sorted(names: Collection[str] | None) -> str:
    return "not told" if names is None else listed(sorted(names)) or "–"


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
        unsafe = _sorted(lockstep.unsafe)
    many = (str(live.orders), str(live.lost)) if live else ("–", "–")
    return (outcome.title, outcome.side, order, unsafe, *many)


def scores_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Precision and recall by design; with ``before``, first those of the first model.

    Of each way services are predicted, and no layers, so no score is given by layer.
    """
    now, models = scores(outcomes), _models(outcomes, before)
    told = [scores(found, designs_in(outcomes)) for found in models.values()]
    figures = ("precision", "recall", "exact")
    head = ("side", "what", *(f"{model}{of}" for model in models for of in figures),
            "some way exact", "mean precision", "mean recall", "right", "predicted",
            "touched")  # fmt: skip
    rows = []
    for (design, what), each in now.items():
        found = [by[design, what] for by in told]
        if what in SCORED and any(one.predicted or one.actual for one in found):
            some = _some_way(outcomes, design) if what == ALL else "–"
            scored = [of for one in found for of in _scored(one)]
            means = map(ratio, (each.macro_precision, each.macro_recall))
            counts = map(str, (each.hits, each.predicted, each.actual))
            rows.append((design, SCORED[what], *scored, some, *means, *counts))
    note = (
        "Precision and recall pool the sets of all changes before dividing; the means are over the "
        "changes in which they are defined. They are those of the recommended way; some way is "
        "exact where any of the ways that the model lists touches just who was touched."
    )
    note += "".join(MODELS[each.name] for each in by_kind(outcomes, before) if before)
    return Table("How well the prediction did", head, tuple(rows), left=2, note=note)


def _some_way(outcomes: Sequence[Outcome], design: str) -> str:
    mine = [each for each in outcomes if design in (each.side, BOTH) and each.ways]
    return f"{sum(each.some_way for each in mine)} of {len(mine)}" if mine else "–"


def _scored(found: Score) -> tuple[str, ...]:
    exact = f"{found.exact} of {found.counted}"
    return (ratio(found.precision), ratio(found.recall), exact)


def left_out_table(outcomes: Sequence[Outcome]) -> Table:
    """What the model would say of a change without the way that it recommends.

    A way was mostly suggested by a change, so of that change its being there says nothing.
    """
    rows, without = [], []
    for each in outcomes:
        best, *others = each.ways.items() or [("", frozenset[str]())]
        if best[1] != each.sets.actual or not others:
            continue
        name, services = others[0]
        without.append(Sets(services, each.sets.actual))
        rows.append((each.title, each.side, best[0], name, listed(sorted(services)),
                     listed(sorted(each.sets.actual))))  # fmt: skip
    head = ("change", "side", "recommended, and exact", "without it", "would be predicted",
            "touched")  # fmt: skip
    found = score(without)
    note = (
        f"Without the way that fits, over these {len(rows)}: precision {ratio(found.precision)}, "
        f"recall {ratio(found.recall)}, exact {found.exact} of {found.counted}. Where there is one "
        "way only nothing would be left to say."
    )
    return Table("Without the way that fits", head, tuple(rows), left=len(head), note=note)


def misses_table(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> Table:
    """Every service that the prediction got wrong: the first one, then the one of today."""
    rows = [
        (each.title, each.side, each.service, f"{model}{how}", listed(each.layers) or "–")
        for model, found in _models(outcomes, before).items()
        for how, misses in (
            ("predicted in vain", false_positives(found)),
            ("discovered late", discovered_late(found)),
        )
        for each in misses
    ]
    head = ("change", "side", "service", "what", "layers")
    return Table("What the prediction got wrong", head, tuple(rows), left=5)


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
            *(
                (f"services {name}", reaching(name))
                for name in NAMES[1:]
                if all(each.reaches for each in outcomes)
            ),
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
