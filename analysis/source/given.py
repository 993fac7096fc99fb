"""What the user adds to templates: values of parameters, and what these stand for elsewhere."""

from collections.abc import Mapping, Sequence

from analysis.refusals import BadTemplate
from analysis.source.stack import Stack
from analysis.source.values import Reference


def give(
    stacks: Sequence[Stack], parameters: Mapping[str, str], bindings: Mapping[str, str]
) -> None:
    """Give the stacks' parameters their values, and what they are bound to.

    ``parameters`` maps `Name` or `stack.Name` to a text; ``bindings`` maps `stack.Name` (or
    `Name`) to `other:LogicalId`.

    Raises:
        BadTemplate: no stack has such a parameter, or such a resource.
    """
    for name, value in parameters.items():
        for stack, parameter in _meant(stacks, name, "--parameter"):
            stack.given[parameter] = value
    for name, target in bindings.items():
        resource = _target(stacks, target, name)
        for stack, parameter in _meant(stacks, name, "--bind"):
            stack.given[parameter] = resource


def has(stacks: Sequence[Stack], parameter: str, target: str = "") -> bool:
    """Whether one of the stacks has the parameter, and one the resource that it is bound to."""
    return bool(_having(stacks, parameter)) and (
        not target or _resource(stacks, target) is not None
    )


def _meant(stacks: Sequence[Stack], name: str, option: str) -> list[tuple[Stack, str]]:
    """Every stack's parameter that the name means: `Name` in all, `stack.Name` in one."""
    found = _having(stacks, name)
    if not found:
        dot = "." in name
        known = [
            each if not dot else f"{stack.name}.{each}"
            for stack in stacks
            for each in stack.section("Parameters")
        ]
        raise BadTemplate(
            f"{option} {name}: no template has such a parameter{_nearest(name, known)}."
        )
    return found


def _having(stacks: Sequence[Stack], name: str) -> list[tuple[Stack, str]]:
    if name.startswith("AWS::"):
        return [(stack, name) for stack in stacks]
    stack_name, dot, parameter = name.rpartition(".")
    among = [stack for stack in stacks if not dot or stack.name == stack_name]
    return [(stack, parameter) for stack in among if parameter in stack.section("Parameters")]


def _resource(stacks: Sequence[Stack], target: str) -> Reference | None:
    stack_name, colon, logical_id = target.rpartition(":")
    for stack in stacks:
        if (not colon or stack.name == stack_name) and logical_id in stack.section("Resources"):
            return Reference(stack.id_of(logical_id), "")
    return None


def _target(stacks: Sequence[Stack], target: str, name: str) -> Reference:
    found = _resource(stacks, target)
    if found:
        return found
    colon = ":" in target
    known = [
        f"{stack.name}:{each}" if colon else each
        for stack in stacks
        for each in stack.section("Resources")
    ]
    raise BadTemplate(
        f"--bind {name}={target}: no template has such a resource{_nearest(target, known)}."
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # late: seldom needed, and slow to import

    near = get_close_matches(name, list(dict.fromkeys(known))[:5000], n=3, cutoff=0.5)
    if near:
        return f"; did you mean {' or '.join(near)}"
    return "; its templates have no parameters" if not known else ""
