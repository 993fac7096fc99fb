"""Of both designs the same is foretold when nothing in them is called by a word with a meaning."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis.dependency import depend
from analysis.prediction import CannotApply, Change
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in
from tests.analysis.prediction.renaming import ROOT, renamed

pytestmark = pytest.mark.seldom  # a design is read with its code for each renaming

Told = dict[str, set[str]]


@pytest.mark.parametrize("side", ["choreography", "orchestration"])
@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(seed=st.integers(0, 10**9))
def test_every_change_hits_the_same_whatever_all_is_called(side: str, seed: int) -> None:
    with TemporaryDirectory() as folder:
        copy = renamed(side, Path(folder), seed)
        with _inside(Path(folder)):
            found = foretold(side)
    told = {copy(asked): [*map(copy, lines)] for asked, lines in as_it_is(side).items()}
    assert found.keys() == told.keys()
    differing = {asked: _words(found[asked]) ^ _words(told[asked]) for asked in told}
    assert not {asked: lines for asked, lines in differing.items() if lines}


@cache
def as_it_is(side: str) -> Told:
    with _inside(ROOT):
        return foretold(side)


def foretold(side: str) -> Told:
    """What is said of every change that can be asked, line by line, in no order.

    Of several ways by which a field comes to its reader, equally short, any may be shown.
    """
    world = World(depend([Path(side) / "template.yaml"], title=side))
    return {str(each).replace("'", ""): set(_lines(world, each)) for each in applicable_in(world)}


def _lines(world: World, change: Change) -> Iterator[str]:
    try:
        impact = predict_in(world, change)
    except CannotApply:
        yield "cannot be applied"
        return
    for hit in impact.hits:
        yield f"hit {hit.part} of {hit.service} {hit.starting} {hit.new} {hit.layers}"
        for cause in (cause for cause in hit.causes if cause.layer != "schema"):
            yield f"because {cause.reason}"
            for hop in cause.path:
                yield f"hop {hop.source} {hop.target} {hop.layer}"
                yield from (f"at {place.file} {place.line}" for place in hop.evidence)
    for each in impact.spared:
        reason, _, _first_fields = each.reason.partition(", but of it reading ")
        yield f"spared {each.part} of {each.service}: {reason}"
    yield from (f"note {note}" for note in impact.notes if not note.startswith("Passed from"))


def _words(lines: Iterable[str]) -> set[str]:
    """Each line's words: what it lists, it lists by name."""
    return {" ".join(sorted(re.findall(r"[\w./:]+", line))) for line in lines}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
