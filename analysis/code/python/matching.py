"""Following ``match``: which cases may be met, and what they bind."""

import ast
from collections.abc import Callable
from typing import Any

from analysis.code.attributes import attribute
from analysis.code.classes import fields_of
from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.forking import Fork, Names
from analysis.code.messages import item, items_of
from analysis.code.operators import compared, truth
from analysis.code.python.branches import is_instance
from analysis.code.values import (
    Class,
    Known,
    Map,
    Object,
    Opaque,
    Part,
    Scope,
    Seq,
    Value,
)

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
    holds = truth(None, compared(evaluator, "==", value, wanted))
    evaluator.decided(holds, value)
    return holds, {}


def _same(evaluator: Evaluator, pattern: Any, value: Value, _scope: Scope) -> Verdict:
    return truth(None, compared(evaluator, "is", value, Known(pattern.value))), {}


def _any(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    verdicts = [_met(evaluator, each, value, scope) for each in pattern.patterns]
    names = {
        name: one for met, found in verdicts if met is not False for name, one in found.items()
    }
    known = [met for met, _ in verdicts]
    return True if True in known else (None if None in known else False), names


def _of_class(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    cls = evaluator.evaluate(pattern.cls, scope)
    verdict = is_instance(value, cls)
    if verdict is False:
        return _NO
    names: Names = {}
    order = [declared.name for declared, _ in fields_of(cls)] if isinstance(cls, Class) else []
    inner = list(zip(order, pattern.patterns, strict=False))
    if not order and pattern.patterns:  # str(name), int(number)
        inner_verdict, found = _met(evaluator, pattern.patterns[0], value, scope)
        return _both(verdict, inner_verdict), found
    inner += zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=False)
    for name, each in inner:
        met, found = _met(evaluator, each, attribute(evaluator, value, name), scope)
        if met is False:
            return _NO
        verdict = _both(verdict, met)
        names |= found
    return verdict, names


def _both(one: bool | None, other: bool | None) -> bool | None:
    return one and other if one is not None and other is not None else None


def _mapping(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    if not isinstance(value, Map | Part | Opaque):
        return _NO
    names: Names = {}
    verdict: bool | None = True if isinstance(value, Map) else None
    for key, each in zip(pattern.keys, pattern.patterns, strict=True):
        wanted = evaluator.evaluate(key, scope)
        if isinstance(value, Map) and isinstance(wanted, Known) and _lacks(value, wanted):
            return _NO
        found = item(evaluator, value, wanted, must=False)
        evaluator.use(found if isinstance(found, Part) else None)
        met, inner = _met(evaluator, each, found, scope)
        if met is False:
            return _NO
        verdict = _both(verdict, met)
        names |= inner
    if pattern.rest:
        names[pattern.rest] = value
    return verdict, names


def _lacks(value: Map, wanted: Known) -> bool:
    others = value.rest is not None or value.behind is not None or value.each is not None
    return wanted.value not in value.entries and not others


def _sequence(evaluator: Evaluator, pattern: Any, value: Value, scope: Scope) -> Verdict:
    if isinstance(value, Map | Object | Known):
        return _NO
    several = pattern.patterns
    items = items_of(evaluator, value)
    exact = items.rest is None and not items.maybe
    starred = any(isinstance(each, ast.MatchStar) for each in several)
    if exact and not starred and len(items.items) != len(several):
        return _NO
    rest = [items.rest] if items.rest is not None else []
    all_of = joined([*items.items, *rest] or [Opaque()])
    names: Names = {}
    verdict: bool | None = True if exact and not starred else None
    for place, each in enumerate(several):
        if isinstance(each, ast.MatchStar):
            if each.name:
                names[each.name] = Seq(rest=all_of)
            continue
        one = items.items[place] if exact and not starred else all_of
        met, found = _met(evaluator, each, one, scope)
        if met is False:
            return _NO
        verdict = _both(verdict, met)
        names |= found
    return verdict, names


_RULES: dict[type[ast.pattern], Callable[[Evaluator, Any, Value, Scope], Verdict]] = {
    ast.MatchAs: _as,
    ast.MatchOr: _any,
    ast.MatchValue: _equal,
    ast.MatchSingleton: _same,
    ast.MatchClass: _of_class,
    ast.MatchMapping: _mapping,
    ast.MatchSequence: _sequence,
}
