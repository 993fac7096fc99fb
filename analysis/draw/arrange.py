"""Boxes in boxes become a plan: a cell of one grid for each node, a rectangle for each frame."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from operator import attrgetter

from analysis.draw import look
from analysis.draw.packing import pack
from analysis.draw.rows import Join, columns, rows
from analysis.draw.scene import FOLDED, Arrow, Scene
from analysis.layout.clusters import Cluster
from analysis.records import dataclass
from analysis.walking import components, grouped

Cell = tuple[int, int]  # column, row
LANDSCAPE = 1.6  # columns a row, inside a frame
RING = 12  # so many services may stand around rather than in a row


@dataclass(frozen=True)
class GridFrame:
    """A service, a state machine or an outline: its first and last column and row of cells."""

    name: str
    kind: str
    left: int
    top: int
    right: int
    bottom: int
    depth: int = 0

    def moved(self, by: Cell, deeper: int = 0) -> "GridFrame":
        """The same frame elsewhere, and so many frames further in."""
        x, y = by
        return GridFrame(
            self.name, self.kind, self.left + x, self.top + y, self.right + x, self.bottom + y,
            self.depth + deeper,
        )  # fmt: skip

    def holds(self, cell: Cell) -> bool:
        """Whether the cell lies within."""
        return self.left <= cell[0] <= self.right and self.top <= cell[1] <= self.bottom


@dataclass
class Plan:
    """The cells that nodes take, and the frames around them."""

    width: int = 0
    height: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    frames: list[GridFrame] = field(default_factory=list)

    def put(self, other: "Plan", at: Cell) -> None:
        """Take another plan in, its corner at that cell."""
        x, y = at
        self.cells |= {id_: (c + x, r + y) for id_, (c, r) in other.cells.items()}
        self.frames += [frame.moved(at) for frame in other.frames]
        self.width = max(self.width, x + other.width)
        self.height = max(self.height, y + other.height)


def arrange(scene: Scene, *, aspect: float) -> Plan:
    """The plan of a scene; ``aspect`` is the wished width for a height of 1, in cells."""
    return _inside(scene.root, scene.arrows, aspect)


def _inside(cluster: Cluster, arrows: Sequence[Arrow], aspect: float) -> Plan:
    """Parts that hang together are layered; parts that do not are packed side by side."""
    inner = {(each.kind, each.id): _framed(each, arrows) for each in cluster.clusters}
    if cluster.node is not None:
        states = {id_: plan for (_, id_), plan in inner.items()}
        first = cluster.node.id
        return _layered([node.id for node in cluster.nodes], states, arrows, first=first)
    own = {node.id: node for node in cluster.nodes}
    parts = []
    pairs = [(arrow.source, arrow.target) for arrow in arrows]
    for part in components(sorted(own), pairs):
        layered = _layered(part, {}, arrows)
        few = len(part) <= RING and all(own[id_].kind in FOLDED for id_ in part)
        if few and _leads_back(layered, arrows):
            layered = _packed([Plan(1, 1, {id_: (0, 0)}) for id_ in part], arrows, aspect)
        parts.append(layered)
    return _packed([*parts, *inner.values()], arrows, aspect)


def _packed(parts: Sequence[Plan], arrows: Sequence[Arrow], aspect: float) -> Plan:
    plan = Plan()
    for part, at in zip(parts, pack(parts, arrows, aspect), strict=True):
        plan.put(part, at)
    return plan


def _leads_back(plan: Plan, arrows: Sequence[Arrow]) -> bool:
    """Whether services send to one another in a circle, which no row of them shows well."""
    cells = plan.cells
    return any(
        cells[arrow.source][0] >= cells[arrow.target][0]
        for arrow in arrows
        if arrow.source in cells and arrow.target in cells
    )


def _framed(cluster: Cluster, arrows: Sequence[Arrow]) -> Plan:
    plan = _inside(cluster, arrows, LANDSCAPE)
    plan.frames = [frame.moved((0, 0), 1) for frame in plan.frames]
    kind = "machine" if cluster.node else "outline" if cluster.outlined else "service"
    frame = GridFrame(cluster.name, kind, 0, 0, plan.width - 1, plan.height - 1)
    plan.frames.insert(0, frame)
    return plan


def _layered(
    nodes: Sequence[str], inner: Mapping[str, Plan], arrows: Sequence[Arrow], *, first: str = ""
) -> Plan:
    """One connected part in columns from left to right, whole plans among its items."""
    home = {node: node for node in nodes}
    for id_, plan in inner.items():
        home |= dict.fromkeys(plan.cells, f"\0{id_}")
    items = [*nodes, *(f"\0{id_}" for id_ in inner)]
    links = list(dict.fromkeys(_links(arrows, home)))
    sizes = dict.fromkeys(nodes, (1, 1))
    sizes |= {f"\0{id_}": (plan.width, plan.height) for id_, plan in inner.items()}
    layer = _wrapped(columns(items, links, first=first), sizes)
    spine = _spine(first, links, layer) if first else set()
    row = rows(layer, links, sizes, spine)
    widths = [0] * (1 + max(layer.values(), default=0))
    for item, at in layer.items():
        widths[at] = max(widths[at], sizes[item][0])
    plan = Plan()
    for item, at in layer.items():
        single = Plan(1, 1, {item: (0, 0)})
        plan.put(inner[item[1:]] if item[0] == "\0" else single, (sum(widths[:at]), row[item]))
    return plan


def _links(arrows: Sequence[Arrow], home: Mapping[str, str]) -> Iterable[Join]:
    """What decides who stands left of whom; a weak reference only where nothing else does."""
    inside = [arrow for arrow in arrows if arrow.source in home and arrow.target in home]
    firm = {end for arrow in inside if not arrow.faint for end in (arrow.source, arrow.target)}
    for arrow in inside:
        source, target = home[arrow.source], home[arrow.target]
        if source != target and not (arrow.faint and {arrow.source, arrow.target} <= firm):
            yield Join(source, target, arrow.straight, arrow.look in ("data", "redrive"))


def _spine(first: str, links: Sequence[Join], layer: Mapping[str, int]) -> set[str]:
    """The longest way on from the start: it is drawn as one straight line."""
    main = (link for link in links if link.main and layer[link.target] > layer[link.source])
    onward = grouped((link.source, link.target) for link in main)
    longest: dict[str, int] = {}
    for item in sorted(layer, key=lambda item: -layer[item]):
        longest[item] = 1 + max((longest[there] for there in onward.get(item, ())), default=0)
    spine, here = {first}, first
    while onward.get(here):
        here = max(sorted(onward[here]), key=lambda there: longest[there])
        spine.add(here)
    return spine


def _wrapped(layer: Mapping[str, int], sizes: Mapping[str, Cell]) -> dict[str, int]:
    """Columns of bearable height: a tall one is broken into several."""
    most = max(6, round(1.3 * len(layer) ** 0.5))
    stacks = grouped((layer[item], item) for item in sorted(layer))
    found: dict[str, int] = {}
    at = 0
    for number in sorted(stacks):
        height = 0
        for item in stacks[number]:
            if height and height + sizes[item][1] > most:
                at, height = at + 1, 0
            found[item] = at
            height += sizes[item][1]
        at += 1
    return found


class Pads:
    """By street, the room on either side; ``of`` has each frame's: left, top, right, bottom."""

    def __init__(self, plan: Plan) -> None:
        self.left: dict[int, float] = {}
        self.right: dict[int, float] = {}
        self.top: dict[int, float] = {}
        self.bottom: dict[int, float] = {}
        self.of: dict[GridFrame, list[float]] = {}
        for frame in sorted(plan.frames, key=lambda frame: -frame.depth):
            inner = [each for each in self.of if _framed_in(each, frame)]
            title = look.TITLE if frame.kind != "machine" else 0.0
            sides = [look.PAD, look.PAD + title, look.PAD, look.PAD]
            for at, edge in enumerate(map(attrgetter, ("left", "top", "right", "bottom"))):
                beside = (self.of[each][at] for each in inner if edge(each) == edge(frame))
                sides[at] += max(beside, default=0)
            self.of[frame] = sides
            for rooms, street, room in (
                (self.left, frame.left, sides[0]),
                (self.top, frame.top, sides[1]),
                (self.right, frame.right + 1, sides[2]),
                (self.bottom, frame.bottom + 1, sides[3]),
            ):
                rooms[street] = max(rooms.get(street, 0), room)


def _framed_in(inner: GridFrame, outer: GridFrame) -> bool:
    return (
        inner.depth > outer.depth
        and outer.holds((inner.left, inner.top))
        and outer.holds((inner.right, inner.bottom))
    )
