"""Following ``match``: which cases may be met, and what they bind."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from analysis.code.attributes import attribute
from analysis.code.classes import fields_of
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork, Names
from analysis.code.messages import item, items_of
from analysis.code.operators import compared, known_truth, truth
from analysis.code.python.branches import any_holds, is_instance
from analysis.code.values import Class, Input, Known, Map, Object, Opaque, Scope, Seq, Value

Verdict = tuple[bool | None, Names]
_NO: Verdict = (False, {})


def follow_match(evaluator: Evaluator, node: Any, scope: Scope) -> bool:
    """Follow the cases that may be met; says whether what is after them is reached."""
    remaining = list(options(evaluator.evaluate(node.subject, scope)))
    fork = Fork(evaluator, scope)
    for case in node.cases:
        if not remaining:
            break
        evaluator.decisive = False
        fork.begin(dict(fork.before))
        met = [(each, *_met(evaluator, case.pattern, each, scope)) for each in remaining]
        found = [each for each in met if each[1] is not False]
        if not found:
            continue
        sure = case.guard is None and all(each[1] for each in met)
        for name in {name for each in found for name in each[2]}:
            scope.names[name] = joined([each[2][name] for each in found if name in each[2]])
        with evaluator.reacting(sure and evaluator.decisive):
            if case.guard is not None:
                truth(evaluator, evaluator.evaluate(case.guard, scope))
            fork.follow(case.body, sure=sure)
        if case.guard is None:
            remaining = [each for each, verdict, _ in met if verdict is not True]
    if remaining:
        fork.begin(dict(fork.before))
        fork.end()
    return fork.join()


def _met(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    rule = _RULES.get(type(pattern))
    return rule(evaluator, pattern, value, scope) if rule else (None, {})


def _as(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    verdict: bool | None = True
    names: Names = {}
    if pattern.pattern is not None:
        verdict, names = _met(evaluator, pattern.pattern, value, scope)
    return verdict, {**names, pattern.name: value} if pattern.name else names


def _equal(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    wanted = evaluator.evaluate(pattern.value, scope)
    holds = known_truth(evaluator, compared(evaluator, "==", value, wanted))
    evaluator.decided(holds, value)
    return holds, {}


def _same(evaluator: Evaluator, pattern: Any, value: Value, _scope: Scope) -> Verdict:
    return known_truth(evaluator, compared(evaluator, "is", value, Known(pattern.value))), {}


def _any(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    verdicts = [_met(evaluator, each, value, scope) for each in pattern.patterns]
    names = {
        name: one for met, found in verdicts if met is not False for name, one in found.items()
    }
    return any_holds([met for met, _ in verdicts]), names


def _all(
    evaluator: Evaluator, parts: Iterable[tuple[Any, Value | None]], scope: Scope, verdict: Any
) -> Verdict:
    """Whether each pattern meets its value, given that the whole does; None is not there."""
    names: Names = {}
    for pattern, value in parts:
        met, found = _met(evaluator, pattern, value, scope) if value is not None else _NO
        if met is False:
            return _NO
        verdict = True if met and verdict else None
        names |= found
    return verdict, names


def _of_class(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    cls = evaluator.evaluate(pattern.cls, scope)
    verdict = is_instance(value, cls)
    if verdict is False:
        return _NO
    order = [declared.name for declared, _ in fields_of(cls)] if isinstance(cls, Class) else []
    if not order and pattern.patterns:  # str(name), int(number)
        return _all(evaluator, [(pattern.patterns[0], value)], scope, verdict)
    named = [
        *zip(order, pattern.patterns, strict=False),
        *zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=False),
    ]
    parts = ((each, attribute(evaluator, value, name)) for name, each in named)
    return _all(evaluator, parts, scope, verdict)


def _mapping(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    if not isinstance(value, Map | Input | Opaque):
        return _NO
    parts = (
        (each, _entry(evaluator, value, evaluator.evaluate(key, scope)))
        for key, each in zip(pattern.keys, pattern.patterns, strict=True)
    )
    verdict, names = _all(evaluator, parts, scope, True if isinstance(value, Map) else None)
    rest = {pattern.rest: value} if pattern.rest and verdict is not False else {}
    return verdict, names | rest


def _entry(evaluator: Evaluator, owner: Map | Input | Opaque, key: Value) -> Value | None:
    """What is under a key, None where nothing can be."""
    if isinstance(owner, Map) and isinstance(key, Known) and owner.lacks(key.value):
        return None
    found = item(evaluator, owner, key, must=False)
    evaluator.use(found if isinstance(found, Input) else None)
    return found


def _sequence(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    if isinstance(value, Map | Object | Known):
        return _NO
    several = pattern.patterns
    items = items_of(evaluator, value)
    exact = items.rest is None and not items.maybe
    exact = exact and not any(isinstance(each, ast.MatchStar) for each in several)
    if not exact:
        all_of = joined(items.every() or [Opaque()])
        return _all(evaluator, [(each, all_of) for each in several], scope, None)
    if len(items.items) != len(several):
        return _NO
    return _all(evaluator, zip(several, items.items, strict=True), scope, verdict=True)


def _star(_evaluator: Evaluator, pattern: Any, value: Value, _scope: Scope) -> Verdict:
    return None, {pattern.name: Seq(rest=value)} if pattern.name else {}


_RULES: dict[type[ast.pattern], Callable[[Evaluator, Any, Value, Scope], Verdict]] = {
    ast.MatchAs: _as,
    ast.MatchOr: _any,
    ast.MatchValue: _equal,
    ast.MatchSingleton: _same,
    ast.MatchClass: _of_class,
    ast.MatchMapping: _mapping,
    ast.MatchSequence: _sequence,
    ast.MatchStar: _star,
}
