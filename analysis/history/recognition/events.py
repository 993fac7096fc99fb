"""Operators that show in who hears whom: a newcomer, or others who wait for others."""

from collections.abc import Iterator

from analysis.history.recognition.sight import Clue, Sight


def in_events(sight: Sight) -> Iterator[Clue]:
    """What events tell that are heard by others than before."""
    yield from _swaps(sight)
    yield from _removals(sight)
    yield from _parallels(sight)
    yield from _newcomers(sight)
    for event, units in sight.gains.items():
        if event in sight.was.say and (known := sorted(units - sight.new)):
            yield Clue(15, "add-consumer", f"{', '.join(known)} hears {event} now")


def _swaps(sight: Sight) -> Iterator[Clue]:
    """Two who change places: who waited for the other is waited for now."""
    for event, lost in sight.losses.items():
        for listener in sorted(lost):
            for other in sorted(sight.sayers(event) - {listener}):
                if heard := _hears_now(sight, other, listener):
                    seen = f"{listener} waits for {other} no more, who now hears {heard}"
                    yield Clue(90, "swap-steps", seen)
            for other in sorted(sight.gains.get(event, frozenset()) - sight.new - {listener}):
                if heard := _hears_now(sight, listener, other):
                    seen = f"{event} sets off {other}, not {listener}, who now hears {heard}"
                    yield Clue(89, "swap-steps", seen)


def _hears_now(sight: Sight, listener: str, sayer: str) -> str:
    """An event of somebody that a service did not hear, and does now; it was there before."""
    for event, got in sight.gains.items():
        if listener in got and event in sight.was.say and sayer in sight.sayers(event):
            return event
    return ""


def _removals(sight: Sight) -> Iterator[Clue]:
    heeded = [x for x in sight.was.say if x not in sight.now.say and sight.was.hear.get(x)]
    who = sorted(sight.gone or sight.left)
    said = [each for each in heeded if sight.was.say[each] & {*map(sight.before.unit, who)}]
    if who and said:
        yield Clue(88, "remove-step", f"{', '.join(who)} is gone, and {', '.join(sorted(said))}")


def _parallels(sight: Sight) -> Iterator[Clue]:
    """One who hears now what the other hears whom it heard before."""
    for event, got in sight.gains.items():
        both = sight.was.hear.get(event, frozenset()) & sight.now.hear.get(event, frozenset())
        if event not in sight.was.say or event not in sight.now.say:
            continue
        for listener in sorted(got - sight.new):
            for other in sorted(both - {listener}):
                if any(
                    listener in sight.was.hear.get(each, ()) and other in sight.was.say[each]
                    for each in sight.was.say
                ):
                    seen = f"{listener} hears {event} as {other} does, whom it waited for"
                    yield Clue(70, "parallel-steps", seen)


def _newcomers(sight: Sight) -> Iterator[Clue]:
    for unit in sorted(sight.new):
        heard = {event for event, got in sight.gains.items() if unit in got}
        said = {event for event, who in sight.now.say.items() if unit in who}
        heeded = {each for each in said if sight.now.hear.get(each, frozenset()) - {unit}}
        if not heeded and heard:
            seen = f"{unit} is new and hears {', '.join(sorted(heard))}; nobody hears it"
            yield Clue(75, "add-consumer", seen)
        elif heeded and heard:
            yield _between(sight, unit, heard, heeded)


def _between(sight: Sight, unit: str, heard: set[str], heeded: set[str]) -> Clue:
    """A newcomer that is heard: a step, and one that is undone if it hears of refusals too."""
    listeners = {each for event in heeded for each in sight.now.hear[event]}
    front = [event for event, lost in sight.losses.items() if event in heard and lost & listeners]
    known = sorted(event for event in heard if event in sight.was.say)
    if front and len(known) > 1:
        seen = f"{unit} is new, stands before who heard {', '.join(front)}, and hears {known[-1]}"
        return Clue(76, "add-compensated-step", seen)
    return Clue(74, "insert-step", f"{unit} is new, hears {', '.join(sorted(heard))}, is heard")
