"""Why a step may say no: an outcome of the business, never a fault."""

import re
from enum import StrEnum


class Refusal(StrEnum):
    """The reasons for which a step refuses an order."""

    OUT_OF_STOCK = "OutOfStock"
    PAYMENT_DECLINED = "PaymentDeclined"
    NO_CARRIER = "NoCarrier"


def words(code: str) -> str:
    """A refusal's code as people say it: ``OutOfStock`` becomes ``out of stock``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", code).lower()
