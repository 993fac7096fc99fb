"""The dependency reading as JSON and back, with all its evidence."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.dependency.model import (
    LAYERS,
    Contract,
    Dependencies,
    Dependency,
    Facts,
    Field,
    Lineage,
    Part,
    Read,
)
from analysis.graph import CERTAINTIES, Evidence, from_wire, to_wire
from analysis.refusals import BadGraphFile

FORMAT = "ripple-dependencies/1"


def to_wire_dependencies(dependencies: Dependencies) -> dict[str, Any]:
    """The reading as plain JSON values."""
    facts = dependencies.facts
    return {
        "format": FORMAT,
        "title": dependencies.title,
        "parts": [
            {"id": each.id, "kind": each.kind, "service": each.service, "name": each.name}
            for each in dependencies.parts
        ],
        "edges": [_edge(each) for each in dependencies.edges],
        "contracts": [_contract(each) for each in facts.contracts],
        "reads": [
            {
                "component": each.component,
                "contract": each.contract,
                "fields": _fields(each.fields),
            }
            for each in facts.reads
        ],
        "lineage": [_lineage(each) for each in facts.lineage],
        "modules": {key: list(facts.modules[key]) for key in sorted(facts.modules)},
        "flow": to_wire(dependencies.flow),
    }


def to_json(dependencies: Dependencies) -> str:
    """The reading as JSON text, with a final newline."""
    return json.dumps(to_wire_dependencies(dependencies), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str, *, name: str = "the file") -> Dependencies:
    """The reading that `to_json` wrote.

    Raises:
        BadGraphFile: it is no such text; ``name`` says which file.
    """
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = " ".join(str(error).split())[:120]
        raise BadGraphFile(f"{name} is no dependency reading ({why}); write it again.") from None


def _read(wire: Mapping[str, Any]) -> Dependencies:
    if wire["format"] != FORMAT:
        raise ValueError(f"its format is {wire['format']!r}, not {FORMAT!r}")
    facts = Facts(
        tuple(map(_read_contract, wire["contracts"])),
        tuple(map(_read_read, wire["reads"])),
        tuple(map(_read_lineage, wire["lineage"])),
        {str(key): tuple(map(str, each)) for key, each in wire["modules"].items()},
    )
    parts = tuple(
        Part(*(str(each[key]) for key in ("id", "kind", "service", "name")))
        for each in wire["parts"]
    )
    edges = tuple(map(_read_edge, wire["edges"]))
    return Dependencies(str(wire["title"]), parts, edges, facts, from_wire(wire["flow"]))


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"file": each.file, "line": each.line, "fragment": each.fragment}
        | ({"span": each.span} if each.span else {})
        for each in evidence
    ]


def _read_evidence(wire: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            str(each["file"]), int(each["line"]), str(each["fragment"]), str(each.get("span", ""))
        )
        for each in wire
    )


def _fields(fields: tuple[Field, ...] | None) -> list[dict[str, Any]] | None:
    if fields is None:
        return None
    return [{"path": each.path, "evidence": _evidence(each.evidence)} for each in fields]


def _read_fields(wire: Iterable[Mapping[str, Any]] | None) -> tuple[Field, ...] | None:
    if wire is None:
        return None
    return tuple(Field(str(each["path"]), _read_evidence(each["evidence"])) for each in wire)


def _edge(edge: Dependency) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "layer": edge.layer,
        "fields": list(edge.fields),
        "reason": edge.reason,
        "certainty": edge.certainty,
        "evidence": _evidence(edge.evidence),
    }


def _read_edge(wire: Mapping[str, Any]) -> Dependency:
    if wire["layer"] not in LAYERS or wire["certainty"] not in CERTAINTIES:
        raise ValueError(f"it has a layer {wire['layer']!r} that is {wire['certainty']!r}")
    texts = (str(wire[key]) for key in ("source", "target", "layer"))
    source, target, layer = texts
    return Dependency(
        source,
        target,
        layer,
        tuple(map(str, wire["fields"])),
        str(wire["reason"]),
        str(wire["certainty"]),
        _read_evidence(wire["evidence"]),
    )


def _contract(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "kind": contract.kind,
        "name": contract.name,
        "owners": list(contract.owners),
        "fields": _fields(contract.fields),
    }


def _read_contract(wire: Mapping[str, Any]) -> Contract:
    texts = [str(wire[key]) for key in ("id", "kind", "name")]
    owners = tuple(map(str, wire["owners"]))
    return Contract(texts[0], texts[1], texts[2], owners, _read_fields(wire["fields"]))


def _read_read(wire: Mapping[str, Any]) -> Read:
    return Read(str(wire["component"]), str(wire["contract"]), _read_fields(wire["fields"]))


_COPY = ("contract", "path", "from_contract", "from_path", "component")


def _lineage(each: Lineage) -> dict[str, Any]:
    texts: dict[str, Any] = {key: getattr(each, key) for key in _COPY}
    return texts | {"copied": each.copied, "evidence": _evidence(each.evidence)}


def _read_lineage(wire: Mapping[str, Any]) -> Lineage:
    return Lineage(
        contract=str(wire["contract"]),
        path=str(wire["path"]),
        from_contract=str(wire["from_contract"]),
        from_path=str(wire["from_path"]),
        component=str(wire["component"]),
        copied=bool(wire["copied"]),
        evidence=_read_evidence(wire["evidence"]),
    )
