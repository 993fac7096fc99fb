"""Requests that an API makes of AWS services: the target is named in parameters or templates."""

import re
from collections.abc import Sequence
from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.calls import (
    Argument,
    answer_token,
    arguments,
    default_target,
    outside_action,
)
from analysis.extract.resources.mapping_templates import written_by_templates
from analysis.extract.resources.passing import act_on, announce
from analysis.extract.resources.shapes import Found, entries
from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block
from analysis.source.joining import join
from analysis.source.values import Joined, Reference, Unknown, as_text

_OF_REQUEST = re.compile(r"\$(?!\{)|\$\{stageVariables\.|method\.|context\.")
_ACTION = re.compile(r"\bAction=([A-Za-z]{1,60})")
_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no template has them
_MARK = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
_VALUE = "(?:\\$\\{[^{}]{1,100}\\}|[^\"'&\\s\\\\,)}#]){1,2000}"


@dataclass(frozen=True)
class Marked:
    """A text with references in it, searched as if it were plain: a URI, a template, code.

    Each reference is a mark in it; any piece of it can be made a value again.
    """

    text: str
    parts: tuple[Reference | Unknown, ...]

    @classmethod
    def of(cls, value: Any) -> "Marked":
        """The value as a marked text; of what is no text, an empty one."""
        listed = value.parts if isinstance(value, Joined) else (value,)
        parts = tuple(part for part in listed if isinstance(part, Reference | Unknown))
        marks = iter(range(len(parts)))
        texts = (
            f"{_OPEN}{next(marks)}{_CLOSE}"
            if isinstance(part, Reference | Unknown)
            else _MARK.sub("", as_text(part))
            for part in listed
        )
        return cls("".join(texts), parts)

    def value(self, piece: str) -> Any:
        """A piece of the text as a value: a str, a Reference, an Unknown or a Joined."""
        pieces = enumerate(_MARK.split(piece))  # every second one is a mark's number
        return join(self.parts[int(each)] if number % 2 else each for number, each in pieces)

    def field(self, name: str) -> Any:
        r"""What the text gives to a field, or None.

        As JSON, as a form (`TopicArn=$util.urlEncode('…')`), or as JSON in a text (`\"a\":\"b\"`).
        """
        pattern = (
            rf"{re.escape(name)}\\?[\"']?\s?[:=]\s{{0,20}}\\?[\"']?"
            rf"(?:\$util\.urlEncode\(\s?\\?[\"']?)?({_VALUE})"
        )
        match = re.search(pattern, self.text, re.IGNORECASE)
        return self.value(match.group(1)) if match else None

    def unquoted(self) -> Any:
        """The whole as a value, without the quotes of a static request parameter."""
        return self.value(self.text.strip().strip("'\""))

    @property
    def references(self) -> tuple[Reference, ...]:
        """The resources named in it."""
        return tuple(part for part in self.parts if isinstance(part, Reference))


@dataclass(frozen=True)
class RequestText:
    """One text of a request: a template as a whole, or a parameter under its last name."""

    content: Marked
    at: Evidence
    name: str = ""

    def named(self, field: str) -> Found | None:
        """What the text gives to the field, if it does."""
        if self.name:
            value = self.content.unquoted() if self.name.lower() == field.lower() else None
        else:
            value = self.content.field(field)
        if isinstance(value, str) and _OF_REQUEST.match(value):
            value = Unknown("each request names it", value)
        return None if value is None else (value, self.at)


@dataclass(frozen=True)
class Request:
    """An integration's request to a service; ``at`` is where the service is named."""

    reading: Reading
    api: str
    at: Evidence
    said: Sequence[RequestText]
    written: Block

    @classmethod
    def of(cls, reading: Reading, api: str, at: Evidence, written: Block) -> "Request":
        """The request of an integration whose keys are in lower case."""
        templates = [
            RequestText(Marked.of(value), where)
            for _, value, where in entries(written, "requesttemplates")
        ]
        parameters = [
            RequestText(Marked.of(value), where, name.rsplit(".", 1)[-1])
            for name, value, where in entries(written, "requestparameters")
        ]
        return cls(reading, api, at, [*parameters, *templates], written)

    def action(self) -> str:
        """The action that a request of the query protocol names in its form."""
        for each in self.said:
            if named := _ACTION.search(each.content.text):
                return named.group(1)
        return ""

    def parameter(self, name: str) -> Any:
        """What a request parameter is set to, Unknown where each request says it."""
        for each in self.said:
            if each.name == name and (named := each.named(name)):
                return named[0]
        return Unknown("each request names it", name)

    def ask(self, service: str, action: str) -> None:
        """The edges of a call: to what is named, else to what is mentioned, else outside."""
        if action.lower().startswith("sendtask"):
            answer_token(self.reading, self.api, "api", self.at, self.at)
            return
        known = arguments(service, action)
        for each in known:
            if named := self._named(each.field):
                self._act(named, each)
                return
        for each in known:
            if mentioned := self._mentioned(each.kind):
                self._act(mentioned, each)
                return
        if default := default_target(service):
            self._act([(default, self.at)], known[0])
        elif known:
            unknown = Unknown("the integration does not say which", f"{service}:{action}")
            self._act([(unknown, self.at)], known[0])
        else:
            node = outside_action(self.reading, service, action, self.at)
            self.reading.edge(self.api, node, "invokes", self.at)

    def _act(self, named: list[Found], to: Argument) -> None:
        keys = act_on(self.reading, self.api, named, to.kind, to.stored)
        if to.kind == "state machine":
            self.reading.fill_in(keys, written_by_templates(self.written, "input"))
        types, sources = self._texts("DetailType"), self._texts("Source")
        if to.kind == "bus" and (types or sources):
            announce(self.reading, keys, self.at, next(iter(sources), None), types)

    def _named(self, field: str) -> list[Found]:
        return [each for one in self.said if (each := one.named(field))]

    def _mentioned(self, kind: str) -> list[Found]:
        return [
            (reference, each.at)
            for each in self.said
            for reference in each.content.references
            if self.reading.kind_of(reference.resource) == kind
        ]

    def _texts(self, field: str) -> list[str]:
        named = self._named(field)
        return [value for value, _ in named if isinstance(value, str) and "$" not in value]
