"""Write the shipped samples: ``python -m lab.workload.samples samples``.

They are the generator's 200 orders from seed 7 and the world fitted to them.
"""

import sys
from pathlib import Path

from lab.workload.generator import generate
from lab.workload.orders import write_orders
from lab.workload.world import write_world

COUNT = 200
SEED = 7


def write_samples(folder: Path) -> None:
    """Write ``orders-200.jsonl`` and ``world.json`` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    orders, world = generate(COUNT, SEED)
    write_orders(orders, folder / f"orders-{COUNT}.jsonl")
    write_world(world, folder / "world.json")


if __name__ == "__main__":
    write_samples(Path(sys.argv[1] if len(sys.argv) > 1 else "samples"))
