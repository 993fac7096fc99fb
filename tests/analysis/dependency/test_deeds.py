"""What code calls a deed, whichever way it tells event types apart."""

from pathlib import Path

import pytest

from analysis.dependency.deeds import Deed, deeds_of, with_deeds
from analysis.graph import Edge, Graph, Node

TEMPLATE = """
Resources:
  Keep:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: shop.app.handler
      Code: .
"""
DEEDS = """
from business import stock

def take(event):
    return event["id"]

def keep(event) -> "Lost":
    stock.reserve(take(event))
    yield Kept(event)

def free(event):
    put_back(event)

def put_back(event):
    stock.release(event)
    publish("Freed")
"""
WAYS = {
    "table": """
REACTIONS = {"Placed": (take, keep), "Declined": (take, free)}
def handler(event, context):
    REACTIONS[event["type"]][1](event)
""",
    "match": """
def handler(event, context):
    match event["type"]:
        case "Placed":
            keep(event)
        case "Declined":
            free(event)
""",
    "if": """
def handler(event, context):
    if event["type"] == "Placed":
        keep(event)
    elif event["type"] == "Declined":
        free(event)
""",
}
DECORATED = """
@app.on("Placed")
def keep_it(event):
    keep(event)

@app.on("Declined")
def free_it(event):
    free(event)

def handler(event, context):
    app.run(event)
"""


def of_code(folder: Path, way: str) -> list[Deed]:
    files = {
        "template.yaml": TEMPLATE,
        "shop/__init__.py": "",
        "shop/deeds.py": DEEDS,
        "shop/app.py": f"from shop.deeds import free, keep, take\n{way}",
        "business/__init__.py": "",
        "business/stock.py": "def reserve(order): ...\ndef release(order): ...\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    nodes = [Node("Keep", "function"), *(Node(f"t/{name}", "event") for name in TYPES)]
    edges = [
        *(Edge(f"t/{name}", "Keep", "reaches") for name in ("Placed", "Declined")),
        *(Edge("Keep", f"t/{name}", "emits") for name in ("Kept", "Freed", "Lost")),
    ]
    graph = with_deeds(Graph.of("", nodes, edges), [folder / "template.yaml"])
    return [deed for node in graph.nodes for deed in deeds_of(node)]


TYPES = ("Placed", "Declined", "Kept", "Freed", "Lost")


@pytest.mark.parametrize("way", WAYS)
def test_a_deed_is_the_function_that_an_event_type_leads_to(tmp_path: Path, way: str) -> None:
    free, keep = of_code(tmp_path, WAYS[way])
    assert (free.name, free.on, free.says) == ("free", "Declined", ("Freed",))
    assert (keep.name, keep.on, keep.says) == ("keep", "Placed", ("Kept",))
    assert keep.uses == ("business.stock.reserve",)
    assert free.uses == ("business.stock.release",)
    assert keep.evidence.file.endswith("shop/deeds.py")
    assert keep.evidence.fragment == 'def keep(event) -> "Lost":'


def test_a_decorator_with_the_type_says_it_too(tmp_path: Path) -> None:
    free, keep = of_code(tmp_path, DECORATED)
    assert (free.name, free.says) == ("free_it", ("Freed",))
    assert (keep.name, keep.uses) == ("keep_it", ("business.stock.reserve",))


def test_a_handler_that_tells_nothing_apart_is_one_deed(tmp_path: Path) -> None:
    (only,) = of_code(tmp_path, "def handler(event, context):\n    keep(event)\n")
    assert (only.name, only.on, only.uses) == ("reserve", "", ("business.stock.reserve",))


def test_two_functions_for_one_type_leave_it_open(tmp_path: Path) -> None:
    both = 'A = {"Placed": keep}\nB = {"Placed": free}\nC = {"Declined": free}\n'
    found = of_code(tmp_path, both + "def handler(event, context): ...\n")
    assert [(deed.on, deed.name) for deed in found] == [("Declined", "free")]
