"""A change of one design as it is asked of another: by what is done, and by whose value it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis.prediction import OPERATORS, CannotApply, Change
from analysis.prediction.changes import UnknownName
from analysis.prediction.contracts import paths_of
from analysis.prediction.fields import field_of
from analysis.prediction.lookup import World
from analysis.redesign.business import Business
from analysis.redesign.lowering import Derived

_OUTCOMES, VALUE = ("A", "B", "EVENT"), "CONTRACT.FIELD"


@dataclass(frozen=True)
class Translating:
    """From the system that a business was lifted from to a design that it was lowered to.

    What names may be meant by another, ``meant``, is the same for all designs of one business.
    """

    world: World
    business: Business
    derived: Derived
    meant: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def translated(self, change: Change) -> Change:
        """The change there.

        Raises:
            UnknownName: it names what the system has not.
            CannotApply: the other design has nothing of the kind.
        """
        operator = OPERATORS[change.operator]
        named = zip(change.names, operator.takes, strict=False)
        return replace(
            change,
            names=tuple(self._there(name, taken) for name, taken in named),
            options={
                option: tuple(
                    self._there(name, taken)
                    for name, taken in zip(
                        names, operator.options.get(option, ("",) * len(names)), strict=False
                    )
                )
                for option, names in change.options.items()
            },
        )

    def _there(self, wanted: str, taken: str) -> str:
        """What a name stands for there, by what an operator takes in its place."""
        if taken == VALUE:
            return self._value(wanted)
        if taken in _OUTCOMES:
            if wanted not in self.meant:
                self.meant[wanted] = tuple(self._ids(wanted))
            meant = self.meant[wanted]
            same = [each for each in meant if taken == "EVENT" and each in self._events]
            if same:
                return same[0]
            known = (self.derived.ids.get(self._outcomes.get(id_, _NONE)) for id_ in meant)
            return next((each for each in known if each), wanted)
        return wanted

    def _ids(self, wanted: str) -> Iterator[str]:
        """What may be meant, the most literal first."""
        yield wanted
        for look in (self.world.event, self.world.step):
            try:
                yield look(wanted).id
            except UnknownName:
                continue
        yield from (each for each in self._outcomes if each.endswith(f"/{wanted}"))

    @cached_property
    def _events(self) -> set[str]:
        """The events that are there under the same name."""
        facts = self.derived.system.facts
        return {each.id for each in facts.contracts if each.kind == "event"}

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, ...]]:
        """The fields of each contract there."""
        system = self.derived.system
        return {each.id: paths_of(system, each) for each in system.facts.contracts}

    @cached_property
    def _outcomes(self) -> Mapping[str, tuple[str, str]]:
        """The task and the outcome that a step's, an event's or a refusal's id stands for."""
        found: dict[str, tuple[str, str]] = {}
        for task in self.business.tasks.values():
            found[task.id] = found[task.said or task.id] = (task.id, "")
            found |= {refusal: (task.id, refusal) for refusal in task.refusals}
        return found

    def _value(self, wanted: str) -> str:
        contract, path = field_of(self.world, wanted)
        if path in self._fields.get(contract.id, ()):
            return f"{contract.id}.{path}"
        origin = self.business.origins.get((contract.id, path))
        born = self.derived.born.get(origin) if origin else None
        if born is None:
            raise CannotApply(
                f"{wanted} has no counterpart in {self.derived.system.title}: nobody there needs "
                "its value, or where that comes from is not known."
            )
        return ".".join(born)


_NONE = ("", "")
