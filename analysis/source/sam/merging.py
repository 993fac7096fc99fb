"""Globals: what a template says once for all its functions, APIs, tables and machines."""

from typing import Any

from analysis.source.document import Block, Items, as_block

_REPLACED = frozenset({"Architectures"})  # SAM's one list that a resource overrides whole


def with_globals(kind: str, entry: Block, globals_: Block) -> Block:
    """A serverless resource's properties with the Globals of its kind merged in.

    Mappings merge, lists add up, anything else overrides; ``IgnoreGlobals`` is heeded.
    Source: AWS SAM, "Globals section of the AWS SAM template".
    """
    properties = entry.get("Properties")
    local = properties if isinstance(properties, Block) else entry.like(as_block(properties))
    shared = globals_.get(kind)
    ignored = entry.get("IgnoreGlobals")
    if not isinstance(shared, Block) or ignored == "*":
        return local
    if isinstance(ignored, list):
        names = [each for each in ignored if isinstance(each, str)]
        shared = shared.like((key, each) for key, each in shared.items() if key not in names)
    return _merged(shared, local)


def _merged(shared: Block, local: Block) -> Block:
    both = local.like(shared)
    both.lines = {**shared.lines, **local.lines}
    for key, value in local.items():
        given = shared.get(key)
        if isinstance(given, Block) and isinstance(value, Block):
            both[key] = _merged(given, value)
        elif isinstance(given, Items) and isinstance(value, Items) and key not in _REPLACED:
            both[key] = _added(given, value)
        else:
            both[key] = value
    return both


def _added(shared: Items, local: Items) -> Items:
    lines: list[Any] = [*_lines(shared), *_lines(local)]
    return Items([*shared, *local], source=local.source, line=local.line, lines=lines)


def _lines(items: Items) -> list[int]:
    return items.lines if len(items.lines) == len(items) else [items.line] * len(items)
