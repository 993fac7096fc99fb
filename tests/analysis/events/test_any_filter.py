"""Any filter whatever: never an error, and knowing more never turns a no into a yes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.events import Emission, Subscription, match
from analysis.extract.events.operators import Passing
from analysis.extract.events.patterns import ABSENT, UNKNOWN, passes
from analysis.extract.events.said import SCOPES
from analysis.graph import Edge, Evidence, Node
from analysis.source.document import Block, Items
from analysis.source.values import Joined, Options, Reference, Unknown

HERE = Evidence("t.yaml", 1, "x")
NAMES = st.sampled_from(
    ["source", "detail-type", "detail", "event_type", "body", "a", "$or", "prefix", "suffix",
     "anything-but", "numeric", "exists", "cidr", "equals-ignore-case", "wildcard", ""]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.floats(), st.text("ab*\\./1", max_size=6),
    st.just(Reference("R")), st.just(Unknown("why")), st.just(Joined((Reference("R"), "x"))),
    st.just(Options(("a", 1))),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=4).map(Block),
        st.lists(inner, max_size=3).map(Items),
    ),
    max_leaves=12,
)
PLAIN = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), st.text("ab1", max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)


@given(pattern=ANYTHING, detail=st.none() | st.dictionaries(NAMES, ANYTHING, max_size=3))
def test_no_filter_raises(pattern: Any, detail: Any) -> None:
    nodes = {"P": Node("P", "function"), "C": Node("C", "bus"), "R": Node("R", "rule")}
    edges = [Edge("P", "C", "publishes"), Edge("C", "R", "routes")]
    for scope in SCOPES:
        heard = Subscription("C", "R", HERE, pattern, scope)
        said = Emission("P", "C", HERE, types=("a",), attributes={"a": ("1",)}, detail=detail)
        for emissions in ([], [said]):
            matched = match(emissions, [heard], nodes, edges)
            known = {*nodes, *(node.id for node in matched.nodes)}
            assert {end for e in matched.edges for end in (e.source, e.target)} <= known


@given(pattern=st.dictionaries(NAMES, PLAIN, max_size=4), event=st.dictionaries(NAMES, PLAIN))
def test_what_is_known_whole_is_never_less_decided(pattern: Any, event: Any) -> None:
    whole, partly = passes(pattern, event, ABSENT), passes(pattern, event, UNKNOWN)
    assert whole is not Passing.POSSIBLE
    assert partly in (whole, Passing.POSSIBLE)
