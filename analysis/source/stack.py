"""One template as a stack: what its names mean, and its resources once all is evaluated."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, ClassVar

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.conditions import decide
from analysis.source.document import Block, Items, as_block, at
from analysis.source.files import Files
from analysis.source.includes import included, with_included
from analysis.source.intrinsics import evaluate
from analysis.source.loops import unroll
from analysis.source.others import Others
from analysis.source.resolver import NO_VALUE, Resolver
from analysis.source.values import NoValue, Reference, Unknown, as_text

_STORED = re.compile(r"AWS::SSM::Parameter::Value<.*>")


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a stack that could not be found out."""

    owner: str
    what: str
    reason: str
    at: Evidence


@dataclass(frozen=True, slots=True)
class Passed:
    """A value that a parent stack passes to a parameter, evaluated when it is asked for."""

    value: Any
    scope: Resolver


def _too_large(entry: Block) -> Block:
    """A resource of which no more is known than its type, and what properties it has."""
    written = as_block(entry.get("Properties"))
    unknown = written.like((key, TOO_LARGE) for key in written)
    return entry.like({"Type": entry.get("Type"), "Properties": unknown})


@dataclass(eq=False)
class Stack:
    """A template, the values given to its parameters, and the stacks nested in it.

    It is the scope in which its values are evaluated. ``id_of`` gives a logical id's node id.
    """

    told_beside: ClassVar[bool] = True
    """Whether files beside the template may say what its parameters are."""

    name: str
    path: Path
    shown: str
    template: Block
    root: Path
    files: Files = field(default_factory=Files)
    given: dict[str, Any] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    nested: dict[str, "Stack"] = field(default_factory=dict)
    parent: "Stack | None" = None
    others: Others = field(default_factory=Others)
    notes: list[Note] = field(default_factory=list)
    prefixed: bool = False
    including: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
    _working: set[tuple[str, str]] = field(default_factory=set)

    @property
    def budget(self) -> Budget:
        """What reading may still take: one for all stacks that are read together."""
        return self.files.budget

    @property
    def folder(self) -> Path:
        """The folder that paths in the template start from."""
        return self.path.parent

    def id_of(self, logical_id: str) -> str:
        """The node id of a resource of this stack."""
        return f"{self.name}:{logical_id}" if self.prefixed else logical_id

    def local_name(self, logical_id: str) -> str:
        """What a resource is called in its stack."""
        return logical_id

    def section(self, name: str) -> Block:
        """A section of the template, its loops unrolled."""
        return as_block(self._once("section", name, lambda: self._section(name)))

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        self._known.clear()

    def resources(self) -> dict[str, Block]:
        """Every resource that is made, evaluated; those whose condition fails are left out."""
        made = {}
        for name, entry in self._entries():
            evaluated = self._evaluated(name, entry, at(entry))
            evaluated = _too_large(entry) if evaluated is TOO_LARGE else evaluated
            if isinstance(evaluated, Block):
                made[name] = evaluated
        return made

    def not_made(self) -> Iterable[tuple[str, str]]:
        """What is not made though no condition says so: the reason, and what it is called."""
        return ()

    def evaluated(self, name: str) -> Any:
        """A section of the template, evaluated."""
        section = self.section(name)
        return self._evaluated(name, section, at(section))

    def of_type(self, kind: str) -> list[Block]:
        """The evaluated properties of the resources of one type."""
        return [
            as_block(self._evaluated(name, as_block(entry.get("Properties")), at(entry)))
            for name, entry in self._entries()
            if entry.get("Type") == kind
        ]

    def _entries(self) -> Iterator[tuple[str, Block]]:
        """The resources that are made, as written."""
        for name, entry in self.section("Resources").items():
            if isinstance(entry, Block) and self._made(entry) is not False:
                yield name, entry

    def conditional(self, entry: Mapping[str, Any]) -> bool:
        """Whether the entry's condition cannot be decided."""
        return isinstance(entry.get("Condition"), str) and self._made(entry) is None

    def output(self, name: str) -> Any:
        """The value of an output."""
        where = at(self.section("Outputs"), name)
        return self._once("output", name, lambda: self._output(name), where)

    def exports(self) -> list[tuple[Any, Any]]:
        """Every export: its name and its value, evaluated."""
        found = []
        for name, output in self.section("Outputs").items():
            export = as_block(as_block(output).get("Export"))
            if "Name" in export and self._made(as_block(output)) is not False:
                called = self._evaluated(name, export["Name"], at(export))
                found.append((called, self.output(name)))
        return found

    # The scope in which this stack's values are evaluated.

    def named(self, name: str) -> Any:
        """What Ref gives."""
        if name.startswith("AWS::"):
            return self._pseudo(name)
        if name in self.section("Parameters"):
            where = at(self.section("Parameters"), name)
            return self._once("parameter", name, lambda: self._parameter(name), where)
        return self._resource(name, "")

    def attribute(self, name: str, attribute: str) -> Any:
        """What Fn::GetAtt gives; a nested stack's outputs are those of its template."""
        kind, _, output = attribute.partition(".")
        if kind == "Outputs" and output:
            child = self.nested.get(name)
            if child is None:
                return Unknown(f"the template of the nested stack {name} was not read")
            return child.output(output)
        return self._resource(name, attribute)

    def condition(self, name: str) -> bool | None:
        """Whether the condition holds."""
        conditions = self.section("Conditions")
        if name not in conditions:
            return None
        where = at(conditions, name)
        answer = self._once("condition", name, lambda: decide(conditions[name], self), where)
        return answer if isinstance(answer, bool) else None

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A mapping's table."""
        return as_block(as_block(self.template.get("Mappings")).get(name))

    def imported(self, name: Any) -> Any:
        """What another stack exports under the name."""
        return self.others.imported(name)

    def stored(self, name: str) -> Any:
        """What a stack keeps in the SSM parameter."""
        return self.others.stored(name)

    def deployed(self, stack: Any, output: str) -> Any:
        """What another stack has as an output."""
        return self.others.deployed(stack, output)

    def included(self, block: Block) -> Any:
        """What Fn::Transform puts in its place: AWS::Include reads a file beside the template."""
        return included(block, self)

    def _section(self, name: str) -> Any:
        section = as_block(self.template.get(name))
        if "Fn::Transform" in section:
            section = with_included(section, self)
        return unroll(
            section, self._collection, lambda block, key, why: self.note(key, why, at(block, key))
        )

    def _collection(self, values: Any) -> list[str] | None:
        evaluated = evaluate(values, self)
        if isinstance(evaluated, str) and evaluated:
            evaluated = evaluated.split(",")
        if not isinstance(evaluated, list):
            return None
        texts = [as_text(each) for each in evaluated]
        return texts if all(texts) else None

    def note(self, what: str, reason: str, where: Evidence) -> None:
        """Keep what could not be found out."""
        note = Note(self.name, what, reason, where)
        if note not in self.notes:
            self.notes.append(note)

    def _made(self, entry: Mapping[str, Any]) -> bool | None:
        condition = entry.get("Condition")
        return self.condition(condition) if isinstance(condition, str) else True

    def _pseudo(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        return self.given.get(name, "${" + name + "}")

    def _resource(self, name: str, attribute: str) -> Any:
        entry = self.section("Resources").get(name)
        if isinstance(entry, Block):
            if self._made(entry) is False:
                return Unknown(f"{name} is not made: its condition does not hold", name)
            return Reference(self.id_of(name), attribute)
        if self.serverless:  # a name that only the SAM translation makes
            return Reference(self.id_of(name), attribute)
        return Unknown(f"the template has neither a resource nor a parameter {name!r}", name)

    @cached_property
    def serverless(self) -> bool:
        """Whether SAM translates the template."""
        transforms = self.template.get("Transform")
        listed = transforms if isinstance(transforms, list) else [transforms]
        return any(isinstance(each, str) and "Serverless" in each for each in listed) or any(
            as_text(as_block(entry).get("Type")).startswith("AWS::Serverless::")
            for entry in self.section("Resources").values()
        )

    def _parameter(self, name: str) -> Any:
        entry = as_block(self.section("Parameters").get(name))
        kind = as_text(entry.get("Type"))
        value = self.given.get(name, entry.get("Default"))
        if isinstance(value, Passed):
            value = evaluate(value.value, value.scope)
        if value is None or value is NO_VALUE:
            ways = self.hints.get(name, f"--parameter {name}=… or --bind {name}=STACK:RESOURCE")
            return NoValue(f"the parameter {name} has no value; give {ways}", name)
        if _STORED.fullmatch(kind) and isinstance(value, str):
            return self.stored(value)
        if isinstance(value, str) and (kind == "CommaDelimitedList" or kind.startswith("List<")):
            return Items(each.strip() for each in value.split(","))
        return value

    def _output(self, name: str) -> Any:
        output = self.section("Outputs").get(name)
        if not isinstance(output, Block):
            return Unknown(f"{self.shown} has no output {name!r}", name)
        return evaluate(output.get("Value"), self)

    def _once(
        self, kind: str, name: str, work: Callable[[], Any], where: Evidence | None = None
    ) -> Any:
        key = (kind, name)
        if key in self._known:
            return self._known[key]
        if key in self._working:
            return Unknown(f"the {kind} {name} is defined by itself")
        self._working.add(key)
        try:
            self._known[key] = answer = self._part(name, where or at(self.template), work)
        finally:
            self._working.discard(key)
        return answer

    def _evaluated(self, name: str, value: Any, where: Evidence) -> Any:
        return self._part(name, where, partial(evaluate, value, self))

    def _part(self, name: str, where: Evidence, work: Callable[[], Any]) -> Any:
        """What the work gives; noted if it is more than is read of one part, or of all."""
        with self.budget.part() as part:
            answer = work()
        if part.spent:
            self.note(name, TOO_LARGE.reason, where)
        return answer
