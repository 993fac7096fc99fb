"""Which function of orchestration does which deed, and while handling which event: any."""

DEEDS = {
    "open": ("OpenOrderFunction", "*"),
    "reserve": ("ReserveStockFunction", "*"),
    "charge": ("TakePaymentFunction", "*"),
    "book": ("BookShipmentFunction", "*"),
    "confirm": ("ConfirmOrderFunction", "*"),
    "refund": ("RefundPaymentFunction", "*"),
    "release": ("ReleaseStockFunction", "*"),
    "cancel": ("CancelOrderFunction", "*"),
}
