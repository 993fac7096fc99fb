"""Where the fields of documents come from: below a copy all is copied, below others nothing is."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.machines.paths import WHOLE
from analysis.fields.machines import Origin, every, select

names = st.sampled_from(["a", "b", "c"])
paths = st.lists(names, min_size=1, max_size=3).map(".".join)


@given(paths, paths)
def test_what_is_below_a_copy_is_a_copy_of_what_is_below(above: str, below: str) -> None:
    tree = {above: frozenset({Origin("request:A", "x")})}
    found = select(tree, f"{above}.{below}")
    assert found == {WHOLE: frozenset({Origin("request:A", f"x.{below}")})}


@given(paths, paths)
def test_what_is_below_something_computed_is_computed_of_the_same(above: str, below: str) -> None:
    made = Origin("request:A", "x", copied=False)
    assert select({above: frozenset({made})}, f"{above}.{below}") == {WHOLE: frozenset({made})}


@given(paths)
def test_the_document_itself_is_what_it_is(path: str) -> None:
    copy = Origin("request:A", "x")
    assert select({path: frozenset({copy})}, path) == {WHOLE: frozenset({copy})}


def test_all_that_a_document_comes_from() -> None:
    tree = {"a": frozenset({Origin("request:A", "x")}), "b": frozenset[Origin]()}
    assert every(tree) == {Origin("request:A", "x")}
    assert every(tree, copied=False) == {Origin("request:A", "x", copied=False)}
