"""What a name on the command line stands for: a design, or a system that `ripple.toml` has."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.source.files import Files
from analysis.source.opening import Beforehand
from analysis.source.settings import Settings, settings_for
from lab.designs import Design, designs


def design_called(name: str) -> Design | None:
    """The design of that name, None where it is a file's or anything else's."""
    there = {each.name: each for each in designs()}
    return None if Path(name).is_file() else there.get(name)


class Named(NamedTuple):
    """What a name stands for: its paths, its title, and None as the settings of a design."""

    paths: Sequence[Path]
    title: str | None
    settings: Settings | None
    known: Beforehand | None = None
    revision: str = ""


def system_called(name: str) -> Named | None:
    """The system that the `ripple.toml` here has under a name; a path of that name goes before."""
    if Path(name).exists() or name not in settings_for(Path(), Files()).systems:
        return None
    settings = settings_for(Path(), Files(), name)
    return Named(settings.read, name, settings)
