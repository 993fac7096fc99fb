"""Finds out what the parameters of several stacks stand for, and says what told it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.beside import Beside
from analysis.source.document import Block, as_block, at
from analysis.source.files import Files
from analysis.source.sharing import Shared
from analysis.source.stack import Stack
from analysis.source.values import Joined, Reference, as_text, shown
from analysis.walking import grouped

_SUFFIX = re.compile(r"(Names?|Arns?|ARN|Urls?|URL|Uri|Ids?|ID|Ref|Domain|Endpoint)+$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SAYING_NOTHING = frozenset(
    ("app", "application", "central", "common", "core", "default", "main", "my", "shared", "the")
)
_KINDS = {
    "bus": "EventBus", "table": "Table", "queue": "Queue", "topic": "Topic", "bucket": "Bucket",
    "function": "Function", "lambda": "Function", "stream": "Stream", "pool": "UserPool",
    "machine": "StateMachine", "api": "Api", "workflow": "StateMachine", "dlq": "Queue",
}  # fmt: skip
_WHOLE = ("RestApi", "HttpApi", "WebSocketApi", "GraphQLApi", "SimpleTable", "GlobalTable")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a parameter was found to stand for; ``assumed`` where nothing says so but its name."""

    stack: Stack
    parameter: str
    value: Any
    at: Evidence
    assumed: bool = False

    @property
    def target(self) -> str:
        """The node id of the resource that it stands for, "" for a text."""
        if isinstance(self.value, Reference):
            return self.value.resource
        references = self.value.references if isinstance(self.value, Joined) else ()
        return references[0].resource if references else ""

    @property
    def binding(self) -> str:
        """The option that says the same."""
        return f"--bind {self.stack.name}.{self.parameter}={self.target}"


def tell(stacks: Sequence[Stack], root: Path, files: Files) -> list[Tie]:
    """Give each parameter without a value what is said of it, and what alone it can be.

    What a deployment's file sets takes the place of a default, too. A text that is another
    stack's SSM name or export, what only deployment knows left open, is that stack's value.
    """
    beside = Beside(root, [each.folder for each in stacks], files)
    shared = Shared(stacks)
    for stack in stacks:
        stack.others = shared
    asked = [each for each in stacks if each.parent is None and each.told_beside]
    ties = [tie for stack in asked for tie in _told(stack, beside, shared)]
    for tie in ties:
        tie.stack.given[tie.parameter] = tie.value
    assumed = list(_assumed(stacks))
    for tie in assumed:
        tie.stack.given[tie.parameter] = tie.value
    for stack in stacks if ties or assumed else ():
        stack.forget()
    return [*ties, *assumed]


def _open(stack: Stack) -> Iterator[tuple[str, Block]]:
    for name, entry in stack.section("Parameters").items():
        if name not in stack.given and isinstance(entry, Block):
            yield name, entry


def _told(stack: Stack, beside: Beside, shared: Shared) -> Iterator[Tie]:
    for name, entry in _open(stack):
        valued = "Default" in entry
        for told in beside.told(name, stack.path, valued=valued):
            value = _value_of(told.text, shared)
            if value is None and told.exact and "${" not in told.text:
                value = told.text
            if value is not None:
                yield Tie(stack, name, value, told.at)
                break


def _value_of(text: str, shared: Shared) -> Any:
    """The resource that another stack keeps under that name, or exports; None for any other."""
    for value in (shared.stored(text), shared.imported(text)):
        if isinstance(value, Reference) or (isinstance(value, Joined) and value.references):
            return value
    return None


def _assumed(stacks: Sequence[Stack]) -> Iterator[Tie]:
    """The only resource of the whole system that a parameter's name can mean.

    Where several fit, the stack keeps them as what may be given.
    """
    candidates = grouped(
        (as_text(as_block(entry).get("Type")).rpartition("::")[2], (stack, id_))
        for stack in stacks
        for id_, entry in stack.section("Resources").items()
    )
    for stack in stacks:
        for name, entry in _open(stack) if stack.parent is None else ():
            if "Default" in entry and shown(entry["Default"]):
                continue
            fitting = _fitting(name, stack, candidates)
            where = at(stack.section("Parameters"), name)
            if len(fitting) == 1:
                yield Tie(stack, name, Reference(fitting[0]), where, assumed=True)
            elif fitting:
                stack.hints[name] = " or ".join(f"--bind {name}={each}" for each in fitting[:3])


def _fitting(
    parameter: str, stack: Stack, candidates: Mapping[str, Sequence[tuple[Stack, str]]]
) -> list[str]:
    if "_" in parameter:  # as Terraform writes it
        parameter = parameter.title().replace("_", "")
    words = _words(_SUFFIX.sub("", parameter))
    kind = _KINDS.get(words[-1], "") if words else ""
    meant = {*words} - {*_words(kind), *words[-1:]} - _SAYING_NOTHING
    scored = [
        (len(meant & {*_words(id_), *_words(other.name.replace("-", " ").title())}), other, id_)
        for each in (kind, *(whole for whole in _WHOLE if kind and whole.endswith(kind)))
        for other, id_ in candidates.get(each, ())
        if stack not in (other, other.parent)
    ]
    best = max((score for score, _, _ in scored), default=0)
    unnamed = meant and not best
    return [] if unnamed else [other.id_of(id_) for score, other, id_ in scored if score == best]


def _words(name: str) -> list[str]:
    return [_singular(each.lower()) for each in _WORD.findall(name)]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def said(ties: Sequence[Tie]) -> Iterator[str]:
    """A sentence for everything found out: those that were told first, then what is assumed."""
    for tie in sorted(ties, key=lambda each: (each.assumed, each.stack.name, each.parameter)):
        what = f"the parameter {tie.parameter} of {tie.stack.name}"
        means = tie.target or repr(shown(tie.value))
        if tie.assumed:
            why = f"which nothing else fits ({tie.at.place})"
            yield f"assumed: {what} is {means}, {why}; {tie.binding}"
        else:
            yield f"found out: {what} is {means} ({tie.at.place})"
