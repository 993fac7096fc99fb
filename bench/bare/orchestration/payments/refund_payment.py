"""Give the money back."""

from orchestration.calls import undo


def handler(event, _context):
    undo(f"payment#{event['order_id']}", "captured", "refunded", captured)
    return {}


def captured(record):
    return [(f"account#{record['customer']['S']}", "balance", record["amount"]["N"])]
