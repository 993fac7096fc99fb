"""What is said first of a system beside its other designs, and what it hangs on."""

from analysis.comparison.changes import Applied
from analysis.redesign import redesign
from analysis.redesign.table import Redesign
from tests.analysis.prediction.conftest import draw

CHAIN = """
    sales: SellFunction
    stock: PackFunction
    SellFunction emits Sold
    Sold reaches PackFunction
    PackFunction emits Packed
"""


def told(*designs: tuple[int, int]) -> Redesign:
    """A chain of which one change touches so many services, and so many more by guesses."""
    found = redesign(draw(CHAIN))
    services = [f"s{number}" for number in range(9)]
    found.__dict__["_asked"] = tuple(
        (Applied("swap-steps", "swap", tuple(services[:sure]), (), may=tuple(services[5:][:may])),)
        for sure, may in designs
    )
    return found


def test_the_design_that_is_lower_only_where_guesses_do_not_count_is_said_to_be() -> None:
    hanging, firm = told((1, 3), (2, 1)), told((1, 0), (2, 1))

    assert "lower as you are, but lower as a workflow if guesses count." in flat(hanging)
    assert "lower as you are." in flat(firm)
    assert "Services more by guesses alone: 3 as you are and 1 as a workflow." in flat(hanging)


def test_designs_that_touch_alike_are_a_tie() -> None:
    assert "a tie." in flat(told((2, 0), (2, 0)))


def test_without_any_change_that_all_have_that_is_said() -> None:
    found = redesign(draw(CHAIN))
    found.__dict__["_asked"] = ((), ())

    assert "No change can be asked of all designs" in flat(found)


def test_no_hybrid_is_shown_that_is_as_it_is_today() -> None:
    chain = redesign(draw(CHAIN))
    asked = redesign(draw(CHAIN), ["sales", "stock"])

    assert chain.names == ("as you are", "as a workflow")
    assert "the hybrid" in asked.names


def flat(found: Redesign) -> str:
    return " ".join(found.to_text().split())
