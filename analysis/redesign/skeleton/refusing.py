"""What no skeleton can say, by its name: joins, items of a Map, callbacks, who is no function."""

from collections.abc import Iterator

from analysis.prediction.names import event_name
from analysis.prediction.process.frames import Frames
from analysis.redesign.skeleton.parts import NoSkeleton, Parts

NOTING = "note_"
"""How the deeds begin that only keep what came."""


def refuse(parts: Parts) -> None:
    """Raise NoSkeleton for the first thing that cannot be written out."""
    for reason in (*_of_steps(parts), *_of_doers(parts)):
        raise NoSkeleton(
            f"{reason}, which a skeleton cannot say: what the other design changes, `ripple other` "
            "tells without --out."
        )


def _of_steps(parts: Parts) -> Iterator[str]:
    business = parts.others.business
    frames = Frames(business.system.flow)
    for id_, task in business.tasks.items():
        joined = [business.tasks[each.before].name for each in business.into[id_] if each.join]
        if joined:
            both = " and ".join(map(repr, dict.fromkeys(joined)))
            yield f"{task.name!r} waits for {both} together (a join)"
        node = frames.all.get(id_)
        if node is None:
            continue
        if node.attributes.get("callback"):
            yield f"{task.name!r} waits until somebody brings its token back (a callback)"
        if any(
            each in frames.all and frames.all[each].attributes.get("type") == "Map"
            for each in frames.around(id_)
        ):
            yield f"{task.name!r} is done for each item of a list (a Map)"


def _of_doers(parts: Parts) -> Iterator[str]:
    steps = parts.process.steps
    known = {each.id for each in (*parts.functions, *parts.machines)}
    for step in steps.values():
        for doer in step.doers:
            kind = parts.graph.kind_of(doer)
            if doer not in known or kind not in ("function", "state machine"):
                yield f"{step.name!r} is done by {doer}, a {kind}"
            if doer == step.decider and not parts.said.get(step.id):
                yield f"{step.name!r} is done by the workflow itself"
    for node in parts.functions:
        deeds = parts.system.facts.deeds.get(node.id, ())
        keeps = parts.key and parts.tables(node.id)
        if not keeps and any(each.name.startswith(NOTING) for each in deeds):
            yield f"{node.id} waits for several events, and has no table or no key to keep them by"
    for link in parts.process.links:
        if not link.on and not steps[link.after].decider:
            yield f"{event_name(link.before)} hands on to {event_name(link.after)} without an event"
