"""A difference as text to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.difference.contracts import READ, ContractChange
from analysis.difference.edit import Changes
from analysis.difference.functions import OWN, SHARED, WORDS, FunctionChange
from analysis.difference.machines import MachineChange
from analysis.difference.resources import ADDED, CHANGED, REMOVED, ResourceChange
from analysis.plain_text import plain
from analysis.reaches import NAMES, Reaches
from analysis.wording import counted, some

SIGNS: Mapping[str, str] = {
    ADDED: "+",
    REMOVED: "-",
    CHANGED: "~",
    OWN: "~",
    SHARED: "=",
    WORDS: "=",
    READ: " ",
}
_MANY = 20  # names in a line of services or components


def told(found: Changes, teams: Mapping[str, str]) -> str:
    """Whom the edit touched, what changed by kind, on which layers."""
    lines = [f"{found.title}: what the edit did", "", f"  {_headline(found)}"]
    if found:
        lines.append(f"  {_reaches(found.reaches)}")
    if teams:
        lines.append(f"  {counted(len(found.teams(teams)), 'team')}: {some(found.teams(teams))}.")
    if found.components:
        lines.append(f"  Of these: {some(found.components, _MANY)}.")
    lines += _section("resources", map(_resource, found.resources), _tally(found.resources))
    lines += _section("functions", _functions(found.functions))
    lines += _section("state machines", _machines(found.machines))
    lines += _section("contracts", map(_contract, found.contracts))
    named = [f"{layer}: {some(units, _MANY)}" for layer, units in found.layers.items() if units]
    lines += _section("whose dependencies differ, by layer", named)
    for note in found.notes:
        lines += ["", f"  Note: {note}"]
    return plain("\n".join(lines)) + "\n"


def file_shown(name: str) -> str:
    """A file's name without the steps that lead up from the template's folder."""
    while name.startswith("../"):
        name = name.removeprefix("../")
    return name


def _headline(found: Changes) -> str:
    if not found:
        return "Nothing differs."
    if not found.touched:
        return "Nobody's own parts differ."
    marks = dict.fromkeys(found.new_units, " (new)")
    marks |= dict.fromkeys(found.removed_units, " (removed)")
    named = some([f"{each}{marks.get(each, '')}" for each in found.touched], _MANY)
    said = f"{counted(len(found.touched), 'service')} touched: {named}."
    return f"{said} Left alone: {some(found.untouched, _MANY)}." if found.untouched else said


def _reaches(found: Reaches) -> str:
    """How far the edit goes, the three side by side."""
    told_of = (f"{name}: {some(getattr(found, name), _MANY) or 'nobody'}" for name in NAMES)
    return f"How far: {'; '.join(told_of)}."


def _section(heading: str, told_lines: Iterable[str], more: str = "") -> list[str]:
    lines = [f"    {line}" for line in told_lines]
    return ["", f"  {heading}{more}", *lines] if lines else []


def _tally(changes: Sequence[ResourceChange]) -> str:
    counts = [(sum(each.how == how for each in changes), how) for how in (ADDED, REMOVED, CHANGED)]
    return ": " + ", ".join(f"{count} {how}" for count, how in counts if count)


def _resource(each: ResourceChange) -> str:
    what = some(each.what) if each.what else each.type
    return f"{SIGNS[each.how]} {each.id}{_whose(each.units, each.id)}  {what}"


def _functions(changes: Sequence[FunctionChange]) -> Iterator[str]:
    for each in changes:
        if each.how not in (SHARED, WORDS):
            files = some([file_shown(file) for file in each.own])
            said = f"{SIGNS[each.how]} {each.id}{_whose((each.unit,), each.id)}  {files}".rstrip()
            yield f"{said}, and shared code" if each.shared else said
    shared = [each for each in changes if each.how == SHARED]
    if shared:
        common = sorted({file_shown(file) for each in shared for file in each.shared})
        yield f"= by shared code alone ({some(common)}): {some([x.id for x in shared], _MANY)}"
    if reworded := [each.id for each in changes if each.how == WORDS]:
        yield f"= by comments alone: {some(reworded, _MANY)}"


def _machines(changes: Iterable[MachineChange]) -> Iterator[str]:
    for each in changes:
        alone = "  by comments alone" if each.how == WORDS else ""
        yield f"{SIGNS[each.how]} {each.id}{_whose((each.unit,), each.id)}{alone}"
        for how, names in (
            (ADDED, each.states_added),
            (REMOVED, each.states_removed),
        ):
            if names and how != CHANGED:
                yield f"    {SIGNS[how]} {counted(len(names), 'state')}: {', '.join(names)}"
        for name in sorted({*each.states_changed, *each.states_renamed}):
            yield f"    {SIGNS[CHANGED]} {_state(name, each)}"
        yield from (f"    {SIGNS[ADDED]} {way}" for way in each.ways_added)
        yield from (f"    {SIGNS[REMOVED]} {way}" for way in each.ways_removed)


def _state(name: str, change: MachineChange) -> str:
    was = change.states_renamed.get(name)
    keys = change.states_keys.get(name, ())
    return f"{name}{f' (was {was})' if was else ''}{f'  {some(keys)}' if keys else ''}"


def _contract(each: ContractChange) -> str:
    parts = []
    if each.how in (ADDED, REMOVED):
        readers = f"read by {', '.join(each.readers)}" if each.readers else "read by nobody here"
        return f"{SIGNS[each.how]} {each.id}  {readers}"
    if each.versions:
        parts.append(f"goes from version {' to '.join(x or 'none' for x in each.versions)}")
    if each.how == SHARED:
        parts.append("by shared code alone")
    for verb, fields in (
        ("adds", each.fields_added),
        ("loses", each.fields_removed),
        ("reshapes", each.retyped),
        ("is now read by", each.readers_added),
        ("is no longer read by", each.readers_removed),
        ("is read in other fields by", _otherwise(each)),
    ):
        if fields:
            parts.append(f"{verb} {some(fields)}")
    return f"{SIGNS[each.how]} {each.id}  {'; '.join(parts)}"


def _otherwise(each: ContractChange) -> list[str]:
    """Who reads other fields of it, each with the fields gained and dropped."""
    told_of = []
    for reader in each.readers_changed:
        signs = (("+", each.fields_gained), ("-", each.fields_dropped))
        fields = [f"{sign}{field}" for sign, found in signs for field in found.get(reader, ())]
        told_of.append(f"{reader} ({', '.join(fields)})" if fields else reader)
    return told_of


def _whose(units: Sequence[str], id_: str) -> str:
    named = [unit for unit in units if unit != id_]
    return f" ({', '.join(named)})" if named else ""
