"""Whatever is in an input, it is answered or refused in a sentence; `make fuzz` tries many more."""

import sys
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import fuzz  # noqa: E402 - a script, found where scripts are
import mutating  # noqa: E402

READERS = fuzz.readers()
INPUTS = {"traces": 300, "results": 300, "definition": 100, "handler-bytes": 60}
OTHERS = 30  # of those that read a whole system


@pytest.mark.seldom
@pytest.mark.parametrize("name", READERS)
def test_an_input_that_is_changed_at_random_is_answered_or_refused(name: str) -> None:
    count = INPUTS.get(name, OTHERS)

    assert not list(fuzz.faults(name, READERS[name], range(count)))


@pytest.mark.seldom
@pytest.mark.parametrize("name", READERS)
def test_most_inputs_differ_and_each_is_made_again_by_its_seed(name: str) -> None:
    made = [READERS[name].change(Random(seed)) for seed in range(20)]

    assert len(set(made)) > 10
    assert made == [READERS[name].change(Random(seed)) for seed in range(20)]


def test_a_reader_that_breaks_is_told_with_the_seed_that_breaks_it() -> None:
    broken = fuzz.Reader(lambda random: bytes([random.randrange(2)]), lambda it, _: 1 / it[0])

    found = list(fuzz.faults("broken", broken, range(20)))

    assert 0 < len(found) < 20
    assert all("ZeroDivisionError" in each.told for each in found)


def test_every_kind_of_change_keeps_a_tree_a_tree() -> None:
    tree = {"a": [1, {"b": "c"}], "d": None}

    changed = [mutating.changed_tree(tree, Random(seed)) for seed in range(300)]

    assert tree == {"a": [1, {"b": "c"}], "d": None}
    assert sum(each != tree for each in changed) > 200
