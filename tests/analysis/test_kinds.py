"""A kind of node is one record with all of its parts, and nobody else keeps a table of kinds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.draw.icons import ICONS
from analysis.export.dot import to_dot
from analysis.export.graphml import to_graphml
from analysis.export.mermaid import to_mermaid
from analysis.extract import kinds as types
from analysis.graph import Graph, Node
from analysis.graph.kinds import KINDS, ROLES, TRAITS, Kind, kind, of_role, with_trait
from analysis.page import page
from analysis.palette import TONES

ANALYSIS = Path(__file__).parents[2] / "analysis"
OUTLINE = re.compile(r'^  "?([a-z ]+)"?: \(w, h\) =>', re.MULTILINE)
QUOTED = re.compile(r"""["']([a-z ]+)["']""")
OUTLINES = set(OUTLINE.findall((ANALYSIS / "page/shapes.js").read_text(encoding="utf-8")))
DOT = {"box", "component", "doubleoctagon", "hexagon", "cds", "trapezium", "circle", "cylinder"}
DOT |= {"house", "note"}  # of Graphviz's shapes, those that a name fits in

# Tables that may be keyed by kinds, each with why the record of a kind is no place for it.
KEYED = {
    "analysis/extract/kinds.py:_TYPES": "what CloudFormation calls each kind; held to the records",
    "analysis/extract/code/choosing.py:_CONTENT": "where filter criteria have what a message says",
    "analysis/extract/resources/requests.py:_CONTENT": "what SQS and SNS call a message in forms",
    "analysis/extract/policies/drawing.py:_RELATIONS": "SAM's permissions, by destination",
    "analysis/graph/readings.py:EXCEPTIONS": "the dependency reading's own table",
    "analysis/fields/saying.py:_GIVEN": "the arguments of boto3 in which what is called is given",
    "analysis/difference/spreading.py:_FEEDERS": "whose settings reach those it feeds",
    "analysis/graph/roads.py:_ROADS": "what a platform can own for all; a queue has one hearer",
    "analysis/source/telling.py:_KINDS": "words in parameters' names, by the type they mean",
    "analysis/source/terraform/json_syntax.py:_LABELS": "labels of Terraform's blocks",
    "analysis/source/terraform/weaving.py:_NOTIFIED": "Terraform's names of what is notified",
}


@pytest.mark.parametrize("each", KINDS.values(), ids=lambda each: each.id)
def test_every_kind_has_all_of_its_parts(each: Kind) -> None:
    assert each.id.strip() == each.id != ""
    assert each.role in ROLES
    assert each.family in TONES
    assert each.icon in ICONS or each.role == "unknown"
    assert each.outline in OUTLINES
    assert each.dot in DOT
    assert len(each.mermaid) == 2
    assert all(each.mermaid)
    assert set(each.traits) <= TRAITS.keys()


def test_nothing_is_declared_that_no_kind_has() -> None:
    assert {each.role for each in KINDS.values()} == ROLES.keys()
    assert {trait for each in KINDS.values() for trait in each.traits} == TRAITS.keys()
    assert {each.family for each in KINDS.values()} == TONES.keys()
    assert {each.icon for each in KINDS.values()} - {""} == ICONS.keys()
    assert {each.outline for each in KINDS.values()} == OUTLINES


def test_a_role_or_trait_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no role"):
        of_role("chanel")
    with pytest.raises(ValueError, match="no trait"):
        with_trait("passes")


def test_types_of_aws_are_of_known_kinds() -> None:
    assert set(types.KINDS.values()) <= KINDS.keys()


@pytest.mark.parametrize("write", [to_dot, to_graphml, to_mermaid, page])
def test_a_kind_that_nobody_has_foreseen_looks_like_a_resource(write: object) -> None:
    assert kind("of no kind known") is KINDS["resource"]
    assert "x" in write(Graph.of("", [Node("x", "of no kind known")], []))  # type: ignore[operator]


def tables(path: Path) -> Iterator[tuple[str, ast.expr]]:
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                yield name, value


def names_two_kinds(path: Path) -> bool:
    """Whether it can keep such a table; most cannot, and need not be parsed."""
    return len(KINDS.keys() & set(QUOTED.findall(path.read_text(encoding="utf-8")))) > 1


def by_kind(table: ast.expr) -> bool:
    """Whether its keys name two kinds, in pairs too, or it is a set of nothing but kinds."""
    if isinstance(table, ast.Call) and table.args:
        table = table.args[0]
    if isinstance(table, ast.Dict):
        keys = [part for key in table.keys if key for part in getattr(key, "elts", [key])]
        return (
            len({each.value for each in keys if isinstance(each, ast.Constant)} & KINDS.keys()) > 1
        )
    members = getattr(table, "elts", [])
    named = {each.value for each in members if isinstance(each, ast.Constant)}
    return len(members) > 1 and len(named) == len(members) and named <= KINDS.keys()


def test_no_other_module_keeps_a_table_by_kind() -> None:
    """What a record can say is asked of it: by `of_role`, `with_trait`, or a field of its own."""
    found = {
        f"{path.relative_to(ANALYSIS.parent).as_posix()}:{name}"
        for path in ANALYSIS.rglob("*.py")
        if path != ANALYSIS / "graph/kinds.py" and names_two_kinds(path)
        for name, table in tables(path)
        if by_kind(table)
    }
    assert found == KEYED.keys()
