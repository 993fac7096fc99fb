"""What code calls a deed, whichever way it tells event types apart."""

from pathlib import Path

import pytest

from analysis.facts import Deed
from analysis.fields import read_facts
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
    facts = read_facts([folder / "template.yaml"], Graph.of("", nodes, edges))
    return list(facts.deeds["Keep"])


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
    ways = "    for table in (A, B, C):\n        table.get(event['type'], take)(event)\n"
    found = of_code(tmp_path, f"{both}def handler(event, context):\n{ways}")
    assert [(deed.on, deed.name) for deed in found] == [("Declined", "free")]


OUTCOMES = {
    "if charge(event):\n        yield Kept(event)\n    else:\n        yield Lost(event)": {
        ("Kept",),
        ("Lost",),
    },
    "if charge(event):\n        yield Kept(event)": {(), ("Kept",)},
    "yield Kept(event)\n    yield Freed(event)": {("Freed", "Kept")},
    "yield Kept(event) if charge(event) else Lost(event)": {("Kept",), ("Lost",)},
    "if charge(event):\n        return\n    yield Kept(event)": {(), ("Kept",)},
    "if charge(event):\n        raise ValueError\n    yield Kept(event)": {("Kept",)},
    "try:\n        charge(event)\n        yield Kept(event)\n"
    "    except ValueError:\n        yield Lost(event)": {("Kept",), ("Lost",)},
    "match charge(event):\n        case True:\n            yield Kept(event)\n"
    "        case _:\n            yield from lose(event)": {("Lost",), ("Kept",)},
    "for each in event['lines']:\n        if charge(each):\n            continue\n"
    "        yield Lost(each)": {(), ("Lost",)},
    "charge(event) and tell('Kept')": {(), ("Kept",)},
}


@pytest.mark.parametrize("body", OUTCOMES)
def test_what_is_said_together_on_one_way_and_what_excludes_one_another(
    tmp_path: Path, body: str
) -> None:
    code = f"def lose(event):\n    yield Lost(event)\n\ndef settle(event):\n    {body}\n\n"
    table = 'TABLE = {"Placed": settle}\n'
    (deed,) = of_code(
        tmp_path, f"{code}{table}def handler(event, context):\n    TABLE[event['type']](event)\n"
    )
    assert deed.name == "settle"
    assert set(deed.outcomes) == OUTCOMES[body]
