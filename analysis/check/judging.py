"""A system judged by its rules: kept, broken or not known, and what was accepted before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.check.baseline import Accepted
from analysis.check.rules import Breach, GateRule, NotAsked, Sides, rules_of
from analysis.difference import Version
from analysis.records import dataclass

KEPT, BROKEN, UNKNOWN = "kept", "broken", "unknown"


@dataclass(frozen=True)
class Judged:
    """One rule's verdict.

    ``breaches`` are what breaks it, ``accepted`` those that people took on themselves, ``old``
    those that were there before the change; ``why`` says why it is not known.
    """

    rule: GateRule
    name: str
    given: Mapping[str, Any]
    breaches: tuple[Breach, ...] = ()
    accepted: tuple[tuple[Breach, Accepted], ...] = ()
    old: tuple[Breach, ...] = ()
    why: str = ""

    @property
    def verdict(self) -> str:
        """Kept, broken, or unknown."""
        return BROKEN if self.breaches else UNKNOWN if self.why else KEPT

    @property
    def says(self) -> str:
        """What it asks, in the words of whoever wrote it where there are any."""
        return str(self.given.get("why") or self.rule.says)


@dataclass(frozen=True)
class Verdicts:
    """Every rule's verdict; ``stale`` are accepted breaches that are there no more."""

    title: str
    judged: tuple[Judged, ...]
    stale: tuple[Accepted, ...] = ()
    base: str = ""

    @property
    def code(self) -> int:
        """The exit code: 1 where a rule is broken, 2 where one is not known, else 0."""
        verdicts = {each.verdict for each in self.judged}
        return 1 if BROKEN in verdicts else 2 if UNKNOWN in verdicts else 0

    def counted(self, verdict: str) -> int:
        """How many rules have that verdict."""
        return sum(each.verdict == verdict for each in self.judged)


def check(
    after: Version,
    rules: Sequence[Mapping[str, Any]],
    *,
    before: Version | None = None,
    accepted: Iterable[Accepted] = (),
    base: str = "",
) -> Verdicts:
    """What a system keeps of its rules; against a version ``before``, what became worse alone.

    Raises:
        BadRule: a rule cannot be used.
    """
    known = {(each.rule, each.what): each for each in accepted}
    judged = tuple(_judged(rule, given, after, before, known) for rule, given in rules_of(rules))
    used = {(each.name, breach.key) for each in judged for breach, _ in each.accepted}
    stale = tuple(each for key, each in known.items() if key not in used)
    return Verdicts(after.title, judged, stale, base)


def _judged(
    rule: GateRule,
    given: Mapping[str, Any],
    after: Version,
    before: Version | None,
    known: Mapping[tuple[str, str], Accepted],
) -> Judged:
    name = str(given.get("name") or rule.name)
    try:
        found = list({x.key: x for x in rule.judge(Sides(after, before), given)}.values())
    except NotAsked as error:
        return Judged(rule, name, given, why=str(error))
    there = _before(rule, given, before)
    old = {each.key for each in found if each.size <= there.get(each.key, -1)}
    fresh = [each for each in found if each.key not in old]
    taken = tuple((x, known[name, x.key]) for x in fresh if (name, x.key) in known)
    keys = {breach.key for breach, _ in taken}
    return Judged(
        rule,
        name,
        given,
        tuple(each for each in fresh if each.key not in keys),
        taken,
        tuple(each for each in found if each.key in old),
    )


def _before(rule: GateRule, given: Mapping[str, Any], before: Version | None) -> dict[str, int]:
    """The breaches that were there before, by size; a rule that said nothing then found none."""
    if before is None:
        return {}
    try:
        return {each.key: each.size for each in rule.judge(Sides(before), given)}
    except NotAsked:
        return {}
