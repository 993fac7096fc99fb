"""The variables of a service, resolved as far as its files alone allow."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, Items, at
from analysis.source.files import Files
from analysis.source.joining import join
from analysis.source.serverless.syntax import LiteralSource, Variable, VariableSource, parse
from analysis.source.values import Joined, NoValue, Unknown, as_text, shown

NOT_SHOWN = Evidence("")
_COST = 10  # values that looking one variable up is worth
_DEEPEST = 40  # variables that lead to variables

Lookup = Callable[["Variables", str, str], Any]


@dataclass(eq=False)
class Variables:
    """What the texts of a service mean; ``sources`` are the ways to look a variable up.

    A text that is being resolved is not resolved again within itself: that is a circle.
    """

    service: Block
    folder: Path
    root: Path
    files: Files
    sources: dict[str, Lookup]
    said: list[tuple[str, str, Evidence]] = field(default_factory=list)
    """What could not be found out: what it is, why, and where it is asked for."""
    stage: str = ""
    """The stage that is deployed where none is asked for."""
    region: str = ""
    """The region that is deployed to where none is asked for, as CloudFormation calls it."""
    where: Evidence = NOT_SHOWN
    _working: set[tuple[int, str | int] | None] = field(default_factory=set)
    _parsed: dict[str, tuple[str | Variable, ...]] = field(default_factory=dict)
    _depth: int = 0

    @property
    def budget(self) -> Budget:
        """What reading may still take."""
        return self.files.budget

    def say(self, what: str, reason: str, where: Evidence | None = None) -> None:
        """Keep what could not be found out, once."""
        said = (what, reason, where or self.where)
        if said not in self.said:
            self.said.append(said)

    def __post_init__(self) -> None:
        # While they are being found out nobody is told them: `stage: ${opt:stage, 'dev'}`.
        self.stage = self._chosen("stage") or "dev"
        self.region = self._chosen("region") or "${AWS::Region}"

    def _chosen(self, name: str) -> str:
        return as_text(self.lookup(self.service, ["provider", name]))

    def value(self, container: Block | Items, key: str | int) -> Any:
        """What is under the key, with every variable in it resolved."""
        return self._guarded(container, key, self._deep)

    def lookup(self, document: Any, path: Sequence[str]) -> Any:
        """What is under the path of keys, its variables resolved; Unknown if there is nothing."""
        value = document
        for number, step in enumerate(path):
            key = _key(value, step)
            if key is None:
                return Unknown(f"there is no {'.'.join(path)!r}")
            if number == len(path) - 1:
                return self.value(value, key)
            value = self._guarded(value, key, self._surface)
            if isinstance(value, Unknown):
                return value
        return self._deep(value)

    def _guarded(self, container: Any, key: str | int, work: Callable[[Any], Any]) -> Any:
        asked = (id(container), key) if isinstance(container[key], str) else None
        if asked and asked in self._working:
            return Unknown("its variables lead back to itself")
        self._working.add(asked)
        before, place = self.where, at(container, key)
        self.where = place if place.file else before
        try:
            return work(container[key])
        finally:
            self._working.discard(asked)
            self.where = before

    def _surface(self, raw: Any) -> Any:
        return self.text(raw) if isinstance(raw, str) else raw

    def _deep(self, raw: Any) -> Any:
        if isinstance(raw, str):
            return self.text(raw)
        if isinstance(raw, Block):
            return self._block(raw)
        return self._items(raw) if isinstance(raw, Items) else raw

    def _block(self, raw: Block) -> Any:
        if not self.budget.take(1 + len(raw)):
            return TOO_LARGE
        made = raw.like(())
        for key in raw:
            name = shown(self.text(key)) if "${" in key else key
            if key == "Fn::Sub" and isinstance(raw[key], str):
                made[name] = self._guarded(raw, key, self._substituted)
            else:
                made[name] = self.value(raw, key)
            if name != key:
                made.lines[name] = raw.lines.get(key, raw.line)
        return made

    def _items(self, raw: Items) -> Any:
        if not self.budget.take(1 + len(raw)):
            return TOO_LARGE
        values = [self.value(raw, number) for number in range(len(raw))]
        return Items(values, source=raw.source, line=raw.line, lines=raw.lines)

    def text(self, raw: str) -> Any:
        """What a text stands for: a value of any kind where it is one variable alone."""
        parts = self._parts(raw)
        if len(parts) == 1:
            return parts[0]
        if any(isinstance(each, dict) for each in parts):
            return self._intrinsic(parts)
        made = join(parts)
        return made if self.budget.take_made(made) else TOO_LARGE

    def _substituted(self, raw: str) -> Any:
        """The text of a Fn::Sub; what in it is no text is given beside it."""
        parts = [
            each
            for part in self._parts(raw)
            for each in (part.parts if isinstance(part, Joined) else (part,))
        ]
        if all(isinstance(each, str | int | float) for each in parts):
            return self.text(raw)
        names = {f"Sls{number}": each for number, each in enumerate(parts)}
        template = "".join(
            as_text(each) if isinstance(each, str | int | float) else "${" + name + "}"
            for name, each in names.items()
        )
        return Items([template, Block({k: v for k, v in names.items() if not isinstance(v, str)})])

    def _intrinsic(self, parts: Sequence[Any]) -> Any:
        strange = [each for each in parts if isinstance(each, list | dict) and len(each) != 1]
        if strange:
            return Unknown("a list or a mapping stands in the middle of a text")
        return Block({"Fn::Join": Items(["", Items(parts)])})

    def _parts(self, raw: str) -> list[Any]:
        if "${" not in raw and "#{" not in raw:
            return [raw]
        if raw not in self._parsed:
            self._parsed[raw] = parse(raw)
        return [
            self._variable(each) if isinstance(each, Variable) else each.replace("#{AWS", "${AWS")
            for each in self._parsed[raw]
        ] or [""]

    def _variable(self, variable: Variable) -> Any:
        """The first value that one of its sources has; else why the first has none."""
        if not self.budget.take(_COST):
            return TOO_LARGE
        first: Unknown | None = None
        with self._deeper() as fits:
            for source in variable.sources if fits else ():
                found = source.value if isinstance(source, LiteralSource) else self._found(source)
                if not isinstance(found, Unknown):
                    return found
                first = first or found
        if isinstance(first, NoValue) and first.fragment.startswith("${"):
            return first  # one thing that nobody gives, by however many names
        inner = variable.text[2:-1].replace("${", "").replace("}", "")
        first = first or Unknown("its variables lead to one another in too long a chain")
        return replace(first, fragment="${" + inner + "}")

    @contextmanager
    def _deeper(self) -> Iterator[bool]:
        self._depth += 1
        try:
            yield self._depth <= _DEEPEST
        finally:
            self._depth -= 1

    def _found(self, source: VariableSource) -> Any:
        asked = [
            join(self._variable(each) if isinstance(each, Variable) else each for each in parts)
            for parts in (source.argument, source.address)
        ]
        for each in asked:
            if not isinstance(each, str):
                unknown = each.unknowns[:1] if isinstance(each, Joined) else [each]
                return next(
                    (part for part in unknown if isinstance(part, Unknown)),
                    Unknown("its name is not known"),
                )
        lookup = self.sources.get(source.type)
        if lookup is None:
            return Unknown(f"variables of {source.type!r} are worked out when it is deployed")
        return lookup(self, asked[0].strip(), asked[1].strip())


def _key(container: Any, step: str) -> str | int | None:
    if isinstance(container, Block):
        return step if step in container else None
    if isinstance(container, Items) and step.isdigit() and len(step) < 7:
        return int(step) if int(step) < len(container) else None
    return None
