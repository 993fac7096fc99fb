"""One rule says which service a part belongs to, for every command alike."""

from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.difference import version
from analysis.extract import extract
from analysis.source import open_system

ORDERS = """
Resources:
  Sell: {Type: AWS::Lambda::Function, Properties: {Tags: [{Key: service, Value: sales}]}}
  Ship: {Type: AWS::Lambda::Function}
  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}
"""
INNER = "Resources:\n  Dead: {Type: AWS::SQS::Queue}\n"
STOCK = "Resources:\n  Count: {Type: AWS::Lambda::Function}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in {"orders/template.yaml": ORDERS, "orders/inner.yaml": INNER}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def services(paths: list[Path]) -> dict[str, str]:
    return {node.name: node.service for node in extract(paths).nodes}


def test_a_tag_comes_before_the_stack_and_the_outermost_stack_counts(shop: Path) -> None:
    (shop / "stock").mkdir()
    (shop / "stock/template.yaml").write_text(STOCK)

    assert services([shop]) == {
        "Sell": "sales",
        "Ship": "orders",
        "Dead": "orders",
        "Count": "stock",
    }


def test_one_stack_owns_nothing_by_itself(shop: Path) -> None:
    assert services([shop / "orders/template.yaml"]) == {"Sell": "sales", "Ship": "", "Dead": ""}


def test_graph_prediction_and_difference_tell_the_same_owner(shop: Path) -> None:
    (shop / "stock").mkdir()
    (shop / "stock/template.yaml").write_text(STOCK)
    system = open_system([shop])
    told = {node.id: node.service for node in extract(system).nodes if node.kind == "function"}
    found = version(system)

    parts = {part.id: part.service for part in depend(system).parts if part.kind == "function"}
    assert parts == told
    assert {each: found.unit(each) for each in found.components} == told
