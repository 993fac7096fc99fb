"""Results of experiments as text to read: a table a change, the two designs beside each other."""

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from analysis.experiments import Sets
from analysis.experiments.scores import score
from analysis.reaches import NAMES
from lab.experiments.experiment import Experiment

WIDTH = 44
LABEL = 22
CELL = 18

Result = Mapping[str, Any]
Blind = Mapping[tuple[str, str], Collection[str]]
"""By change and design, the services that were named before any change was made."""


KINDS = (
    (True, "Forecast: the model had never seen them"),
    (False, "Fitted: the model was mended on them"),
)
"""Changes that keep a first score, and the others."""
FIRST = {
    True: ("forecast", "predicted since"),
    False: ("predicted blind", "predicted, fitted"),
}


def listed(found: Sequence[Experiment]) -> Iterator[str]:
    """Every change with its title, the forecast ones first."""
    widest = max(len(each.name) for each in found)
    for forecast, heading in KINDS:
        members = [each for each in found if (each.forecast is not None) == forecast]
        yield from [heading] if members else []
        yield from (f"  {each.name:<{widest}}  {each.title}" for each in members)


def told(results: Sequence[Result], blind: Blind = MappingProxyType({})) -> Iterator[str]:
    """Every change of the results in turn; ``blind`` is whom was named before any was made."""
    for name in dict.fromkeys(each["change"] for each in results):
        yield from _change([each for each in results if each["change"] == name], blind)
        yield ""


def summary(results: Sequence[Result], blind: Blind = MappingProxyType({})) -> Iterator[str]:
    """One line a change: who was touched in each design, and whether all of it passed."""
    widest = max((len(each["change"]) for each in results), default=0)
    how = f"services {'/'.join(NAMES)} (edited, as predicted first; as the model is now)"
    yield f"  {'':<{widest}}  {how}"
    designs = list(dict.fromkeys(each["side"] for each in results))
    yield f"  {'':<{widest}}  {''.join(f'{design:<{CELL}}' for design in designs)}".rstrip()
    for forecast, heading in KINDS:
        members = [each for each in results if bool(each.get("forecast")) == forecast]
        yield from [heading] if members else []
        for name in dict.fromkeys(each["change"] for each in members):
            mine = [each for each in members if each["change"] == name]
            cells = {each["side"]: _cell(each, blind) for each in mine}
            line = "".join(f"{cells.get(design, ''):<{CELL}}" for design in designs)
            failed = " and ".join(each["side"] for each in mine if not each["passed"])
            yield f"  {name:<{widest}}  {line}{f'FAILED on {failed}' if failed else ''}".rstrip()


def _cell(result: Result, blind: Blind) -> str:
    first = _first(result, blind)
    many = "-" if first is None else str(len(first.predicted))
    reached = "/".join(str(len(result["reaches"][name])) for name in NAMES)
    return f"{reached} ({many}; {len(result['predicted'])})"


def _first(result: Result, blind: Blind) -> Sets | None:
    """What was predicted first, and who was touched: a forecast keeps both as they were."""
    if kept := result.get("forecast"):
        return _sets(kept)
    named = blind.get((result["change"], result["side"]))
    return None if named is None else Sets(frozenset(named), frozenset(result["actual"]))


def _sets(result: Result) -> Sets:
    return Sets(frozenset(result["predicted"]), frozenset(result["actual"]))


def _change(results: Sequence[Result], blind: Blind) -> Iterator[str]:
    yield f"{results[0]['change']}: {results[0]['title']}"
    yield ""
    columns = [dict(_rows(each, blind)) for each in results]
    yield from _row("", [each["side"] for each in results])
    for label in columns[0]:
        yield from _row(label, [column[label] for column in columns])


def _row(label: str, cells: Iterable[str]) -> Iterator[str]:
    wrapped = [textwrap.wrap(cell, WIDTH) or [""] for cell in cells]
    for number in range(max(map(len, wrapped))):
        parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        head = label if number == 0 else ""
        yield f"  {head:<{LABEL}}{'  '.join(f'{part:<{WIDTH}}' for part in parts)}".rstrip()


def _rows(result: Result, blind: Blind) -> Iterator[tuple[str, str]]:
    new = {*result["actual"]} - {*result["existing"]}
    yield "stories", _stories(result)
    yield "without the change", _without(result)
    for name in NAMES:
        yield name, _names(result["reaches"][name], new)
    label, now = FIRST[bool(result.get("forecast"))]
    yield label, _prediction(_first(result, blind))
    yield now, _prediction(_sets(result))
    yield "functions, machines", _names(result["components"])
    yield (
        "files",
        f"{result['files']}: {result['files_new']} new, {result['files_changed']} changed",
    )
    yield "lines", f"+{result['lines_added']} -{result['lines_deleted']}"
    yield "shared business", _business(result["business"])
    yield "contracts", _kinds(result["contracts"])
    yield "packages", _kinds(result["functions"])
    yield "resources", f"{result['resources_direct']} direct, {result['resources_caused']} caused"
    yield "stories rewritten", str(result["stories_rewritten"])
    yield "orders in flight", _live(result["live_update"])
    yield from _lockstep(result["lockstep"])


def _stories(result: Result) -> str:
    old, new = result["stories"]["old"], result["stories"]["new"]
    failed = [*old["failed"], *new["failed"]]
    if failed:
        return "FAILED: " + "; ".join(f"{each['story']}: {each['why']}" for each in failed)
    left_out = [*old.get("left_out", ()), *new.get("left_out", ())]
    more = f"; {len(left_out)} left out" if left_out else ""
    return f"{old['passed']} old, {new['passed']} new pass{more}"


def _without(result: Result) -> str:
    """How a new story ends without the change: by its assertion, or the change shows nothing."""
    failed = [each for each in result["stories"].get("on_base", ()) if each["outcome"] == "failed"]
    told = [f"{each['story'].rpartition('::')[2]}: {each['why']}" for each in failed[-1:]]
    match result["stories"]["fails_on_base"]:
        case None:
            return "not tried"
        case True:
            return f"a new story fails by its assertion: {told[0]}" if told else "a new story fails"
    return f"NO NEW STORY FAILS BY ITS ASSERTION ({told[0]})" if told else "ALL NEW STORIES PASS"


def _names(names: Iterable[str], new: Iterable[str] = ()) -> str:
    return ", ".join(f"{e} (new)" if e in new else e for e in names) or "none"


def _prediction(sets: Sets | None) -> str:
    if sets is None:
        return "not kept"
    found = score([sets])
    parts = [f"not {', '.join(sorted(sets.discovered_late))}"] if sets.discovered_late else []
    parts += [f"also {', '.join(sorted(sets.false_positives))}"] if sets.false_positives else []
    said = "; ".join(parts) or "the same"
    return f"{said} (precision {_share(found.precision)}, recall {_share(found.recall)})"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _business(tally: Mapping[str, int]) -> str:
    if not tally["files"]:
        return "untouched"
    return f"{tally['files']} files, +{tally['lines_added']} -{tally['lines_deleted']}"


def _kinds(kinds: Mapping[str, Sequence[Any]]) -> str:
    words = {
        "changed_by_shared_code": "by shared code alone",
        "changed_by_comments": "by comments alone",
    }
    counted = [f"{len(each)} {words.get(kind, kind)}" for kind, each in kinds.items() if each]
    return ", ".join(counted) or "as they were"


def _live(live: Mapping[str, Any] | None) -> str:
    if live is None:
        return "not tried"
    lost = [*live["unsettled"], *live["wrong"]]
    excused = live.get("excused", ())
    parts = [f"{live['settled']} of {live['orders']} settled as they must"]
    parts += [f"{len(lost)} did not"] if lost else []
    parts += [f"{len(excused)} excused: {'; '.join(_reasons(excused))}"] if excused else []
    return "; ".join(parts)


def _reasons(excused: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(each["excused"] for each in excused))


def _lockstep(found: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    if found is None:
        yield "alone among the old", "not tried"
        yield "order of deployment", "not tried"
        return
    single = found["single"]
    unsafe = [unit for unit in single if not single[unit]["safe"]]
    safe = [unit for unit in single if unit not in unsafe]
    parts = [f"safe: {', '.join(safe)}"] if safe else []
    parts += [f"unsafe: {', '.join(f'{unit}{_often(single[unit])}' for unit in unsafe)}"] * bool(
        unsafe
    )
    excused = dict.fromkeys(each for step in single.values() for each in step.get("excused", ()))
    parts += [f"excused: {'; '.join(excused)}"] if excused else []
    yield "alone among the old", "; ".join(parts)
    order = found["order"]
    told = ", ".join(order) if order else f"none is safe: {found['why_none']}"
    rounds = found.get("rounds")
    tried = f" ({found['tried']} mixes in {rounds} rounds of orders)" if rounds else ""
    yield "order of deployment", f"{told}{tried}"


def _often(step: Mapping[str, Any]) -> str:
    """In how many rounds an unsafe step went wrong, where it was tried with orders."""
    return f" (in {step['wrong']} of {step['rounds']} rounds)" if step.get("rounds") else ""


def shown(experiment: Experiment, forecasts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is asked for, and each design's prediction and patch."""
    yield f"{experiment.name}: {experiment.title}"
    yield ""
    for text in (experiment.request, experiment.why):
        yield from textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="  ")
        yield ""
    first = experiment.forecast is not None
    columns = {design: dict(_forecast(each, first=first)) for design, each in forecasts.items()}
    yield from _row("", list(columns))
    for label in next(iter(columns.values())):
        yield from _row(label, [column[label] for column in columns.values()])
    yield ""
    yield f"  `ripple change run {experiment.name}` applies it and measures."


def _forecast(found: Mapping[str, Any], *, first: bool) -> Iterator[tuple[str, str]]:
    yield "asked as", found["prediction"]
    yield "predicted", _names(found["predicted"], found["new"])
    if first:
        kept = found["forecast"]
        yield "forecast, and made", _prediction(_sets(kept) if kept else None)
    own = found["own"]
    yield "patch", f"{own['files']} files, +{own['lines_added']} -{own['lines_deleted']}"
    yield "shared business", _business(found["business"])
    yield "stories", ", ".join(found["stories"])
