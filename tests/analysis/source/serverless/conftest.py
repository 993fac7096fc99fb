"""Small services: a few lines of serverless.yml, and the edges that are read from it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from analysis.graph import Graph
from analysis.source import open_system
from analysis.source.resource import Resource

HEAD = "service: shop\nprovider: {name: aws, runtime: java21}\n"


@pytest.fixture
def read_service(read: Callable[..., Graph]) -> Callable[..., Graph]:
    """Read a service; a text without `service:` gets a name and a provider. Files lie beside it."""

    def read_service(text: str, **given: object) -> Graph:
        whole = text if text.lstrip().startswith("service:") else HEAD + text
        return read({"serverless.yml": whole}, **given)

    return read_service


@pytest.fixture
def edges(read_service: Callable[..., Graph]) -> Callable[..., list[str]]:
    """The flow edges of a service as lines: `Orders triggers CookLambdaFunction`."""
    return lambda text, **given: [str(edge) for edge in read_service(text, **given).flow]


@pytest.fixture
def reasons(read_service: Callable[..., Graph]) -> Callable[..., list[str]]:
    """Why what a service leaves open could not be found out."""
    return lambda text, **given: [each.reason for each in read_service(text, **given).unresolved]


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Mapping[str, Resource]]:
    """The resources that a service becomes, by their logical ids."""

    def made(text: str, beside: Mapping[str, str] | None = None) -> Mapping[str, Resource]:
        for name, content in (beside or {}).items():
            (tmp_path / name).write_text(content)
        path = tmp_path / "serverless.yml"
        path.write_text(text if text.lstrip().startswith("service:") else HEAD + text)
        return open_system([path]).resources

    return made
