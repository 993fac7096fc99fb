"""Insert a step between two; one that later refusals undo is compensated."""

from collections.abc import Callable, Iterator
from functools import partial

from analysis.prediction.changes import Arguments
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.inserting import WAYS
from analysis.prediction.insertion import Insertion
from analysis.prediction.lookup import World
from analysis.prediction.operator import NEEDS, ChangeKind, Operator, pairs

NEW = "new step"


def between(world: World) -> Iterator[Arguments]:
    """A new step between every two neighbours."""
    return (((NEW,), {"--between": pair}) for pair in pairs(world))


def insert(
    world: World,
    draft: ImpactDraft,
    *,
    way: Callable[[Insertion], Impact | None],
    compensated: bool,
) -> Impact | None:
    """One way of having the step run there; none where this system has no such way."""
    return way(Insertion.asked(world, draft, compensated=compensated))


def _operator(name: str, asks: str, example: str, rank: int, *, compensated: bool) -> Operator:
    return Operator(
        name,
        ChangeKind.ADDITIVE,
        ("NEW",),
        asks,
        tuple(partial(insert, way=each, compensated=compensated) for each in WAYS),
        between,
        options={"--between": ("A", "B")},
        choices={"--can-refuse": ("yes", "no")},
        several=NEEDS,
        new=NEW,
        example=example,
        rank=rank,
    )


OPERATORS = (
    _operator("insert-step", "a new step runs between two", "fraud check", 2, compensated=False),
    _operator(
        "add-compensated-step",
        "a new step that later refusals undo",
        "gift card",
        3,
        compensated=True,
    ),
)
