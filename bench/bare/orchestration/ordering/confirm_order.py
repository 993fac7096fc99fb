"""Confirm the order."""

from orchestration.calls import settle


def handler(event, _context):
    settle(event["order_id"], {"status": {"S": "confirmed"}})
    return {}
