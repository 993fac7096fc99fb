"""Pictures of graphs: nothing on top of anything else, the same bytes, no harm from any name."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.draw import look
from analysis.draw.arrange import arrange
from analysis.draw.geometry import measure
from analysis.draw.picture import MOST, draw, side_by_side
from analysis.draw.places import Drawing
from analysis.draw.routes import route
from analysis.draw.scene import scene
from analysis.graph import RELATIONS, Edge, Graph, Node
from analysis.graph.readings import dependency
from analysis.graph.views import services
from analysis.refusals import TooMuchToDraw
from analysis.style import save

pytestmark = pytest.mark.slow  # each draws both designs

Box = tuple[float, float, float, float]


def drawn(graph: Graph, reading: str = "flow") -> Drawing:
    what = scene(graph, reading=reading)
    plan = arrange(what, aspect=1)
    return measure(plan, route(plan, what.arrows))


def meet(one: Box, other: Box, room: float = 0.001) -> bool:
    return (
        one[0] < other[2] - room
        and other[0] < one[2] - room
        and one[1] < other[3] - room
        and other[1] < one[3] - room
    )


def label_boxes(drawing: Drawing) -> list[Box]:
    found = []
    for label in drawing.labels:
        x, y = label.at
        wide = max(look.width(line, look.WORD_SIZE) for line in label.lines)
        left = x - wide if label.right else x
        found.append((left, y - len(label.lines) * 0.12, left + wide, y - 0.02))
    return found


def pieces(drawing: Drawing) -> list[tuple[str, str, Box]]:
    return [
        (
            arrow.source,
            arrow.target,
            (min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])),
        )
        for arrow, points in drawing.lines
        for one, two in pairwise(points)
    ]


def assert_tidy(drawing: Drawing) -> None:
    """No node on a node, no words on nodes, words or upright lines, no line through a node."""
    boxes = {id_: (b.left, b.top, b.right, b.bottom) for id_, b in drawing.nodes.items()}
    words = label_boxes(drawing)
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not meet(a, b), f"{one} lies on {other}"
    for word, box in ((word, box) for word in words for box in boxes.values()):
        assert not meet(word, box), f"{word} lies on a node"
    for one, other in combinations(words, 2):
        assert not meet(one, other), f"{one} lies on {other}"
    for source, target, line in pieces(drawing):
        for id_, box in boxes.items():
            inside = meet((line[0], line[1], line[2] + 0.002, line[3] + 0.002), box, 0.01)
            assert not inside or id_ in (source, target), f"{source} to {target} crosses {id_}"
        for word in words:
            assert not meet((line[0], line[1], line[2] + 0.002, line[3] + 0.002), word, 0.003), (
                f"{source} to {target} crosses words"
            )
    for id_, box in boxes.items():
        assert box[0] >= -1e-6, id_
        assert box[2] <= drawing.width + 1e-6, id_
        assert box[3] <= drawing.height + 1e-6, id_


@pytest.mark.parametrize("side", ["choreography", "orchestration"])
@pytest.mark.parametrize("reading", ["flow", "dependency"])
def test_our_designs_are_tidy_in_every_view_and_reading(
    designs: dict[str, Graph], side: str, reading: str
) -> None:
    graph = designs[side]
    read = dependency(graph) if reading == "dependency" else graph
    for seen in (read, services(read)):
        assert_tidy(drawn(seen, reading))


def test_every_kind_is_tidy(all_kinds: Graph) -> None:
    assert_tidy(drawn(all_kinds))


names = st.sampled_from(["a", "b/c", "Some Very Long Name Of AThing", "注文", "x_y-z.w", "end"])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    kinds = st.sampled_from(["function", "queue", "state machine", "state", "table", "event"])
    some = draw(
        st.lists(st.builds(Node, id=names, kind=kinds, name=st.sampled_from(["", "$x$\n<b>"]),
                           service=st.sampled_from(["", "s", "t"])),
                 min_size=1, max_size=6, unique_by=lambda node: node.id)
    )  # fmt: skip
    ends = st.sampled_from([node.id for node in some])
    edge = st.builds(
        Edge, ends, ends, st.sampled_from(RELATIONS), st.sampled_from(["declared", "inferred"]),
        st.sampled_from(["", "Catch", "Next"]),
        st.lists(st.sampled_from(["t/OrderPlaced", "t/X", "b/c", "u/Paid"]), max_size=4).map(tuple),
    )  # fmt: skip
    return Graph.of("any", some, draw(st.lists(edge, max_size=14, unique_by=lambda e: e.key)))


@pytest.mark.slow
@given(graphs())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_graph_is_tidy(graph: Graph) -> None:
    assert_tidy(drawn(graph))


def test_the_way_on_in_a_state_machine_is_one_straight_line(designs: dict[str, Graph]) -> None:
    drawing = drawn(designs["orchestration"])
    happy = ["Open order", "Reserve stock", "Take payment", "Book shipment", "Confirm order"]
    heights = {
        y
        for arrow, points in drawing.lines
        if arrow.straight and {arrow.source, arrow.target} <= {f"OrderWorkflow/{h}" for h in happy}
        for _, y in points
    }
    assert max(heights) - min(heights) < 1e-9
    lefts = [drawing.nodes[f"OrderWorkflow/{step}"].left for step in happy]
    assert lefts == sorted(lefts)


def test_no_line_crosses_the_name_of_a_service(designs: dict[str, Graph]) -> None:
    drawing = drawn(designs["orchestration"])
    names = [
        (x, y - 0.06, x + look.width(words, look.FRAME_SIZE, bold=True), y + 0.06)
        for words, (x, y) in drawing.titles
    ]
    assert len(names) == 5
    for source, target, line in pieces(drawing):
        for name in names:
            thick = (line[0], line[1], line[2] + 0.002, line[3] + 0.002)
            assert not meet(thick, name), f"{source} to {target} crosses a name"


def test_a_machine_starts_where_it_says_even_in_a_circle() -> None:
    nodes = [Node("m", "state machine"), Node("m/a", "state")]
    nodes += [Node("m/b", "state", attributes={"start": True})]
    edges = [Edge("m", "m/a", "contains"), Edge("m", "m/b", "contains")]
    edges += [Edge("m/a", "m/b", "transitions"), Edge("m/b", "m/a", "transitions")]
    drawing = drawn(Graph.of("circle", nodes, edges))
    assert drawing.nodes["m"].right < drawing.nodes["m/b"].left
    assert [a.target for a, _ in drawing.lines if a.source == "m"] == ["m/b"]


def test_event_types_and_errors_are_words_on_arrows(designs: dict[str, Graph]) -> None:
    on_arrows = {
        (arrow.source, arrow.target): arrow.words
        for side in designs.values()
        for arrow in scene(side).arrows
    }
    assert on_arrows["InventoryTopic", "OrderingQueue"] == ("StockRefused", "StockReleased")
    flow = "OrderWorkflow"
    assert on_arrows[f"{flow}/Book shipment", f"{flow}/Refund payment"] == ("NoCarrier",)
    assert on_arrows[f"{flow}/Open order", f"{flow}/Reserve stock"] == ()
    assert (flow, f"{flow}/Open order") in on_arrows
    folded = scene(services(designs["choreography"]))
    assert ("payments", "shipping", ("PaymentTaken",)) in {
        (arrow.source, arrow.target, arrow.words) for arrow in folded.arrows
    }


def texts(figure: Figure) -> list[str]:
    return [each.get_text() for each in figure.findobj(Text) if each.get_text()]


def test_what_is_switched_off_is_dotted_and_said_so() -> None:
    nodes = [Node(each, "queue") for each in "abc"]
    edges = [Edge("a", "b", "delivers"), Edge("b", "c", "delivers", off="State DISABLED, line 7")]
    figure = draw(Graph.of("one is off", nodes, edges))
    styles = [str(line.get_linestyle()) for line in figure.axes[0].patches]
    assert sum(each == str(look.DASHES[":"]) for each in styles) == 2  # drawn, and in the legend
    assert texts(figure).count("switched off") == 2


def test_the_legend_has_what_occurs_and_no_more(
    designs: dict[str, Graph], all_kinds: Graph
) -> None:
    said = texts(draw(designs["orchestration"]))
    assert {"state machine", "state", "call", "next state"} <= set(said)
    assert not {"topic", "message", "unresolved", "inferred, as from a permission"} & set(said)
    assert {"unresolved", "outside the files read", "inferred, as from a permission"} <= set(
        texts(draw(all_kinds))
    )


def test_the_title_counts(all_kinds: Graph) -> None:
    counts = next(text for text in texts(draw(all_kinds)) if "nodes" in text)
    assert counts == "25 nodes, 31 edges, 1 event type, 1 weak, 1 unresolved"


def test_no_words_overlap_or_leave_the_page(designs: dict[str, Graph], all_kinds: Graph) -> None:
    for figure in (
        side_by_side(list(designs.values()), title="Both"),
        side_by_side([services(each) for each in designs.values()], title="Both"),
        draw(all_kinds),
    ):
        renderer = FigureCanvasAgg(figure).get_renderer()
        boxes = [
            (each.get_text(), each.get_window_extent(renderer).shrunk(0.98, 0.9))
            for each in figure.findobj(Text)
            if each.get_text()
        ]
        for (one, a), (other, b) in combinations(boxes, 2):
            assert not a.overlaps(b), f"{one!r} lies on {other!r}"
        for text, box in boxes:
            assert figure.bbox.contains(box.x0, box.y0), text
            assert figure.bbox.contains(box.x1, box.y1), text


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_graph_gives_the_same_bytes(
    designs: dict[str, Graph], tmp_path: Path, suffix: str
) -> None:
    graphs = list(designs.values())
    made = [
        save(side_by_side(graphs, title="Twice"), tmp_path / f"{name}{suffix}").read_bytes()
        for name in "ab"
    ]
    assert made[0] == made[1]


def test_the_order_in_which_a_graph_was_built_changes_nothing(designs: dict[str, Graph]) -> None:
    graph = designs["choreography"]
    turned = Graph.of(graph.title, reversed(graph.nodes), reversed(graph.edges))
    assert drawn(turned) == drawn(graph)


def test_names_from_templates_do_no_harm(tmp_path: Path) -> None:
    nasty = "$\\frac{<script>&\n注文\x00\u202e" * 20
    nodes = [Node(f"{nasty}{n}", "function", nasty, service=nasty) for n in range(3)]
    edges = [Edge(nodes[0].id, nodes[1].id, "publishes", events=(f"{nasty}/{nasty}",))]
    graph = Graph.of(nasty, nodes, edges)
    svg = save(draw(graph), tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "<script>" not in svg
    assert_tidy(drawn(graph))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_smallest_graphs_have_a_picture(tmp_path: Path, count: int) -> None:
    graph = Graph.of("small", [Node(f"n{n}", "queue") for n in range(count)], [])
    assert save(draw(graph), tmp_path / "x.png").exists()
    assert save(side_by_side([graph, graph]), tmp_path / "y.png").exists()


def test_a_graph_too_large_to_read_is_refused_with_the_view_to_take() -> None:
    graph = Graph.of("huge", [Node(f"n{n}", "queue") for n in range(MOST + 1)], [])
    with pytest.raises(TooMuchToDraw, match=r"401 nodes.*--view services"):
        draw(graph)


def test_a_hub_sends_its_lines_along_one_trunk() -> None:
    nodes = [Node("api", "api"), *(Node(f"f{n:02}", "function") for n in range(20))]
    drawing = drawn(Graph.of("hub", nodes, [Edge("api", node.id, "invokes") for node in nodes[1:]]))
    assert drawing.nodes["api"].bottom - drawing.nodes["api"].top < 1
    assert_tidy(drawing)
