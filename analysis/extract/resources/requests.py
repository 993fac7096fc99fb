"""Requests that an API makes of AWS services: the target is named in parameters or templates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.calls import Call, calls, default_target, outside_action
from analysis.extract.resources.passing import Key, act_on
from analysis.extract.resources.shapes import Found, entries
from analysis.extract.resources.texts import Marked
from analysis.graph import Evidence
from analysis.source.document import Block
from analysis.source.values import Unknown

_OF_REQUEST = re.compile(r"\$(?!\{)|\$\{stageVariables\.|method\.|context\.")
_ACTION = re.compile(r"\bAction=([A-Za-z]{1,60})")


@dataclass(frozen=True)
class Said:
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
    said: Sequence[Said]

    @classmethod
    def of(cls, reading: Reading, api: str, at: Evidence, written: Block) -> "Request":
        """The request of an integration whose keys are in lower case."""
        templates = [
            Said(Marked.of(value), where)
            for _, value, where in entries(written, "requesttemplates")
        ]
        parameters = [
            Said(Marked.of(value), where, name.rsplit(".", 1)[-1])
            for name, value, where in entries(written, "requestparameters")
        ]
        return cls(reading, api, at, [*parameters, *templates])

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

    def ask(self, service: str, action: str) -> list[Key]:
        """The edges of a call: to what is named, else to what is mentioned, else outside."""
        if action.lower().startswith("sendtask"):
            return self._answer()
        known = calls(service, action)
        for call in known:
            named = [each for one in self.said if (each := one.named(call.field))]
            if named:
                return self._act(named, call)
        for call in known:
            if mentioned := self._mentioned(call.kind):
                return self._act(mentioned, call)
        if default := default_target(service):
            return self._act([(default, self.at)], known[0])
        if known:
            unknown = Unknown("the integration does not say which", f"{service}:{action}")
            return self._act([(unknown, self.at)], known[0])
        node = outside_action(self.reading, service, action, self.at)
        self.reading.edge(self.api, node, "invokes", self.at)
        return [(self.api, node, "invokes")]

    def _act(self, named: list[Found], call: Call) -> list[Key]:
        keys = act_on(self.reading, self.api, named, call.kind, call.stored)
        if call.kind == "bus":
            self._announce(keys)
        return keys

    def _answer(self) -> list[Key]:
        """A task's token sent back: only the execution knows which machine waits for it."""
        self.reading.node(self.api, "api", attributes={"sends_token": True})
        reason = "the machine that waits for this token is known at run time only"
        waiting = self.reading.unresolved(self.api, "TaskToken", reason, self.at)
        self.reading.edge(self.api, waiting, "calls_back", self.at)
        return [(self.api, waiting, "calls_back")]

    def _mentioned(self, kind: str) -> list[Found]:
        return [
            (reference, each.at)
            for each in self.said
            for reference in each.content.references
            if self.reading.kind_of(reference.resource) == kind
        ]

    def _announce(self, keys: list[Key]) -> None:
        types, sources = self._texts("DetailType"), self._texts("Source")
        for api, bus, relation in keys:
            if relation == "publishes" and (types or sources):
                source = sources[0] if sources else None
                self.reading.emission(
                    Emission(api, bus, self.at, source=source, types=tuple(types))
                )

    def _texts(self, field: str) -> list[str]:
        named = [each for one in self.said if (each := one.named(field))]
        return [value for value, _ in named if isinstance(value, str) and "$" not in value]
