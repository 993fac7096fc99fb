"""Put stock back."""

from orchestration.calls import undo


def handler(event, _context):
    undo(f"reservation#{event['order_id']}", "reserved", "released", reserved)
    return {}


def reserved(record):
    lines = [line["M"] for line in record["lines"]["L"]]
    return [(f"stock#{line['sku']['S']}", "on_hand", line["quantity"]["N"]) for line in lines]
