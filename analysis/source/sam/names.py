"""The names under which SAM lets a template refer to what it makes, like Fn.Alias or Api.Stage."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.source.document import Block, Items
from analysis.source.values import Joined, Options, Reference


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The value with references to such names led to the resources that they mean.

    ``names`` comes with an expansion. What holds no such reference is returned as it is.
    """
    if isinstance(value, Block):
        return _block(value, names)
    if isinstance(value, Items):
        return _items(value, names)
    if isinstance(value, Reference):
        return _led(value, names)
    if isinstance(value, Joined):
        return Joined(tuple(_each(value.parts, names)))
    if isinstance(value, Options):
        return Options(tuple(_each(value.values, names)))
    return value


def _items(items: Items, names: Mapping[str, str]) -> Items:
    changed = _each(items, names)
    if changed is items:
        return items
    return Items(changed, source=items.source, line=items.line, lines=items.lines)


def _each(values: Sequence[Any], names: Mapping[str, str]) -> Sequence[Any]:
    changed = [renamed(value, names) for value in values]
    same = all(new is old for new, old in zip(changed, values, strict=True))
    return values if same else changed


def _block(block: Block, names: Mapping[str, str]) -> Block:
    changed = {key: new for key, old in block.items() if (new := renamed(old, names)) is not old}
    return block.like({**block, **changed}) if changed else block


def _led(reference: Reference, names: Mapping[str, str]) -> Reference:
    if reference.resource in names:
        return Reference(names[reference.resource], reference.attribute)
    first, _, rest = reference.attribute.partition(".")
    name = f"{reference.resource}.{first}"
    return Reference(names[name], rest) if first and name in names else reference
