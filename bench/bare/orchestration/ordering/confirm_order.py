"""Confirm the order."""

from tables import settle


def handler(event, _context):
    settle(event["order_id"], {"status": {"S": "confirmed"}})
    return {}
