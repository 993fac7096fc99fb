"""JSON as the lab takes it: nothing that two readers could understand differently."""

import json
from typing import Any, NoReturn


class BadJson(ValueError):
    """Text that is not JSON the lab takes; its text is one clause without a full stop."""


def loads(text: str) -> Any:
    """The value in a JSON text; raises BadJson on broken JSON, a key twice, NaN or Infinity."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}"
        raise BadJson(f"is not valid JSON ({error.msg} at {place})") from None
    except RecursionError:
        raise BadJson("is nested too deeply") from None
    except BadJson:
        raise
    except ValueError:
        raise BadJson("holds a number with too many digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f"gives `{key}` twice in one object")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise BadJson(f"holds {name}, which is not a number")
