"""Where a function's code probably is whose template names an archive that is made elsewhere."""

from collections.abc import Iterator
from pathlib import Path

from analysis.source.document import as_block
from analysis.source.files import Files
from analysis.source.resource import Resource
from analysis.source.values import as_text

_SUFFIXES = {
    "python": (".py",),
    "nodejs": (".js", ".ts", ".mjs", ".mts", ".cjs", ".cts"),
}
_COMMON = frozenset({
    "app", "code", "function", "handler", "index", "lambda", "lambda_function", "main", "server",
    "src",
})  # fmt: skip
"""What files of handlers are called everywhere, so that the only one says nothing."""
_NOT_OURS = frozenset({"__tests__", "node_modules", "spec", "test", "tests"})
_MOST = 6  # files of the same name that are compared


def elsewhere(function: Resource, files: Files) -> Path | None:
    """The folder in which the only file lies that a handler fits; None if there is no such one.

    Copies of one file count as one, of which the first is meant.
    """
    written = as_text(function.properties.get("Handler"))
    runtime = as_text(function.properties.get("Runtime"))
    path, _, handler = written.rpartition(".")
    suffixes = next((each for name, each in _SUFFIXES.items() if runtime.startswith(name)), ())
    if runtime.startswith("python"):
        path = path.replace(".", "/")
    path = path.strip("/")
    if not path or not handler or path.rpartition("/")[2] in _COMMON or not _archived(function):
        return None
    fitting = list(_fitting(function, files, path, suffixes))
    texts = {text for _, text in fitting[:_MOST]}
    if len(texts) != 1 or len(fitting) > _MOST or handler not in texts.pop():
        return None
    return fitting[0][0].parents[path.count("/")]


def _archived(function: Resource) -> bool:
    """Whether the template names an archive, be it in a bucket, and no text of its own."""
    code = function.properties.get("Code")
    return "ZipFile" not in as_block(code) and "ImageUri" not in as_block(code)


def _fitting(
    function: Resource, files: Files, path: str, suffixes: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    root = function.root
    ends = tuple(f"/{path}{suffix}" for suffix in suffixes)
    for each in files.below(root):
        if not f"/{each.relative_to(root)}".endswith(ends):
            continue
        real = files.real(each)
        if real.is_relative_to(files.real(root)) and not _NOT_OURS.intersection(each.parts):
            try:
                content = files.content(each).decode("utf-8", "replace")
            except OSError:
                continue
            yield each, "".join(content.split())
