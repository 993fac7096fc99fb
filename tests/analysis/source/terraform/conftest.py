"""Small worlds of Terraform: a folder's files in a few lines, and the edges read from it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.extract import extract
from analysis.graph import Graph

Read = Callable[..., Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read `{file name: text}`, or the text of one `main.tf`, as a repository of its own."""

    def read(
        files: str | Mapping[str, str],
        *,
        at: str = "",
        parameters: Mapping[str, str] | None = None,
    ) -> Graph:
        named = {"main.tf": files} if isinstance(files, str) else files
        (tmp_path / ".git").mkdir(exist_ok=True)
        for name, text in named.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return extract([tmp_path / at], parameters=parameters)

    return read


@pytest.fixture
def flow(read: Read) -> Callable[..., list[str]]:
    """The flow edges as lines: `aws_sqs_queue.q triggers aws_lambda_function.f`."""
    return lambda *files, **given: sorted(_short(str(edge)) for edge in read(*files, **given).flow)


def _short(edge: str) -> str:
    return edge.replace("aws_", "")


@pytest.fixture
def reasons(read: Read) -> Callable[..., list[str]]:
    """Why what is unresolved is so."""
    return lambda *files, **given: [node.reason for node in read(*files, **given).unresolved]
