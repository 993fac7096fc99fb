"""Putting things into dictionaries and lists: under known keys, under others, all of another."""

from analysis.code.combining import computed, either, joined, marks_of, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.values import NEVER, Input, Keys, Known, Map, Opaque, Place, Seq, Value

_PAIR = 2


def keep(
    evaluator: Evaluator, target: Map, key: Value, value: Value, place: Place | None = None
) -> None:
    """Put something into a dictionary."""
    for each in options(key):
        if isinstance(each, Known) and getattr(each.value, "__hash__", None):
            evaluator.put(target, each.value, value, place)
        else:
            evaluator.use(each if not isinstance(each, Input) else None)
            evaluator.spill(target, each, value)


def pour(evaluator: Evaluator, target: Map, source: Value) -> None:
    """Put everything of one dictionary into another."""
    if isinstance(source, Map):
        for key, each in source.entries.items():
            new = key not in target.entries
            evaluator.put(target, key, each, source.places.get(key))
            if new and key in source.maybe:
                target.maybe |= {key}
        target.behind = source.behind or target.behind
        target.each = source.each or target.each
        if source.rest is not None:
            evaluator.spill(target, source.names, source.rest)
    elif isinstance(source, Input) and target.behind is None:
        target.behind = source
    elif not (isinstance(source, Known) and source.value is None):
        evaluator.spill(target, None, Opaque(computed(marks_of(source))))


def pair_up(evaluator: Evaluator, target: Map, pairs: Seq) -> None:
    """Put into a dictionary what pairs of a key and a value say."""
    for pair in [*pairs.items, *options(pairs.rest or NEVER)]:
        if not isinstance(pair, Seq) or len(pair.items) != _PAIR:
            evaluator.spill(target, None, pair)
        elif isinstance(pair.items[0], Keys) and not target.entries:
            target.each = (pair.items[0].part, pair.items[1])
        else:
            keep(evaluator, target, pair.items[0], pair.items[1])


def spread(evaluator: Evaluator, target: Seq, value: Value) -> None:
    """Put everything that going through a value gives into a list."""
    items = items_of(evaluator, value)
    target.items += items.items
    target.maybe = target.maybe or items.maybe
    if items.rest is not None:
        target.rest = either(target.rest, items.rest)


def take_out(evaluator: Evaluator, target: Value, key: Value) -> None:
    """Let a dictionary no longer have something, where that is sure."""
    known = isinstance(target, Map) and isinstance(key, Known) and target.born == evaluator.context
    if known and isinstance(target, Map) and isinstance(key, Known):
        target.entries.pop(key.value, None)


def put_under(evaluator: Evaluator, owner: Value, key: Value, value: Value) -> None:
    """Let something have an item under a key."""
    if isinstance(owner, Map):
        keep(evaluator, owner, key, value)
    elif isinstance(owner, Seq):
        evaluator.changes += 1
        index = key.value if isinstance(key, Known) else None
        if isinstance(index, int) and 0 <= index < len(owner.items):
            owner.items[index] = joined((owner.items[index], value))
        else:
            owner.rest = either(owner.rest, value)
    else:
        evaluator.use(value)
