"""A change that somebody asks for: an operator with its arguments, written as on a command line."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.prediction.names import nearest
from analysis.prediction.refusals import BadChange


@dataclass(frozen=True, slots=True)
class Operator:
    """A kind of change: what it takes and what it asks for.

    ``takes`` are the positional names, those in brackets optional; ``options`` say how many
    names follow each option.
    """

    name: str
    takes: tuple[str, ...]
    asks: str
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may_refuse: bool = False

    @property
    def usage(self) -> str:
        """How it is written."""
        options = [" ".join((name, *names)) for name, names in self.options.items()]
        asked = ["[--can-refuse yes|no]"] if self.may_refuse else []
        return " ".join((self.name, *self.takes, *options, *asked))


BETWEEN = {"--between": ("A", "B")}
OPERATORS: Mapping[str, Operator] = {
    each.name: each
    for each in (
        Operator("add-consumer", ("EVENT", "[NEW]"), "somebody new wants to hear of it"),
        Operator("insert-step", ("NEW",), "a new step runs between two", BETWEEN, may_refuse=True),
        Operator("swap-steps", ("A", "B"), "two neighbouring steps change places"),
        Operator("remove-step", ("A",), "a step is done no more"),
        Operator("parallel-steps", ("A", "B"), "two neighbouring steps run at once"),
        Operator("rename-field", ("CONTRACT.FIELD", "[NEW]"), "a field gets another name"),
        Operator("remove-field", ("CONTRACT.FIELD",), "a field is there no more"),
        Operator("retype-field", ("CONTRACT.FIELD", "[TYPE]"), "a field gets another type"),
        Operator(
            "new-field",
            ("NAME",),
            "a service needs to know what another has",
            {"--from": ("S",), "--for": ("T",)},
        ),
        Operator(
            "add-compensated-step",
            ("NEW",),
            "a new step that later refusals undo",
            BETWEEN,
            may_refuse=True,
        ),
        Operator("wait-for-person", (), "a step waits until a person agrees", {"--at": ("A",)}),
        Operator("expire-step", ("A", "B"), "what A did ends by itself unless B is done in time"),
        Operator("change-timeout", ("A",), "a step may take longer, or less long"),
        Operator("change-retry", ("A",), "a step is tried more often, or less often"),
    )
}


@dataclass(frozen=True, slots=True)
class Change:
    """An operator with its arguments; ``change("rename-field OrderPlaced.total")`` makes one.

    ``names`` are the positional arguments in order, ``between`` the two steps of --between,
    ``source``, ``target`` and ``at`` what --from, --for and --at give. ``can_refuse`` says
    whether a new step can refuse, so that what was done before it must be undone.
    """

    operator: str
    names: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    source: str = ""
    target: str = ""
    at: str = ""
    can_refuse: bool = True

    def __str__(self) -> str:
        given = [self.operator, *self.names]
        for option, values in (
            ("--between", self.between),
            ("--from", (self.source,)),
            ("--for", (self.target,)),
            ("--at", (self.at,)),
        ):
            given += [option, *values] if any(values) else []
        given += [] if self.can_refuse else ["--can-refuse", "no"]
        return shlex.join(given)

    def __repr__(self) -> str:
        return f'change("{self}")'


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
        offered = nearest(words[0], OPERATORS)
        raise BadChange(
            f"There is no operator {words[0]!r}: "
            f"{_did_you_mean(offered) if offered else 'choose ' + ', '.join(OPERATORS)}."
        )
    names, options = _arguments(operator, words[1:])
    return Change(
        operator.name,
        names,
        between=options.get("--between", ()),
        source="".join(options.get("--from", ())),
        target="".join(options.get("--for", ())),
        at="".join(options.get("--at", ())),
        can_refuse=options.get("--can-refuse", ("yes",)) == ("yes",),
    )


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise BadChange(f"The change {text!r} has a quote that is not closed; close it.") from None


def _arguments(
    operator: Operator, words: list[str]
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    counts = {option: len(names) for option, names in operator.options.items()}
    counts |= {"--can-refuse": 1} if operator.may_refuse else {}
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
    _check(operator, names, options, counts)
    return tuple(names), options


def _check(
    operator: Operator,
    names: list[str],
    options: Mapping[str, tuple[str, ...]],
    counts: Mapping[str, int],
) -> None:
    needed = sum(not each.startswith("[") for each in operator.takes)
    complete = all(len(options.get(each, ())) == counts[each] for each in operator.options)
    known = options.get("--can-refuse", ("yes",)) in (("yes",), ("no",))
    filled = all(each.strip() for given in (names, *options.values()) for each in given)
    if not (needed <= len(names) <= len(operator.takes) and complete and known and filled):
        raise _misused(operator)


def _misused(operator: Operator) -> BadChange:
    return BadChange(
        f"{operator.name} is written `{operator.usage}`, with names that have blanks in quotes."
    )


def _did_you_mean(offered: list[str]) -> str:
    return f"did you mean {' or '.join(offered)}?".rstrip("?")
