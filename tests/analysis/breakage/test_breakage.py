"""Broken messages counted, held against predicted readers, and shown."""

import analysis
from analysis.breakage import text
from analysis.breakage.model import (
    REFUSED,
    STARVED,
    STUCK,
    UNAFFECTED,
    WRONG,
    Agreed,
    Breakage,
    Mutant,
    Reaction,
    cell,
)
from analysis.breakage.picture import heat
from analysis.breakage.readers import held
from analysis.dependency.model import Dependencies
from analysis.facts import Contract, Facts, Field, Read
from analysis.graph import Graph
from analysis.style import to_bytes

SOLD = Agreed("Sold", "shop", ("till", "store"), ("id", "data", "data.sum", "data.note"))


def verdict(path: str, how: str, till: str, store: str = UNAFFECTED, **more: object) -> Reaction:
    own = tuple(n for n, x in (("store", store), ("till", till)) if x in (REFUSED, WRONG))
    told = {"first_hand": own, **more}
    reactions = {"till": till, "store": store}
    return Reaction(Mutant("Sold", path, how, "confirmed"), "o-1", reactions, **told)  # type: ignore[arg-type]


FOUND = Breakage(
    "shop",
    ("till", "store"),
    (SOLD,),
    (
        verdict(
            "id", "dropped", REFUSED, REFUSED, noticed=("KeyError in Till",), end="given up on"
        ),
        verdict("data.sum", "dropped", REFUSED, STARVED, noticed=("KeyError in Till",)),
        verdict("data.sum", "emptied", WRONG),
        verdict("data.note", "dropped", UNAFFECTED),
        verdict("data.note", "emptied", UNAFFECTED),
        verdict("", "dropped", STARVED, STARVED, end=STUCK),
    ),
)


def told(*reads: Read) -> Dependencies:
    fields = tuple(Field(each) for each in ("id", "sum", "note"))
    facts = Facts((Contract("Topic/Sold", "event", "Sold", ("Shop",), fields),), reads)
    return Dependencies("shop", (), (), facts, Graph("shop", (), ()))


TILL = Read("Till", "Topic/Sold", (Field("id"), Field("sum")))
SERVICES = {"Till": "till", "Store": "store"}


def test_wrong_with_nobody_noticing_is_a_share_of_all_that_was_broken() -> None:
    assert [each.mutant.how for each in FOUND.silent] == ["emptied"]
    assert FOUND.share(FOUND.silent) == 1 / 6
    assert [each.mutant.how for each in FOUND.lost] == ["dropped"]


def test_measured_readers_are_held_against_predicted_ones_field_by_field() -> None:
    found = held(FOUND, told(TILL, Read("Store", "Topic/Sold", (Field("id"),))), SERVICES)
    assert (found.precision, found.recall, found.disagreements) == (1.0, 1.0, ())
    found = held(FOUND, told(TILL), SERVICES)
    assert (found.precision, found.recall) == (1.0, 2 / 3)
    assert [str(each) for each in found.disagreements] == ["Sold.id: measured alone: store"]


def test_a_reader_of_unknown_fields_is_predicted_for_all() -> None:
    found = held(FOUND, told(TILL, Read("Store", "Topic/Sold", None)), SERVICES)
    assert (found.precision, found.recall) == (0.6, 1.0)


def test_a_contract_that_code_does_not_show_is_said_and_not_counted() -> None:
    bare = Dependencies("shop", (), (), Facts(), Graph("shop", (), ()))
    found = held(FOUND, bare, SERVICES)
    assert found.fields == ()
    assert found.unheld == ("Sold is not known by its template and code",)


def test_a_cell_has_the_worst_and_says_whether_anybody_noticed() -> None:
    emptied = [each for each in FOUND.verdicts if each.mutant.how == "emptied"]
    one = cell(emptied, "till")
    assert one
    assert (one.letter, one.silent) == ("W", True)
    dropped = cell([FOUND.verdicts[1]], "store")
    assert dropped
    assert (dropped.letter, dropped.silent) == ("s", False)
    assert cell([], "till") is None


def test_the_matrix_has_a_letter_a_way_and_a_mark_for_what_nobody_noticed() -> None:
    rows = [line.split() for line in text.matrix(FOUND)]
    assert ["data.sum", "R", "W", "s", "·", "!"] in rows
    assert ["Sold", "s", "s"] in rows


def test_it_reads_back_and_the_picture_is_the_same_twice() -> None:
    assert Breakage.from_wire(FOUND.to_wire()) == FOUND
    assert to_bytes(heat(FOUND), "svg") == to_bytes(heat(FOUND), "svg")
    assert "17% of broken messages end wrong" in heat(FOUND).get_label()


def test_it_is_plotted_as_its_heat_map_which_says_what_it_shows() -> None:
    assert analysis.plot(FOUND).alt == heat(FOUND).get_label()
