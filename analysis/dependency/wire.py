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
    Lineage,
    Part,
    Read,
)
from analysis.graph import CERTAINTIES, from_wire, to_wire
from analysis.graph.wire import parsed
from analysis.plain_values import Record, from_plain, to_plain

FORMAT = "ripple-dependencies/1"
SPARSE = ("span",)  # of evidence, which is left out where it is empty


def to_json(dependencies: Dependencies) -> str:
    """The reading as JSON text, with a final newline."""
    facts = dependencies.facts
    wire = {
        "format": FORMAT,
        "title": dependencies.title,
        "parts": to_plain(dependencies.parts),
        "edges": to_plain(dependencies.edges, SPARSE),
        "contracts": to_plain(facts.contracts, SPARSE),
        "reads": to_plain(facts.reads, SPARSE),
        "lineage": to_plain(facts.lineage, SPARSE),
        "modules": {key: list(facts.modules[key]) for key in sorted(facts.modules)},
        "flow": to_wire(dependencies.flow),
    }
    return json.dumps(wire, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str, *, name: str = "the file") -> Dependencies:
    """The reading that `to_json` wrote.

    Raises:
        BadGraphFile: it is no such text; ``name`` says which file.
    """
    return parsed(text, _read, f"{name} is no dependency reading")


def _read(wire: Mapping[str, Any]) -> Dependencies:
    if wire["format"] != FORMAT:
        raise ValueError(f"its format is {wire['format']!r}, not {FORMAT!r}")
    facts = Facts(
        _several(Contract, wire["contracts"]),
        _several(Read, wire["reads"]),
        _several(Lineage, wire["lineage"]),
        {str(key): tuple(map(str, each)) for key, each in wire["modules"].items()},
    )
    parts = _several(Part, wire["parts"])
    edges = tuple(map(_read_edge, wire["edges"]))
    return Dependencies(str(wire["title"]), parts, edges, facts, from_wire(wire["flow"]))


def _several(record: type[Record], wires: Iterable[Mapping[str, Any]]) -> tuple[Record, ...]:
    return tuple(from_plain(record, each, SPARSE) for each in wires)


def _read_edge(wire: Mapping[str, Any]) -> Dependency:
    edge = from_plain(Dependency, wire, SPARSE)
    if edge.layer not in LAYERS or edge.certainty not in CERTAINTIES:
        raise ValueError(f"it has a layer {edge.layer!r} that is {edge.certainty!r}")
    return edge
