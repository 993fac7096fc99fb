"""Save the order."""

from tables import place


def handler(event, _context):
    return {"total": place(event["order"])}
