"""A class inside `analysis` has a name of its own: one name, one meaning."""

import ast
from collections import defaultdict
from pathlib import Path

_ANALYSIS = Path(__file__).parents[2] / "analysis"


def test_no_two_classes_of_analysis_have_one_name() -> None:
    places = defaultdict(list)
    for path in sorted(_ANALYSIS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(_ANALYSIS.parent)}:{node.lineno}")
    assert places["Graph"], "no class was found at all"
    assert {name: at for name, at in places.items() if len(at) > 1} == {}
