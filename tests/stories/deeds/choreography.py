"""Which function of choreography does which deed, and while handling which event."""

DEEDS = {
    "open": ("PlaceOrderFunction", "*"),
    "reserve": ("InventoryFunction", "OrderPlaced"),
    "charge": ("PaymentsFunction", "StockReserved"),
    "book": ("ShippingFunction", "PaymentTaken"),
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
