"""The dependency reading as text: one line a dependency, layer by layer."""

from collections.abc import Iterator, Sequence

from analysis.dependency.model import LAYERS, Dependencies, Dependency

_MOST_SHOWN = 2  # pieces of evidence under a line


def listing(
    dependencies: Dependencies, layers: Sequence[str] = LAYERS, *, evidence: bool = False
) -> str:
    """Each layer with its dependencies, ``source -> target {fields}``; final newline."""
    return "\n".join(_lines(dependencies, layers, evidence=evidence)) + "\n"


def line(edge: Dependency) -> str:
    """One dependency, without its evidence."""
    fields = f" {{{', '.join(edge.fields)}}}" if edge.fields else ""
    unsure = "" if edge.certainty == "declared" else f" ({edge.certainty})"
    return f"{edge.source} -> {edge.target}{fields}{unsure}"


def _lines(dependencies: Dependencies, layers: Sequence[str], *, evidence: bool) -> Iterator[str]:
    yield f"{dependencies.title}: a change in what is right of an arrow may force one left of it"
    for layer in layers:
        edges = dependencies.layer(layer)
        yield ""
        yield f"{layer}: {len(edges)}"
        for edge in edges:
            yield f"  {line(edge)}"
            if evidence:
                yield from _places(edge)


def _places(edge: Dependency) -> Iterator[str]:
    yield f"      {edge.reason}"
    yield from (f"      {at}" for at in edge.evidence[:_MOST_SHOWN])
    if len(edge.evidence) > _MOST_SHOWN:
        yield f"      and {len(edge.evidence) - _MOST_SHOWN} more"
