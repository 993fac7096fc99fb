"""The prediction: a change is read, worked through by its operator, and looked for everywhere."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.dependency.model import Dependencies
from analysis.prediction.changes import (
    Arguments,
    BadChange,
    CannotApply,
    Change,
    Options,
    UnknownName,
)
from analysis.prediction.degrees import authors, by_degree
from analysis.prediction.drafting import ImpactDraft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name, listed, nearest
from analysis.prediction.operator import Operator
from analysis.prediction.operators import OPERATORS
from analysis.prediction.ways import ranked

_MOST_SHOWN = 6


def predict(dependencies: Dependencies, wanted: Change | str) -> Impact:
    """Who must change and who need not, by RIPPLE.md section 4.

    ``wanted`` is a change, or its text as the command line takes it.

    Raises:
        BadChange: the text is no change.
        UnknownName: it names what the system has not, or has several of.
        CannotApply: the operator finds nothing there to be applied to.
    """
    return predict_in(World(dependencies), wanted)


def predict_in(world: World, wanted: Change | str) -> Impact:
    """The same, in a system whose steps are worked out once for many changes."""
    asked = change(wanted) if isinstance(wanted, str) else wanted
    found = _worked(world, asked)
    if world.firm is world:
        return ranked(world, [_graded(world, each, each) for each in found])
    known = {each.way.name: each for each in _known(world.firm, asked)}
    other = next(iter(known.values()), None)
    return ranked(world, [_graded(world, each, known.get(each.way.name, other)) for each in found])


def _graded(world: World, impact: Impact, known: Impact | None) -> Impact:
    """By how sure it is; ``known`` is what follows without a guess."""
    guessed = world.process.guessed(impact.components) if _of_order(impact) else ()
    notes = (*impact.notes, *((_guess(guessed),) if guessed else ()), *_switched_off(world))
    found = by_degree(replace(impact, notes=notes), known, world.system)
    unsure = authors(world.system, impact) if world.firm is not world else ()
    return replace(found, notes=(*notes, *unsure))


def _worked(world: World, asked: Change) -> list[Impact]:
    """Each way, in the order in which the operator has them."""
    works = OPERATORS[asked.operator].ways
    found = [work(world, ImpactDraft(world.system, asked)) for work in works]
    return [each for each in found if each is not None]


def _known(world: World, asked: Change) -> list[Impact]:
    """What follows without a guess; nothing where what is asked for is itself one."""
    try:
        return _worked(world, asked)
    except (CannotApply, UnknownName):
        return []


def _of_order(impact: Impact) -> bool:
    return any("control" in hit.layers for hit in impact.hits)


def _switched_off(world: World) -> Iterator[str]:
    off = [edge for edge in world.system.flow.flow if edge.off]
    if off:
        shown = [f"{edge.source} → {edge.target} ({edge.off})" for edge in off[:_MOST_SHOWN]]
        more = f" and {len(off) - _MOST_SHOWN} more" if len(off) > _MOST_SHOWN else ""
        yield f"Switched off, so that nothing comes over it: {', '.join(shown)}{more}."


def _guess(events: Sequence[str]) -> str:
    names = listed([event_name(each) for each in events])
    alone = "is told by its name alone" if len(events) == 1 else "is told by their names alone"
    return f"That {names} lead{'s' * (len(events) == 1)} back {alone}."


def change(text: str) -> Change:
    """Read a change as it is written on the command line, such as `swap-steps "A b" "C d"`.

    Raises:
        BadChange: there is no such operator, or it takes other arguments.
    """
    words = _words(text)
    if not words:
        raise BadChange(f"A change is empty: begin with one of {', '.join(OPERATORS)}.")
    operator = OPERATORS.get(words[0])
    if operator is None:
        near = nearest(words[0], OPERATORS)
        offer = f"did you mean {' or '.join(near)}" if near else f"choose {', '.join(OPERATORS)}"
        raise BadChange(f"There is no operator {words[0]!r}: {offer}.")
    names, given = _arguments(operator, words[1:])
    chosen = {
        option: given[option]
        for option, choice in operator.choices.items()
        if given.get(option, choice[:1]) != choice[:1]
    }
    chosen |= {option: given[option] for option in operator.several if option in given}
    return Change(operator.name, names, {each: given[each] for each in operator.options} | chosen)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise BadChange(f"The change {text!r} has a quote that is not closed; close it.") from None


def _arguments(operator: Operator, words: list[str]) -> Arguments:
    counts = {option: len(names) for option, names in operator.options.items()}
    counts |= dict.fromkeys(operator.choices, 1) | dict.fromkeys(operator.several, len(words))
    names: list[str] = []
    options: dict[str, tuple[str, ...]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        word, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not word.startswith("--"):
            names.append(word)
            continue
        if word not in counts or word in options:
            raise _misused(operator)
        given = [value] if equals else []
        while rest and len(given) < counts[word] and not rest[0].startswith("--"):
            given.append(rest.pop(0))
        options[word] = tuple(given)
    _check(operator, names, options)
    return tuple(names), options


def _check(operator: Operator, names: list[str], given: Options) -> None:
    needed = sum(not each.startswith("[") for each in operator.takes)
    complete = all(len(given.get(each, ())) == len(of) for each, of in operator.options.items())
    known = all(
        given[option] in [(each,) for each in choice]
        for option, choice in operator.choices.items()
        if option in given
    )
    known = known and all(given.get(option, ("",)) for option in operator.several)
    filled = all(each.strip() for several in (names, *given.values()) for each in several)
    if not (needed <= len(names) <= len(operator.takes) and complete and known and filled):
        raise _misused(operator)


def _misused(operator: Operator) -> BadChange:
    return BadChange(
        f"{operator.name} is written `{operator.usage}`, with names that have blanks in quotes."
    )


def examples(dependencies: Dependencies) -> Iterator[tuple[Operator, Change | None]]:
    """Each operator with a change that can be asked of this very system, None where it cannot."""
    world = World(dependencies)
    for operator in OPERATORS.values():
        several = list(operator.changes(world))
        chosen = several[len(several) // 3] if several else None
        yield operator, _spoken(world, operator, chosen) if chosen else None


def _spoken(world: World, operator: Operator, change: Change) -> Change:
    """With short names, where they are as clear."""
    return Change(
        change.operator,
        tuple(_said(world, operator, each) for each in change.names),
        {
            option: tuple(_said(world, operator, each) for each in values)
            for option, values in change.options.items()
        },
    )


def _said(world: World, operator: Operator, name: str) -> str:
    if operator.new and name == operator.new:
        return operator.example
    short = name.rpartition("/")[2]
    for look in (world.step, world.event):
        try:
            same = look(short).id == look(name).id
        except UnknownName:
            continue
        if same:
            return short
    return name


def applicable(dependencies: Dependencies) -> Sequence[Change]:
    """Every change that can be asked of the system, operator by operator."""
    return tuple(applicable_in(World(dependencies)))


def applicable_in(world: World) -> Iterator[Change]:
    """The same, in a system whose steps are worked out once for many changes."""
    for operator in OPERATORS.values():
        yield from operator.changes(world)
