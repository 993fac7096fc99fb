"""The embedded engine: MiniStack and Moto on loopback, one watchdog over both."""

from lab.engine.running import Engine, start

__all__ = ["Engine", "start"]
