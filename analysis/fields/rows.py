"""What is written into tables, told apart by the constants in it: placed, confirmed, cancelled.

A row that a stream announces was changed last by one of these; what that did not write, an earlier
one did, unless its condition rules that out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from analysis.code.values import Place, Value
from analysis.fields.drafts import FactDrafts, Path
from analysis.fields.flattening import flattened
from analysis.records import dataclass

_MOST_STATES = 12  # of the rows of one table that are told apart
_DEEPEST = 6  # writes, one upon the other
_EQUAL = re.compile(r"\s{0,8}([#\w]{1,80})\s{0,8}=\s{0,8}(:\w{1,80})\s{0,8}")
RowState = frozenset[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or part of one, as a call writes it; ``fresh`` says that nothing else is in it."""

    table: str
    value: Value
    place: Place
    fresh: bool
    condition: RowState = frozenset()


@dataclass(frozen=True, slots=True)
class Write:
    """One way in which rows of a table are written; its fields are those of ``contract``."""

    contract: str
    constants: RowState
    fresh: bool
    condition: RowState

    def may_follow(self, other: "Write") -> bool:
        """Whether its condition lets it change what the other one wrote."""
        known = dict(other.constants)
        return all(known.get(name, value) == value for name, value in self.condition)


@dataclass(slots=True)
class Rows:
    """All that is written into tables."""

    drafts: FactDrafts
    writes: dict[str, dict[tuple[RowState, bool, RowState], Write]] = field(default_factory=dict)

    def add(self, row: Row) -> str:
        """The contract that has the fields of such a row."""
        known = self.writes.setdefault(row.table, {})
        constants = _constants(row.value)
        key = (constants, row.fresh, row.condition)
        if key not in known:
            known[key] = Write(f"table:{row.table}#{len(known)}", *key)
        return known[key].contract

    def states(self, table: str) -> Mapping[str, RowState]:
        """What a row may be once it was changed, by the contract that stands for it."""
        found: dict[RowState, None] = {}
        writes = self.writes.get(table, {}).values()
        for write in writes:
            found[self.state(table, write)] = None
        if not 0 < len(found) <= _MOST_STATES:
            return {f"table:{table}": frozenset()}
        return {f"table:{table}@{number}": state for number, state in enumerate(found)}

    def state(self, table: str, write: Write) -> RowState:
        """Its constants, of those that all have which have any: status, not each reason."""
        several = [each.constants for each in self.writes[table].values() if each.constants]
        common = {name for name, _ in several[0]} if several else set()
        for each in several:
            common &= {name for name, _ in each}
        return frozenset(pair for pair in write.constants if pair[0] in common or not common)

    def holders(self, contract: str, path: Path) -> Iterator[str]:
        """The contracts that have what is at a path of a row."""
        table, _, number = contract.removeprefix("table:").partition("@")
        writes = list(self.writes.get(table, {}).values())
        if not number:
            yield from (each.contract for each in writes)
            return
        state = self.states(table).get(contract)
        seen: set[str] = set()
        for write in writes:
            if self.state(table, write) == state:
                yield from self._holders(writes, write, path, seen, _DEEPEST)

    def _holders(
        self, writes: list[Write], last: Write, path: Path, seen: set[str], deep: int
    ) -> Iterator[str]:
        if last.contract in seen or not deep:
            return
        seen.add(last.contract)
        if self._has(last.contract, path) or last.fresh:
            yield last.contract
            return
        for each in writes:
            if last.may_follow(each):
                yield from self._holders(writes, each, path, seen, deep - 1)

    def _has(self, contract: str, path: Path) -> bool:
        draft = self.drafts.contracts.get(contract)
        return draft is not None and any(each[:1] == path[:1] for each in draft.fields)


def _constants(value: Value) -> RowState:
    several: dict[str, set[object]] = {}
    for each in flattened(value):
        if len(each.path) == 1:
            several.setdefault(each.path[0], set()).add(each.constant)
    found = {name: values.pop() for name, values in several.items() if len(values) == 1}
    return frozenset((name, value) for name, value in found.items() if isinstance(value, str))


def conditions(expression: str, names: Mapping[str, str], values: Mapping[str, object]) -> RowState:
    """What a condition asks fields to be: ``#status = :placed AND …``."""
    if " OR " in expression.upper() or "NOT " in expression.upper():
        return frozenset()
    found = []
    for part in re.split(r" AND ", expression, flags=re.IGNORECASE):
        match = _EQUAL.fullmatch(part[:200])
        if match and match[2] in values:
            found.append((names.get(match[1], match[1].removeprefix("#")), values[match[2]]))
    return frozenset(found)
