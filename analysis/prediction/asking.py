"""Reads a change as it is written on a command line."""

import shlex

from analysis.prediction.changes import Arguments, Change, Options
from analysis.prediction.names import nearest
from analysis.prediction.operator import Operator
from analysis.prediction.operators import OPERATORS
from analysis.prediction.refusals import BadChange


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
    names, given = _arguments(operator, words[1:])
    chosen = {
        option: given[option]
        for option, choice in operator.choices.items()
        if given.get(option, choice[:1]) != choice[:1]
    }
    return Change(operator.name, names, {each: given[each] for each in operator.options} | chosen)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise BadChange(f"The change {text!r} has a quote that is not closed; close it.") from None


def _arguments(operator: Operator, words: list[str]) -> Arguments:
    counts = {option: len(names) for option, names in operator.options.items()}
    counts |= dict.fromkeys(operator.choices, 1)
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
    filled = all(each.strip() for several in (names, *given.values()) for each in several)
    if not (needed <= len(names) <= len(operator.takes) and complete and known and filled):
        raise _misused(operator)


def _misused(operator: Operator) -> BadChange:
    return BadChange(
        f"{operator.name} is written `{operator.usage}`, with names that have blanks in quotes."
    )


def _did_you_mean(offered: list[str]) -> str:
    return f"did you mean {' or '.join(offered)}?".rstrip("?")
