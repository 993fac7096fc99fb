"""What the changes say in sentences: which touch fewer, what decides, what was left out."""

from collections.abc import Iterator

from analysis.comparison.columns import apart
from analysis.comparison.comparison import Comparison
from analysis.comparison.kinds import by_kind
from analysis.comparison.mix import Mix
from analysis.comparison.verdict import by_lowest, listed, verdict
from analysis.walking import grouped


def of_operators(found: Comparison, counted: str) -> tuple[str, ...]:
    """About the operators, each by itself, counted in services, teams or parts."""
    rows = [row for row in found.operators if not row.nowhere]
    said = list(_nowhere(found))
    if not rows:
        return (*said, "No change can be applied in every design.")
    by = {row.operator: row.verdict(of=counted) for row in rows}
    said += _refused(found)
    return (
        f"On average fewer {counted} are touched in {by_lowest(by, 'by')}.",
        *_matched(found, counted),
        *said,
    )


def _nowhere(found: Comparison) -> Iterator[str]:
    by = grouped((listed(row.nowhere), row.operator) for row in found.operators if row.nowhere)
    for names, operators in by.items():
        yield f"Not compared, since {names} has no place for them: {listed(operators)}."


def _refused(found: Comparison) -> Iterator[str]:
    """What was tried and cannot be made, design by design."""
    for row in found.operators:
        for name, places in zip(row.names, row.places, strict=True):
            if places.refused and len(places):
                count = len(places.refused)
                yield f"{row.operator}: {count} that {name} cannot make are not among its places."


def _matched(found: Comparison, counted: str) -> Iterator[str]:
    """Where counting every place alike, and every name alike, crown different designs."""
    for row in found.operators:
        matched = row.matched(of=counted)
        if matched is None or row.nowhere:
            continue
        by_place = row.verdict(of=counted)
        by_name = verdict(row.names, matched.means)
        if by_place.lowest != by_name.lowest:
            shown = ", ".join(
                f"{name} {value}"
                for name, value in zip(row.names, apart(matched.means), strict=True)
            )
            yield (
                f"{row.operator} over only the {len(matched.subjects)} names that every design "
                f"has, each alike: {shown}; lower is {by_name}, not {by_place}."
            )


def of_mix(mix: Mix) -> tuple[str, ...]:
    """About the weights."""
    if mix.expected is None:
        return ()
    kinds = by_kind(mix.weights)
    said = [
        f"No weights whatever make {a} touch more {mix.counted} than {b} on average."
        for a, b in mix.never_more()
    ]
    said += [
        f"Break-even at {_percent(turn.share)} of {turn.of} changes: {turn.below} is lower below, "
        f"{turn.above} above."
        for turn in mix.turns
        if turn.of in kinds
    ]
    if not said:
        said = ["No share of one kind of changes turns the verdict."]
    return tuple(said)


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")
