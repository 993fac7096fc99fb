"""The files of a function's package are those that the lab packs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.facts import Facts
from lab.designs import Design, designs
from lab.packaging import bundled
from tests.designs import depended


@pytest.mark.parametrize("side", designs(), ids=str)
def test_packages_are_what_the_lab_packs(side: Design) -> None:
    facts = depended(side.name).facts
    packed = bundled(side)
    assert facts.modules.keys() == packed.archives.keys()
    for function in packed.functions:
        assert facts.modules[function.logical_id] == tuple(sorted(_files(packed, function)))


def _files(packed: object, function: object) -> list[str]:
    import io
    import zipfile

    content = packed.archives[function.logical_id]  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return [name for name in zipped.namelist() if name.endswith(".py")]


def test_imports_anywhere_count_and_packages_with_them(world: Callable[..., Facts]) -> None:
    facts = world(
        "F: {Type: AWS::Serverless::Function, Properties: {Handler: app.go}}",
        **{
            "app": """
                import json, boto3
                from shop.rules import price
                def go(event, context):
                    if event:
                        from shop import late
                        import gone
                """,
            "shop/__init__": "",
            "shop/rules": "from . import money",
            "shop/money": "import shop.rules",
            "shop/late": "",
            "shop/never": "",
        },
    )
    assert facts.modules["F"] == (
        "code/app.py",
        "code/shop/__init__.py",
        "code/shop/late.py",
        "code/shop/money.py",
        "code/shop/rules.py",
    )
