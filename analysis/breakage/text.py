"""What broken messages did, as text: a row a field, and in it a letter a way of breaking it."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.breakage.figures import WORST, figures
from analysis.breakage.model import (
    FIELD_COLUMNS,
    LETTERS,
    WHOLE_COLUMNS,
    Breakage,
    Reaction,
    cell,
)
from analysis.breakage.readers import Held

NOTHING = " "
MOST = 16
"""Characters of a service's name over its column."""


def lines(found: Breakage, readers: Held | None = None) -> Iterator[str]:
    """The figures first, then the matrix, then what was left out."""
    yield from headline(found, readers)
    yield ""
    key = ", ".join(f"{letter} {name}" for name, letter in LETTERS.items())
    yield f"{key}; small: at second hand; !: wrong, and nobody noticed."
    yield ""
    yield from matrix(found)
    if found.left_out:
        yield ""
        yield from (f"left out: {each}" for each in found.left_out)


def headline(found: Breakage, readers: Held | None = None) -> Iterator[str]:
    """What to remember, and how sure it is."""
    told = figures(found, readers)
    yield f"{found.design}: {told['broken']} messages broken, an order each, in {told['seconds']} s"
    yield (
        f"  {told['silent']} ({told['silent_percent']} %) ended WRONG WITH NOBODY NOTICING: "
        "no error, no dead letter, no failed execution"
    )
    never = told["silent"] - told["silent_settled"]
    yield f"    {told['silent_settled']} of them settled as if all were well, {never} never did"
    yield (
        f"    {told['silent_percent_of_effects']} % of the {told['did_something']} that did "
        "anything at all"
    )
    yield f"  {told['lost']} ({told['lost_percent']} %) never ended, and nobody noticed that either"
    kinds = ", ".join(f"{told[each]} {each}" for each in WORST)
    yield f"  by the worst that any service did: {kinds}"
    unlike = told["controls_that_did_something"]
    yield f"  {told['controls']} messages went the same way unchanged: " + (
        f"{unlike} OF THEM DID SOMETHING" if unlike else "none did anything"
    )
    if readers:
        yield (
            f"  readers of {len(readers.fields)} fields, measured against predicted: "
            f"precision {readers.precision:.3f}, recall {readers.recall:.3f}"
        )
        yield from (f"    {each}" for each in readers.disagreements)
        yield from (f"    not held: {each}" for each in readers.unheld)


def matrix(found: Breakage) -> Iterator[str]:
    """A row a field and one a message; a column a service, in it a letter a way."""
    yield from _table(found, FIELD_COLUMNS, list(_fields(found)))
    yield ""
    yield from _table(found, WHOLE_COLUMNS, list(_wholes(found)))


Row = tuple[str, Sequence[str], str]


def _table(found: Breakage, ways: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    names = {each: f"{each[:MOST]}" for each in found.services}
    wide = max((len(name) for name, _, _ in rows), default=0)
    columns = [max(len(names[each]), len(ways)) for each in found.services]
    heads = (names[x].ljust(room) for x, room in zip(found.services, columns, strict=True))
    yield f"{', '.join(ways)}:"
    yield f"{'':{wide}}  {'  '.join(heads)}".rstrip()
    for name, cells, mark in rows:
        told = (each.ljust(room) for each, room in zip(cells, columns, strict=False))
        yield f"{name:{wide}}  {'  '.join(told)}  {mark}".rstrip()


def _fields(found: Breakage) -> Iterator[Row]:
    last = ""
    for contract, path, ways in found.rows():
        if path and contract.name != last:
            last = contract.name
            yield last, (), ""
        if path:
            yield f"  {path}", *_cells(found, ways, FIELD_COLUMNS)


def _wholes(found: Breakage) -> Iterator[Row]:
    for contract, path, ways in found.rows():
        if not path:
            yield contract.name, *_cells(found, ways, WHOLE_COLUMNS)


def _cells(
    found: Breakage, by_way: Mapping[str, Sequence[Reaction]], ways: Sequence[str]
) -> tuple[list[str], str]:
    shown = [
        "".join(
            one.letter if (one := cell(by_way.get(way, ()), service)) else NOTHING for way in ways
        )
        for service in found.services
    ]
    return shown, "!" * sum(each.silent for verdicts in by_way.values() for each in verdicts)
