"""Methods of lists: item by item where these are known, else as what may be."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext

from analysis.code.combining import computed, either, joined, marks_of, options
from analysis.code.dictionaries import spread
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of, pairs_of
from analysis.code.operators import known_truth
from analysis.code.state import Arguments
from analysis.code.values import NOTHING, Input, Known, Opaque, Seq, Value

_MOST = 32  # items that a function is called with one by one


def _items(evaluator: Evaluator, owner: Value) -> Seq:
    found = items_of(evaluator, owner)
    if len(found.items) > _MOST:
        others = [found.rest] if found.rest is not None else []
        return Seq(rest=joined([*found.items, *others]))
    return found


def _called(
    evaluator: Evaluator, owner: Value, arguments: Arguments
) -> tuple[list[tuple[Value, Value]], Seq]:
    """What a function gives for each item, the last for those that are not known."""
    items = _items(evaluator, owner)
    function = arguments.get("", 0) or Opaque()
    found = []
    for place, each in enumerate(items.items):
        with evaluator.unsure() if items.maybe else nullcontext():
            found.append((each, evaluator.call(function, Arguments([each, Known(place), owner]))))
    if items.rest is not None:
        with evaluator.unsure():
            given = Arguments([items.rest, Opaque(), owner])
            found.append((items.rest, evaluator.call(function, given)))
    return found, items


def _map(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    found, items = _called(evaluator, owner, arguments)
    several = [value for _, value in found]
    rest = several.pop() if items.rest is not None else None
    return Seq(several, rest, items.maybe, evaluator.context)


def _flat_map(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    return _flat(evaluator, _map(evaluator, owner, arguments), arguments)


def _flat(evaluator: Evaluator, owner: Value, _arguments: Arguments) -> Value:
    items, made = items_of(evaluator, owner), Seq(born=evaluator.context)
    for each in items.items:
        for one in options(each):
            if isinstance(one, Seq):
                spread(evaluator, made, one)
            else:
                made.items.append(one)
    for one in options(items.rest) if items.rest is not None else ():
        within = joined(one.every() or [Opaque()]) if isinstance(one, Seq) else one
        made.rest = either(made.rest, within)
    made.maybe = made.maybe or items.maybe
    return made


def _for_each(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    _called(evaluator, owner, arguments)
    return NOTHING


def _filter(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    found, items = _called(evaluator, owner, arguments)
    evaluator.use(*(value for _, value in found if known_truth(evaluator, value) is None))
    if isinstance(owner, Input):
        return owner
    verdicts = [(each, known_truth(evaluator, value)) for each, value in found]
    rest, may_be = verdicts.pop() if items.rest is not None else (None, None)
    rest = None if may_be is False else rest
    kept = [each for each, holds in verdicts if holds is not False]
    unsure = items.maybe or any(holds is None for _, holds in verdicts)
    return Seq(kept, rest, unsure, evaluator.context)


def _find(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    found, _ = _called(evaluator, owner, arguments)
    evaluator.use(*(value for _, value in found if known_truth(evaluator, value) is None))
    several = []
    for each, value in found:
        holds = known_truth(evaluator, value)
        if holds is not False:
            several.append(each)
        if holds:
            break
    return joined(several) if several else NOTHING


def _tested(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    found, _ = _called(evaluator, owner, arguments)
    evaluator.use(*(value for _, value in found))
    return Opaque(computed(marks_of(*(value for _, value in found))))


def _reduce(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    items = _items(evaluator, owner)
    function, several = arguments.get("", 0) or Opaque(), list(items.items)
    kept = arguments.get("", 1)
    if kept is None:
        kept = several.pop(0) if several else items.rest or Opaque()
    for each in several:
        with evaluator.unsure() if items.maybe else nullcontext():
            found = evaluator.call(function, Arguments([kept, each, Opaque(), owner]))
            kept = joined((kept, found)) if items.maybe else found
    if items.rest is not None:
        with evaluator.unsure():
            found = evaluator.call(function, Arguments([kept, items.rest, Opaque(), owner]))
            kept = joined((kept, found))
    return kept


def _push(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    if isinstance(owner, Seq):
        for each in arguments.positional:
            if owner.born == evaluator.context and not arguments.rest:
                owner.items.append(each)
            else:
                evaluator.changes += 1
                owner.rest = either(owner.rest, each)
        if arguments.rest is not None:
            owner.rest = either(owner.rest, arguments.rest)
        return Opaque()
    evaluator.use(*arguments.all())
    return Opaque()


def _one(evaluator: Evaluator, owner: Value, _arguments: Arguments) -> Value:
    return joined(items_of(evaluator, owner).every() or [NOTHING])


def _concat(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    if not isinstance(owner, Seq | Input):
        return Opaque(computed(marks_of(owner, *arguments.all())))
    made = Seq(born=evaluator.context)
    for each in (owner, *arguments.positional):
        if isinstance(each, Seq | Input):
            spread(evaluator, made, each)
        else:
            made.items.append(each)
    return made


def _part(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    if not isinstance(owner, Seq):
        return owner if isinstance(owner, Input) else Opaque(computed(marks_of(owner)))
    return Seq(list(owner.items), owner.rest, bool(arguments.positional), evaluator.context)


def _includes(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    wanted = arguments.get("", 0) or Opaque()
    evaluator.use(wanted, owner if not isinstance(owner, Seq) else None)
    if isinstance(owner, Seq) and isinstance(wanted, Known) and owner.rest is None:
        known = [each.value for each in owner.items if isinstance(each, Known)]
        if wanted.value in known and not owner.maybe:
            evaluator.decided(True, wanted)
            return Known(True)
        if wanted.value not in known and len(known) == len(owner.items):
            return Known(False)
    return Opaque(computed(marks_of(wanted)))


def _index(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    found = _includes(evaluator, owner, arguments)
    if not isinstance(found, Known):
        return found
    wanted = arguments.get("", 0)
    known = (
        [each.value for each in owner.items if isinstance(each, Known)]
        if isinstance(owner, Seq)
        else []
    )
    there = isinstance(wanted, Known) and wanted.value in known
    return Known(known.index(wanted.value) if isinstance(wanted, Known) and there else -1)


def _join(evaluator: Evaluator, owner: Value, arguments: Arguments) -> Value:
    evaluator.use(*arguments.all())
    items = items_of(evaluator, owner)
    texts = [each.value for each in items.items if isinstance(each, Known)]
    separator = arguments.get("", 0) or Known(",")
    exact = items.rest is None and not items.maybe and len(texts) == len(items.items)
    if exact and isinstance(separator, Known) and all(isinstance(each, str) for each in texts):
        return Known(str(separator.value).join(texts), computed(marks_of(owner)))
    return Opaque(computed(marks_of(owner)))


def _same(_evaluator: Evaluator, owner: Value, _arguments: Arguments) -> Value:
    return owner


def _entries(evaluator: Evaluator, owner: Value, _arguments: Arguments) -> Value:
    if isinstance(owner, Seq):
        pairs: list[Value] = [Seq([Known(n), each]) for n, each in enumerate(owner.items)]
        rest = Seq([Opaque(), owner.rest]) if owner.rest is not None else None
        return Seq(pairs, rest, owner.maybe)
    return pairs_of(evaluator, owner)


LISTED: Mapping[str, Callable[[Evaluator, Value, Arguments], Value]] = {
    "map": _map,
    "flatMap": _flat_map,
    "flat": _flat,
    "forEach": _for_each,
    "filter": _filter,
    "find": _find,
    "findLast": _find,
    "some": _tested,
    "every": _tested,
    "findIndex": _tested,
    "reduce": _reduce,
    "push": _push,
    "unshift": _push,
    "add": _push,
    "pop": _one,
    "shift": _one,
    "at": _one,
    "concat": _concat,
    "slice": _part,
    "splice": _part,
    "includes": _includes,
    "indexOf": _index,
    "lastIndexOf": _index,
    "has": _includes,
    "join": _join,
    "sort": _same,
    "reverse": _same,
    "toSorted": _same,
    "values": _same,
    "entries": _entries,
}
