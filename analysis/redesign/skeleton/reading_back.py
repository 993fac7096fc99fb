"""Whether a skeleton, read like any other system, is the process that it was written of."""

from collections.abc import Iterator

from analysis.dependency.model import Dependencies
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name
from analysis.redesign.redesigning import Other, Redesigning
from analysis.redesign.skeleton.parts import NoSkeleton, Parts

Link = tuple[str, str, bool]
"""A step, what follows it, and whether on its refusal."""


def refuse_unlike(others: Redesigning, other: Other, read: Dependencies) -> None:
    """Raise NoSkeleton where other things follow one another in what was read."""
    parts = Parts(others, other)
    meant, found = {*_links(parts)}, {*_found(parts, read)}
    unlike = sorted(meant ^ found)
    if unlike:
        before, after, refused = unlike[0]
        how = "a refusal of " if refused else ""
        what = "lost" if unlike[0] in meant else "made up"
        raise NoSkeleton(
            f"{others.system.title} cannot be written {other.name}: that {event_name(after)} "
            f"follows {how}{event_name(before)} would be {what} on the way; `ripple other` tells "
            "the rest without --out."
        )


def _links(parts: Parts) -> Iterator[Link]:
    for each in parts.process.links:
        yield parts.step(each.before), parts.step(each.after), each.refused


def _found(parts: Parts, read: Dependencies) -> Iterator[Link]:
    """A state that was added to say that another one is done stands for that one."""
    process = World(read).process
    known = {parts.step(each) for each in parts.process.steps}
    stands = {link.after: link.before for link in process.links
              if link.after not in known and not link.refused}  # fmt: skip
    for each in process.links:
        if each.after in known:
            yield stands.get(each.before, each.before), each.after, each.refused
