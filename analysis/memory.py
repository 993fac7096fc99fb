"""Memory for much work: garbage is looked for seldom, and frames stand in one piece."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_OBJECTS = 200_000  # made between two looks, as nearly all stay; Python's own number is 700
_MOST_UNSEEN = 1_000_000  # that may be made in several readings before all are looked at
_ROOM = 33_000  # values, which as many lie behind: Python takes twice the room that a frame wants
_LOCK = Lock()
_before: list[tuple[int, int, int]] = []  # what was set before whoever is at work, first to last
_frozen: list[
    int
] = []  # that somebody else has frozen: counting these takes as long as they are many
_unseen: list[int] = []  # by reading, how much was made that nobody looked at


def laborious(function: Callable[P, T]) -> Callable[P, T]:
    """The function, with memory for much work.

    Python keeps frames in pieces of 16 KB, and takes one from the system and gives it back each
    time that a call goes beyond it: some thousand times while code is followed. A frame that wants
    much makes the piece large in which the frames of all that it calls are. What nobody writes to
    takes no memory.
    """

    def at_work(*given: P.args, **named: P.kwargs) -> T:
        with seldom_collected():
            return function(*given, **named)

    at_work.__code__ = at_work.__code__.replace(co_stacksize=_ROOM)
    return wraps(function)(at_work)


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
                if first[0] and gc.isenabled():
                    _take_as_old()
                gc.set_threshold(*first)


def _take_as_old() -> None:
    """Let what was made be among what is old: it is not looked at just to learn that it stays."""
    _unseen.append(gc.get_count()[0])
    if sum(_unseen) > _MOST_UNSEEN:
        _unseen.clear()
        gc.collect()
    elif not _frozen and not _is_frozen():
        gc.freeze()  # all goes to where it is never looked at, at no cost
        gc.unfreeze()  # and from there to what is old


def _is_frozen() -> bool:
    """Whether somebody froze anything, which would be thawed with the rest; then kept in mind."""
    count = gc.get_freeze_count()
    if count:
        _frozen.append(count)
    return bool(count)
