"""What a watchdog is asked to run, on its way from whoever asks."""

import json
from dataclasses import asdict, dataclass

from lab.engine.folder import MINIMUM_ROOM


@dataclass(frozen=True)
class Order:
    """What to run: the ports asked for, the room demanded, a kept engine's state file."""

    port: int | None = None
    sfn_port: int | None = None
    minimum_room: int = MINIMUM_ROOM
    state: str | None = None

    @property
    def kept(self) -> bool:
        """Whether it runs without an owner, for as long as its state file is there."""
        return self.state is not None

    def to_wire(self) -> str:
        """The command-line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_wire(cls, argument: str) -> "Order":
        """The order that a command-line argument holds."""
        return cls(**json.loads(argument))
