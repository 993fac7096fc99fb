"""The world outside, put into the services' tables."""

from lab.tables import Tables, write_items
from orderflow.world import World, seed_items


def seed(deployment: Tables, world: World) -> None:
    """Write the world's stock, balances and carriers over what was there under their names."""
    write_items(deployment, seed_items(world))
