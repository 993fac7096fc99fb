"""A system and its other designs side by side at one scale, with the boundary of a mix drawn."""

from dataclasses import replace

from matplotlib.figure import Figure

from analysis.draw.picture import draw_scenes
from analysis.draw.scene import Scene, scene
from analysis.graph.model import Graph
from analysis.graph.readings import reading
from analysis.layout.clusters import Cluster
from analysis.redesign.table import Redesign

INSIDE = "asked for by a workflow"


def picture(found: Redesign) -> Figure:
    """A figure with each design as a graph of who sends to whom.

    Raises:
        TooMuchToDraw: one has more nodes than a picture can show.
    """
    mixed = {each.name for each in found.designs if each.mixed}
    scenes = []
    for name, each in found.systems.items():
        graph = reading(each.flow, "flow")
        shown = bounded(graph) if name in mixed else scene(graph)
        scenes.append(replace(shown, title=f"{found.title}: {name}"))
    return draw_scenes(scenes, title=None)


def bounded(graph: Graph) -> Scene:
    """The scene of a mix, with a line around its workflows and all whom they ask."""
    states = {edge.target for edge in graph.edges if edge.relation == "contains"}
    asked = {e.target for e in graph.edges if e.relation == "invokes" and e.source in states}
    machines = {node.id for node in graph.nodes if node.kind == "state machine"}
    inner, outer = machines | asked, Cluster(graph.title)
    inside = Cluster(INSIDE, outlined=True)
    whole = scene(graph)
    for each in whole.root.inside:
        parts = each.inside if each.node is None else [each]
        for home, several in (
            (inside, [part for part in parts if part.id in inner]),
            (outer, [part for part in parts if part.id not in inner]),
        ):
            if several:
                home.inside.extend(several if each.node else [Cluster(each.name, inside=several)])
    outer.inside.append(inside)
    return replace(whole, root=outer)
