"""Which function of choreography does which deed, and while handling which event.

Who waits for two events does its deed while handling the one that comes last: either.
"""

DEEDS = {
    "open": ("PlaceOrderFunction", "*"),
    "reserve": ("InventoryFunction", "OrderPlaced"),
    "charge": ("PaymentsFunction", "*"),
    "book": ("ShippingFunction", "*"),
    "confirm": ("OrderingFunction", "ShipmentBooked"),
    "refund": ("PaymentsFunction", "ShipmentRefused"),
    "release": ("InventoryFunction", "PaymentRefunded"),
    "cancel": ("OrderingFunction", "StockReleased"),
}

PUBLISHERS = (
    "AnnounceOrderFunction",
    "InventoryFunction",
    "PaymentsFunction",
    "ShippingFunction",
)
"""Who speaks on the way of an order that is confirmed."""
