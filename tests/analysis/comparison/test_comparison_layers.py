"""The sensitivity table: no layer is left out, and each verdict is the one its numbers give."""

import re
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.columns import apart
from analysis.comparison.comparison import Comparison, NothingToCompare, compare
from analysis.comparison.layers import ALL, LayerRow
from analysis.comparison.measured import BY_KEY, COMPARED
from analysis.comparison.sentences import sentences
from analysis.comparison.text import to_text
from analysis.comparison.verdict import verdict
from analysis.dependency import LAYERS, Dependencies
from tests.analysis.comparison.worlds import design

pytestmark = pytest.mark.slow  # each compares whole systems

ROWS = [*LAYERS, "all"]
CHAIN = "a -> b schema\n b -> c schema\n c -> d schema\n d"
STAR = "m -> a schema\n m -> b schema\n m -> c schema"


def compared(*designs: Dependencies) -> Comparison:
    return compare(designs, everywhere=lambda _: [])


def printed(text: str, level: str) -> dict[str, list[str]]:
    """The cells of each row of the printed table, by layer."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"Layer by layer, {level}"):
            break
    rows = {}
    for line in list(lines)[3:]:
        if not line.strip():
            break
        layer, *cells = re.split(r"\s{2,}", line.strip())
        rows[layer] = cells
    return rows


def row_of(found: Comparison, layer: str, level: str = "services") -> LayerRow:
    table = found.level(level)
    assert table
    row = table.row(layer)
    assert row
    return row


def said_of(names: list[str], numbers: list[float]) -> str:
    """The verdict, found out again from what is printed."""
    lowest = [name for name, number in zip(names, numbers, strict=True) if number == min(numbers)]
    return "tie" if len(lowest) == len(names) else " = ".join(lowest)


names = st.sampled_from("abcde")
edges = st.tuples(names, names, st.sampled_from(LAYERS)).filter(lambda edge: edge[0] != edge[1])
worlds = st.lists(edges, min_size=1, max_size=14, unique=True)


@pytest.mark.slow
@settings(max_examples=25)
@given(worlds, worlds)
def test_the_verdict_printed_is_the_one_the_numbers_give(
    one: list[tuple[str, str, str]], other: list[tuple[str, str, str]]
) -> None:
    drawn = [
        design(title, "\n".join(f"{i} -> {j} {layer}" for i, j, layer in world))
        for title, world in (("one", one), ("other", other))
    ]
    found = compared(*drawn)
    text = to_text(found)
    for level in ("services", "components", "parts"):
        rows = printed(text, level)
        assert list(rows)[: len(ROWS)] == ROWS
        for layer, (edges_1, edges_2, cost_1, cost_2, hit_1, hit_2, said) in rows.items():
            if edges_1 == edges_2 == "0":
                assert said == "nothing to compare: no design has any"
                continue
            by_cost = said_of(["one", "other"], [float(cost_1), float(cost_2)])
            by_hit = said_of(["one", "other"], [float(hit_1), float(hit_2)])
            bare = re.sub(r" \(none in [^)]*\)", "", said)
            expected = by_cost if by_cost == by_hit else f"cost: {by_cost}; others hit: {by_hit}"
            assert bare == expected, layer
            assert ("none in" in said) == ("0" in (edges_1, edges_2))


@settings(max_examples=15)
@given(worlds)
def test_a_design_ties_with_itself_on_every_measure(world: list[tuple[str, str, str]]) -> None:
    text = "\n".join(f"{i} -> {j} {layer}" for i, j, layer in world)
    found = compared(design("one", text), design("other", text))
    for level in found.levels:
        told = [row.verdict(measure) for row in level.rows for measure in COMPARED]
        assert all(each.tie or not each.lowest for each in told)
    assert not [said for said in sentences(found) if "disagree" in said]


def test_every_measure_has_a_verdict_on_every_layer() -> None:
    found = compared(design("chain", CHAIN), design("star", STAR))
    for level in found.levels:
        for measure in COMPARED:
            assert [row.layer for row in level.rows if row.verdict(measure)][: len(ROWS)] == ROWS


def test_numbers_by_hand() -> None:
    row = row_of(compared(design("chain", CHAIN), design("star", STAR)), "schema")
    # Four elements: a chain sees 4+3+2+1 pairs, a star 4+1+1+1.
    assert row.values(BY_KEY["propagation_cost"]) == (10 / 16, 7 / 16)
    assert row.values(BY_KEY["hit_mean"]) == (6 / 4, 3 / 4)
    assert row.verdict(BY_KEY["propagation_cost"]).lowest == ("star",)
    assert row.verdict(BY_KEY["efferent_most"]).lowest == ("chain",)


def test_layers_that_disagree_are_said_to() -> None:
    one = design("one", "a -> b schema\n a -> b control\n b -> c control")
    other = design("other", "a -> b schema\n b -> c schema\n a -> b control")
    (said,) = [
        each
        for each in sentences(compared(one, other))
        if each.startswith("The layers disagree (components)")
    ]
    assert said.endswith(
        "on whose propagation cost is lower: one on schema; other on control; tie on all layers "
        "together; nothing to compare on runtime, data and deployment."
    )


def test_a_tie_is_a_tie() -> None:
    found = compared(design("one", "a -> b data"), design("other", "x -> y data"))
    assert printed(to_text(found), "services")["data"][-1] == "tie"


def test_what_is_empty_on_one_side_is_said_to_be() -> None:
    found = compared(design("one", "a -> b data"), design("other", "x -> y runtime"))
    rows = printed(to_text(found), "services")
    assert rows["data"][-1] == "other (none in other)"
    assert rows["runtime"][-1] == "one (none in one)"
    said = [each for each in sentences(found) if each.startswith("Empty layers (components)")]
    assert said[0].endswith(
        "no design has a dependency on schema, control and deployment; one has no dependency on "
        "runtime; other has no dependency on data."
    )


def test_where_nobody_has_a_dependency_the_number_of_elements_decides_nothing() -> None:
    found = compared(design("two", "a -> b data"), design("three", "x -> y data\n z"))
    row = row_of(found, "schema")
    assert row.values(BY_KEY["propagation_cost"]) == (1 / 2, 1 / 3)
    assert not row.verdict(BY_KEY["propagation_cost"]).lowest
    assert any(
        "(components): no design has a dependency on schema" in each for each in sentences(found)
    )


def test_elements_without_part_in_a_layer_do_not_decide_in_silence() -> None:
    lonely = "\n".join(f"z{number}" for number in range(9))
    found = compared(
        design("chain", f"a -> b data\n b -> c data\n{lonely}"), design("two", "x -> y data")
    )
    row = row_of(found, "data")
    assert row.verdict(BY_KEY["propagation_cost"]).lowest == ("chain",)
    assert row.touched_verdict().lowest == ("chain",)
    wide = compared(
        design("chain", f"a -> b data\n b -> a data\n{lonely}"), design("two", "x -> y data")
    )
    said = [each for each in sentences(wide) if each.startswith("Counted over only")]
    assert "another design on data, all layers together" in said[0]
    assert said[0].endswith("(services): two, not chain.")


def test_three_designs_share_a_verdict() -> None:
    found = compared(design("chain", CHAIN), design("star", STAR), design("other star", STAR))
    assert str(row_of(found, "schema").verdict(BY_KEY["propagation_cost"])) == "star = other star"
    assert "star = other star" in to_text(found)


def test_rows_are_there_for_channels_too() -> None:
    found = compared(design("one", CHAIN), design("other", STAR))
    services = found.level("services")
    assert services
    assert [row.layer for row in services.rows] == [
        *ROWS,
        "runtime (channels owned)",
        "all (channels owned)",
    ]


def test_who_owns_a_channel_can_turn_the_verdict() -> None:
    owners = {"f": "one", "t": "one", "g": "two"}
    published = design("topic", "f -> t runtime\n g -> t runtime", services=owners, topics=("t",))
    called = design("call", "f -> g runtime\n g -> f runtime", services=owners)
    found = compared(published, called)
    cost = BY_KEY["propagation_cost"]
    assert row_of(found, "runtime").values(cost) == (2 / 4, 4 / 4)
    assert row_of(found, "runtime (channels owned)").values(cost) == (3 / 4, 4 / 4)
    assert row_of(found, "all (channels owned)").values(cost) == (3 / 4, 4 / 4)


def test_without_services_it_compares_components_and_says_so_once() -> None:
    found = compared(design("one", CHAIN, services={}), design("other", STAR))
    assert [level.name for level in found.levels] == ["components", "parts"]
    said = [each for each in sentences(found) if "names no service" in each]
    assert len(said) == 1
    assert said[0].endswith("so that all is compared at the level of components.")
    assert list(printed(to_text(found), "components")) == ROWS


@pytest.mark.parametrize(
    ("designs", "said"),
    [
        ([design("one", CHAIN)], "two designs at least"),
        ([design("one", CHAIN), design("empty", "")], "empty: nothing was found in it"),
    ],
)
def test_it_refuses_what_cannot_be_compared(designs: list[Dependencies], said: str) -> None:
    with pytest.raises(NothingToCompare, match=said):
        compared(*designs)


def test_designs_of_one_name_are_told_apart() -> None:
    assert compared(design("same", CHAIN), design("same", STAR)).names == ("same (1)", "same (2)")


def test_rounding_is_no_difference() -> None:
    assert verdict(["a", "b"], [0.1 + 0.2, 0.3]).tie
    assert verdict(["a", "b"], [0.3, 0.3001]).lowest == ("a",)
    assert verdict(["a", "b"], [None, 0.3]).lowest == ()


def test_different_numbers_look_different() -> None:
    assert apart([0.12341, 0.12342], 3) == ["0.12341", "0.12342"]
    assert apart([0.5, 0.5, None], 3) == ["0.500", "0.500", "–"]
    assert apart([3, 4]) == ["3", "4"]
    assert apart([0.1 + 0.2, 0.3]) == ["0.30", "0.30"]


def test_no_winner_is_announced() -> None:
    text = to_text(compared(design("one", CHAIN), design("other", STAR)))
    assert "winner" not in text
    assert ALL in chain.from_iterable(line.split() for line in text.splitlines())


def structure_rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of the first table of all measures, by name."""
    _, _, table = text.partition("Every measure, all layers together")
    lines = table.partition("Likelihood of")[0].splitlines()
    return {name: cells for name, *cells in (re.split(r"\s{2,}", line.strip()) for line in lines)}


def test_roles_by_the_median_are_called_so_and_not_core() -> None:
    circle = "a -> b schema\n b -> c schema\n c -> a schema\n d -> a schema"
    rows = structure_rows(to_text(compared(design("circle", circle), design("star", STAR))))
    assert rows["core"][:2] == ["3", "–"]
    assert rows["control"][:2] == ["1", "–"]
    assert rows["median both ways"][:2] == ["–", "3"]
    assert rows["median dependencies"][:2] == ["–", "1"]


def test_nobody_has_a_role_where_nothing_depends_on_anything() -> None:
    found = compared(design("one", CHAIN), design("other", STAR))
    assert all(not each.roles for each in row_of(found, "control").structures)
    assert all(each.roles for each in row_of(found, "schema").structures)
    rows = structure_rows(to_text(compared(design("none", "a\n b"), design("nil", "a\n c"))))
    assert not rows.keys() & {"core", "median both ways"}
