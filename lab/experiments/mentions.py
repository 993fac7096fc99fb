"""What a part of a template refers to, by name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_IN_TEXT = re.compile(r"\$\{\s*([^!}\s][^}\s]*)\s*\}")
_FIRST_IS_A_NAME = ("Fn::GetAtt", "Fn::If", "Fn::FindInMap")


def mentions(part: Any) -> Iterator[str]:
    """Every resource, parameter, condition and mapping that is named in a part of a template.

    Whatever refers counts: Ref, Fn::GetAtt, Fn::Sub, DependsOn, Condition, Fn::If, Fn::FindInMap;
    an attribute's name is left out. Names that nothing declares, such as AWS::Region, are among
    them.
    """
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _named(key, value)
            yield from mentions(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from mentions(value)


def _named(key: str, value: Any) -> Iterator[str]:
    if key == "Fn::Sub":
        yield from _in_text(value)
    elif key in ("Ref", "Condition", "DependsOn") and isinstance(value, str):
        yield value
    elif key == "DependsOn" and isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))
    elif key in _FIRST_IS_A_NAME and isinstance(value, str):
        yield value.partition(".")[0]
    elif key in _FIRST_IS_A_NAME and isinstance(value, list):
        yield from (each for each in value[:1] if isinstance(each, str))


def _in_text(value: Any) -> Iterator[str]:
    text, own = value, {}
    if isinstance(value, list) and len(value) == 2:
        text, own = value
    if isinstance(text, str):
        for name in _IN_TEXT.findall(text):
            if name not in own:
                yield name.partition(".")[0]
