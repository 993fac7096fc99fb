"""Cancel the order."""

from tables import settle


def handler(event, _context):
    settle(event["order_id"], {"status": {"S": "cancelled"}, "reason": {"S": event["reason"]}})
    return {}
