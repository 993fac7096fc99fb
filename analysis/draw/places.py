"""Where everything stands, in inches; y grows downwards."""

from dataclasses import dataclass, field

from analysis.draw.arrange import Frame
from analysis.draw.steps import Arrow

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """Left, top, right and bottom; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Label:
    """Lines of words just above a level line; ``right`` says at which end they are aligned."""

    lines: tuple[str, ...]
    at: Point
    right: bool


@dataclass
class Drawing:
    """Everything with its place, in inches."""

    width: float = 0.0
    height: float = 0.0
    nodes: dict[str, Rectangle] = field(default_factory=dict)
    frames: list[tuple[Frame, Rectangle]] = field(default_factory=list)
    lines: list[tuple[Arrow, tuple[Point, ...]]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    titles: list[tuple[str, Point]] = field(default_factory=list)
