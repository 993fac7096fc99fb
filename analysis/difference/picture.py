"""The graphs before and after an edit as one drawing: what was added, removed and changed."""

from collections.abc import Mapping
from dataclasses import replace

from matplotlib.figure import Figure

from analysis.difference.edit import Changes
from analysis.difference.version import Version
from analysis.draw.picture import draw_scenes
from analysis.draw.scene import Arrow, Scene, scene
from analysis.graph.captions import caption
from analysis.graph.model import Edge, Graph
from analysis.graph.views import view as seen
from analysis.layout.clusters import Cluster
from analysis.palette import SIGNS

VIEWS = ("resources", "services")

Lines = Mapping[tuple[str, str, str], Arrow]


def difference_picture(
    *found: Changes, title: str | None = None, view: str = "resources", aspect: float = 16 / 9
) -> Figure:
    """A figure with one drawing a difference, of all that was there before or is there after.

    What was added is thick, what was removed dashed, what was changed outlined, all with a sign
    before the name; everything else is grey. ``view`` is resources, or services: these folded.

    Raises:
        TooMuchToDraw: one has too many nodes for a picture.
    """
    scenes = [union(each, view) for each in found]
    if len(scenes) == 1:
        return draw_scenes(scenes, title=title or scenes[0].title, aspect=aspect, headings=False)
    return draw_scenes(scenes, title=title, aspect=aspect)


def pair(found: Changes) -> tuple[Figure, Figure]:
    """The services before an edit, and the difference; what is in both stands at one place."""
    whole = union(found, "services")
    before = replace(scene(_flow(found.before, "services"), every=True), whole=whole)
    old, new = (draw_scenes([each], title=None, headings=False) for each in (before, whole))
    return old, new


def union(found: Changes, view: str = "resources") -> Scene:
    """Both versions as one scene, with how each node and each arrow differs."""
    before, after = (_flow(each, view) for each in (found.before, found.after))
    graph = _both(before, after)
    whole = scene(graph, every=True)
    changed = set(found.touched) if view == "services" else _changed(found)
    marks = {id_: _mark(id_, before, after, changed) for id_ in whole.nodes}
    old, new = (scene(each, every=True) for each in (before, after))
    arrows = tuple(
        arrow
        for arrow in _arrows(old, new, _other_events(found))
        if arrow.source in marks and arrow.target in marks
    )
    nodes = {
        id_: replace(node, name=_with_sign(marks[id_], caption(node) or id_))
        for id_, node in whole.nodes.items()
    }
    root = _with_signs(whole.root, found)
    return Scene(found.title, nodes, arrows, root, _counts(marks, arrows), marks)


def _flow(version: Version, view: str) -> Graph:
    """The version's graph in the view, without references that are no more than a name."""
    shown = seen(version.dependencies.flow, view)
    return Graph(shown.title, shown.nodes, tuple(e for e in shown.edges if e.layer != "weak"))


def _both(before: Graph, after: Graph) -> Graph:
    """All nodes and edges of both, as they are after where they are in both."""
    nodes = {node.id: node for node in (*before.nodes, *after.nodes)}
    edges: dict[tuple[str, str, str], Edge] = {}
    for edge in (*before.edges, *after.edges):
        known = edges.get(edge.key)
        events = {*edge.events, *(known.events if known else ())}
        edges[edge.key] = replace(edge, events=tuple(sorted(events)))
    return Graph.of(after.title, nodes.values(), edges.values())


def _changed(found: Changes) -> set[str]:
    """Components and resources that were edited, states that say something else."""
    states = {f"{machine.id}/{x}" for machine in found.machines for x in machine.states_changed}
    contracts = {each.id for each in found.contracts if each.how == "changed"}
    return {*found.components, *found.resources_by("changed"), *states, *contracts}


def _mark(id_: str, before: Graph, after: Graph, changed: set[str]) -> str:
    if id_ not in before.by_id:
        return "added"
    if id_ not in after.by_id:
        return "removed"
    return "changed" if id_ in changed else "same"


def _other_events(found: Changes) -> set[str]:
    """The names of the event types that have other fields than before."""
    changed = set(found.contracts_by("changed"))
    return {each.name for each in found.contracts if each.kind == "event" and each.id in changed}


def _arrows(before: Scene, after: Scene, other: set[str]) -> list[Arrow]:
    old, new = _lines(before), _lines(after)
    found = []
    for key in sorted({*old, *new}):
        if key not in old:
            found.append(_signed(new[key], "added"))
        elif key not in new:
            # Nobody goes this way any more, so it bends for those that are gone.
            found.append(replace(_signed(old[key], "removed"), straight=False))
        else:
            found.append(_altered(old[key], new[key], other))
    return found


def _lines(what: Scene) -> Lines:
    return {each.key: each for each in what.arrows}


def _signed(arrow: Arrow, mark: str) -> Arrow:
    words = tuple(_with_sign(mark, word) for word in arrow.words or ("",))
    return replace(arrow, words=words, mark=mark)


def _with_sign(mark: str, words: str) -> str:
    return f"{SIGNS.get(mark, '')} {words}".strip()


def _altered(old: Arrow, new: Arrow, other: set[str]) -> Arrow:
    """An arrow of both; where it carries something else, that comes first in its words.

    An event type with ``other`` fields than before has a sign, though it goes the same way.
    """
    more, less = set(new.words) - set(old.words), set(old.words) - set(new.words)
    signed = [_with_sign("added", word) for word in sorted(more)]
    signed += [_with_sign("removed", word) for word in sorted(less)]
    both = sorted(set(new.words) & set(old.words), key=lambda word: (word not in other, word))
    kept = [_with_sign("changed" if word in other else "", word) for word in both]
    return replace(new, words=(*signed, *kept), mark="changed" if signed else "same")


def _with_signs(cluster: Cluster, found: Changes) -> Cluster:
    """A sign before the name of each service that is new or gone."""
    inside = [_with_signs(each, found) for each in cluster.inside]
    new, removed = cluster.name in found.new_units, cluster.name in found.removed_units
    mark = "added" if new else "removed" if removed else ""
    name = cluster.name if cluster.node else _with_sign(mark, cluster.name)
    return replace(cluster, name=name, inside=inside)


def _counts(marks: Mapping[str, str], arrows: tuple[Arrow, ...]) -> str:
    """How many there are of each sign: nodes +3 ~1, arrows +5."""
    counted = []
    for what, told in (("nodes", [*marks.values()]), ("arrows", [each.mark for each in arrows])):
        parts = [f"{sign}{told.count(mark)}" for mark, sign in SIGNS.items() if mark in told]
        counted.append(f"{what} {' '.join(parts) or 'as before'}")
    return ", ".join(counted)
