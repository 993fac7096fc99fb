"""Two business states agree to the last item, or the items in which they differ are named."""

from lab.agreement import business_state, differences
from lab.books import Books

ROW = {"order_id": "o", "status": "confirmed", "placed_at": "1", "settled_at": "2"}


def test_times_and_causes_are_not_part_of_the_business() -> None:
    other = ROW | {"placed_at": "8", "settled_at": "9", "caused_by": "e"}
    states = [business_state(Books(orders={"o": row})) for row in (ROW, other)]
    assert differences(*states) == []


def test_every_difference_is_named() -> None:
    one = business_state(Books(orders={"o": ROW}, balances={"ada": 5, "ben": 1}))
    other = business_state(
        Books(orders={"o": ROW | {"status": "cancelled"}}, balances={"ada": 4, "ben": 1})
    )
    named = differences(one, other)
    assert [line.partition(":")[0] for line in named] == ["balances, ada", "orders, o"]


def test_a_record_that_only_one_side_has_is_a_difference() -> None:
    one = business_state(Books(payments={"o": {"status": "captured"}}))
    assert len(differences(one, business_state(Books()))) == 1
