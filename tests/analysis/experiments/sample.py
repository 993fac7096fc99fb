"""Results as they might be: ten changes on both sides, in the shape of changes/results.json."""

from collections.abc import Iterator
from typing import Any

LAYERS = ("schema", "control", "runtime", "data", "deployment")
NEW = ("sales", "fraud", "loyalty", "approvals")
TITLES = {
    "add-sales-aggregation": ("Sales by product and day", "add-consumer OrderConfirmed sales"),
    "approve-large-orders": ("A person approves large orders", "wait-for-person --at PaymentTaken"),
    "award-loyalty-points": (
        "Loyalty points, taken back when the order fails",
        "add-compensated-step loyalty --between PaymentTaken ShipmentBooked --can-refuse no",
    ),
    "book-while-charging": (
        "Book the shipment while the card is charged",
        "parallel-steps PaymentTaken ShipmentBooked",
    ),
    "drop-stock-reservation": ("No more stock to set aside", "remove-step StockReserved"),
    "expire-unpaid-holds": ("Unpaid orders give their stock back", "change-timeout StockReserved"),
    "insert-fraud-check": (
        "A fraud check before the card is charged",
        "insert-step fraud --between StockReserved PaymentTaken --can-refuse yes",
    ),
    "pass-delivery-slot": (
        "A delivery slot, from the customer to the carrier",
        "new-field slot --from ordering --for shipping",
    ),
    "rename-order-total": (
        "The order's total becomes an amount with a currency",
        "rename-field OrderPlaced.total amount",
    ),
    "take-payment-first": (
        "Payment before the stock is set aside",
        "swap-steps StockReserved PaymentTaken",
    ),
}
# change side: predicted > actual @layer files lines resources safe-order lost
ROWS = """
add-sales-aggregation choreography: sales > sales @control 5 120 9 yes 0
add-sales-aggregation orchestration: sales workflow > sales workflow @control 6 140 6 yes 0
approve-large-orders choreography: payments > payments inventory @control 6 180 7 yes 0
approve-large-orders orchestration: workflow > workflow payments @control 5 110 4 yes 0
award-loyalty-points choreography: loyalty payments shipping > loyalty inventory payments shipping @control 10 260 14 no 1
award-loyalty-points orchestration: loyalty workflow > loyalty workflow @control 7 170 7 yes 0
book-while-charging choreography: inventory ordering payments shipping > inventory ordering payments shipping @control 9 230 6 no 2
book-while-charging orchestration: shipping workflow > payments shipping workflow @control 6 160 5 yes 0
drop-stock-reservation choreography: inventory ordering payments > inventory ordering payments shipping @control 12 190 15 no 1
drop-stock-reservation orchestration: workflow > inventory workflow @control 5 90 6 yes 0
expire-unpaid-holds choreography: inventory > inventory ordering payments @runtime 7 150 5 yes 0
expire-unpaid-holds orchestration: inventory workflow > inventory workflow @runtime 5 120 3 yes 0
insert-fraud-check choreography: fraud inventory payments > fraud inventory payments @control 9 210 12 no 1
insert-fraud-check orchestration: fraud workflow > fraud workflow @control 6 150 6 yes 0
pass-delivery-slot choreography: ordering shipping > ordering shipping @schema 4 30 2 yes 0
pass-delivery-slot orchestration: ordering shipping workflow > ordering shipping workflow @schema 5 40 3 yes 0
rename-order-total choreography: ordering payments > ordering payments @schema 4 40 2 no 3
rename-order-total orchestration: ordering payments workflow > ordering payments workflow @schema 5 50 3 no 2
take-payment-first choreography: inventory ordering payments shipping > inventory ordering payments @control 8 140 8 no 2
take-payment-first orchestration: workflow > workflow @control 2 40 1 yes 0
"""  # noqa: E501


def results() -> list[dict[str, Any]]:
    """One entry per change and side."""
    return [entry(line) for line in ROWS.strip().splitlines()]


UNSEEN = ("rename-order-total", "take-payment-first")


def with_forecasts() -> list[dict[str, Any]]:
    """The same, but that the model had never seen two of the changes, and named ordering alone."""
    return [
        each | {"forecast": forecast(each)} if each["change"] in UNSEEN else each
        for each in results()
    ]


def forecast(entry: dict[str, Any]) -> dict[str, Any]:
    """The first figures of an entry: somebody was named, and all that are touched now were."""
    layers = {name: _sets(["ordering"], sets["actual"]) for name, sets in entry["layers"].items()}
    return {**_sets(["ordering"], entry["actual"]), "layers": layers}


def baseline() -> list[dict[str, Any]]:
    """What an earlier model predicted: one service less wherever it named more than two."""
    return [
        {
            "change": each["change"],
            "side": each["side"],
            "predicted": each["predicted"][: max(2, len(each["predicted"]) - 1)],
            "layers": {name: sets["predicted"][:2] for name, sets in each["layers"].items()},
        }
        for each in results()
    ]


def entry(line: str) -> dict[str, Any]:
    """The entry of one of the `ROWS`."""
    head, _, rest = line.partition(":")
    change, side = head.split()
    sets, _, told = rest.partition(" @")
    predicted, actual = (sorted(part.split()) for part in sets.split(">"))
    layer, files, lines, resources, safe, lost = told.split()
    title, prediction = TITLES[change]
    old = [name for name in actual if name not in NEW]
    return {
        "change": change,
        "title": title,
        "kind": prediction.split()[0],
        "side": side,
        "passed": True,
        "prediction": prediction,
        **_sets(predicted, actual),
        "layers": {
            each: _sets([n for n in predicted if n not in NEW], old)
            if each == layer
            else _sets([], [])
            for each in LAYERS
        },
        "services_touched": len(actual),
        "existing_services_touched": len(old),
        "teams": len(actual),
        "components": [f"{name.title()}Function" for name in actual],
        "files": int(files),
        "lines_added": int(lines),
        "lines_deleted": int(lines) // 6,
        "files_new": int(files) // 2,
        "files_changed": int(files) - int(files) // 2,
        "business": {"files": 2, "lines_added": 40, "lines_deleted": 1},
        "stories_rewritten": 1 if change == "take-payment-first" else 0,
        "stories": {
            "old": {"passed": 20, "failed": [], "retired": []},
            "new": {"passed": 4, "failed": []},
            "fails_on_base": True,
        },
        "contracts": {"added": ["FraudCleared"], "removed": [], "changed": ["OrderCancelled"]},
        "contracts_changed": 2,
        "functions": {
            "added": ["FraudFunction"],
            "removed": [],
            "changed": ["PaymentsFunction"],
            "changed_by_shared_code": [],
        },
        "functions_rehashed": len(actual),
        "resources": {"direct": ["A"], "caused": ["B"]},
        "resources_direct": int(resources),
        "resources_caused": int(resources) // 3,
        "live_update": _live(int(lost)),
        "lockstep": _lockstep(actual, safe == "yes"),
        "seconds": 41.2,
    }


def _sets(predicted: list[str], actual: list[str]) -> dict[str, Any]:
    hits = len({*predicted} & {*actual})
    return {
        "predicted": predicted,
        "actual": actual,
        "precision": hits / len(predicted) if predicted else None,
        "recall": hits / len(actual) if actual else None,
        "false_positives": sorted({*predicted} - {*actual}),
        "discovered_late": sorted({*actual} - {*predicted}),
    }


def _live(lost: int) -> dict[str, Any]:
    return {
        "orders": 12,
        "settled": 12 - lost,
        "unsettled": [f"o-{number}" for number in range(lost)],
        "wrong": [],
    }


def _lockstep(units: list[str], safe: bool) -> dict[str, Any]:
    return {
        "units": units,
        "single": {
            unit: {"safe": safe or place > 0, "why": "" if safe or place > 0 else "an order waits"}
            for place, unit in enumerate(units)
        },
        "order": units if safe else None,
        "tried": 7,
        "why_none": "" if safe else "each first step leaves an order waiting",
    }


def lines(text: str) -> Iterator[str]:
    """The lines of a text that say something."""
    return filter(None, map(str.strip, text.splitlines()))
