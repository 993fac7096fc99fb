"""The operators: a module here has one, as `OPERATOR`, or `OPERATORS` that do the same work."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from analysis.prediction.operator import ChangeKind, Operator


def _found() -> Iterator[Operator]:
    for each in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{each.name}")
        yield from getattr(module, "OPERATORS", None) or (module.OPERATOR,)


OPERATORS: Mapping[str, Operator] = {
    each.name: each for each in sorted(_found(), key=lambda each: (each.rank, each.name))
}
"""All of them by name, in the order in which they are listed."""


def of_kind(kind: ChangeKind) -> frozenset[str]:
    """The names of the operators of one kind."""
    return frozenset(each.name for each in OPERATORS.values() if each.kind is kind)
