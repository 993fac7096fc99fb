"""A derived design held to another one of the same business, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.prediction import OPERATORS, Change
from analysis.prediction.lookup import World
from analysis.prediction.names import snake
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.prediction.process import Step
from analysis.refusals import Refused

OF_FIELDS = ("rename-field", "remove-field", "retype-field")
Told = tuple[object, ...]


@dataclass(frozen=True)
class Held:
    """Two designs of one business; steps are matched by the deed, their refusals in order."""

    derived: World
    written: World

    @cached_property
    def names(self) -> dict[str, str]:
        """What each step and refusal of the derived design is called in the written one."""
        by_deed = {deed(step): step for step in self.written.process.steps.values()}
        found: dict[str, str] = {}
        for step in self.derived.process.steps.values():
            same = by_deed.get(deed(step))
            if same is not None:  # in a change one side may cut a deed in two
                found[step.id] = same.id
                found |= {a.id: b.id for a, b in zip(step.refusals, same.refusals, strict=False)}
        return found

    def there(self, change: Change) -> Change:
        """A change of the derived design as it is asked of the written one."""
        return replace(
            change,
            names=tuple(map(self._there, change.names)),
            options={key: tuple(map(self._there, each)) for key, each in change.options.items()},
        )

    def _there(self, name: str) -> str:
        if name in self.names:
            return self.names[name]
        above = (known for known in self.names if name.startswith(f"{known}."))
        contract = next(above, "")
        return f"{self.names[contract]}{name[len(contract) :]}" if contract else name

    def places(self, *, fields: bool) -> Iterator[tuple[Change, Told, Told]]:
        """Every place that both have, with what is told of it in the one and in the other."""
        known = {_key(each) for each in applicable_in(self.written)}
        for change in applicable_in(self.derived):
            if (change.operator in OF_FIELDS) == fields:
                same = self.there(change)
                if _key(same) in known:
                    yield change, told(self.derived, change), told(self.written, same)

    def only(self, *, fields: bool) -> set[str]:
        """The places that one of the two has alone."""
        mine = {
            _key(self.there(each)): str(each)
            for each in applicable_in(self.derived)
            if (each.operator in OF_FIELDS) == fields
        }
        theirs = {
            _key(each): str(each)
            for each in applicable_in(self.written)
            if (each.operator in OF_FIELDS) == fields
        }
        return {(mine | theirs)[key] for key in mine.keys() ^ theirs.keys()}


def deed(step: Step) -> str:
    """What is done, by the name that code has for it: take_payment."""
    return snake(step.name) if step.decider else step.called or snake(step.name)


def told(world: World, change: Change) -> Told:
    """The services that must or may change on the recommended way, and which ways there are."""
    try:
        found = predict_in(world, change)
    except Refused as refusal:
        return (type(refusal).__name__,)
    services = frozenset((*found.services, *found.perhaps))
    return services, frozenset(each.way.name for each in found.ways)


def _key(change: Change) -> tuple[object, ...]:
    assert change.operator in OPERATORS
    return change.operator, change.names, tuple(sorted(change.options.items()))
