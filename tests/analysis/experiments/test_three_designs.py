"""Results of any number of designs: every one is told, and a break-even is of two."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from analysis.api.arguments import BadArgument
from analysis.api.results import Results
from analysis.experiments import Outcome, outcomes
from analysis.experiments.guesses import everybody, guessed, score_table
from analysis.experiments.outcome import designs_in, pairs
from analysis.experiments.pictures.album import whole_page
from analysis.experiments.pictures.evens import evens
from analysis.experiments.pictures.panels import Findings
from analysis.experiments.pictures.poster import poster_svg
from analysis.experiments.pictures.revealed import revealed
from analysis.experiments.said import headline, lower_in, made_in
from analysis.experiments.scores import ALL, BOTH, scores
from analysis.experiments.tables import even_table, poster_even_table
from analysis.palette import SIGNATURES
from tests.analysis.experiments.sample import results
from tools.findings_facts import facts

TWO = ("choreography", "orchestration")
THREE = (*TWO, "relay")


def with_a_third() -> list[dict[str, Any]]:
    """The third first, in two of the ten changes, as the choreography and a file more."""
    like = [each for each in results() if each["side"] == "choreography"][:2]
    return [{**each, "side": "relay", "files": each["files"] + 1} for each in like] + results()


@pytest.fixture
def three() -> tuple[Outcome, ...]:
    return outcomes(with_a_third())


@pytest.fixture
def alone(three: Sequence[Outcome]) -> list[Outcome]:
    return [each for each in three if each.side == "relay"]


def test_the_two_of_the_study_stand_first(three: Sequence[Outcome]) -> None:
    assert designs_in(three) == THREE
    assert pairs(three) == (TWO, (TWO[0], "relay"), (TWO[1], "relay"))


def test_each_is_scored_and_all_together(three: Sequence[Outcome]) -> None:
    found = scores(three)
    assert found["relay", ALL].counted == 2
    assert found[BOTH, ALL].counted == 22
    assert found["choreography", ALL] == scores(outcomes(results()))["choreography", ALL]


def test_a_break_even_is_of_every_two(three: Sequence[Outcome]) -> None:
    rows = even_table(three).rows
    assert {row[1] for row in rows} == {
        "choreography and orchestration", "choreography and relay", "orchestration and relay"
    }  # fmt: skip
    [of_two] = [row for row in even_table(outcomes(results())).rows if row[0] == "files"][:1]
    assert (of_two[0], "choreography and orchestration", *of_two[1:]) in rows
    files = [row for row in rows if row[:2] == ("files", "choreography and relay")]
    assert {row[-2] for row in files} == {"none: choreography lower"}
    assert len(poster_even_table(three).rows) == 3 * len(
        poster_even_table(outcomes(results())).rows
    )


def test_a_notebook_names_the_two_it_means(three: Sequence[Outcome]) -> None:
    measured = Results(three)
    for between in ((), ("relay",), ("relay", "relay"), "relay"):
        with pytest.raises(BadArgument, match="of two designs: name two of choreography, orch"):
            measured.break_even("files", between=between)
    with pytest.raises(BadArgument, match="did you mean 'relay'"):
        measured.break_even("files", between=("choreography", "relais"))
    even = measured.break_even("files", between=("relay", "choreography"))
    assert even.lower_everywhere == "choreography"
    assert measured.totals("files").head == ("measure", *THREE)


def test_whoever_is_lower_than_all_others_is_named(three: Sequence[Outcome]) -> None:
    assert headline(three) == (
        "Fewer services touched: choreography in 0, orchestration in 0, relay in 0, "
        "no design alone in 2 of 2 changes."
    )
    assert lower_in(three, "files") == {
        "choreography": ["add-sales-aggregation"], "orchestration": ["approve-large-orders"],
        "relay": [], "neither": [],
    }  # fmt: skip
    assert made_in(three) == "10 changes, made in 3 designs"


def test_facts_of_pairs_name_the_pair_where_there_are_several(three: Sequence[Outcome]) -> None:
    found, two = facts(three), facts(outcomes(results()))
    change = three[0].change
    assert found[f"{change}.choreography.relay.versus.files"] == "fewer than"
    assert found[f"{change}.choreography.relay.lower.files"] == "choreography"
    same = f"{change}.choreography.orchestration.versus.files"
    assert found[same] == two[f"{change}.versus.files"]
    assert found["even.sequence.files.choreography.orchestration"] == two["even.sequence.files"]


def test_a_guess_at_a_change_is_of_the_designs_that_made_it(three: Sequence[Outcome]) -> None:
    mine = guessed(three, everybody(three))
    assert len(mine) == len(three)
    assert [row[1] for row in score_table({"all": mine}).rows] == [*THREE, BOTH]


def test_one_alone_is_told_and_held_against_nobody(alone: list[Outcome]) -> None:
    assert headline(alone) == "Of relay alone: there is nothing to compare it with."
    assert even_table(alone).rows == ()
    assert "2 changes, made in one design" in whole_page(Findings(alone))
    ET.fromstring(poster_svg(Findings(alone)))
    assert [text.get_text() for text in evens(alone).texts]


@pytest.mark.slow
def test_every_design_is_drawn_in_its_colour(three: Sequence[Outcome]) -> None:
    ET.fromstring(poster_svg(Findings(three)))
    said = [
        text.get_text()
        for ax in revealed(three, {"all": guessed(three, everybody(three))}, three[0].change).axes
        for text in ax.texts
    ]
    assert [said.count(each) for each in THREE] == [1, 1, 1]
    assert len(evens(three).axes) == 2 * len(pairs(three))
    colours = {line.get_color() for ax in evens(three).axes for line in ax.lines}
    assert {each.colour for each in SIGNATURES[:3]} <= colours


def test_the_order_of_a_file_does_not_move_the_two(three: Sequence[Outcome]) -> None:
    backwards = [replace(each) for each in reversed(three)]
    assert designs_in(backwards) == THREE


@pytest.mark.parametrize(("at", "ink"), [(0, "#FFFFFF"), (1, "#1F2933"), (2, "#000000")])
def test_what_stands_on_a_colour_can_be_read(at: int, ink: str) -> None:
    assert SIGNATURES[at].ink == ink
    assert SIGNATURES[at].tint != SIGNATURES[at].colour
