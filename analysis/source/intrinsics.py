"""CloudFormation's intrinsic functions, evaluated as far as files alone allow."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from analysis.source.budget import TOO_LARGE
from analysis.source.document import Block, Items, as_block
from analysis.source.joining import join, json_text, options, split
from analysis.source.resolver import NO_VALUE, Function, Resolver
from analysis.source.values import Joined, Options, Reference, Unknown, as_text, shown

_VARIABLE = re.compile(r"\$\{(!?)([^${}]{1,400})\}")
_VERSION = re.compile(r":[0-9]{1,9}$")
_DYNAMIC = re.compile(
    r"\{\{resolve:(ssm|ssm-secure|secretsmanager):((?:[^{}]|\$\{[^{}]{1,99}\}){1,400})\}\}"
)


def evaluate(value: Any, scope: Resolver) -> Any:
    """The value with every intrinsic function in it evaluated, its places kept.

    Past the scope's budget, what is left of the value is unknown.
    """
    if isinstance(value, Block):
        return _block(value, scope)
    if isinstance(value, Items):
        return _items(value, scope)
    if isinstance(value, str) and "{{resolve:" in value:
        return _dynamic(value, scope)
    return value


def _block(block: Block, scope: Resolver) -> Any:
    if not scope.budget.take(1 + len(block)):
        return TOO_LARGE
    if len(block) == 1:
        name = next(iter(block))
        function = FUNCTIONS.get(name)
        if function and (name != "Condition" or isinstance(block[name], str)):
            fits = name not in _TAKES or _is_list(block[name], _TAKES[name])
            made = function(block[name], scope) if fits else _strange(name)
            return made if scope.budget.take_made(made) else TOO_LARGE
    evaluated = block.like(())
    if "Fn::Transform" in block:
        beside = scope.included(as_block(block["Fn::Transform"]))
        evaluated.update(beside if isinstance(beside, dict) else {})
    for key, value in block.items():
        if key != "Fn::Transform":
            result = evaluate(value, scope)
            if result is not NO_VALUE:
                evaluated[key] = result
    return evaluated


def _items(items: Items, scope: Resolver) -> Any:
    if not scope.budget.take(1 + len(items)):
        return TOO_LARGE
    evaluated = Items(source=items.source, line=items.line)
    for value, line in zip(items, items.lines or [items.line] * len(items), strict=False):
        result = evaluate(value, scope)
        if result is not NO_VALUE:
            evaluated.append(result)
            evaluated.lines.append(line)
    return evaluated


def _dynamic(text: str, scope: Resolver) -> Any:
    return _filled(_DYNAMIC, text, lambda found: _resolved(found, scope), scope)


def _filled(
    pattern: re.Pattern[str], text: str, give: Callable[[re.Match[str]], Any], scope: Resolver
) -> Any:
    """The text with what is given in place of each match."""
    parts: list[Any] = []
    end = 0
    for found in pattern.finditer(text):
        if not scope.budget.take(1):
            return TOO_LARGE
        parts += [text[end : found.start()], give(found)]
        end = found.end()
    return join([*parts, text[end:]])


def _resolved(found: re.Match[str], scope: Resolver) -> Any:
    if found.group(1) == "ssm":
        return scope.stored(_VERSION.sub("", found.group(2)))
    return Unknown("a secret is read when the stack is made", found.group())


def _is_list(argument: Any, length: int) -> bool:
    return isinstance(argument, list) and len(argument) == length


def _ref(argument: Any, scope: Resolver) -> Any:
    return _of_each_name("Ref", argument, scope, scope.named)


def _of_each_name(function: str, argument: Any, scope: Resolver, give: Callable[[str], Any]) -> Any:
    """What is given for a logical id, which functions may make (AWS::LanguageExtensions)."""
    name = evaluate(argument, scope) if isinstance(argument, Block) else argument
    if isinstance(name, Options):
        return options(_of_each_name(function, each, scope, give) for each in name.values)
    if isinstance(name, str):
        return give(name)
    return name if isinstance(name, Unknown) else _strange(function)


def _strange(name: str) -> Unknown:
    return Unknown(f"its {name} has arguments of a shape that CloudFormation does not take")


def _get_att(argument: Any, scope: Resolver) -> Any:
    name, rest = argument, ""
    if isinstance(argument, list):
        if len(argument) < 2:
            return _strange("Fn::GetAtt")
        rest = shown(join(_dotted([evaluate(each, scope) for each in argument[1:]])))
        name = argument[0]

    def attribute(of: str) -> Any:
        return scope.attribute(of, rest) if rest else scope.attribute(*_halves(of))

    return _of_each_name("Fn::GetAtt", name, scope, attribute)


def _halves(dotted: str) -> tuple[str, str]:
    name, _, attribute = dotted.partition(".")
    return name, attribute


def _dotted(parts: list[Any]) -> list[Any]:
    return [each for part in parts for each in (".", part)][1:]


def _sub(argument: Any, scope: Resolver) -> Any:
    text, given = argument, Block()
    if isinstance(argument, list) and argument:
        text = argument[0]
        given = as_block(argument[1]) if len(argument) > 1 else given
    if not isinstance(text, str):
        return _strange("Fn::Sub")
    made = _filled(_VARIABLE, text, lambda found: _variable(found, given, scope), scope)
    return _with_dynamic(made, scope)


def _with_dynamic(value: Any, scope: Resolver) -> Any:
    """The text with its dynamic references resolved, once they are whole."""
    if isinstance(value, str) and "{{resolve:" in value:
        return _dynamic(value, scope)
    parts = value.parts if isinstance(value, Joined) else ()
    if any(isinstance(part, str) and "{{resolve:" in part for part in parts):
        return Unknown("the name of the parameter that it resolves is not known")
    return value


def _variable(found: re.Match[str], given: Block, scope: Resolver) -> Any:
    literal, name = found.group(1), found.group(2)
    if literal:
        return "${" + name + "}"
    name = name.strip()
    if name in given:
        return evaluate(given[name], scope)
    resource, dot, attribute = name.partition(".")
    return scope.attribute(resource, attribute) if dot else scope.named(name)


def _join_function(argument: Any, scope: Resolver) -> Any:
    separator = as_text(argument[0])
    values = evaluate(argument[1], scope)
    if not isinstance(values, list):
        return values if isinstance(values, Unknown | Reference) else _strange("Fn::Join")
    return _with_dynamic(join([each for value in values for each in (separator, value)][1:]), scope)


def _split_function(argument: Any, scope: Resolver) -> Any:
    pieces = split(as_text(argument[0]), evaluate(argument[1], scope))
    return Items(pieces) if isinstance(pieces, list) else pieces


def _select(argument: Any, scope: Resolver) -> Any:
    index, values = evaluate(argument[0], scope), evaluate(argument[1], scope)
    if isinstance(values, Unknown | Reference):
        return Unknown("it is one of a list that is not known")
    place = as_text(index)
    if not isinstance(values, list) or not place.isdigit() or len(place) > 6:
        return _strange("Fn::Select")
    if int(place) >= len(values):
        return Unknown(f"its Fn::Select asks for item {place} of {len(values)}")
    return values[int(place)]


def _if(argument: Any, scope: Resolver) -> Any:
    holds = scope.condition(as_text(argument[0]))
    if holds is not None:
        return evaluate(argument[1] if holds else argument[2], scope)
    both = [evaluate(each, scope) for each in argument[1:]]
    kept = [each for each in both if each is not NO_VALUE]
    return options(kept) if kept else NO_VALUE


def _find_in_map(argument: Any, scope: Resolver) -> Any:
    if not isinstance(argument, list) or len(argument) < 3:
        return _strange("Fn::FindInMap")
    name, first, second = (evaluate(each, scope) for each in argument[:3])
    table = scope.mapping(as_text(name))
    if not scope.budget.take(len(table)):
        return TOO_LARGE
    found = [
        row[key]
        for row in _looked_up(table, first)
        if isinstance(row, dict)
        for key in _keys(row, second)
    ]
    if found:
        return options(evaluate(each, scope) for each in found)
    default = as_block(argument[3]).get("DefaultValue") if len(argument) > 3 else None
    if default is not None:
        return evaluate(default, scope)
    return Unknown(f"the mapping {as_text(name)!r} has no such entry")


def _looked_up(table: Mapping[str, Any], key: Any) -> list[Any]:
    return [table[each] for each in _keys(table, key)]


def _keys(table: Mapping[str, Any], key: Any) -> list[str]:
    if isinstance(key, Options):
        return [each for value in key.values for each in _keys(table, value)]
    text = as_text(key)
    undecided = not isinstance(key, str | int) or "${AWS::" in text
    return list(table) if undecided else [each for each in table if each == text]


def _stack_output(argument: Any, scope: Resolver) -> Any:
    asked = as_block(evaluate(argument, scope))
    return scope.deployed(asked.get("StackName"), as_text(asked.get("OutputName")))


def _condition(argument: Any, scope: Resolver) -> Any:
    holds = scope.condition(as_text(argument))
    return Unknown(f"the condition {argument!r} cannot be decided") if holds is None else holds


def _of_value(rule: Callable[[Any], Any]) -> Function:
    """A function that looks at nothing but its argument, evaluated."""
    return lambda argument, scope: rule(evaluate(argument, scope))


def _base64(value: Any) -> Any:
    return base64.b64encode(value.encode()).decode() if isinstance(value, str) else value


def _length(value: Any) -> Any:
    return len(value) if isinstance(value, list) else Unknown("the list's length is not known")


_ZONES = ("${AWS::Region}a", "${AWS::Region}b", "${AWS::Region}c")
FUNCTIONS: Mapping[str, Function] = {
    "Ref": _ref,
    "Condition": _condition,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join_function,
    "Fn::Split": _split_function,
    "Fn::Select": _select,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::Base64": _of_value(_base64),
    "Fn::ImportValue": lambda argument, scope: scope.imported(evaluate(argument, scope)),
    "Fn::Length": _of_value(_length),
    "Fn::ToJsonString": _of_value(json_text),
    "Fn::GetAZs": lambda _argument, _scope: Items(_ZONES),
    "Fn::Cidr": lambda _argument, _scope: Unknown("it is worked out when the stack is made"),
    "Fn::GetStackOutput": _stack_output,
    "Fn::Transform": lambda argument, scope: scope.included(as_block(argument)),
}
_TAKES = {"Fn::Join": 2, "Fn::Split": 2, "Fn::Select": 2, "Fn::If": 3}  # arguments
