"""Settle orders."""

import tables

from choreography.calls import work_off


def handler(batch, _context):
    return work_off(batch, settle)


def settle(event):
    facts = {"caused_by": {"S": event["id"]}}
    if event["type"] == "ShipmentBooked":
        facts["status"] = {"S": "confirmed"}
    else:
        facts["status"] = {"S": "cancelled"}
        facts["reason"] = {"S": event["data"]["reason"]}
    tables.settle(event["order_id"], facts)
