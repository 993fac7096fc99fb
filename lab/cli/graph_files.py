"""A graph in every format that `ripple graph` writes."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from analysis.graph import FLOW, Edge, Graph, to_json, to_wire
from analysis.graph.readings import LAYERS, reading
from analysis.graph.views import view
from analysis.plain_text import plain
from lab.errors import LabError

FORMATS = ("json", "graphml", "dot", "mermaid", "svg", "png", "html")
_BINARY = ("png",)
_SUFFIXES = {".mmd": "mermaid", ".gv": "dot", ".htm": "html", ".txt": "text"} | {
    f".{each}": each for each in FORMATS
}


class NotWritten(LabError):
    """A file cannot be written; the text names it."""


def forms_for(form: str | None, outs: Sequence[Path]) -> list[tuple[str, Path | None]]:
    """Each file to write with its format, by --format or else by its suffix; None is the screen."""
    if form and len(outs) > 1:
        raise click.UsageError("--format is for one --out; several take the format of each suffix.")
    if form in _BINARY and not outs:
        raise click.UsageError(f"--format {form} needs --out.")
    return [(form or _by_suffix(out), out) for out in outs] or [(form or "text", None)]


def _by_suffix(out: Path) -> str:
    form = _SUFFIXES.get(out.suffix.lower())
    if form is None:
        known = ", ".join(sorted(_SUFFIXES))
        raise click.UsageError(f"--out {out}: its suffix is none of {known}; add --format.")
    return form


@dataclass(frozen=True)
class Asked:
    """How the graphs are to be seen."""

    view: str = "resources"
    reading: str = "flow"
    teams: Mapping[str, str] = field(default_factory=dict)

    def of(self, graph: Graph) -> Graph:
        """The graph as asked for: read first, folded then."""
        return view(reading(graph, self.reading), self.view, teams=self.teams)


def rendered(graphs: Sequence[Graph], form: str, asked: Asked) -> str | bytes:
    """The graphs in the format; several side by side where it can show that."""
    if form in ("svg", "png"):
        return _picture(graphs, form, asked.reading)
    if form == "html":
        return _page(graphs, asked)
    if form == "json":
        return _json(graphs)
    if form == "text":
        return "\n\n".join(listing(each, asked.reading) for each in graphs) + "\n"
    return _export(graphs, form)


def _json(graphs: Sequence[Graph]) -> str:
    if len(graphs) == 1:
        return to_json(graphs[0])
    wire = {"format": "ripple-graphs/1", "graphs": [to_wire(each) for each in graphs]}
    return json.dumps(wire, indent=1, ensure_ascii=False) + "\n"


def _page(graphs: Sequence[Graph], asked: Asked) -> str:
    """One page; without a view or a reading asked for, it has them all."""
    from analysis.page import Sheet, page, sheets

    if (asked.view, asked.reading) == ("resources", "flow"):
        return page([each for graph in graphs for each in sheets(graph, teams=asked.teams)])
    return page([Sheet(each, view=asked.view, reading=asked.reading) for each in graphs])


def _export(graphs: Sequence[Graph], form: str) -> str:
    from analysis.export import to_dot, to_graphml, to_mermaid
    from analysis.graph.together import together

    write = {"graphml": to_graphml, "dot": to_dot, "mermaid": to_mermaid}[form]
    return write(together(graphs))


def _picture(graphs: Sequence[Graph], form: str, as_read: str) -> bytes:
    import tempfile

    from analysis.draw.look import write as save
    from analysis.draw.picture import draw, side_by_side

    if len(graphs) > 1:
        figure = side_by_side(graphs, reading=as_read)
    else:
        figure = draw(graphs[0], reading=as_read)
    with tempfile.TemporaryDirectory() as folder:
        return save(figure, Path(folder) / f"graph.{form}").read_bytes()


def write(content: str | bytes, out: Path) -> str:
    """Write the file whole or not at all; the line that says so."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _beside(out) as new:
            new.write_bytes(data)
            new.replace(out)
    except OSError as error:
        raise NotWritten(
            f"{out} cannot be written ({error.strerror}); choose another place."
        ) from None
    return f"{out} is written."


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A new file in the same folder, gone at the end unless it was moved."""
    if out.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{out.name[:40]}.", dir=out.parent)
    os.close(handle)
    new = Path(name)
    try:
        new.chmod(0o644)
        yield new
    finally:
        new.unlink(missing_ok=True)


def listing(graph: Graph, as_read: str = "flow") -> str:
    """The graph as text: every edge by relation with its first evidence, and what is unresolved.

    In the dependency reading the groups are layers, and an arrow leads to what must be known.
    """
    shown = graph.flow if as_read == "flow" else (*graph.flow, *graph.contracts)
    lines = [_summary(graph)]
    for heading, edges in _grouped(shown, as_read):
        lines += ["", f"  {heading}"]
        wide = min(max(len(_arrow(edge)) for edge in edges), 72)
        lines += [f"    {_arrow(edge):<{wide}}  {_why(edge, as_read)}".rstrip() for edge in edges]
    if graph.unresolved:
        lines += ["", "  not resolved"]
        lines += [f"    {_unresolved(graph, each.id)}" for each in graph.unresolved]
    if graph.weak:
        named = _counted(len(graph.weak), "name")
        lines += ["", f"  {named} in environment variables alone: not counted"]
    return plain("\n".join(lines))


def _grouped(edges: Iterable[Edge], as_read: str) -> list[tuple[str, list[Edge]]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        heading = edge.relation if as_read == "flow" else edge.label.replace("+", " and ")
        groups.setdefault(heading, []).append(edge)
    place = {each: number for number, each in enumerate((*FLOW, *LAYERS))}
    return sorted(
        groups.items(), key=lambda each: (place.get(each[0].partition(" ")[0], 99), each[0])
    )


def _summary(graph: Graph) -> str:
    flow = len(graph.flow)
    inferred = sum(edge.certainty == "inferred" for edge in graph.flow)
    events = sum(node.kind == "event" for node in graph.nodes)
    parts = [
        _counted(len(graph.nodes) - events - len(graph.unresolved), "part"),
        _counted(flow, "edge") + (f" ({inferred} inferred from permissions)" if inferred else ""),
        *([_counted(events, "event type")] if events else []),
        f"{len(graph.unresolved)} not resolved" if graph.unresolved else "nothing unresolved",
    ]
    return f"{graph.title}: {', '.join(parts)}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _arrow(edge: Edge) -> str:
    return f"{edge.source} → {edge.target}"


def _why(edge: Edge, as_read: str) -> str:
    said = [edge.label] if edge.label and as_read == "flow" else []
    said += [event.rpartition("/")[2] for event in edge.events]
    place = f"{edge.evidence[0].file}:{edge.evidence[0].line}" if edge.evidence else ""
    sure = "" if edge.certainty == "declared" else edge.certainty
    return "  ".join(part for part in (", ".join(said), sure, place) if part)


def _unresolved(graph: Graph, node_id: str) -> str:
    node = graph.by_id[node_id]
    place = f" ({node.evidence[0].file}:{node.evidence[0].line})" if node.evidence else ""
    return f"{node.id.removeprefix('unresolved:')}: {node.reason}{place}"
