"""The room that the borders and titles of frames need, inside the streets where they lie."""

from operator import attrgetter

from analysis.draw import look
from analysis.draw.arrange import Frame, Plan


class Pads:
    """By street, the room on either side; ``of`` has each frame's: left, top, right, bottom."""

    def __init__(self, plan: Plan) -> None:
        self.left: dict[int, float] = {}
        self.right: dict[int, float] = {}
        self.top: dict[int, float] = {}
        self.bottom: dict[int, float] = {}
        self.of: dict[Frame, list[float]] = {}
        for frame in sorted(plan.frames, key=lambda frame: -frame.depth):
            inner = [each for each in self.of if _inside(each, frame)]
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


def _inside(inner: Frame, outer: Frame) -> bool:
    return (
        inner.depth > outer.depth
        and outer.holds((inner.left, inner.top))
        and outer.holds((inner.right, inner.bottom))
    )
