"""Prose with places for facts, so that no figure in it is typed by hand and no claim is untrue.

`{{name}}` is a fact; `{{name in words}}` the same as a word, up to twenty, and `{{name in Words}}`
begins a sentence with it. `{{claim A < B}}` stands for nothing, and refuses the whole page when it
is not so: A and B are names of facts, numbers or 'texts', and between them is one of < <= = != >= >
in. Comments are left out.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from analysis.comparison.verdict import same
from analysis.refusals import Refused
from analysis.wording import listed
from tools.findings_facts import Fact

PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
CLAIM = re.compile(r"claim\s+(\S+|'[^']*')\s+(<=|>=|!=|<|>|=|in)\s+(\S+|'[^']*')")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
GONE = "\0"  # where a comment or a claim was; a line of nothing else is left out
# What may have digits: code, the targets of links, numbers of list items, names such as S3.
EXCUSED = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|^\s*\d+\. ", re.DOTALL | re.MULTILINE)
BY_HAND = re.compile(r"(?<![\w.#-])\d[\d.,]*")
WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen", "twenty")  # fmt: skip


class UntrueProse(Refused):
    """Prose names an unknown fact, claims what is not so, or has a number typed by hand."""


def filled(template: str, facts: Mapping[str, Fact]) -> str:
    """The prose with its facts; comments and lines of claims alone are left out.

    Raises:
        UntrueProse: a name is unknown, a claim does not hold, or a number is typed by hand; the
            text names the line.
    """
    prose = COMMENT.sub(lambda found: re.sub(r"[^\n]+", GONE, found[0]), template)
    _typed_by_hand(prose)

    def fact(found: re.Match[str]) -> str:
        try:
            return _place(" ".join(found[1].split()), facts)
        except UntrueProse as error:
            raise UntrueProse(f"Line {_line(prose, found.start())}: {error}") from None

    lines = PLACE.sub(fact, prose).splitlines()
    kept = (line.replace(GONE, "") for line in lines if not line or line.strip(f"{GONE} "))
    return "\n".join(kept) + "\n"


def names(template: str) -> list[str]:
    """Every name of a fact that the prose uses, claims included."""
    found = []
    for said in PLACE.findall(COMMENT.sub("", template)):
        claim = CLAIM.fullmatch(" ".join(said.split()))
        used = (claim[1], claim[3]) if claim else (said.partition(" in ")[0].strip(),)
        found += [each for each in used if not _is_literal(each)]
    return found


def _place(said: str, facts: Mapping[str, Fact]) -> str:
    if said.startswith("claim "):
        _hold(said, facts)
        return GONE
    name, _, words = said.partition(" in ")
    value = _fact(name, facts)
    if words.lower() != "words" or not isinstance(value, int) or value >= len(WORDS):
        return _shown(value)
    return WORDS[value].capitalize() if words == "Words" else WORDS[value]


def _hold(said: str, facts: Mapping[str, Fact]) -> None:
    claim = CLAIM.fullmatch(said)
    if not claim:
        raise UntrueProse(f"{said!r} is no claim: write `claim A < B`.")
    one, other = _value(claim[1], facts), _value(claim[3], facts)
    try:
        holds = HOLDS[claim[2]](one, other)
    except TypeError:
        raise UntrueProse(f"{said!r} compares what cannot be compared.") from None
    if not holds:
        raise UntrueProse(
            f"it is not so that {claim[1]} {claim[2]} {claim[3]} ({_shown(one)} against "
            f"{_shown(other)}): write the sentence anew."
        )


def _same(one: Fact, other: Fact) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return same(one, other)
    return one == other


def _less(one: Fact, other: Fact) -> bool:
    if not (isinstance(one, int | float) and isinstance(other, int | float)):
        raise TypeError
    return one < other and not same(one, other)


def _among(one: Fact, other: Fact) -> bool:
    if not isinstance(other, tuple):
        raise TypeError
    return one in other or f"`{one}`" in other


HOLDS: Mapping[str, Callable[[Fact, Fact], bool]] = {
    "<": _less,
    ">": lambda one, other: _less(other, one),
    "<=": lambda one, other: not _less(other, one),
    ">=": lambda one, other: not _less(one, other),
    "=": _same,
    "!=": lambda one, other: not _same(one, other),
    "in": _among,
}


def _is_literal(said: str) -> bool:
    return said.startswith("'") or bool(re.fullmatch(r"-?\d+(\.\d+)?", said))


def _value(said: str, facts: Mapping[str, Fact]) -> Fact:
    if said.startswith("'"):
        return said.strip("'")
    return float(said) if _is_literal(said) else _fact(said, facts)


def _fact(name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        near = get_close_matches(name, facts, n=1, cutoff=0.5)
        offer = f"did you mean {near[0]}?" if near else "see tools/findings_facts.py."
        raise UntrueProse(f"there is no fact {name!r}: {offer}")
    return facts[name]


def _shown(value: Fact) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return listed(value) or "none"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and value > 1 else f"{value:.2f}"
    return str(value)


def _typed_by_hand(prose: str) -> None:
    for each in (PLACE, EXCUSED):
        prose = each.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose)
    if found := BY_HAND.search(prose):
        raise UntrueProse(
            f"Line {_line(prose, found.start())}: the number {found[0]} is typed by hand: name a "
            "fact in its place."
        )


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
