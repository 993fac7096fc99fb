"""A system that is open: all its stacks, its code, and whatever else lies beside its templates."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.refusals import Refused
from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, as_block, at
from analysis.source.elsewhere import elsewhere
from analysis.source.embedded import as_texts, parse, parse_text
from analysis.source.entries import Entry, Unread, code_folders, entry
from analysis.source.files import Files
from analysis.source.finding import Search
from analysis.source.modules import Modules
from analysis.source.owners import owner_of
from analysis.source.paths import inside, shown_path
from analysis.source.resource import Resource, resources_of
from analysis.source.settings import Settings
from analysis.source.sharing import Shared
from analysis.source.stack import Stack
from analysis.source.telling import Tie
from analysis.source.values import Unknown, alternatives, as_text, shown
from analysis.walking import grouped

Definition = tuple[Any, Evidence]
_FILES = ("DefinitionUri", "DefinitionS3Location")


@dataclass(eq=False)
class System:
    """The stacks read together, and the files beside them, each opened and parsed once.

    Everything is evaluated when it is first asked for, and stays as it was then.
    """

    stacks: Sequence[Stack]
    files: Files = field(default_factory=Files)
    title: str = ""
    found: Search = field(default_factory=Search)
    ties: Sequence[Tie] = ()
    settings: Settings = field(default_factory=Settings)
    names: dict[str, str] = field(default_factory=dict)
    """What SAM's own names stand for, by node id: Function.Alias for Function."""
    kept: dict[object, Any] = field(default_factory=dict)
    """What others worked out of it, by `Kept`."""
    by_stack: bool = False
    """Whether a stack is a service even where there is no other."""
    base: Path | None = None
    """The folder that files of code are named from, where it is not that of all that was read."""
    again: "Callable[..., System] | None" = None
    """Opens it once more, with ``names`` or ``without`` templates; None where put together."""
    _entries: dict[Resource, Entry | Unread | None] = field(default_factory=dict)
    _documents: dict[tuple[str, str], Block | Unknown] = field(default_factory=dict)
    _definitions: dict[Resource, Sequence[Definition]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        others = Shared(self.stacks)
        for stack in self.stacks:
            stack.others = others

    @property
    def budget(self) -> Budget:
        """What reading may still take, whoever reads."""
        return self.files.budget

    @property
    def root(self) -> Path:
        """The outermost folder that paths may lead to: the first template's."""
        return self.stacks[0].root

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Every resource by its node id."""
        found = (each for stack in self.stacks for each in resources_of(stack, self.names))
        return {resource.id: resource for resource in found}

    def owner_of(self, resource: Resource) -> tuple[str, str]:
        """The service and the team of a resource, each "" where nothing says it.

        A service is what a tag says, else the outermost stack where there are several, else the
        folder of a function's code, else a pattern of the settings, which may have another order.
        """
        tag, team = owner_of(resource.properties)
        told = {
            "tag": tag,
            "stack": self._outermost.get(resource.stack, ""),
            "folder": self._folders.get(resource.id, ""),
            "pattern": self.settings.pattern_of(resource.id),
        }
        service = next((told[each] for each in self.settings.by if told[each]), "")
        return service, team or self.settings.team_of.get(service, "")

    def get(self, node_id: str) -> Resource | None:
        """The resource of a node, None where the node is none of the templates'."""
        return self.resources.get(node_id)

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these CloudFormation types, in order of id."""
        return (self.resources[each] for kind in types for each in self._by_type.get(kind, ()))

    def entry(self, function: Resource) -> Entry | Unread | None:
        """Where a function's code begins; None where it is not at hand or not read.

        Whoever asks gets a library of its own, which learns what broken files that reader met.
        """
        if function not in self._entries:
            self._entries[function] = self._entry(function)
        found = self._entries[function]
        return replace(found, library=found.library.again()) if isinstance(found, Entry) else found

    def _entry(self, function: Resource) -> Entry | Unread | None:
        found = entry(function, self.get, self.modules)
        alone = self._handlers[as_text(function.properties.get("Handler"))] == 1
        there = elsewhere(function, self.files) if found is None and alone else None
        if there is None:
            return found
        found = entry(function, self.get, self.modules, there)
        return replace(found, assumed=True) if isinstance(found, Entry) else None

    @cached_property
    def _handlers(self) -> Counter[str]:
        """How many functions have a handler of that name."""
        functions = self.of("AWS::Lambda::Function")
        return Counter(as_text(each.properties.get("Handler")) for each in functions)

    def definitions(self, machine: Resource) -> Sequence[Definition]:
        """Every definition that a state machine may have (several under an undecided condition).

        Each is a Block, or Unknown with the reason; with it comes where the template names it.
        """
        if machine not in self._definitions:
            self._definitions[machine] = tuple(self._defined(machine))
        return self._definitions[machine]

    def _defined(self, machine: Resource) -> Iterator[Definition]:
        properties = machine.properties
        filled = as_block(properties.get("DefinitionSubstitutions"))
        written = [
            (key, value)
            for key in ("Definition", "DefinitionString", *_FILES)
            for value in alternatives(properties.get(key))
        ]
        for key, value in written:
            where = at(properties, key)
            if key not in _FILES:
                yield parse(value, where.file, where, filled), where
            elif isinstance(value, str):
                yield self.document(machine, value, filled), where
            else:
                yield Unknown("it lies in S3, not beside the template"), where
        if not written:
            yield Unknown("it has no definition"), machine.at

    def document(
        self, resource: Resource, uri: Any, substitutions: Mapping[str, Any] | None = None
    ) -> Block | Unknown:
        """The YAML or JSON file beside the template that ``uri`` names, its `${name}` filled in."""
        text = self.text(resource, uri)
        if isinstance(text, Unknown):
            return text
        content, name = text
        key = (name, repr(substitutions or {}))
        if key not in self._documents:
            with self.budget.part():
                fits = self.budget.take(0, len(content))
            filled = as_texts(substitutions or {})
            document = parse_text(content, name, (), filled) if fits else TOO_LARGE
            listed = Unknown(f"{name} is a list, not a document")
            self._documents[key] = document if isinstance(document, Block | Unknown) else listed
        return self._documents[key]

    def text(self, resource: Resource, uri: Any) -> tuple[str, str] | Unknown:
        """The text of the file beside the template that ``uri`` names, and the name to show."""
        if not isinstance(uri, str) or not uri or "://" in uri:
            return Unknown("it is no local file", shown(uri))
        path = inside(resource.folder, uri, resource.root)
        if path is None:
            return Unknown(f"{uri} lies outside of the template's folder, so it is not read", uri)
        try:
            return self.files.text(path), shown_path(path)
        except Refused as error:
            return Unknown(str(error).rstrip("."), uri)

    @cached_property
    def modules(self) -> Modules:
        """The files of code of all functions."""
        return Modules(self.files)

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        """By function, the first folder of its code that not all have; empty if all are in one."""
        parts = {each.id: code_folders(each) for each in self.of("AWS::Lambda::Function")}
        levels = zip(*(each for each in parts.values() if each), strict=False)
        common = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
        return {id_: each[common] for id_, each in parts.items() if len(each) > common}

    @cached_property
    def _outermost(self) -> Mapping[str, str]:
        """By stack, the one that it is nested in, however deep; empty if there is only one."""
        found = {}
        for stack in self.stacks:
            top = stack
            while top.parent is not None:
                top = top.parent
            found[stack.name] = top.name
        return found if self.by_stack or len(set(found.values())) > 1 else {}

    @cached_property
    def _by_type(self) -> Mapping[str, list[str]]:
        return grouped((self.resources[each].type, each) for each in sorted(self.resources))
