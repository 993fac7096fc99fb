"""How functions change rows of tables where no row is read of it: removals, and batches."""

from collections.abc import Iterator, Mapping

from analysis.code.aws.services import named
from analysis.code.evaluator import Evaluator
from analysis.extract.code.resolving import uses

INSERT, MODIFY, REMOVE = "INSERT", "MODIFY", "REMOVE"
_BY: Mapping[str, tuple[str, ...]] = {
    "put_item": (),  # of these a row is read
    "update_item": (),
    "batch_writer": (),
    "delete_item": (REMOVE,),
    "batch_write_item": (INSERT, REMOVE),
    "transact_write_items": (REMOVE,),
}


def changes(evaluator: Evaluator) -> Iterator[tuple[str, str]]:
    """The tables, and the kinds of change that are made to their rows."""
    for call in evaluator.calls:
        for use in uses(evaluator, call):
            if (use.operation.relation, use.operation.kind) == ("writes", "table"):
                table = named(evaluator, use.names, "table")
                yield from ((table, kind) for kind in _BY.get(call.operation, ()))
