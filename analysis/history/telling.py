"""A past as text to read, and as plain values."""

from collections.abc import Iterator
from typing import Any

from analysis.history.past import Past
from analysis.history.shares import Proportion
from analysis.history.together import UnitPair
from analysis.plain_text import plain
from analysis.plain_values import to_plain
from analysis.prediction.operator import ChangeKind
from analysis.wording import clipped, counted, some

FORMAT = "ripple-history/1"
_MOST = 8


def told(past: Past, *, full: bool = False) -> str:
    """It as text; ``full`` lists every change."""
    lines = [f"{past.title}: {counted(len(past.records), 'change')}, by {past.unit}", ""]
    lines += [f"  {each}" for each in _answer(past)]
    for heading, found in (
        ("left out of every number", _left_out(past)),
        ("kinds of change", _kinds(past)),
        ("changed together, and nothing joins them", _pairs(past, joined=False)),
        ("joined, and never changed together", _pairs(past, joined=True)),
        ("what would have been foretold, of whom a change touches beside where it began",
         _foretold(past)),
        ("every change", _changes(past) if full else iter(())),
    ):  # fmt: skip
        section = [f"    {line}" for line in found]
        lines += ["", f"  {heading}", *section] if section else []
    lines += [f"\n  Note: {note}" for note in past.notes]
    return plain("\n".join(lines)) + "\n"


def _answer(past: Past) -> Iterator[str]:
    if not past.counted:
        yield "No change touched anything that was read."
        return
    one, two, more = past.touching(1, 1), past.touching(2, 2), past.touching(3)
    yield f"Of {counted(one.total, 'change')} that touched a {past.unit}, {one} touched one alone,"
    yield f"{two} two, and {more} more."
    known = sum(past.operators.values())
    if known:
        additive = past.share_of(ChangeKind.ADDITIVE)
        yield (
            f"{known} of them are recognised as an operator; {additive} of these are additive. "
            f"For `--mix`: {mix_of(past)}"
        )
    else:
        yield "None is recognised as an operator, so no mix of changes can be told of it."


def mix_of(past: Past) -> str:
    """The mix as `ripple compare --mix` takes it."""
    return ",".join(f"{name}={count}" for name, count in past.operators.items())


def _left_out(past: Past) -> Iterator[str]:
    for why, count in past.left_out.items():
        yield f"{count:5}  {why}"


def _kinds(past: Past) -> Iterator[str]:
    for kind, count in past.kinds.items():
        yield f"{count:5}  {Proportion(count, len(past.records))}  {kind}"


def _pairs(past: Past, *, joined: bool) -> Iterator[str]:
    found = past.unused if joined else past.unjoined
    for each in found[:_MOST]:
        yield _pair(each)
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST} more pairs"


def _pair(each: UnitPair) -> str:
    times = f"{each.together} times together, of {each.of_one} and {each.of_other}"
    return f"{each.one} and {each.other}: {times}"


def _foretold(past: Past) -> Iterator[str]:
    rows = [each for each in past.foretold if each.hits or each.false_alarms or each.misses]
    for each in rows:
        yield (
            f"{each.by:28} precision {_figure(each.precision)}  recall {_figure(each.recall)}  "
            f"({each.hits} right, {each.false_alarms} false alarms, {each.misses} missed)"
        )
    if rows and (why := rows[0].reasons):
        listed = sorted(why.items(), key=lambda x: (-x[1], x[0]))
        yield f"missed by structure: {some([f'{name} ({count})' for name, count in listed])}"


def _figure(value: float | None) -> str:
    return " –  " if value is None else f"{value:.2f}"


def _changes(past: Past) -> Iterator[str]:
    for each in past.records:
        units = each.of(past.unit).units
        yield f"{each.id[:10]} {each.when[:10]}  {each.name}: {some(units) or each.seen}"
        yield f"{'':23}{clipped(each.subject, 90)}"


def to_wire(past: Past) -> dict[str, Any]:
    """It as plain JSON values."""
    return {
        "format": FORMAT,
        "title": past.title,
        "unit": past.unit,
        "changes": len(past.records),
        "left_out": dict(past.left_out),
        "kinds": dict(past.kinds),
        "touching": {
            name: _share(past.touching(least, most))
            for name, least, most in (("one", 1, 1), ("two", 2, 2), ("more", 3, None))
        },
        "mix": dict(past.operators),
        "shares": {str(kind): _share(past.share_of(kind)) for kind in ChangeKind},
        "together_without_arrow": [_pair_wire(each) for each in past.unjoined],
        "arrows_without_change": [_pair_wire(each) for each in past.unused],
        "foretold": [
            {
                "by": each.by,
                "hits": each.hits,
                "false_alarms": each.false_alarms,
                "misses": each.misses,
                "precision": each.precision,
                "recall": each.recall,
                "reasons": dict(each.reasons),
            }
            for each in past.foretold
        ],
        "records": [
            {key: value for key, value in to_plain(each).items() if key != "touched"}
            | {"touched": {unit: list(x.units) for unit, x in each.touched.items()}}
            for each in past.records
        ],
        "notes": list(past.notes),
    }


def _share(share: Proportion) -> dict[str, Any]:
    return {"count": share.count, "of": share.total, "share": share.value,
            "interval": list(share.interval) if share.interval else None}  # fmt: skip


def _pair_wire(each: UnitPair) -> dict[str, Any]:
    return {"one": each.one, "other": each.other, "together": each.together,
            "of_one": each.of_one, "of_other": each.of_other}  # fmt: skip
