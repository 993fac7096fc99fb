"""Put stock back."""

from tables import reserved, undo


def handler(event, _context):
    undo(f"reservation#{event['order_id']}", "reserved", "released", reserved)
    return {}
