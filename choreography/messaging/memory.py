"""What a service keeps of earlier events, until it has heard all it waits for.

Events of one order come from several topics in any order; whichever comes last finds the rest.
"""

from collections.abc import Mapping
from typing import Any

from orderflow.ledger import Table
from orderflow.order import OrderId


def remember(table: Table, order_id: OrderId, **facts: Any) -> Mapping[str, Any]:
    """Keep these facts about an order and return all that is known of it by now."""
    answer = table.update_item(
        Key={"pk": f"memo#{order_id}"},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in facts),
        ExpressionAttributeNames={f"#{name}": name for name in facts},
        ExpressionAttributeValues={f":{name}": value for name, value in facts.items()},
        ReturnValues="ALL_NEW",
    )
    known: Mapping[str, Any] = answer["Attributes"]
    return known
