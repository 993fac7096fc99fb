"""What several benchmarks need: an engine of their own, and words about progress."""

import contextlib
from collections.abc import Callable, Iterator

from lab.engine import Engine, start
from lab.places import Place, embedded

Progress = Callable[[str], None]


@contextlib.contextmanager
def fresh_engine() -> Iterator[tuple[Engine, Place]]:
    """An engine that nothing has run on yet, and the place it is; stopped afterwards."""
    with start() as engine:
        yield engine, embedded(engine)
