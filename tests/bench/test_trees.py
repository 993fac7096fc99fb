"""The bare scripts stand behind our templates as they are, and can be packed like ours."""

import pytest

from bench.trees import bare_tree, unwatched_tree
from lab.designs import ROOT, Design, designs
from lab.packaging.bundle import bundled


@pytest.mark.parametrize("side", designs(), ids=str)
def test_every_function_of_our_template_has_a_bare_script(side: Design) -> None:
    with bare_tree() as tree:
        template = tree / side.name / "template.yaml"
        assert template.read_bytes() == side.template.read_bytes()
        bare, ours = bundled(side.at(tree)), bundled(side)
    assert bare.functions == ours.functions
    assert bare.definitions == ours.definitions


@pytest.mark.slow
@pytest.mark.parametrize("tree", [bare_tree, unwatched_tree])
@pytest.mark.parametrize("side", designs(), ids=str)
def test_every_invocation_prints_a_line_like_the_probe(tree, side: Design) -> None:
    with tree() as root:
        for function in bundled(side.at(root)).functions:
            module = root / f"{function.handler.removesuffix('.handler').replace('.', '/')}.py"
            assert module.read_text(encoding="utf-8").count('print("invoked"') == 1


def test_the_bare_scripts_use_none_of_our_code() -> None:
    for script in (ROOT / "bench" / "bare").rglob("*.py"):
        for package in ("orderflow", "lab"):
            assert package not in script.read_text(encoding="utf-8"), script
