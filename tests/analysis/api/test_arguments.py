"""What is given is taken, or refused in one sentence that names it and what is wanted."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.api.arguments import BadArgument

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "bike-rentals.yaml"
Asking = Callable[[analysis.Architecture], Any]


@pytest.mark.parametrize(
    "given",
    [
        (SAMPLE,),
        (str(SAMPLE),),
        ([SAMPLE],),
        (str(SAMPLE), SAMPLE.with_name("sales-figures.yaml")),
        ([str(SAMPLE), SAMPLE.with_name("sales-figures.yaml")],),
        (SAMPLE.parent,),
    ],
    ids=["path", "text", "list", "two", "list of two", "folder"],
)
def test_a_system_is_read_from_whatever_is_a_path(given: tuple[Any, ...]) -> None:
    read = analysis.read(*given)
    assert "ReturnBikeFunction" in " ".join(node.id for node in read.graph().nodes)


REFUSED: list[tuple[str, Asking, str]] = [
    ("nothing", lambda _: analysis.read(), "nothing"),
    ("a graph", lambda it: analysis.read(it.graph()), "a Graph"),
    ("a system again", analysis.read, "an Architecture"),
    ("a number", lambda _: analysis.read(7), "an int"),
    ("bytes", lambda _: analysis.read(b"template.yaml"), "a bytes"),
    ("an empty text", lambda _: analysis.read(""), "nothing"),
    ("an empty list", lambda _: analysis.read([]), "nothing"),
    ("a template's text", lambda _: analysis.read("Resources:\n  A: 1"), "the text of a template"),
    ("a list of parameters", lambda _: analysis.read(SAMPLE, parameters=["x"]), "a list"),
    ("a number for a parameter", lambda _: analysis.read(SAMPLE, parameters={"x": 1}), "an int"),
    ("a number for a title", lambda _: analysis.read(SAMPLE, title=1), "an int"),
    ("a view", lambda it: it.graph("service"), "'service'"),
    ("a graph for a view", lambda it: it.graph(it.graph()), "A Graph"),
    ("a reading", lambda it: it.draw(reading="flows"), "'flows'"),
    ("a layer", lambda it: it.dependencies("schemas"), "'schemas'"),
    ("a view to measure", lambda it: it.to_networkx("resources"), "'resources'"),
    ("a layer to measure", lambda it: it.to_networkx("parts", "all"), "'all'"),
    ("an operator", lambda it: it.changes("rename"), "'rename'"),
    ("a file of teams", lambda it: it.graph("teams", teams="teams.yaml"), "'teams.yaml'"),
    ("teams to compare", lambda it: analysis.compare(it, it, teams=["a"]), "a list"),
    ("a list of services", lambda it: it.to_networkx("teams", teams={"a": ["b"]}), "a list"),
    ("a mix in words", lambda it: analysis.compare(it, it, mix="order=1"), "'order=1'"),
    ("a weight in words", lambda it: analysis.compare(it, it, mix={"order": "1"}), "'1'"),
    ("a trace that is none", lambda it: it.reconcile({"ada": it}), "an Architecture"),
    ("no change", lambda it: it.predict(None), "nothing"),
    ("a graph for a change", lambda it: it.predict(it.graph()), "a Graph"),
    ("several changes", lambda it: it.predict(["remove-step A"]), "a list"),
    ("a graph to compare", lambda it: analysis.compare(it, it.graph()), "a Graph"),
    ("a number to compare", lambda it: analysis.compare(it, 3), "an int"),
    ("dependencies to diff", lambda it: analysis.diff(it, it.dependencies()), "a Dependencies"),
    ("nothing to draw", lambda _: analysis.plot(), "nothing"),
    ("a path to draw", lambda _: analysis.plot("x.yaml"), "the text 'x.yaml'"),
    ("mixed things to draw", lambda it: analysis.plot(it, {}), "an Architecture and a dict"),
    ("a picture", lambda _: analysis.plot(nx.DiGraph([(1, 2)]), picture="cube"), "'cube'"),
    ("a list of traces", lambda it: it.reconcile([{}]), "a list"),
    ("a graph of results", lambda it: analysis.results(it.graph()), "a Graph"),
    ("a suffix", lambda it: it.draw().save("x.gif"), "'.gif'"),
    ("no place", lambda it: it.draw().save(None), "nothing"),
    ("no place for a page", lambda it: it.page().save(3), "an int"),
]


@pytest.mark.parametrize(
    ("ask", "named"), [each[1:] for each in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_is_not_wanted_is_named_beside_what_is(
    ask: Asking, named: str, rentals: analysis.Architecture
) -> None:
    with pytest.raises(BadArgument) as refusal:
        ask(rentals)
    said = str(refusal.value)
    assert named in said
    assert re.search(r"it wants|choose of|did you mean", said)
    assert said.endswith((".", "?"))
    assert "\n" not in said


@given(st.one_of(st.text(), st.integers(), st.none(), st.binary(), st.lists(st.integers())))
def test_whatever_is_read_is_read_or_refused(given: object) -> None:
    with contextlib.suppress(analysis.Refused):
        analysis.read(given)


def test_a_change_is_taken_as_text_or_as_one_that_was_offered(
    rentals: analysis.Architecture,
) -> None:
    offered = rentals.changes()[0]
    assert rentals.predict(offered) == rentals.predict(str(offered))


@pytest.mark.slow
def test_paths_are_taken_where_systems_are_meant(rentals: analysis.Architecture) -> None:
    other = SAMPLE.with_name("sales-figures.yaml")
    by_path = analysis.compare(str(SAMPLE), other)
    assert by_path.table() == analysis.compare([rentals, analysis.read(other)]).table()
    assert by_path.levels[0].table().rows
