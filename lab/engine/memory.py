"""How much memory process groups take, from what the system tells every user."""

import contextlib
import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from lab.environment import for_child

PROC = Path("/proc")


def memory_of(groups: Collection[int]) -> int | None:
    """Bytes resident in all processes of the groups, or None where the system does not tell."""
    try:
        rows = _from_proc() if (PROC / "self" / "stat").exists() else _from_ps()
    except (OSError, subprocess.SubprocessError):
        return None
    return sum(size for group, size in rows if group in groups)


def _from_proc() -> list[tuple[int, int]]:
    rows = []
    page = os.sysconf("SC_PAGE_SIZE")
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked
            # The name in parentheses may hold spaces; after it: state, parent, group, …, rss.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            rows.append((int(fields[2]), int(fields[21]) * page))
    return rows


def _from_ps() -> list[tuple[int, int]]:
    listed = subprocess.run(
        ("ps", "-A", "-o", "pgid=,rss="),
        env=for_child(),
        capture_output=True,
        text=True,
        check=True,
        timeout=5,
    )
    return [
        (int(group), int(kilobytes) * 1024)
        for group, kilobytes in (line.split() for line in listed.stdout.splitlines())
    ]
