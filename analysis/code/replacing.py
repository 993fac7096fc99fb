"""What was said of any field of a part, said of one."""

from dataclasses import dataclass

from analysis.code.combining import computed, joined, marks_of
from analysis.code.values import Choice, Known, Map, Mark, Marks, Opaque, Part, Seq, Value

_DEEPEST = 12


def replaced(value: Value, part: Part, name: str) -> Value:
    """The value with the field ``name`` of a part in place of its field ``*``."""
    return _Replacing(part, name).of(value, _DEEPEST)


@dataclass(frozen=True, slots=True)
class _Replacing:
    part: Part
    name: str

    def of(self, value: Value, deep: int) -> Value:
        result: Value = value
        match value:
            case _ if deep == 0:
                result = Opaque(computed(self.marks(marks_of(value))))
            case Opaque():
                result = Opaque(self.marks(value.marks))
            case Known():
                result = Known(value.value, self.marks(value.marks))
            case Part():
                result = self.field(value)
            case Choice():
                result = joined([self.of(each, deep - 1) for each in value.options])
            case Map():
                result = self.map(value, deep - 1)
            case Seq():
                rest = self.of(value.rest, deep - 1) if value.rest is not None else None
                result = Seq([self.of(one, deep - 1) for one in value.items], rest, value.maybe)
        return result

    def map(self, value: Map, deep: int) -> Map:
        each = value.each
        return Map(
            {key: self.of(one, deep) for key, one in value.entries.items()},
            self.of(value.rest, deep) if value.rest is not None else None,
            each=(self.field(each[0]), self.of(each[1], deep)) if each else None,
            places=value.places,
        )

    def marks(self, of: Marks) -> Marks:
        return frozenset(
            Mark(m.contract, self.field(Part(m.contract, m.path)).path, m.copied) for m in of
        )

    def field(self, of: Part) -> Part:
        star = (*self.part.path, "*")
        if of.contract != self.part.contract or of.path[: len(star)] != star:
            return of
        return Part(of.contract, (*self.part.path, self.name, *of.path[len(star) :]))
