"""Hand delivery: messages are held back and brought to their functions in an order of one's choice.

Queues, messages, receipts and functions are the real ones; only who polls is changed.
"""

import contextlib
from collections.abc import Iterator

from lab.courier.hand import Courier
from lab.courier.lines import CourierFailed, Line, Message, await_quiet, lines_of, switch
from lab.deployment import Deployment

__all__ = ["Courier", "CourierFailed", "Line", "Message", "held_back"]


@contextlib.contextmanager
def held_back(deployment: Deployment) -> Iterator[Courier]:
    """No queue of the deployment is polled while this lasts; afterwards each is again.

    Raises CourierFailed when polling cannot be stopped in time.
    """
    lines = list(lines_of(deployment))
    courier = Courier(deployment, lines)
    try:
        switch(deployment, lines, on=False)
        await_quiet(deployment, lines)
        yield courier
    finally:
        try:
            courier.give_back()
        finally:
            switch(deployment, lines, on=True)
