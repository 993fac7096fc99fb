"""What is to be done in an experiment, and with what."""

from dataclasses import dataclass
from pathlib import Path

from lab.experiments.mixing import Owners


@dataclass(frozen=True)
class Plan:
    """What is known of a design's change before it is deployed.

    units: who is touched, and so is deployed one at a time; owners: of each resource, before and
    after.
    """

    units: tuple[str, ...]
    owners: Owners


@dataclass(frozen=True)
class Trees:
    """Checkouts: with what both designs share alone, and with the whole change."""

    before: Path
    after: Path


@dataclass(frozen=True)
class Steps:
    """What of an experiment is done; the demo leaves the long parts out."""

    old_stories: bool = True
    base: bool = True
    live: bool = True
    one_by_one: bool = True


EVERYTHING = Steps()
