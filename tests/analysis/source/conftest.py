"""Small worlds: a template in a few lines, and the edges that are read from it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.extract import extract
from analysis.graph import Graph

Read = Callable[..., Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read `{file name: text}`, or one text, as templates; files in `beside` are only there."""

    def read(
        files: str | Mapping[str, str],
        *,
        beside: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        bindings: Mapping[str, str] | None = None,
    ) -> Graph:
        templates = {"world.yaml": files} if isinstance(files, str) else files
        for name, text in {**templates, **(beside or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return extract(
            [tmp_path / name for name in templates], parameters=parameters, bindings=bindings
        )

    return read


@pytest.fixture
def edges(read: Read) -> Callable[..., list[str]]:
    """The flow edges as lines: `Queue triggers Function`."""
    return lambda *files, **given: [str(edge) for edge in read(*files, **given).flow]
