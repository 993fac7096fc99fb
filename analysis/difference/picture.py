"""The graphs before and after an edit as one drawing: what was added, removed and changed."""

from collections.abc import Iterable, Mapping
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

Lines = Mapping[tuple[str, str, str, int], Arrow]


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
    before = _as_before(whole, scene(_flow(found.before, "services"), every=True))
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
            found += _altered(old[key], new[key], other)
    return found


def _lines(what: Scene) -> Lines:
    return {each.key: each for each in what.arrows}


def _signed(arrow: Arrow, mark: str) -> Arrow:
    return _saying(arrow, arrow.words or ("",), mark)


def _saying(arrow: Arrow, words: Iterable[str], mark: str) -> Arrow:
    return replace(arrow, words=tuple(_with_sign(mark, word) for word in words), mark=mark)


def _with_sign(mark: str, words: str) -> str:
    return f"{SIGNS.get(mark, '')} {words}".strip()


def _without_sign(words: str) -> str:
    sign, space, rest = words.partition(" ")
    return rest if space and sign in SIGNS.values() else words


def _altered(old: Arrow, new: Arrow, other: set[str]) -> list[Arrow]:
    """A line of both for what goes on passing, and one each for what is new and for what is gone.

    An event type with ``other`` fields than before has a sign, though it goes the same way.
    """
    both = sorted({*new.words} & {*old.words}, key=lambda word: (word not in other, word))
    kept = tuple(_with_sign("changed" if word in other else "", word) for word in both)
    more = _saying(replace(new, number=1), sorted({*new.words} - {*old.words}), "added")
    less = _saying(replace(old, number=2), sorted({*old.words} - {*new.words}), "removed")
    if old.words and new.words:
        lines = (replace(new, words=kept, mark="same"), more, replace(less, straight=False))
        return [each for each in lines if each.words]
    signed = (*more.words, *less.words)  # of one version it is not known what passes
    return [replace(new, words=(*signed, *kept), mark="changed" if signed else "same")]


def _as_before(whole: Scene, before: Scene) -> Scene:
    """What was there before, each line where the whole has it, and what went over it."""
    old = _lines(before)
    arrows = []
    for each in whole.arrows:
        if was := old.get((*each.key[:-1], 0)):
            said = {_without_sign(word) for word in each.words}
            words = tuple(word for word in was.words if word in said)
            if each.mark != "added":
                arrows.append(replace(was, words=words, number=each.number))
    return replace(before, arrows=tuple(arrows), whole=whole)


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
