"""The definition of each machine of a skeleton, in the Amazon States Language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.graph import Edge, Node
from analysis.prediction.names import event_name
from analysis.redesign.naming import compact
from analysis.redesign.skeleton.parts import NoSkeleton, Parts, told_apart
from analysis.redesign.skeleton.shared import MARK
from analysis.redesign.skeleton.values import nested, together, tops
from analysis.walking import grouped

Block = dict[str, Any]
_TRANSIENT = ("Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
              "Lambda.TooManyRequestsException")  # fmt: skip
_LONGEST = 80  # characters that the name of a state may have
WHOLE, REFUSED, _REASON = "$", "refusal", "reason"


@dataclass(frozen=True)
class StateWriter:
    """One machine, state by state."""

    parts: Parts
    node: Node

    def definition(self) -> Block:
        """The whole."""
        states = dict(pair for each in self._states for pair in self._written(each))
        start = self._start(states)
        return {"Comment": f"{MARK}; see the README beside it.", "StartAt": start,
                "TimeoutSeconds": 3600, "States": states}  # fmt: skip

    @cached_property
    def _states(self) -> list[Node]:
        graph = self.parts.graph
        inside = {
            e.target for e in graph.flow if e.relation == "contains" and e.source == self.node.id
        }
        return [node for node in graph.nodes if node.id in inside]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each state is called."""
        return dict(
            told_apart(
                (each.id for each in self._states),
                lambda id_: id_.partition("/")[2][: _LONGEST - 9],
            )
        )

    @cached_property
    def _out(self) -> Mapping[tuple[str, bool], list[Edge]]:
        flow = (e for e in self.parts.graph.flow if e.relation == "transitions")
        return grouped(((e.source, "Catch" in e.label.split(", ")), e) for e in flow)

    def _written(self, node: Node) -> Iterator[tuple[str, Block]]:
        """A state, and those that say afterwards that it is done."""
        name, graph = self.names[node.id], self.parts.graph
        if node.attributes.get("type") == "Fail":
            yield (
                name,
                {
                    "Type": "Fail",
                    "Error": "Refused",
                    "Cause": "It was refused, and nothing is to be undone.",
                },
            )
            return
        says = self.parts.said.get(node.id, [])
        asks = [e.target for e in graph.flow if e.relation == "invokes" and e.source == node.id]
        if len(asks) > 1 or not (asks or says) or not {*asks} <= self.parts.ids.keys():
            raise NoSkeleton(
                f"{name!r} is done by the workflow itself, or by several, which no skeleton says: "
                "ask for other steps with --orchestrate."
            )
        onward = self._onward(node)
        telling = {f"Say {event_name(each)}"[:_LONGEST]: each for each in says}
        if not asks:
            telling = {name: says[0]}
        ways = [*([name] if asks else []), *telling]
        for at, each in enumerate(ways):
            after = {"Next": ways[at + 1]} if at + 1 < len(ways) else onward
            task = self._saying(telling[each]) if each in telling else self._asking(node, asks[0])
            yield each, {"Type": "Task", **task, **after}

    def _onward(self, node: Node) -> Block:
        after = dict.fromkeys(self.names[e.target] for e in self._out[node.id, False])
        if len(after) > 1:
            raise NoSkeleton(
                f"After {self.names[node.id]!r} come {' and '.join(map(repr, after))}, and nothing "
                "tells whether both or which of them, so that no workflow can be written of it: "
                "ask for other steps with --orchestrate."
            )
        return {"Next": next(iter(after))} if after else {"End": True}

    def _asking(self, node: Node, function: str) -> Block:
        written: Block = {
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {
                "FunctionName": f"${{{self.parts.ids[function]}Arn}}",
                **self._payload(function),
            },
            "TimeoutSeconds": 30,
            "Retry": [{"ErrorEquals": [*_TRANSIENT], "IntervalSeconds": 1, "MaxAttempts": 4,
                       "BackoffRate": 2.0, "JitterStrategy": "FULL"}],
            "ResultPath": None,
        }  # fmt: skip
        answer = tops(self.parts.values.fields.get(f"response:{function}", ()))
        if answer:
            written["ResultSelector"] = {f"{each}.$": _path("Payload", each) for each in answer}
            written["ResultPath"] = _path(compact(self.names[node.id]))
        catchers = self._catchers(node)
        return written | ({"Catch": catchers} if catchers else {})

    def _catchers(self, node: Node) -> list[Block]:
        """By where it goes on; whoever takes any error comes last, and alone."""
        targets = {e.target: e.target for e in self._out[node.id, True]}
        targets |= {each.partition("/")[2]: each for each in targets}
        caught = [
            (error, targets.get(each["next"], each["next"]))
            for each in node.attributes.get("caught", ())
            for error in each["errors"]
        ]
        left = {*targets.values()} - {to for _, to in caught}
        if left:
            raise NoSkeleton(
                f"{self.names[node.id]!r} is followed by several on one refusal, which a workflow "
                "cannot say: ask for other steps with --orchestrate."
            )
        by = grouped(((error == "States.ALL", to), error) for error, to in caught)
        return [
            {
                "ErrorEquals": [*dict.fromkeys(errors)],
                "ResultPath": _path(REFUSED),
                "Next": self.names[to],
            }
            for (_, to), errors in sorted(by.items(), key=lambda each: each[0][0])
        ]

    def _payload(self, function: str) -> Block:
        request, start = f"request:{function}", f"request:{self.node.id}"
        whole = self.parts.values.sources(request, WHOLE, self.node.id, [start])
        if (start, WHOLE) in whole:
            return {"Payload.$": "$"}
        return {"Payload": self._document(request)}

    def _saying(self, event: str) -> Block:
        kind = event_name(event)
        return {
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {
                "TopicArn": f"${{{self.parts.ids[self.parts.topics[event]]}Arn}}",
                "Message": {"type": kind, **self._document(event)},
                "MessageAttributes": {"event_type": {"DataType": "String", "StringValue": kind}},
            },
            "ResultPath": None,
        }  # fmt: skip

    def _document(self, contract: str) -> Block:
        """What a state passes, or says: each value from where the machine has it."""
        leaves: dict[str, str] = {}
        for path in self.parts.values.fields.get(contract, ()):
            found = self.parts.values.sources(
                contract, path, self.node.id, self._known, computed=True
            )
            source = min(found, key=lambda each: each[1].startswith("@"), default=None)
            place = self._place(*source) if source else path if path == self.parts.key else ""
            field, place = together(path, place)
            leaves[field] = place and _path(*place.split("."))
        return _dynamic(nested(leaves))

    @cached_property
    def _known(self) -> set[str]:
        asked = {f"response:{each}" for each in self.parts.asked}
        return {f"request:{self.node.id}", *self.parts.heard.get(self.node.id, ()), *asked}

    def _place(self, contract: str, path: str) -> str:
        """Where in a state's input a value is."""
        kind, _, owner = contract.partition(":")
        if path.startswith("@") or (kind not in ("request", "response") and path == _REASON):
            return f"{REFUSED}.Error"
        if kind != "response":
            return path
        by = next(each for each in self.parts.asked[owner] if each in self.names)
        return f"{compact(self.names[by])}.{path}"

    def _start(self, states: dict[str, Block]) -> str:
        """Where it begins: at once, or with what a message says of which kind it is."""
        first = [each for each in self._states if each.attributes.get("start")]
        alone = [self.names[each.id] for each in first if not each.attributes.get("on")]
        begun = {
            event: self.names[each.id] for each in first for event in each.attributes.get("on", ())
        }
        if len(alone) > 1 or not first:
            raise NoSkeleton(
                f"{self.node.id} begins in {len(alone)} ways, and nothing tells which is meant: "
                "ask for other steps with --orchestrate."
            )
        if not begun:
            return alone[0]
        for event, to in begun.items():
            states[_taking(event)] = {**self._taken(event), "Next": to}
        if not alone and len(begun) == 1:
            return _taking(*begun)
        states["Begin"] = {"Type": "Choice", "Choices": [
            {"Variable": "$[0].type", "StringEquals": event_name(each), "Next": _taking(each)}
            for each in begun
        ], **({"Default": alone[0]} if alone else {})}  # fmt: skip
        return "Begin"

    def _taken(self, event: str) -> Block:
        """What a machine takes of a message; of a refusal, why it was, as if it had caught it."""
        everywhere = [path for path, read in self.parts.others.business.envelope.items() if read]
        reads = [*self.parts.values.reads(self.node.id, event), *everywhere]
        found: Block = {f"{each}.$": f"$[0]{_path(each)[1:]}" for each in reads if each != _REASON}
        if _REASON in reads:
            found[REFUSED] = {"Error.$": f"$[0].{_REASON}"}
        return {"Type": "Pass", "Parameters": found}


def _taking(event: str) -> str:
    return f"Take {event_name(event)}"[:_LONGEST]


def _path(*steps: str) -> str:
    """A JSONPath into a state's input."""
    steps = steps if steps != (WHOLE,) else ()
    plain = (each.isascii() and each.isidentifier() for each in steps)
    pieces = (
        f".{each}" if is_plain else f"[{each!r}]"
        for each, is_plain in zip(steps, plain, strict=True)
    )
    return "$" + "".join(pieces)


def _dynamic(document: Mapping[str, Any]) -> Block:
    """The document with paths where values come from, and a mark where nothing tells from where."""
    found: Block = {}
    for key, each in document.items():
        if isinstance(each, dict):
            found[key] = _dynamic(each)
        elif each:
            found[f"{key}.$"] = each
        else:
            found[key] = "TODO"
    return found
