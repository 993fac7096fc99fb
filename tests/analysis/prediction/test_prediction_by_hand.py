"""Every operator on each design: who is hit, as read off the code and the templates by hand."""

import pytest

from analysis.prediction import OPERATORS, predict
from analysis.refusals import Refused
from lab.designs import designs
from tests.designs import depended

pytestmark = pytest.mark.slow  # both designs are read with their code


# What is asked; where the request lands; and who is hit beyond.
CHOREOGRAPHY = """
add-consumer OrderPlaced audit
    audit
    -
insert-step 'fraud check' --between 'reserve stock' 'take payment'
    fraud_check
    PaymentsFunction
insert-step 'fraud check' --between 'reserve stock' 'take payment' --can-refuse no
    fraud_check
    PaymentsFunction
insert-step 'fraud check' --between OrderPlaced 'reserve stock'
    fraud_check
    PlaceOrderFunction
insert-step 'customs' --between 'book shipment' 'confirm order'
    customs
    ShippingFunction
insert-step 'letter' --between 'refund payment' 'release stock'
    letter
    InventoryFunction
swap-steps 'reserve stock' 'take payment'
    InventoryFunction PaymentsFunction
    OrderingFunction ShippingFunction
remove-step 'take payment'
    PaymentsFunction
    ShippingFunction InventoryFunction
remove-step 'confirm order'
    OrderingFunction
    -
parallel-steps 'reserve stock' 'take payment'
    PaymentsFunction
    OrderingFunction
parallel-steps 'take payment' 'book shipment'
    ShippingFunction
    InventoryFunction
rename-field OrderPlaced.total amount
    AnnounceOrderFunction
    PaymentsFunction
rename-field PaymentDeclined.reason
    PaymentsFunction
    InventoryFunction OrderingFunction
rename-field StockRefused.order_id
    InventoryFunction
    OrderingFunction
remove-field OrderPlaced.country
    AnnounceOrderFunction
    ShippingFunction
retype-field OrderPlaced.lines
    AnnounceOrderFunction
    InventoryFunction
new-field weight --from ordering --for shipping
    AnnounceOrderFunction ShippingFunction
    -
new-field carrier --from shipping --for inventory
    ShippingFunction InventoryFunction
    -
add-compensated-step 'gift card' --between 'reserve stock' 'take payment' --can-refuse no
    gift_card
    InventoryFunction
add-compensated-step 'gift card' --between 'take payment' 'book shipment' --can-refuse no
    gift_card
    PaymentsFunction
add-compensated-step 'gift card' --between 'take payment' 'book shipment'
    gift_card
    PaymentsFunction
wait-for-person --at 'book shipment'
    ShippingFunction
    -
expire-step 'reserve stock' 'take payment'
    InventoryFunction
    PaymentsFunction
change-timeout 'take payment'
    PaymentsFunction PaymentsQueue
    -
change-retry 'take payment'
    PaymentsQueue
    -
"""

ORCHESTRATION = """
add-consumer 'take payment' audit
    audit
    OrderWorkflow
add-consumer PaymentDeclined audit
    audit
    OrderWorkflow
insert-step 'fraud check' --between 'reserve stock' 'take payment'
    fraud_check
    OrderWorkflow
insert-step 'fraud check' --between 'reserve stock' 'take payment' --can-refuse no
    fraud_check
    OrderWorkflow
insert-step 'fraud check' --between 'open order' 'reserve stock'
    fraud_check
    OrderWorkflow
insert-step 'customs' --between 'book shipment' 'confirm order'
    customs
    OrderWorkflow undo_of_Book_shipment
insert-step 'letter' --between 'refund payment' 'release stock'
    letter
    OrderWorkflow
swap-steps 'reserve stock' 'take payment'
    OrderWorkflow
    -
swap-steps 'take payment' 'book shipment'
    OrderWorkflow
    undo_of_Book_shipment
swap-steps 'book shipment' 'confirm order'
    OrderWorkflow
    -
remove-step 'take payment'
    OrderWorkflow
    TakePaymentFunction RefundPaymentFunction
remove-step 'confirm order'
    OrderWorkflow
    ConfirmOrderFunction
parallel-steps 'reserve stock' 'take payment'
    OrderWorkflow
    -
rename-field TakePayment.amount total
    TakePaymentFunction
    OrderWorkflow
rename-field OpenOrder.total
    OpenOrderFunction
    OrderWorkflow TakePaymentFunction
remove-field 'book shipment.country'
    BookShipmentFunction
    OrderWorkflow
rename-field request:OrderWorkflow.lines.sku
    -
    OpenOrderFunction ReserveStockFunction
retype-field request:ReserveStockFunction.lines
    ReserveStockFunction
    OrderWorkflow
new-field weight --from ordering --for shipping
    OrderWorkflow BookShipmentFunction
    -
new-field carrier --from shipping --for inventory
    BookShipmentFunction ReleaseStockFunction
    OrderWorkflow
add-compensated-step 'gift card' --between 'reserve stock' 'take payment' --can-refuse no
    gift_card
    OrderWorkflow
wait-for-person --at 'book shipment'
    OrderWorkflow
    question_before_Book_shipment
expire-step 'reserve stock' 'take payment'
    OrderWorkflow
    time_left_of_Reserve_stock giving_up_Take_payment
change-timeout 'take payment'
    TakePaymentFunction OrderWorkflow
    -
change-retry 'take payment'
    OrderWorkflow
    -
"""


def cases(table: str) -> list[tuple[str, set[str], set[str]]]:
    lines = [line.strip() for line in table.strip().splitlines()]
    return [
        (asked, parts(landed), parts(beyond))
        for asked, landed, beyond in zip(lines[::3], lines[1::3], lines[2::3], strict=True)
    ]


def parts(line: str) -> set[str]:
    return {each.replace("_", " ") for each in line.split()} - {"-"}


@pytest.mark.parametrize(("asked", "landed", "beyond"), cases(CHOREOGRAPHY))
def test_choreography(asked: str, landed: set[str], beyond: set[str]) -> None:
    found = predict(depended("choreography"), asked)
    assert (set(found.starting), set(found.candidates)) == (landed, beyond)


@pytest.mark.parametrize(("asked", "landed", "beyond"), cases(ORCHESTRATION))
def test_orchestration(asked: str, landed: set[str], beyond: set[str]) -> None:
    found = predict(depended("orchestration"), asked)
    assert (set(found.starting), set(found.candidates)) == (landed, beyond)


@pytest.mark.parametrize("table", [CHOREOGRAPHY, ORCHESTRATION])
def test_every_operator_has_an_example_by_hand(table: str) -> None:
    assert {asked.split()[0] for asked, _, _ in cases(table)} == set(OPERATORS)


@pytest.mark.parametrize("name", [each.name for each in designs()])
def test_every_hop_is_evidenced_and_leads_to_who_is_hit(name: str) -> None:
    table = CHOREOGRAPHY if name == "choreography" else ORCHESTRATION
    for asked, _, _ in cases(table):
        for hit in predict(depended(name), asked).hits:
            for cause in hit.causes:
                assert hit.new or cause.path, asked
                assert all(hop.evidence for hop in cause.path), (asked, cause)
                assert all(
                    hop.target == onward.source
                    for hop, onward in zip(cause.path, cause.path[1:], strict=False)
                ), (asked, cause.path)
                assert not cause.path or cause.path[-1].target == hit.part


@pytest.mark.parametrize("name", [each.name for each in designs()])
def test_everybody_is_either_hit_or_spared_with_a_reason(name: str) -> None:
    system = depended(name)
    functions = {part.id for part in system.parts if part.kind in ("function", "state machine")}
    table = CHOREOGRAPHY if name == "choreography" else ORCHESTRATION
    for asked, _, _ in cases(table):
        found = predict(system, asked)
        spared = {each.part for each in found.spared}
        assert not spared & set(found.components), asked
        assert functions <= spared | set(found.components), asked
        assert all(each.reason for each in found.spared), asked


def test_the_path_to_a_reader_goes_by_the_field() -> None:
    found = predict(depended("choreography"), "rename-field OrderPlaced.total")
    (payments,) = (hit for hit in found.hits if hit.part == "PaymentsFunction")
    assert payments.layers == ("schema",)
    read = [at.file for cause in payments.causes for hop in cause.path for at in hop.evidence]
    assert "choreography/payments/reads.py" in read


def test_who_reads_something_else_of_the_event_is_spared_for_that() -> None:
    found = predict(depended("choreography"), "rename-field OrderPlaced.total")
    reasons = {each.part: each.reason for each in found.spared}
    assert reasons["ShippingFunction"].startswith("taking OrderPlaced, but of it reading country")


def test_the_services_of_both_designs_for_a_gate_before_payment() -> None:
    asked = "insert-step 'fraud check' --between 'reserve stock' 'take payment'"
    assert predict(depended("choreography"), asked).services == (
        "fraud check",
        "payments",
    )
    assert predict(depended("orchestration"), asked).services == ("fraud check", "workflow")


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("choreography", "rename-field OrderPlaced.totl", "in OrderPlaced: did you mean total?"),
        ("choreography", "rename-field OrderPlacd.total", "did you mean OrderPlaced"),
        ("choreography", "rename-field OrderPlaced", "names no field"),
        ("choreography", "add-consumer OrderPlacd", "did you mean OrderPlaced"),
        ("choreography", "remove-step 'make coffee'", "There is no step 'make coffee' in choreo"),
        ("choreography", "remove-step inventry", "did you mean"),
        ("choreography", "swap-steps 'reserve stock' 'book shipment'", "not neighbours"),
        ("choreography", "swap-steps 'take payment' 'reserve stock'", "name them in that order"),
        ("choreography", "new-field f --from ordring --for shipping", "did you mean ordering"),
        ("orchestration", "add-consumer OrderPlaced", "There is no event 'OrderPlaced'"),
        ("orchestration", "rename-field TakePaymnt.amount", "did you mean TakePayment"),
        ("orchestration", "remove-step OrderPlaced", "did you mean"),
        ("orchestration", "new-field f --from shipping --for shipping", "has f already"),
    ],
)
def test_what_cannot_be_predicted_is_refused_in_a_sentence(
    name: str, asked: str, said: str
) -> None:
    with pytest.raises(Refused) as refusal:
        predict(depended(name), asked)
    sentence = str(refusal.value)
    assert said in sentence
    assert "\n" not in sentence
    assert sentence[-1] in ".?"
