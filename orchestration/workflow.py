"""The order workflow: the only place where the order of steps is written.

``python -m orchestration.workflow`` writes workflow.asl.json; with ``--check`` it only says
whether that file is fresh.
"""

import argparse
import json
import sys
from pathlib import Path

from orchestration.blocks import LambdaTask, task
from orchestration.sdk import Catch, Chain, Graph, Succeed

RENDERED = Path(__file__).with_name("workflow.asl.json")


def order_workflow() -> Graph:
    """Place, reserve, pay, ship, confirm; on a refusal, undo what was done in reverse."""
    open_order = task(
        "Open order",
        function="OpenOrderFunction",
        payload={"order.$": "$"},
        refuses=("BadOrder",),
        result_selector={"total.$": "$.Payload.total"},
        result_path="$.opened",
    )
    reserve_stock = task(
        "Reserve stock",
        function="ReserveStockFunction",
        payload={"order_id.$": "$.order_id", "lines.$": "$.lines"},
        refuses=("OutOfStock",),
    )
    take_payment = task(
        "Take payment",
        function="TakePaymentFunction",
        payload={
            "order_id.$": "$.order_id",
            "customer.$": "$.customer",
            "amount.$": "$.opened.total",
        },
        refuses=("PaymentDeclined",),
    )
    book_shipment = task(
        "Book shipment",
        function="BookShipmentFunction",
        payload={"order_id.$": "$.order_id", "country.$": "$.country"},
        refuses=("NoCarrier",),
    )
    confirm_order = task(
        "Confirm order",
        function="ConfirmOrderFunction",
        payload={"order_id.$": "$.order_id"},
    )

    refund_payment = task(
        "Refund payment",
        function="RefundPaymentFunction",
        payload={"order_id.$": "$.order_id"},
    )
    release_stock = task(
        "Release stock",
        function="ReleaseStockFunction",
        payload={"order_id.$": "$.order_id"},
    )
    cancel_order = task(
        "Cancel order",
        function="CancelOrderFunction",
        payload={"order_id.$": "$.order_id", "reason.$": "$.refusal.Error"},
    )

    Chain([refund_payment, release_stock, cancel_order, Succeed("Order cancelled")])
    _undo_on("OutOfStock", reserve_stock, cancel_order)
    _undo_on("PaymentDeclined", take_payment, release_stock)
    _undo_on("NoCarrier", book_shipment, refund_payment)

    forward = [open_order, reserve_stock, take_payment, book_shipment, confirm_order]
    return Graph(
        Chain([*forward, Succeed("Order confirmed")]),
        comment="One order, from the moment it is placed until it is confirmed or cancelled.",
        timeout_seconds=3600,
    )


def _undo_on(refusal: str, step: LambdaTask, undo: LambdaTask) -> None:
    step.add_catch(Catch(error_equals=[refusal], result_path="$.refusal", next_step=undo))


READING_ORDER = ("Type", "Comment", "Resource", "Parameters", "ResultSelector", "ResultPath")


def render() -> str:
    """The workflow in the Amazon States Language, functions as ``${…Arn}`` substitutions."""
    definition = order_workflow().to_dict()
    for name, state in definition["States"].items():
        first = {field: state[field] for field in READING_ORDER if field in state}
        definition["States"][name] = first | state
    return json.dumps(definition, indent=2) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the rendered file, or check that it is fresh; returns the exit code."""
    parser = argparse.ArgumentParser(description="Render the order workflow.")
    parser.add_argument("--check", action="store_true", help="only say whether it is fresh")
    checking = parser.parse_args(arguments).check
    fresh = RENDERED.exists() and RENDERED.read_text(encoding="utf-8") == render()
    if checking and not fresh:
        sys.stderr.write(
            "orchestration/workflow.asl.json is stale: run `python -m orchestration.workflow`.\n"
        )
    elif not checking:
        RENDERED.write_text(render(), encoding="utf-8")
    return 1 if checking and not fresh else 0


if __name__ == "__main__":
    sys.exit(main())
