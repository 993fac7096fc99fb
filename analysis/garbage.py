"""Garbage is looked for seldom while a system is read: nearly all that is made then stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_OBJECTS = 50_000  # that are made between two looks; Python's own number is 700
_LOCK = Lock()
_before: list[tuple[int, int, int]] = []  # what was set before whoever is at work, first to last


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage seldom inside; afterwards it is as it was, also where several threads read.

    Where it is never looked for, it stays so.
    """
    with _LOCK:
        found = gc.get_threshold()
        _before.append(found)
        if found[0]:
            gc.set_threshold(max(found[0], _OBJECTS), *found[1:])
    try:
        yield
    finally:
        with _LOCK:
            first = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*first)
