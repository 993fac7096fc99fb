"""Both designs against dependencies written by hand, layer by layer."""

from functools import cache
from pathlib import Path

import pytest

from analysis.dependency import LAYERS, Dependencies, depend
from analysis.dependency.parts import CONTRACTS
from tests.designs import depended

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SIDES = ("choreography", "orchestration")
SAMPLES = ("samples/bike-rentals.yaml", "samples/sales-figures.yaml")
SYSTEMS = (*SIDES, *SAMPLES)


@cache
def read(system: str) -> Dependencies:
    return depend([ROOT / system]) if system in SAMPLES else depended(system)


@cache
def expected(side: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    layer = ""
    for text in (HERE / "expected" / f"{side}.txt").read_text("utf-8").splitlines():
        if text.startswith("["):
            layer = text.strip("[]")
            found[layer] = []
        elif text and not text.startswith("#"):
            found[layer].append(text)
    return found


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("layer", ["schema", "control", "runtime", "data"])
def test_every_dependency_is_the_one_written_by_hand(side: str, layer: str) -> None:
    edges = read(side).layer(layer)
    found = sorted(f"{edge.source} -> {edge.target}" for edge in edges)
    assert found == sorted(text.partition(" {")[0] for text in expected(side)[layer])


@pytest.mark.parametrize("side", SIDES)
def test_readers_and_callers_carry_the_fields_written_by_hand(side: str) -> None:
    edges = read(side).layer("schema")
    assert sorted(map(str, edges)) == sorted(expected(side)["schema"])


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_dependency_has_its_evidence(system: str) -> None:
    bare = [edge for edge in read(system).edges if not edge.evidence]
    assert bare == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_schema_is_about_contracts_and_no_other_layer_is(system: str) -> None:
    found = read(system)
    for edge in found.edges:
        kinds = {found.by_id[edge.source].kind, found.by_id[edge.target].kind}
        assert bool(kinds & {*CONTRACTS}) == (edge.layer == "schema"), edge


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_whole_is_the_sum_of_its_layers(system: str) -> None:
    found = read(system)
    by_layer = [edge for layer in LAYERS for edge in found.layer(layer)]
    assert tuple(by_layer) == found.edges == found.layer()
    assert len({(edge.layer, edge.source, edge.target) for edge in by_layer}) == len(by_layer)


@pytest.mark.parametrize("system", SYSTEMS)
def test_ends_are_parts_and_nothing_depends_on_itself(system: str) -> None:
    found = read(system)
    for edge in found.edges:
        assert edge.source != edge.target
        assert {edge.source, edge.target} <= found.by_id.keys()
    assert not [part for part in found.parts if part.kind in ("unresolved", "state")]
