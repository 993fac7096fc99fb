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
from analysis.extract.resources.mapping_templates import written_by_templates, written_in_form
from analysis.extract.resources.marked import Marked
from analysis.extract.resources.passing import act_on, announce
from analysis.extract.resources.shapes import Found, entries
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.records import dataclass
from analysis.source.document import Block
from analysis.source.values import Unknown

_OF_REQUEST = re.compile(r"\$(?!\{)|\$\{stageVariables\.|method\.|context\.")
_CONTENT = {"queue": "MessageBody", "topic": "Message"}
_ACTION = re.compile(r"\bAction=([A-Za-z]{1,60})")


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
        if to.kind == "bus":
            self.reading.fill_in(keys, written_by_templates(self.written, "Entries", "Detail"))
        self.sent(keys, to.kind)
        types, sources = self._texts("DetailType"), self._texts("Source")
        if to.kind == "bus" and (types or sources):
            announce(self.reading, keys, self.at, next(iter(sources), None), types)

    def sent(self, keys: list[EdgeKey], kind: str) -> None:
        """What a form puts into a queue or a topic, where it says of what type that is."""
        if kind not in _CONTENT:
            return
        said, fields = written_in_form(self.written, _CONTENT[kind])
        if said:
            self.reading.fill_in(keys, fields)
            announce(self.reading, keys, self.at, None, [said])

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
