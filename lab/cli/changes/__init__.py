"""`ripple change`: the ten experiments, listed, shown and run."""

from lab.cli.changes.command import change

__all__ = ["change"]
